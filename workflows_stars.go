package clarifai

import (
	"context"
	"iter"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Star adds the caller's star to workflows of one app, in one request for each
// workflow, since Clarifai accepts one at a time. A workflow that has the star
// already is not an error. The error is a [*BatchError] of the workflows that were
// not starred. If the outcome is unknown, the app's starred workflows are read, and
// a workflow without a star is resent.
//
//   - API: POST /v2/users/{user}/apps/{app}/workflow_stars
//   - Scopes: Workflows_Get; Apps_Get, Models_Get if the response leaves the outcome open (a PAT or the key of an app)
//   - Status: archived (see [Grade])
func (s *WorkflowsService) Star(ctx context.Context, ownerID, appID string, workflowIDs []string, callOpts ...CallOption) error {
	_, err := starWorkflows.run(ctx, s.client, request{
		ids: []string{ownerID, appID}, problem: checkIDs("workflow ID", workflowIDs), callOpts: callOpts,
	}, workflowIDs)
	return err
}

// workflowStar is a star of a workflow as it is sent and returned.
type workflowStar struct {
	WorkflowID string `json:"workflow_id"`
}

type workflowStarsResponse struct {
	wire.Envelope
	WorkflowStars []created[workflowStar] `json:"workflow_stars"`
}

func (r *workflowStarsResponse) created() ([]created[workflowStar], bool) {
	return r.WorkflowStars, true
}

var starWorkflows = verifiedCreate[string, workflowStar]{
	op:     OpWorkflowsStar,
	adds:   true,
	limit:  maxStars,
	key:    func(workflowID *string) string { return *workflowID },
	outKey: func(star *workflowStar) string { return star.WorkflowID },
	equal:  func(*string, *workflowStar) bool { return true },
	body: func(workflowIDs []string) any {
		stars := make([]workflowStar, len(workflowIDs))
		for n, id := range workflowIDs {
			stars[n].WorkflowID = id
		}
		return map[string]any{"workflow_stars": stars}
	},
	response: func() createResponse[workflowStar] { return new(workflowStarsResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []string, callOpts []CallOption) iter.Seq2[workflowStar, error] {
		return func(yield func(workflowStar, error) bool) {
			for id, err := range c.Workflows.starred(ctx, ids[0], ids[1], callOpts) {
				if !yield(workflowStar{id}, err) {
					return
				}
			}
		}
	},
}

// Unstar removes the caller's star from workflows of one app, in one request for
// each workflow. The error is a [*BatchError] of the workflows that keep their star.
// An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/apps/{app}/workflow_stars
//   - Scopes: Workflows_Get; Apps_Get, Models_Get if the response leaves the outcome open (a PAT or the key of an app)
//   - Status: archived (see [Grade])
func (s *WorkflowsService) Unstar(ctx context.Context, ownerID, appID string, workflowIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpWorkflowsUnstar, ids: []string{ownerID, appID}, callOpts: callOpts},
		what:    "workflow ID", field: "workflow_ids", limit: maxStars,
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ownerID, appID, callOpts)
		},
	}.run(ctx, s.client, workflowIDs)
}

// starred iterates over the IDs of an app's own workflows that have the caller's
// star.
func (s *WorkflowsService) starred(ctx context.Context, ownerID, appID string, callOpts []CallOption) iter.Seq2[string, error] {
	workflows := s.ListAll(ctx, ownerID, appID, &ListWorkflowsOptions{StarredOnly: true}, callOpts...)
	return func(yield func(string, error) bool) {
		for workflow, err := range workflows {
			if (err != nil || isOfApp(ownerID, appID, workflow.UserID, workflow.AppID)) && !yield(workflow.ID, err) {
				return
			}
		}
	}
}
