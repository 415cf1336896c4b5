package main

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func markdown(t *testing.T, p *roster.Proposal) string {
	t.Helper()
	var out strings.Builder
	if err := writeMarkdown(&out, p, newDiff(p, nil)); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// code returns the blocks of code of a text, and the text without them, as CommonMark
// reads it.
func code(t *testing.T, text string) (blocks []string, rest string) {
	t.Helper()
	fence, block, prose := "", "", ""
	for line := range strings.Lines(text) {
		ticks := line[:len(line)-len(strings.TrimLeft(line, "`"))]
		switch {
		case fence == "" && len(ticks) >= 3:
			fence = ticks
		case fence != "" && len(ticks) >= len(fence) && strings.TrimSpace(line) == ticks:
			blocks, fence, block = append(blocks, block), "", ""
		case fence != "":
			block += line
		default:
			prose += line
		}
	}
	if fence != "" {
		t.Errorf("a block is open at the end:\n%s", text)
	}
	return blocks, prose
}

func TestMarkdown(t *testing.T) {
	t.Run("it has the summary, the limit and the diff", func(t *testing.T) {
		p := *everything
		p.MadeAt = time.Date(2026, 11, 28, 21, 0, 0, 0, time.UTC)
		p.Findings = []roster.Finding{{Kind: roster.Extra, Team: "vision", UserID: "zed", Reason: "not in the roster"}}
		blocks, rest := code(t, markdown(t, &p))
		for _, want := range []string{
			"### Plan for `acme`: 7 to add, 6 to change, 8 to remove; 3 withheld\n",
			"> - remove app: 2 of 40 places of apps on teams, and the limit is 1 and 7%\n",
			"<summary>Left as it is (1)</summary>", "made at 2026-11-28T21:00:00Z, " + p.Digest() + "<",
		} {
			if !strings.Contains(rest, want) {
				t.Errorf("%q is not in\n%s", want, rest)
			}
		}
		if len(blocks) != 2 || !strings.Contains(blocks[1], "user zed") {
			t.Fatalf("%q", blocks)
		}
		for _, want := range []string{"@@ people @@\n! cy@acme.test         Organization User -> Admin\n- dee@acme.test (dee)", "@@ teams @@\n+ vision"} {
			if !strings.Contains(blocks[0], want) {
				t.Errorf("%q is not in\n%s", want, blocks[0])
			}
		}
	})
	t.Run("a plan without steps says so", func(t *testing.T) {
		text := markdown(t, &roster.Proposal{Organization: "acme"})
		if !strings.Contains(text, "### Plan for `acme`: nothing to do\n") || strings.Contains(text, "```") {
			t.Error(text)
		}
	})
	t.Run("nothing of a name is Markdown or HTML", func(t *testing.T) {
		hostile := "@everyone <script>alert(1)</script> [x](http://evil.test) \n```\n# Title\n````\n| a |"
		p := &roster.Proposal{
			Organization: "a`<b>`c",
			Steps: []roster.Step{
				{Kind: roster.CreateTeam, Team: "x", After: hostile},
				{Kind: roster.RemoveMember, Email: hostile, UserID: hostile, Before: hostile, Reason: hostile},
			},
			Exceeded: []roster.ExceededLimit{{Kind: roster.RemoveMember}},
			Withheld: []roster.Step{{Kind: roster.RemoveMember, UserID: hostile, Before: hostile}},
			Findings: []roster.Finding{{Kind: roster.Differs, Team: hostile, Before: hostile, After: hostile, Reason: hostile}},
			Rows:     []roster.Row{{Person: roster.Person{Email: hostile}, Outcome: roster.Held, Reason: hostile}},
		}
		blocks, rest := code(t, markdown(t, p))
		if len(blocks) != 2 {
			t.Errorf("%d blocks", len(blocks))
		}
		for _, bad := range []string{"everyone", "script", "evil", "# Title", "| a"} {
			if strings.Contains(rest, bad) {
				t.Errorf("%q is not in code:\n%s", bad, rest)
			}
		}
		if !strings.Contains(rest, "``a`<b>`c``") {
			t.Errorf("the organization:\n%s", rest)
		}
	})
	t.Run("what is removed is in a comment that is too long for the rest", func(t *testing.T) {
		p := &roster.Proposal{Organization: "acme"}
		for n := range 5000 {
			p.Steps = append(p.Steps,
				roster.Step{Kind: roster.Invite, Email: fmt.Sprintf("new-%d@acme.test", n), After: "Team Contributor"},
				roster.Step{Kind: roster.AddTeamMember, Team: fmt.Sprint("team-", n%500), Email: fmt.Sprintf("new-%d@acme.test", n)})
			p.Findings = append(p.Findings, roster.Finding{Kind: roster.Extra, Team: "vision", UserID: fmt.Sprint("user-", n), Reason: "not in the roster"})
			if n < 300 {
				p.Steps = append(p.Steps, roster.Step{Kind: roster.RemoveMember, UserID: fmt.Sprint("gone-", n), Before: "Team Contributor", Reason: "not in the files"})
			}
		}
		text := markdown(t, p)
		if len(text) > 65536 || len(text) < 55_000 {
			t.Errorf("%d bytes", len(text))
		}
		if n := strings.Count(text, "\n- user gone-"); n != 300 {
			t.Errorf("%d of 300 removals are there", n)
		}
		if !strings.Contains(text, "more lines, for which there is no room here\n") || !strings.Contains(text, "10000 to add, 0 to change, 300 to remove") {
			t.Errorf("%.2000s", text)
		}
		for n := range 5000 {
			p.Steps = append(p.Steps, roster.Step{Kind: roster.RemoveMember, UserID: fmt.Sprint("more-", n), Reason: "not in the files"})
		}
		if text := markdown(t, p); len(text) > 65536 {
			t.Errorf("%d bytes", len(text))
		}
	})
}
