package emulator

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// company is an organization with members of two kinds, an app, a stranger and
// someone who accepts at once.
func company() Config {
	return Config{
		InMemory: true,
		Users: []User{
			{ID: "owner", Email: "owner@acme.test", FirstName: "Olga"},
			{ID: "ann", Email: "ann@acme.test", FirstName: "Ann", LastName: "Ångström"},
			{ID: "bob", Email: "bob@acme.test", OtherEmails: []string{"bob@home.test"}},
			{ID: "eager", Email: "eager@acme.test", AcceptsAtOnce: true},
			{ID: "stranger", Email: "stranger@else.test"},
		},
		Organizations: []Organization{{
			ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test",
			Members: []Member{{UserID: "ann", Role: "Organization User"}},
		}},
		Apps: []App{{Owner: "acme", ID: "vision", Name: "Vision"}, {Owner: "acme", ID: "text"}, {Owner: "ann", ID: "private"}},
	}
}

type harness struct {
	*Server
	t    *testing.T
	user string
}

func start(t *testing.T, config Config) *harness {
	t.Helper()
	s, err := Start(config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return &harness{s, t, "owner"}
}

func (h *harness) as(user string) *harness { return &harness{h.Server, h.t, user} }

type tree = map[string]any

// answer is a response as JSON has it.
type answer struct {
	status int
	header http.Header
	raw    string
	body   tree
}

func (a answer) code() any {
	st, _ := a.body["status"].(tree)
	return st["code"]
}

func (a answer) list(name string) []tree {
	var all []tree
	items, _ := a.body[name].([]any)
	for _, item := range items {
		all = append(all, item.(tree))
	}
	return all
}

// column lists one field of each item.
func (a answer) column(list, field string) []any {
	var all []any
	for _, item := range a.list(list) {
		all = append(all, item[field])
	}
	return all
}

// request makes a request as the harness's user; body is JSON text, "" for none.
func (h *harness) request(method, path, body string, header ...string) *http.Request {
	h.t.Helper()
	r, err := http.NewRequestWithContext(h.t.Context(), method, h.URL()+path, strings.NewReader(body))
	if err != nil {
		h.t.Fatal(err)
	}
	if body == "" {
		r.Body, r.ContentLength = http.NoBody, 0
	} else {
		r.Header.Set("Content-Type", "application/json")
	}
	if pat, _, ok := h.Credentials(h.user); ok {
		r.Header.Set("Authorization", "Key "+pat)
	}
	for i := 0; i < len(header); i += 2 {
		r.Header.Del(header[i])
		if header[i+1] != "" {
			r.Header.Set(header[i], header[i+1])
		}
	}
	return r
}

func (h *harness) do(method, path, body string, header ...string) answer {
	h.t.Helper()
	resp, err := h.HTTPClient().Do(h.request(method, path, body, header...))
	if err != nil {
		h.t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	if err != nil {
		h.t.Fatal(err)
	}
	a := answer{status: resp.StatusCode, header: resp.Header, raw: string(raw)}
	decoder := json.NewDecoder(bytes.NewReader(raw))
	decoder.Decode(&a.body) // what is not JSON stays in raw
	return a
}

// expect makes a request and holds the answer to an HTTP status and a code.
func (h *harness) expect(status int, code any, method, path, body string, header ...string) answer {
	h.t.Helper()
	a := h.do(method, path, body, header...)
	if n, ok := code.(int); ok {
		code = float64(n)
	}
	if a.status != status || a.code() != code {
		h.t.Fatalf("%s %s %s: HTTP %d code %v, want %d and %v\n%s", method, path, body, a.status, a.code(), status, code, a.raw)
	}
	return a
}

func (h *harness) ok(method, path, body string) answer {
	h.t.Helper()
	return h.expect(200, 10000, method, path, body)
}

func (h *harness) get(path string) answer {
	h.t.Helper()
	return h.ok("GET", path, "")
}

func (h *harness) org(id string) Organization {
	h.t.Helper()
	all := h.Organizations()
	i := slices.IndexFunc(all, func(o Organization) bool { return o.ID == id })
	if i < 0 {
		h.t.Fatalf("no organization %s", id)
	}
	return all[i]
}

func (h *harness) memberRole(name string) string { return h.roleID(name, true) }
func (h *harness) teamRole(name string) string   { return h.roleID(name, false) }

func (h *harness) roleID(name string, org bool) string {
	h.t.Helper()
	id, ok := h.RoleID(name, org)
	if !ok {
		h.t.Fatalf("no role %s", name)
	}
	return id
}

func equal[T any](t *testing.T, what string, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("%s (-want +got):\n%s", what, diff)
	}
}
