package steps_test

import (
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

func TestOrDefault(t *testing.T) {
	for option, want := range map[int]int{0: 200, 7: 7, -1: 0} {
		if got := steps.OrDefault(option, 200); got != want {
			t.Errorf("%d: got %d, want %d", option, got, want)
		}
	}
}

func TestValidID(t *testing.T) {
	for id, want := range map[string]bool{
		"a": true, "9": true, "Team-1_b": true, strings.Repeat("x", 32): true,
		"": false, strings.Repeat("x", 33): false, "-a": false, "a_": false, "a b": false, "a/b": false, "é": false,
	} {
		if got := steps.ValidID(id); got != want {
			t.Errorf("%q: got %v", id, got)
		}
	}
}

func TestFoldName(t *testing.T) {
	for name, want := range map[string]string{
		" Ann ": "ann", "Ann@ACME.test": email.Key("ann@acme.test"), " ann@acme.test\n": email.Key("ann@acme.test"), "": "",
	} {
		if got := steps.FoldName(name); got != want {
			t.Errorf("%q: got %q, want %q", name, got, want)
		}
	}
}
