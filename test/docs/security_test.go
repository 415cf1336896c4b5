package docs_test

import (
	"bytes"
	"os"
	"regexp"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEveryTestThatSECURITYNamesIsThere(t *testing.T) {
	var tests []byte
	for _, pattern := range []string{"*_test.go", "*/*_test.go", "test/*/*_test.go", "examples/*/*_test.go"} {
		for _, file := range testkit.Glob(t, pattern) {
			code, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			tests = append(tests, code...)
		}
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Za-z0-9]+)`").FindAllSubmatch([]byte(testkit.ReadFile(t, "SECURITY.md")), -1)
	if len(names) < 10 {
		t.Errorf("SECURITY.md names %d tests", len(names))
	}
	for _, name := range names {
		if !bytes.Contains(tests, []byte("\nfunc "+string(name[1])+"(")) {
			t.Errorf("SECURITY.md names %s, which is not there", name[1])
		}
	}
}
