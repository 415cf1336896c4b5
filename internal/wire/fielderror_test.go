package wire_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

func TestAValueThatDoesNotFitIsToldWithItsPlace(t *testing.T) {
	for text, want := range map[string]string{
		`{"text":1}`: `text: a number where a text belongs`,
		`{"items":[{"name":"a"},{"name":{}}],"text":[]}`: `items[1].name: an object where a text belongs`,
		`{"children":[{},{"child":{"small":128}}]}`:      `children[1].child.small: a number where a whole number of int8 belongs`,
		`{"int":1.5}`:         `int: a number where a whole number of int belongs`,
		`{"texts":true}`:      `texts: true or false where a list belongs`,
		`{"child":"x"}`:       `child: a text where an object belongs`,
		`{"lists":[[1,"x"]]}`: `lists[0][1]: a text where a whole number belongs`,
		`[]`:                  `a list where an object belongs`,
	} {
		var out everything
		if err := wire.DecodePart([]byte(text), &out); err == nil || err.Error() != want {
			t.Errorf("%s: %v, want %s", text, err, want)
		}
	}
}
