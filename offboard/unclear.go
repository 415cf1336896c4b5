package offboard

import (
	"fmt"

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
		case p.UserID == "" && withoutAddress > 0:
			found = append(found, p.remainder(Unclear, i, AnAdmin,
				"%d users show no address, and one of them may be this person: name the person by user ID", withoutAddress))
		case len(p.Emails) == 0 && len(l.Invitations)-hiddenInvitations+nameless > 0:
			found = append(found, p.remainder(Unclear, i, AnAdmin,
				"no list shows an address of the person, and %d invitations and collaborators show nothing else: MemberEmails can have it",
				len(l.Invitations)-hiddenInvitations+nameless))
		}
	}
	return found
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
