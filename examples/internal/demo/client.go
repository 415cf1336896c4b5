// Package demo provides the examples with the flag -demo, with which they run on an embedded
// server and need no account.
package demo

import (
	"flag"
	"fmt"
	"os"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// Organization is the ID of the embedded server's organization.
const Organization = "northwind"

// defaults are the values that -demo sets for flags of these names which are not set.
var defaults = map[string]string{"org": Organization, "team": "labeling"}

var embedded *clarifaitest.Server // nil without -demo

func init() { //nolint:gochecknoinits // a program that imports this package has the flag
	flag.BoolFunc("demo", "use an embedded server instead of Clarifai, with the organization "+Organization, start)
}

// start is called with the value of the flag.
func start(value string) (err error) {
	if value != "true" || embedded != nil {
		return nil
	}
	fmt.Fprintln(os.Stderr, "DEMO: an embedded server stands in for Clarifai, and nobody is mailed.")
	flag.VisitAll(func(f *flag.Flag) {
		if value := defaults[f.Name]; value != "" && f.Value.String() == "" {
			_ = flag.Set(f.Name, value) // it is a text
		}
	})
	if embedded, err = clarifaitest.Start(company()); err != nil {
		return err
	}
	if err := os.Setenv("CLARIFAI_PAT", embedded.PAT("olga")); err != nil { // for programs that read it
		return err
	}
	return embedded.AddAuditEntries(Organization, auditLog(time.Now())...)
}

// NewClient returns what [clarifai.NewClient] returns. With the flag -demo it
// returns a client of an embedded server instead.
func NewClient(opts ...clarifai.Option) (*clarifai.Client, error) {
	if embedded == nil {
		return clarifai.NewClient(opts...)
	}
	return embedded.Client(opts...), nil
}

// Started reports whether the flag -demo has started the embedded server.
func Started() bool { return embedded != nil }
