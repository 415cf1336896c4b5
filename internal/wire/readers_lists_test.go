package wire_test

import (
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestDecodePart_SpareItems(t *testing.T) {
	type large struct {
		Room [1 << 10]int `json:"room"`
		Name string       `json:"name"`
	}
	var out struct {
		Items []large `json:"items"`
	}
	if err := wire.DecodePart([]byte(`{"items":[{},{},{},{},{},{`+strings.Repeat(" ", 1<<20)+`}]}`), &out); err != nil || len(out.Items) != 6 {
		t.Fatal(err)
	}
	if most := 6 + 1024; cap(out.Items) > most {
		t.Errorf("room for %d items, want %d at most", cap(out.Items), most)
	}
}

func TestDecodePart_RepeatedList(t *testing.T) {
	type large struct {
		Room [1 << 10]int `json:"room"`
		Name string       `json:"name"`
	}
	var out struct {
		Items []large `json:"items"`
	}
	body := []byte(`{` + strings.Repeat(`"items":[{},{}],`, 1000) + `"other":[]}`)
	allocated := testing.AllocsPerRun(1, func() {
		if err := wire.DecodePart(body, &out); err != nil {
			t.Error(err)
		}
	})
	if len(out.Items) != 2 || cap(out.Items) > 4 || allocated > 5000 {
		t.Errorf("%d items, room for %d, %v allocations", len(out.Items), cap(out.Items), allocated)
	}
}
