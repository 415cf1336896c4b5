package audit_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// read returns the lines of entries as a server writes them.
func read(t *testing.T, entries ...string) (lines []audit.Line) {
	t.Helper()
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		n := 0
		s.Handle(searches, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			n++
			shown := entries
			if n%2 == 1 { // the page after, and the clock
				shown = nil
			}
			fmt.Fprintf(w, `{"status":{"code":10000},"entries":[%s]}`, strings.Join(shown, ","))
		}))
		from := passed(t, time.Hour)
		sink := &memory{}
		if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(time.Hour), audit.Options{}); err != nil {
			t.Fatal(err)
		}
		lines = sink.lines()
	})
	return lines
}

// at is an entry within the hour that read asks for, with further fields.
func at(fields string) string {
	return `{"timestamp":"2000-01-01T00:10:00Z","operation":110,"user":{"id":"ann"},"success":true,"req_id":"r",` + fields + `}`
}

func TestLine(t *testing.T) {
	t.Run("has flat keys, and what the entry says", func(t *testing.T) {
		line := read(t, at(`"source_ip":"127.0.0.1","description":"added","details":["one","two"],"targets":[
			{"user":{"id":"ben","first_name":"Ben"}},{"app":{"id":"app","user_id":"acme"}},{"team":{"id":"ml"}},{"role":{"id":"r1"}},{"model":{"id":"m"}}]`))[0]
		data, err := json.Marshal(&line)
		if err != nil {
			t.Fatal(err)
		}
		want := `,"organization":"acme","timestamp":"2000-01-01T00:10:00Z","operation":"ORGANIZATION_TEAM_MEMBER_ADD","operation_group":"teams",` +
			`"user_id":"ann","success":true,"description":"added","details":"one; two","targets":"app:app model:m role:r1 team:ml user:ben",` +
			`"target_user_id":"ben","target_team_id":"ml","target_app_id":"app","target_role_id":"r1","req_id":"r","source_ip":"127.0.0.1"}`
		if _, got, _ := strings.Cut(string(data), line.EventKey+`"`); got != want {
			t.Errorf("it is\n%s", data)
		}
	})

	base := at(`"targets":[{"model":{"id":"m"},"workflow":{"id":"w"},"nodepool":{"id":"n"}}],"details":["one","two"]`)
	key := read(t, base)[0].EventKey
	t.Run("the key is the same in each reading", func(t *testing.T) {
		for name, entry := range map[string]string{
			"as before":                    base,
			"fields of a target swapped":   at(`"targets":[{"nodepool":{"id":"n"},"workflow":{"id":"w"},"model":{"id":"m"}}],"details":["one","two"]`),
			"targets on their own":         at(`"targets":[{"nodepool":{"id":"n"}},{"workflow":{"id":"w"}},{"model":{"id":"m"}}],"details":["one","two"]`),
			"details in another order":     at(`"details":["two","one"],"targets":[{"model":{"id":"m"},"workflow":{"id":"w"},"nodepool":{"id":"n"}}]`),
			"unknown fields":               at(`"new":{"a":1},"targets":[{"model":{"id":"m","state":"new"},"workflow":{"id":"w"},"nodepool":{"id":"n"},"new":{"id":"x"}}],"details":["one","two"]`),
			"names, which may change":      strings.Replace(base, `"user":{"id":"ann"}`, `"user":{"id":"ann","first_name":"Anna"}`, 1),
			"a number as text, a name too": strings.Replace(base, `110`, `"ORGANIZATION_TEAM_MEMBER_ADD"`, 1),
			"a time in another zone":       strings.Replace(base, `2000-01-01T00:10:00Z`, `2000-01-01T02:10:00.000+02:00`, 1),
		} {
			for range 3 {
				if got := read(t, entry)[0].EventKey; got != key {
					t.Errorf("%s: %s and %s", name, got, key)
				}
			}
		}
	})

	t.Run("entries that differ have different keys", func(t *testing.T) {
		for old, different := range map[string]string{
			`00:10:00Z`: `00:10:00.000000001Z`, `110`: `111`, `"ann"`: `"ben"`, `true`: `false`, `"r"`: `"s"`, `"m"`: `"m2"`, `"one"`: `"1"`,
			`{"id":"w"}`: `{"id":"w","app_id":"a"}`, `"targets"`: `"source_ip":"127.0.0.2","targets"`, `"details"`: `"description":"d","details"`,
		} {
			if got := read(t, strings.Replace(base, old, different, 1))[0].EventKey; got == key {
				t.Errorf("%s instead of %s has the same key", different, old)
			}
		}
	})

	t.Run("equal entries are numbered", func(t *testing.T) {
		lines := read(t, base, base, base)
		hash, _, _ := strings.Cut(key, "-")
		for i, line := range lines {
			if want := fmt.Sprintf("%s-%d", hash, i); len(lines) != 3 || line.EventKey != want {
				t.Errorf("line %d of %d: %s", i, len(lines), line.EventKey)
			}
		}
	})

	t.Run("lines of two organizations differ", func(t *testing.T) {
		testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
			from := passed(t, time.Hour)
			keys := make(map[string]bool)
			for _, owner := range []string{"acme", "owner"} {
				if err := s.AddAuditEntries(owner, clarifaitest.AuditEntry{Timestamp: from, UserID: "ann", Operation: clarifai.EventUserUpdate}); err != nil {
					t.Fatal(err)
				}
				sink := &memory{}
				if _, err := audit.Export(t.Context(), s.Client(), owner, sink, from, from.Add(time.Hour), audit.Options{}); err != nil {
					t.Fatal(err)
				}
				line := sink.lines()[0]
				if keys[line.EventKey] || line.Organization != owner {
					t.Errorf("%+v", line)
				}
				keys[line.EventKey] = true
			}
		})
	})
}
