package wire_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestDecodePart_Syntax(t *testing.T) {
	for _, text := range []string{
		``, ` `, `{`, `}`, `{]`, `[}`, `{"a"`, `{"a":`, `{"a":1`, `{"a":1,`, `{"a":1,}`, `{,}`, `{"a" 1}`, `{a:1}`, `{"a":01}`, `{"a":1.}`, `{"a":.5}`, `{"a":+1}`, `{"a":1e}`, `{"a":1e+}`,
		`{"a":-}`, `{"a":--1}`, `{"a":nul}`, `{"a":nulL}`, `{"a":tru`, `{"a":True}`, `{"a":"\x"}`, `{"a":"\u12"}`, `{"a":"\u12g4"}`, `{"a":"` + "\n" + `"}`, `{"a":"`, `{"a":"\`, `{"a":"\u00`,
		`{"a":[1,]}`, `{"a":[1 2]}`, `{"a":[,1]}`, `{"a":1}x`, `{"a":1}{}`, "{\"a\":1}\x00", `{"items":[{]}`, `{"items":[{"name":"x"}`, `{"text":"x" "y"}`, `{"int":1x}`, `{"flag":truex}`,
		"\ufeff{}", `{"a":'x'}`, `{"a":NaN}`, `{"raw":{"a":}}`, `{"map":{"k":}}`, `{"any":[}`, "{\"a\":\"\x7f\"}", `{"a":1,"a"}`, "{\t\"a\" : [ 1 , 2 ] }\r\n ",
	} {
		compare(t, []byte(text))
	}
	for n := range len(everyField) {
		compare(t, []byte(everyField[:n]))
		var out everything
		if err := wire.DecodePart([]byte(everyField[:n]), &out); !errors.Is(err, wire.ErrTruncated) {
			t.Errorf("cut at %d: %v", n, err)
		}
	}
}

func TestDecodePart_Depth(t *testing.T) {
	for _, field := range []string{"unknown", "any", "raw", "child"} {
		for depth, fits := range map[int]bool{5_000: true, 9_999: true, 10_000: false, 1_000_000: false} {
			var out everything
			err := wire.DecodePart([]byte(`{"`+field+`":`+strings.Repeat("[", depth)+strings.Repeat("]", depth)+`}`), &out)
			if errors.Is(err, wire.ErrNotJSON) == fits {
				t.Errorf("%s, %d deep: %v", field, depth, err)
			}
		}
	}
	var out everything
	if err := wire.DecodePart([]byte(strings.Repeat(`{"child":`, 20_000)), &out); !errors.Is(err, wire.ErrNotJSON) {
		t.Error(err)
	}
}
