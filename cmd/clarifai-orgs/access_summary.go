package main

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// maxNamed is the number of apps or people that the summary names in a row. It counts
// more of them: CSV has them all.
const maxNamed = 10

// appRow counts who reaches an app. Whoever does in two ways is in both columns, and
// once among the members.
type appRow struct {
	byWay              map[access.Way]int
	unknown, disagrees int
	named              map[access.DisagreementKind]int
}

// reviewSummary is what is printed of a review, for each app and each outsider.
type reviewSummary struct {
	*access.ReviewReport
	apps      map[string]*appRow
	outsiders map[*access.Person][]string // the apps that they reach
	disagreed map[string][]string         // lines, by app
}

// printReview prints a table of the apps, and below what somebody should know of.
func printReview(w io.Writer, width int, r *access.ReviewReport) error {
	s := &reviewSummary{r, make(map[string]*appRow), make(map[*access.Person][]string), make(map[string][]string)}
	s.count()
	if err := s.table().Print(w, width); err != nil {
		return err
	}
	out := bufio.NewWriter(w) // it keeps its first error
	line := func(format string, args ...any) {
		fmt.Fprintln(out, tabular.Clean(fmt.Sprintf(format, args...)))
	}
	line("")
	for i := range r.People {
		if p := &r.People[i]; !p.Member {
			line("outsider: %s reaches %s", label(p), cmp.Or(inShort(s.outsiders[p], "apps"), "no app"))
		}
	}
	for i := range r.Invitations {
		in := &r.Invitations[i]
		line("invited: %s as %s, %s", in.Email, in.Role, in.Reach)
	}
	for i := range r.Secrets {
		secret := &r.Secrets[i]
		text := secret.ID
		if secret.Description != "" {
			text += " (" + secret.Description + ")"
		}
		if !secret.ExpiresAt.IsZero() {
			text += ", to be replaced by " + secret.ExpiresAt.UTC().Format(time.DateOnly)
		}
		line("secret: %s", text)
	}
	for _, note := range r.Notes {
		line("note: %s", note)
	}
	for i := range r.Apps {
		for _, text := range s.disagreed[r.Apps[i].ID] {
			line("disagreement: %s, %s", r.Apps[i].ID, text)
		}
	}
	return out.Flush()
}

// count goes through the review once.
func (s *reviewSummary) count() {
	for i := range s.Apps {
		s.apps[s.Apps[i].ID] = &appRow{byWay: make(map[access.Way]int), named: make(map[access.DisagreementKind]int)}
	}
	for e := range s.Entries() {
		row := s.apps[e.App.ID]
		seen, known := make(map[access.Way]bool), false
		for _, reason := range e.Reasons {
			known = known || reason.Known()
			if reason.Known() && !seen[reason.Way] {
				seen[reason.Way] = true
				row.byWay[reason.Way]++
			}
		}
		if len(e.Reasons) > 0 && !known {
			row.unknown++
		}
		if known && !e.Person.Member {
			s.outsiders[e.Person] = append(s.outsiders[e.Person], fmt.Sprintf("%s (%s)", e.App.ID, e.Reasons[0]))
		}
		s.nameDisagreement(e, row)
	}
	for _, d := range s.Disagreements {
		row := s.apps[d.App]
		row.disagrees += d.People.Len()
		if more := d.People.Len() - row.named[d.Kind]; more > 0 {
			s.disagreed[d.App] = append(s.disagreed[d.App], fmt.Sprintf("%s: %s", plural(more, row.named[d.Kind] > 0), d.Kind))
		}
	}
}

func plural(n int, more bool) string {
	text := "people"
	if n == 1 {
		text = "person"
	}
	if more {
		text = "more " + text
	}
	return fmt.Sprint(n, " ", text)
}

func (s *reviewSummary) nameDisagreement(e access.Entry, row *appRow) {
	if e.Disagreement == "" || row.named[e.Disagreement] == maxNamed {
		return
	}
	row.named[e.Disagreement]++
	text := label(e.Person) + ": " + e.Disagreement.String()
	if len(e.Reasons) > 0 {
		reasons := make([]string, len(e.Reasons))
		for i, reason := range e.Reasons {
			reasons[i] = reason.String()
		}
		text += " (" + strings.Join(reasons, "; ") + ")"
	}
	s.disagreed[e.App.ID] = append(s.disagreed[e.App.ID], text)
}

// table has a row for each app. A number that is 0 is left empty, and so is a column
// of nothing else.
func (s *reviewSummary) table() *terminal.Table {
	table := &terminal.Table{Columns: []terminal.Column{{Name: "app"}, {Name: "visible"}}}
	for _, name := range []string{"members", "by role", "by team", "collab.", "outside", "unknown", "disagree"} {
		table.Columns = append(table.Columns, terminal.Column{Name: name, Number: true})
	}
	for i := range s.Apps {
		a := &s.Apps[i]
		row := s.apps[a.ID]
		cells := []any{a.ID, cmp.Or(strings.ToLower(a.Visibility), "unknown")}
		for n, number := range []int{
			a.Members, row.byWay[access.ByRole], row.byWay[access.ByTeam], row.byWay[access.ByCollaboration], a.Outsiders, row.unknown, row.disagrees,
		} {
			text := strconv.Itoa(number)
			if number == 0 && n > 0 {
				text = ""
			}
			cells = append(cells, text)
		}
		table.Add(cells...)
	}
	return table
}

// inShort names some of many, and counts the others.
func inShort(names []string, what string) string {
	if more := len(names) - maxNamed; more > 0 {
		return fmt.Sprintf("%s and %d more %s", strings.Join(names[:maxNamed], ", "), more, what)
	}
	return strings.Join(names, ", ")
}

// label names someone by name and ID.
func label(p *access.Person) string {
	if p.ID == "" || p.ID == p.Name {
		return p.Name
	}
	return p.Name + " <" + p.ID + ">"
}
