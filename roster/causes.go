package roster

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// Cause is the event of the audit log that explains why a step is needed.
type Cause struct {
	// Step is the index of the step in [Proposal.Steps].
	Step  int                `json:"step"`
	Event clarifai.EventType `json:"event"`
	At    time.Time          `json:"at"`
	// UserID is who did it. Empty means that the log does not show it.
	UserID string `json:"user_id,omitempty"`
	// RequestID is Clarifai's ID of the request that did it.
	RequestID string `json:"request_id,omitempty"`
}

// FindCauses returns the events that explain steps of a proposal, in the order of the
// steps. It searches the organization's audit log once, for events of members,
// invitations and teams from since until the plan was made. The zero time means from
// the beginning of the log.
//
// An event is matched with a step by its targets, and only the last event about them
// counts. Somebody who has to be added to a team was taken off it if that is the last
// event about the person and the team. A step has no cause if its last event explains
// something else, if the log does not show the targets, or if it shows a role that is
// not the one to be replaced.
//
// If the log cannot be read, the error matches that of [clarifai.AuditLogService],
// such as [clarifai.ErrForbidden] or [clarifai.ErrPlanLimit].
func FindCauses(ctx context.Context, client *clarifai.Client, p *Proposal, since time.Time) ([]Cause, error) {
	if !slices.ContainsFunc(p.Steps, func(s Step) bool { return causeRules[s.Kind].about != 0 }) {
		return nil, nil
	}
	entries := client.AuditLog.ListAll(ctx, p.Organization, &clarifai.ListAuditLogOptions{
		From: since, To: p.MadeAt, Success: new(true), IngestionDelay: -1,
		Operations: slices.Concat(clarifai.EventsMembers.Events(), clarifai.EventsTeams.Events()),
	})
	history := make(history)
	for entry, err := range entries {
		if err != nil {
			return nil, fmt.Errorf("roster: cannot read the audit log of organization %q: %w", p.Organization, err)
		}
		if entry.Success && !entry.Timestamp.IsZero() {
			history.add(&entry, p.Organization)
		}
	}
	var causes []Cause
	for i := range p.Steps {
		if e := history.explain(&p.Steps[i]); e != nil {
			causes = append(causes, Cause{Step: i, Event: e.Operation, At: e.Timestamp, UserID: e.UserID(), RequestID: e.RequestID})
		}
	}
	return causes, nil
}

// causeRule says which events explain steps of a kind.
type causeRule struct {
	about subject
	// explains are the events that lead to what the step finds, and others those
	// that lead away from it.
	explains, others []clarifai.EventType
}

// subject is what an event or a step is about.
type subject uint8

const (
	aboutTeam subject = iota + 1
	aboutTeamMember
	aboutTeamApp
	aboutPerson
)

var causeRules = map[Kind]causeRule{
	CreateTeam:           {aboutTeam, events(clarifai.EventTeamDelete), events(clarifai.EventTeamCreate)},
	DeleteTeam:           {aboutTeam, events(clarifai.EventTeamCreate), events(clarifai.EventTeamDelete)},
	RenameTeam:           {aboutTeam, events(clarifai.EventTeamUpdate), events(clarifai.EventTeamCreate, clarifai.EventTeamDelete)},
	SetTeamDefaultRole:   {aboutTeam, events(clarifai.EventTeamUpdate), events(clarifai.EventTeamCreate, clarifai.EventTeamDelete)},
	ClearTeamDefaultRole: {aboutTeam, events(clarifai.EventTeamUpdate), events(clarifai.EventTeamCreate, clarifai.EventTeamDelete)},
	AddTeamMember:        {aboutTeamMember, events(clarifai.EventTeamMemberRemove), events(clarifai.EventTeamMemberAdd)},
	RemoveTeamMember:     {aboutTeamMember, events(clarifai.EventTeamMemberAdd), events(clarifai.EventTeamMemberRemove)},
	AddTeamApp:           {aboutTeamApp, events(clarifai.EventTeamAppRemove), events(clarifai.EventTeamAppAdd)},
	UpdateTeamAppRole:    {aboutTeamApp, events(clarifai.EventTeamAppAdd), events(clarifai.EventTeamAppRemove)},
	RemoveTeamApp:        {aboutTeamApp, events(clarifai.EventTeamAppAdd), events(clarifai.EventTeamAppRemove)},
	UpdateMemberRole: {aboutPerson, events(clarifai.EventMemberChange, clarifai.EventMemberAdd),
		events(clarifai.EventMemberRemove, clarifai.EventInvitationAccept)},
	RemoveMember: {aboutPerson, events(clarifai.EventMemberAdd, clarifai.EventInvitationAccept), events(clarifai.EventMemberRemove)},
	Invite: {aboutPerson, events(clarifai.EventMemberRemove, clarifai.EventInvitationCancel, clarifai.EventInvitationDecline),
		events(clarifai.EventMemberAdd, clarifai.EventInvitationCreate, clarifai.EventInvitationAccept)},
	CancelInvitation: {aboutPerson, events(clarifai.EventInvitationCreate),
		events(clarifai.EventInvitationCancel, clarifai.EventInvitationAccept, clarifai.EventInvitationDecline)},
}

func events(list ...clarifai.EventType) []clarifai.EventType { return list }

// subjects says what events are about.
var subjects = map[clarifai.EventType]subject{
	clarifai.EventTeamCreate: aboutTeam, clarifai.EventTeamUpdate: aboutTeam, clarifai.EventTeamDelete: aboutTeam,
	clarifai.EventTeamMemberAdd: aboutTeamMember, clarifai.EventTeamMemberRemove: aboutTeamMember,
	clarifai.EventTeamAppAdd: aboutTeamApp, clarifai.EventTeamAppRemove: aboutTeamApp,
	clarifai.EventMemberAdd: aboutPerson, clarifai.EventMemberChange: aboutPerson, clarifai.EventMemberRemove: aboutPerson,
	clarifai.EventInvitationCreate: aboutPerson, clarifai.EventInvitationCancel: aboutPerson,
	clarifai.EventInvitationAccept: aboutPerson, clarifai.EventInvitationDecline: aboutPerson,
}

// history has the entries of the audit log by what they are about.
type history map[string][]pastEvent

// pastEvent is an entry, together with the roles that it shows.
type pastEvent struct {
	*clarifai.AuditLogEntry
	roles []*clarifai.Role
	// unclear means that the entry names several teams and several others, and does
	// not say which belong together.
	unclear bool
}

// add adds an entry under all that its targets name.
func (h history) add(entry *clarifai.AuditLogEntry, org string) {
	event := pastEvent{AuditLogEntry: entry}
	var teams, people, apps []string
	for i := range entry.Targets {
		switch t := &entry.Targets[i]; {
		case t.Team != nil && t.Team.ID != "":
			teams = append(teams, steps.FoldID(t.Team.ID))
		case t.User != nil:
			people = append(people, personKeys(t.User.ID, t.User.Emails()...)...)
		case t.App != nil && t.App.ID != "" && (t.App.UserID == "" || steps.FoldID(t.App.UserID) == steps.FoldID(org)):
			apps = append(apps, t.App.ID)
		case t.Role != nil:
			event.roles = append(event.roles, t.Role)
		}
	}
	about := subjects[entry.Operation]
	parts := []string{""}
	switch about {
	case aboutTeamMember:
		parts = people
	case aboutTeamApp:
		parts = apps
	case aboutPerson:
		teams, parts = []string{""}, people
	case aboutTeam:
	}
	event.unclear = len(teams) > 1 && len(parts) > 1
	for _, team := range teams {
		for _, part := range parts {
			key := subjectKey(about, team, part)
			h[key] = append(h[key], event)
		}
	}
}

// explain returns the entry that explains a step, or nil.
func (h history) explain(s *Step) *clarifai.AuditLogEntry {
	rule := causeRules[s.Kind]
	var keys []string
	switch rule.about {
	case aboutTeam:
		keys = []string{subjectKey(rule.about, steps.FoldID(s.Team), "")}
	case aboutTeamApp:
		keys = []string{subjectKey(rule.about, steps.FoldID(s.Team), s.App)}
	case aboutTeamMember, aboutPerson:
		person := personKeys(s.UserID)
		if s.UserID == "" {
			person = personKeys("", s.Email)
		}
		team := ""
		if rule.about == aboutTeamMember {
			team = steps.FoldID(s.Team)
		}
		for _, key := range person {
			keys = append(keys, subjectKey(rule.about, team, key))
		}
	}
	var last pastEvent
	for _, key := range keys {
		for _, event := range h[key] {
			if !slices.Contains(rule.explains, event.Operation) && !slices.Contains(rule.others, event.Operation) {
				continue
			}
			switch {
			case last.AuditLogEntry == nil || event.Timestamp.After(last.Timestamp):
				last = event
			case event.Timestamp.Equal(last.Timestamp) && event.Operation != last.Operation:
				last.unclear = true // which of the two came last is not known
			}
		}
	}
	if last.AuditLogEntry == nil || last.unclear || !slices.Contains(rule.explains, last.Operation) || !s.found(last.roles) {
		return nil
	}
	return last.AuditLogEntry
}

// found reports whether an event may have set the role that a step replaces: the
// event shows that role, or none.
func (s Step) found(roles []*clarifai.Role) bool {
	if s.Kind != UpdateMemberRole && s.Kind != UpdateTeamAppRole || len(roles) == 0 {
		return true
	}
	return slices.ContainsFunc(roles, s.replaces)
}

// personKeys returns the keys of somebody with a user ID and addresses.
func personKeys(userID string, addresses ...string) (keys []string) {
	if userID != "" {
		keys = append(keys, "id "+steps.FoldID(userID))
	}
	for _, address := range addresses {
		if address != "" {
			keys = append(keys, "address "+email.Key(address))
		}
	}
	return keys
}

func subjectKey(about subject, team, part string) string {
	return strings.Join([]string{string('0' + rune(about)), team, part}, "\n")
}
