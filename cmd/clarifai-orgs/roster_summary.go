package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// printPlan prints what would be done.
func printPlan(w io.Writer, width int, d *diff, r *roster.Report, colors bool) error {
	switch {
	case len(d.sections) > 0:
		if err := d.print(w, colors); err != nil {
			return err
		}
		fmt.Fprintln(w)
	case r.Incomplete():
		fmt.Fprintln(w, "nothing that can be done: there are rows that are held or bad")
	default:
		fmt.Fprintln(w, "nothing to do")
	}
	return summarize(w, width, r)
}

// summarize names what somebody should know of, and ends with a table in which
// every row of the roster counts once.
func summarize(w io.Writer, width int, r *roster.Report) error {
	nameRows(w, r)
	nameSteps(w, r)
	nameFindings(w, r)
	for _, row := range r.BadRows {
		fmt.Fprintln(w, forPeople("bad row, left out: "+row.Error()))
	}
	fmt.Fprintln(w)
	table := &terminal.Table{Columns: []terminal.Column{{Name: "summary of " + r.Organization}, {Name: "number", Number: true}}}
	if len(r.BadRows) > 0 {
		table.Add("bad rows, left out", len(r.BadRows))
	}
	countRows(table, r)
	countSteps(table, r)
	countFindings(table, r)
	return table.Print(w, width)
}

// count counts the items that are meant.
func count[T any](items []T, meant func(T) bool) (n int) {
	for _, item := range items {
		if meant(item) {
			n++
		}
	}
	return n
}

func countRows(table *terminal.Table, r *roster.Report) {
	table.Add("rows in the roster, of which", len(r.Rows))
	for _, outcome := range roster.Outcomes() {
		if n := r.Count(outcome); n > 0 || outcome == roster.Held || outcome == roster.InviteFailed {
			table.Add("  "+string(outcome), n)
		}
	}
}

// kinds has all kinds of steps in their order, and what has happened when they are
// done. Invitations are counted with the rows.
var kinds = []struct {
	kind   roster.Kind
	name   string
	always bool
}{
	{roster.CreateOrganization, "organizations created", false},
	{roster.RenameOrganization, "organizations renamed", false},
	{roster.UpdateBillingEmail, "billing emails changed", false},
	{roster.Invite, "", false},
	{roster.CreateTeam, "teams created", true},
	{roster.RenameTeam, "teams renamed", false},
	{roster.SetTeamDefaultRole, "default roles of teams set", false},
	{roster.AddTeamApp, "apps added to teams", true},
	{roster.UpdateTeamAppRole, "roles of teams in apps changed", false},
	{roster.AddTeamMember, "members added to teams", true},
	{roster.UpdateMemberRole, "roles of members changed", false},
	{roster.ClearTeamDefaultRole, "default roles of teams cleared", false},
	{roster.RemoveTeamMember, "members taken off teams", false},
	{roster.RemoveTeamApp, "apps removed from teams", false},
	{roster.CancelInvitation, "invitations cancelled", false},
	{roster.RemoveMember, "members removed", false},
	{roster.DeleteTeam, "teams deleted", false},
}

func countSteps(table *terminal.Table, r *roster.Report) {
	for _, k := range kinds {
		if k.name == "" {
			continue
		}
		of := func(status roster.Status) int {
			return count(r.Steps, func(s roster.Result) bool { return s.Kind == k.kind && s.Status == status })
		}
		if planned := of(roster.Planned); planned > 0 {
			table.Add("(planned) "+k.name, planned)
		} else if done := of(roster.Done); done > 0 || k.always {
			table.Add(k.name, done)
		}
	}
	for _, status := range []roster.Status{roster.Failed, roster.Skipped} {
		table.Add("steps "+string(status), count(r.Steps, func(s roster.Result) bool { return s.Status == status }))
	}
}

func countFindings(table *terminal.Table, r *roster.Report) {
	for _, k := range []struct {
		kind roster.FindingKind
		name string
	}{
		{roster.Waiting, "places on teams waiting for someone to join"},
		{roster.Extra, "on a team, but not in the roster for it"},
		{roster.Unmatched, "on a team, and unknown whether in the roster for it"},
		{roster.Kept, "not in the files, and kept by a rule"},
		{roster.Unprotected, "names to protect that are nobody's"},
		{roster.Hidden, "members without an address to know them by"},
		{roster.Differs, "differences from the files, left as they are"},
	} {
		if n := count(r.Findings, func(f roster.Finding) bool { return f.Kind == k.kind }); n > 0 || !slices.Contains([]roster.FindingKind{roster.Hidden, roster.Kept, roster.Unprotected}, k.kind) {
			table.Add(k.name, n)
		}
	}
}

// nameRows names the people who need somebody's attention.
func nameRows(out io.Writer, r *roster.Report) {
	for _, outcome := range []roster.Outcome{
		roster.Expired, roster.Declined, roster.Cancelled, roster.Left, roster.Held, roster.InviteFailed,
	} {
		for _, row := range r.Rows {
			if row.Outcome != outcome {
				continue
			}
			text := fmt.Sprintf("%s: %s: %s", outcome, rowLabel(&row.Person), row.Reason)
			if row.Err != nil {
				text += ": " + row.Err.Error()
			}
			fmt.Fprintln(out, forPeople(text))
		}
	}
}

// rowLabel names a person and the line of the file.
func rowLabel(p *roster.Person) string {
	text := p.Email
	if text == "" {
		text = "user " + p.UserID
	}
	if p.Line > 0 {
		text += fmt.Sprintf(" (line %d)", p.Line)
	}
	return text
}

// nameSteps names the steps that failed, those that were skipped because of what
// is there, and those that do not show yet. It counts those that were skipped because
// of an error, by the error, and those that are no longer needed; a single one is named.
// Failed invitations are named with their rows.
func nameSteps(out io.Writer, r *roster.Report) {
	var reasons []string
	skipped := make(map[string][]roster.Step)
	together := skippedTogether(r)
	for _, s := range r.Steps {
		switch {
		case s.Status == roster.Failed && s.Kind != roster.Invite:
			fmt.Fprintln(out, forPeople(fmt.Sprintf("failed: %s: %v", s.Step, s.Err)))
		case s.Status == roster.Skipped && !together && (errors.Is(s.Err, roster.ErrChanged) || errors.Is(s.Err, roster.ErrLastAdmin)):
			fmt.Fprintln(out, forPeople(fmt.Sprintf("skipped: %s: %s", s.Step, s.Note)))
		case s.Status == roster.Skipped:
			reason, _, _ := strings.Cut(s.Note, ":") // no longer needed
			if s.Err != nil {
				reason = s.Note + ": " + s.Err.Error()
			}
			if skipped[reason] == nil {
				reasons = append(reasons, reason)
			}
			skipped[reason] = append(skipped[reason], s.Step)
		case s.Status == roster.Done && s.Note != "":
			fmt.Fprintln(out, forPeople(fmt.Sprintf("done: %s: %s", s.Step, s.Note)))
		}
	}
	for _, reason := range reasons {
		what := skipped[reason][0].String()
		if n := len(skipped[reason]); n > 1 {
			what = fmt.Sprintf("%d steps", n)
		}
		fmt.Fprintln(out, forPeople(fmt.Sprintf("skipped: %s: %s", what, reason)))
	}
}

// skippedTogether reports whether one error is that of all steps, as if the organization
// is another one.
func skippedTogether(r *roster.Report) bool {
	return len(r.Steps) > 1 && !slices.ContainsFunc(r.Steps, func(s roster.Result) bool {
		return s.Status != roster.Skipped || s.Err == nil || s.Err.Error() != r.Steps[0].Err.Error()
	})
}

// nameFindings names all findings; who is waiting, team by team.
func nameFindings(out io.Writer, r *roster.Report) {
	var team string
	var waiting []string
	flush := func() {
		if len(waiting) > 0 {
			fmt.Fprintln(out, forPeople(fmt.Sprintf("waiting for team %s: %s", team, strings.Join(waiting, ", "))))
		}
		waiting = nil
	}
	for _, f := range r.Findings {
		if f.Kind == roster.Hidden {
			continue // advise names them
		}
		if f.Kind != roster.Waiting {
			fmt.Fprintln(out, forPeople(f.String()))
			continue
		}
		if f.Team != team {
			flush()
			team = f.Team
		}
		waiting = append(waiting, f.Email)
	}
	flush()
}

// advise says what to do about rows that nothing was done about.
func advise(s *session, r *roster.Report) {
	out := s.people()
	fmt.Fprintf(out, "\nincomplete: %d rows are held, %d bad rows are left out\n", r.Count(roster.Held), len(r.BadRows))
	if len(r.BadRows) > 0 {
		fmt.Fprintln(out, "  correct the bad rows, which are named above, and run this again")
	}
	var hidden []string
	for _, f := range r.Findings {
		if f.Kind == roster.Hidden {
			hidden = append(hidden, f.UserID)
		}
	}
	if r.Count(roster.Held) > 0 {
		fmt.Fprintln(out, "  the reasons why rows are held are above, and in the file of --report")
	}
	if len(hidden) == 0 {
		return
	}
	const most = 20
	names := strings.Join(hidden[:min(most, len(hidden))], ", ")
	if more := len(hidden) - most; more > 0 {
		names += fmt.Sprintf(" and %d more (--report writes all of them)", more)
	}
	fmt.Fprintln(out, forPeople(fmt.Sprintf("  %d members show no address: %s", len(hidden), names)))
	fmt.Fprintln(out, "  say who they are with --member-emails FILE, CSV with the columns user_id and email (empty for nobody in the roster),")
	fmt.Fprintln(out, "  or accept with --ignore-hidden-members that some of those who are invited may be members already")
}
