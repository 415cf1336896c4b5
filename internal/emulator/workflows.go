package emulator

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// workflow is a workflow in an app. It is immutable: who changes one puts a copy.
type workflow struct {
	seed    Workflow
	created stamp
	stars   []string // folded IDs of users
}

func (w *workflow) gettable() int32 { return visibilities[string(w.seed.Visibility)] }

// Requests.

type getWorkflowRequest struct {
	owner
	WorkflowID       string   `json:"workflow_id"`
	AdditionalFields []string `json:"additional_fields"`
}

type listWorkflowsRequest struct {
	owner
	paging
	AdditionalFields []string       `json:"additional_fields"`
	SortAscending    bool           `json:"sort_ascending"`
	SortByID         bool           `json:"sort_by_id"`
	SortByModifiedAt bool           `json:"sort_by_modified_at"`
	SortByCreatedAt  bool           `json:"sort_by_created_at"`
	SortByStarCount  bool           `json:"sort_by_star_count"`
	SortByRelevance  bool           `json:"sort_by_relevance"`
	FeaturedOnly     bool           `json:"featured_only"`
	StarredOnly      bool           `json:"starred_only"`
	Bookmark         bool           `json:"bookmark"`
	Visibility       visibilityJSON `json:"visibility"`
	Search           string         `json:"search"`
	Query            string         `json:"query"`
	ID               string         `json:"id"`
	SearchTerm       string         `json:"search_term"`
}

// Responses.

type workflowJSON struct {
	ID            string               `json:"id,omitzero"`
	AppID         string               `json:"app_id,omitzero"`
	CreatedAt     stamp                `json:"created_at,omitzero"`
	Metadata      map[string]any       `json:"metadata,omitempty"`
	Visibility    *visibilityJSON      `json:"visibility,omitzero"`
	UserID        string               `json:"user_id,omitzero"`
	ModifiedAt    stamp                `json:"modified_at,omitzero"`
	Version       *workflowVersionJSON `json:"version,omitzero"`
	IsStarred     bool                 `json:"is_starred,omitzero"`
	StarCount     int32                `json:"star_count,omitzero"`
	Description   string               `json:"description,omitzero"`
	Notes         string               `json:"notes,omitzero"`
	UseCases      list[string]         `json:"use_cases"`
	CheckConsents list[string]         `json:"check_consents"`
}

type workflowVersionJSON struct {
	ID         string          `json:"id,omitzero"`
	WorkflowID string          `json:"workflow_id,omitzero"`
	CreatedAt  stamp           `json:"created_at,omitzero"`
	ModifiedAt stamp           `json:"modified_at,omitzero"`
	Visibility *visibilityJSON `json:"visibility,omitzero"`
	AppID      string          `json:"app_id,omitzero"`
	UserID     string          `json:"user_id,omitzero"`
}

type singleWorkflowResponse struct {
	envelope
	Workflow *workflowJSON `json:"workflow,omitzero"`
}

type multiWorkflowResponse struct {
	envelope
	Workflows list[workflowJSON] `json:"workflows"`
}

// workflow returns a workflow of an app that the caller sees.
func (c *call) workflow(a *app, id string) (*workflow, error) {
	w, ok := a.workflows.get(id)
	if !ok || !c.seesPart(a, w.gettable()) {
		return nil, &failure{404, codeWorkflowMissing, "workflow " + id + " of app " + a.id + " does not exist"}
	}
	return w, nil
}

// getWorkflow returns a workflow. A request that names none is for the default one
// of its app.
func getWorkflow(c *call, in *getWorkflowRequest) (*singleWorkflowResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	w, err := c.workflow(a, orDefault(in.WorkflowID, a.defaultWorkflowID))
	if err != nil {
		return nil, err
	}
	shown := c.showWorkflow(a, w, in.AdditionalFields)
	return &singleWorkflowResponse{Workflow: &shown}, nil
}

// foundWorkflow is a workflow of a list, with its app.
type foundWorkflow struct {
	*workflow
	app *app
}

// listWorkflows returns the workflows in an app, in the apps of an owner, or in
// everyone's, that the caller sees.
func listWorkflows(c *call, in *listWorkflowsRequest) (*multiWorkflowResponse, error) {
	apps, err := c.appsNamed(in.UserAppID)
	if err != nil {
		return nil, err
	}
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	var found []foundWorkflow
	for _, a := range apps {
		for _, w := range a.workflows.values() {
			if c.seesPart(a, w.gettable()) && in.wants(w, c.callerID()) {
				found = append(found, foundWorkflow{w, a})
			}
		}
	}
	slices.SortStableFunc(found, order)
	found, err = page(c, in.paging, found)
	var shown []workflowJSON
	for _, f := range found {
		shown = append(shown, c.showWorkflow(f.app, f.workflow, in.AdditionalFields))
	}
	return &multiWorkflowResponse{Workflows: shown}, err
}

// wants reports whether a workflow matches every filter. The server features and
// bookmarks none.
func (in *listWorkflowsRequest) wants(w *workflow, caller string) bool {
	searched := []string{w.seed.ID, w.seed.Description, w.seed.Notes}
	return !in.FeaturedOnly && !in.Bookmark &&
		(!in.StarredOnly || contains(w.stars, caller)) &&
		(in.Visibility.Gettable == 0 || w.gettable() == in.Visibility.Gettable) &&
		matches(in.Search, searched...) && matches(in.Query, searched...) && matches(in.SearchTerm, searched...) &&
		(in.ID == "" || w.seed.ID == in.ID)
}

// order returns how the request sorts workflows. The default is descending by the
// last change. Sorting by relevance is not supported.
func (in *listWorkflowsRequest) order() (func(a, b foundWorkflow) int, error) {
	if err := oneOrder(in.SortByID, in.SortByModifiedAt, in.SortByCreatedAt, in.SortByStarCount, in.SortByRelevance); err != nil {
		return nil, err
	}
	return direction(in.SortAscending, func(a, b foundWorkflow) int {
		switch {
		case in.SortByID:
			return strings.Compare(a.seed.ID, b.seed.ID)
		case in.SortByStarCount:
			return cmp.Compare(len(a.stars), len(b.stars))
		}
		return a.created.Compare(b.created.Time)
	}), nil
}

// showWorkflow returns a workflow for a response, with its stars if additional asks
// for them.
func (c *call) showWorkflow(a *app, w *workflow, additional []string) workflowJSON {
	s := &w.seed
	shown := workflowJSON{
		ID: s.ID, AppID: a.id, UserID: a.owner, CreatedAt: w.created, ModifiedAt: w.created, Metadata: s.Metadata,
		Visibility: &visibilityJSON{w.gettable()}, Description: s.Description, Notes: s.Notes, UseCases: s.UseCases,
	}
	if s.VersionID != "" {
		shown.Version = &workflowVersionJSON{
			ID: s.VersionID, WorkflowID: s.ID, CreatedAt: w.created, ModifiedAt: w.created, Visibility: shown.Visibility,
			AppID: a.id, UserID: a.owner,
		}
	}
	if asks(additional, "stars") {
		shown.IsStarred = contains(w.stars, c.callerID())
		shown.StarCount = int32(min(len(w.stars), 1<<31-1))
	}
	return shown
}

func (c *call) seedWorkflow(seed Workflow) error {
	a, err := c.partOf(seed.Owner, seed.AppID, seed.ID, string(seed.Visibility), seed.StarredBy)
	switch {
	case err != nil:
		return err
	case a.workflows.has(seed.ID):
		return errors.New("must not be there twice")
	case seed.VersionID != "" && !validID(seed.VersionID):
		return fieldError("VersionID", "must be 1 to 32 letters and digits, with - and _ between them")
	}
	seed.Visibility = orDefault(seed.Visibility, "PRIVATE")
	w := &workflow{seed: seed, created: c.seedStamp(seed.CreatedAt), stars: foldAll(seed.StarredBy)}
	w.seed.CreatedAt = w.created.Time
	w.seed.UseCases = slices.Clone(seed.UseCases)
	if w.seed.Metadata, err = copyObject(seed.Metadata); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	a.workflows.put(seed.ID, w)
	return nil
}
