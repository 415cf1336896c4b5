package clarifaitest

import (
	"reflect"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func monthOf(t *testing.T, m Month) (*Server, []Usage) {
	t.Helper()
	config := m.Config()
	config.InMemory, config.Clock = true, func() time.Time { return m.Until }
	s := NewServer(t, config)
	return s, s.Usage("acme")
}

func TestMonth_DependsOnItsSeedAlone(t *testing.T) {
	until := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	_, a := monthOf(t, Month{Seed: 1, Until: until})
	_, again := monthOf(t, Month{Seed: 1, Until: until})
	_, b := monthOf(t, Month{Seed: 2, Until: until})
	if !reflect.DeepEqual(a, again) || reflect.DeepEqual(a, b) || len(a) < 5000 {
		t.Errorf("%d rows, again %d, of another seed %d", len(a), len(again), len(b))
	}
}

func TestMonth_IsPlausible(t *testing.T) {
	until := time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC)
	s, rows := monthOf(t, Month{Seed: 1, Until: until})
	org, _ := s.Organization("acme")
	apps := 0
	for _, a := range s.Apps() {
		if a.Owner == "acme" {
			apps++
		}
	}
	if len(org.Members) != 121 || apps != 30 || len(org.Teams) != 8 {
		t.Errorf("%d members, %d apps, %d teams", len(org.Members), apps, len(org.Teams))
	}
	var weekday, weekend, heavy, others, training, outOfBurst int64
	callers := map[string]time.Time{}
	deleted := false
	for _, u := range rows {
		if u.CallerUserID == "user-001" {
			heavy += int64(u.Value)
		} else if u.Section == clarifai.UsageModelUsage {
			others += int64(u.Value)
		}
		if u.Section == clarifai.UsageTrainingHours {
			training++
			if d := u.Date.Day(); d < 5 || d > 7 {
				outOfBurst++
			}
		}
		if u.Section == clarifai.UsageModelUsage {
			if d := u.Date.Weekday(); d == time.Saturday || d == time.Sunday {
				weekend += int64(u.Value)
			} else {
				weekday += int64(u.Value)
			}
		}
		if u.Date.After(callers[u.CallerUserID]) {
			callers[u.CallerUserID] = u.Date
		}
		deleted = deleted || u.AppID == "retired"
		if u.Date.After(until) {
			t.Errorf("usage on %v", u.Date)
		}
	}
	if weekend*10 > weekday || weekend == 0 {
		t.Errorf("weekends %d, working days %d", weekend, weekday)
	}
	if heavy*5 < others {
		t.Errorf("the heavy user has %d, all others %d", heavy, others)
	}
	if training == 0 || outOfBurst != 0 || !deleted || callers[""].IsZero() {
		t.Errorf("training %d, beside the burst %d; without a caller until %v", training, outOfBurst, callers[""])
	}
	if last := callers["leaver"]; last.Day() > 8 || last.Month() != time.November {
		t.Errorf("who left is there until %v", last)
	}
}

func TestMonth_NegativeNumbersMeanNone(t *testing.T) {
	s, rows := monthOf(t, Month{Until: time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC), People: -1, Apps: -1, Teams: -1})
	if members, apps, teams := s.Members("acme"), s.Apps(), s.Teams("acme"); len(members) != 1 || len(apps) != 0 || len(teams) != 0 {
		t.Errorf("members %v, apps %v, teams %v", members, apps, teams)
	}
	if len(rows) == 0 {
		t.Error("those who left have used nothing")
	}
}
