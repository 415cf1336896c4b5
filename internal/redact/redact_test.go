package redact_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/redact"
)

func TestText(t *testing.T) {
	const odd = "p&q/ r+\"s\\<é\x01>\u2028"
	marshaled, err := json.Marshal(odd)
	if err != nil {
		t.Fatal(err)
	}
	for name, spelling := range map[string]string{
		"as it is":              odd,
		"escaped for a path":    url.PathEscape(odd),
		"escaped for a query":   url.QueryEscape(odd),
		"in JSON":               string(marshaled[1 : len(marshaled)-1]),
		"quoted by Go":          strings.Trim(strconv.Quote(odd), `"`),
		"quoted by Go in ASCII": strings.Trim(strconv.QuoteToASCII(odd), `"`),
		"in an error's %q":      strings.Trim(fmt.Sprintf("%q", odd), `"`),
	} {
		t.Run("a secret "+name+" is removed wherever it is", func(t *testing.T) {
			text := spelling + " and " + spelling
			if got, want := redact.Text(text, "another", odd), "[redacted] and [redacted]"; got != want {
				t.Errorf("%q becomes %q", text, got)
			}
		})
	}

	for name, test := range map[string]struct {
		text    string
		secrets []string
		want    string
	}{
		"no secret":                         {"a text", nil, "a text"},
		"a text without the secret":         {"a text", []string{"hunter22"}, "a text"},
		"every secret is removed":           {"abcd-efgh-abcd", []string{"abcd", "efgh"}, "[redacted]-[redacted]-[redacted]"},
		"a secret that is the whole text":   {"abcd", []string{"abcd"}, "[redacted]"},
		"a secret longer than the text":     {"abc", []string{"abcd"}, "abc"},
		"one too short, then one that fits": {"abc abcd", []string{"", "abc", "abcd"}, "abc [redacted]"},
		"one too long, then one that fits":  {"abcd", []string{"abcdef", "abcd"}, "[redacted]"},
		"what is not UTF-8":                 {`\xffabc and %FFabc`, []string{"\xffabc"}, "[redacted] and [redacted]"},
		"a token with dots":                 {"eyJ.eyI.s-_~ and eyJ", []string{"eyJ.eyI.s-_~"}, "[redacted] and eyJ"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := redact.Text(test.text, test.secrets...); got != test.want {
				t.Errorf("Text(%q, %q) = %q, want %q", test.text, test.secrets, got, test.want)
			}
		})
	}
}

func TestIsPlaceholder(t *testing.T) {
	for text, want := range map[string]bool{
		"[redacted]": true, " [redacted]\n": true,
		"": false, "redacted": false, "[redacted] not": false, "[Redacted]": false,
	} {
		if got := redact.IsPlaceholder(text); got != want {
			t.Errorf("IsPlaceholder(%q) = %v", text, got)
		}
	}
}
