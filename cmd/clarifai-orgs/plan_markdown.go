package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// GitHub takes a comment of 65,536 characters. Bytes are at least as many.
const (
	maxComment = 60_000
	maxNoted   = 10_000 // of what is left as it is
)

// writeMarkdown writes a plan as a comment for a pull request. All that comes from
// files or from Clarifai is in code, where it is neither Markdown nor HTML, and
// mentions nobody.
func writeMarkdown(w io.Writer, p *roster.Proposal, d *diff) error {
	var head, foot strings.Builder
	summary := d.summary()
	if len(d.sections) == 0 {
		summary = "nothing to do"
	}
	fmt.Fprintf(&head, "### Plan for %s: %s\n", codeSpan(p.Organization), summary)
	if len(p.Exceeded) > 0 {
		fmt.Fprint(&head, "\n> [!WARNING]\n> A limit is exceeded, and nothing of this kind is done:\n")
		for _, e := range p.Exceeded {
			fmt.Fprintf(&head, "> - %s\n", exceeded(e))
		}
	}
	report := p.Report()
	if report.Incomplete() {
		fmt.Fprintf(&head, "\n> [!WARNING]\n> The plan is incomplete: %d rows are held, %d bad rows are left out.\n", report.Count(roster.Held), len(report.BadRows))
	}
	if notes, n := leftAsIs(report); n > 0 {
		fmt.Fprintf(&foot, "\n<details>\n<summary>Left as it is (%d)</summary>\n\n%s\n</details>\n", n, fenced("text", notes))
	}
	fmt.Fprintf(&foot, "\n<sub>made at %s, %s</sub>\n", p.MadeAt.UTC().Format(time.RFC3339), p.Digest())
	diff := d.fit(maxComment - head.Len() - foot.Len())
	if diff != "" {
		diff = "\n" + fenced("diff", diff)
	}
	_, err := io.WriteString(w, head.String()+diff+foot.String())
	return err
}

// leftAsIs returns the lines about what no step changes, and their number.
func leftAsIs(r *roster.Report) (text string, n int) {
	var b strings.Builder
	nameRows(&b, r)
	nameFindings(&b, r)
	for _, row := range r.BadRows {
		fmt.Fprintln(&b, forPeople("bad row, left out: "+row.Error()))
	}
	n = strings.Count(b.String(), "\n")
	var kept strings.Builder
	written := 0
	for line := range strings.Lines(b.String()) {
		if line = short(strings.TrimSpace(line)) + "\n"; kept.Len()+len(line) > maxNoted {
			break
		}
		kept.WriteString(line)
		written++
	}
	if written < n {
		fmt.Fprintf(&kept, "… and %d more\n", n-written)
	}
	return kept.String(), n
}

// fit returns the diff in at most limit bytes. It leaves out first what is added, then
// what is changed, and at last what is removed.
func (d *diff) fit(limit int) string {
	type line struct {
		text    string
		sign    rune
		dropped bool
	}
	sections := make([][]line, len(d.sections))
	size := 0
	for i, s := range d.sections {
		for n, text := range s.text() {
			l := line{text: text, sign: s.lines[n].sign}
			if l.sign == signChange { // GitHub colors '!' and not '~'
				l.text = string(signLimit) + text[1:]
			}
			sections[i] = append(sections[i], l)
			size += len(l.text) + 1
		}
		size += len(s.title) + 100 // the title, and how many lines are left out
	}
	for _, signs := range []string{"+", "~", " !-"} {
		for _, lines := range slices.Backward(sections) {
			for n := len(lines) - 1; n >= 0 && size > limit; n-- {
				if l := &lines[n]; strings.ContainsRune(signs, l.sign) {
					l.dropped = true
					size -= len(l.text) + 1
				}
			}
		}
	}
	var b strings.Builder
	for i, lines := range sections {
		fmt.Fprintf(&b, "@@ %s @@\n", d.sections[i].title)
		dropped := 0
		for _, l := range lines {
			if l.dropped {
				dropped++
				continue
			}
			b.WriteString(l.text + "\n")
		}
		if dropped > 0 {
			fmt.Fprintf(&b, "# and %d more lines, for which there is no room here\n", dropped)
		}
	}
	return b.String()
}

// fenced returns text as a block of code, which no line of it ends.
func fenced(language, text string) string {
	fence := strings.Repeat("`", max(3, longestRun(text, '`')+1))
	return fence + language + "\n" + text + fence + "\n"
}

// codeSpan returns text as code within a line.
func codeSpan(text string) string {
	text = forPeople(text)
	ticks := strings.Repeat("`", longestRun(text, '`')+1)
	if strings.HasPrefix(text, "`") || strings.HasSuffix(text, "`") {
		text = " " + text + " "
	}
	return ticks + text + ticks
}

// longestRun returns the largest number of times that text has r in a row.
func longestRun(text string, r rune) (longest int) {
	run := 0
	for _, c := range text {
		if run++; c != r {
			run = 0
		}
		longest = max(longest, run)
	}
	return longest
}
