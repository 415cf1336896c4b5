package cost

import (
	"errors"
	"fmt"
	"time"
)

// Period is a range of whole days in UTC. End is the day after the last one.
type Period struct {
	Start time.Time `json:"start"`
	End   time.Time `json:"end"`
}

// Month returns a calendar month in UTC. The month must be January to December,
// and the year 1 to 9998.
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

// Previous returns the period that ends where this one starts and has the same
// number of months or, if this one is no number of months, of days.
func (p Period) Previous() Period {
	for months := 1; months <= 12; months++ {
		if start := p.Start.AddDate(0, -months, 0); p.Start.AddDate(0, months, 0).Equal(p.End) && start.AddDate(0, months, 0).Equal(p.Start) {
			return Period{start, p.Start}
		}
	}
	return Period{p.Start.Add(-p.End.Sub(p.Start)), p.Start}
}

const maxPeriod = 10 * 366 * 24 * time.Hour

func (p Period) check() error {
	switch {
	case p.Start.IsZero() || p.End.IsZero():
		return errors.New("the start and the end of a period are required")
	case !p.Start.Before(p.End):
		return errors.New("the end of a period must be after its start")
	case p.Start.Year() < 1 || p.End.Year() > 9999 || p.End.Sub(p.Start) > maxPeriod:
		return errors.New("a period must be at most ten years long")
	}
	return nil
}

// day returns the midnight in UTC at which the day of t begins.
func day(t time.Time) time.Time { return t.UTC().Truncate(24 * time.Hour) }
