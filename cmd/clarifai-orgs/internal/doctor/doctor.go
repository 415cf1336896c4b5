// Package doctor asks every readable operation of the package for one item, and
// compares the responses with Clarifai's definitions. Nothing in a [Report] says of
// whom it was asked.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Request says what to ask.
type Request struct {
	// OrganizationID is the organization to ask about. Empty means the caller's
	// first.
	OrganizationID string
	// Operations are the operations to ask. Nil means all that are readable.
	Operations []clarifai.Operation
	// Rerouted are the operations that the client sends elsewhere.
	Rerouted []clarifai.Operation
	// Progress is called before each operation.
	Progress func(done, total int)
}

// Readable returns the operations that change nothing.
func Readable() (routes []clarifai.Route) {
	for _, r := range clarifai.Routes() {
		if r.Class == clarifai.RetryRead {
			routes = append(routes, r)
		}
	}
	return routes
}

// Examine asks the operations by client, whose requests go through tap. What was not
// asked when the context ends is missing in the report. If Clarifai says that the
// organization does not exist, that is an error, and nothing else is asked.
func Examine(ctx context.Context, client *clarifai.Client, tap *Tap, request Request) (*Report, error) {
	a := newAsker(client, request.OrganizationID)
	report := new(Report)
	routes := slices.DeleteFunc(Readable(), func(r clarifai.Route) bool {
		return request.Operations != nil && !slices.Contains(request.Operations, r.Op)
	})
	if request.OrganizationID != "" {
		_, err := client.Organizations.Get(ctx, request.OrganizationID)
		if errors.Is(err, clarifai.ErrNotFound) && !errors.Is(err, clarifai.ErrRouteUnavailable) && !errors.Is(err, clarifai.ErrMoved) {
			return report, fmt.Errorf("there is no organization %q that this credential can see: %w", request.OrganizationID, err)
		}
	}
	for i, r := range routes {
		if ctx.Err() != nil {
			break
		}
		request.Progress(i, len(routes))
		report.Operations = append(report.Operations, examine(ctx, a, tap, r, slices.Contains(request.Rerouted, r.Op)))
	}
	return report, nil
}
