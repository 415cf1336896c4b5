package emulator

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// Events of the audit log: numbers of EventType.
const (
	eventMemberAdd         int32 = 100
	eventMemberChange      int32 = 101
	eventMemberRemove      int32 = 102
	eventInvitationCreate  int32 = 103
	eventInvitationCancel  int32 = 104
	eventInvitationAccept  int32 = 105
	eventInvitationDecline int32 = 106
	eventTeamCreate        int32 = 107
	eventTeamUpdate        int32 = 108
	eventTeamDelete        int32 = 109
	eventTeamMemberAdd     int32 = 110
	eventTeamMemberRemove  int32 = 111
	eventTeamAppAdd        int32 = 112
	eventTeamAppRemove     int32 = 113
	eventAppCreate         int32 = 600
	eventAppUpdate         int32 = 601
	eventAppDelete         int32 = 602
	eventCollaboratorAdd   int32 = 700
	eventCollaboratorEdit  int32 = 701
	eventCollaboratorDrop  int32 = 702
	eventUserUpdate        int32 = 800
)

// eventOf has the event that a refused request of an RPC is logged as.
var eventOf = map[string]int32{
	"PostOrganizationMember": eventMemberAdd, "PatchOrganizationMember": eventMemberChange,
	"DeleteOrganizationMember": eventMemberRemove, "DeleteRequestingUserFromOrganization": eventMemberRemove,
	"PostOrganizationInvitations": eventInvitationCreate, "PatchOrganizationInvitations": eventInvitationCancel,
	"PostAcceptOrganizationInvitation": eventInvitationAccept, "PostDeclineOrganizationInvitation": eventInvitationDecline,
	"PostTeams": eventTeamCreate, "PatchTeams": eventTeamUpdate, "DeleteTeams": eventTeamDelete,
	"PostTeamUsers": eventTeamMemberAdd, "DeleteTeamUsers": eventTeamMemberRemove,
	"PostTeamApps": eventTeamAppAdd, "DeleteTeamApps": eventTeamAppRemove,
	"PostApps": eventAppCreate, "PatchApp": eventAppUpdate, "PatchApps": eventAppUpdate, "PatchAppsDetails": eventAppUpdate,
	"PatchAppsIds": eventAppUpdate, "PatchAppOwner": eventAppUpdate, "DeleteApp": eventAppDelete,
	"PostCollaborators": eventCollaboratorAdd, "PatchCollaborators": eventCollaboratorEdit, "DeleteCollaborators": eventCollaboratorDrop,
	"PatchUser": eventUserUpdate,
}

// auditEntry is an entry of the audit log. It is immutable.
type auditEntry struct {
	at          stamp
	visible     time.Time // when searches begin to give it
	user        string    // ID
	event       int32
	description string
	targets     []auditTarget
	details     []string
	success     bool
	reqID, ip   string
}

// auditTarget is what an event applies to. One ID is set, or an app with its
// owner.
type auditTarget struct{ user, role, team, app, owner string }

// event is a future entry in the audit log of its owner.
type event struct {
	owner   string // folded ID of an organization or a user
	number  int32
	targets []auditTarget
}

// happened records an event, which is logged once the call succeeds.
func (c *call) happened(owner string, number int32, targets ...auditTarget) {
	c.events = append(c.events, event{fold(owner), number, targets})
}

// log logs the events of a successful call. The caller holds the lock.
func (s *Server) log(c *call) {
	for _, e := range c.events {
		s.enter(e.owner, auditEntry{
			at: c.st.stamp(c.now), user: c.caller.ID, event: e.number, description: describeEvent(e.number, true),
			targets: e.targets, success: true, reqID: c.reqID, ip: c.ip,
		})
	}
}

// logRefusal logs that a known caller was refused.
func (s *Server) logRefusal(c *call, owner string, err error) {
	number, audited := eventOf[c.op.rpc]
	if !audited || c.caller == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	var why []string
	if f, ok := errors.AsType[*failure](err); ok {
		why = []string{f.details}
	}
	s.enter(fold(me(owner, c.caller.ID)), auditEntry{
		at: stamp{now.UTC().Truncate(time.Millisecond), 3}, user: c.caller.ID, event: number,
		description: describeEvent(number, false), details: why, reqID: c.reqID, ip: c.ip,
	})
}

// enter adds an entry to a log.
func (s *Server) enter(owner string, e auditEntry) {
	e.visible = e.at.Time
	s.audit[owner] = append(s.audit[owner], e)
}

var eventNouns = map[int32]string{1: "member", 6: "app", 7: "collaborator", 8: "user"}

func describeEvent(number int32, success bool) string {
	noun := eventNouns[number/100]
	switch {
	case number >= eventTeamAppAdd && number <= eventTeamAppRemove:
		noun = "app of a team"
	case number >= eventTeamMemberAdd && number <= eventTeamMemberRemove:
		noun = "member of a team"
	case number >= eventTeamCreate && number <= eventTeamDelete:
		noun = "team"
	case number >= eventInvitationCreate && number <= eventInvitationDecline:
		noun = "invitation"
	}
	if !success {
		return "Refused: a change of a " + noun
	}
	return "A change of a " + noun
}

// Requests.

type targetRef struct {
	ID string `json:"id"`
}

type targetAppRef struct {
	ID     string `json:"id"`
	UserID string `json:"user_id"`
}

type targetQuery struct {
	User *targetRef    `json:"user"`
	Role *targetRef    `json:"role"`
	Team *targetRef    `json:"team"`
	App  *targetAppRef `json:"app"`
}

type auditQuery struct {
	TimestampFrom stamp         `json:"timestamp_from"`
	TimestampTo   stamp         `json:"timestamp_to"`
	UserIDs       []string      `json:"user_ids"`
	Operations    []int32       `json:"operations"`
	Targets       []targetQuery `json:"targets"`
	Success       *bool         `json:"success"`
	SourceIPs     []string      `json:"source_ips"`
}

type searchAuditLogRequest struct {
	owner
	Query         auditQuery `json:"query"`
	SortAscending bool       `json:"sort_ascending"`
	Pagination    paging     `json:"pagination"`
}

// Responses.

type auditTargetJSON struct {
	User *userJSON `json:"user,omitzero"`
	Role *roleJSON `json:"role,omitzero"`
	Team *teamJSON `json:"team,omitzero"`
	App  *appJSON  `json:"app,omitzero"`
}

type auditEntryJSON struct {
	Timestamp   stamp             `json:"timestamp,omitzero"`
	User        *userJSON         `json:"user,omitzero"`
	Operation   int32             `json:"operation,omitzero"`
	Description string            `json:"description,omitzero"`
	Targets     []auditTargetJSON `json:"targets,omitempty"`
	Details     []string          `json:"details,omitempty"`
	Success     bool              `json:"success"`
	ReqID       string            `json:"req_id,omitzero"`
	SourceIP    string            `json:"source_ip,omitzero"`
}

type multiAuditLogResponse struct {
	envelope
	Entries list[auditEntryJSON] `json:"entries"`
}

// searchAuditLog returns entries of the current log: a lag does not delay it,
// AuditEntry.Visible does.
func searchAuditLog(c *call, in *searchAuditLogRequest) (*multiAuditLogResponse, error) {
	owner, err := c.actFor(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	if c.server.config.Variants.PayAsYouGo && c.st.organizations.has(fold(owner)) {
		return nil, overLimit("the plan has no audit log")
	}
	found := c.server.search(fold(owner), &in.Query, c.now, in.SortAscending)
	cut, err := page(c, in.Pagination, found)
	var shown []auditEntryJSON
	for _, e := range cut {
		shown = append(shown, c.auditEntry(e))
	}
	return &multiAuditLogResponse{Entries: shown}, err
}

// search returns the visible entries that match a query in order of time.
// Entries of the same time keep the order in which they were logged.
func (s *Server) search(owner string, q *auditQuery, now time.Time, ascending bool) []*auditEntry {
	s.mu.Lock()
	all := s.audit[owner] // only ever appended to
	s.mu.Unlock()
	var found []*auditEntry
	for i := range all {
		if e := &all[i]; !e.visible.After(now) && q.fits(e, s.config.Variants.AuditBounds) {
			found = append(found, e)
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].at.Before(found[j].at.Time) })
	if !ascending {
		slices.Reverse(found)
	}
	return found
}

func (q *auditQuery) fits(e *auditEntry, bounds Bounds) bool {
	from, to := q.TimestampFrom, q.TimestampTo
	early := !from.IsZero() && (e.at.Before(from.Time) || bounds == BoundsExclusive && e.at.Equal(from.Time))
	late := !to.IsZero() && (e.at.After(to.Time) || bounds != BoundsInclusive && e.at.Equal(to.Time))
	oneOf := func(list []string, v string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(s string) bool { return strings.EqualFold(s, v) })
	}
	return !early && !late && oneOf(q.UserIDs, e.user) && oneOf(q.SourceIPs, e.ip) &&
		(len(q.Operations) == 0 || contains(q.Operations, e.event)) &&
		(q.Success == nil || *q.Success == e.success) &&
		(len(q.Targets) == 0 || slices.ContainsFunc(q.Targets, e.about))
}

// about reports whether an entry has a target with every ID of a query.
func (e *auditEntry) about(q targetQuery) bool {
	is := func(want *targetRef, id string) bool { return want == nil || strings.EqualFold(want.ID, id) }
	return slices.ContainsFunc(e.targets, func(t auditTarget) bool {
		return is(q.User, t.user) && is(q.Role, t.role) && is(q.Team, t.team) &&
			(q.App == nil || q.App.ID == t.app && (q.App.UserID == "" || strings.EqualFold(q.App.UserID, t.owner)))
	})
}

func (c *call) auditEntry(e *auditEntry) auditEntryJSON {
	shown := auditEntryJSON{
		Timestamp: e.at, User: &userJSON{ID: e.user}, Operation: e.event, Description: e.description, Details: e.details,
		Success: e.success, ReqID: e.reqID, SourceIP: e.ip,
	}
	if u, ok := c.st.users.get(fold(e.user)); ok {
		shown.User.FirstName, shown.User.LastName = u.FirstName, u.LastName
	}
	for _, t := range e.targets {
		var target auditTargetJSON
		if t.user != "" {
			target.User = &userJSON{ID: t.user}
		}
		if t.role != "" {
			target.Role = &roleJSON{ID: t.role}
		}
		if t.team != "" {
			target.Team = &teamJSON{ID: t.team}
		}
		if t.app != "" {
			target.App = &appJSON{ID: t.app, UserID: t.owner}
		}
		shown.Targets = append(shown.Targets, target)
	}
	return shown
}

// host returns a remote address without its port.
func host(remote string) string {
	if h, _, err := net.SplitHostPort(remote); err == nil {
		return h
	}
	return "127.0.0.1" // a pipe
}

// AddAuditEntries adds entries to the audit log of a user or an organization
// as if they had happened. It adds all of them or none.
func (s *Server) AddAuditEntries(owner string, entries ...AuditEntry) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	if !st.organizations.has(fold(owner)) && !st.users.has(fold(owner)) {
		return fmt.Errorf("audit log of %q: no user or organization has this ID", owner)
	}
	numbers := events()
	added := make([]auditEntry, 0, len(entries))
	for i, e := range entries {
		number, ok := numbers[string(e.Operation)]
		if !ok {
			return fmt.Errorf("audit entry %d: operation %q is unknown", i, e.Operation)
		}
		entry := auditEntry{
			at: stamp{e.Timestamp.UTC(), 9}, visible: e.Visible, user: e.UserID, event: number, description: e.Description,
			details: e.Details, success: !e.Refused, reqID: e.RequestID, ip: orDefault(e.SourceIP, "127.0.0.1"),
		}
		if entry.visible.IsZero() {
			entry.visible = entry.at.Time
		}
		for _, t := range e.Targets {
			entry.targets = append(entry.targets, auditTarget{t.UserID, t.RoleID, t.TeamID, t.AppID, t.OwnerID})
		}
		added = append(added, entry)
	}
	s.audit[fold(owner)] = append(s.audit[fold(owner)], added...)
	return nil
}

// events has the numbers of the events, retired ones included, by name.
var events = sync.OnceValue(func() map[string]int32 {
	const name = "clarifai.api.EventType"
	all, _ := contract.Load().Enum(name)
	maps.Copy(all, contract.Load().Current.Retired[name])
	return all
})

// eventNames has the names of the events by number.
var eventNames = sync.OnceValue(func() map[int32]string {
	names := map[int32]string{}
	for name, number := range events() {
		names[number] = name
	}
	return names
})
