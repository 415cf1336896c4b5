package roster_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// moving returns a server and a company whose plan has steps of every kind that changes
// an organization, and invitations for more than one request.
func moving() (clarifaitest.Config, roster.Company) {
	config := clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga", Email: "olga@acme.test"}}}
	org := clarifaitest.Organization{ID: "acme", Name: "Acme", BillingEmail: "bills@acme.test", Owner: "olga"}
	company := roster.Company{ID: "acme", Name: "Acme Inc", BillingEmail: "money@acme.test"}
	company.People = append(company.People, roster.Person{Email: "olga@acme.test", Role: clarifai.MemberRoleAdmin})
	for i := range 3 {
		id := fmt.Sprintf("app%d", i)
		config.Apps = append(config.Apps, clarifaitest.App{Owner: "acme", ID: id})
		company.Teams = append(company.Teams, roster.Team{
			ID: fmt.Sprintf("new%d", i), Name: fmt.Sprintf("New %d", i), DefaultRole: clarifai.TeamRoleModelTrainer, Apps: []roster.App{{ID: id}},
		})
		team := clarifaitest.Team{
			ID: fmt.Sprintf("old%d", i), Name: fmt.Sprintf("Old %d", i), DefaultRole: clarifai.TeamRoleFullAccess,
			Apps: []clarifaitest.TeamApp{{AppID: id, Role: clarifai.TeamRoleFullAccess}},
		}
		for n := range 5 {
			team.Members = append(team.Members, fmt.Sprintf("user%d", 5*i+n))
		}
		org.Teams = append(org.Teams, team)
	}
	// Team old0 goes. Team old1 gets a name and another role in its app. Team old2
	// loses its app and its default role.
	company.Teams = append(company.Teams,
		roster.Team{ID: "old1", Name: "Older", DefaultRole: clarifai.TeamRoleFullAccess, Apps: []roster.App{{ID: "app1", Role: clarifai.TeamRoleLabelerLead}}},
		roster.Team{ID: "old2", Name: "Old 2"})
	for i := range 15 {
		p := roster.Person{Email: fmt.Sprintf("user%d@acme.test", i), Role: clarifai.MemberRoleTeamContributor}
		config.Users = append(config.Users, clarifaitest.User{ID: fmt.Sprintf("user%d", i), Email: p.Email})
		org.Members = append(org.Members, clarifaitest.Member{UserID: fmt.Sprintf("user%d", i), Role: p.Role})
		switch i % 5 {
		case 0: // leaves
			continue
		case 1: // moves to a new team
			p.Teams = []string{"new0"}
		case 2: // becomes an Admin
			p.Role = clarifai.MemberRoleAdmin
			fallthrough
		default:
			if i >= 5 {
				p.Teams = []string{fmt.Sprintf("old%d", i/5)}
			}
		}
		company.People = append(company.People, p)
	}
	for i := range 150 {
		p := roster.Person{Email: fmt.Sprintf("guest%d@acme.test", i), Role: clarifai.MemberRoleUser, Teams: []string{"new1"}}
		company.People = append(company.People, p)
		if i%30 == 0 { // somebody who joins at once
			config.Users = append(config.Users, clarifaitest.User{ID: fmt.Sprintf("guest%d", i), Email: p.Email, AcceptsAtOnce: true})
		}
	}
	for i := range 3 {
		org.Invitations = append(org.Invitations, clarifaitest.Invitation{
			Email: fmt.Sprintf("gone%d@acme.test", i), Role: clarifai.MemberRoleUser, Status: clarifai.InvitationPending,
		})
	}
	config.Organizations = []clarifaitest.Organization{org}
	return config, company
}

// planAndApplyUntilKilled is the program of a process that keeps an organization. It
// plans once, and applies that plan as often as it is started.
func planAndApplyUntilKilled() {
	signal.Ignore() // so that a file that is too large is an error
	if err := planAndApply(os.Getenv("ROSTER_TEST_URL"), os.Getenv("ROSTER_TEST_PAT"), os.Getenv("ROSTER_TEST_DIRECTORY")); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func planAndApply(baseURL, pat, dir string) error {
	client, err := clarifai.NewClient(clarifai.WithPAT(pat), clarifai.WithBaseURL(baseURL), clarifai.WithInsecureHTTP())
	if err != nil {
		return err
	}
	defer client.Close()
	ctx := context.Background()
	plan := filepath.Join(dir, "plan.json")
	if _, err := os.Stat(plan); errors.Is(err, fs.ErrNotExist) {
		if err := storePlan(ctx, client, plan); err != nil {
			return err
		}
	}
	file, err := os.Open(plan)
	if err != nil {
		return err
	}
	p, err := roster.DecodeProposal(file)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	journal, err := roster.OpenJournal(filepath.Join(dir, "journal.jsonl"))
	if err != nil {
		return err
	}
	_, err = roster.Apply(ctx, client, p, &roster.ApplyOptions{Journal: journal, VerifyTimeout: 100 * time.Millisecond})
	return errors.Join(err, journal.Close())
}

// storePlan makes a plan and puts it into its place when it is whole.
func storePlan(ctx context.Context, client *clarifai.Client, path string) error {
	_, company := moving()
	options := roster.Options{UpdateRoles: true, UpdateNames: true, AllowAdmin: true, Limits: make(map[roster.Kind]roster.Limit)}
	for _, kind := range roster.RemovalKinds() {
		options.Limits[kind] = roster.Limit{Max: 1000, Share: 1}
	}
	p, err := roster.Plan(ctx, client, company, options)
	if err != nil {
		return err
	}
	data, err := json.Marshal(p)
	if err != nil {
		return err
	}
	return errors.Join(os.WriteFile(path+".new", data, 0o600), os.Rename(path+".new", path))
}

// killer is a front of a server that kills the process that makes the requests.
type killer struct {
	mu      sync.Mutex
	process *os.Process
	left    int  // requests until it is killed
	handled bool // after the server has handled the last one
	proxy   http.Handler
}

func (k *killer) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	k.mu.Lock()
	k.left--
	kill, handled := k.left == 0, k.handled
	k.mu.Unlock()
	if kill && !handled {
		k.kill()
		return
	}
	if kill { // the response is written when nobody reads it any more
		response := httptest.NewRecorder()
		k.proxy.ServeHTTP(response, r)
		k.kill()
		return
	}
	k.proxy.ServeHTTP(w, r)
}

func (k *killer) kill() {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = k.process.Kill()
}

// run starts a process, and reports whether it was killed at one of the next requests.
func (k *killer) run(t *testing.T, left int, handled bool, env ...string) (wasKilled bool) {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), env...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	k.mu.Lock()
	k.left, k.handled = left, handled
	err := cmd.Start()
	k.process = cmd.Process
	k.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if stderr.Len() > 0 {
		t.Errorf("it ended: %s", &stderr)
	}
	return err != nil
}

// fixtureOf returns what asserts about a server need.
func fixtureOf(t *testing.T, s *clarifaitest.Server) *fixture { return &fixture{T: t, server: s} }

// TestApply_KilledProcesses has processes plan and apply that are killed at random
// requests. The last one goes on to the end.
func TestApply_KilledProcesses(t *testing.T) {
	config, _ := moving()
	undisturbed := clarifaitest.NewServer(t, config)
	if err := planAndApply(undisturbed.URL(), undisturbed.PAT("olga"), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	want := fixtureOf(t, undisturbed).state()
	requests := len(undisturbed.Requests())

	random := rand.New(rand.NewPCG(7, 11))
	for kills := 0; kills < harness.Count(4, 20); {
		s := clarifaitest.NewServer(t, config)
		target, err := url.Parse(s.URL())
		if err != nil {
			t.Fatal(err)
		}
		k := &killer{proxy: httputil.NewSingleHostReverseProxy(target)}
		front := httptest.NewServer(k)
		t.Cleanup(front.Close)
		dir := t.TempDir()
		env := []string{"ROSTER_TEST_URL=" + front.URL, "ROSTER_TEST_PAT=" + s.PAT("olga"), "ROSTER_TEST_DIRECTORY=" + dir}
		for range 4 {
			if !k.run(t, 1+random.IntN(requests), random.IntN(2) == 0, env...) {
				break
			}
			kills++
			wantJournalRight(t, s, dir)
		}
		if k.run(t, 0, false, env...) {
			t.Fatal("it was killed by somebody else")
		}
		if diff := cmp.Diff(want, fixtureOf(t, s).state()); diff != "" {
			t.Errorf("-undisturbed +now:\n%s", diff)
		}
		if n := len(s.Invitations("acme")); n != 153 {
			t.Errorf("%d invitations", n)
		}
		for _, entry := range wantJournalRight(t, s, dir) {
			if entry.Event != roster.Done {
				t.Errorf("at the end: %+v", entry)
			}
		}
	}
}

// wantJournalRight asserts that what the journal says of invitations is true, and
// returns what it says of all steps.
func wantJournalRight(t *testing.T, s *clarifaitest.Server, dir string) []roster.JournalEntry {
	t.Helper()
	path := filepath.Join(dir, "journal.jsonl")
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil // killed before it was there
	}
	journal := openJournal(t, path)
	if err := journal.Close(); err != nil {
		t.Fatal(err)
	}
	said := make(map[string]roster.Status)
	for _, entry := range journal.Earlier() {
		if text, ok := strings.CutPrefix(entry.Text, "invite "); ok {
			address, _, _ := strings.Cut(text, ",")
			said[address] = entry.Event
		}
	}
	var invited []string
	for _, i := range s.Invitations("acme") {
		if !strings.HasPrefix(i.Email, "gone") {
			invited = append(invited, i.Email)
		}
	}
	for _, address := range invited {
		if event := said[address]; event != roster.Done && event != roster.Sending {
			t.Errorf("%s is invited, and the journal says %q", address, event)
		}
	}
	for address, event := range said {
		if event == roster.Done && !slices.Contains(invited, address) {
			t.Errorf("%s is not invited, and the journal says %q", address, event)
		}
	}
	return journal.Earlier()
}

// TestJournal_FullDisk has processes that cannot write more than a part of the journal,
// which then ends anywhere in a line. They send nothing more, and the next one goes on.
func TestJournal_FullDisk(t *testing.T) {
	shell, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	config, _ := moving()
	undisturbed := clarifaitest.NewServer(t, config)
	whole := t.TempDir()
	if err := planAndApply(undisturbed.URL(), undisturbed.PAT("olga"), whole); err != nil {
		t.Fatal(err)
	}
	want := fixtureOf(t, undisturbed).state()
	blocks := len(readFile(t, filepath.Join(whole, "journal.jsonl"))) / 1024 // so many KiB fit without an error
	for _, room := range []int{0, 1, blocks / 3, blocks * 3 / 4} {
		t.Run(fmt.Sprintf("room for %d of %d blocks", room, blocks), func(t *testing.T) {
			s := clarifaitest.NewServer(t, config)
			client := s.Client()
			defer client.Close()
			dir := t.TempDir()
			if err := storePlan(t.Context(), client, filepath.Join(dir, "plan.json")); err != nil {
				t.Fatal(err)
			}
			cmd := exec.Command(shell, "-c", fmt.Sprintf(`ulimit -f %d && exec "$0"`, room), os.Args[0])
			cmd.Env = append(os.Environ(), "ROSTER_TEST_URL="+s.URL(), "ROSTER_TEST_PAT="+s.PAT("olga"), "ROSTER_TEST_DIRECTORY="+dir)
			out, err := cmd.CombinedOutput()
			if err != nil || !strings.Contains(string(out), "writing the journal") {
				t.Fatalf("it ends with %v: %s", err, out)
			}
			wantJournalRight(t, s, dir)
			if err := planAndApply(s.URL(), s.PAT("olga"), dir); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, fixtureOf(t, s).state()); diff != "" {
				t.Errorf("-undisturbed +now:\n%s", diff)
			}
		})
	}
}
