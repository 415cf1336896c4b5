package offboard

import (
	"fmt"
	"slices"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// unclear returns what may be a person's, and shows too little to be matched.
func (l *lists) unclear(people []Person) (found []Remainder) {
	hiddenInvitations := 0
	for i := range l.Invitations {
		if l.Invitations[i].Email == "" {
			hiddenInvitations++
		}
	}
	if hiddenInvitations > 0 {
		found = append(found, Remainder{
			Kind: Unclear, Person: everybody, Who: AnAdmin,
			Text: fmt.Sprintf("%d pending invitations show no address, and may be for one of these people", hiddenInvitations),
		})
	}
	withoutAddress, nameless := l.withoutAddress(), l.nameless()
	for i := range people {
		p := &people[i]
		switch {
		case p.Kept != "":
		case l.sharedItems(p) > 0:
			found = append(found, p.remainder(Unclear, i, AnAdmin,
				"pending invitations and collaborators that show no user ID, and have an address that others have as well (%s): %d",
				strings.Join(p.shared, ", "), l.sharedItems(p)))
		case p.UserID == "" && withoutAddress > 0:
			found = append(found, p.remainder(Unclear, i, AnAdmin,
				"%d users show no address, and one of them may be this person: name the person by user ID", withoutAddress))
		case p.UserID == "" && l.almost(p.address()) != "":
			found = append(found, p.remainder(Unclear, i, AnAdmin, "%s", l.almost(p.address())))
		case len(p.Emails) == 0 && len(l.Invitations)-hiddenInvitations+nameless > 0:
			found = append(found, p.remainder(Unclear, i, AnAdmin,
				"no list shows an address of the person, and %d invitations and collaborators show nothing else: MemberEmails can have it",
				len(l.Invitations)-hiddenInvitations+nameless))
		}
	}
	return found
}

// sharedItems returns the number of pending invitations and collaborators that show only
// an address that the person shares with somebody who stays.
func (l *lists) sharedItems(p *Person) (n int) {
	if len(p.shared) == 0 {
		return 0
	}
	for i := range l.Invitations {
		if p.shares(l.Invitations[i].Email) {
			n++
		}
	}
	for _, u := range l.users() {
		if u.ID == "" && slices.ContainsFunc(u.Emails(), p.shares) {
			n++
		}
	}
	return n
}

// nameless returns the number of collaborators who are shown by address only.
func (l *lists) nameless() (n int) {
	for _, u := range l.users() {
		if u.ID == "" && u.Email() != "" {
			n++
		}
	}
	return n
}

// billing returns a remainder for each person who has the organization's billing email.
func billing(org *clarifai.Organization, people []Person) (found []Remainder) {
	for i := range people {
		if p := &people[i]; p.hasAddress(org.BillingEmail) {
			found = append(found, p.remainder(BillingAddress, i, AnAdmin, "bills go to %s: change the organization's billing email", org.BillingEmail))
		}
	}
	return found
}
