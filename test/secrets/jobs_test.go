package secrets_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/doc"
	"go/parser"
	"go/token"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/access"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
	"github.com/clarifai-community/clarifai-orgs-go/report"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

// from spoils requests from one on.
type from struct {
	n       int64 // that pass before
	seen    atomic.Int64
	next    http.RoundTripper
	spoiled http.RoundTripper
}

func (f *from) RoundTrip(r *http.Request) (*http.Response, error) {
	if f.seen.Add(1) > f.n {
		return f.spoiled.RoundTrip(r)
	}
	return header{f.next}.RoundTrip(r)
}

// everyStep runs a flow of many requests again and again, each time spoiling
// them from stride requests later on, until all of them pass. With a stride of
// up to three, each request is the first to be spoiled in one way at least.
func everyStep(t *testing.T, stride int, flow func(t *testing.T, s *clarifaitest.Server, client *clarifai.Client, out *printout), change ...func(*clarifaitest.Config)) {
	t.Helper()
	kinds := map[string]http.RoundTripper{"echo": echo{}, "echo in an envelope": echo{envelope: true}, "quoting": quoting{}}
	for i, name := range slices.Sorted(maps.Keys(kinds)) {
		spoiled := kinds[name]
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := false
			for n := int64(i % stride); !whole; n += int64(stride) {
				testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
					f := &from{n: n, next: s.HTTPClient().Transport, spoiled: spoiled}
					out := newPrintout()
					client := withCredential(t, s, "PAT and session", "owner", clarifai.WithHTTPClient(&http.Client{Transport: f}),
						clarifai.WithLogger(out.logger), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1}))
					flow(t, s, client, out)
					out.of(client)
					out.hides(t, fmt.Sprintf("%s from request %d on", name, n+1), secretsOf(s, "owner"))
					whole = f.seen.Load() <= n
				}, append(shown(), change...)...)
			}
		})
	}
}

// Both tokens of a rotation, in its state, in its error, and in what its own client
// prints, whichever step fails.
func TestJobs_Rotation(t *testing.T) {
	ends := make(map[rotation.Step]bool)
	var mu sync.Mutex
	t.Run("in", func(t *testing.T) {
		for _, fails := range []string{"", "Store", "Save", "Check", "Check of Finish"} {
			everyStep(t, 1, func(t *testing.T, _ *clarifaitest.Server, client *clarifai.Client, out *printout) {
				fails, inParts := fails, fails == "Check of Finish"
				var successor string
				check := func(ctx context.Context, own *clarifai.Client) error {
					me, err := own.Users.GetMe(ctx)
					out.of(me, err, own)
					if fails == "Check" {
						return &url.Error{Op: "Get", URL: "https://x.example/" + successor, Err: errors.New(successor + " is no " + testkit.SpareToken)}
					}
					return err
				}
				req := rotation.Request{
					Grace: time.Minute,
					Store: func(_ context.Context, token *clarifai.Token) error {
						successor = token.ID.Reveal()
						out.of(token, *token)
						if fails == "Store" {
							return fmt.Errorf("vault refuses %s, %q for %s", successor, successor, testkit.SpareToken)
						}
						return nil
					},
					Check: check,
					Save: func(_ context.Context, state rotation.State) error {
						out.of(state)
						if fails == "Save" && successor != "" {
							return fmt.Errorf("%s for %s: %w", successor, testkit.SpareToken, errors.New("no place for "+successor))
						}
						return nil
					},
				}
				run := rotation.Run
				if inParts {
					run = rotation.Start
				}
				state, err := run(t.Context(), client, "me", clarifai.NewSecret(testkit.SpareToken), req)
				if inParts && err == nil {
					fails = "Check"
					err = rotation.Finish(t.Context(), client, state, clarifai.NewSecret(successor), &rotation.FinishOptions{Check: check, IgnoreGrace: true})
				}
				out.of(state, *state, err)
				for inner := errors.Unwrap(err); inner != nil; inner = errors.Unwrap(inner) {
					fmt.Fprintf(out, "%v %+v %#v\n", inner, inner, inner)
				}
				if successor != "" {
					out.hides(t, "a rotation", map[string]string{"successor": successor, "old token": testkit.SpareToken})
				}
				mu.Lock()
				defer mu.Unlock()
				ends[state.Reached] = true
			})
		}
	})
	if len(ends) != 5 {
		t.Errorf("the rotations end at the steps %v only", ends)
	}
}

func TestJobs_Reports(t *testing.T) {
	values := func(out *printout, all ...any) {
		for _, v := range all {
			out.of(v)
			if p := reflect.ValueOf(v); p.Kind() == reflect.Pointer && !p.IsNil() {
				out.of(p.Elem().Interface())
			}
		}
	}
	ctx := func(t *testing.T) context.Context { return t.Context() }
	for name, flow := range map[string]func(t *testing.T, client *clarifai.Client, out *printout) error{
		"roster": func(t *testing.T, client *clarifai.Client, out *printout) error {
			company := roster.Company{ID: "acme",
				People: []roster.Person{
					{Email: "new@acme.example", Role: clarifai.MemberRoleUser, Teams: []string{"ml"}, Line: 2},
					{Email: "ben@acme.example", Role: clarifai.MemberRoleUser, Teams: []string{"ml", "next"}, Line: 3},
				},
				Teams: []roster.Team{{ID: "ml", Name: "ML", Line: 2},
					{ID: "next", Name: "Next", Apps: []roster.App{{ID: "app2", Role: clarifai.TeamRoleFullAccess}}, Line: 3}},
			}
			plan, err := roster.Plan(ctx(t), client, company, roster.Options{})
			values(out, plan, err)
			if err != nil {
				return err
			}
			values(out, json.NewEncoder(out).Encode(plan))
			path := filepath.Join(t.TempDir(), "journal.jsonl")
			journal, err := roster.OpenJournal(path)
			if err != nil {
				return err
			}
			applied, err := roster.Apply(ctx(t), client, plan, &roster.ApplyOptions{Journal: journal})
			values(out, applied, err, journal.Close(), journal.Earlier())
			values(out, roster.WriteCSV(out, applied), json.NewEncoder(out).Encode(applied))
			lines, readErr := os.ReadFile(path)
			if readErr != nil || len(lines) == 0 {
				t.Errorf("the journal has %d bytes: %v", len(lines), readErr)
			}
			_, _ = out.Write(lines)
			return err
		},
		"offboard": func(t *testing.T, client *clarifai.Client, out *printout) error {
			plan, err := offboard.Plan(ctx(t), client, "acme", []string{"ben@acme.example"}, nil)
			values(out, plan, err)
			if err != nil {
				return err
			}
			evidence, err := offboard.Run(ctx(t), client, plan, nil)
			values(out, evidence, err)
			if evidence != nil {
				values(out, evidence.WriteCSV(out), json.NewEncoder(out).Encode(evidence))
			}
			return err
		},
		"access": func(t *testing.T, client *clarifai.Client, out *printout) error {
			policies := []access.Policy{{Name: "closed", Teams: []string{access.AllTeams}, Rule: access.Rule{Apps: []string{"app2"}}, LowerTo: clarifai.TeamRoleLabelerWorker}}
			snapshot, err := access.Read(ctx(t), client, "acme", &access.ReadOptions{Stable: true, Check: true, Secrets: true})
			values(out, snapshot, err)
			if snapshot != nil {
				review := snapshot.Review()
				values(out, review, access.WriteCSV(out, review), report.Access(out, review, nil))
			}
			evaluation, err := access.Evaluate(ctx(t), client, "acme", policies...)
			values(out, evaluation, err)
			enforced, err := access.Enforce(ctx(t), client, "acme", policies, access.Options{MaxRemovals: 5, MaxRemovalShare: 1})
			values(out, enforced, err)
			if enforced != nil {
				values(out, enforced.Unfinished())
			}
			return err
		},
		"audit": func(t *testing.T, client *clarifai.Client, out *printout) error {
			end := time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC) // when fake time begins
			summary, err := audit.Export(ctx(t), client, "acme", audit.Writer(out), end.Add(-time.Hour), end, audit.Options{IngestionDelay: -1})
			values(out, summary, err)
			return err
		},
		"cost": func(t *testing.T, client *clarifai.Client, out *printout) error {
			breakdown, err := cost.ReadCurrent(ctx(t), client, "acme", cost.Mapping{Rules: []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage}}})
			values(out, breakdown, err)
			if breakdown != nil {
				for _, view := range breakdown.Views() {
					values(out, view, cost.WriteCSV(out, breakdown.Shares(view.By)))
				}
			}
			rows := cost.Activity(ctx(t), client, "acme", cost.ActivityOptions{From: time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)})
			values(out, cost.WriteJSONLines(out, rows))
			bill, err := cost.ReadBill(ctx(t), client, "acme")
			values(out, bill, err)
			return err
		},
	} {
		var whole atomic.Int64
		t.Run(name, func(t *testing.T) {
			everyStep(t, harness.Count(3, 1), func(t *testing.T, _ *clarifaitest.Server, client *clarifai.Client, out *printout) {
				if flow(t, client, out) == nil {
					whole.Add(1)
				}
			})
		})
		if whole.Load() == 0 {
			t.Errorf("%s never came to its end", name)
		}
	}
}

// Readers copy the output of examples.
func TestExamples_Output(t *testing.T) {
	var files []*ast.File
	var sources string
	for _, pattern := range []string{"example*_test.go", "*/example*_test.go"} {
		for _, path := range testkit.Glob(t, pattern) {
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
			if err != nil {
				t.Fatal(err)
			}
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			files, sources = append(files, file), sources+string(text)
		}
	}
	secrets := make(map[string]string)
	for _, literal := range regexp.MustCompile(`(?:NewSecret|WithPAT|WithSessionToken)\("([^"]+)"\)`).FindAllStringSubmatch(sources, -1) {
		secrets[literal[0]] = literal[1]
	}
	if len(secrets) == 0 {
		t.Error("no example has a secret")
	}
	for _, user := range regexp.MustCompile(`\{ID: "(\w+)"`).FindAllStringSubmatch(sources, -1) {
		s := clarifaitest.NewServer(t, clarifaitest.Config{Users: []clarifaitest.User{{ID: user[1]}}, InMemory: true})
		secrets["PAT of "+user[1]], secrets["session of "+user[1]] = s.PAT(user[1]), s.SessionToken(user[1])
	}
	printed := 0
	for _, example := range doc.Examples(files...) {
		if example.Output == "" {
			continue
		}
		printed++
		out := newPrintout()
		fmt.Fprint(out, example.Output)
		out.hides(t, "Example"+example.Name, secrets)
	}
	if printed < 20 || len(secrets) < 5 {
		t.Errorf("%d examples print something, of %d secrets", printed, len(secrets))
	}
}
