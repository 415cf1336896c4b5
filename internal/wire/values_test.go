package wire_test

import (
	"testing"
	"time"

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

func TestTime(t *testing.T) {
	zone := time.FixedZone("", 2*60*60)
	for at, want := range map[time.Time]string{
		time.Date(2026, 11, 24, 1, 2, 3, 0, zone):           `"2026-11-23T23:02:03Z"`,
		time.Date(2026, 11, 24, 1, 2, 3, 500_000_000, zone): `"2026-11-23T23:02:03.5Z"`,
	} {
		if got, err := wire.Encode(wire.Time{Time: at}); err != nil || string(got) != want {
			t.Errorf("%v is written as %s (%v), want %s", at, got, err, want)
		}
	}
}

func TestInt64(t *testing.T) {
	for text, want := range map[string]wire.Int64{`7`: 7, `"-7"`: -7, `"9223372036854775807"`: 1<<63 - 1, `null`: 0} {
		var got wire.Int64
		if err := wire.DecodePart([]byte(text), &got); err != nil || got != want {
			t.Errorf("%s is read as %d (%v)", text, got, err)
		}
	}
	for text, want := range map[string]string{
		`"9223372036854775808"`: "must be a 64-bit integer", `1.5`: "must be a 64-bit integer", `""`: "must be a 64-bit integer",
		`true`: "must be a number or a name", `"\`: "must be a valid string",
	} {
		got := wire.Int64(3)
		if err := got.UnmarshalJSON([]byte(text)); err == nil || err.Error() != want || got != 3 {
			t.Errorf("%s is read as %d (%v), want %q", text, got, err, want)
		}
	}
}
