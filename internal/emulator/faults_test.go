package emulator

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

const newTeam = `{"teams":[{"id":"a"}]}`

// spoiled posts a team to a server with a fault, and gives what comes of it.
func spoiled(t *testing.T, f Fault) (h *harness, resp *http.Response, body string, err error) {
	t.Helper()
	h = start(t, company())
	f.Operation = clarifai.OpTeamsCreate
	if err := h.Inject(f); err != nil {
		t.Fatal(err)
	}
	resp, err = h.HTTPClient().Do(h.request("POST", "/v2/organizations/acme/teams", newTeam))
	if err != nil {
		return h, nil, "", err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return h, resp, string(raw), err
}

func TestFaults_Drop(t *testing.T) {
	for _, acts := range []bool{false, true} {
		h, _, _, err := spoiled(t, Fault{Kind: FaultDrop, Acts: acts})
		if err == nil {
			t.Fatal("there was a response")
		}
		equal(t, "acted", len(h.org("acme").Teams) == 1, acts)
		equal(t, "status", h.Requests()[0].Status, 0)
		if !acts {
			h.ok("POST", "/v2/organizations/acme/teams", newTeam) // the fault is used up
		}
	}
}

func TestFaults_Responses(t *testing.T) {
	for name, c := range map[string]struct {
		fault       Fault
		status      int
		contentType string
		body        string // contained
		header      string
		value       string
	}{
		"status":              {Fault{Kind: FaultStatus}, 500, "text/plain; charset=utf-8", "Internal Server Error", "Retry-After", ""},
		"status, retry after": {Fault{Kind: FaultStatus, Status: 503, RetryAfter: "7"}, 503, "text/plain; charset=utf-8", "Service", "Retry-After", "7"},
		"envelope":            {Fault{Kind: FaultStatus, Status: 400, Code: 10020, RetryAfter: "1"}, 400, "application/json", `"code":10020,`, "Retry-After", "1"},
		"200 with a failure":  {Fault{Kind: FaultStatus, Status: 200, Code: 10020}, 200, "application/json", `"teams":[]`, "", ""},
		"throttled":           {Fault{Kind: FaultStatus, Status: 429, Code: 11005}, 429, "application/json", `"code":"CONN_THROTTLED"`, "", ""},
		"unheard-of code":     {Fault{Kind: FaultStatus, Status: 207, Code: 99999}, 207, "application/json", `"code":99999`, "", ""},
		"no content":          {Fault{Kind: FaultStatus, Status: 204}, 204, "text/plain; charset=utf-8", "", "", ""},
		"HTML":                {Fault{Kind: FaultHTML, RetryAfter: "2"}, 502, "text/html; charset=utf-8", "<html>", "Retry-After", "2"},
		"empty":               {Fault{Kind: FaultEmpty}, 200, "application/json", "", "Content-Length", "0"},
		"redirect":            {Fault{Kind: FaultRedirect, Status: 308, Location: "https://x.test/v2"}, 308, "application/json", `"redirect_info":{"url":"https://x.test/v2"}`, "Location", "https://x.test/v2"},
		"truncated":           {Fault{Kind: FaultTruncated}, 200, "application/json", `{"status":{"code":10000`, "", ""},
		"content type":        {Fault{Kind: FaultContentType, ContentType: "text/html"}, 200, "text/html", `"teams":[{`, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			for _, acts := range []bool{false, true} {
				c.fault.Acts = acts
				s := c.fault
				h := start(t, company())
				h.HTTPClient().CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
				s.Operation = clarifai.OpTeamsCreate
				if err := h.Inject(s); err != nil {
					t.Fatal(err)
				}
				a := h.do("POST", "/v2/organizations/acme/teams", newTeam)
				if a.status != c.status || a.header.Get("Content-Type") != c.contentType || !strings.Contains(a.raw, c.body) {
					t.Errorf("HTTP %d %s\n%s", a.status, a.header.Get("Content-Type"), a.raw)
				}
				if got := a.header.Get(c.header); got != c.value {
					t.Errorf("%s: %q", c.header, got)
				}
				own := s.Kind == FaultTruncated || s.Kind == FaultContentType
				equal(t, "acted", len(h.org("acme").Teams) == 1, acts || own)
				equal(t, "recorded", h.Requests()[0].Status, c.status)
			}
		})
	}
}

func TestFaults_Cut(t *testing.T) {
	h, resp, body, err := spoiled(t, Fault{Kind: FaultCut})
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Fatalf("error %v", err)
	}
	if int64(len(body)) >= resp.ContentLength || body == "" {
		t.Errorf("%d of %d bytes", len(body), resp.ContentLength)
	}
	equal(t, "acted", len(h.org("acme").Teams), 1)
}

func TestFaults_Large(t *testing.T) {
	for _, size := range []int64{1 << 20, 100} {
		h, resp, body, err := spoiled(t, Fault{Kind: FaultLarge, Size: size})
		if err != nil {
			t.Fatal(err)
		}
		equal(t, "status", resp.StatusCode, 200)
		if int64(len(body)) < size || int64(len(body)) > size+200 {
			t.Errorf("%d bytes, asked for %d", len(body), size)
		}
		equal(t, "acted", len(h.org("acme").Teams), 0)
	}
}

func TestFaults_Slow(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		began := time.Now()
		_, _, body, err := spoiled(t, Fault{Kind: FaultSlow, Stall: time.Minute})
		if err != nil || !strings.HasSuffix(body, "}") {
			t.Fatalf("%v: %s", err, body)
		}
		equal(t, "took", time.Since(began), time.Minute)
	})
}

func TestFaults_SlowEndsWithClientOrServer(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := start(t, company())
		if err := h.Inject(Fault{Kind: FaultSlow, Count: -1}); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
		defer cancel()
		for _, r := range []*http.Request{h.request("GET", "/v2/roles", "").WithContext(ctx), h.request("GET", "/v2/roles", "")} {
			resp, err := h.HTTPClient().Do(r)
			if err != nil {
				t.Fatal(err)
			}
			if r.Context() != ctx {
				time.AfterFunc(time.Hour, h.Close)
			}
			if _, err := io.ReadAll(resp.Body); err == nil {
				t.Error("the body came whole")
			}
			resp.Body.Close()
		}
	})
}

func TestFaults_SkipAndCount(t *testing.T) {
	h := start(t, company())
	if err := h.Inject(
		Fault{Operation: clarifai.OpTeamsList, Skip: 1, Count: 2, Kind: FaultStatus},
		Fault{Count: -1, Kind: FaultStatus, Status: 502},
	); err != nil {
		t.Fatal(err)
	}
	var got []int
	for range 5 {
		got = append(got, h.do("GET", "/v2/organizations/acme/teams", "").status)
	}
	equal(t, "statuses", got, []int{502, 500, 500, 502, 502})
	equal(t, "of everything", h.do("GET", "/nowhere", "").status, 502)
}

func TestFaults_SpoilOwnHandlers(t *testing.T) {
	h := start(t, company())
	acted := 0
	h.Handle("/own", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		acted++
		fmt.Fprint(w, "0123456789")
	}))
	if err := h.Inject(Fault{Kind: FaultTruncated}, Fault{Kind: FaultHTML}); err != nil {
		t.Fatal(err)
	}
	equal(t, "truncated", h.do("GET", "/own", "").raw, "01234")
	equal(t, "HTML", h.do("GET", "/own", "").status, 502)
	equal(t, "acted", acted, 1)
	equal(t, "then as it is", h.do("GET", "/own", "").raw, "0123456789")
}
