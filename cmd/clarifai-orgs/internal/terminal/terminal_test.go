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
	print := func(t *testing.T, width int) []string {
		t.Helper()
		var out bytes.Buffer
		if err := table.Print(&out, width); err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	}
	t.Run("names are left and numbers right", func(t *testing.T) {
		lines := print(t, 0)
		want := []string{"name                    members  why", "vision                        7  a short reason"}
		if len(lines) != 3 || lines[0] != want[0] || lines[1] != want[1] {
			t.Errorf("%q", lines)
		}
	})
	t.Run("without a terminal nothing is cut, and nothing steers one", func(t *testing.T) {
		last := print(t, 0)[2]
		if !strings.HasSuffix(last, "and holds   more") || strings.ContainsAny(last, "\x1b\u202e") {
			t.Errorf("%q", last)
		}
	})
	t.Run("names are cut to the terminal and numbers are not", func(t *testing.T) {
		for width := 40; width < 100; width++ {
			lines := print(t, width)
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
