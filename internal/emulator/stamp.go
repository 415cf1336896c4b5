package emulator

import (
	"strconv"
	"strings"
	"time"
)

// stamp is a time and the number of decimals with which it is written. The
// real server writes 0 to 9, so this one does so in turn.
type stamp struct {
	time.Time
	decimals int
}

// stamp returns the timestamp of an event at now.
func (s *state) stamp(now time.Time) stamp {
	t := now.UTC().Truncate(time.Millisecond)
	need := 0
	if ns := t.Nanosecond(); ns != 0 {
		need = len(strings.TrimRight(strconv.Itoa(1e9 + ns)[1:], "0"))
	}
	return stamp{t, need + s.next()%(10-need)}
}

func (t stamp) MarshalJSON() ([]byte, error) {
	layout := "2006-01-02T15:04:05"
	if t.decimals > 0 {
		layout += "." + strings.Repeat("0", t.decimals)
	}
	return []byte(`"` + t.Format(layout+"Z") + `"`), nil
}
