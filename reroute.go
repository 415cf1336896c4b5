package clarifai

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// WithRoute sends an operation to another method and path, for routes that Clarifai
// has moved. The path must have each placeholder of the operation's own route,
// spelled as in [Routes]. The method and path must not belong to another operation,
// nor be used by another WithRoute. The operation's retries and guard stay the same.
func WithRoute(op Operation, method, path string) Option {
	return optionFunc(func(c *config) error {
		r := route.Find(string(op))
		if r == nil {
			return invalidOption(fmt.Sprintf("WithRoute: there is no operation %q", op))
		}
		if !isHTTPMethod(method) {
			return invalidOption(fmt.Sprintf("WithRoute(%q): %q is not an HTTP method", op, method))
		}
		if r.Class == route.Read && method != http.MethodGet && method != http.MethodPost {
			return invalidOption(fmt.Sprintf("WithRoute(%q): the method of an operation that reads must be GET or POST", op))
		}
		if problem := checkTemplate(r, method, path); problem != "" {
			return invalidOption(fmt.Sprintf("WithRoute(%q): %s", op, problem))
		}
		if c.overrides == nil {
			c.overrides = make(map[Operation]override)
		}
		c.overrides[op] = override{method, route.Canonical(path)}
		return nil
	})
}

// override is the method and path that WithRoute sets.
type override struct{ method, path string }

// shape returns the override with its placeholders unnamed. Two overrides of the
// same shape match the same requests.
func (o override) shape() string {
	segments := strings.Split(o.path, "/")
	for i, segment := range segments {
		if strings.HasPrefix(segment, "{") {
			segments[i] = "{}"
		}
	}
	return o.method + " " + strings.Join(segments, "/")
}

// checkTemplate returns what is wrong with an override of a route, or "" if nothing
// is.
func checkTemplate(r *route.Route, method, path string) string {
	left := route.Placeholders(r.Path)
	concrete := make([]string, 0, 8) // with an ID for each placeholder
	for segment := range strings.SplitSeq(path, "/") {
		plain, err := url.PathUnescape(segment)
		if err == nil && strings.ContainsAny(plain, "{}") {
			n := slices.IndexFunc(left, func(name string) bool { return segment == "{"+name+"}" })
			if n < 0 {
				return fmt.Sprintf("%q must be a placeholder of the operation, and appear once", segment)
			}
			left = slices.Delete(left, n, n+1)
			segment = "x"
		}
		concrete = append(concrete, segment)
	}
	if len(left) > 0 {
		return "the path must have the placeholder {" + left[0] + "}"
	}
	if problem := route.CheckPath(strings.Join(concrete, "/")); problem != "" {
		return problem
	}
	other := route.Match(method, route.Canonical(strings.Join(concrete, "/")))
	if other != nil && (other.Method != r.Method || other.Path != r.Path) {
		return fmt.Sprintf("%s %s belongs to %q", method, path, other.Op)
	}
	return ""
}

// checkRerouted returns what is wrong with the path of an operation that
// WithRoute moved: its IDs must not make it another operation.
func checkRerouted(r *route.Route, method, path string) string {
	if other := route.Match(method, path); other != nil && (other.Method != r.Method || other.Path != r.Path) {
		return fmt.Sprintf("WithRoute sends it to %s %s, which belongs to %q", method, other.Path, other.Op)
	}
	if isCardsPath(path) && !isCardsPath(r.Path) {
		return "WithRoute sends it to the path of cards, to which only the operations of cards can be sent"
	}
	return ""
}
