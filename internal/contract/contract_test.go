package contract_test

import (
	"crypto/sha256"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

var generations = map[string]*contract.Definitions{
	"current":  &contract.Load().Current,
	"archived": &contract.Load().Archived,
}

// wellKnown are the types that a message may have and that are no message and
// no enum of the facts.
var wellKnown = []string{
	"string", "bool", "int32", "uint32", "int64", "double", "bytes", "map",
	"google.protobuf.Timestamp", "google.protobuf.Struct", "google.protobuf.BoolValue", "google.protobuf.Int32Value",
	"google.protobuf.Duration",
	"clarifai.api.status.StatusCode", // status_codes.json
}

func TestEveryTypeThatTheFactsMentionIsInThem(t *testing.T) {
	f := contract.Load()
	named := make(map[string]bool)
	known := func(typ string) bool {
		named[typ] = true
		_, isMessage := f.Union(typ)
		_, isEnum := f.Enum(typ)
		return isMessage || isEnum || slices.Contains(wellKnown, typ)
	}
	for name, d := range generations {
		for _, r := range d.Routes {
			for _, message := range []string{r.Request, r.Response} {
				if _, ok := f.Union(message); !ok {
					t.Errorf("%s: %s has %s, which is no message", name, r.RPC, message)
				}
			}
		}
		for message, fields := range d.Messages {
			for _, field := range fields {
				if !known(field.Type) {
					t.Errorf("%s: %s.%s is a %s", name, message, field.Name, field.Type)
				}
			}
		}
	}
	for _, typ := range wellKnown {
		if _, ok := f.Union(typ); ok || !named[typ] {
			t.Errorf("%s stands on a list for no reason", typ)
		}
	}
}

func TestEveryPlaceholderIsAFieldOfTheRequest(t *testing.T) {
	f := contract.Load()
	for _, d := range generations {
		for _, r := range d.Routes {
			for _, name := range contract.Placeholders(r.Path) {
				message := r.Request
				for part := range strings.SplitSeq(name, ".") {
					fields, _ := f.Message(message, r.Archived)
					i := slices.IndexFunc(fields, func(field contract.Field) bool { return field.Name == part })
					if i < 0 {
						t.Errorf("%s: %s has no %s", r.RPC, message, part)
						break
					}
					message = fields[i].Type
				}
			}
		}
	}
}

func TestARouteIsReadAsItIsWritten(t *testing.T) {
	auths := []string{"PATAuth", "KeyAuth", "SessionTokenAuth", "NoAuth"}
	scopes, _ := contract.Load().Enum("clarifai.auth.scope.S")
	for name, d := range generations {
		seen := make(map[string]bool)
		for _, r := range d.Routes {
			key := r.Method + " " + r.Path
			if seen[key] {
				t.Errorf("%s: %s stands twice", name, key)
			}
			seen[key] = true
			if r.RPC == "" || !strings.HasPrefix(r.Path, "/v2/") || !slices.Contains(auths, r.Auth) || r.Archived != (name == "archived") {
				t.Errorf("%s: %+v", name, r)
			}
			if r.Body != "" && r.Body != "*" || r.Body == "*" && r.Method == http.MethodGet {
				t.Errorf("%s: %s with the body %q", name, key, r.Body)
			}
			for _, scope := range r.Scopes {
				if _, ok := scopes[scope]; !ok {
					t.Errorf("%s: %s needs %s, which is no scope", name, key, scope)
				}
			}
		}
	}
}

// Requests are written by one generation and responses read by both, so a
// field may be new, but not another thing.
func TestTheGenerationsAgreeOnWhatBothHave(t *testing.T) {
	f := contract.Load()
	for message, fields := range f.Current.Messages {
		for _, field := range fields {
			for _, older := range f.Archived.Messages[message] {
				if older.Name == field.Name && (older.Type != field.Type || older.Repeated != field.Repeated) {
					t.Errorf("%s.%s is %+v now and was %+v", message, field.Name, field, older)
				}
			}
		}
	}
	for enum, values := range f.Current.Enums {
		for name, number := range f.Archived.Enums[enum] {
			if now, ok := values[name]; ok && now != number {
				t.Errorf("%s.%s is %d now and was %d", enum, name, now, number)
			}
		}
	}
}

func names(fields []contract.Field) []string {
	var all []string
	for _, f := range fields {
		all = append(all, f.Name)
	}
	return all
}

// Team is the message that shows the difference: today's has a default role.
func TestAMessageIsAsItsGenerationHasItAndTheUnionHasBoth(t *testing.T) {
	f := contract.Load()
	const team = "clarifai.api.Team"
	archived, _ := f.Message(team, true)
	current, _ := f.Message(team, false)
	if slices.Contains(names(archived), "default_role_id") || !slices.Contains(names(current), "default_role_id") {
		t.Errorf("the archived Team has %v, today's has %v", names(archived), names(current))
	}
	for message := range f.Archived.Messages {
		union, ok := f.Union(message)
		all := slices.Concat(names(f.Current.Messages[message]), names(f.Archived.Messages[message]))
		slices.Sort(all)
		if diff := cmp.Diff(slices.Compact(all), slices.Sorted(slices.Values(names(union)))); !ok || diff != "" {
			t.Errorf("%s, its fields and their union:\n%s", message, diff)
		}
	}
	// What one generation lacks is taken from the other.
	for _, archived := range []bool{true, false} {
		for _, d := range generations {
			for message, fields := range d.Messages {
				if got, ok := f.Message(message, archived); !ok || len(got) == 0 && len(fields) > 0 {
					t.Errorf("no message %s (archived: %v)", message, archived)
				}
			}
		}
	}
	if _, ok := f.Message("clarifai.api.Nothing", true); ok {
		t.Error("there is a message Nothing")
	}
	if _, ok := f.Union("clarifai.api.Nothing"); ok {
		t.Error("there is a union Nothing")
	}
}

func TestAnEnumHasTheValuesOfBothGenerations(t *testing.T) {
	f := contract.Load()
	for _, d := range generations {
		for enum, values := range d.Enums {
			union, ok := f.Enum(enum)
			if !ok {
				t.Errorf("no enum %s", enum)
			}
			for name, number := range values {
				if n, ok := union[name]; !ok || n != number {
					t.Errorf("%s.%s is %d in the union, not %d", enum, name, n, number)
				}
			}
		}
	}
	if _, ok := f.Enum("clarifai.api.Nothing"); ok {
		t.Error("there is an enum Nothing")
	}
}

func TestARouteOfBothGenerationsIsTodays(t *testing.T) {
	f := contract.Load()
	for _, d := range generations {
		for _, r := range d.Routes {
			now := slices.ContainsFunc(f.Current.Routes, func(c contract.Route) bool { return c.Method == r.Method && c.Path == r.Path })
			if got, ok := f.Route(r.Method, r.Path); !ok || got.Method != r.Method || got.Path != r.Path || got.Archived == now {
				t.Errorf("%s %s is given as %+v", r.Method, r.Path, got)
			}
		}
	}
	if r, ok := f.Route(http.MethodPut, "/v2/organizations"); ok {
		t.Errorf("PUT is given as %+v", r)
	}
}

func TestPlaceholdersAreTheNamesInBracesInTheirOrder(t *testing.T) {
	for path, want := range map[string][]string{
		"/v2/roles": nil,
		"/v2/organizations/{user_app_id.user_id}/teams/{team_id}/users": {"user_app_id.user_id", "team_id"},
	} {
		if diff := cmp.Diff(want, contract.Placeholders(path)); diff != "" {
			t.Errorf("%s:\n%s", path, diff)
		}
	}
}

func TestAStatusCodeOfEachKindIsInTheFacts(t *testing.T) {
	codes := contract.Load().StatusCodes
	for name, want := range map[string]int32{
		"SUCCESS": 10000, "MIXED_STATUS": 10010, "FAILURE": 10020, "MOVED": 10050, "ACCEPTED": 10070,
		"CONN_THROTTLED": 11005, "CONN_INSUFFICIENT_SCOPES": 11007, "CONN_KEY_INVALID": 11008, "CONN_KEY_NOT_FOUND": 11009,
		"CONN_DOES_NOT_EXIST": 11101, "CONN_INVALID_REQUEST": 11102,
	} {
		if got, ok := codes[name]; !ok || got != want {
			t.Errorf("%s is %d, seen was %d", name, got, want)
		}
	}
	for name := range codes {
		if name == "" || strings.ToUpper(name) != name {
			t.Errorf("a code is called %q", name)
		}
	}
}

// sums are the facts as they were read out of Clarifai's definitions. They are
// not edited: a route or a field that Clarifai has changed comes with new files.
var sums = map[string]string{
	"archived_enums.json":    "d9e7f147f1eb4f5ac609522694411ce29f89a8096a0659fc4901431d77d0c545",
	"archived_messages.json": "3965ec4c669d90b94c0a8785ebbf4525327671f49323807d9cc63f52f725ea90",
	"archived_routes.json":   "0cfc6c89865bfd8f2cc7a5617342c536af81ed58cb958df6a3e9b5dd8406f0cb",
	"current_enums.json":     "10e4bde555141ad674e0338f3fd600e96bded9a47f19b0ca0ca69fc3f244e9de",
	"current_messages.json":  "562e1f099c082a33c66f550dee638b0685573356c3e4db8f0360ae20baf62892",
	"current_routes.json":    "199e806b3dbc277543d07f3b3db5bae0df3e9e9e7c87b3b4c1888af6dcc05969",
	"status_codes.json":      "72b1e6d88dd8f5d7ec40672ddca0cd83f28ddff75f0a4a8c405e68552ceb6c90",
}

func TestTheFactsAreAsTheyCame(t *testing.T) {
	entries, err := os.ReadDir("facts")
	if err != nil {
		t.Fatal(err)
	}
	if len(entries) != len(sums) {
		t.Errorf("%d files, %d sums", len(entries), len(sums))
	}
	for name, want := range sums {
		data, err := os.ReadFile(filepath.Join("facts", name))
		if err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprintf("%x", sha256.Sum256(data)); got != want {
			t.Errorf("%s has changed: %s", name, got)
		}
	}
}
