package clarifai_test

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/cookiejar"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// attacked is a client on a RoundTripper that a test plays.
func attacked(t *testing.T, hc *http.Client, opts ...clarifai.Option) *clarifai.Client {
	t.Helper()
	c, err := clarifai.NewClient(append([]clarifai.Option{
		clarifai.WithPAT("0123456789abcdef0123456789abcdef"), clarifai.WithBaseURL("https://api.example"), clarifai.WithHTTPClient(hc),
		clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Millisecond, MaxWait: time.Millisecond, VerifyTimeout: -1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestOfAnItemOfWhichAnAnswerSaysTwoThingsReadingDecidesWhateverItsPlace(t *testing.T) {
	const answer = `{"status":{"code":10010},"teams":[{"id":"a","name":"N","status":{"code":11006}},
		{"id":"a","name":"N","status":{"code":10000}},{"id":"b","name":"N","status":{"code":10000}}]}`
	for _, order := range [][]string{{"a", "b"}, {"b", "a"}} {
		c := attacked(t, &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
			if r.Method == http.MethodPost {
				return answering{200, http.Header{}, []byte(answer)}.RoundTrip(r)
			}
			return answering{500, http.Header{}, nil}.RoundTrip(r)
		})})
		teams, err := c.Teams.CreateBatch(t.Context(), "acme", []clarifai.CreateTeamRequest{{ID: order[0], Name: "N"}, {ID: order[1], Name: "N"}})
		at := slices.Index(order, "a")
		if teams[at] != nil || teams[1-at] == nil || !strings.Contains(fmt.Sprint(err), "says two things") {
			t.Errorf("%v: %v, %v", order, teams, err)
		}
	}
}

func TestARoundTripperThatEditsHeadersInPlaceChangesItsOwnTryOnly(t *testing.T) {
	var mu sync.Mutex
	agents := map[string]bool{}
	c := attacked(t, &http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		mu.Lock()
		defer mu.Unlock()
		for _, values := range r.Header {
			values[0] += "+"
		}
		agents[r.Header.Get("User-Agent")+r.Header.Get("Authorization")] = true
		return answering{503, http.Header{}, nil}.RoundTrip(r)
	})})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil {
				t.Error("no error")
			}
		})
	}
	all.Wait()
	if len(agents) != 1 {
		t.Errorf("%v", slices.Collect(maps.Keys(agents)))
	}
}

func TestNoErrorShowsAPartOfACredentialThatAServerPutsIntoAValue(t *testing.T) {
	const pat = "0123456789abcdef0123456789abcdef"
	for _, body := range []string{
		`{"status":{"code":["` + pat + `"]}}`, `{"status":{"code":10000},"team":{"id":"ml","created_at":"` + pat + `"}}`,
		`{"status":{"code":10000},"app_resource_counts":{"datasets":"bad number from key ` + pat + `"}}`,
		`{"status":{"code":10000},"at":"` + pat + `","number":"` + pat + `"}`, `{"status":{"code":"` + pat + `"}}`,
	} {
		c := attacked(t, &http.Client{Transport: answering{200, http.Header{}, []byte(body)}})
		_, teamErr := c.Teams.Get(t.Context(), "acme", "ml")
		_, countErr := c.Apps.GetResourceCounts(t.Context(), "acme", "app")
		var at struct {
			At time.Time `json:"at"`
		}
		var number struct {
			Number int `json:"number"`
		}
		atErr := c.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, &at)
		numberErr := c.Call(t.Context(), http.MethodGet, "/v2/x", nil, nil, &number)
		if noTime := strings.Contains(body, "created_at"); (teamErr == nil) != noTime { // a time that cannot be read is none
			t.Errorf("%s: %v", body, teamErr)
		}
		if text := fmt.Sprintf("%+v %+v %+v %+v", teamErr, countErr, atErr, numberErr); strings.Contains(text, pat[8:16]) {
			t.Errorf("%s: %s", body, text)
		}
	}
}

func TestARetryCarriesTheCookiesOfItsTimeOnly(t *testing.T) {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	var sent []string
	c := attacked(t, &http.Client{Jar: jar, Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
		sent = append(sent, r.Header.Get("Cookie"))
		status := http.StatusServiceUnavailable
		if len(sent) == 4 {
			status = http.StatusOK
		}
		cookie := fmt.Sprintf("lb=node%d; Path=/", len(sent))
		return answering{status, http.Header{"Set-Cookie": {cookie}}, []byte(`{"status":{"code":10000},"team":{"id":"ml"}}`)}.RoundTrip(r)
	})})
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil {
		t.Error(err)
	}
	if want := []string{"", "lb=node1", "lb=node2", "lb=node3"}; !slices.Equal(sent, want) {
		t.Errorf("%q, want %q", sent, want)
	}
}

func TestAResponsesHeadersThatARoundTripperKeepsAreNotChanged(t *testing.T) {
	kept := http.Header{"Location": {"https://elsewhere.example/"}}
	c := attacked(t, &http.Client{Transport: answering{302, kept, nil}})
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			var seen clarifai.Response
			_, err := c.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&seen))
			if err == nil || seen.Header.Get("Location") == "" {
				t.Errorf("%v, %v", err, seen.Header)
			}
		})
	}
	all.Wait()
	if kept.Get("Location") == "" {
		t.Error("it is gone")
	}
}
