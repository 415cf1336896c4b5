package testkit

import (
	"fmt"
	"strconv"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// PagedList answers lists of things with ids 0 to total-1, under a field, as
// Clarifai pages them; a page holds clamp items at most (0: 1000).
func PagedList(field string, total, clamp int) func(int, *Request) Reply {
	return func(_ int, r *Request) Reply {
		q := r.URL.Query()
		page, _ := strconv.Atoi(q.Get("page"))
		perPage, err := strconv.Atoi(q.Get("per_page"))
		if err != nil {
			perPage = 128
		}
		if clamp > 0 {
			perPage = min(perPage, clamp)
		}
		var items []string
		for i := max(page-1, 0) * perPage; i < min(max(page, 1)*perPage, total); i++ {
			items = append(items, fmt.Sprintf(`{"id":"i%d","name":"n"}`, i))
		}
		return Success(fmt.Sprintf(`%q:[%s]`, field, strings.Join(items, ",")))
	}
}

func TeamIDs(teams []clarifai.Team) []string {
	ids := make([]string, len(teams))
	for i := range teams {
		ids[i] = teams[i].ID
	}
	return ids
}
