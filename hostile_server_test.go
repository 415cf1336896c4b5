package clarifai_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"net/http/httptest"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

// plainAnswers gives, for each operation, an answer with every field filled and
// an item in every list.
func plainAnswers(t *testing.T) map[clarifai.Operation]string {
	t.Helper()
	all := make(map[clarifai.Operation]string)
	for _, r := range route.All() {
		path := r.Path
		for _, name := range route.Placeholders(path) {
			path = strings.Replace(path, "{"+name+"}", "x", 1)
		}
		request, err := http.NewRequest(r.Method, "https://api.example.test"+path, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		response, err := (&recorder{t: t, of: r}).RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		var tree any
		if err := json.NewDecoder(response.Body).Decode(&tree); err != nil {
			t.Fatal(err)
		}
		all[clarifai.Operation(r.Op)] = string(encoded(t, shortened(tree)))
	}
	return all
}

// shortened leaves one of the items of a list that are all the same.
func shortened(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for key := range value {
			value[key] = shortened(value[key])
		}
	case []any:
		if reflect.DeepEqual(value[0], value[len(value)-1]) {
			return []any{shortened(value[0])}
		}
	}
	return value
}

// eachOperation runs a test for every operation, with the plain answer of its
// own and a call that gets another one. What else an operation asks for is
// answered plainly; where unread says so, nothing is that it reads afterwards.
func eachOperation(t *testing.T, unread bool, test func(t *testing.T, r *route.Route, plain string, call func(coreReply) error)) {
	t.Helper()
	ignore := goleak.IgnoreCurrent()
	plain := plainAnswers(t)
	t.Run("operations", func(t *testing.T) {
		for _, r := range route.All() {
			op := clarifai.Operation(r.Op)
			t.Run(r.Op, func(t *testing.T) {
				t.Parallel()
				var hostile coreReply
				asked := false
				c, _ := coreClient(t, func(_ int, request *coreRequest) coreReply {
					switch {
					case pastFirstPage(request.Request):
						var tree map[string]any
						if err := json.Unmarshal([]byte(plain[request.op]), &tree); err != nil {
							t.Error(err)
						}
						emptyLists(tree)
						return coreReply{status: 200, body: string(encoded(t, tree))}
					case request.op == op:
						asked = true
						return hostile
					case asked && unread:
						return coreFail(403, 11007)
					}
					return coreReply{status: 200, body: plain[request.op]}
				}, coreOnce)
				test(t, r, plain[op], func(reply coreReply) (err error) {
					hostile, asked = reply, false
					if p := corePanics(func() { err = samples[op](t.Context(), c) }); p != nil && !strings.Contains(fmt.Sprint(p), "the sample's") {
						t.Fatalf("it panics on %.300q: %v", reply.body, p)
					}
					if problem := unsound(err); problem != "" {
						t.Errorf("on %.300q: %s", reply.body, problem)
					}
					return err
				})
			})
		}
	})
	goleak.VerifyNone(t, ignore)
}

// unsound says what is wrong with an error, "" for nothing: it is one of this
// package's, and can be printed.
func unsound(err error) string {
	if err == nil {
		return ""
	}
	most := 10_000
	if _, ok := err.(*clarifai.BatchError); ok { //nolint:errorlint // what is handed out, and not what it wraps
		most *= 4 // it names three failures
	} else if _, ok := err.(*clarifai.Error); !ok { //nolint:errorlint // the same
		return fmt.Sprintf("%T is none of this package's errors: %.300v", err, err)
	}
	if text := err.Error(); len(text) > most || hasControl(text) || !utf8.ValidString(text) {
		return fmt.Sprintf("an error of %d bytes that cannot be printed: %.300q", len(text), text)
	}
	return ""
}

// mayHaveApplied reports whether an error says of a write that it may have been
// carried out, and of a read nothing of the kind.
func mayHaveApplied(r *route.Route, err error) bool {
	return err != nil && errors.Is(err, clarifai.ErrAmbiguous) == (r.Class != route.Read)
}

func deep(n int) string { return strings.Repeat("[", n) + strings.Repeat("]", n) }

// ahead puts a field before the others of an answer.
func ahead(field string) func(string) string {
	return func(plain string) string { return "{" + field + "," + plain[1:] }
}

func TestAnAnswerIsReadWholeOrNotAtAll(t *testing.T) {
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
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(coreReply) error) {
		for _, name := range slices.Sorted(maps.Keys(unread)) {
			if err := call(coreReply{status: 200, body: unread[name](plain)}); !mayHaveApplied(r, err) {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	eachOperation(t, false, func(t *testing.T, _ *route.Route, plain string, call func(coreReply) error) {
		for _, name := range slices.Sorted(maps.Keys(read)) {
			if err := call(coreReply{status: 200, body: read[name](plain)}); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// spots gives a JSON object once for each value in it, with "@hole@" in that
// value's place.
func spots(t *testing.T, object string, visit func(path, text string)) {
	t.Helper()
	decoder := json.NewDecoder(strings.NewReader(object))
	decoder.UseNumber() // so that what is not replaced stays as it is
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
		visit(path, string(encoded(t, root)))
		put(value)
	}
	walk(root, "", nil)
}

func TestNoValueInAnAnswerBreaksAnOperation(t *testing.T) {
	values := []string{
		`null`, `true`, `-0`, `-7`, `1e999`, `4294967296`, `18446744073709551616`, strings.Repeat("9", 400), `1.5`,
		`""`, `"x"`, "\"\xff\"", `"\ud800\u0000\u001b[31m\u202e"`, `[]`, `[null]`, `{}`, `{"":{"id":7}}`, deep(1_000),
		strings.Repeat(`{"id":`, 1_000) + "0" + strings.Repeat("}", 1_000),
	}
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(coreReply) error) {
		n := 0
		spots(t, plain, func(path, text string) {
			decides := path == "status" || path == "status.code"
			for i, value := range values {
				if n++; !decides && (n+i)%harness.Count(36, 12) != 0 { // each kind of value in some places
					continue
				}
				err := call(coreReply{status: 200, body: strings.Replace(text, `"@hole@"`, value, 1)})
				if decides && err == nil {
					t.Errorf("%.100s as %s is a success", value, path)
				}
			}
		})
	})
}

func TestAStatusThatStandsTwiceIsNoSuccess(t *testing.T) {
	failed := `{"code":10020,"description":"words"}`
	last := func(field string) func(string) string {
		return func(plain string) string { return plain[:len(plain)-1] + "," + field + "}" }
	}
	within := func(from, to string) func(string) string {
		return func(plain string) string { return strings.Replace(plain, from, to, 1) }
	}
	whole := map[string]func(string) string{
		"a failure before":      ahead(`"status":` + failed),
		"a failure behind":      last(`"status":` + failed),
		"nothing behind":        last(`"status":null`),
		"an empty one behind":   last(`"status":{}`),
		"the same again":        last(`"status":{"code":10000,"req_id":"r"}`),
		"a failing code before": within(`"code":10000`, `"code":10020,"code":10000`),
		"a failing code behind": within(`"code":10000`, `"code":10000,"code":10020`),
		"a code by its name":    within(`"code":10000`, `"code":"FAILURE","code":10000`),
	}
	eachOperation(t, true, func(t *testing.T, r *route.Route, plain string, call func(coreReply) error) {
		for _, name := range slices.Sorted(maps.Keys(whole)) {
			if err := call(coreReply{status: 200, body: whole[name](plain)}); !mayHaveApplied(r, err) {
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
			for _, item := range items(list) {
				item.(map[string]any)["status"] = "@hole@"
			}
		}
		marked := string(encoded(t, tree))
		for _, status := range []string{
			failed + `,"status":{"code":10000}`, `{"code":10000},"status":` + failed, `{"code":10020,"code":10000}`, `"FAILED"`, `[]`, `7`,
		} {
			body := strings.ReplaceAll(marked, `"@hole@"`, status)
			if err := call(coreReply{status: 200, body: body}); body != marked && !mayHaveApplied(r, err) {
				t.Errorf("an item with the status %s: %v", status, err)
			}
		}
	})
}

func TestWhatAFailureListsIsNotBelieved(t *testing.T) {
	c, _ := coreClient(t, func(_ int, r *coreRequest) coreReply {
		if r.op == clarifai.OpCollaboratorsAdd {
			return coreReply{status: 500, body: `{"status":{"code":98004},"collaborators":[{"id":"c1"}]}`}
		}
		return coreFine(`"collaborators":[{"id":"c1","user":{"id":"somebody-else"},"scopes":["All"]}]`)
	}, coreOnce)
	got, err := c.Collaborators.Add(t.Context(), "acme", "app", clarifai.AddCollaboratorRequest{Email: "ann@acme.example", Scopes: []string{"All"}})
	if !errors.Is(err, clarifai.ErrAmbiguous) {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestOfAListThatStandsTwiceTheLastCounts(t *testing.T) {
	for body, want := range map[string]string{
		`"teams":[{"id":"a"},{"id":"b"}],"teams":[{"id":"c"}]`: "c",
		`"teams":[{"id":"c"}],"teams":[{"id":"a"},{"id":"b"}]`: "a b",
		`"teams":[{"id":"a"}],"teams":[]`:                      "",
	} {
		c, _ := coreClient(t, coreScript(coreFine(body)))
		page, err := c.Teams.List(t.Context(), "acme", nil)
		if err != nil || strings.Join(coreTeamIDs(page.Items), " ") != want {
			t.Errorf("%s: %+v, %v", body, page, err)
		}
	}
	c, _ := coreClient(t, coreScript(coreFine(`"teams":[{"id":"a"}],"teams":null`)))
	if page, err := c.Teams.List(t.Context(), "acme", nil); err == nil {
		t.Errorf("a list that is taken back: %+v", page)
	}
}

func TestWhatAServerSaysAtLengthIsCutInErrorsAndLogs(t *testing.T) {
	long := strings.Repeat(`4111 1111 1111 1111 \u001b[31m\ud800\u202e`, 60)
	var log lockedBuffer
	eachOperation(t, true, func(t *testing.T, r *route.Route, _ string, call func(coreReply) error) {
		for _, status := range []int{200, 307, 403, 500} {
			for _, code := range []string{"10020", "10000", "10050", `"` + long + `"`} {
				if status == 200 && code == "10000" {
					continue
				}
				if err := call(coreReply{status: status, body: fmt.Sprintf(`{"status":{"code":%s,"description":"%s","details":"%s","req_id":"%s",`+
					`"redirect_info":{"url":"%s","resource_type":"%s","old_resource_id":"%s","new_resource_id":"%s"}}}`,
					code, long, long, long, long, long, long, long)}); err == nil {
					t.Errorf("HTTP %d with code %.20s is a success", status, code)
				}
			}
		}
	})
	c, _ := coreClient(t, coreScript(coreReply{status: 403, body: `{"status":{"code":"` + long + `","req_id":"` + long + `"}}`}),
		coreOnce, clarifai.WithLogger(slog.New(slog.NewJSONHandler(&log, &slog.HandlerOptions{Level: slog.LevelDebug}))))
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil || log.b.Len() > 2_000 {
		t.Errorf("%v, and a log of %d bytes", err, log.b.Len())
	}
	names := `{"id":"r","name":"` + long + `","type":1}`
	c, _ = coreClient(t, coreScript(coreFine(`"roles":[`+strings.Repeat(names+",", 20)+names+`]`)), coreOnce)
	if _, err := c.Roles.GetByName(t.Context(), "nobody", clarifai.RoleTypeOrg); err == nil || unsound(err) != "" {
		t.Error(unsound(err))
	}
}

func TestAMillionItemsAreReadWithinTheLimitAndRefusedBeyondIt(t *testing.T) {
	items := harness.Count(100_000, 1_000_000)
	page := func(item string) (coreReply, int) {
		const head, tail = "{" + coreOK + `,"teams":[`, `{"id":"x"}]}`
		size := len(head) + (items-1)*len(item) + len(tail)
		return coreReply{status: 200, reader: io.MultiReader(strings.NewReader(head),
			io.LimitReader(&again{text: strings.Repeat(item, 1000)}, int64((items-1)*len(item))), strings.NewReader(tail))}, size
	}
	for _, test := range []struct {
		item string
		over int // the limit; 0: of the default one
	}{{`{"id":"x"},`, 0}, {`{"id":"x"},`, 1}, {`{"id":"x","name":"` + strings.Repeat("n", 64<<20/items) + `"},`, 64 << 20}} {
		reply, size := page(test.item)
		if test.over > 1 {
			reply.length = int64(size)
		}
		c, _ := coreClient(t, coreScript(reply))
		if test.over == 1 {
			c, _ = coreClient(t, coreScript(reply), clarifai.WithMaxResponseBytes(int64(size-1)))
		}
		got, err := c.Teams.List(t.Context(), "acme", nil)
		switch {
		case test.over > 0:
			if coreIs(err) != "ErrTooLarge" {
				t.Errorf("%d bytes are too many: %v", size, err)
			}
		case err != nil || len(got.Items) != items || got.Items[items-1].ID != "x":
			t.Errorf("%d bytes: %v", size, err)
		}
	}
}

// again repeats a text for ever.
type again struct {
	text string
	at   int
}

func (a *again) Read(p []byte) (int, error) {
	n := copy(p, a.text[a.at:])
	a.at = (a.at + n) % len(a.text)
	return n, nil
}

func TestAServerThatLiesAboutSizesCostsLittleMemory(t *testing.T) {
	for name, raw := range map[string]string{
		"a length of 60 MiB":    "Content-Length: 62914560\r\n\r\n{}",
		"a chunk of 60 MiB":     "Transfer-Encoding: chunked\r\n\r\n3C00000\r\n{}",
		"a chunk of all":        "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\n{}",
		"a length of all":       "Content-Length: 9223372036854775807\r\n\r\n{}",
		"a length beyond":       "Content-Length: 9223372036854775808\r\n\r\n{}",
		"a negative length":     "Content-Length: -1\r\n\r\n{}",
		"a window of deflate":   "Content-Encoding: gzip\r\n\r\n\x1f\x8b\x08\x1c\x00\x00\x00\x00\x00\xff\xff\xff",
		"a long chunk's size":   "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("0", 20<<10) + "1\r\n{\r\n",
		"extensions of a chunk": "Transfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1;x="+strings.Repeat("y", 1000)+"\r\n \r\n", 1000),
		"a trailer of 2 MiB":    "Transfer-Encoding: chunked\r\nTrailer: X\r\n\r\n2\r\n{}\r\n0\r\n" + strings.Repeat("X: "+strings.Repeat("y", 1000)+"\r\n", 2000),
	} {
		c := rawServer(t, "HTTP/1.1 200 OK\r\n"+raw)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		runtime.ReadMemStats(&after)
		if is := coreIs(err); is != "ErrUnavailable" && is != "ErrTooLarge" || unsound(err) != "" {
			t.Errorf("%s: %q, %v", name, is, err)
		}
		if cost := after.TotalAlloc - before.TotalAlloc; cost > 4<<20 {
			t.Errorf("%s: %d bytes were allocated", name, cost)
		}
	}
}

func TestHeadersAreReadUpToAMegabyte(t *testing.T) {
	const ok = "HTTP/1.1 200 OK\r\n"
	answer := fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(coreTeam.body), coreTeam.body)
	hint := "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
	for name, test := range map[string]struct {
		raw string
		is  string
	}{
		"5,000 headers":         {ok + numbered(5_000) + answer, ""},
		"half a MiB of one":     {ok + "X: " + strings.Repeat("x", 1<<19) + "\r\n" + answer, ""},
		"1,000 hints":           {strings.Repeat(hint, 1_000) + ok + answer, ""},
		"100,000 headers":       {ok + numbered(100_000) + answer, "ErrUnavailable"},
		"2 MiB of one":          {ok + "X: " + strings.Repeat("x", 2<<20) + "\r\n" + answer, "ErrUnavailable"},
		"headers without end":   {ok + strings.Repeat("X: y\r\n", 1<<19), "ErrUnavailable"},
		"a header without end":  {ok + "X: " + strings.Repeat("x", 2<<20), "ErrUnavailable"},
		"a folded header":       {ok + "X: x\r\n" + strings.Repeat(" x\r\n", 1<<19) + answer, "ErrUnavailable"},
		"a reason without end":  {"HTTP/1.1 200 " + strings.Repeat("x", 2<<20), "ErrUnavailable"},
		"hints without end":     {strings.Repeat(hint, 50_000), "ErrUnavailable"},
		"it says to continue":   {strings.Repeat("HTTP/1.1 100 Continue\r\n\r\n", 1<<17), "ErrUnavailable"},
		"it switches protocols": {"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n" + coreTeam.body, ""},
		"more than its length":  {ok + answer + "HTTP/1.1 200 OK\r\n\r\ngarbage", ""},
		"less than its length":  {ok + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(coreTeam.body)+1, coreTeam.body), "ErrUnavailable"},
		"two kinds of length":   {ok + "Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n" + fmt.Sprintf("%x\r\n%s\r\n0\r\n\r\n", len(coreTeam.body), coreTeam.body), ""},
		"cut by its length":     {ok + fmt.Sprintf("Content-Length: %d\r\n\r\n%s", len(coreTeam.body)-1, coreTeam.body), "ErrUnavailable"},
	} {
		c := rawServer(t, test.raw)
		team, err := c.Teams.Get(t.Context(), "acme", "ml")
		switch {
		case name == "it switches protocols":
			if err == nil || unsound(err) != "" {
				t.Errorf("%s: %+v, %v", name, team, err)
			}
		case coreIs(err) != test.is || unsound(err) != "" || (err == nil) != (test.is == ""):
			t.Errorf("%s: %q, %v", name, coreIs(err), err)
		}
	}
}

func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "X-%d: y\r\n", i)
	}
	return b.String()
}

// A server that sends a byte a second never stalls, and never comes to an end.
func TestAnAnswerThatTricklesEndsWithItsTry(t *testing.T) {
	const limit = 30 * time.Second
	for what, answer := range map[string]string{
		"headers": "HTTP/1.1 200 OK\r\nX: " + strings.Repeat("y", 1000),
		"body":    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + strings.Repeat("1\r\n \r\n", 1000),
		"hints":   strings.Repeat("HTTP/1.1 103 Early Hints\r\n\r\n", 1000),
	} {
		coreBubble(t, what, func(t *testing.T) {
			var servers sync.WaitGroup
			defer servers.Wait()
			transport := &http.Transport{DialContext: func(context.Context, string, string) (net.Conn, error) {
				client, server := net.Pipe()
				servers.Go(func() { trickle(server, answer) })
				return client, nil
			}}
			defer transport.CloseIdleConnections()
			c, _ := coreClient(t, nil, clarifai.WithHTTPClient(&http.Client{Transport: transport, Timeout: limit}),
				clarifai.WithBaseURL("http://api.example.test"), clarifai.WithInsecureHTTP(), coreOnce)
			for _, r := range route.All() {
				began := time.Now()
				err := samples[clarifai.Operation(r.Op)](t.Context(), c)
				if !errors.Is(err, clarifai.ErrUnavailable) || unsound(err) != "" {
					t.Errorf("%s: %v", r.Op, err)
				}
				// What a write came to is read once, and sent once more.
				if took := time.Since(began); took < limit || took > 4*limit {
					t.Errorf("%s: it took %v", r.Op, took)
				}
			}
		})
	}
}

// trickle answers a request byte by byte, until nobody listens.
func trickle(conn net.Conn, answer string) {
	defer func() { _ = conn.Close() }()
	if r, err := http.ReadRequest(bufio.NewReader(conn)); err != nil {
		return
	} else if _, err := io.Copy(io.Discard, r.Body); err != nil {
		return
	}
	for i := range len(answer) {
		<-time.After(time.Second)
		if _, err := io.WriteString(conn, answer[i:i+1]); err != nil {
			return
		}
	}
}

func TestGzipIsUndoneOnceAndHeldToTheLimitInAllItsMembers(t *testing.T) {
	zipped := func(texts ...string) string {
		var b bytes.Buffer
		for _, text := range texts {
			z := gzip.NewWriter(&b)
			_, _ = io.WriteString(z, text)
			_ = z.Close()
		}
		return b.String()
	}
	var body string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	c, err := clarifai.NewClient(clarifai.WithPAT(corePAT), clarifai.WithBaseURL(server.URL), clarifai.WithInsecureHTTP(),
		clarifai.WithHTTPClient(server.Client()), clarifai.WithMaxResponseBytes(1<<20), coreOnce)
	if err != nil {
		t.Fatal(err)
	}
	plain, blanks := coreTeam.body, strings.Repeat(" ", 1<<18)
	for _, test := range []struct{ name, body, is, text string }{
		{"a member for each byte", zipped(strings.Split(plain, "")...), "", ""},
		{"100,000 empty members", strings.Repeat(zipped(""), 100_000) + zipped(plain), "", ""},
		{"members that are too much together", zipped(blanks, blanks, blanks, blanks, plain), "ErrTooLarge", ""},
		{"gzip in gzip", zipped(zipped(plain)), "", "not a JSON object"},
		{"a member that is cut", zipped(plain)[:40], "ErrUnavailable", ""},
		{"a sum that is wrong", zipped(plain)[:len(zipped(plain))-8] + "\x00\x00\x00\x00\x00\x00\x00\x00", "ErrUnavailable", ""},
		{"garbage behind", zipped(plain) + "garbage", "ErrUnavailable", ""},
	} {
		body = test.body
		_, err := c.Teams.Get(t.Context(), "acme", "ml")
		if coreIs(err) != test.is || unsound(err) != "" || (err == nil) != (test.is+test.text == "") || !strings.Contains(fmt.Sprint(err), test.text) {
			t.Errorf("%s: %q, %v", test.name, coreIs(err), err)
		}
	}
}
