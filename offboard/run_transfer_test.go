package offboard_test

import (
	"errors"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

func TestRun_Transfer(t *testing.T) {
	draft := clarifai.AppIdentity{UserID: "ann", AppID: "draft"}
	// The server lets only ann transfer the app. Somebody whom Clarifai lets do it as
	// well looks like this.
	allow := func(f *fixture) {
		inner := f.server.HTTPClient().Transport
		f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: testkit.RoundTripFunc(func(r *http.Request) (*http.Response, error) {
			if op, _ := clarifai.OperationFromContext(r.Context()); op == clarifai.OpAppsTransfer {
				r = r.Clone(r.Context())
				r.Header.Set("Authorization", "Key "+f.server.PAT("ann"))
			}
			return inner.RoundTrip(r)
		})}))
		f.Cleanup(f.client.Close)
		f.options.Transfer = []clarifai.AppIdentity{draft}
	}
	contributor := func(c *clarifaitest.Config) { c.Organizations[0].Members[0].Role = clarifai.MemberRoleContributor }
	t.Run("before the membership ends", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			allow(f)
			p := f.plan("ann")
			e := f.run(p)
			f.wantLines(resultLines(e)[:2], "done transfer app draft ann", "done end collaboration shelf ann")
			f.wantLines(leftLines(e.Left))
			if _, ok := f.server.App("acme", "draft"); !ok {
				f.Error("the organization does not have the app")
			}
			f.wantLines(resultLines(f.run(p))[:1], "skipped transfer app draft ann")
		}, contributor)
	})
	t.Run("a response that is lost is looked up", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			allow(f)
			e := f.run(f.plan("ann"))
			f.wantLines(resultLines(e)[:1], "done transfer app draft ann")
			f.wantLines(leftLines(e.Left))
		}, contributor, func(c *clarifaitest.Config) {
			c.Faults = append(c.Faults, clarifaitest.Fault{Operation: clarifai.OpAppsTransfer, Acts: true, Kind: clarifaitest.FaultDrop})
		})
	})
	t.Run("an app that is gone is a failure", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			allow(f)
			p := f.plan("ann")
			ann := f.server.Client(clarifai.WithPAT(f.server.PAT("ann")))
			f.Cleanup(ann.Close)
			if err := ann.Apps.Delete(f.Context(), "ann", "draft"); err != nil {
				f.Fatal(err)
			}
			if _, err := offboard.Run(f.Context(), f.client, p, nil); !errors.Is(err, clarifai.ErrNotFound) {
				f.Error(err)
			}
		})
	})
	t.Run("who may not transfer an app leaves it to the person, and the rest goes on", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Transfer = []clarifai.AppIdentity{draft}
			e, err := offboard.Run(f.Context(), f.client, f.plan("ann"), nil)
			if !errors.Is(err, clarifai.ErrForbidden) {
				f.Error(err)
			}
			f.wantLines(resultLines(e)[:2], "failed transfer app draft ann", "done end collaboration shelf ann")
			f.wantLines(leftLines(e.Left), "own app ann/draft of Ann Arbor <ann>")
			f.wantGone()
		})
	})
}
