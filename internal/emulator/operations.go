package emulator

import (
	"fmt"
	"sync"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// operationNames has the SDK's first operation for each method and route.
var operationNames = sync.OnceValue(func() map[[2]string]clarifai.Operation {
	names := map[[2]string]clarifai.Operation{}
	for _, r := range clarifai.Routes() {
		key := [2]string{r.Method, r.Path}
		if _, ok := names[key]; !ok {
			names[key] = r.Op
		}
	}
	return names
})

// routeOf returns the method and the route of an operation of the SDK, which
// are empty for the operation "".
func routeOf(op clarifai.Operation) (method, route string, err error) {
	if op == "" {
		return "", "", nil
	}
	for _, r := range clarifai.Routes() {
		if r.Op == op {
			return r.Method, r.Path, nil
		}
	}
	return "", "", fmt.Errorf("operation %q is unknown", op)
}
