package clarifai_test

import (
	"net/url"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestRequest_Times(t *testing.T) {
	// Whatever the caller's zone, times are sent in UTC with a Z.
	t.Run("they are sent in UTC whatever the caller's zone", func(t *testing.T) {
		anyTime := regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^"\s\]]*`)
		zone := time.FixedZone("", -(9*3600 + 30*60))
		for _, at := range []time.Time{
			time.Date(2098, 12, 31, 20, 15, 30, 0, zone),
			time.Date(2098, 12, 31, 20, 15, 30, 120_000_000, zone),
			time.Date(2098, 12, 31, 20, 15, 30, 123_456_789, time.FixedZone("X", 14*3600)),
			time.Date(2098, 12, 31, 20, 15, 30, 5000, time.UTC),
		} {
			want := at.UTC().Format(time.RFC3339Nano)
			sent := make(map[string]bool)
			testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, s *testkit.Transport) {
				args, times := m.Arguments(t.Context()), 0
				for _, arg := range args[1:] {
					eachTime(arg, func(v reflect.Value) {
						v.Set(reflect.ValueOf(at))
						times++
					})
				}
				if times == 0 {
					return
				}
				_ = m.Call(t, args)
				for _, r := range s.Requests() {
					query, err := url.QueryUnescape(r.URL.RawQuery)
					if err != nil {
						t.Error(err)
					}
					for _, found := range anyTime.FindAllString(strings.ReplaceAll(query, "&", " ")+" "+r.Body, -1) {
						sent[m.Name] = true
						chosen := m.Name == "AuditLog.ListAll" && strings.HasSuffix(found, "Z") // after the ingestion delay
						if found != want && !chosen {
							t.Errorf("%s sends %s, want %s", m.Name, found, want)
						}
					}
				}
			})
			for _, name := range []string{"Tokens.Create", "Tokens.Update", "Usage.ListHistory", "Usage.ListCycles", "AuditLog.List"} {
				if !sent[name] {
					t.Errorf("%s sends no time", name)
				}
			}
		}
	})

	t.Run("a year that cannot be written is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		at := time.Date(9999, 12, 31, 23, 0, 0, 0, time.FixedZone("", -2*3600))
		_, err := c.Usage.ListHistory(t.Context(), "acme", &clarifai.ListUsageHistoryOptions{EndDate: at})
		_, err2 := c.Usage.ListCycles(t.Context(), "acme", &clarifai.ListUsageCyclesOptions{BeforeDate: at})
		_, err3 := c.AuditLog.List(t.Context(), "acme", &clarifai.ListAuditLogOptions{From: at, To: at})
		_, err4 := c.Tokens.Create(t.Context(), "me", clarifai.CreateTokenRequest{Description: "d", Scopes: []clarifai.Scope{"All"}, ExpiresAt: at})
		for _, err := range []error{err, err2, err3, err4} {
			if testkit.Sentinel(err) != "ErrInvalid" || len(s.Requests()) != 0 {
				t.Errorf("%d requests, %v", len(s.Requests()), err)
			}
		}
	})
}

// eachTime visits the times in a value.
func eachTime(v reflect.Value, visit func(reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[time.Time]():
		visit(v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		eachTime(v.Elem(), visit)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachTime(v.Index(i), visit)
		}
	case v.Kind() == reflect.Struct:
		for field, at := range v.Fields() {
			if field.IsExported() {
				eachTime(at, visit)
			}
		}
	}
}

func TestRequest_ReplacementCharacter(t *testing.T) {
	c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"a","name":"\ufffd"}]`)))
	if _, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "a", Name: "\ufffd"}); err != nil || len(s.Requests()) != 1 {
		t.Errorf("U+FFFD itself is refused: %v", err)
	}
}
