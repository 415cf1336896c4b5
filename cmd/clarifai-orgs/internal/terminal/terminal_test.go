package terminal_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/jedib0t/go-pretty/v6/text"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
)

func TestTable_Print(t *testing.T) {
	table := terminal.Table{Columns: []terminal.Column{{Name: "name"}, {Name: "members", Number: true}, {Name: "why"}}}
	table.Add("vision", 7, "a short reason")
	table.Add("日本の長い名前のチーム", 12345, "a reason\x1b[2J that is much longer than the others, and holds \u202e more")
	printed := func(t *testing.T, width int) []string {
		t.Helper()
		var out bytes.Buffer
		if err := table.Print(&out, width); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	}
	t.Run("names are left and numbers right", func(t *testing.T) {
		lines := printed(t, 0)
		want := []string{"name                    members  why", "vision                        7  a short reason"}
		if len(lines) != 3 || lines[0] != want[0] || lines[1] != want[1] {
			t.Errorf("%q", lines)
		}
	})
	t.Run("without a terminal nothing is cut, and nothing steers one", func(t *testing.T) {
		last := printed(t, 0)[2]
		if !strings.HasSuffix(last, "and holds   more") || strings.ContainsAny(last, "\x1b\u202e") {
			t.Errorf("%q", last)
		}
	})
	t.Run("a column that is empty is left out", func(t *testing.T) {
		table := terminal.Table{Columns: []terminal.Column{{Name: "name"}, {Name: "from"}, {Name: "to"}}}
		table.Add("vision", "", "Admin")
		var out bytes.Buffer
		if err := table.Print(&out, 0); err != nil || out.String() != "name    to\nvision  Admin\n" {
			t.Errorf("%q, %v", out.String(), err)
		}
	})
	t.Run("names are cut to the terminal and numbers are not", func(t *testing.T) {
		for width := 40; width < 100; width++ {
			lines := printed(t, width)
			for _, line := range lines {
				if w := text.StringWidth(line); w > width {
					t.Errorf("%d wide in %d: %q", w, width, line)
				}
			}
			if !strings.Contains(lines[2], "12345") || width < 90 && !strings.Contains(lines[2], "…") {
				t.Errorf("in %d: %q", width, lines[2])
			}
		}
	})
	t.Run("an extra column is left out if others would be cut", func(t *testing.T) {
		table := terminal.Table{Columns: []terminal.Column{{Name: "name"}, {Name: "why", Extra: true}, {Name: "members", Number: true}}}
		table.Add("a name of some length", "a reason that is longer", 7)
		for width, want := range map[int]string{
			0:  "a name of some length  a reason that is longer        7",
			53: "a name of some length  a reason that is lon…        7",
			45: "a name of some length        7",
			20: "a name of …        7",
		} {
			var out bytes.Buffer
			if err := table.Print(&out, width); err != nil {
				t.Fatal(err)
			}
			if _, row, _ := strings.Cut(out.String(), "\n"); strings.TrimSuffix(row, "\n") != want {
				t.Errorf("in %d: %q", width, row)
			}
		}
	})
}

func TestWrap(t *testing.T) {
	for _, c := range []struct {
		name, text string
		width      int
		want       string
	}{
		{"without a terminal nothing changes", "one  two three\n", 0, "one  two three\n"},
		{"a line that fits does not change", "a  b\n\n  c", 4, "a  b\n\n  c"},
		{"a line is broken between words", "one two three\n", 7, "one two\nthree\n"},
		{"a long word stays whole", "a verylongword b\n", 5, "a\nverylongword\nb\n"},
		{"a wide letter takes two", "日本 日本 日本", 9, "日本 日本\n日本"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := terminal.Wrap(c.text, c.width); got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func TestProgress_Show(t *testing.T) {
	t.Run("without a terminal it is a line now and then", func(t *testing.T) {
		var out bytes.Buffer
		p := terminal.NewProgress(&out)
		p.Show("reading\x1b[2J", 0, 2)
		p.Show("reading\x1b[2J", 0, 2)
		for done := range 60 {
			p.Show("invite", done+1, 60)
		}
		p.Clear()
		p.Show("waiting", 60, 60)
		p.Show("waiting", 60, 60)
		want := "0/2 reading [2J\n1/60 invite\n26/60 invite\n51/60 invite\n60/60 invite\n60/60 waiting\n"
		if out.String() != want {
			t.Errorf("%q", out.String())
		}
	})
}
