package emulator

import (
	"slices"
	"strings"
)

type listUsersRequest struct {
	paging
	AdditionalFields []string `json:"additional_fields"`
	SortAscending    bool     `json:"sort_ascending"`
	SortByID         bool     `json:"sort_by_id"`
	SortByFirstName  bool     `json:"sort_by_first_name"`
	SortByLastName   bool     `json:"sort_by_last_name"`
	SortByCreatedAt  bool     `json:"sort_by_created_at"`
	Query            string   `json:"query"`
	StarredOnly      bool     `json:"starred_only"`
}

type multiUserResponse struct {
	envelope
	Users list[userJSON] `json:"users"`
}

// listUsers returns the users who are publicly visible, and before them the
// caller, if the filters do not exclude the caller.
func listUsers(c *call, in *listUsersRequest) (*multiUserResponse, error) {
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	var found []*user
	for _, u := range c.st.users.values() {
		own := fold(u.ID) == c.callerID()
		if (own || u.gettable() == visibilityPublic) && matches(in.Query, u.ID, u.FirstName, u.LastName) &&
			(!in.StarredOnly || c.st.stars[star{c.callerID(), fold(u.ID)}]) {
			found = append(found, u)
		}
	}
	slices.SortStableFunc(found, func(a, b *user) int {
		switch c.callerID() {
		case fold(a.ID):
			return -1
		case fold(b.ID):
			return 1
		}
		return order(a, b)
	})
	found, err = page(c, in.paging, found)
	var shown []userJSON
	for _, u := range found {
		shown = append(shown, *c.userFor(u, in.AdditionalFields))
	}
	return &multiUserResponse{Users: shown}, err
}

// order returns how the request sorts users. The default is descending by the time
// of creation.
func (in *listUsersRequest) order() (func(a, b *user) int, error) {
	asked := 0
	for _, by := range []bool{in.SortByID, in.SortByFirstName, in.SortByLastName, in.SortByCreatedAt} {
		if by {
			asked++
		}
	}
	if asked > 1 {
		return nil, invalid("a list is sorted by one thing")
	}
	ascending := func(a, b *user) int {
		switch {
		case in.SortByID:
			return strings.Compare(fold(a.ID), fold(b.ID))
		case in.SortByFirstName:
			return strings.Compare(a.FirstName, b.FirstName)
		case in.SortByLastName:
			return strings.Compare(a.LastName, b.LastName)
		}
		return a.created.Compare(b.created.Time)
	}
	if in.SortAscending {
		return ascending, nil
	}
	return func(a, b *user) int { return ascending(b, a) }, nil
}
