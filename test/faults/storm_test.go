package faults_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

const stormWorkers = 8

// Eight workers use a server that fails a fifth of all requests and limits the
// rate. What the calls of each worker returned must agree with what the server
// has.
func TestStorm(t *testing.T) {
	for seed := range harness.Count(1, 5) {
		t.Run(fmt.Sprintf("seed %d", seed), func(t *testing.T) {
			opts := []func(*clarifaitest.Config){
				func(c *clarifaitest.Config) {
					c.Variants.Exists = clarifaitest.ExistsSilent // makes a second of everything that is sent twice
					c.RateLimit = clarifaitest.RateLimit{PerSecond: 100, Burst: 20}
				},
			}
			org := clarifaitest.Organization{ID: "storm", Owner: "owner"}
			for w := range stormWorkers {
				for i := range 4 {
					id := fmt.Sprintf("w%d-u%d", w, i)
					opts = append(opts, func(c *clarifaitest.Config) {
						c.Users = append(c.Users, clarifaitest.User{ID: id})
						c.Apps = append(c.Apps, clarifaitest.App{Owner: "storm", ID: fmt.Sprintf("w%d-a%d", w, i)})
					})
					org.Members = append(org.Members, clarifaitest.Member{UserID: id, Role: clarifai.MemberRoleUser})
				}
			}
			testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
				storm(t, s, uint64(seed))
			}, append(opts, func(c *clarifaitest.Config) { c.Organizations = append(c.Organizations, org) })...)
		})
	}
}

func storm(t *testing.T, s *clarifaitest.Server, seed uint64) {
	began := time.Now()
	weather := &weather{next: s.HTTPClient().Transport, seed: seed}
	client := s.Client(clarifai.WithHTTPClient(&http.Client{Transport: weather, Timeout: 10 * time.Second}))
	workers := make([]*worker, stormWorkers)
	var all sync.WaitGroup
	for i := range workers {
		w := &worker{
			t: t, s: s, c: client, prefix: fmt.Sprintf("w%d-", i), random: rand.New(rand.NewPCG(seed, uint64(i))),
			told: world{Teams: map[string]teamTold{}, Invited: map[string]int{}, Apps: map[string]string{}, Roles: map[string]clarifai.MemberRole{}},
		}
		w.told = w.truth()
		workers[i] = w
		all.Go(func() {
			for range harness.Count(1000, 20_000) / stormWorkers {
				w.step()
			}
		})
	}
	all.Wait()
	var sum outcomes
	for _, w := range workers {
		if diff := cmp.Diff(w.told, w.truth()); diff != "" {
			t.Errorf("worker %s: expected from its calls (-), the server has (+):\n%s", w.prefix, diff)
		}
		sum.done += w.did.done
		sum.ambiguous += w.did.ambiguous
		sum.failed += w.did.failed
	}
	if sum.done < sum.failed {
		t.Errorf("more than half of the operations failed: %+v", sum)
	}
	requests := s.Requests()
	limited := 0
	for _, r := range requests {
		if r.Status == http.StatusTooManyRequests {
			limited++
		}
	}
	if weather.failed.Load() == 0 || limited == 0 {
		t.Errorf("no storm: %d requests failed, %d were too many", weather.failed.Load(), limited)
	}
	t.Logf("seed %d: %d operations in %v of the server's time: %d done, %d ambiguous, %d failed; of %d requests %d were failed at random, %d drew a 429",
		seed, sum.done+sum.ambiguous+sum.failed, time.Since(began).Round(time.Second), sum.done, sum.ambiguous, sum.failed,
		weather.sent.Load(), weather.failed.Load(), limited)
}

// weather fails a fifth of all requests, before or after the server acts.
type weather struct {
	next         http.RoundTripper
	seed         uint64
	sent, failed atomic.Int64
}

var errStorm = errors.New("the storm took it")

func (w *weather) RoundTrip(r *http.Request) (*http.Response, error) {
	n := w.sent.Add(1)
	random := rand.New(rand.NewPCG(w.seed, uint64(n)))
	if random.IntN(5) != 0 {
		return w.next.RoundTrip(r)
	}
	w.failed.Add(1)
	if random.IntN(2) == 0 {
		if r.Body != nil {
			_ = r.Body.Close()
		}
		return w.spoiled(r, random)
	}
	response, err := w.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	if err != nil {
		return nil, err
	}
	if random.IntN(3) == 0 { // the connection ends within the body
		response.Body = io.NopCloser(io.MultiReader(bytes.NewReader(body[:len(body)/2]), broken{}))
		return response, nil
	}
	return w.spoiled(r, random)
}

// spoiled replaces the response of the server.
func (w *weather) spoiled(r *http.Request, random *rand.Rand) (*http.Response, error) {
	status := []int{0, 408, 500, 502, 503, 504}[random.IntN(6)]
	if status == 0 {
		return nil, errStorm
	}
	return &http.Response{
		StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, Header: http.Header{"Content-Type": {"text/html"}},
		Body: io.NopCloser(strings.NewReader("<html>the storm</html>")), Request: r,
	}, nil
}

type broken struct{}

func (broken) Read([]byte) (int, error) { return 0, io.ErrUnexpectedEOF }
