package wire_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestFieldError(t *testing.T) {
	for text, want := range map[string]string{
		`{"text":1}`: `text: must be a string, not a number`,
		`{"items":[{"name":"a"},{"name":{}}],"text":[]}`: `items[1].name: must be a string, not an object`,
		`{"children":[{},{"child":{"small":128}}]}`:      `children[1].child.small: must be an integer in the range of int8`,
		`{"int":1.5}`:         `int: must be an integer in the range of int`,
		`{"texts":true}`:      `texts: must be an array, not a boolean`,
		`{"child":"x"}`:       `child: must be an object, not a string`,
		`{"lists":[[1,"x"]]}`: `lists[0][1]: must be an integer, not a string`,
		`[]`:                  `must be an object, not an array`,
	} {
		var out everything
		if err := wire.DecodePart([]byte(text), &out); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
