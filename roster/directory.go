package roster

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
)

// directory lists the members, to be found by address and by ID.
type directory struct {
	byEmail   map[string]*clarifai.Member // by email.Key
	alike     map[string]*clarifai.Member // by email.Loose
	byID      map[string]*clarifai.Member
	contested map[string]string // by email.Key: why an address does not tell who it is
	told      map[string]string // Options.MemberEmails, by folded ID
	hidden    int               // members whose addresses are not known
	unknown   []string          // their user IDs, as far as they show one
}

// newDirectory returns the directory of some members. known has the addresses
// of members who show none, see [Options.MemberEmails].
func newDirectory(members []clarifai.Member, known map[string]string) *directory {
	d := &directory{
		byEmail: make(map[string]*clarifai.Member), alike: make(map[string]*clarifai.Member),
		byID: make(map[string]*clarifai.Member), contested: make(map[string]string), told: make(map[string]string),
	}
	for id, address := range known {
		d.told[fold(id)] = address
	}
	for i := range members {
		m := &members[i]
		if m.User == nil {
			d.hidden++
			continue
		}
		d.byID[fold(m.User.ID)] = m
		if _, ok := d.told[fold(m.User.ID)]; !ok && m.User.Email() == "" {
			d.hidden++
			d.unknown = append(d.unknown, m.User.ID)
		}
	}
	// An address that several have belongs to the one whose primary it is.
	for _, primary := range []bool{true, false} {
		for i := range members {
			m := &members[i]
			for n, address := range m.User.Emails() {
				if (n == 0) == primary {
					d.name(address, m)
				}
			}
		}
	}
	for i := range members {
		m := &members[i]
		if m.User == nil || d.told[fold(m.User.ID)] == "" {
			continue
		}
		address := d.told[fold(m.User.ID)]
		if other := d.byEmail[email.Key(address)]; other != nil && other != m {
			d.contested[email.Key(address)] = fmt.Sprintf("user %s shows this address, and MemberEmails says that it is user %s's", other.User.ID, m.User.ID)
		}
		d.name(address, m)
	}
	return d
}

// name records an address of a member that nobody else has.
func (d *directory) name(address string, m *clarifai.Member) {
	if key := email.Key(address); d.byEmail[key] == nil {
		d.byEmail[key] = m
	}
	if key := email.Loose(address); d.alike[key] == nil {
		d.alike[key] = m
	}
}

// of returns the member who has an address, or nil.
func (d *directory) of(address string) *clarifai.Member {
	key := email.Key(address)
	if d.contested[key] != "" {
		return nil
	}
	return d.byEmail[key]
}

// maxReadings is how often the members are read at most until two readings in a
// row agree.
const maxReadings = 5

var errUnsteady = fmt.Errorf("roster: the list of members changed while it was read: of %d readings no two in a row agree", maxReadings)

// memberList reads the members until two readings in a row agree, which they do
// if they have the same members in whatever order.
//
// A list comes page by page and not at one moment. A member who is removed from
// a page that was read moves those behind forward, so that the first of the next
// page is missed, who was there all the time and would be invited.
func (v *view) memberList(ctx context.Context) ([]clarifai.Member, error) {
	var before []string
	pause := 250 * time.Millisecond // before the third reading; each further one is twice as long
	for n := range maxReadings {
		if n >= 2 {
			if !sleep(ctx, pause) {
				return nil, cmp.Or(ctx.Err(), context.DeadlineExceeded)
			}
			pause *= 2
		}
		members, err := clarifai.Collect(v.client.Members.ListAll(ctx, v.org, nil))
		if err != nil {
			return nil, err
		}
		now := make([]string, len(members))
		for i := range members {
			now[i] = decides(&members[i])
		}
		slices.Sort(now)
		if n > 0 && slices.Equal(before, now) {
			return members, nil
		}
		before = now
	}
	return nil, errUnsteady
}

// decides returns what a conclusion hangs on, of a member.
func decides(m *clarifai.Member) string {
	var role clarifai.Role
	if m.Role != nil {
		role = *m.Role
	}
	addresses := slices.Sorted(slices.Values(m.User.Emails()))
	return fmt.Sprintf("%q %q %q %q", m.UserID(), role.ID, role.Name, addresses)
}

func (v *view) directory(ctx context.Context) (*directory, error) {
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
func (v *view) knowCaller(ctx context.Context, people *directory) error {
	me, err := v.client.Users.GetMe(ctx)
	if err != nil {
		return err
	}
	m := people.byID[fold(me.ID)]
	_, told := people.told[fold(me.ID)]
	if m == nil || m.User.Email() != "" || me.Email() == "" || told {
		return nil
	}
	people.hidden--
	people.unknown = slices.DeleteFunc(people.unknown, func(id string) bool { return fold(id) == fold(me.ID) })
	for _, address := range me.Emails() {
		people.name(address, m)
	}
	return nil
}
