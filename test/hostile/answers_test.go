package hostile_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"strings"
	"testing"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// eachOperation runs a test for every operation, with its plain response and a
// call that gets another one. Other operations get plain responses, or nothing
// that was read before if unread is set.
func eachOperation(t *testing.T, unread bool, test func(t *testing.T, r *route.Route, plain string, call func(testkit.Reply) error)) {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	plain := testkit.PlainAnswers(t)
	t.Run("operations", func(t *testing.T) {
		for _, r := range route.All() {
			op := clarifai.Operation(r.Op)
			t.Run(r.Op, func(t *testing.T) {
				t.Parallel()
				var hostile testkit.Reply
				asked := false
				c, _ := testkit.NewClient(t, func(_ int, request *testkit.Request) testkit.Reply {
					switch {
					case testkit.PastFirstPage(request.Request):
						var tree map[string]any
						if err := json.Unmarshal([]byte(plain[request.Op]), &tree); err != nil {
							t.Error(err)
						}
						testkit.EmptyLists(tree)
						return testkit.Reply{Status: 200, Body: string(testkit.Encode(t, tree))}
					case request.Op == op:
						asked = true
						return hostile
					case asked && unread:
						return testkit.Failure(403, 11007)
					}
					return testkit.Reply{Status: 200, Body: plain[request.Op]}
				}, testkit.WithoutRetries)
				test(t, r, plain[op], func(reply testkit.Reply) (err error) {
					hostile, asked = reply, false
					if p := testkit.PanicOf(func() { err = testkit.Samples[op](t.Context(), c) }); p != nil && !strings.Contains(fmt.Sprint(p), "the sample's") {
						t.Fatalf("it panics on %.300q: %v", reply.Body, p)
					}
					if problem := testkit.Unsound(err); problem != "" {
						t.Errorf("on %.300q: %s", reply.Body, problem)
					}
					return err
				})
			})
		}
	})
	goleak.VerifyNone(t, ignore)
}

// mayHaveApplied reports whether an error says of a write that it may have been
// carried out, and of a read nothing of the kind.
func mayHaveApplied(r *route.Route, err error) bool {
	return err != nil && errors.Is(err, clarifai.ErrAmbiguous) == (r.Class != route.Read)
}

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// ahead inserts a field before the others of a response.
func ahead(field string) func(string) string {
	return func(plain string) string { return "{" + field + "," + plain[1:] }
}

func TestResponse_Shape(t *testing.T) {
	digits := strings.Repeat("9", 400)
	read := map[string]func(string) string{
		"9,990 deep":         ahead(`"x":` + deep(9_990)),
		"1e999":              ahead(`"x":1e999`),
		"-0":                 ahead(`"x":-0`),
		"400 digits":         ahead(`"x":` + digits + `,"y":-0.` + digits + `e-` + digits),
		"bad UTF-8":          ahead("\"x\":\"\xff\xc3\x28\xed\xa0\x80\""),
		"bad UTF-8 in a key": ahead("\"\xff\xfe\":1"),
		"lone surrogates":    ahead(`"x":"\ud800","\udfff":"\ud800\ud800"`),
		"control characters": ahead(`"x":"\u0000\u001b[31m","\u0000":1`),
		"a key twice":        ahead(`"x":1,"x":[],"x":null`),
		"1,000 keys":         ahead(strings.TrimSuffix(strings.Repeat(`"x":0,`, 1_000), ",")),
		"a key of 10 KB":     ahead(`"` + strings.Repeat("x", 10_000) + `":0`),
		"blanks around":      func(plain string) string { return " \r\n\t" + plain + strings.Repeat("\n", 1000) },
	}
	unread := map[string]func(string) string{
		"10,000 deep":    ahead(`"x":` + deep(10_000)),
		"1,000,000 deep": ahead(`"x":` + strings.Repeat("[", 1_000_000)),
		"never closed":   ahead(`"x":` + strings.Repeat(`{"x":`, 10_001)),
		"deep within": func(plain string) string {
			return strings.Repeat(`{"x":`, 10_000) + plain + strings.Repeat("}", 10_000)
		},
		"a byte order mark":     func(plain string) string { return "\ufeff" + plain },
		"UTF-16":                func(plain string) string { return "\xff\xfe" + strings.ReplaceAll(plain, "", "\x00") },
		"garbage behind":        func(plain string) string { return plain + "garbage" },
		"two objects":           func(plain string) string { return plain + plain },
		"two objects, lines":    func(plain string) string { return plain + "\n" + plain },
		"a NUL behind":          func(plain string) string { return plain + "\x00" },
		"a NUL before":          func(plain string) string { return "\x00" + plain },
		"a NUL in a text":       ahead("\"x\":\"\x00\""),
		"a line end in a text":  ahead("\"x\":\"\n\""),
		"NaN":                   ahead(`"x":NaN`),
		"a number of any octal": ahead(`"x":01`),
		"a comment":             ahead(`/* "x" */"x":1`),
		"a comma too many":      func(plain string) string { return plain[:len(plain)-1] + ",}" },
		"in a list":             func(plain string) string { return "[" + plain + "]" },
		"in a text":             func(plain string) string { text, _ := json.Marshal(plain); return string(text) },
	}
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(testkit.Reply) error) {
		for _, name := range slices.Sorted(maps.Keys(unread)) {
			if err := call(testkit.Reply{Status: 200, Body: unread[name](plain)}); !mayHaveApplied(r, err) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	eachOperation(t, false, func(t *testing.T, _ *route.Route, plain string, call func(testkit.Reply) error) {
		for _, name := range slices.Sorted(maps.Keys(read)) {
			if err := call(testkit.Reply{Status: 200, Body: read[name](plain)}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// spots returns a JSON object once for each value in it, with "@hole@" in place
// of that value.
func spots(t *testing.T, object string, visit func(path, text string)) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(object))
	decoder.UseNumber() // keeps the rest unchanged
	var root any
	if err := decoder.Decode(&root); err != nil {
		t.Fatal(err)
	}
	var walk func(value any, path string, put func(any))
	walk = func(value any, path string, put func(any)) {
		switch value := value.(type) {
		case map[string]any:
			for _, key := range slices.Sorted(maps.Keys(value)) {
				walk(value[key], strings.TrimPrefix(path+"."+key, "."), func(v any) { value[key] = v })
			}
		case []any:
			walk(value[0], path+"[0]", func(v any) { value[0] = v })
		}
		if path == "" {
			return
		}
		put("@hole@")
		visit(path, string(testkit.Encode(t, root)))
		put(value)
	}
	walk(root, "", nil)
}

func TestResponse_AnyValue(t *testing.T) {
	values := []string{
		`null`, `true`, `-0`, `-7`, `1e999`, `4294967296`, `18446744073709551616`, strings.Repeat("9", 400), `1.5`,
		`""`, `"x"`, "\"\xff\"", `"\ud800\u0000\u001b[31m\u202e"`, `[]`, `[null]`, `{}`, `{"":{"id":7}}`, deep(1_000),
		strings.Repeat(`{"id":`, 1_000) + "0" + strings.Repeat("}", 1_000),
	}
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(testkit.Reply) error) {
		n := 0
		spots(t, plain, func(path, text string) {
			decides := path == "status" || path == "status.code"
			for i, value := range values {
				if n++; !decides && (n+i)%harness.Count(36, 12) != 0 { // each kind of value in some places
					continue
				}
				err := call(testkit.Reply{Status: 200, Body: strings.Replace(text, `"@hole@"`, value, 1)})
				if decides && err == nil {
					t.Errorf("%.100s as %s is a success", value, path)
				}
			}
		})
	})
}

func TestResponse_TwoStatuses(t *testing.T) {
	failed := `{"code":10020,"description":"words"}`
	last := func(field string) func(string) string {
		return func(plain string) string { return plain[:len(plain)-1] + "," + field + "}" }
	}
	within := func(from, to string) func(string) string {
		return func(plain string) string { return strings.Replace(plain, from, to, 1) }
	}
	whole := map[string]func(string) string{
		"a failure before":    ahead(`"status":` + failed),
		"a failure behind":    last(`"status":` + failed),
		"nothing behind":      last(`"status":null`),
		"an empty one behind": last(`"status":{}`),
		"the same again":      last(`"status":{"code":10000,"req_id":"r"}`),
		// The code of the response, and not that of a version of a model.
		"a failing code before": within(`{"code":10000,"req_id"`, `{"code":10020,"code":10000,"req_id"`),
		"a failing code behind": within(`{"code":10000,"req_id"`, `{"code":10000,"code":10020,"req_id"`),
		"a code by its name":    within(`{"code":10000,"req_id"`, `{"code":"FAILURE","code":10000,"req_id"`),
	}
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(testkit.Reply) error) {
		for _, name := range slices.Sorted(maps.Keys(whole)) {
			if err := call(testkit.Reply{Status: 200, Body: whole[name](plain)}); !mayHaveApplied(r, err) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if r.Class != route.Verify {
			return
		}
		// An item of what was created may have a status of its own.
		var tree map[string]any
		if err := json.Unmarshal([]byte(plain), &tree); err != nil {
			t.Fatal(err)
		}
		for _, list := range tree {
			for _, item := range testkit.Items(list) {
				item.(map[string]any)["status"] = "@hole@"
			}
		}
		marked := string(testkit.Encode(t, tree))
		for _, status := range []string{
			failed + `,"status":{"code":10000}`, `{"code":10000},"status":` + failed, `{"code":10020,"code":10000}`, `"FAILED"`, `[]`, `7`,
		} {
			body := strings.ReplaceAll(marked, `"@hole@"`, status)
			if err := call(testkit.Reply{Status: 200, Body: body}); body != marked && !mayHaveApplied(r, err) {
				t.Errorf("an item with the status %s: %v", status, err)
			}
		}
	})
}

func TestResponse_ItemsOfFailure(t *testing.T) {
	c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
		if r.Op == clarifai.OpCollaboratorsAdd {
			return testkit.Reply{Status: 500, Body: `{"status":{"code":98004},"collaborators":[{"id":"c1"}]}`}
		}
		return testkit.Success(`"collaborators":[{"id":"c1","user":{"id":"somebody-else"},"scopes":["All"]}]`)
	}, testkit.WithoutRetries)
	got, err := c.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{Email: "ann@acme.example", Scopes: []clarifai.Scope{"All"}})
	if !errors.Is(err, clarifai.ErrAmbiguous) {
		t.Errorf("Collaborators.Add() = %+v, %v", got, err)
	}
}

func TestResponse_TwoLists(t *testing.T) {
	for body, want := range map[string]string{
		`"teams":[{"id":"a"},{"id":"b"}],"teams":[{"id":"c"}]`: "c",
		`"teams":[{"id":"c"}],"teams":[{"id":"a"},{"id":"b"}]`: "a b",
		`"teams":[{"id":"a"}],"teams":[]`:                      "",
	} {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(body)))
		page, err := c.Teams.List(t.Context(), "acme", nil)
		if err != nil || strings.Join(testkit.TeamIDs(page.Items), " ") != want {
			t.Errorf("%s: Teams.List() = %+v, %v", body, page, err)
		}
	}
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"teams":[{"id":"a"}],"teams":null`)))
	if page, err := c.Teams.List(t.Context(), "acme", nil); err == nil {
		t.Errorf("a list that is taken back: %+v", page)
	}
}

func TestResponse_LongText(t *testing.T) {
	long := strings.Repeat(`4111 1111 1111 1111 \u001b[31m\ud800\u202e`, 60)
	var log testkit.LogBuffer
	eachOperation(t, true, func(t *testing.T, r *route.Route, _ string, call func(testkit.Reply) error) {
		for _, status := range []int{200, 307, 403, 500} {
			for _, code := range []string{"10020", "10000", "10050", `"` + long + `"`} {
				if status == 200 && code == "10000" {
					continue
				}
				if err := call(testkit.Reply{Status: status, Body: fmt.Sprintf(`{"status":{"code":%s,"description":"%s","details":"%s","req_id":"%s",`+
					`"redirect_info":{"url":"%s","resource_type":"%s","old_resource_id":"%s","new_resource_id":"%s"}}}`,
					code, long, long, long, long, long, long, long)}); err == nil {
					t.Errorf("HTTP %d with code %.20s is a success", status, code)
				}
			}
		}
	})
	c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 403, Body: `{"status":{"code":"` + long + `","req_id":"` + long + `"}}`}),
		testkit.WithoutRetries, clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil || len(log.String()) > 2_000 {
		t.Errorf("%v, and a log of %d bytes", err, len(log.String()))
	}
	names := `{"id":"r","name":"` + long + `","type":1}`
	c, _ = testkit.NewClient(t, testkit.Script(testkit.Success(`"roles":[`+strings.Repeat(names+",", 20)+names+`]`)), testkit.WithoutRetries)
	if _, err := c.Roles.GetByName(t.Context(), "nobody", clarifai.RoleTypeOrg); err == nil || testkit.Unsound(err) != "" {
		t.Error(testkit.Unsound(err))
	}
}
