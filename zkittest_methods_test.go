package clarifai_test

import (
	"reflect"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestCoreEveryMethodOfEveryServiceIsUnderAttack(t *testing.T) {
	client := reflect.TypeFor[clarifai.Client]()
	found := 0
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m := range field.Type.Methods() {
			name := field.Name + "." + m.Name
			found++
			if _, ok := coreMethods[name]; !ok {
				t.Errorf("%s is missing in coreMethods: nobody attacks it", name)
			}
		}
	}
	if found != len(coreMethods) {
		t.Errorf("%d methods, and %d in coreMethods", found, len(coreMethods))
	}
	covered := map[clarifai.Operation]bool{clarifai.OpAppsUpdateDetails: true} // Apps.Update attacks both of its operations alike
	for _, m := range coreMethods {
		covered[m.op] = true
	}
	for _, r := range clarifai.Routes() {
		if !covered[r.Op] {
			t.Errorf("no method for %s", r.Op)
		}
	}
}
