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
	"ListLogEntries":             32,
}

// page returns the requested page of items. A page past the end is empty.
func page[T any](c *call, p paging, items []T) ([]T, error) {
	size, err := pageSize(c, p)
	if err != nil {
		return nil, err
	}
	start := uint64(max(p.Page, 1)-1) * size
	return items[c.place(start, len(items)):c.place(start+size, len(items))], nil
}

// pageSize returns how many items a page has.
func pageSize(c *call, p paging) (uint64, error) {
	size := uint64(p.PerPage)
	if size == 0 {
		size = defaultPerPage
		if n, ok := perPageDefaults[c.op.rpc]; ok {
			size = n
		}
	}
	if clamp := uint64(c.server.config.Variants.MaxPerPage); clamp > 0 {
		return min(size, clamp), nil
	}
	if size > maxPerPage {
		return 0, invalid(fmt.Sprintf("per_page is over %d", maxPerPage))
	}
	return size, nil
}

// place returns the number of items of a list before a place, hidden items included.
func (c *call) place(n uint64, items int) uint64 {
	if every := uint64(c.server.config.Variants.HideEvery); every > 0 {
		n -= (n + every - 1) / every
	}
	return min(n, uint64(items))
}

// lastPage returns the number of the last page of a list that is not empty, or 1.
func lastPage(c *call, size uint64, items int) uint32 {
	last := uint32(1)
	for c.place(uint64(last)*size, items) < uint64(items) {
		last++
	}
	return last
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
