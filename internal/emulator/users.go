package emulator

// view is who is looking at a user.
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
	as := viewPublic
	if fold(u.ID) == c.callerID() {
		as = viewSelf
	}
	shown := c.user(u, as)
	if contains(in.AdditionalFields, "stars") || contains(in.AdditionalFields, "all") {
		for s := range c.st.stars {
			if s.to == fold(u.ID) {
				shown.StarCount++
			}
		}
		shown.IsStarred = c.st.stars[star{c.callerID(), fold(u.ID)}]
	}
	return &singleUserResponse{User: shown}, nil
}

func (c *call) user(u *user, as view) *userJSON {
	shown := &userJSON{
		ID: u.ID, FirstName: u.FirstName, LastName: u.LastName, CompanyName: u.CompanyName, CreatedAt: u.created,
	}
	switch {
	case as == viewSelf:
		shown.PrimaryEmail = u.Email
		shown.EmailAddresses = u.addresses()
		shown.UserDetail = &userDetailJSON{PrimaryEmail: u.Email, EmailAddresses: u.addresses()}
	case as == viewPublic || u.HidesEmail:
	case c.server.config.MemberEmails == MemberEmailsPrimary:
		shown.PrimaryEmail = u.Email
	case c.server.config.MemberEmails == MemberEmailsDetail:
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

func postUserStars(c *call, in *postUserStarsRequest) (*multiUserStarResponse, error) {
	starred, err := each(c, in.UserStars, func(s userStarJSON) (userStarJSON, error) {
		u, ok := c.st.users.get(fold(s.UserID))
		if !ok {
			return s, missing("user " + s.UserID)
		}
		c.st.stars[star{c.callerID(), fold(u.ID)}] = true
		return userStarJSON{u.ID}, nil
	}, nil)
	return &multiUserStarResponse{UserStars: starred}, err
}

func deleteUserStars(c *call, in *deleteUserStarsRequest) (*deleteUserStarsResponse, error) {
	unstarred, err := each(c, in.UserIDs, func(id string) (string, error) {
		s := star{c.callerID(), fold(id)}
		if !c.st.stars[s] {
			return "", missing("a star of user " + id)
		}
		delete(c.st.stars, s)
		return id, nil
	}, nil)
	return &deleteUserStarsResponse{UserIDs: unstarred}, err
}
