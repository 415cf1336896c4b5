package roster

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// allKinds are the kinds of steps, in their order.
var allKinds = []Kind{
	CreateOrganization, RenameOrganization, UpdateBillingEmail, Invite, CreateTeam, RenameTeam, SetTeamDefaultRole,
	AddTeamApp, UpdateTeamAppRole, AddTeamMember, UpdateMemberRole, ClearTeamDefaultRole, RemoveTeamMember,
	RemoveTeamApp, CancelInvitation, RemoveMember, DeleteTeam,
}

// limitedKinds returns the kinds that may have a limit.
func limitedKinds() []Kind {
	return append(RemovalKinds(), UpdateMemberRole, UpdateTeamAppRole, SetTeamDefaultRole)
}

// check returns an error if the options cannot be used.
func (o *Options) check() error {
	for _, kind := range slices.Sorted(maps.Keys(o.Limits)) {
		limit := o.Limits[kind]
		switch {
		case !slices.Contains(limitedKinds(), kind):
			return fmt.Errorf("roster: Limits: %.80q cannot have a limit: these kinds can: %s", kind, joinKinds(limitedKinds()))
		case limit.Share > 1 || math.IsNaN(limit.Share) || math.IsInf(limit.Share, 0):
			return fmt.Errorf("roster: Limits: the share of %q must be from 0 to 1", kind)
		}
	}
	for _, kind := range o.Kinds {
		if !slices.Contains(allKinds, kind) {
			return fmt.Errorf("roster: Kinds: there is no kind %.80q: the kinds are %s", kind, joinKinds(allKinds))
		}
	}
	for _, id := range o.Teams {
		if id == "" {
			return errors.New("roster: Teams: the ID of a team must not be empty")
		}
	}
	for _, entry := range o.Protect {
		if strings.TrimSpace(entry) == "" {
			return errors.New("roster: Protect: a user ID or an email address must not be empty")
		}
	}
	return o.checkMemberEmails()
}

// checkMemberEmails checks that users and addresses occur once.
func (o *Options) checkMemberEmails() error {
	users := make(map[string]string, len(o.MemberEmails)) // by email.Key
	ids := make(map[string]bool, len(o.MemberEmails))
	for id, address := range o.MemberEmails {
		key := email.Key(address)
		switch {
		case id == "" || ids[steps.FoldID(id)]:
			return fmt.Errorf("roster: MemberEmails: user ID %.80q must not be empty or occur twice", id)
		case address != "" && !validEmail(address):
			return fmt.Errorf("roster: MemberEmails: the address of user %.80q is malformed", id)
		case address != "" && users[key] != "":
			return fmt.Errorf("roster: MemberEmails: users %.80q and %.80q cannot have the same address", min(id, users[key]), max(id, users[key]))
		}
		ids[steps.FoldID(id)], users[key] = true, id
	}
	return nil
}

// joinKinds returns kinds in one line.
func joinKinds(kinds []Kind) string {
	names := make([]string, len(kinds))
	for i, kind := range kinds {
		names[i] = string(kind)
	}
	return strings.Join(names, ", ")
}
