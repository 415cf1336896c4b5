package rotation

import (
	"context"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// LeftBehind returns the tokens that a rotation created and that were not stored,
// as far as its state says. Revoke them with [clarifai.TokensService.Revoke],
// unless Store has kept them after all: a process may end between storing a
// successor and saving the state, and [Finish] takes such a successor.
//
// It takes a PAT with the scope Keys_Get.
func LeftBehind(ctx context.Context, client *clarifai.Client, state State, callOpts ...clarifai.CallOption) ([]clarifai.Token, error) {
	if err := state.validate(); err != nil {
		return nil, err
	}
	stored := state.Reached == StepStored || state.Reached == StepChecked || state.Reached == StepRevoked
	var left []clarifai.Token
	for token, err := range client.Tokens.ListAll(ctx, state.UserID, nil, callOpts...) {
		if err != nil {
			return nil, err
		}
		if state.has(&token) && !(stored && state.hash(token.ID) == state.SuccessorHash) {
			left = append(left, token)
		}
	}
	return left, nil
}
