package docs_test

import (
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// services returns the methods of each service of a client, by the name of the
// field.
func services() map[string][]string {
	all := make(map[string][]string)
	for field := range reflect.TypeFor[clarifai.Client]().Fields() {
		if !field.IsExported() {
			continue
		}
		for method := range field.Type.Methods() {
			all[field.Name] = append(all[field.Name], method.Name)
		}
	}
	return all
}

func TestREADME_Table(t *testing.T) {
	_, table, _ := strings.Cut(testkit.ReadFile(t, "README.md"), "| service | operations | grade |")
	table, _, _ = strings.Cut(table, "\n\n")
	listed := make(map[string][]string)
	service := ""
	for line := range strings.Lines(table) {
		cells := strings.Split(line, "|")
		if len(cells) < 4 {
			continue
		}
		if m := regexp.MustCompile("`client\\.(\\w+)`").FindStringSubmatch(cells[1]); m != nil {
			service = m[1]
		}
		operations, _, _ := strings.Cut(cells[2], ";")
		operations, _, _ = strings.Cut(operations, ", and ")
		for name := range strings.SplitSeq(operations, ",") {
			listed[service] = append(listed[service], strings.TrimSpace(name))
		}
	}
	delete(listed, "Call")
	delete(listed, "")
	want := services()
	for _, name := range slices.Sorted(maps.Keys(want)) {
		got := slices.Sorted(slices.Values(listed[name]))
		if methods := slices.Sorted(slices.Values(want[name])); !slices.Equal(got, methods) {
			t.Errorf("%s: README lists %v, the service has %v", name, got, methods)
		}
	}
	if len(listed) != len(want) {
		t.Errorf("README lists %d services, the client has %d", len(listed), len(want))
	}
}
