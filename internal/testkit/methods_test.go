package testkit_test

import (
	"reflect"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestMethodCalls(t *testing.T) {
	client := reflect.TypeFor[clarifai.Client]()
	found := 0
	for field := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m := range field.Type.Methods() {
			name := field.Name + "." + m.Name
			found++
			if _, ok := testkit.MethodCalls[name]; !ok {
				t.Errorf("%s is missing in MethodCalls", name)
			}
		}
	}
	if found != len(testkit.MethodCalls) {
		t.Errorf("%d methods, and %d in MethodCalls", found, len(testkit.MethodCalls))
	}
	covered := map[clarifai.Operation]bool{clarifai.OpAppsUpdateDetails: true} // Apps.Update attacks both of its operations alike
	for op := range testkit.SomeLogs {                                         // Logs.List attacks all of its operations alike
		covered[op] = true
	}
	for _, m := range testkit.MethodCalls {
		covered[m.Op] = true
	}
	for _, r := range clarifai.Routes() {
		if !covered[r.Op] {
			t.Errorf("no method for %s", r.Op)
		}
	}
}
