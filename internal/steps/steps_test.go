package steps_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

var errOne, errTwo = errors.New("one"), errors.New("two")

func TestJoin(t *testing.T) {
	t.Run("no errors are no error", func(t *testing.T) {
		if err := steps.Join("roster", 3, nil); err != nil {
			t.Error(err)
		}
	})
	t.Run("the steps are counted and the first is named", func(t *testing.T) {
		const want = "roster: 2 of 3 steps were not done, the first: one"
		if err := steps.Join("roster", 3, []error{errOne, errTwo}); err.Error() != want {
			t.Errorf("got %v, want %s", err, want)
		}
	})
	t.Run("each error is found", func(t *testing.T) {
		if err := steps.Join("roster", 3, []error{errOne, errTwo}); !errors.Is(err, errOne) || !errors.Is(err, errTwo) {
			t.Error(err)
		}
	})
}

func TestNotSent(t *testing.T) {
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	for name, c := range map[string]struct {
		ctx  context.Context
		err  error
		want bool
	}{
		"the context ended":                         {ended, fmt.Errorf("teams: %w", context.Canceled), true},
		"the context ended after the request":       {ended, errors.Join(context.Canceled, clarifai.ErrAmbiguous), false},
		"the context ended and something else went": {ended, errOne, false},
		"another context ended":                     {t.Context(), context.Canceled, false},
		"no error":                                  {ended, nil, false},
	} {
		t.Run(name, func(t *testing.T) {
			if got := steps.NotSent(c.ctx, c.err); got != c.want {
				t.Errorf("got %v", got)
			}
		})
	}
}

func TestRequestID(t *testing.T) {
	for err, want := range map[error]string{
		nil:                               "call",
		errOne:                            "call",
		&clarifai.Error{RequestID: "own"}: "own",
		new(clarifai.Error):               "",
	} {
		if got := steps.RequestID(err, "call"); got != want {
			t.Errorf("of %v: got %q, want %q", err, got, want)
		}
	}
}

func TestItemErrors(t *testing.T) {
	batch := &clarifai.BatchError{Items: []clarifai.ItemError{{Index: 1, Err: errTwo}}}
	for name, c := range map[string]struct {
		err  error
		want []error
	}{
		"none":        {nil, []error{nil, nil, nil}},
		"one of all":  {errOne, []error{errOne, errOne, errOne}},
		"one of each": {fmt.Errorf("teams: %w", batch), []error{nil, errTwo, nil}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := steps.ItemErrors(c.err, 3); !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		})
	}
}
