package doctor

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"go.uber.org/goleak"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patient is the demo's server, and a client that the doctor asks by.
type patient struct {
	*clarifaitest.Server
	tap *Tap
}

func newPatient(t *testing.T, change ...func(*clarifaitest.Config)) *patient {
	t.Helper()
	s := clarifaitest.NewServer(t, testkit.With(Demo("acme"), change...))
	return &patient{s, &Tap{Next: s.HTTPClient().Transport}}
}

func (p *patient) client(t *testing.T, options ...clarifai.Option) *clarifai.Client {
	t.Helper()
	client := p.Client(append([]clarifai.Option{clarifai.WithHTTPClient(&http.Client{Transport: p.tap})}, options...)...)
	t.Cleanup(client.Close)
	return client
}

// examine asks all operations.
func (p *patient) examine(t *testing.T, options ...clarifai.Option) *Report {
	t.Helper()
	options = append([]clarifai.Option{clarifai.WithGuard(clarifai.Guard{ReadOnly: true})}, options...)
	report, err := Examine(t.Context(), p.client(t, options...), p.tap, Request{OrganizationID: "acme", Progress: func(int, int) {}})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// tryWrites writes in fake time, with a server in memory.
func tryWrites(t *testing.T, variants clarifaitest.Variants, check func(t *testing.T, p *patient, seen []Variant, err error)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		p := newPatient(t, func(c *clarifaitest.Config) { c.InMemory, c.Latency, c.Variants = true, time.Millisecond, variants })
		client := p.client(t, clarifai.WithGuard(WriteGuard("acme")))
		seen, err := TryWrites(t.Context(), client, p.tap, "acme", "new@else.example")
		check(t, p, seen, err)
	})
}

// options returns the options that a trial names.
func options(seen []Variant) (options []string) {
	for _, v := range seen {
		if v.Option != "" {
			options = append(options, v.Option)
		}
	}
	return options
}
