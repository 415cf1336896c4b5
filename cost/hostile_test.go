package cost_test

import (
	"context"
	"math"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestWithoutAContextOrAWorkingClientNothingIsRead(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, clarifaitest.Config{Organizations: []clarifaitest.Organization{{ID: "acme"}}, InMemory: true})
		closed := s.Client()
		closed.Close()
		var never context.Context
		april := cost.Period{Start: november.AddDate(0, -7, 0), End: november.AddDate(0, -6, 0)}
		for name, test := range map[string]struct {
			ctx    context.Context
			client *clarifai.Client
		}{
			"a nil context": {never, s.Client()}, "a nil client": {t.Context(), nil},
			"a zero client": {t.Context(), new(clarifai.Client)}, "a closed client": {t.Context(), closed},
		} {
			if got, err := cost.Current(test.ctx, test.client, "acme", cost.Mapping{}); got != nil || err == nil {
				t.Errorf("Current with %s: %v, %v", name, got, err)
			}
			if got, err := cost.ReadBill(test.ctx, test.client, "acme"); got != nil || err == nil {
				t.Errorf("ReadBill with %s: %v, %v", name, got, err)
			}
			usage, err := cost.ReadUsage(test.ctx, test.client, "acme", april)
			if name == "a closed client" { // of a period to come it asks for the people and apps alone
				if err != nil || len(usage.Rows) != 0 || len(usage.Unread) != 3 {
					t.Errorf("ReadUsage with %s: %+v, %v", name, usage, err)
				}
			} else if usage != nil || err == nil {
				t.Errorf("ReadUsage with %s: %+v, %v", name, usage, err)
			}
			o := cost.ActivityOptions{From: time.Now().AddDate(0, -1, 0)}
			if got, err := clarifai.Collect(cost.Rows(test.ctx, test.client, "acme", o)); got != nil || err == nil {
				t.Errorf("Rows with %s: %v, %v", name, got, err)
			}
			if got, err := clarifai.Collect(cost.Activity(test.ctx, test.client, "acme", o)); got != nil || err == nil {
				t.Errorf("Activity with %s: %v, %v", name, got, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestAbsurdPeriodsAreRefusedBeforeTheNetwork(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		s := clarifaitest.NewServer(t, clarifaitest.Config{Organizations: []clarifaitest.Organization{{ID: "acme"}}, InMemory: true})
		c, now := s.Client(), time.Now()
		first, last := time.Unix(math.MinInt64, 0), time.Unix(math.MaxInt64, 0)
		for name, p := range map[string]cost.Period{
			"backwards": {now, now.AddDate(0, -1, 0)}, "of nothing": {now, now}, "from the beginning of time": {first, now},
			"to the end of time": {now, last}, "for ever": {first, last}, "of zeros": {},
		} {
			if got, err := cost.ReadUsage(t.Context(), c, "acme", p); got != nil || err == nil {
				t.Errorf("ReadUsage %s: %v", name, err)
			}
			if name == "of nothing" {
				continue // within a day: that day
			}
			if got, err := clarifai.Collect(cost.Rows(t.Context(), c, "acme", cost.ActivityOptions{From: p.Start, To: p.End})); got != nil || err == nil {
				t.Errorf("Rows %s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}
