package clarifai

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// CollaboratorsService manages who works on an app without being its owner, or
// a member of the owning organization.
type CollaboratorsService struct{ service }

// Collaborator is a user who may do certain things in an app.
type Collaborator struct {
	ID         string    `json:"id"` // of the collaboration, the server's own
	App        *App      `json:"app,omitempty" wire:"needed"`
	User       *User     `json:"user,omitempty" wire:"needed"`
	Scopes     []Scope   `json:"scopes,omitempty" wire:"needed"`
	Endpoints  []string  `json:"endpoints,omitempty" wire:"needed"`
	CreatedAt  time.Time `json:"created_at,omitzero"`
	ModifiedAt time.Time `json:"modified_at,omitzero"`
	DeletedAt  time.Time `json:"deleted_at,omitzero" wire:"needed"`
}

// Is reports whether idOrEmail is the collaborator's user ID or one of the
// addresses that are shown, which it compares as [Member.Is] does.
func (c *Collaborator) Is(idOrEmail string) bool { return c.User.is(idOrEmail) }

// UserID returns the collaborator's user ID, or "" if the response shows no user.
func (c *Collaborator) UserID() string { return deref(c.User).ID }

// Email returns the collaborator's address as [User.Email] does, or "" if none
// is shown.
func (c *Collaborator) Email() string { return c.User.Email() }

// AppID returns the app's ID, or "" if the response shows no app.
func (c *Collaborator) AppID() string { return deref(c.App).ID }

// OwnerID returns the ID of the app's owner, or "" if the response shows none.
func (c *Collaborator) OwnerID() string { return deref(c.App).UserID }

func (c *Collaborator) resourceID() string { return c.ID }

// AddCollaboratorRequest is a user to collaborate on an app, by ID or by email.
type AddCollaboratorRequest struct {
	UserID string
	Email  string // if UserID is empty
	// Scopes are what the collaborator may do. At least one is required; "All"
	// stands for all of them.
	Scopes []Scope
	// Endpoints are allowed in addition to those of the scopes.
	Endpoints []string
}

func (r *AddCollaboratorRequest) validate() string {
	if r.UserID != "" && r.Email != "" {
		return "UserID and Email must not both be set"
	}
	who := checkEmail(r.Email)
	if r.UserID != "" {
		who = checkID("user ID", r.UserID)
	} else if r.Email == "" {
		who = "UserID or Email is required"
	}
	return cmp.Or(who, checkScopes(r.Scopes))
}

// UpdateCollaboratorRequest is a change of what a collaborator may do.
type UpdateCollaboratorRequest struct {
	Scopes    []Scope // cannot be cleared
	Endpoints []string
}

func (r *UpdateCollaboratorRequest) validate() string {
	if r.Scopes != nil {
		return checkScopes(r.Scopes)
	}
	return requireChange(*r)
}

// ListCollaboratorsOptions selects collaborators of an app.
type ListCollaboratorsOptions struct {
	// ListAll also selects those whom Clarifai leaves out by default.
	ListAll bool `url:"list_all_collaborators,omitempty"`
	Paging
}

type collaboratorsResponse struct {
	wire.Envelope
	Collaborators []Collaborator `json:"collaborators"`
}

func (r *collaboratorsResponse) list() []Collaborator { return r.Collaborators }

// List returns a page of an app's collaborators.
//
//   - API: GET /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) List(ctx context.Context, ownerID, appID string, opts *ListCollaboratorsOptions, callOpts ...CallOption) (*Page[Collaborator], error) {
	return list[Collaborator, collaboratorsResponse](ctx, s.client, OpCollaboratorsList, opts, callOpts, ownerID, appID)
}

// ListAll iterates over an app's collaborators. It can skip some if anyone
// removes others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) ListAll(ctx context.Context, ownerID, appID string, opts *ListCollaboratorsOptions, callOpts ...CallOption) iter.Seq2[Collaborator, error] {
	return listAll[Collaborator, collaboratorsResponse](ctx, s.client, OpCollaboratorsList, opts, callOpts, ownerID, appID)
}

// Add adds a collaborator to an app. Clarifai may add scopes that others depend
// on. Somebody who collaborates already with all of the scopes is no error;
// somebody who lacks some is [ErrConflict]. The collaborators are read only if
// Clarifai refuses because the user may be one already, or if the outcome is
// unknown. Clarifai mails people whom an email address names: if the outcome is
// unknown and they are not found, the error is [ErrAmbiguous], and they are not
// added again.
//
//   - API: POST /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Add, Collaborators_Get (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) Add(ctx context.Context, ownerID, appID string, req AddCollaboratorRequest, callOpts ...CallOption) (*Collaborator, error) {
	add := addCollaborator
	add.mails = req.UserID == ""
	item := collaboratorItem{User: collaboratorItemUser{req.UserID, req.Email}, Scopes: req.Scopes, Endpoints: req.Endpoints}
	return add.runOne(ctx, s.client, request{
		ids: []string{ownerID, appID}, problem: req.validate(), callOpts: callOpts,
	}, item)
}

// collaboratorItem is a collaborator as it is sent.
type collaboratorItem struct {
	ID        string               `json:"id,omitempty"`
	User      collaboratorItemUser `json:"user,omitzero"`
	Scopes    []Scope              `json:"scopes"`
	Endpoints []string             `json:"endpoints,omitempty"`
}

type collaboratorItemUser struct {
	ID           string `json:"id,omitempty"`
	PrimaryEmail string `json:"primary_email,omitempty"`
}

// key returns the ID or the email address of the user.
func (i *collaboratorItem) key() string { return strings.ToLower(i.User.ID + i.User.PrimaryEmail) }

type addCollaboratorResponse struct {
	wire.Envelope
	Collaborators []created[Collaborator] `json:"collaborators"`
}

func (r *addCollaboratorResponse) created() ([]created[Collaborator], bool) {
	return r.Collaborators, true
}

var addCollaborator = verifiedCreate[collaboratorItem, Collaborator]{
	op:        OpCollaboratorsAdd,
	adds:      true,
	limit:     1,
	createdAt: func(c *Collaborator) time.Time { return c.CreatedAt },
	key:       (*collaboratorItem).key,
	outKey:    func(c *Collaborator) string { return strings.ToLower(c.UserID()) },
	is:        func(in *collaboratorItem, out *Collaborator) bool { return out.Is(in.key()) },
	// A response need not show the email of somebody who was added by it.
	isSole: func(in *collaboratorItem, out *Collaborator) bool {
		return in.User.PrimaryEmail != "" && out.Email() == "" && out.ID != ""
	},
	equal: func(in *collaboratorItem, out *Collaborator) bool {
		return containsAll(out.Scopes, in.Scopes) && containsAll(out.Endpoints, in.Endpoints)
	},
	body:     func(items []collaboratorItem) any { return map[string]any{"collaborators": items} },
	response: func() createResponse[Collaborator] { return new(addCollaboratorResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []collaboratorItem, callOpts []CallOption) iter.Seq2[Collaborator, error] {
		return c.Collaborators.ListAll(ctx, ids[0], ids[1], nil, callOpts...)
	},
}

// containsAll reports whether a list has all that is wanted. Clarifai adds the
// scopes that others depend on, so it may have more.
func containsAll[T comparable](list, wanted []T) bool {
	return !slices.ContainsFunc(wanted, func(s T) bool { return !slices.Contains(list, s) })
}

// showsReplaced reports whether a list shows that wanted replaced what was there
// before: it has all that is wanted and nothing that was to go. A nil wanted keeps
// the list.
func showsReplaced[T comparable](list, wanted, before []T) bool {
	if wanted == nil {
		return true
	}
	remains := func(s T) bool { return !slices.Contains(wanted, s) && slices.Contains(list, s) }
	return containsAll(list, wanted) && !slices.ContainsFunc(before, remains)
}

// Update changes what a collaborator may do and returns the collaborator as it
// is afterwards. Clarifai takes a collaborator as a whole, so the app's
// collaborators are read to find it, and it is written with the change. If the
// response does not show what was set, they are read until they do, for up to
// RetryPolicy.VerifyTimeout. Clarifai may add scopes that others depend on. A
// scope or endpoint that was to go and still shows is an error.
//
//   - API: PATCH /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Add, Collaborators_Get, Collaborators_Delete (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) Update(ctx context.Context, ownerID, appID, collaboratorID string, req UpdateCollaboratorRequest, callOpts ...CallOption) (*Collaborator, error) {
	is := func(c *Collaborator) bool { return c.ID == collaboratorID }
	call := request{
		op: OpCollaboratorsUpdate, ids: []string{ownerID, appID}, callOpts: callOpts,
		problem: cmp.Or(checkID("collaborator ID", collaboratorID), req.validate()),
	}
	return change[Collaborator]{
		request: call, id: collaboratorID, response: new(collaboratorsResponse), is: is, prepare: req.prepare,
		read: func(callOpts []CallOption) (*Collaborator, error) {
			return findIn(call, s.ListAll(ctx, ownerID, appID, nil, callOpts...), is, "the app has no collaborator "+quoted(collaboratorID))
		},
	}.run(ctx, s.client)
}

// prepare writes the change over the collaborator as it is now.
func (r *UpdateCollaboratorRequest) prepare(now *Collaborator, update *change[Collaborator]) error {
	want := collaboratorItem{ID: now.ID, User: collaboratorItemUser{ID: now.UserID()}, Scopes: now.Scopes, Endpoints: now.Endpoints}
	if r.Scopes != nil {
		want.Scopes = r.Scopes
	}
	if r.Endpoints != nil {
		want.Endpoints = r.Endpoints
	}
	before := *now
	update.request.body = map[string]any{"action": "overwrite", "collaborators": []collaboratorItem{want}}
	update.exact = func(c *Collaborator) bool {
		return showsReplaced(c.Scopes, r.Scopes, before.Scopes) && showsReplaced(c.Endpoints, r.Endpoints, before.Endpoints)
	}
	return nil
}

// Remove ends a collaboration, by the collaborator's own ID. A collaborator that
// is not there is [ErrNotFound], unless an earlier attempt of this very call
// removed it.
//
//   - API: DELETE /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Add, Collaborators_Get, Collaborators_Delete (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) Remove(ctx context.Context, ownerID, appID, collaboratorID string, callOpts ...CallOption) error {
	return s.removal(ctx, ownerID, appID, callOpts).runOne(ctx, s.client, collaboratorID)
}

// RemoveBatch ends collaborations as [CollaboratorsService.Remove] does, in one
// request for each 128 of them. The error is a [*BatchError] of those that were
// not ended. If Clarifai refuses a list because somebody is not there, or reports
// that a part of it failed, the collaborators are read; those who are there are
// sent again, the others alone. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Add, Collaborators_Get, Collaborators_Delete (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) RemoveBatch(ctx context.Context, ownerID, appID string, collaboratorIDs []string, callOpts ...CallOption) error {
	return s.removal(ctx, ownerID, appID, callOpts).run(ctx, s.client, collaboratorIDs)
}

func (s *CollaboratorsService) removal(ctx context.Context, ownerID, appID string, callOpts []CallOption) removal {
	return removal{
		request: request{op: OpCollaboratorsRemove, ids: []string{ownerID, appID}, callOpts: callOpts},
		what:    "collaborator ID", field: "collaborator_ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, ownerID, appID, nil, callOpts...))
		},
	}
}

// RemoveByEmail ends collaborations as [CollaboratorsService.RemoveBatch] does,
// by email address.
//
//   - API: DELETE /v2/users/{user}/apps/{app}/collaborators
//   - Scopes: Apps_Get, Collaborators_Add, Collaborators_Get, Collaborators_Delete (a PAT or the key of an app)
//   - Status: current (see [Grade])
func (s *CollaboratorsService) RemoveByEmail(ctx context.Context, ownerID, appID string, emails []string, callOpts ...CallOption) error {
	byEmail := s.removal(ctx, ownerID, appID, callOpts)
	byEmail.what, byEmail.field, byEmail.fold, byEmail.check = "email", "user_emails", true, checkEmail
	byEmail.remaining = func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
		return s.emails(ctx, ownerID, appID, callOpts)
	}
	return byEmail.run(ctx, s.client, emails)
}

// emails iterates over the addresses of an app's collaborators. A collaborator
// who shows none is an error: whether they are among those that are looked for
// is not known.
func (s *CollaboratorsService) emails(ctx context.Context, ownerID, appID string, callOpts []CallOption) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for c, err := range s.ListAll(ctx, ownerID, appID, nil, callOpts...) {
			shown := c.User.Emails()
			if err == nil && len(shown) == 0 {
				err = errors.New("a collaborator shows no email address, so that it is not known who is left")
			}
			if err != nil {
				yield("", err)
				return
			}
			for _, email := range shown {
				if !yield(email, nil) {
					return
				}
			}
		}
	}
}
