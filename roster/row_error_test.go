package roster_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestJoinInputErrors(t *testing.T) {
	_, first := roster.ReadTeams(strings.NewReader("id,name,default_role,apps\nx\n"))
	_, second := roster.ReadPeople(strings.NewReader(header+"x\n"), roster.Columns{})
	got := badRows(t, roster.JoinInputErrors(nil, first, second))
	want := []string{
		"roster line 2: the row has 1 cells, and the header has 5",
		"teams line 2: the row has 1 cells, and the header has 4",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if err := roster.JoinInputErrors(nil, nil); err != nil {
		t.Errorf("nothing is wrong: %v", err)
	}
	if other := errors.New("other"); roster.JoinInputErrors(first, other) != other {
		t.Error("another error is lost")
	}
}
