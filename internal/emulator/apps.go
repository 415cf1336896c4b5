package emulator

import (
	"errors"
	"fmt"
	"slices"
)

type app struct {
	owner, id         string
	created, modified stamp
	collaborators     []collaborator
	stars             []string // folded IDs of users
	counts            ResourceCounts
	models            table[*model]    // by ID
	workflows         table[*workflow] // by ID

	// What callers set. Metadata objects are never modified.
	name, description, notes           string
	defaultLanguage, defaultWorkflowID string
	dataTierID, imageURL               string
	metadata                           map[string]any
	visibility                         int32 // zero means private
	sampleMS, legalConsentStatus       uint32
	template                           bool
	embeddingsStorage                  int32
}

func (a *app) clone() *app {
	c := *a
	c.collaborators = slices.Clone(a.collaborators)
	c.stars = slices.Clone(a.stars)
	c.models, c.workflows = a.models.clone(same), a.workflows.clone(same)
	return &c
}

func (a *app) key() string { return appKey(a.owner, a.id) }

func (a *app) gettable() int32 { return orDefault(a.visibility, visibilityPrivate) }

// Requests.

type visibilityJSON struct {
	Gettable int32 `json:"gettable,omitzero"`
}

type imageJSON struct {
	URL string `json:"url,omitzero"`
}

// appItem is an app in a request. Optional fields are pointers.
type appItem struct {
	ID                 string          `json:"id"`
	Name               *string         `json:"name"`
	DefaultLanguage    *string         `json:"default_language"`
	DefaultWorkflowID  *string         `json:"default_workflow_id"`
	UserID             string          `json:"user_id"`
	LegalConsentStatus *uint32         `json:"legal_consent_status"`
	Metadata           map[string]any  `json:"metadata"`
	Description        *string         `json:"description"`
	SampleMS           *uint32         `json:"sample_ms"`
	Visibility         *visibilityJSON `json:"visibility"`
	DataTierID         *string         `json:"data_tier_id"`
	Notes              *string         `json:"notes"`
	Image              *imageJSON      `json:"image"`
	IsTemplate         *bool           `json:"is_template"`
	EmbeddingsStorage  *int32          `json:"embeddings_storage"`
}

type getAppRequest struct {
	owner
	AdditionalFields []string `json:"additional_fields"`
}

type postAppsRequest struct {
	owner
	Apps []appItem `json:"apps"`
}

// Responses.

type appJSON struct {
	ID                 string          `json:"id,omitzero"`
	Name               string          `json:"name,omitzero"`
	DefaultLanguage    string          `json:"default_language,omitzero"`
	DefaultWorkflowID  string          `json:"default_workflow_id,omitzero"`
	UserID             string          `json:"user_id,omitzero"`
	CreatedAt          stamp           `json:"created_at,omitzero"`
	ModifiedAt         stamp           `json:"modified_at,omitzero"`
	LegalConsentStatus uint32          `json:"legal_consent_status,omitzero"`
	Metadata           map[string]any  `json:"metadata,omitempty"`
	Description        string          `json:"description,omitzero"`
	SampleMS           uint32          `json:"sample_ms,omitzero"`
	Visibility         *visibilityJSON `json:"visibility,omitzero"`
	DataTierID         string          `json:"data_tier_id,omitzero"`
	IsStarred          bool            `json:"is_starred,omitzero"`
	StarCount          int32           `json:"star_count,omitzero"`
	Notes              string          `json:"notes,omitzero"`
	Image              *imageJSON      `json:"image,omitzero"`
	IsTemplate         bool            `json:"is_template,omitzero"`
	EmbeddingsStorage  int32           `json:"embeddings_storage,omitzero"`
	Status             *statusJSON     `json:"status,omitzero"`
}

type singleAppResponse struct {
	envelope
	App *appJSON `json:"app,omitzero"`
}

type multiAppResponse struct {
	envelope
	Apps list[appJSON] `json:"apps"`
}

type resourceCountsResponse struct {
	envelope
	Datasets  int64 `json:"datasets,omitzero"`
	Models    int64 `json:"models,omitzero"`
	Workflows int64 `json:"workflows,omitzero"`
	Inputs    int64 `json:"inputs,omitzero"`
	Pipelines int64 `json:"pipelines,omitzero"`
}

func getApp(c *call, in *getAppRequest) (*singleAppResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	shown := c.showApp(a, in.AdditionalFields)
	return &singleAppResponse{App: &shown}, nil
}

func postApps(c *call, in *postAppsRequest) (*multiAppResponse, error) {
	ownerID, err := c.actFor(in.UserAppID.UserID)
	if err != nil {
		return nil, err
	}
	made, err := each(c, in.Apps,
		func(item appItem) (appJSON, error) { return c.makeApp(ownerID, item) }, echoApp)
	return &multiAppResponse{Apps: made}, err
}

func echoApp(item appItem, st *statusJSON) appJSON {
	return appJSON{ID: item.ID, Name: text(item.Name), Status: st}
}

func (c *call) makeApp(ownerID string, item appItem) (appJSON, error) {
	if err := validAppID(item.ID); err != nil {
		return appJSON{}, err
	}
	if err := item.ownedBy(ownerID); err != nil {
		return appJSON{}, err
	}
	if there, ok := c.st.apps.get(appKey(ownerID, item.ID)); ok {
		return c.showApp(there, nil), c.exists("app " + item.ID)
	}
	a := &app{owner: ownerID, id: item.ID, created: c.stamp()}
	a.modified = a.created
	a.set("merge", item)
	c.st.apps.put(a.key(), a)
	c.appHappened(a, eventAppCreate)
	return c.showApp(a, nil), nil
}

// appHappened records an event of an app for its owner's audit log.
func (c *call) appHappened(a *app, number int32, more ...auditTarget) {
	c.happened(a.owner, number, append([]auditTarget{{app: a.id, owner: a.owner}}, more...)...)
}

func validAppID(id string) error {
	if !validID(id) {
		return invalid("app id " + id + " is not 1 to 32 letters and digits with - and _ between them")
	}
	return nil
}

func (item appItem) ownedBy(ownerID string) error {
	if item.UserID != "" && fold(item.UserID) != fold(ownerID) {
		return invalid("app " + item.ID + " has user_id " + item.UserID + ", the path says " + ownerID)
	}
	return nil
}

func deleteApp(c *call, in *ownerRequest) (*baseResponse, error) {
	a, err := c.appFor(in.UserAppID, "Apps_Delete")
	if err != nil {
		return nil, err
	}
	c.appHappened(a, eventAppDelete)
	c.st.dropApp(a)
	return nil, nil
}

// dropApp deletes an app with its models, its workflows and its keys, and removes it from teams.
func (s *state) dropApp(a *app) {
	s.apps.remove(a.key())
	s.dropFromTokens(a.key())
	if o, ok := s.organizations.get(fold(a.owner)); ok {
		for _, t := range o.teams {
			t.apps.remove(a.id)
		}
	}
}

func getResourceCounts(c *call, in *ownerRequest) (*resourceCountsResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	n := a.counts
	n.Models, n.Workflows = max(n.Models, int64(len(a.models.keys))), max(n.Workflows, int64(len(a.workflows.keys)))
	return &resourceCountsResponse{
		Datasets: n.Datasets, Models: n.Models, Workflows: n.Workflows, Inputs: n.Inputs, Pipelines: n.Pipelines,
	}, nil
}

func (c *call) showApps(found []*app, additional []string) []appJSON {
	var shown []appJSON
	for _, a := range found {
		shown = append(shown, c.showApp(a, additional))
	}
	return shown
}

// showApp returns an app for a response, with its stars if additional asks
// for them.
func (c *call) showApp(a *app, additional []string) appJSON {
	shown := appJSON{
		ID: a.id, Name: a.name, UserID: a.owner, CreatedAt: a.created, ModifiedAt: a.modified,
		Description: a.description, Notes: a.notes, Metadata: a.metadata,
		DefaultLanguage: a.defaultLanguage, DefaultWorkflowID: a.defaultWorkflowID,
		LegalConsentStatus: a.legalConsentStatus, SampleMS: a.sampleMS, DataTierID: a.dataTierID,
		Visibility: &visibilityJSON{a.gettable()}, IsTemplate: a.template, EmbeddingsStorage: a.embeddingsStorage,
	}
	if a.imageURL != "" {
		shown.Image = &imageJSON{a.imageURL}
	}
	if contains(additional, "stars") {
		shown.IsStarred = contains(a.stars, c.callerID())
		shown.StarCount = int32(min(len(a.stars), 1<<31-1))
	}
	return shown
}

// identity returns an app for use within another resource.
func (a *app) identity() *appJSON { return &appJSON{ID: a.id, Name: a.name, UserID: a.owner} }

var visibilities = map[string]int32{
	"": 0, "PRIVATE": visibilityPrivate, "ORG": visibilityOrg, "PUBLIC": visibilityPublic,
}

func (c *call) seedApp(seed App) error {
	_, isOrganization := c.st.organizations.get(fold(seed.Owner))
	visibility, known := visibilities[string(seed.Visibility)]
	switch {
	case !isOrganization && !c.st.users.has(fold(seed.Owner)):
		return fieldError("Owner", "must be the ID of a user or an organization")
	case !validID(seed.ID):
		return fieldError("ID", "must be 1 to 32 letters and digits, with - and _ between them")
	case c.st.apps.has(appKey(seed.Owner, seed.ID)):
		return errors.New("must not be there twice")
	case !known:
		return fieldError("Visibility", "%q is unknown", seed.Visibility)
	}
	a := &app{
		owner: seed.Owner, id: seed.ID, name: orDefault(seed.Name, seed.ID), created: c.stamp(), counts: seed.Counts,
		description: seed.Description, notes: seed.Notes, visibility: visibility, template: seed.Template,
		defaultLanguage: seed.DefaultLanguage, defaultWorkflowID: seed.DefaultWorkflowID,
	}
	a.modified = a.created
	var err error
	if a.metadata, err = copyObject(seed.Metadata); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	for _, col := range seed.Collaborators {
		if err := c.seedCollaborator(a, col); err != nil {
			return fmt.Errorf("collaborator %q: %w", col.UserID, err)
		}
	}
	for _, id := range seed.StarredBy {
		if !c.st.users.has(fold(id)) {
			return fieldError("StarredBy", "must be the IDs of users, not %q", id)
		}
		if !contains(a.stars, fold(id)) {
			a.stars = append(a.stars, fold(id))
		}
	}
	c.st.apps.put(a.key(), a)
	return nil
}
