package wire_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

type colour string

func TestEnum(t *testing.T) {
	names := map[int32]string{0: "NONE", 5: "RED"}
	for form, want := range map[string]colour{
		`0`: "NONE", `5`: "RED", `"5"`: "RED", `"RED"`: "RED", `"BLUE"`: "BLUE", `7`: "7", `-7`: "-7", `null`: "before",
	} {
		got := colour("before")
		if err := wire.UnmarshalEnum([]byte(form), &got, names); err != nil || got != want {
			t.Errorf("%s is read as %q (%v), want %q", form, got, err, want)
		}
	}
	for _, form := range []string{``, `true`, `{}`, `["RED"]`, `"RED`} {
		if err := wire.UnmarshalEnum([]byte(form), new(colour), names); err == nil {
			t.Errorf("%s passes for an enum", form)
		}
	}
	for value, want := range map[colour]string{"RED": `"RED"`, "7": `7`, "-7": `-7`, "": `""`, "SEVEN_7": `"SEVEN_7"`} {
		if got, err := wire.MarshalEnum(value); err != nil || string(got) != want {
			t.Errorf("%q is written as %s (%v), want %s", value, got, err, want)
		}
	}
}
