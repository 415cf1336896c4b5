package emulator

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

func TestLag_KeepsOnlyVisibleVersions(t *testing.T) {
	config := company()
	config.Variants.Lag = time.Nanosecond
	h := start(t, config)
	for n := range 50 {
		h.ok("POST", "/v2/organizations/acme/teams", fmt.Sprintf(`{"teams":[{"id":"t%d","name":"T"}]}`, n))
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if n := len(h.versions); n > 3 {
		t.Errorf("%d states are kept", n)
	}
}

func TestLag_SearchesAreReads(t *testing.T) {
	h := start(t, company())
	h.ok("POST", "/v2/users/acme/apps/searches", `{}`)
	h.ok("POST", searches, `{}`)
	h.ok("POST", "/v2/users/me/validate_password", `{"password":{"plaintext":"x"}}`)
	h.do("OPTIONS", "/v2/roles", "")
	for _, r := range h.Requests() {
		if r.Write {
			t.Errorf("%s %s is a write", r.Method, r.Path)
		}
	}
}

func TestLag_ReadsShowWritesLate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := company()
		config.Variants.Lag = 2 * time.Second
		h := start(t, config)
		const teams = "/v2/organizations/acme/teams"
		count := func() int { return len(h.get(teams).list("teams")) }
		h.ok("POST", teams, `{"teams":[{"id":"a"}]}`)
		<-time.After(time.Second)
		h.ok("POST", teams, `{"teams":[{"id":"b"}]}`)
		h.expect(409, 40010, "POST", teams, `{"teams":[{"id":"a"}]}`) // writes know the truth
		equal(t, "after 1 s", count(), 0)
		equal(t, "true state", len(h.org("acme").Teams), 2)
		<-time.After(time.Second)
		equal(t, "after 2 s", count(), 1)
		h.expect(404, 11101, "GET", teams+"/b", "")
		<-time.After(time.Second)
		equal(t, "after 3 s", count(), 2)
	})
}

func TestServer_UnknownPathVariants(t *testing.T) {
	for name, want := range map[string]struct {
		variant     UnknownPath
		status      int
		contentType string
		code        any
	}{
		"text":            {UnknownPathText, 404, "text/plain; charset=utf-8", nil},
		"envelope":        {UnknownPathEnvelope, 404, "application/json", 11101.},
		"HTML":            {UnknownPathHTML, 404, "text/html; charset=utf-8", nil},
		"not implemented": {UnknownPathNotImplemented, 501, "application/json", 10040.},
	} {
		t.Run(name, func(t *testing.T) {
			config := company()
			config.Variants.UnknownPath = want.variant
			h := start(t, config)
			for _, path := range []string{"/v2/organisations", "/v2/organizations/", "/v2/organizations/acme/teams/a/b/c", "/", "/v3/roles"} {
				a := h.do("GET", path, "")
				if a.status != want.status || a.code() != want.code || a.header.Get("Content-Type") != want.contentType {
					t.Errorf("%s: HTTP %d, code %v, %s", path, a.status, a.code(), a.header.Get("Content-Type"))
				}
			}
		})
	}
}

func TestServer_WrongMethod(t *testing.T) {
	h := start(t, company())
	a := h.expect(405, 11103, "PUT", "/v2/organizations/acme/teams", `{}`)
	equal(t, "Allow", a.header.Get("Allow"), "DELETE, GET, PATCH, POST")
	h.expect(405, 11103, "POST", "/v2/roles", `{}`)
}

func TestServer_NotImplemented(t *testing.T) {
	h := start(t, company())
	a := h.expect(501, 10040, "GET", "/v2/status_codes", "")
	if !strings.Contains(a.raw, "Handle") {
		t.Errorf("no word of Handle: %s", a.raw)
	}
}

func TestServer_HandleTakesPrecedence(t *testing.T) {
	h := start(t, company())
	h.Handle("GET /v2/organizations/{id}", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusTeapot)
		w.Write([]byte(r.PathValue("id")))
	}))
	a := h.do("GET", "/v2/organizations/acme", "")
	equal(t, "status", a.status, http.StatusTeapot)
	equal(t, "body", a.raw, "acme")
	h.get("/v2/organizations/acme/members") // others stay
	got := h.Requests()
	equal(t, "noted status", got[0].Status, http.StatusTeapot)
	equal(t, "route", got[0].Route, "/v2/organizations/{user_app_id.user_id}")
}

func TestServer_HandleCanStream(t *testing.T) {
	h := start(t, company())
	h.Handle("/stream", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Write([]byte("one "))
		w.(http.Flusher).Flush()
		if err := http.NewResponseController(w).SetWriteDeadline(time.Time{}); err != nil {
			t.Error(err)
		}
		w.Write([]byte("two"))
	}))
	equal(t, "body", h.do("GET", "/stream", "").raw, "one two")
	equal(t, "noted status", h.Requests()[0].Status, 200)
}

func TestServer_EveryRouteAnswersAnEmptyRequest(t *testing.T) {
	config := company()
	config.Tokens = []Token{{UserID: "owner", Secret: "of-an-app", Apps: []AppRef{{"acme", "vision"}}}}
	h := start(t, config)
	pat, _, _ := h.Credentials("owner")
	for _, b := range bindings() {
		if operationOf(b.RPC) == nil {
			continue
		}
		for _, id := range []string{"me", "acme", "vision"} {
			path := b.Path
			for _, name := range contract.Placeholders(b.Path) {
				path = strings.Replace(path, "{"+name+"}", id, 1)
			}
			body := ""
			if b.Body == "*" {
				body = "{}"
			}
			for _, secret := range []string{pat, "of-an-app"} {
				a := h.do(b.Method, path, body, "Authorization", "Key "+secret)
				if a.status >= 500 || a.code() == nil {
					t.Errorf("%s %s: HTTP %d %s", b.Method, path, a.status, a.raw)
				}
				if b.Method == "DELETE" || b.Method == "PATCH" { // what is gone is there again for the next
					h = start(t, config)
				}
			}
		}
	}
}

func TestServer_Latency(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		config := company()
		config.Latency = 300 * time.Millisecond
		h := start(t, config)
		began := time.Now()
		h.get("/v2/roles")
		h.get("/v2/roles")
		equal(t, "took", time.Since(began), 600*time.Millisecond)

		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, err := h.HTTPClient().Do(h.request("POST", "/v2/organizations/acme/teams", newTeam).WithContext(ctx))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("error %v", err)
		}
		<-time.After(time.Second)
		equal(t, "a request that was given up", len(h.org("acme").Teams), 0)
	})
}

func TestServer_ConcurrentWrites(t *testing.T) {
	for _, inMemory := range []bool{true, false} {
		config := company()
		config.InMemory = inMemory
		h := start(t, config)
		var all sync.WaitGroup
		var mu sync.Mutex
		made := 0
		for i := range 40 {
			all.Go(func() {
				resp, err := h.HTTPClient().Do(h.request("POST", "/v2/organizations/acme/teams", fmt.Sprintf(`{"teams":[{"id":"t%d"}]}`, i%10)))
				if err != nil {
					t.Error(err)
					return
				}
				defer resp.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				if resp.StatusCode == http.StatusOK {
					made++
				}
			})
		}
		all.Wait()
		equal(t, "made", made, 10)
		equal(t, "teams", len(h.org("acme").Teams), 10)
		equal(t, "requests", len(h.Requests()), 40)
	}
}
