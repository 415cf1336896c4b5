package offboard

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/internal/email"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// InputError lists the names that cannot be used.
type InputError struct{ Names []NameError }

// NameError says what is wrong with the name of a person or an app.
type NameError struct{ Name, Reason string }

// Error returns the name and the reason.
func (e NameError) Error() string { return fmt.Sprintf("%.80q: %s", e.Name, e.Reason) }

// Error returns the names, each on a line of its own.
func (e *InputError) Error() string {
	lines := make([]string, len(e.Names))
	for i, name := range e.Names {
		lines[i] = "offboard: " + name.Error()
	}
	return strings.Join(lines, "\n")
}

// add adds a name that cannot be used.
func (e *InputError) add(name, format string, args ...any) {
	e.Names = append(e.Names, NameError{name, fmt.Sprintf(format, args...)})
}

// err returns e, or nil if it has no names.
func (e *InputError) err() error {
	if len(e.Names) == 0 {
		return nil
	}
	return e
}

// checkNames checks what can be checked without a request.
func checkNames(names, protect []string) error {
	var bad InputError
	if len(names) == 0 {
		bad.add("", "at least one person is required")
	}
	for _, name := range names {
		at := strings.LastIndexByte(name, '@')
		switch {
		case steps.IsAddress(name) && (at == 0 || at == len(name)-1 || strings.ContainsAny(name, " \t\r\n,;<>")):
			bad.add(name, "it must be an email address")
		case !steps.IsAddress(name) && !steps.ValidID(name):
			bad.add(name, "it must be a user ID or an email address")
		}
	}
	for _, entry := range protect {
		if strings.TrimSpace(entry) == "" {
			bad.add(entry, "an entry of Protect must be a user ID or an email address")
		}
	}
	return bad.err()
}

// lists are what a reading of the organization shows, for finding people.
type lists struct {
	*access.ReviewReport
	members       []clarifai.Member
	collaborators map[string][]clarifai.Collaborator // by app
	memberEmails  map[string]string                  // Options.MemberEmails by folded ID
}

func newLists(s *access.Snapshot, memberEmails map[string]string) *lists {
	l := &lists{
		ReviewReport: s.Review(), members: s.Members(),
		collaborators: make(map[string][]clarifai.Collaborator), memberEmails: make(map[string]string),
	}
	for i := range l.Apps {
		if all := s.Collaborators(l.Apps[i].ID); len(all) > 0 {
			l.collaborators[l.Apps[i].ID] = all
		}
	}
	for id, address := range memberEmails {
		l.memberEmails[steps.FoldID(id)] = address
	}
	return l
}

// users returns every user whom a list shows together with addresses.
func (l *lists) users() (users []*clarifai.User) {
	for i := range l.members {
		if u := l.members[i].User; u != nil {
			users = append(users, u)
		}
	}
	for i := range l.Apps {
		for n := range l.collaborators[l.Apps[i].ID] {
			if u := l.collaborators[l.Apps[i].ID][n].User; u != nil {
				users = append(users, u)
			}
		}
	}
	return users
}

// addressesOf returns the addresses of a user, and the one that Options.MemberEmails has
// for the user.
func (l *lists) addressesOf(u *clarifai.User) []string {
	addresses := u.Emails()
	if given := l.memberEmails[steps.FoldID(u.ID)]; u.ID != "" && given != "" {
		addresses = append(addresses, given)
	}
	return addresses
}

// find returns the people who are named, each once.
func (l *lists) find(names []string, allowGone bool) ([]Person, error) {
	var people []Person
	var bad InputError
	for _, name := range names {
		p, problem := l.findOne(name)
		switch {
		case p == nil && (problem != "" || !allowGone):
			bad.add(name, "%s", cmp.Or(problem, l.notFound(name)))
			continue
		case p == nil:
			p = &Person{Name: name, Gone: true}
			if steps.IsAddress(name) {
				p.Emails = []string{name}
			} else {
				p.UserID = name
			}
		}
		at := slices.IndexFunc(people, func(other Person) bool { return other.same(p) })
		if at < 0 {
			at, people = len(people), append(people, *p)
		}
		if !slices.Contains(people[at].Named, name) {
			people[at].Named = append(people[at].Named, name)
		}
	}
	if err := bad.err(); err != nil {
		return nil, err
	}
	l.describe(people)
	return people, nil
}

// same reports whether two people who were found are one.
func (p *Person) same(other *Person) bool {
	if p.UserID != "" || other.UserID != "" {
		return steps.FoldID(p.UserID) == steps.FoldID(other.UserID)
	}
	return slices.ContainsFunc(other.Emails, p.hasAddress)
}

// findOne returns the person with a name. It returns nil if there is none, and a
// problem if it is unclear who is meant.
func (l *lists) findOne(name string) (_ *Person, problem string) {
	if !steps.IsAddress(name) {
		// Every list that shows a user ID is in the review.
		for i := range l.People {
			if p := &l.People[i]; p.ID != "" && steps.FoldID(p.ID) == steps.FoldID(name) {
				return &Person{UserID: p.ID, Name: p.Name}, ""
			}
		}
		return nil, ""
	}
	key := email.Key(name)
	has := func(addresses []string) bool {
		return slices.ContainsFunc(addresses, func(a string) bool { return email.Key(a) == key })
	}
	var ids []string
	nameless := slices.ContainsFunc(l.Invitations, func(in access.Invitation) bool { return has([]string{in.Email}) })
	for _, u := range l.users() {
		switch {
		case !has(l.addressesOf(u)):
		case u.ID == "":
			nameless = true
		case !slices.ContainsFunc(ids, func(id string) bool { return steps.FoldID(id) == steps.FoldID(u.ID) }):
			ids = append(ids, u.ID)
		}
	}
	switch {
	case len(ids) > 1:
		return nil, "several users have this address: name one of " + strings.Join(ids, ", ")
	case len(ids) == 1:
		return l.findOne(ids[0])
	case nameless:
		return &Person{Name: name, Emails: []string{name}}, ""
	}
	return nil, ""
}

func (l *lists) notFound(name string) string {
	text := "nobody of this name is a member, invited, on a team or a collaborator"
	if almost := l.almost(name); almost != "" {
		return text + "; " + almost
	}
	if n := l.withoutAddress(); n > 0 && steps.IsAddress(name) {
		text += fmt.Sprintf("; %d people show no address: name them by user ID", n)
	}
	return text
}

// almost says who has an address that is almost the same as another. It returns an empty
// string if nobody has.
func (l *lists) almost(name string) string {
	loose, key := email.Loose(name), email.Key(name)
	if !steps.IsAddress(name) {
		return ""
	}
	for _, u := range l.users() {
		for _, address := range l.addressesOf(u) {
			if email.Loose(address) == loose && email.Key(address) != key {
				return cmp.Or(u.ID, "somebody") + " has an address that is almost the same: " + address
			}
		}
	}
	return ""
}

// withoutAddress returns the number of people who show a user ID and no address.
func (l *lists) withoutAddress() (n int) {
	known := make(map[string]bool)
	for _, u := range l.users() {
		if id := steps.FoldID(u.ID); id != "" {
			known[id] = known[id] || len(l.addressesOf(u)) > 0
		}
	}
	for _, shown := range known {
		if !shown {
			n++
		}
	}
	return n
}

// describe sets what the lists show of people.
func (l *lists) describe(people []Person) {
	for i := range people {
		p := &people[i]
		for _, u := range l.users() {
			if u.ID != "" && p.is(u) {
				p.addAddresses(l.addressesOf(u)...)
			}
		}
		if p.UserID != "" {
			p.addAddresses(l.memberEmails[steps.FoldID(p.UserID)])
		}
	}
	l.findShared(people)
	for i := range people {
		p := &people[i]
		for n := range l.Invitations {
			if address := l.Invitations[n].Email; p.isKnownBy(address) {
				p.Invitations = append(p.Invitations, address)
			}
		}
	}
	shown := l.show(people)
	for i := range people {
		p := &people[i]
		if m := shown[i].member; m != nil {
			p.Member, p.Role = true, m.Role
		}
		p.Teams, p.Before = shown[i].teams, shown[i].access
	}
}

// findShared finds the addresses of people that somebody who stays shows as well. What
// shows only such an address may be somebody else's.
func (l *lists) findShared(people []Person) {
	leaving, staying := make(map[string]bool), make(map[string]bool)
	for i := range people {
		leaving[steps.FoldID(people[i].UserID)] = true
	}
	for _, u := range l.users() {
		if u.ID == "" || leaving[steps.FoldID(u.ID)] {
			continue
		}
		for _, address := range l.addressesOf(u) {
			staying[email.Key(address)] = true
		}
	}
	for i := range people {
		p := &people[i]
		p.shared = nil
		for _, address := range p.Emails {
			if p.UserID != "" && staying[email.Key(address)] {
				p.shared = append(p.shared, address)
			}
		}
	}
}

// shown is what the lists show of a person.
type shown struct {
	member *access.Person // nil if the person is none
	teams  []string
	access []Access
}

// show returns what the lists show of people.
func (l *lists) show(people []Person) []shown {
	all, places := make([]shown, len(people)), l.places(people)
	for i := range l.People {
		if at, ok := places[&l.People[i]]; ok && l.People[i].Member {
			all[at].member = &l.People[i]
		}
	}
	for i := range l.Teams {
		team := l.Teams[i].ID
		for n := range l.Teams[i].Members.All() {
			if at, ok := places[&l.People[n]]; ok && !slices.Contains(all[at].teams, team) {
				all[at].teams = append(all[at].teams, team)
			}
		}
	}
	for e := range l.Entries() {
		at, ok := places[e.Person]
		if !ok {
			continue
		}
		for _, r := range e.Reasons {
			all[at].access = append(all[at].access, Access{e.App.ID, e.App.Visibility, r.Way, r.Team, r.Role, !r.Known(), e.Listed})
		}
		if len(e.Reasons) == 0 && e.Listed == access.ListedYes {
			all[at].access = append(all[at].access, Access{App: e.App.ID, Visibility: e.App.Visibility, Listed: e.Listed})
		}
	}
	return all
}

// places returns which people of the review are which of these. A review knows one
// address of a user, and the lists may show more.
func (l *lists) places(people []Person) map[*access.Person]int {
	ids := make(map[string]int)
	for _, u := range l.users() {
		for i := range people {
			if u.ID != "" && people[i].isUser(u.ID, l.addressesOf(u)...) {
				ids[steps.FoldID(u.ID)] = i
			}
		}
	}
	places := make(map[*access.Person]int)
	for n := range l.People {
		who := &l.People[n]
		if i, ok := ids[steps.FoldID(who.ID)]; ok {
			places[who] = i
			continue
		}
		if i := slices.IndexFunc(people, func(p Person) bool { return p.isUser(who.ID, who.Email) }); i >= 0 {
			places[who] = i
		}
	}
	return places
}
