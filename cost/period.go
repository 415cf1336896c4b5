package cost

import (
	"errors"
	"fmt"
	"time"
)

// Period is whole days of UTC, from Start up to End, which is not part of it.
type Period struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Month returns the calendar month of a year, in UTC, such as November of 2026.
// It is an error if month is not January to December, or year not 1 to 9998.
func Month(year int, month time.Month) (Period, error) {
	if month < time.January || month > time.December {
		return Period{}, fmt.Errorf("cost: month %d must be from 1 to 12", int(month))
	}
	if year < 1 || year > 9998 {
		return Period{}, fmt.Errorf("cost: year %d must be from 1 to 9998", year)
	}
	start := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return Period{start, start.AddDate(0, 1, 0)}, nil
}

const maxPeriod = 10 * 366 * 24 * time.Hour

func (p Period) check() error {
	switch {
	case p.Start.IsZero() || p.End.IsZero():
		return errors.New("the period lacks its start or its end")
	case !p.Start.Before(p.End):
		return errors.New("the period ends before it begins")
	case p.Start.Year() < 1 || p.End.Year() > 9999 || p.End.Sub(p.Start) > maxPeriod:
		return errors.New("the period is longer than ten years")
	}
	return nil
}

// day gives the midnight, in UTC, at which an instant's day begins.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
