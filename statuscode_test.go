package clarifai_test

import (
	"strconv"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestStatusCode_Unknown(t *testing.T) {
	known := make(map[int32]bool)
	for _, number := range testkit.Facts.StatusCodes {
		known[number] = true
	}
	for n := int32(-1); n <= 100_000; n++ {
		if got := clarifai.StatusCode(n).String(); !known[n] && got != strconv.Itoa(int(n)) {
			t.Errorf("%d prints as %s", n, got)
		}
	}
}
