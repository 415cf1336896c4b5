package main

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"

	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// summarize names what somebody should know of, and ends with a table in which
// every row of the roster counts once.
func summarize(out io.Writer, r *roster.Report) {
	nameRows(out, r)
	nameSteps(out, r)
	nameFindings(out, r)
	for _, row := range r.BadRows {
		fmt.Fprintln(out, clean("bad row, left out: "+row.Error()))
	}
	fmt.Fprintf(out, "\nsummary of %s\n", clean(r.Organization))
	table := tabwriter.NewWriter(out, 0, 0, 1, ' ', tabwriter.AlignRight)
	if len(r.BadRows) > 0 {
		line(table, len(r.BadRows), "bad rows, left out")
	}
	countRows(table, r)
	countSteps(table, r)
	countFindings(table, r)
	table.Flush()
}

func line(table io.Writer, n int, name string) { fmt.Fprintf(table, "%d\t %s\n", n, name) }

// count counts the items that are meant.
func count[T any](items []T, meant func(T) bool) (n int) {
	for _, item := range items {
		if meant(item) {
			n++
		}
	}
	return n
}

func countRows(table io.Writer, r *roster.Report) {
	line(table, len(r.Rows), "rows in the roster, of which")
	for _, outcome := range roster.Outcomes() {
		if n := r.Count(outcome); n > 0 || outcome == roster.Held || outcome == roster.InviteFailed {
			line(table, n, "  "+string(outcome))
		}
	}
}

var kinds = []struct {
	kind   roster.Kind
	name   string
	always bool
}{
	{roster.CreateOrganization, "organizations created", false},
	{roster.CreateTeam, "teams created", true},
	{roster.AddTeamApp, "apps handed to teams", true},
	{roster.UpdateTeamAppRole, "roles of teams in apps changed", false},
	{roster.AddTeamMember, "members put on teams", true},
	{roster.UpdateMemberRole, "roles of members changed", false},
}

func countSteps(table io.Writer, r *roster.Report) {
	for _, k := range kinds {
		of := func(status roster.Status) int {
			return count(r.Steps, func(s roster.Result) bool { return s.Kind == k.kind && s.Status == status })
		}
		if planned := of(roster.Planned); planned > 0 {
			line(table, planned, "(planned) "+k.name)
		} else if done := of(roster.Done); done > 0 || k.always {
			line(table, done, k.name)
		}
	}
	for _, status := range []roster.Status{roster.Failed, roster.Skipped} {
		line(table, count(r.Steps, func(s roster.Result) bool { return s.Status == status }), "steps "+string(status))
	}
}

func countFindings(table io.Writer, r *roster.Report) {
	for _, k := range []struct {
		kind roster.FindingKind
		name string
	}{
		{roster.Waiting, "places on teams waiting for someone to join"},
		{roster.Extra, "extra on a team"},
		{roster.Unmatched, "on a team, where it cannot be told whether the roster has them"},
		{roster.Hidden, "members without an address to know them by"},
		{roster.Differs, "differences, left as they are"},
	} {
		if n := count(r.Findings, func(f roster.Finding) bool { return f.Kind == k.kind }); n > 0 || k.kind != roster.Hidden {
			line(table, n, k.name)
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
			text := fmt.Sprintf("%s: %s (line %d): %s", outcome, row.Person.Email, row.Person.Line, row.Reason)
			if row.Err != nil {
				text += ": " + row.Err.Error()
			}
			fmt.Fprintln(out, clean(text))
		}
	}
}

// nameSteps names the steps that failed, those that were skipped because of what
// is there, and those that do not show yet;
// failed invitations are named with their rows.
func nameSteps(out io.Writer, r *roster.Report) {
	for _, s := range r.Steps {
		switch {
		case s.Status == roster.Failed && s.Kind != roster.Invite:
			fmt.Fprintln(out, clean(fmt.Sprintf("failed: %s: %v", s.Step, s.Err)))
		case s.Status == roster.Skipped && (errors.Is(s.Err, roster.ErrChanged) || errors.Is(s.Err, roster.ErrLastAdmin)):
			fmt.Fprintln(out, clean(fmt.Sprintf("skipped: %s: %s", s.Step, s.Note)))
		case s.Status == roster.Done && s.Note != "":
			fmt.Fprintln(out, clean(fmt.Sprintf("done: %s: %s", s.Step, s.Note)))
		}
	}
}

// nameFindings names all findings; who is waiting, team by team.
func nameFindings(out io.Writer, r *roster.Report) {
	var team string
	var waiting []string
	flush := func() {
		if len(waiting) > 0 {
			fmt.Fprintln(out, clean(fmt.Sprintf("waiting for team %s: %s", team, strings.Join(waiting, ", "))))
		}
		waiting = nil
	}
	for _, f := range r.Findings {
		if f.Kind == roster.Hidden {
			continue // advise names them
		}
		if f.Kind != roster.Waiting {
			fmt.Fprintln(out, clean(f.String()))
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
func advise(out io.Writer, r *roster.Report) {
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
		fmt.Fprintln(out, "  the reasons why rows are held stand above, and with -report in the report")
	}
	if len(hidden) == 0 {
		return
	}
	const most = 20
	names := strings.Join(hidden[:min(most, len(hidden))], ", ")
	if more := len(hidden) - most; more > 0 {
		names += fmt.Sprintf(" and %d more (-report writes all of them)", more)
	}
	fmt.Fprintln(out, clean(fmt.Sprintf("  %d members show no address: %s", len(hidden), names)))
	fmt.Fprintln(out, "  say who they are with -member-emails FILE, CSV with the columns user_id and email (empty for nobody in the roster),")
	fmt.Fprintln(out, "  or accept with -ignore-hidden-members that some of those who are invited may be members already")
}

// clean keeps what came from a file or a server from steering the terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, s)
}
