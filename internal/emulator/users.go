package emulator

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// view is who sees a user.
type view uint8

const (
	viewSelf   view = iota // everything
	viewPublic             // no address
	viewMember             // as the variant says
)

func getUser(c *call, in *getUserRequest) (*singleUserResponse, error) {
	u, ok := c.st.users.get(fold(in.UserAppID.UserID))
	if o, isOrganization := c.st.organizations.get(fold(in.UserAppID.UserID)); isOrganization {
		return &singleUserResponse{User: &userJSON{ID: o.id, CompanyName: o.name, CreatedAt: o.created}}, nil
	}
	if !ok {
		return nil, missing("user " + in.UserAppID.UserID)
	}
	return &singleUserResponse{User: c.userFor(u, in.AdditionalFields)}, nil
}

// userFor returns a user as the caller sees the account.
func (c *call) userFor(u *user, additional []string) *userJSON {
	as := viewPublic
	if fold(u.ID) == c.callerID() {
		as = viewSelf
	}
	shown := c.user(u, as)
	if contains(additional, "stars") || contains(additional, "all") {
		for s := range c.st.stars {
			if s.to == fold(u.ID) {
				shown.StarCount++
			}
		}
		shown.IsStarred = c.st.stars[star{c.callerID(), fold(u.ID)}]
	}
	return shown
}

func (c *call) user(u *user, as view) *userJSON {
	shown := &userJSON{
		ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, CompanyName: u.CompanyName, CreatedAt: u.created,
		JobTitle: u.JobTitle, JobRole: u.JobRole,
	}
	if as != viewMember {
		shown.Visibility = &visibilityJSON{u.gettable()}
	}
	switch {
	case as == viewSelf:
		shown.PrimaryEmail = u.Email
		shown.EmailAddresses = u.addresses()
		shown.UserDetail = &userDetailJSON{
			PrimaryEmail: u.Email, EmailAddresses: u.addresses(), Metadata: u.Metadata, Country: u.Country, State: u.State,
		}
	case as == viewPublic || u.HidesEmail:
	case c.server.config.Variants.MemberEmails == MemberEmailsPrimary:
		shown.PrimaryEmail = u.Email
	case c.server.config.Variants.MemberEmails == MemberEmailsDetail:
		shown.UserDetail = &userDetailJSON{PrimaryEmail: u.Email}
	}
	return shown
}

func (u *user) addresses() []emailJSON {
	all := []emailJSON{{Email: u.Email, Primary: true, Verified: true}}
	for _, e := range u.OtherEmails {
		all = append(all, emailJSON{Email: e, Verified: true})
	}
	return all
}

type getUserRequest struct {
	owner
	AdditionalFields []string `json:"additional_fields"`
}

// Responses.

type userJSON struct {
	ID             string          `json:"id,omitzero"`
	PrimaryEmail   string          `json:"primary_email,omitzero"`
	FirstName      string          `json:"first_name,omitzero"`
	LastName       string          `json:"last_name,omitzero"`
	CompanyName    string          `json:"company_name,omitzero"`
	JobTitle       string          `json:"job_title,omitzero"`
	JobRole        string          `json:"job_role,omitzero"`
	Visibility     *visibilityJSON `json:"visibility,omitzero"`
	CreatedAt      stamp           `json:"created_at,omitzero"`
	EmailAddresses []emailJSON     `json:"email_addresses,omitempty"`
	IsStarred      bool            `json:"is_starred,omitzero"`
	StarCount      int32           `json:"star_count,omitzero"`
	UserDetail     *userDetailJSON `json:"user_detail,omitzero"`
}

type userDetailJSON struct {
	PrimaryEmail   string         `json:"primary_email,omitzero"`
	EmailAddresses []emailJSON    `json:"email_addresses,omitempty"`
	Metadata       map[string]any `json:"metadata,omitempty"`
	Country        string         `json:"country,omitzero"`
	State          string         `json:"state,omitzero"`
}

type emailJSON struct {
	Email    string `json:"email"`
	Primary  bool   `json:"primary"`
	Verified bool   `json:"verified"`
}

type singleUserResponse struct {
	envelope
	User *userJSON `json:"user,omitzero"`
}

// user is an account. It is immutable.
type user struct {
	User
	visibility int32 // 0 means private
	created    stamp
}

func (u *user) gettable() int32 {
	if u.visibility == 0 {
		return visibilityPrivate
	}
	return u.visibility
}

// owns reports whether the user has an email address.
func (u *user) owns(email string) bool {
	return sameEmail(u.Email, email) ||
		slices.ContainsFunc(u.OtherEmails, func(e string) bool { return sameEmail(e, email) })
}

func (c *call) seedUser(u User) error {
	u.Email = orDefault(u.Email, u.ID+"@example.com")
	u.PAT = orDefault(u.PAT, opaque("pat", fold(u.ID)))
	u.SessionToken = orDefault(u.SessionToken, opaque("session", fold(u.ID)))
	u.Password = orDefault(u.Password, opaque("password", fold(u.ID)))
	u.OtherEmails = slices.Clone(u.OtherEmails)
	if u.Scopes = slices.Clone(u.Scopes); len(u.Scopes) == 0 {
		u.Scopes = []string{"All"}
	}
	for _, scope := range u.Scopes {
		if _, ok := c.server.scopes[scope]; !ok {
			return fmt.Errorf("scope %q is unknown", scope)
		}
	}
	for _, email := range append([]string{u.Email}, u.OtherEmails...) {
		if !validEmail(email) {
			return fmt.Errorf("%q must be an email address", email)
		}
		if c.st.userByEmail(email) != nil {
			return fmt.Errorf("%s already belongs to another user", email)
		}
	}
	switch {
	case fold(u.ID) == "me":
		return fieldError("ID", `must not be "me", which is an alias for the caller`)
	case !validID(u.ID):
		return fieldError("ID", "must be 1 to 32 letters and digits, with - and _ between them")
	case c.st.users.has(fold(u.ID)):
		return errors.New("must not be there twice")
	case !wellFormed(u.PAT):
		return fieldError("PAT", "must consist of letters, digits, - and _")
	case c.st.tokens.has(u.PAT) || c.st.tokens.has(u.SessionToken) || u.PAT == u.SessionToken:
		return fieldError("PAT", "and SessionToken must differ from every other credential")
	}
	made := &user{User: u, created: c.stamp()}
	metadata, err := copyObject(u.Metadata)
	if err != nil {
		return fieldError("Metadata", "must be JSON: %v", err)
	}
	made.Metadata = metadata
	if u.Visibility != "" {
		gettable, ok := visibilities[string(u.Visibility)]
		if !ok {
			return fieldError("Visibility", "%q is unknown", u.Visibility)
		}
		made.visibility = gettable
	}
	c.st.tokens.put(u.PAT, token{secret: u.PAT, user: fold(u.ID), scopes: u.Scopes, description: "seeded", created: made.created})
	c.st.tokens.put(u.SessionToken, token{secret: u.SessionToken, user: fold(u.ID), session: true, scopes: []string{"All"}})
	c.st.addUser(made)
	return nil
}

// register adds an account for an invitee without one.
func (c *call) register(email string) *user {
	local, _, _ := strings.Cut(email, "@")
	base := strings.Trim(strings.Map(func(r rune) rune {
		if r < 128 && validID(string(r)) {
			return r
		}
		return '-'
	}, local), "-")
	base = orDefault(base[:min(len(base), 24)], "user")
	base = strings.TrimRight(base, "-")
	id := base
	for n := 2; fold(id) == "me" || c.st.users.has(fold(id)) || c.st.organizations.has(fold(id)); n++ {
		id = base + "-" + strconv.Itoa(n)
	}
	u := User{ID: id, Email: email}
	if err := c.seedUser(u); err != nil {
		panic("emulator: registering " + email + ": " + err.Error())
	}
	made, _ := c.st.users.get(fold(id))
	return made
}
