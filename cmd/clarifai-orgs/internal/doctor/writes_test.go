package doctor

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

func TestTryWrites(t *testing.T) {
	for option, given := range map[string]clarifaitest.Variants{
		"Variants.Exists = ExistsConflict":                 {},
		"Variants.Exists = ExistsFailure":                  {Exists: clarifaitest.ExistsFailure},
		"Variants.Exists = ExistsDuplicateKey":             {Exists: clarifaitest.ExistsDuplicateKey},
		"Variants.Exists = ExistsSilent":                   {Exists: clarifaitest.ExistsSilent},
		"Variants.Batch = BatchAtomic":                     {},
		"Variants.Batch = BatchMixed":                      {Batch: clarifaitest.BatchMixed},
		"Variants.Batch = BatchUnmarked":                   {Batch: clarifaitest.BatchUnmarked},
		"Variants.Batch = BatchOmitted":                    {Batch: clarifaitest.BatchOmitted},
		"Variants.Batch = BatchSilent":                     {Batch: clarifaitest.BatchSilent},
		"Variants.AppRole = AppRoleSet":                    {},
		"Variants.AppRole = AppRoleRefused":                {AppRole: clarifaitest.AppRoleRefused},
		"Variants.AppRole = AppRoleIgnored":                {AppRole: clarifaitest.AppRoleIgnored},
		"Variants.Cancel = CancelMarks":                    {},
		"Variants.Cancel = CancelDeletes":                  {Cancel: clarifaitest.CancelDeletes},
		"Variants.IgnoreDefaultRole = true":                {IgnoreDefaultRole: true},
		"Variants.RoleNames = RoleNamesDisplay":            {},
		"Variants.RoleNames = RoleNamesSnake":              {RoleNames: clarifaitest.RoleNamesSnake},
		"Variants.RoleNames = RoleNamesUpperSnake":         {RoleNames: clarifaitest.RoleNamesUpperSnake},
		"Variants.MemberEmails = MemberEmailsPrimary":      {},
		"Variants.MemberEmails = MemberEmailsDetail":       {MemberEmails: clarifaitest.MemberEmailsDetail},
		"Variants.MemberEmails = MemberEmailsHidden":       {MemberEmails: clarifaitest.MemberEmailsHidden},
		"Variants.UnknownPath = UnknownPathText":           {},
		"Variants.UnknownPath = UnknownPathEnvelope":       {UnknownPath: clarifaitest.UnknownPathEnvelope},
		"Variants.UnknownPath = UnknownPathHTML":           {UnknownPath: clarifaitest.UnknownPathHTML},
		"Variants.UnknownPath = UnknownPathNotImplemented": {UnknownPath: clarifaitest.UnknownPathNotImplemented},
		"Variants.AuditBounds = BoundsInclusive":           {},
		"Variants.AuditBounds = BoundsHalfOpen":            {AuditBounds: clarifaitest.BoundsHalfOpen},
		"Variants.AuditBounds = BoundsExclusive":           {AuditBounds: clarifaitest.BoundsExclusive},
	} {
		t.Run(option, func(t *testing.T) {
			t.Parallel()
			tryWrites(t, given, func(t *testing.T, p *patient, seen []Variant, err error) {
				if err != nil {
					t.Fatal(err)
				}
				if !slices.Contains(options(seen), option) {
					t.Errorf("it saw %q", seen)
				}
				if teams := p.Teams("acme"); len(teams) != 1 {
					t.Errorf("left: %v", teams)
				}
				for _, i := range p.Invitations("acme") {
					if i.Email == "new@else.example" && i.Status == clarifai.InvitationPending {
						t.Error("the invitation is left")
					}
				}
			})
		})
	}
	t.Run("a lag is measured", func(t *testing.T) {
		tryWrites(t, clarifaitest.Variants{Lag: 1500 * time.Millisecond}, func(t *testing.T, _ *patient, seen []Variant, _ error) {
			if !strings.Contains(strings.Join(options(seen), " "), "Variants.Lag = ") {
				t.Errorf("it saw %q", seen)
			}
		})
	})
	for _, variant := range []clarifaitest.Cancel{clarifaitest.CancelIgnores, clarifaitest.CancelRefused} {
		t.Run("what cannot be cleaned up is an error: "+string(variant), func(t *testing.T) {
			tryWrites(t, clarifaitest.Variants{Cancel: variant}, func(t *testing.T, _ *patient, seen []Variant, err error) {
				if err == nil || !strings.Contains(err.Error(), "the invitation is left") || !strings.Contains(strings.Join(options(seen), " "), "Variants.Cancel") {
					t.Errorf("it saw %q, error %v", seen, err)
				}
			})
		})
	}
	t.Run("it cleans up if it is stopped", func(t *testing.T) {
		p := newPatient(t)
		ctx, cancel := context.WithCancel(t.Context())
		p.Handle("GET /v2/organizations/acme/no_such_thing_as_this", http.HandlerFunc(func(http.ResponseWriter, *http.Request) { cancel() }))
		_, err := TryWrites(ctx, p.client(t, clarifai.WithGuard(WriteGuard("acme"))), p.tap, "acme", "")
		if !errors.Is(err, context.Canceled) || len(p.Teams("acme")) != 1 {
			t.Errorf("left %v, error %v", p.Teams("acme"), err)
		}
	})
	t.Run("it takes only an organization made for it", func(t *testing.T) {
		var teams []clarifaitest.Team
		for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
			teams = append(teams, clarifaitest.Team{ID: id})
		}
		p := newPatient(t, func(c *clarifaitest.Config) {
			c.Organizations = append(c.Organizations, clarifaitest.Organization{ID: "busy", Teams: teams})
			c.Variants.MaxPerPage = 4
		}) // no page shows that there are too many
		_, err := TryWrites(t.Context(), p.client(t, clarifai.WithGuard(WriteGuard("busy"))), p.tap, "busy", "")
		if !errors.Is(err, ErrOrganization) {
			t.Errorf("error %v", err)
		}
		for _, r := range p.Requests() {
			if r.Write {
				t.Errorf("%s was sent", r.Operation)
			}
		}
	})
}
