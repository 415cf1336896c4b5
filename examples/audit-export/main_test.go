package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// TestMain makes the test binary the program itself where a test starts it as
// one: to be killed.
func TestMain(m *testing.M) {
	if os.Getenv("AUDIT_EXPORT_TEST_MAIN") != "" {
		main()
	}
	os.Exit(m.Run())
}

// began is when the logs of these tests begin: long ago, so that all is settled.
var began = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// server is one with an organization whose log has an entry every ten seconds
// for so long, two of which look alike each minute.
func server(t *testing.T, length time.Duration, change ...func(*clarifaitest.Config)) *clarifaitest.Server {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(clarifaitest.Config{
		Users: []clarifaitest.User{{ID: "olga"}, {ID: "ann"}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Members: []clarifaitest.Member{
			{UserID: "ann", Role: clarifai.MemberRoleUser}}}},
	}, change...))
	for at := time.Duration(0); at < length; at += 10 * time.Second {
		add(t, s, began.Add(at), "scheduled")
		if at%time.Minute == 0 {
			add(t, s, began.Add(at), "scheduled")
		}
	}
	return s
}

func add(t *testing.T, s *clarifaitest.Server, at time.Time, request string) {
	t.Helper()
	if err := s.AddAuditEntries("acme", clarifaitest.AuditEntry{
		Timestamp: at, UserID: "ann", Operation: clarifai.EventTeamMemberAdd, RequestID: request,
		Targets: []clarifaitest.AuditTarget{{TeamID: "ml"}, {UserID: "ben"}}, Details: []string{"one", "two"},
	}); err != nil {
		t.Fatal(err)
	}
}

func arguments(baseURL, dir string, length time.Duration, more ...string) []string {
	return append([]string{
		"-base-url", baseURL, "-org", "acme", "-dir", dir, "-window", "1m",
		"-from", stamp(began), "-to", stamp(began.Add(length)),
	}, more...)
}

type result struct {
	code           int
	stdout, stderr string
}

func export(ctx context.Context, t *testing.T, pat string, args ...string) result {
	t.Helper()
	var stdout, stderr bytes.Buffer
	env := func(key string) string { return map[string]string{"CLARIFAI_PAT": pat}[key] }
	code := run(ctx, args, env, &stdout, &stderr)
	return result{code, stdout.String(), stderr.String()}
}

func (r result) exits(t *testing.T, code int) result {
	t.Helper()
	if r.code != code {
		t.Fatalf("exit %d, want %d\n%s%s", r.code, code, r.stdout, r.stderr)
	}
	return r
}

// lines reads all files of a directory.
func lines(t *testing.T, dir string) (all []record) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		scanner := bufio.NewScanner(bytes.NewReader(data))
		for scanner.Scan() {
			var r record
			if err := json.Unmarshal(scanner.Bytes(), &r); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if late := strings.Contains(name, ".late-"); late != r.Late {
				t.Errorf("%s has a line that is late: %v", name, r.Late)
			}
			all = append(all, r)
		}
	}
	return all
}

// complete checks that the files have each entry of the log within the period
// exactly once, and no key twice.
func complete(t *testing.T, s *clarifaitest.Server, dir string, from, to time.Time) {
	t.Helper()
	balance := make(map[string]int)
	want := 0
	for _, e := range s.AuditLog("acme") {
		if !e.Timestamp.Before(from) && e.Timestamp.Before(to) {
			balance[stamp(e.Timestamp)+e.RequestID]++
			want++
		}
	}
	keys := make(map[string]bool)
	got := lines(t, dir)
	for _, r := range got {
		balance[stamp(r.Timestamp)+r.RequestID]--
		if keys[r.EventKey] {
			t.Errorf("the key %s is there twice", r.EventKey)
		}
		keys[r.EventKey] = true
	}
	for entry, n := range balance {
		if n != 0 {
			t.Errorf("%s is written %d times too few", entry, n)
		}
	}
	if want == 0 || len(got) != want {
		t.Errorf("%d lines of %d entries", len(got), want)
	}
}

func TestAPeriodIsWrittenEntryByEntryOnceWhateverTheBoundsMean(t *testing.T) {
	for _, bounds := range []clarifaitest.Bounds{
		clarifaitest.BoundsInclusive, clarifaitest.BoundsHalfOpen, clarifaitest.BoundsExclusive,
	} {
		s := server(t, 12*time.Minute, func(c *clarifaitest.Config) { c.Variants.AuditBounds = bounds })
		dir := t.TempDir()
		r := export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 10*time.Minute, "-per-page", "4")...).exits(t, exitOK)
		if !strings.Contains(r.stdout, "7 entries") || !strings.Contains(r.stdout, "behind") {
			t.Errorf("it says\n%s", r.stdout)
		}
		complete(t, s, dir, began, began.Add(10*time.Minute))
		for _, request := range s.Requests() {
			if request.Write {
				t.Errorf("it wrote: %s", request.Operation)
			}
		}
	}
}

func TestALineHasFlatKeysAndWhatTheEntrySays(t *testing.T) {
	s := server(t, time.Minute)
	dir := t.TempDir()
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, time.Minute)...).exits(t, exitOK)
	first := lines(t, dir)[0]
	if first.Operation != "ORGANIZATION_TEAM_MEMBER_ADD" || first.Group != "teams" || first.UserID != "ann" || !first.Success ||
		first.Targets != "team:ml user:ben" || first.TargetTeam != "ml" || first.TargetUser != "ben" || first.Details != "one; two" ||
		first.RequestID != "scheduled" || first.SourceIP != "127.0.0.1" || !first.Timestamp.Equal(began) {
		t.Errorf("it is %+v", first)
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*"))
	data, err := os.ReadFile(files[0])
	if err != nil {
		t.Fatal(err)
	}
	var flat map[string]any
	if err := json.NewDecoder(bytes.NewReader(data)).Decode(&flat); err != nil {
		t.Fatal(err)
	}
	for key, v := range flat {
		switch v.(type) {
		case map[string]any, []any:
			t.Errorf("%s is not flat: %v", key, v)
		}
	}
}

func TestWhatIsWrittenIsNotWrittenAgain(t *testing.T) {
	s := server(t, 10*time.Minute)
	dir := t.TempDir()
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 5*time.Minute)...).exits(t, exitOK)
	s.ResetRequests()
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 5*time.Minute)...).exits(t, exitOK)
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests for what is there", n)
	}
	r := export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 10*time.Minute)...).exits(t, exitOK)
	if !strings.Contains(r.stdout, "going on from 2026-03-01T00:05:00Z") {
		t.Errorf("it says\n%s", r.stdout)
	}
	complete(t, s, dir, began, began.Add(10*time.Minute))
}

func TestEntriesThatCameLateAreFoundByRecheckOnce(t *testing.T) {
	s := server(t, 5*time.Minute)
	dir := t.TempDir()
	age := time.Since(began) + time.Hour
	args := arguments(s.URL(), dir, 5*time.Minute, "-recheck", age.String())
	export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK)
	add(t, s, began.Add(time.Minute), "scheduled") // looks like two that are written
	add(t, s, began.Add(90*time.Second), "late")
	r := export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK)
	if !strings.Contains(r.stdout, "2 entries came late") {
		t.Errorf("it says\n%s", r.stdout)
	}
	complete(t, s, dir, began, began.Add(5*time.Minute))
	add(t, s, began.Add(2*time.Minute), "later")
	export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK)
	if r := export(t.Context(), t, s.PAT("olga"), args...).exits(t, exitOK); strings.Contains(r.stdout, "late") {
		t.Errorf("found again:\n%s", r.stdout)
	}
	complete(t, s, dir, began, began.Add(5*time.Minute))
	var late int
	for _, l := range lines(t, dir) {
		if l.Late {
			late++
		}
	}
	if late != 3 {
		t.Errorf("%d lines are marked late", late)
	}
}

func TestARefusalEndsItWithAnErrorAndWithoutAFile(t *testing.T) {
	s := server(t, 5*time.Minute)
	dir := t.TempDir()
	r := export(t.Context(), t, s.PAT("ann"), arguments(s.URL(), dir, 5*time.Minute, "-follow")...).exits(t, exitFailed)
	if !strings.Contains(r.stderr, "11007") || len(lines(t, dir)) > 0 {
		t.Errorf("it says %s", r.stderr)
	}
	if files, _ := os.ReadDir(dir); len(files) > 0 {
		t.Errorf("it leaves %v", files)
	}
}

func TestHalfAFileOfAStoppedRunIsClearedAway(t *testing.T) {
	s := server(t, 2*time.Minute)
	dir := t.TempDir()
	half := filepath.Join(dir, windowName(began, began.Add(time.Minute))+partial)
	if err := os.WriteFile(half, []byte(`{"event_key":"x`), 0o600); err != nil {
		t.Fatal(err)
	}
	export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, 2*time.Minute)...).exits(t, exitOK)
	if _, err := os.Stat(half); err == nil {
		t.Error("it is still there")
	}
	complete(t, s, dir, began, began.Add(2*time.Minute))
}

func TestAWindowThatDoesNotHoldStillIsNotWritten(t *testing.T) {
	for _, perPage := range []string{"1", "1000"} { // the server gives one entry a page, whatever is asked for
		unsettled(t, perPage)
	}
}

func unsettled(t *testing.T, perPage string) {
	t.Helper()
	s := server(t, time.Minute)
	n := 0
	s.Handle("POST /v2/users/acme/audit_log/searches", http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		n++
		if n%2 == 0 { // the page behind
			fmt.Fprint(w, `{"status":{"code":10000},"entries":[]}`)
			return
		}
		fmt.Fprintf(w, `{"status":{"code":10000},"entries":[{"timestamp":"2026-03-01T00:00:%02dZ","operation":107,"success":true}]}`, n)
	}))
	dir := t.TempDir()
	r := export(t.Context(), t, s.PAT("olga"), arguments(s.URL(), dir, time.Minute, "-per-page", perPage)...)
	if r.code != exitFailed || !strings.Contains(r.stderr, "did not hold still") || len(lines(t, dir)) > 0 {
		t.Errorf("exit %d:\n%s%s", r.code, r.stdout, r.stderr)
	}
}

func TestWrongUsageIsToldAndMakesNoRequest(t *testing.T) {
	s := server(t, time.Minute)
	dir := t.TempDir()
	now := stamp(time.Now())
	for name, args := range map[string][]string{
		"no organization":     {"-base-url", s.URL(), "-dir", dir, "-follow"},
		"no directory":        {"-base-url", s.URL(), "-org", "acme", "-follow"},
		"no end":              {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-from", now},
		"an end to come":      {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-from", stamp(began), "-to", now},
		"the wrong way round": {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-from", stamp(began), "-to", stamp(began.Add(-time.Hour))},
		"no beginning":        {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-to", stamp(began)},
		"no window":           {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-follow", "-window", "0s"},
		"no time":             {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "-from", "yesterday"},
		"a word":              {"-base-url", s.URL(), "-org", "acme", "-dir", dir, "now"},
		"demo and server":     {"-demo", "-base-url", s.URL()},
	} {
		if r := export(t.Context(), t, s.PAT("olga"), args...); r.code != exitUsage || r.stderr == "" {
			t.Errorf("%s: exit %d, %s", name, r.code, r.stderr)
		}
	}
	if r := export(t.Context(), t, "", "-org", "acme", "-dir", dir, "-follow"); r.code != exitUsage || !strings.Contains(r.stderr, "CLARIFAI_PAT") {
		t.Errorf("without a credential: exit %d, %s", r.code, r.stderr)
	}
	if n := len(s.Requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}
