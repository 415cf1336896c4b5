package offboard

import (
	"io"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// The records of the CSV file.
const (
	recordPerson = "person" // somebody who leaves
	recordBefore = "before" // a reason for which the person reached an app
	recordStep   = "step"   // what was taken
	recordAfter  = "after"  // a reason that still shows
	recordLeft   = "left"   // what is left
	recordUnseen = "unseen" // what no reading shows
	recordNote   = "note"
)

var csvHeader = []string{
	"record", "user_id", "name", "emails", "what", "team", "app", "role_or_scopes", "status", "text", "who",
	"request_id", "audit_at", "audit_operation", "audit_user_id", "error",
}

// csvRow is a line of the CSV file.
type csvRow struct {
	record, what, team, app, role, status, text, who, requestID string
	audit                                                       *AuditEntry
	err                                                         string
}

// WriteCSV writes the evidence as CSV for people to read: a line for each person, each
// reason for which they reached an app before and after, each step, and each
// [Remainder]. A cell, or a part of one behind ';', that a spreadsheet could take for a
// formula gets an apostrophe in front.
func (e *Evidence) WriteCSV(w io.Writer) error {
	out := tabular.NewWriter(w) // Flush returns the first error
	_ = out.Write(csvHeader...)
	write := func(person int, r csvRow) {
		var id, name, emails string
		if person >= 0 && person < len(e.People) {
			p := &e.People[person]
			id, name, emails = p.UserID, p.Name, strings.Join(p.Emails, ";")
		}
		var at, operation, by string
		if r.audit != nil {
			at, operation, by = r.audit.At.UTC().Format(time.RFC3339), string(r.audit.Operation), r.audit.UserID
		}
		_ = out.Write(r.record, id, name, emails, r.what, r.team, r.app, r.role, r.status, r.text, r.who,
			r.requestID, at, operation, by, r.err)
	}
	for i := range e.People {
		p := &e.People[i]
		write(i, csvRow{
			record: recordPerson, what: p.standing(), team: strings.Join(p.Teams, ";"), role: p.Role, text: "named " + strings.Join(p.Named, ";"),
		})
		for _, a := range p.Before {
			write(i, a.row(recordBefore))
		}
	}
	for i := range e.Steps {
		s := &e.Steps[i]
		text := s.Reason
		if s.Note != "" {
			text = strings.TrimPrefix(text+"; "+s.Note, "; ")
		}
		write(s.Person, csvRow{
			record: recordStep, what: string(s.Kind), team: s.Team, app: s.App, role: s.Before, status: string(s.Status),
			text: text, requestID: s.RequestID, audit: s.Audit, err: s.Error,
		})
	}
	for i := range e.People {
		for _, a := range e.People[i].After {
			write(i, a.row(recordAfter))
		}
	}
	for _, r := range e.Left {
		write(r.Person, r.row(recordLeft))
	}
	for _, r := range e.Unseen {
		write(r.Person, r.row(recordUnseen))
	}
	for _, note := range e.Notes {
		write(everybody, csvRow{record: recordNote, text: note})
	}
	return out.Flush()
}

// standing says in a word what the person was.
func (p *Person) standing() string {
	switch {
	case p.Kept != "":
		return "kept"
	case p.Member:
		return "member"
	case p.Gone:
		return "gone"
	case len(p.Before) == 0 && len(p.Invitations) > 0:
		return "invited"
	}
	return "outsider"
}

func (a *Access) row(record string) csvRow {
	what := string(a.Way)
	if a.Way == "" {
		what = "no reason is known"
	}
	var text string
	if a.Unknown {
		text = "whether the role reaches the app is not known"
	}
	return csvRow{record: record, what: what, team: a.Team, app: a.App, role: a.Role, status: a.listed(), text: text}
}

// listed says what Clarifai's own list says.
func (a *Access) listed() string {
	if a.Listed == "" {
		return ""
	}
	return "listed: " + string(a.Listed)
}

func (r Remainder) row(record string) csvRow {
	return csvRow{record: record, what: string(r.Kind), team: r.Team, app: r.App, text: r.Text, who: string(r.Who)}
}
