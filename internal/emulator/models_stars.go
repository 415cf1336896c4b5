package emulator

import "slices"

type modelStarJSON struct {
	ModelID string `json:"model_id,omitzero"`
}

type postModelStarsRequest struct {
	owner
	ModelStars []modelStarJSON `json:"model_stars"`
}

type deleteModelStarsRequest struct {
	owner
	ModelIDs []string `json:"model_ids"`
}

type multiModelStarResponse struct {
	envelope
	ModelStars []modelStarJSON `json:"model_stars,omitempty"`
}

type deleteModelStarsResponse struct {
	envelope
	ModelIDs []string `json:"model_ids,omitempty"`
}

// postModelStars adds the caller's stars to models in the app in the path.
func postModelStars(c *call, in *postModelStarsRequest) (*multiModelStarResponse, error) {
	starred, err := each(c, in.ModelStars, func(s modelStarJSON) (modelStarJSON, error) {
		a, m, err := c.starredModel(in.UserAppID, s.ModelID)
		if err != nil {
			return s, err
		}
		copied := *m
		copied.stars = withStar(m.stars, c.callerID())
		a.models.put(s.ModelID, &copied)
		return s, nil
	}, nil)
	return &multiModelStarResponse{ModelStars: starred}, err
}

func deleteModelStars(c *call, in *deleteModelStarsRequest) (*deleteModelStarsResponse, error) {
	unstarred, err := each(c, in.ModelIDs, func(id string) (string, error) {
		a, m, err := c.starredModel(in.UserAppID, id)
		if err != nil {
			return "", err
		}
		if !contains(m.stars, c.callerID()) {
			return "", missing("a star of model " + id)
		}
		copied := *m
		copied.stars = withoutStar(m.stars, c.callerID())
		a.models.put(id, &copied)
		return id, nil
	}, nil)
	return &deleteModelStarsResponse{ModelIDs: unstarred}, err
}

// starredModel returns the model that a star names, and its app.
func (c *call) starredModel(named userAppIDSet, id string) (*app, *model, error) {
	a, err := c.app(named)
	if err != nil {
		return nil, nil, err
	}
	m, err := c.model(a, id)
	return a, m, err
}

// withStar returns a copy of stars with one more, unless it is there.
func withStar(stars []string, from string) []string {
	if contains(stars, from) {
		return stars
	}
	return append(slices.Clone(stars), from)
}

// withoutStar returns a copy of stars without one.
func withoutStar(stars []string, from string) []string {
	return slices.DeleteFunc(slices.Clone(stars), func(s string) bool { return s == from })
}

type workflowStarJSON struct {
	WorkflowID string `json:"workflow_id,omitzero"`
}

type postWorkflowStarsRequest struct {
	owner
	WorkflowStars []workflowStarJSON `json:"workflow_stars"`
}

type deleteWorkflowStarsRequest struct {
	owner
	WorkflowIDs []string `json:"workflow_ids"`
}

type multiWorkflowStarResponse struct {
	envelope
	WorkflowStars []workflowStarJSON `json:"workflow_stars,omitempty"`
}

type deleteWorkflowStarsResponse struct {
	envelope
	WorkflowIDs []string `json:"workflow_ids,omitempty"`
}

// postWorkflowStars adds the caller's stars to workflows in the app in the path.
func postWorkflowStars(c *call, in *postWorkflowStarsRequest) (*multiWorkflowStarResponse, error) {
	starred, err := each(c, in.WorkflowStars, func(s workflowStarJSON) (workflowStarJSON, error) {
		a, w, err := c.starredWorkflow(in.UserAppID, s.WorkflowID)
		if err != nil {
			return s, err
		}
		copied := *w
		copied.stars = withStar(w.stars, c.callerID())
		a.workflows.put(s.WorkflowID, &copied)
		return s, nil
	}, nil)
	return &multiWorkflowStarResponse{WorkflowStars: starred}, err
}

func deleteWorkflowStars(c *call, in *deleteWorkflowStarsRequest) (*deleteWorkflowStarsResponse, error) {
	unstarred, err := each(c, in.WorkflowIDs, func(id string) (string, error) {
		a, w, err := c.starredWorkflow(in.UserAppID, id)
		if err != nil {
			return "", err
		}
		if !contains(w.stars, c.callerID()) {
			return "", missing("a star of workflow " + id)
		}
		copied := *w
		copied.stars = withoutStar(w.stars, c.callerID())
		a.workflows.put(id, &copied)
		return id, nil
	}, nil)
	return &deleteWorkflowStarsResponse{WorkflowIDs: unstarred}, err
}

// starredWorkflow returns the workflow that a star names, and its app.
func (c *call) starredWorkflow(named userAppIDSet, id string) (*app, *workflow, error) {
	a, err := c.app(named)
	if err != nil {
		return nil, nil, err
	}
	w, err := c.workflow(a, id)
	return a, w, err
}
