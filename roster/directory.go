package roster

import (
	"context"
	"fmt"
	"reflect"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// directory finds members by email address and by ID.
type directory struct {
	all          []clarifai.Member           // each once
	byEmail      map[string]*clarifai.Member // by email.Key
	byLooseEmail map[string]*clarifai.Member // by email.Loose
	byID         map[string]*clarifai.Member // by folded ID
	// contested says, by email.Key, why it is unclear who has an address.
	contested map[string]string
	given     map[string]string // Options.MemberEmails by folded ID
	hidden    int               // members with unknown addresses
	hiddenIDs []string          // their IDs, if shown
}

// newDirectory returns a directory of members. memberEmails is [Options.MemberEmails].
func newDirectory(members []clarifai.Member, memberEmails map[string]string) *directory {
	d := &directory{
		byEmail: make(map[string]*clarifai.Member), byLooseEmail: make(map[string]*clarifai.Member),
		byID: make(map[string]*clarifai.Member), contested: make(map[string]string), given: make(map[string]string),
	}
	members = distinctMembers(members)
	d.all = members
	for id, address := range memberEmails {
		d.given[steps.FoldID(id)] = address
	}
	for i := range members {
		m := &members[i]
		if m.User == nil {
			d.hidden++
			continue
		}
		if m.User.ID != "" {
			d.byID[steps.FoldID(m.User.ID)] = m
		}
		if _, ok := d.given[steps.FoldID(m.User.ID)]; !ok && m.User.Email() == "" {
			d.hidden++
			d.hiddenIDs = append(d.hiddenIDs, m.User.ID)
		}
	}
	// If several members have an address, it belongs to the one whose primary it is.
	for _, primary := range []bool{true, false} {
		added := make(map[string]bool) // by email.Key
		for i := range members {
			m := &members[i]
			for n, address := range m.User.Emails() {
				if (n == 0) != primary {
					continue
				}
				key := email.Key(address)
				if other := d.byEmail[key]; other != nil && other != m && added[key] {
					d.contested[key] = fmt.Sprintf("users %s and %s show this address", other.User.ID, m.User.ID)
				}
				added[key] = added[key] || d.byEmail[key] == nil
				d.add(address, m)
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
			d.contested[email.Key(address)] = fmt.Sprintf("user %s shows this address, but MemberEmails has it for user %s", other.User.ID, m.User.ID)
		}
		d.add(address, m)
	}
	return d
}

// distinctMembers returns each member once. The role of a member whom a list repeats with
// another role is not known.
func distinctMembers(members []clarifai.Member) []clarifai.Member {
	roles := make(map[string]*clarifai.Role, len(members)) // by folded ID
	unclear := make(map[string]bool)
	key := func(m *clarifai.Member) string { return steps.FoldID(m.UserID()) }
	for i := range members {
		id, role := key(&members[i]), members[i].Role
		first, repeated := roles[id]
		if roles[id] = role; id != "" && repeated && !reflect.DeepEqual(first, role) {
			unclear[id] = true
		}
	}
	members = eachOnce(slices.Clone(members), key)
	for i := range members {
		if unclear[key(&members[i])] {
			members[i].Role = nil
		}
	}
	return members
}

// add records an address of a member, unless another member has it.
func (d *directory) add(address string, m *clarifai.Member) {
	if key := email.Key(address); d.byEmail[key] == nil {
		d.byEmail[key] = m
	}
	if key := email.Loose(address); d.byLooseEmail[key] == nil {
		d.byLooseEmail[key] = m
	}
}

// match returns the member who is a person: the one with the user ID, or else the one
// with the address. If it is unclear who that is, it returns the reason.
func (d *directory) match(p Person) (m *clarifai.Member, unclear string) {
	if p.UserID == "" {
		if m = d.find(p.Email); m != nil && m.User.ID == "" {
			return nil, noUserID
		}
		return m, ""
	}
	if m = d.byID[steps.FoldID(p.UserID)]; m != nil || p.Email == "" {
		return m, ""
	}
	if other := d.find(p.Email); other != nil {
		return nil, fmt.Sprintf("user %s is not a member, and the address is that of user %s", p.UserID, other.User.ID)
	}
	return nil, ""
}

// noUserID is what keeps a member from having steps.
const noUserID = "the member shows no user ID"

// name records that a row names a member by ID, so that the member is not hidden. The
// address is the row's, or empty.
func (d *directory) name(m *clarifai.Member, address string) {
	key := steps.FoldID(m.User.ID)
	d.given[key] = address
	d.hidden = max(d.hidden-1, 0)
	d.hiddenIDs = slices.DeleteFunc(d.hiddenIDs, func(id string) bool { return steps.FoldID(id) == key })
	if address != "" {
		d.add(address, m)
	}
}

// member returns the member with a user ID, or nil. A nil directory has none.
func (d *directory) member(userID string) *clarifai.Member {
	if d == nil {
		return nil
	}
	return d.byID[steps.FoldID(userID)]
}

// addresses returns the addresses that a user shows, and the one that the options or
// the files have for the user.
func (d *directory) addresses(u *clarifai.User) []string {
	all := slices.Clone(u.Emails())
	if given := d.given[steps.FoldID(u.ID)]; given != "" {
		all = append(all, given)
	}
	return all
}

// find returns the member with the address. It returns nil if there is none, or if
// it is unclear who has the address.
func (d *directory) find(address string) *clarifai.Member {
	key := email.Key(address)
	if d.contested[key] != "" {
		return nil
	}
	return d.byEmail[key]
}

// memberList reads the members until two readings agree, since a member who is
// missed would be invited.
func (s *snapshot) memberList(ctx context.Context) ([]clarifai.Member, error) {
	return readStable(ctx, s.client.Members.ListAll(ctx, s.org, nil), memberKey, "the list of members")
}

// memberKey returns what the plan needs to know about a member.
func memberKey(m *clarifai.Member) string {
	var role clarifai.Role
	if m.Role != nil {
		role = *m.Role
	}
	addresses := slices.Sorted(slices.Values(m.User.Emails()))
	return fmt.Sprintf("%q %q %q %q", m.UserID(), role.ID, role.Name, addresses)
}

// directory returns the directory of the organization's members.
func (s *snapshot) directory(ctx context.Context) (*directory, error) {
	if s.people != nil {
		return s.people, nil
	}
	members, err := s.memberList(ctx)
	if err != nil {
		return nil, err
	}
	people := newDirectory(members, s.opts.MemberEmails)
	if people.hidden > 0 {
		if err := s.addCaller(ctx, people); err != nil {
			return nil, err
		}
	}
	if s.opts.IgnoreHiddenMembers {
		people.hidden = 0
	}
	s.people = people
	return people, nil
}

// addCaller adds the addresses of the caller if they are hidden. Callers see their
// own addresses.
func (s *snapshot) addCaller(ctx context.Context, people *directory) error {
	me, err := s.caller(ctx)
	if err != nil {
		return err
	}
	m := people.byID[steps.FoldID(me.ID)]
	_, given := people.given[steps.FoldID(me.ID)]
	if m == nil || m.User.Email() != "" || me.Email() == "" || given {
		return nil
	}
	people.hidden--
	people.hiddenIDs = slices.DeleteFunc(people.hiddenIDs, func(id string) bool { return steps.FoldID(id) == steps.FoldID(me.ID) })
	for _, address := range me.Emails() {
		people.add(address, m)
	}
	return nil
}
