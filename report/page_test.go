package report

import (
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"html"
	"regexp"
	"strings"
	"testing"
)

// writes counts calls of Write.
type writes struct {
	strings.Builder
	calls int
}

func (w *writes) Write(p []byte) (int, error) {
	w.calls++
	return w.Builder.Write(p)
}

func TestPage(t *testing.T) {
	page := newPage("test", `{{template "head" .Title}}<p>{{clean .Text}}</p>{{fail .Err}}{{template "foot"}}`, map[string]any{
		"fail": func(err error) (string, error) { return "", err },
	})
	type data struct {
		Title, Text string
		Err         error
	}
	const hostile = "</script><script>alert(1)</script>\u202e\x1b[2J"
	var out writes
	if err := writePage(&out, page, data{Title: "</title>" + hostile, Text: strings.Repeat(hostile, 1000)}); err != nil {
		t.Fatal(err)
	}
	text := out.String()

	t.Run("names are text", func(t *testing.T) {
		if strings.Contains(text, "alert(1)<") || strings.ContainsAny(text, "\u202e\x1b") {
			t.Errorf("%.2000s", text)
		}
		if n := strings.Count(text, "<script>"); n != 1 {
			t.Errorf("%d scripts", n)
		}
		if n := strings.Count(text, "</title>"); n != 1 {
			t.Errorf("%d titles", n)
		}
	})
	t.Run("the policy allows this script and no other", func(t *testing.T) {
		policy := html.UnescapeString(regexp.MustCompile(`Content-Security-Policy" content="([^"]*)"`).FindStringSubmatch(text)[1])
		source := regexp.MustCompile(`(?s)<script>(.*)</script>`).FindStringSubmatch(text)[1]
		sum := sha256.Sum256([]byte(source))
		want := "script-src 'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
		if !strings.HasPrefix(policy, "default-src 'none';") || !strings.HasSuffix(policy, want) {
			t.Errorf("%s, want %s", policy, want)
		}
	})
	t.Run("it loads nothing", func(t *testing.T) {
		for _, outside := range []string{"http:", "https:", "src=", "url(", "@import", "<link", "ZgotmplZ"} {
			if strings.Contains(text, outside) {
				t.Errorf("the page has %s", outside)
			}
		}
	})
	t.Run("it is written at once", func(t *testing.T) {
		if out.calls != 1 {
			t.Errorf("%d calls of Write", out.calls)
		}
	})
	t.Run("nothing is written if the template fails", func(t *testing.T) {
		broken := errors.New("broken")
		var out writes
		if err := writePage(&out, page, data{Err: broken}); !errors.Is(err, broken) || out.calls > 0 {
			t.Errorf("%v after %d calls", err, out.calls)
		}
	})
}
