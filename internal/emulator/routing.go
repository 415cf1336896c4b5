package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// binding is a route of the facts with its path split.
type binding struct {
	contract.Route
	segments []string
}

// write reports whether the route changes anything. Some POST routes only
// search.
func (b *binding) write() bool {
	return b.Method != http.MethodGet && !slices.Contains([]string{
		"PostAppsSearches", "PostAuditLogSearches", "PostMetricsQuery", "PostHistoricalUsage", "PostValidatePassword", "PostIdValidation",
	}, b.RPC)
}

// bindings are the routes of the facts, in their current form if there is
// one. They are never modified.
var bindings = sync.OnceValue(func() []*binding {
	var all []*binding
	facts := contract.Load()
	for _, r := range slices.Concat(facts.Current.Routes, facts.Archived.Routes) {
		known := func(b *binding) bool { return b.Method == r.Method && b.Path == r.Path }
		if !slices.ContainsFunc(all, known) {
			all = append(all, &binding{r, strings.Split(r.Path, "/")})
		}
	}
	return all
})

// match returns the route of a request and the values of its placeholders. If
// the path does not have the method, it returns the methods that it has.
func (s *Server) match(method, escapedPath string) (found *binding, params map[string]string, allowed []string) {
	parts := strings.Split(escapedPath, "/")
	best := -1
	for _, b := range s.bindings {
		values, literals, ok := b.fit(parts)
		if !ok {
			continue
		}
		allowed = append(allowed, b.Method)
		if b.Method == method && literals > best { // literals before placeholders
			best, found, params = literals, b, values
		}
	}
	return found, params, allowed
}

func (b *binding) fit(parts []string) (values map[string]string, literals int, ok bool) {
	if len(parts) != len(b.segments) {
		return nil, 0, false
	}
	values = map[string]string{}
	for i, segment := range b.segments {
		name, placeholder := strings.CutPrefix(segment, "{")
		if !placeholder {
			if parts[i] != segment {
				return nil, 0, false
			}
			literals++
			continue
		}
		value, err := url.PathUnescape(parts[i])
		if err != nil || value == "" {
			return nil, 0, false
		}
		values[strings.TrimSuffix(name, "}")] = value
	}
	return values, literals, true
}
