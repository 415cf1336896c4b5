package wire_test

import (
	"reflect"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestDecodePart_Interned(t *testing.T) {
	var texts, back []string
	for i := range 2000 {
		texts = append(texts, strings.Repeat("x", i%70)+string(rune('a'+i%26))+strings.Repeat("y", i%3), strings.Repeat("é", i%40))
	}
	data, err := wire.Encode(texts)
	if err != nil {
		t.Fatal(err)
	}
	if err := wire.DecodePart(data, &back); err != nil || !reflect.DeepEqual(texts, back) {
		t.Error(err)
	}
	clear(data) // what was read holds nothing of the text that it was read from
	if !reflect.DeepEqual(texts, back) {
		t.Error("what was read changes with the body")
	}
}
