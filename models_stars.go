package clarifai

import (
	"context"
	"iter"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// Star adds the caller's star to models of one app, in one request for each model,
// since Clarifai accepts one at a time. A model that has the star already is not an
// error. The error is a [*BatchError] of the models that were not starred. If the
// outcome is unknown, the app's starred models are read, and a model without a star
// is resent.
//
//   - API: POST /v2/users/{user}/apps/{app}/model_stars
//   - Scopes: Models_Get; Apps_Get, Concepts_Get if the response leaves the outcome open (a PAT or the key of an app)
//   - Status: archived (see [Grade])
func (s *ModelsService) Star(ctx context.Context, ownerID, appID string, modelIDs []string, callOpts ...CallOption) error {
	_, err := starModels.run(ctx, s.client, request{
		ids: []string{ownerID, appID}, problem: checkIDs("model ID", modelIDs), callOpts: callOpts,
	}, modelIDs)
	return err
}

// modelStar is a star of a model as it is sent and returned.
type modelStar struct {
	ModelID string `json:"model_id"`
}

type modelStarsResponse struct {
	wire.Envelope
	ModelStars []created[modelStar] `json:"model_stars"`
}

func (r *modelStarsResponse) created() ([]created[modelStar], bool) { return r.ModelStars, true }

var starModels = verifiedCreate[string, modelStar]{
	op:     OpModelsStar,
	adds:   true,
	limit:  maxStars,
	key:    func(modelID *string) string { return *modelID },
	outKey: func(star *modelStar) string { return star.ModelID },
	equal:  func(*string, *modelStar) bool { return true },
	body: func(modelIDs []string) any {
		stars := make([]modelStar, len(modelIDs))
		for n, id := range modelIDs {
			stars[n].ModelID = id
		}
		return map[string]any{"model_stars": stars}
	},
	response: func() createResponse[modelStar] { return new(modelStarsResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []string, callOpts []CallOption) iter.Seq2[modelStar, error] {
		return func(yield func(modelStar, error) bool) {
			for id, err := range c.Models.starred(ctx, ids[0], ids[1], callOpts) {
				if !yield(modelStar{id}, err) {
					return
				}
			}
		}
	},
}

// Unstar removes the caller's star from models of one app, in one request for each
// model. The error is a [*BatchError] of the models that keep their star. An empty
// list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/apps/{app}/model_stars
//   - Scopes: Models_Get; Apps_Get, Concepts_Get if the response leaves the outcome open (a PAT or the key of an app)
//   - Status: archived (see [Grade])
func (s *ModelsService) Unstar(ctx context.Context, ownerID, appID string, modelIDs []string, callOpts ...CallOption) error {
	return removal{
		request: request{op: OpModelsUnstar, ids: []string{ownerID, appID}, callOpts: callOpts},
		what:    "model ID", field: "model_ids", limit: maxStars,
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return s.starred(ctx, ownerID, appID, callOpts)
		},
	}.run(ctx, s.client, modelIDs)
}

// starred iterates over the IDs of an app's own models that have the caller's star.
func (s *ModelsService) starred(ctx context.Context, ownerID, appID string, callOpts []CallOption) iter.Seq2[string, error] {
	models := s.ListAll(ctx, ownerID, appID, &ListModelsOptions{StarredOnly: true, DontFetchFromMain: true}, callOpts...)
	return func(yield func(string, error) bool) {
		for model, err := range models {
			if (err != nil || isOfApp(ownerID, appID, model.UserID, model.AppID)) && !yield(model.ID, err) {
				return
			}
		}
	}
}

// isOfApp reports whether a resource, which names its owner and its app, is of the
// app that was asked for. A list of an app can have others: Clarifai's own models
// have the IDs that other people's models may have, too.
func isOfApp(ownerID, appID, shownOwnerID, shownAppID string) bool {
	return (shownAppID == "" || shownAppID == appID) &&
		(shownOwnerID == "" || ownerID == "me" || strings.EqualFold(shownOwnerID, ownerID))
}
