package testkit

import (
	"fmt"
	"strconv"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// PagedList responds with pages of a list in a field, as Clarifai does. The items
// have the IDs i0 to i(total-1). A page has at most clamp items; zero means 1000.
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

// TeamIDs returns the IDs of teams.
func TeamIDs(teams []clarifai.Team) []string {
	ids := make([]string, len(teams))
	for i := range teams {
		ids[i] = teams[i].ID
	}
	return ids
}
