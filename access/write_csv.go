package access

import (
	"io"
	"strconv"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// The records of the CSV file.
const (
	recordAccess      = "access"      // one reason of a person for an app
	recordUnexplained = "unexplained" // a disagreement without a reason
	recordNone        = "no access"   // a person who reaches no app
	recordEverybody   = "everybody"   // a public app
	recordFuture      = "future apps" // the default role of a team
	recordInvitation  = "invitation"
	recordSecret      = "secret"
	recordNote        = "note"
)

var reviewHeader = []string{
	"record", "user_id", "name", "email", "standing", "member_role",
	"app_id", "app_name", "visibility", "way", "team", "role_or_scopes", "listed", "disagreement",
}

// WriteCSV writes a review as CSV for people to read, with a line for each reason of
// each person for an app. Somebody who reaches an app in two ways has two lines. A
// public app has a line for everybody, and lines for the reasons of people besides
// that. There are also lines for people without access, default roles of teams,
// pending invitations, secrets, and notes.
//
// A cell, or a part of one behind ';', that a spreadsheet could take for a formula
// gets an apostrophe in front.
func WriteCSV(w io.Writer, review *ReviewReport) error {
	out := tabular.NewWriter(w)
	row := make([]string, len(reviewHeader))
	write := func(cells ...string) error {
		clear(row[copy(row, cells):])
		return out.Write(row...)
	}
	if err := write(reviewHeader...); err != nil {
		return err
	}
	next := 0 // the first person of whom nothing is written yet
	skip := func(until *Person) error {
		for ; next < len(review.People) && &review.People[next] != until; next++ {
			p := &review.People[next]
			if err := write(recordNone, p.ID, p.Name, p.Email, standing(p), p.Role); err != nil {
				return err
			}
		}
		return nil
	}
	var last *Person
	for e := range review.Entries() {
		p, a := e.Person, e.App
		if p != last {
			if err := skip(p); err != nil {
				return err
			}
			last = p
			next++
		}
		for _, r := range e.Reasons {
			if err := write(recordAccess, p.ID, p.Name, p.Email, standing(p), p.Role, a.ID, a.Name, a.Visibility,
				string(r.Way), r.Team, r.Role, string(e.Listed), e.Disagreement.String()); err != nil {
				return err
			}
		}
		if len(e.Reasons) == 0 {
			if err := write(recordUnexplained, p.ID, p.Name, p.Email, standing(p), p.Role, a.ID, a.Name, a.Visibility,
				"", "", "", string(e.Listed), e.Disagreement.String()); err != nil {
				return err
			}
		}
	}
	if err := skip(nil); err != nil {
		return err
	}
	// Of what follows, Flush returns the first error.
	unlisted := make(map[string]int)
	for _, d := range review.Disagreements {
		if d.Kind == PublicUnlisted {
			unlisted[d.App] += d.People.Len()
		}
	}
	for i := range review.Apps {
		if a := &review.Apps[i]; a.IsPublic() {
			text := ""
			if n := unlisted[a.ID]; n > 0 {
				text = strconv.Itoa(n) + " members: " + PublicUnlisted.String()
			}
			_ = write(recordEverybody, "", "everybody", "", "everybody", "", a.ID, a.Name, a.Visibility,
				string(ByVisibility), "", string(clarifai.VisibilityPublic), "", text)
		}
	}
	for i := range review.Teams {
		if t := &review.Teams[i]; t.DefaultRole != "" {
			_ = write(recordFuture, "", "", "", "", "", "", "", "", string(ByTeam), t.ID, t.DefaultRole)
		}
	}
	for i := range review.Invitations {
		in := &review.Invitations[i]
		_ = write(recordInvitation, "", "", in.Email, "invited", in.Role, "", "", "", in.Reach.String())
	}
	for i := range review.Secrets {
		_ = write(recordSecret, "", review.Secrets[i].ID, "", "", "", "", "", "", "", "", review.Secrets[i].Description)
	}
	for _, note := range review.Notes {
		_ = write(recordNote, "", note)
	}
	return out.Flush()
}

func standing(p *Person) string {
	if p.Member {
		return "member"
	}
	return "outsider"
}
