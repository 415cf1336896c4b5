package emulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

type app struct {
	owner, id         string
	created, modified stamp
	collaborators     []collaborator
	stars             []string // folded ids of users
	counts            ResourceCounts

	// What a caller sets. An object of metadata is never written into.
	name, description, notes           string
	defaultLanguage, defaultWorkflowID string
	dataTierID, imageURL               string
	metadata                           map[string]any
	visibility                         int32 // 0: private
	sampleMS, legalConsentStatus       uint32
	template                           bool
	embeddingsStorage                  int32
}

func (a *app) clone() *app {
	c := *a
	c.collaborators = slices.Clone(a.collaborators)
	c.stars = slices.Clone(a.stars)
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

// appItem is an app as it is sent; what may be left out is a pointer.
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

type listAppsRequest struct {
	owner
	paging
	AdditionalFields []string       `json:"additional_fields"`
	SortAscending    bool           `json:"sort_ascending"`
	SortByName       bool           `json:"sort_by_name"`
	SortByModifiedAt bool           `json:"sort_by_modified_at"`
	SortByCreatedAt  bool           `json:"sort_by_created_at"`
	SortByStarCount  bool           `json:"sort_by_star_count"`
	SortByID         bool           `json:"sort_by_id"`
	SortByRelevance  bool           `json:"sort_by_relevance"`
	FeaturedOnly     bool           `json:"featured_only"`
	StarredOnly      bool           `json:"starred_only"`
	TemplateOnly     bool           `json:"template_only"`
	Visibility       visibilityJSON `json:"visibility"`
	Search           string         `json:"search"`
	Query            string         `json:"query"`
	Name             string         `json:"name"`
	ID               string         `json:"id"`
}

type postAppsRequest struct {
	owner
	Apps []appItem `json:"apps"`
}

type patchAppRequest struct {
	owner
	App            appItem      `json:"app"`
	Action         string       `json:"action"`
	MetadataAction *patchAction `json:"metadata_action"`
}

type patchAppsRequest struct {
	owner
	Apps           []appItem    `json:"apps"`
	Action         string       `json:"action"`
	MetadataAction *patchAction `json:"metadata_action"`
}

type patchAppsDetailsRequest struct {
	owner
	Apps   []appItem `json:"apps"`
	Action string    `json:"action"`
}

type idUpdate struct {
	ID    string `json:"id"`
	NewID string `json:"new_id"`
}

type patchAppsIDsRequest struct {
	owner
	IDs    []idUpdate `json:"ids"`
	Action string     `json:"action"`
}

type appQuery struct {
	Name string `json:"name"`
}

type searchAppsRequest struct {
	owner
	AppQuery   appQuery `json:"app_query"`
	Pagination paging   `json:"pagination"`
}

type patchAppOwnerRequest struct {
	owner
	NewOwnerID string `json:"new_owner_id"`
}

type appStarJSON struct {
	AppID string `json:"app_id,omitzero"`
}

type postAppStarsRequest struct {
	owner
	AppStars []appStarJSON `json:"app_stars"`
}

type deleteAppStarsRequest struct {
	owner
	AppIDs []string `json:"app_ids"`
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

type multiAppStarResponse struct {
	envelope
	AppStars []appStarJSON `json:"app_stars,omitempty"`
}

type deleteAppStarsResponse struct {
	envelope
	AppIDs []string `json:"app_ids,omitempty"`
}

func getApp(c *call, in *getAppRequest) (*singleAppResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	shown := c.showApp(a, in.AdditionalFields)
	return &singleAppResponse{App: &shown}, nil
}

// listApps lists what the caller sees of an owner's apps, or of all there are.
// The name is found anywhere in an app's name, the id is the whole id.
func listApps(c *call, in *listAppsRequest) (*multiAppResponse, error) {
	of := in.UserAppID.UserID
	if of != "" {
		of = me(of, c.caller.ID)
		if !c.st.users.has(fold(of)) && !c.st.organizations.has(fold(of)) {
			return nil, missing("user " + of)
		}
	}
	order, err := in.order()
	if err != nil {
		return nil, err
	}
	var found []*app
	for _, a := range c.st.apps.values() {
		if (of == "" || fold(a.owner) == fold(of)) && c.sees(a) && in.wants(a, c.callerID(), of == "") {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, order)
	found, err = page(c, in.paging, found)
	return &multiAppResponse{Apps: c.showApps(found, in.AdditionalFields)}, err
}

func (in *listAppsRequest) wants(a *app, caller string, anyOwner bool) bool {
	searched := []string{a.id, a.name, a.description, a.notes}
	inOwner := anyOwner && in.Search != "" && matches(in.Search, a.owner)
	return !in.FeaturedOnly && // the server features none
		(!in.StarredOnly || contains(a.stars, caller)) &&
		(!in.TemplateOnly || a.template) &&
		(in.Visibility.Gettable == 0 || a.gettable() == in.Visibility.Gettable) &&
		(inOwner || matches(in.Search, searched...)) &&
		matches(in.Query, searched...) &&
		matches(in.Name, a.name) &&
		(in.ID == "" || a.id == in.ID)
}

// order compares two apps as the request sorts them: descending unless it says
// otherwise, by the last change unless it names something. Relevance is no
// order that this server has.
func (in *listAppsRequest) order() (func(a, b *app) int, error) {
	asked := 0
	for _, by := range []bool{
		in.SortByName, in.SortByModifiedAt, in.SortByCreatedAt, in.SortByStarCount, in.SortByID, in.SortByRelevance,
	} {
		if by {
			asked++
		}
	}
	if asked > 1 {
		return nil, invalid("a list is sorted by one thing")
	}
	ascending := func(a, b *app) int {
		switch {
		case in.SortByName:
			return strings.Compare(a.name, b.name)
		case in.SortByID:
			return strings.Compare(a.id, b.id)
		case in.SortByStarCount:
			return cmp.Compare(len(a.stars), len(b.stars))
		case in.SortByCreatedAt:
			return a.created.Compare(b.created.Time)
		}
		return a.modified.Compare(b.modified.Time)
	}
	if in.SortAscending {
		return ascending, nil
	}
	return func(a, b *app) int { return ascending(b, a) }, nil
}

func searchApps(c *call, in *searchAppsRequest) (*multiAppResponse, error) {
	return listApps(c, &listAppsRequest{owner: in.owner, paging: in.Pagination, Name: in.AppQuery.Name})
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

// appHappened notes what was done to an app in its owner's log.
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

func patchApp(c *call, in *patchAppRequest) (*singleAppResponse, error) {
	if in.App.ID != "" && in.App.ID != in.UserAppID.AppID {
		return nil, invalid("the patch names another app than the path")
	}
	in.App.ID = in.UserAppID.AppID
	shown, err := c.changeApp(in.UserAppID.UserID, in.App, in.Action, in.MetadataAction)
	if err != nil {
		return nil, err
	}
	return &singleAppResponse{App: &shown}, nil
}

func patchApps(c *call, in *patchAppsRequest) (*multiAppResponse, error) {
	changed, err := each(c, in.Apps, func(item appItem) (appJSON, error) {
		return c.changeApp(in.UserAppID.UserID, item, in.Action, in.MetadataAction)
	}, echoApp)
	return &multiAppResponse{Apps: changed}, err
}

// patchAppsDetails leaves what is not sent as it is, also with overwrite.
func patchAppsDetails(c *call, in *patchAppsDetailsRequest) (*multiAppResponse, error) {
	if len(in.Apps) != 1 || in.Apps[0].ID != "" && in.Apps[0].ID != in.UserAppID.AppID {
		return nil, invalid("a partial patch of an app holds that one app")
	}
	item, action := in.Apps[0], in.Action
	item.ID = in.UserAppID.AppID
	if action == "overwrite" {
		action = "merge"
	} else if action != "remove" {
		return nil, badAction(action)
	}
	a, err := c.ownApp(in.UserAppID.UserID, item)
	if err != nil {
		return nil, err
	}
	before := a.gettable()
	a.set(action, item)
	if a.gettable() != before && !c.mayShow(a) {
		return nil, forbidden("the caller's role may not: " + createApps.name)
	}
	a.modified = c.stamp()
	c.appHappened(a, eventAppUpdate)
	return &multiAppResponse{Apps: list[appJSON]{c.showApp(a, nil)}}, nil
}

func (c *call) ownApp(ownerID string, item appItem) (*app, error) {
	if err := item.ownedBy(ownerID); err != nil {
		return nil, err
	}
	return c.appFor(userAppIDSet{ownerID, item.ID}, "Apps_Add")
}

func (c *call) changeApp(ownerID string, item appItem, action string, onMetadata *patchAction) (appJSON, error) {
	if action != "overwrite" && action != "remove" {
		return appJSON{}, badAction(action)
	}
	a, err := c.ownApp(ownerID, item)
	if err != nil {
		return appJSON{}, err
	}
	metadata := a.metadata
	if onMetadata != nil {
		if metadata, err = onMetadata.on(a.metadata, item.Metadata); err != nil {
			return appJSON{}, err
		}
	}
	before := a.gettable()
	a.set(c.overwrites(action), item)
	if onMetadata != nil {
		a.metadata = metadata
	}
	if a.gettable() != before && !c.mayShow(a) {
		return appJSON{}, forbidden("the caller's role may not: " + createApps.name)
	}
	a.modified = c.stamp()
	c.appHappened(a, eventAppUpdate)
	return c.showApp(a, nil), nil
}

// set writes what was sent into the app by the action of a PATCH.
func (a *app) set(action string, item appItem) {
	put(action, &a.name, item.Name)
	put(action, &a.description, item.Description)
	put(action, &a.notes, item.Notes)
	put(action, &a.defaultLanguage, item.DefaultLanguage)
	put(action, &a.defaultWorkflowID, item.DefaultWorkflowID)
	put(action, &a.dataTierID, item.DataTierID)
	put(action, &a.sampleMS, item.SampleMS)
	put(action, &a.legalConsentStatus, item.LegalConsentStatus)
	put(action, &a.template, item.IsTemplate)
	put(action, &a.embeddingsStorage, item.EmbeddingsStorage)
	var metadata *map[string]any
	if item.Metadata != nil {
		metadata = &item.Metadata
	}
	put(action, &a.metadata, metadata)
	var visibility *int32
	if item.Visibility != nil {
		visibility = &item.Visibility.Gettable
	}
	put(action, &a.visibility, visibility)
	var imageURL *string
	if item.Image != nil {
		imageURL = &item.Image.URL
	}
	put(action, &a.imageURL, imageURL)
}

// put writes one field by the action of a PATCH, as patch does for texts.
func put[T any](action string, of, sent *T) {
	var zero T
	switch {
	case action == keeping && (sent == nil || reflect.ValueOf(sent).Elem().IsZero() && reflect.TypeFor[T]() != reflect.TypeFor[bool]()):
	case sent != nil && action != "remove":
		*of = *sent
	case sent != nil || action == "overwrite":
		*of = zero
	}
}

func patchAppsIDs(c *call, in *patchAppsIDsRequest) (*multiAppResponse, error) {
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.IDs, func(item idUpdate) (appJSON, error) {
		a, err := c.appFor(userAppIDSet{in.UserAppID.UserID, item.ID}, "Apps_Add")
		if err != nil {
			return appJSON{}, err
		}
		if err := validAppID(item.NewID); err != nil {
			return appJSON{}, err
		}
		if item.NewID != item.ID {
			if c.st.apps.has(appKey(a.owner, item.NewID)) {
				return appJSON{}, c.conflict("app " + item.NewID)
			}
			c.appHappened(a, eventAppUpdate)
			c.st.moveApp(a, a.owner, item.NewID)
			a.modified = c.stamp()
		}
		return c.showApp(a, nil), nil
	}, func(item idUpdate, st *statusJSON) appJSON { return appJSON{ID: item.ID, Status: st} })
	return &multiAppResponse{Apps: changed}, err
}

// patchAppOwner hands an app over to an organization in which the caller may
// do so, or to the caller.
func patchAppOwner(c *call, in *patchAppOwnerRequest) (*baseResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	if _, err := c.actFor(a.owner); err != nil { // a collaborator has no say in it
		return nil, err
	}
	newOwner, err := c.actFor(in.NewOwnerID)
	if err != nil {
		return nil, err
	}
	switch {
	case fold(newOwner) == fold(a.owner):
		return nil, c.exists("app " + a.id + " of " + newOwner)
	case c.st.apps.has(appKey(newOwner, a.id)):
		return nil, c.conflict("app " + a.id + " of " + newOwner)
	}
	c.appHappened(a, eventAppUpdate)
	c.st.moveApp(a, newOwner, a.id)
	c.appHappened(a, eventAppUpdate)
	a.modified = c.stamp()
	return nil, nil
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

// moveApp gives an app another owner or another id, and whatever names it
// along. The teams of an owner who loses it lose it too.
func (s *state) moveApp(a *app, ownerID, id string) {
	before := *a
	s.apps.remove(a.key())
	a.owner, a.id = ownerID, id
	a.dropCollaborator(fold(ownerID)) // who owns an app does not collaborate on it
	s.apps.put(a.key(), a)
	s.renameInTokens(before.key(), a.key())
	o, ok := s.organizations.get(fold(before.owner))
	if !ok {
		return
	}
	for _, t := range o.teams {
		given, had := t.apps.get(before.id)
		t.apps.remove(before.id)
		if had && fold(before.owner) == fold(ownerID) {
			t.apps.put(id, teamApp{id, given.role})
		}
	}
}

// dropApp deletes an app with its keys and takes it off teams.
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
	return &resourceCountsResponse{
		Datasets: n.Datasets, Models: n.Models, Workflows: n.Workflows, Inputs: n.Inputs, Pipelines: n.Pipelines,
	}, nil
}

// postAppStars stars apps of the user or organization in the path as the caller.
func postAppStars(c *call, in *postAppStarsRequest) (*multiAppStarResponse, error) {
	starred, err := each(c, in.AppStars, func(s appStarJSON) (appStarJSON, error) {
		a, err := c.app(userAppIDSet{in.UserAppID.UserID, s.AppID})
		if err != nil {
			return s, err
		}
		if !contains(a.stars, c.callerID()) {
			a.stars = append(a.stars, c.callerID())
		}
		return appStarJSON{a.id}, nil
	}, nil)
	return &multiAppStarResponse{AppStars: starred}, err
}

func deleteAppStars(c *call, in *deleteAppStarsRequest) (*deleteAppStarsResponse, error) {
	unstarred, err := each(c, in.AppIDs, func(id string) (string, error) {
		a, err := c.app(userAppIDSet{in.UserAppID.UserID, id})
		if err != nil {
			return "", err
		}
		i := slices.Index(a.stars, c.callerID())
		if i < 0 {
			return "", missing("a star of app " + id)
		}
		a.stars = slices.Delete(a.stars, i, i+1)
		return a.id, nil
	}, nil)
	return &deleteAppStarsResponse{AppIDs: unstarred}, err
}

func (c *call) showApps(found []*app, additional []string) []appJSON {
	var shown []appJSON
	for _, a := range found {
		shown = append(shown, c.showApp(a, additional))
	}
	return shown
}

// showApp is an app as responses have it, with the stars if they are asked for.
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

// identity is an app as it stands within something else.
func (a *app) identity() *appJSON { return &appJSON{ID: a.id, Name: a.name, UserID: a.owner} }

var visibilities = map[string]int32{
	"": 0, "PRIVATE": visibilityPrivate, "ORG": visibilityOrg, "PUBLIC": visibilityPublic,
}

func (c *call) seedApp(seed App) error {
	_, isOrganization := c.st.organizations.get(fold(seed.Owner))
	visibility, known := visibilities[seed.Visibility]
	switch {
	case !isOrganization && !c.st.users.has(fold(seed.Owner)):
		return errors.New("no such owner is seeded")
	case !validID(seed.ID):
		return errors.New("the id is not 1 to 32 letters and digits with - and _ between them")
	case c.st.apps.has(appKey(seed.Owner, seed.ID)):
		return errors.New("seeded twice")
	case !known:
		return fmt.Errorf("unknown visibility %q", seed.Visibility)
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
			return fmt.Errorf("starred by %q: no such user is seeded", id)
		}
		if !contains(a.stars, fold(id)) {
			a.stars = append(a.stars, fold(id))
		}
	}
	c.st.apps.put(a.key(), a)
	return nil
}

// copyObject copies through JSON: what is kept is what a request could have
// brought, and shared with nobody.
func copyObject(object map[string]any) (copied map[string]any, err error) {
	data, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	return copied, json.Unmarshal(data, &copied)
}

// Apps gives the true apps, whatever reads are shown.
func (s *Server) Apps() []App {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []App
	for _, a := range st.apps.values() {
		shown := App{
			Owner: a.owner, ID: a.id, Name: a.name, Description: a.description, Notes: a.notes,
			DefaultLanguage: a.defaultLanguage, DefaultWorkflowID: a.defaultWorkflowID,
			Template: a.template, Counts: a.counts,
		}
		shown.Metadata, _ = copyObject(a.metadata)
		for name, n := range visibilities {
			if n == a.gettable() {
				shown.Visibility = name
			}
		}
		for _, col := range a.collaborators {
			shown.Collaborators = append(shown.Collaborators, Collaborator{
				ID: col.id, UserID: st.userID(col.user), Scopes: slices.Clone(col.scopes), Endpoints: slices.Clone(col.endpoints),
			})
		}
		for _, id := range a.stars {
			shown.StarredBy = append(shown.StarredBy, st.userID(id))
		}
		all = append(all, shown)
	}
	return all
}
