package route_test

import (
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

func TestLeftOut(t *testing.T) {
	key := func(o route.Omission) string { return o.Path + " " + o.Method }
	all := route.LeftOut()
	for i := 1; i < len(all); i++ {
		if key(all[i-1]) >= key(all[i]) {
			t.Errorf("%s stands before %s", key(all[i-1]), key(all[i]))
		}
	}
}
