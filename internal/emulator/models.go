package emulator

import (
	"errors"
	"fmt"
	"slices"
	"time"
)

// model is a model in an app. It is immutable: who changes one puts a copy.
type model struct {
	seed    Model
	created stamp
	stars   []string // folded IDs of users
}

func (m *model) gettable() int32 { return visibilities[string(m.seed.Visibility)] }

// Requests.

type getModelRequest struct {
	owner
	ModelID          string   `json:"model_id"`
	VersionID        string   `json:"version_id"`
	TrainedBefore    bool     `json:"trained_before"`
	AdditionalFields []string `json:"additional_fields"`
}

// Responses.

type modelJSON struct {
	ID           string            `json:"id,omitzero"`
	Name         string            `json:"name,omitzero"`
	CreatedAt    stamp             `json:"created_at,omitzero"`
	ModifiedAt   stamp             `json:"modified_at,omitzero"`
	AppID        string            `json:"app_id"`
	ModelVersion *modelVersionJSON `json:"model_version,omitzero"`
	DisplayName  string            `json:"display_name,omitzero"`
	UserID       string            `json:"user_id,omitzero"`
	ModelTypeID  string            `json:"model_type_id,omitzero"`
	Task         string            `json:"task,omitzero"`
	Visibility   *visibilityJSON   `json:"visibility,omitzero"`
	Description  string            `json:"description,omitzero"`
	Metadata     map[string]any    `json:"metadata,omitempty"`
	Notes        string            `json:"notes,omitzero"`
	Toolkits     []string          `json:"toolkits,omitempty"`
	UseCases     []string          `json:"use_cases,omitempty"`
	Languages    []string          `json:"languages,omitempty"`
	IsStarred    bool              `json:"is_starred,omitzero"`
	StarCount    int32             `json:"star_count,omitzero"`
	LicenseType  int32             `json:"license_type,omitzero"`
	Source       int32             `json:"source,omitzero"`
	Creator      string            `json:"creator,omitzero"`
	VersionCount int32             `json:"version_count,omitzero"`
	ReplicaCount uint32            `json:"replica_count,omitzero"`
}

type modelVersionJSON struct {
	ID              string          `json:"id,omitzero"`
	CreatedAt       stamp           `json:"created_at,omitzero"`
	Status          *statusJSON     `json:"status,omitzero"`
	TotalInputCount uint32          `json:"total_input_count,omitzero"`
	Description     string          `json:"description,omitzero"`
	Visibility      *visibilityJSON `json:"visibility,omitzero"`
	AppID           string          `json:"app_id,omitzero"`
	UserID          string          `json:"user_id,omitzero"`
	ModifiedAt      stamp           `json:"modified_at,omitzero"`
	License         string          `json:"license,omitzero"`
}

type singleModelResponse struct {
	envelope
	Model *modelJSON `json:"model,omitzero"`
}

type multiModelResponse struct {
	envelope
	Models list[modelJSON] `json:"models"`
}

// model returns a model of an app that the caller sees.
func (c *call) model(a *app, id string) (*model, error) {
	m, ok := a.models.get(id)
	if !ok || !c.seesPart(a, m.gettable()) {
		return nil, &failure{404, codeModelMissing, "model " + id + " of app " + a.id + " does not exist"}
	}
	return m, nil
}

// getModel returns a model with the version that is named, or with its latest. A
// server that is asked for one that was trained before passes over those that
// were not.
func getModel(c *call, in *getModelRequest) (*singleModelResponse, error) {
	a, err := c.app(in.UserAppID)
	if err != nil {
		return nil, err
	}
	m, err := c.model(a, in.ModelID)
	if err != nil {
		return nil, err
	}
	version := m.latest(func(v *ModelVersion) bool {
		return (in.VersionID == "" || v.ID == in.VersionID) && (!in.TrainedBefore || !v.Untrained)
	})
	if version == nil && in.VersionID != "" {
		return nil, &failure{404, codeModelMissing, "version " + in.VersionID + " of model " + in.ModelID + " does not exist"}
	}
	shown := c.showModel(a, m, version, in.AdditionalFields, false)
	return &singleModelResponse{Model: &shown}, nil
}

// latest returns the last version that is accepted, or nil.
func (m *model) latest(accepted func(*ModelVersion) bool) *ModelVersion {
	for i := range slices.Backward(m.seed.Versions) {
		if v := &m.seed.Versions[i]; accepted(v) {
			return v
		}
	}
	return nil
}

// showModel returns a model for a response, with its stars if additional asks for
// them.
func (c *call) showModel(a *app, m *model, v *ModelVersion, additional []string, replicas bool) modelJSON {
	s := &m.seed
	shown := modelJSON{
		ID: s.ID, Name: s.Name, DisplayName: s.DisplayName, CreatedAt: m.created, ModifiedAt: m.created,
		AppID: a.id, UserID: a.owner, ModelTypeID: s.ModelTypeID, Task: s.Task, Visibility: &visibilityJSON{m.gettable()},
		Description: s.Description, Notes: s.Notes, Metadata: s.Metadata, Toolkits: s.Toolkits, UseCases: s.UseCases,
		Languages: s.Languages, LicenseType: licenseTypes[string(s.LicenseType)], Source: modelSources[string(s.Source)],
		Creator: s.Creator, VersionCount: int32(min(len(s.Versions), 1<<31-1)),
	}
	if v != nil {
		status := statusJSON{Code: codeModelTrained, Description: describe(codeModelTrained)}
		if v.Untrained {
			status = statusJSON{Code: codeModelUntrained, Description: describe(codeModelUntrained)}
		}
		shown.ModelVersion = &modelVersionJSON{
			ID: v.ID, CreatedAt: m.created, ModifiedAt: m.created, Status: &status, TotalInputCount: uint32(v.Inputs),
			Description: v.Description, Visibility: shown.Visibility, AppID: a.id, UserID: a.owner, License: v.License,
		}
	}
	if replicas {
		shown.ReplicaCount = uint32(s.Replicas)
	}
	if asks(additional, "stars") {
		shown.IsStarred = contains(m.stars, c.callerID())
		shown.StarCount = int32(min(len(m.stars), 1<<31-1))
	}
	return shown
}

// asks reports whether a list of additional fields has one, or all.
func asks(additional []string, field string) bool {
	return contains(additional, field) || contains(additional, "all")
}

// seesPart reports whether the caller, who sees an app, also sees a resource in it.
// Whoever works on an app sees everything in it. To others, what is private is
// hidden.
func (c *call) seesPart(a *app, visibility int32) bool {
	o, ok := c.st.organizations.get(fold(a.owner))
	var m member
	isMember := false
	if ok {
		m, isMember = o.members.get(c.callerID())
	}
	switch {
	case visibility == visibilityPublic, visibility == visibilityOrg && isMember,
		c.callerID() == fold(a.owner), a.collaborator(c.callerID()) != nil:
		return true
	case isMember:
		_, works := o.accessTo(a.id, m)
		return works
	}
	return false
}

// appsNamed returns the apps that a list of resources in apps is about: one app, the
// apps of an owner, or all, as far as the caller sees them.
func (c *call) appsNamed(named userAppIDSet) ([]*app, error) {
	if named.AppID != "" {
		a, err := c.app(named)
		return []*app{a}, err
	}
	of := me(named.UserID, c.caller.ID)
	if of != "" && !c.st.users.has(fold(of)) && !c.st.organizations.has(fold(of)) {
		return nil, missing("user " + of)
	}
	return slices.DeleteFunc(c.st.apps.values(), func(a *app) bool {
		return of != "" && fold(a.owner) != fold(of) || !c.sees(a)
	}), nil
}

var (
	licenseTypes = map[string]int32{"": 0, "FIRST_PARTY": 1, "OPEN_SOURCE": 2, "CLOSED_SOURCE": 3}
	modelSources = map[string]int32{"": 0, "HOSTED": 1, "WRAPPED": 2}
)

func (c *call) seedModel(seed Model) error {
	a, err := c.partOf(seed.Owner, seed.AppID, seed.ID, string(seed.Visibility), seed.StarredBy)
	if err != nil {
		return err
	}
	_, knownLicense := licenseTypes[string(seed.LicenseType)]
	_, knownSource := modelSources[string(seed.Source)]
	switch {
	case a.models.has(seed.ID):
		return errors.New("must not be there twice")
	case !knownLicense:
		return fieldError("LicenseType", "%q is unknown", seed.LicenseType)
	case !knownSource:
		return fieldError("Source", "%q is unknown", seed.Source)
	case seed.Replicas < 0:
		return fieldError("Replicas", "must not be negative")
	}
	for i, v := range seed.Versions {
		switch {
		case !validID(v.ID):
			return fieldError(fmt.Sprintf("Versions[%d].ID", i), "must be 1 to 32 letters and digits, with - and _ between them")
		case slices.ContainsFunc(seed.Versions[:i], func(w ModelVersion) bool { return w.ID == v.ID }):
			return fieldError(fmt.Sprintf("Versions[%d].ID", i), "must not be there twice")
		case v.Inputs < 0:
			return fieldError(fmt.Sprintf("Versions[%d].Inputs", i), "must not be negative")
		}
	}
	seed.Name, seed.Visibility = orDefault(seed.Name, seed.ID), orDefault(seed.Visibility, "PRIVATE")
	m := &model{seed: seed.clone(), created: c.seedStamp(seed.CreatedAt), stars: foldAll(seed.StarredBy)}
	m.seed.CreatedAt = m.created.Time
	if m.seed.Metadata, err = copyObject(seed.Metadata); err != nil {
		return fmt.Errorf("metadata: %w", err)
	}
	a.models.put(seed.ID, m)
	return nil
}

func (m Model) clone() Model {
	m.Toolkits, m.UseCases, m.Languages = slices.Clone(m.Toolkits), slices.Clone(m.UseCases), slices.Clone(m.Languages)
	m.Versions, m.StarredBy = slices.Clone(m.Versions), slices.Clone(m.StarredBy)
	return m
}

// partOf returns the app of a seeded resource, which must exist.
func (c *call) partOf(owner, appID, id, visibility string, starredBy []string) (*app, error) {
	a, ok := c.st.apps.get(appKey(owner, appID))
	_, known := visibilities[visibility]
	switch {
	case !ok:
		return nil, fieldError("AppID", "must be the ID of an app of Owner")
	case !validID(id):
		return nil, fieldError("ID", "must be 1 to 32 letters and digits, with - and _ between them")
	case !known:
		return nil, fieldError("Visibility", "%q is unknown", visibility)
	}
	for _, user := range starredBy {
		if !c.st.users.has(fold(user)) {
			return nil, fieldError("StarredBy", "must be the IDs of users, not %q", user)
		}
	}
	return a, nil
}

// seedStamp returns the stamp of a seeded time. The zero time means now.
func (c *call) seedStamp(t time.Time) stamp {
	if t.IsZero() {
		t = c.now
	}
	return c.st.stamp(t)
}

// foldAll returns folded IDs, each once.
func foldAll(ids []string) []string {
	var folded []string
	for _, id := range ids {
		if !contains(folded, fold(id)) {
			folded = append(folded, fold(id))
		}
	}
	return folded
}
