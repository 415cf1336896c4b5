package emulator

import (
	"cmp"
	"slices"
	"strings"
)

type listAppsRequest struct {
	owner
	paging
	AdditionalFields []string       `json:"additional_fields"`
	SortAscending    bool           `json:"sort_ascending"`
	SortByName       bool           `json:"sort_by_name"`
	SortByModifiedAt bool           `json:"sort_by_modified_at"`
	SortByCreatedAt  bool           `json:"sort_by_created_at"`
	SortByStarCount  bool           `json:"sort_by_star_count"`
	SortByID         bool           `json:"sort_by_id"`
	SortByRelevance  bool           `json:"sort_by_relevance"`
	FeaturedOnly     bool           `json:"featured_only"`
	StarredOnly      bool           `json:"starred_only"`
	TemplateOnly     bool           `json:"template_only"`
	Visibility       visibilityJSON `json:"visibility"`
	Search           string         `json:"search"`
	Query            string         `json:"query"`
	Name             string         `json:"name"`
	ID               string         `json:"id"`
}

type appQuery struct {
	Name string `json:"name"`
}

type searchAppsRequest struct {
	owner
	AppQuery   appQuery `json:"app_query"`
	Pagination paging   `json:"pagination"`
}

// listApps returns the apps of an owner, or of everyone, that the caller
// sees. A name matches anywhere in an app's name, an ID only as a whole.
func listApps(c *call, in *listAppsRequest) (*multiAppResponse, error) {
	of := in.UserAppID.UserID
	if of != "" {
		of = me(of, c.caller.ID)
		if !c.st.users.has(fold(of)) && !c.st.organizations.has(fold(of)) {
			return nil, missing("user " + of)
		}
	}
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	var found []*app
	for _, a := range c.st.apps.values() {
		if (of == "" || fold(a.owner) == fold(of)) && c.sees(a) && in.wants(a, c.callerID(), of == "") {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, order)
	found, err = page(c, in.paging, found)
	return &multiAppResponse{Apps: c.showApps(found, in.AdditionalFields)}, err
}

func (in *listAppsRequest) wants(a *app, caller string, anyOwner bool) bool {
	searched := []string{a.id, a.name, a.description, a.notes}
	inOwner := anyOwner && in.Search != "" && matches(in.Search, a.owner)
	return !in.FeaturedOnly && // the server features none
		(!in.StarredOnly || contains(a.stars, caller)) &&
		(!in.TemplateOnly || a.template) &&
		(in.Visibility.Gettable == 0 || a.gettable() == in.Visibility.Gettable) &&
		(inOwner || matches(in.Search, searched...)) &&
		matches(in.Query, searched...) &&
		matches(in.Name, a.name) &&
		(in.ID == "" || a.id == in.ID)
}

// order returns how the request sorts apps. The default is descending by the
// last change. Sorting by relevance is not supported.
func (in *listAppsRequest) order() (func(a, b *app) int, error) {
	asked := 0
	for _, by := range []bool{
		in.SortByName, in.SortByModifiedAt, in.SortByCreatedAt, in.SortByStarCount, in.SortByID, in.SortByRelevance,
	} {
		if by {
			asked++
		}
	}
	if asked > 1 {
		return nil, invalid("a list is sorted by one thing")
	}
	ascending := func(a, b *app) int {
		switch {
		case in.SortByName:
			return strings.Compare(a.name, b.name)
		case in.SortByID:
			return strings.Compare(a.id, b.id)
		case in.SortByStarCount:
			return cmp.Compare(len(a.stars), len(b.stars))
		case in.SortByCreatedAt:
			return a.created.Compare(b.created.Time)
		}
		return a.modified.Compare(b.modified.Time)
	}
	if in.SortAscending {
		return ascending, nil
	}
	return func(a, b *app) int { return ascending(b, a) }, nil
}

func searchApps(c *call, in *searchAppsRequest) (*multiAppResponse, error) {
	return listApps(c, &listAppsRequest{owner: in.owner, paging: in.Pagination, Name: in.AppQuery.Name})
}
