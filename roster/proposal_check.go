package roster

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// check returns an error if [Apply] cannot take the proposal: it is read from a file, or
// a program has changed it.
func (p *Proposal) check() error {
	err := func(format string, args ...any) error {
		return fmt.Errorf("roster: the plan is malformed: "+format, args...)
	}
	if problem := checkServerID(p.Organization); problem != "" {
		return err("organization: the ID %s", problem)
	}
	if err := p.Options.check(); err != nil {
		return err
	}
	protected := newProtected(p.Options.Protect)
	places := make(map[string]int, len(p.Steps))
	for i := range p.Steps {
		s := &p.Steps[i]
		if problem := s.check(); problem != "" {
			return err("steps[%d], %.80q: %s", i, s.Kind, problem)
		}
		if slices.Contains(RemovalKinds(), s.Kind) && protected.has(s.UserID, s.Email) {
			return err("steps[%d], %.80q: the person must not be one of those whom the options protect", i, s.Kind)
		}
		place := s.place()
		if first, ok := places[place]; ok {
			return err("steps[%d] and steps[%d] must not both change %s", first, i, place)
		}
		places[place] = i
	}
	for i := range p.Withheld {
		if problem := p.Withheld[i].check(); problem != "" {
			return err("withheld[%d], %.80q: %s", i, p.Withheld[i].Kind, problem)
		}
	}
	for i := range p.Rows {
		if outcome := p.Rows[i].Outcome; !slices.Contains(Outcomes(), outcome) {
			return err("rows[%d]: there is no outcome %.80q", i, outcome)
		}
	}
	return nil
}

// stepField is a field of a Step that depends on its kind.
type stepField struct {
	name  string // as in JSON
	value func(*Step) string
	check func(string) string // returns what is wrong, if anything
}

var (
	ofEmail      = stepField{"email", func(s *Step) string { return s.Email }, nil}
	ofUserID     = stepField{"user_id", func(s *Step) string { return s.UserID }, checkServerID}
	ofTeam       = stepField{"team", func(s *Step) string { return s.Team }, checkServerID}
	ofApp        = stepField{"app", func(s *Step) string { return s.App }, checkServerID}
	ofInvitation = stepField{"invitation", func(s *Step) string { return s.Invitation }, checkServerID}
	ofBefore     = stepField{"before", func(s *Step) string { return s.Before }, nil}
	ofAfter      = stepField{"after", func(s *Step) string { return s.After }, nil}
	ofRole       = stepField{"role", func(s *Step) string { return string(s.Role) }, checkReference}
	ofTeamRole   = stepField{"team_role", func(s *Step) string { return string(s.TeamRole) }, checkReference}
	ofReplaces   = stepField{"replaces", func(s *Step) string { return s.Replaces }, checkReference}
)

var stepFields = []stepField{
	ofEmail, ofUserID, ofTeam, ofApp, ofInvitation, ofBefore, ofAfter, ofRole, ofTeamRole, ofReplaces,
}

// fieldsOfKinds says which fields a step must have, and which others it may have.
var fieldsOfKinds = map[Kind]struct{ must, may []stepField }{
	CreateOrganization:   {[]stepField{ofAfter, ofEmail}, nil},
	RenameOrganization:   {[]stepField{ofAfter}, []stepField{ofBefore}},
	UpdateBillingEmail:   {[]stepField{ofAfter}, []stepField{ofBefore}},
	Invite:               {[]stepField{ofEmail, ofRole}, []stepField{ofBefore, ofAfter}},
	CreateTeam:           {[]stepField{ofTeam, ofAfter}, nil},
	RenameTeam:           {[]stepField{ofTeam, ofAfter}, []stepField{ofBefore}},
	SetTeamDefaultRole:   {[]stepField{ofTeam, ofTeamRole}, []stepField{ofBefore, ofAfter, ofReplaces}},
	AddTeamApp:           {[]stepField{ofTeam, ofApp, ofTeamRole}, []stepField{ofAfter}},
	UpdateTeamAppRole:    {[]stepField{ofTeam, ofApp, ofTeamRole, ofReplaces}, []stepField{ofBefore, ofAfter}},
	AddTeamMember:        {[]stepField{ofTeam, ofUserID}, []stepField{ofEmail}},
	UpdateMemberRole:     {[]stepField{ofUserID, ofRole, ofReplaces}, []stepField{ofEmail, ofBefore, ofAfter}},
	ClearTeamDefaultRole: {[]stepField{ofTeam, ofReplaces}, []stepField{ofBefore}},
	RemoveTeamMember:     {[]stepField{ofTeam, ofUserID}, []stepField{ofEmail}},
	RemoveTeamApp:        {[]stepField{ofTeam, ofApp}, []stepField{ofBefore, ofReplaces}},
	CancelInvitation:     {[]stepField{ofInvitation}, []stepField{ofEmail, ofBefore, ofReplaces}},
	RemoveMember:         {[]stepField{ofUserID}, []stepField{ofEmail, ofBefore, ofReplaces}},
	DeleteTeam:           {[]stepField{ofTeam}, []stepField{ofBefore}},
}

// check returns what is wrong with the step, or an empty string.
func (s Step) check() string {
	fields, ok := fieldsOfKinds[s.Kind]
	if !ok {
		return "there is no such kind"
	}
	has := func(list []stepField, f *stepField) bool {
		return slices.ContainsFunc(list, func(other stepField) bool { return other.name == f.name })
	}
	for i := range stepFields {
		f := &stepFields[i]
		switch value, must := f.value(&s), has(fields.must, f); {
		case value == "" && must:
			return f.name + " is required"
		case value == "":
		case !must && !has(fields.may, f):
			return f.name + " must be empty"
		case f.check != nil:
			if problem := f.check(value); problem != "" {
				return f.name + " " + problem
			}
		}
	}
	switch {
	case s.Line < 0:
		return "line must not be negative"
	case s.Kind == CreateTeam && !steps.ValidID(s.Team):
		return "team must have 1 to 32 letters and digits, with '-' and '_' between them"
	case (s.Kind == Invite || s.Kind == CreateOrganization) && !validEmail(s.Email):
		return fmt.Sprintf("email %.80q is malformed", s.Email)
	case s.Kind == UpdateBillingEmail && !validEmail(s.After):
		return fmt.Sprintf("after must be an email address, unlike %.80q", s.After)
	case s.Kind == Invite && !slices.Contains([]string{"", "expired", "left", "cancelled"}, s.Before):
		return fmt.Sprintf("before must be expired, left or cancelled, not %.80q", s.Before)
	}
	return ""
}

// place names what the step changes, which no other step of a plan changes.
func (s Step) place() string {
	switch s.Kind {
	case CreateOrganization, RenameOrganization:
		return "the organization's name"
	case UpdateBillingEmail:
		return "the billing email"
	case Invite:
		return fmt.Sprintf("the invitation of %q", email.Key(s.Email))
	case CreateTeam, DeleteTeam:
		return fmt.Sprintf("team %q", steps.FoldID(s.Team))
	case RenameTeam:
		return fmt.Sprintf("the name of team %q", steps.FoldID(s.Team))
	case SetTeamDefaultRole, ClearTeamDefaultRole:
		return fmt.Sprintf("the default role of team %q", steps.FoldID(s.Team))
	case AddTeamApp, UpdateTeamAppRole, RemoveTeamApp:
		return fmt.Sprintf("app %q of team %q", steps.FoldID(s.App), steps.FoldID(s.Team))
	case AddTeamMember, RemoveTeamMember:
		return fmt.Sprintf("user %q on team %q", steps.FoldID(s.UserID), steps.FoldID(s.Team))
	case UpdateMemberRole, RemoveMember:
		return fmt.Sprintf("user %q", steps.FoldID(s.UserID))
	case CancelInvitation:
	}
	return fmt.Sprintf("invitation %q", s.Invitation)
}

// checkServerID returns what is wrong with an ID that Clarifai has given, or an empty
// string. Clarifai may have IDs that it would not take today.
func checkServerID(id string) string {
	switch {
	case id == "":
		return "is required"
	case len(id) > 200:
		return "must not have more than 200 bytes"
	case !utf8.ValidString(id) || id == "." || id == ".." || strings.ContainsAny(id, `/\?#%`) ||
		strings.ContainsFunc(id, func(r rune) bool { return unicode.IsSpace(r) || !unicode.IsGraphic(r) }):
		return fmt.Sprintf("must be an ID, unlike %.80q", id)
	}
	return ""
}

// checkReference returns what is wrong with a reference to a role, or an empty string.
func checkReference(ref string) string {
	if ref == string(clarifai.MemberRoleByID("")) || strings.TrimSpace(ref) == "" {
		return "must be a role or id:…"
	}
	return ""
}

// protected are the people of [Options.Protect].
type protected map[string]bool

func newProtected(entries []string) protected {
	p := make(protected, len(entries))
	for _, entry := range entries {
		p[steps.FoldName(entry)] = true
	}
	return p
}

// has reports whether a user ID or one of the addresses is protected. Those that are
// empty are not.
func (p protected) has(userID string, addresses ...string) bool {
	if p[steps.FoldID(userID)] {
		return true
	}
	return slices.ContainsFunc(addresses, func(a string) bool { return a != "" && p[email.Key(a)] })
}
