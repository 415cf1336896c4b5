package emulator

import "reflect"

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

// patchAppsDetails keeps what is not sent, even for the action "overwrite".
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

// set applies a PATCH to the app.
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

// put applies a PATCH to one field, as patch does for texts.
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
