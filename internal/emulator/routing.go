package emulator

import (
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// binding is a route of the facts, ready to be matched.
type binding struct {
	contract.Route
	segments []string
}

// write reports whether the route changes anything: a few POSTs only search.
func (b *binding) write() bool {
	return b.Method != http.MethodGet && !slices.Contains([]string{
		"PostAppsSearches", "PostAuditLogSearches", "PostMetricsQuery", "PostHistoricalUsage", "PostValidatePassword",
	}, b.RPC)
}

// bindings is every route of the facts, today's form where both have it. They
// are never written into.
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

// match finds the route of a request with the values of its placeholders. On a
// known path that does not take the method, it gives the methods it does take.
func (s *Server) match(method, escapedPath string) (found *binding, params map[string]string, allowed []string) {
	parts := strings.Split(escapedPath, "/")
	best := -1
	for _, b := range s.bindings {
		values, literals, ok := b.fit(parts)
		if !ok {
			continue
		}
		allowed = append(allowed, b.Method)
		if b.Method == method && literals > best { // a literal segment wins over a placeholder
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
