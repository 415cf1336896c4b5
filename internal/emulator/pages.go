package emulator

import (
	"fmt"
	"strings"
)

const (
	defaultPerPage = 128
	maxPerPage     = 1000
)

// page cuts the asked-for page out of all items. A page past the end is empty.
func page[T any](c *call, p paging, items []T) ([]T, error) {
	size := uint64(p.PerPage)
	if size == 0 {
		size = defaultPerPage
	}
	if clamp := uint64(c.server.config.ClampPerPage); clamp > 0 {
		size = min(size, clamp)
	} else if size > maxPerPage {
		return nil, invalid(fmt.Sprintf("per_page is over %d", maxPerPage))
	}
	start := uint64(0)
	if p.Page > 1 {
		start = uint64(p.Page-1) * size
	}
	total := uint64(len(items))
	if start >= total {
		return nil, nil
	}
	return items[start:min(start+size, total)], nil
}

// matches reports whether a list's query is found in one of the texts.
func matches(query string, texts ...string) bool {
	for _, text := range texts {
		if strings.Contains(strings.ToLower(text), strings.ToLower(query)) {
			return true
		}
	}
	return false
}
