package clarifai_test

import (
	"context"
	"net/http"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestWithHeader_IsCarriedByEveryRequestOfACall(t *testing.T) {
	invitation, admin := "", ""
	bubble(t, func(_ *testing.T, s *clarifaitest.Server) {
		invitation, admin = s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg)
	})
	header := clarifai.WithHeader("X-Trace", "7")
	calls := map[string]func(context.Context, *clarifai.Client) error{
		"a role that is looked up": func(ctx context.Context, c *clarifai.Client) error {
			return c.Members.UpdateRole(ctx, "acme", "ann", clarifai.RoleAdmin, header)
		},
		"a removal of which one is not there": func(ctx context.Context, c *clarifai.Client) error {
			_ = c.Teams.RemoveMembers(ctx, "acme", "ml", []string{"ben", "ann"}, header)
			return nil
		},
	}
	for op, call := range operations(invitation, admin) {
		calls[string(op)] = func(ctx context.Context, c *clarifai.Client) error {
			_, err := call(ctx, c, header)
			return err
		}
	}
	for name, call := range calls {
		outcomes := map[string][]func(*clarifaitest.Config){"answered": nil}
		if _, ok := operations(invitation, admin)[clarifai.Operation(name)]; ok {
			outcomes["lost"] = []func(*clarifaitest.Config){lost(clarifai.Operation(name))}
		}
		for outcome, options := range outcomes {
			bubble(t, func(t *testing.T, s *clarifaitest.Server) {
				sent := 0
				hc := *s.HTTPClient()
				next := hc.Transport
				hc.Transport = roundTripper(func(r *http.Request) (*http.Response, error) {
					sent++
					if got := r.Header.Get("X-Trace"); got != "7" {
						t.Errorf("%s, %s: %s %s has the header %q", name, outcome, r.Method, r.URL.Path, got)
					}
					return next.RoundTrip(r)
				})
				_ = call(t.Context(), s.Client(clarifai.WithHTTPClient(&hc))) // whatever becomes of it
				if sent == 0 {
					t.Errorf("%s, %s: nothing was sent", name, outcome)
				}
			}, options...)
		}
	}
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }
