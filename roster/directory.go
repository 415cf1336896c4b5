package roster

import (
	"context"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// directory lists the members, to be found by address and by ID.
type directory struct {
	byEmail      map[string]*clarifai.Member // by email.Key
	byLooseEmail map[string]*clarifai.Member // by email.Loose
	byID         map[string]*clarifai.Member
	contested    map[string]string // by email.Key: why an address does not tell who it is
	given        map[string]string // Options.MemberEmails, by folded ID
	hidden       int               // members whose addresses are not known
	hiddenIDs    []string          // their user IDs, as far as they show one
}

// newDirectory returns the directory of some members. known has the addresses
// of members who show none, see [Options.MemberEmails].
func newDirectory(members []clarifai.Member, known map[string]string) *directory {
	d := &directory{
		byEmail: make(map[string]*clarifai.Member), byLooseEmail: make(map[string]*clarifai.Member),
		byID: make(map[string]*clarifai.Member), contested: make(map[string]string), given: make(map[string]string),
	}
	for id, address := range known {
		d.given[steps.FoldID(id)] = address
	}
	for i := range members {
		m := &members[i]
		if m.User == nil {
			d.hidden++
			continue
		}
		d.byID[steps.FoldID(m.User.ID)] = m
		if _, ok := d.given[steps.FoldID(m.User.ID)]; !ok && m.User.Email() == "" {
			d.hidden++
			d.hiddenIDs = append(d.hiddenIDs, m.User.ID)
		}
	}
	// An address that several have belongs to the one whose primary it is.
	for _, primary := range []bool{true, false} {
		for i := range members {
			m := &members[i]
			for n, address := range m.User.Emails() {
				if (n == 0) == primary {
					d.add(address, m)
				}
			}
		}
	}
	for i := range members {
		m := &members[i]
		if m.User == nil || d.given[steps.FoldID(m.User.ID)] == "" {
			continue
		}
		address := d.given[steps.FoldID(m.User.ID)]
		if other := d.byEmail[email.Key(address)]; other != nil && other != m {
			d.contested[email.Key(address)] = fmt.Sprintf("user %s shows this address, and MemberEmails says that it is user %s's", other.User.ID, m.User.ID)
		}
		d.add(address, m)
	}
	return d
}

// add records an address of a member that nobody else has.
func (d *directory) add(address string, m *clarifai.Member) {
	if key := email.Key(address); d.byEmail[key] == nil {
		d.byEmail[key] = m
	}
	if key := email.Loose(address); d.byLooseEmail[key] == nil {
		d.byLooseEmail[key] = m
	}
}

// find returns the member who has an address, or nil.
func (d *directory) find(address string) *clarifai.Member {
	key := email.Key(address)
	if d.contested[key] != "" {
		return nil
	}
	return d.byEmail[key]
}

// memberList reads the members until two readings agree: whoever is missed in
// one would be invited.
func (v *snapshot) memberList(ctx context.Context) ([]clarifai.Member, error) {
	members, stable, err := steps.ReadStable(ctx, v.client.Members.All(ctx, v.org, nil), memberKey)
	if err == nil && !stable {
		err = fmt.Errorf("roster: %s", steps.Unstable("the list of members"))
	}
	return members, err
}

// decides returns what a conclusion hangs on, of a member.
func memberKey(m *clarifai.Member) string {
	var role clarifai.Role
	if m.Role != nil {
		role = *m.Role
	}
	addresses := slices.Sorted(slices.Values(m.User.Emails()))
	return fmt.Sprintf("%q %q %q %q", m.UserID(), role.ID, role.Name, addresses)
}

func (v *snapshot) directory(ctx context.Context) (*directory, error) {
	if v.people != nil {
		return v.people, nil
	}
	members, err := v.memberList(ctx)
	if err != nil {
		return nil, err
	}
	people := newDirectory(members, v.opts.MemberEmails)
	if people.hidden > 0 {
		if err := v.knowCaller(ctx, people); err != nil {
			return nil, err
		}
	}
	if v.opts.IgnoreHiddenMembers {
		people.hidden = 0
	}
	v.people = people
	return people, nil
}

// knowCaller takes the caller out of those whose addresses are hidden: callers
// see their own.
func (v *snapshot) knowCaller(ctx context.Context, people *directory) error {
	me, err := v.client.Users.Me(ctx)
	if err != nil {
		return err
	}
	m := people.byID[steps.FoldID(me.ID)]
	_, told := people.given[steps.FoldID(me.ID)]
	if m == nil || m.User.Email() != "" || me.Email() == "" || told {
		return nil
	}
	people.hidden--
	people.hiddenIDs = slices.DeleteFunc(people.hiddenIDs, func(id string) bool { return steps.FoldID(id) == steps.FoldID(me.ID) })
	for _, address := range me.Emails() {
		people.add(address, m)
	}
	return nil
}
