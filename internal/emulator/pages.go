package emulator

import (
	"fmt"
	"strings"
)

const (
	defaultPerPage = 128
	maxPerPage     = 1000
)

// perPageDefaults has the page sizes of lists whose default is not
// defaultPerPage.
var perPageDefaults = map[string]uint64{
	"ListUsersOrganizations":     20,
	"ListOrganizationMembers":    20,
	"ListOrganizationAppMembers": 20,
	"ListTeams":                  20,
	"ListTeamUsers":              20,
	"ListRoles":                  20,
	"ListIdentityProviders":      20,
}

// page returns the requested page of items. A page past the end is empty.
func page[T any](c *call, p paging, items []T) ([]T, error) {
	config := &c.server.config
	size := uint64(p.PerPage)
	if size == 0 {
		size = defaultPerPage
		if n, ok := perPageDefaults[c.op.rpc]; ok {
			size = n
		}
	}
	if clamp := uint64(config.Variants.MaxPerPage); clamp > 0 {
		size = min(size, clamp)
	} else if size > maxPerPage {
		return nil, invalid(fmt.Sprintf("per_page is over %d", maxPerPage))
	}
	// place returns the number of items before a place, hidden items
	// included.
	place := func(n uint64) uint64 {
		if every := uint64(config.Variants.HideEvery); every > 0 {
			n -= (n + every - 1) / every
		}
		return min(n, uint64(len(items)))
	}
	start := uint64(max(p.Page, 1)-1) * size
	return items[place(start):place(start+size)], nil
}

// matches reports whether one of the texts contains a query.
func matches(query string, texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), strings.ToLower(query)) {
			return true
		}
	}
	return false
}
