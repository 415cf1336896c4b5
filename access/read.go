package access

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/parallel"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// ReadOptions say what [Read] reads. The zero value reads each list once.
type ReadOptions struct {
	// Stable reads each list until two readings in a row agree, as [Evaluate]
	// does. One reading can miss an item while somebody else changes the list.
	Stable bool
	// Check reads for each app the list of members who reach it according to
	// Clarifai, with [clarifai.MembersService.ListForApp], so that the review can
	// compare it with the reasons that it found.
	Check bool
	// Secrets reads which secrets the environment of the organization has. Their
	// values are not kept.
	Secrets bool
	// Progress is called before the first list is read, and whenever lists have
	// been read, one call after another.
	Progress func(Progress)
}

// Progress says how far [Read] is.
type Progress struct {
	// Phase says in a few words what is being read.
	Phase string
	// Done is the number of lists that have been read, and Total the number that
	// it will reach. Total grows once it is known how many teams and apps there are.
	Done, Total int
}

// Read reads everything about an organization that decides who reaches its apps: the
// roles, members, pending invitations, teams and apps, the members and apps of each
// team, and the collaborators of each app. It reads up to four lists at a time.
// opts may be nil.
//
// A list that the credential may not read is an error, except for the lists of
// [ReadOptions.Check]: [App.Unchecked] says why those are missing.
func Read(ctx context.Context, client *clarifai.Client, orgID string, opts *ReadOptions) (*Snapshot, error) {
	if opts == nil {
		opts = &ReadOptions{}
	}
	r := newReader(client, orgID, opts)
	r.phase = "the organization"
	ofOrganization := []list{r.listTeams(), r.listRoles(), r.listApps(), r.listMembers(), r.listInvitations()}
	if opts.Secrets {
		ofOrganization = append(ofOrganization, r.listSecrets())
	}
	if err := r.read(ctx, ofOrganization...); err != nil {
		return nil, err
	}
	var ofTeams, ofApps []list
	for _, t := range r.teams {
		ofTeams = append(ofTeams, r.listTeamMembers(t), r.listTeamApps(t))
	}
	index := r.indexMembers()
	for _, a := range r.appList {
		ofApps = append(ofApps, r.listCollaborators(a))
		if opts.Check {
			ofApps = append(ofApps, r.listAppMembers(a, index))
		} else {
			a.unlisted = notAskedFor
		}
	}
	r.phase, r.more = "teams", len(ofApps)
	if err := r.read(ctx, ofTeams...); err != nil {
		return nil, err
	}
	r.phase, r.more = "apps", 0
	if err := r.read(ctx, ofApps...); err != nil {
		return nil, err
	}
	return r.Snapshot, nil
}

const notAskedFor = "it was not asked for"

// concurrency is the maximum number of lists that are read at a time.
const concurrency = 4

// reader reads lists into a snapshot.
type reader struct {
	*Snapshot
	progress   func(Progress)
	phase      string
	done, more int // lists that were read, and that will be read later
}

func newReader(client *clarifai.Client, orgID string, opts *ReadOptions) *reader {
	s := &Snapshot{client: client, org: orgID, readAt: time.Now(), stable: opts.Stable}
	return &reader{Snapshot: s, progress: opts.Progress}
}

// list is a list to read into a snapshot. It reports whether two readings agreed.
type list struct {
	name string
	read func(context.Context) (stable bool, err error)
}

// read reads lists, and records which were not stable.
func (r *reader) read(ctx context.Context, lists ...list) error {
	total := r.done + len(lists) + r.more
	report := func() {
		if r.progress != nil {
			r.progress(Progress{r.phase, r.done, total})
		}
	}
	stable := make([]bool, len(lists))
	report()
	err := parallel.Do(ctx, concurrency, len(lists), func(ctx context.Context, i int) (err error) {
		stable[i], err = lists[i].read(ctx)
		return err
	}, func() {
		r.done++
		report()
	})
	if err != nil {
		return err
	}
	for i, l := range lists {
		if !stable[i] {
			r.unstable = append(r.unstable, l.name)
		}
	}
	return nil
}

// readItems returns the items of a list, as the options of the reader say.
func readItems[T any](ctx context.Context, r *reader, items iter.Seq2[T, error], key func(*T) string) ([]T, bool, error) {
	if r.stable {
		return steps.ReadStable(ctx, items, key)
	}
	all, err := clarifai.Collect(items)
	return all, true, err
}

func (r *reader) listRoles() list {
	return list{theRoles, func(ctx context.Context) (bool, error) {
		roles, stable, err := readItems(ctx, r, r.client.Roles.ListAll(ctx, nil), roleKey)
		r.roles = newRoles(roles)
		return stable, err
	}}
}

func (r *reader) listTeams() list {
	return list{theTeams, func(ctx context.Context) (bool, error) {
		teams, stable, err := readItems(ctx, r, r.client.Teams.ListAll(ctx, r.org, nil), teamKey)
		r.setTeams(teams)
		return stable, err
	}}
}

func (r *reader) listApps() list {
	return list{theApps, func(ctx context.Context) (bool, error) {
		byID := &clarifai.ListAppsOptions{Sort: clarifai.AppSortID, SortAscending: true}
		apps, stable, err := readItems(ctx, r, r.client.Apps.ListAll(ctx, r.org, byID), appKey)
		r.setApps(apps)
		return stable, err
	}}
}

func (r *reader) listMembers() list {
	return list{theMembers, func(ctx context.Context) (stable bool, err error) {
		r.members, stable, err = readItems(ctx, r, r.client.Members.ListAll(ctx, r.org, nil), memberKey)
		return stable, err
	}}
}

func (r *reader) listInvitations() list {
	return list{theInvitations, func(ctx context.Context) (stable bool, err error) {
		pending := &clarifai.ListInvitationsOptions{Status: clarifai.InvitationPending}
		r.invitations, stable, err = readItems(ctx, r, r.client.Invitations.ListAll(ctx, r.org, pending), invitationKey)
		return stable, err
	}}
}

// listSecrets keeps the names of the secrets, and none of their values.
func (r *reader) listSecrets() list {
	return list{theEnvironment, func(ctx context.Context) (bool, error) {
		secrets, stable, err := readItems(ctx, r, r.client.Secrets.ListAll(ctx, r.org, nil), secretKey)
		for i := range secrets {
			s := &secrets[i]
			r.secrets = append(r.secrets, Secret{s.ID, s.Description, s.Version, s.ModifiedAt, s.ExpiresAt})
		}
		return stable, err
	}}
}

func (r *reader) listTeamMembers(t *team) list {
	return list{teamMembersName(t.ID), func(ctx context.Context) (stable bool, err error) {
		t.members, stable, err = readItems(ctx, r, r.client.Teams.ListAllMembers(ctx, r.org, t.ID, nil), teamMemberKey)
		return stable, err
	}}
}

func (r *reader) listTeamApps(t *team) list {
	return list{teamAppsName(t.ID), func(ctx context.Context) (stable bool, err error) {
		t.apps, stable, err = readItems(ctx, r, r.teamApps(ctx, t.ID), teamAppKey)
		return stable, err
	}}
}

func (s *Snapshot) teamApps(ctx context.Context, team string) iter.Seq2[clarifai.TeamApp, error] {
	return s.client.Teams.ListAllApps(ctx, s.org, team, nil)
}

func (r *reader) listCollaborators(a *app) list {
	return list{collaboratorsName(a.ID), func(ctx context.Context) (stable bool, err error) {
		everybody := &clarifai.ListCollaboratorsOptions{ListAll: true}
		a.collaborators, stable, err = readItems(ctx, r, r.client.Collaborators.ListAll(ctx, r.org, a.ID, everybody), collaboratorKey)
		return stable, err
	}}
}

// listAppMembers reads who reaches an app according to Clarifai. A review can do
// without: if Clarifai does not give the list at all, that is no error.
func (r *reader) listAppMembers(a *app, index map[string]int) list {
	return list{appMembersName(a.ID), func(ctx context.Context) (bool, error) {
		members, stable, err := readItems(ctx, r, r.client.Members.ListAllForApp(ctx, r.org, a.ID, nil), memberKey)
		switch {
		case errors.Is(err, clarifai.ErrRouteUnavailable):
			a.unlisted = "Clarifai does not offer this list"
			return true, nil
		case errors.Is(err, clarifai.ErrForbidden):
			a.unlisted = "the credential may not read this list"
			return true, nil
		case err != nil:
			return false, err
		}
		a.listed = &listing{members: newSet(len(r.members))}
		for i := range members {
			if m, ok := index[steps.FoldID(members[i].UserID())]; ok {
				a.listed.members.add(m)
			} else {
				a.listed.others = append(a.listed.others, members[i].User)
			}
		}
		return stable, nil
	}}
}

// indexMembers returns the indexes of the members by ID.
func (s *Snapshot) indexMembers() map[string]int {
	index := make(map[string]int, len(s.members))
	for i := range s.members {
		if id := s.members[i].UserID(); id != "" {
			index[steps.FoldID(id)] = i
		}
	}
	return index
}

// The keys of list items have what the conclusions depend on.

func teamKey(t *clarifai.Team) string { return key(t.ID, t.DefaultRoleID) }

func roleKey(r *clarifai.Role) string {
	return key(r.ID, r.Name, r.Type, r.Scopes, r.Endpoints)
}

func appKey(a *clarifai.App) string {
	return key(a.ID, a.UserID, a.Visibility, a.Metadata)
}

func teamAppKey(a *clarifai.TeamApp) string { return key(a.App, a.RoleID) }

func teamMemberKey(m *clarifai.TeamMember) string { return m.UserID }

func memberKey(m *clarifai.Member) string { return key(m.UserID(), m.User.Emails(), m.Role) }

func invitationKey(i *clarifai.Invitation) string { return key(i.ID, i.InviteeEmail, i.Role) }

func secretKey(s *clarifai.EnvironmentSecret) string { return key(s.ID, s.Version) }

func collaboratorKey(c *clarifai.Collaborator) string {
	return key(c.UserID(), c.User.Emails(), c.Scopes, c.Endpoints, c.DeletedAt)
}

// key returns the same text for the same values.
func key(values ...any) string {
	var b strings.Builder
	for _, v := range values {
		text, err := json.Marshal(v)
		if err != nil {
			text = fmt.Append(nil, v) // cannot happen for values from JSON
		}
		b.Write(append(text, '\n'))
	}
	return b.String()
}
