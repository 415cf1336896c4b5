package clarifai

import (
	"context"
	"errors"
	"iter"
	"net/mail"
	"slices"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// CollaboratorsService manages who works on an app without being its owner, or
// a member of the owning organization.
type CollaboratorsService service

// Collaborator is a user who may do certain things in an app.
type Collaborator struct {
	ID         string    `json:"id"` // of the collaboration, the server's own
	App        *App      `json:"app,omitempty" wire:"needed"`
	User       *User     `json:"user,omitempty" wire:"needed"`
	Scopes     []string  `json:"scopes,omitempty" wire:"needed"`
	Endpoints  []string  `json:"endpoints,omitempty" wire:"needed"`
	CreatedAt  time.Time `json:"created_at,omitzero"`
	ModifiedAt time.Time `json:"modified_at,omitzero"`
	DeletedAt  time.Time `json:"deleted_at,omitzero" wire:"needed"` // zero: not deleted
}

// Is reports whether idOrEmail is the user's id or one of the user's email
// addresses, as far as they are shown; letter case does not count.
func (c *Collaborator) Is(idOrEmail string) bool {
	return c != nil && (&Member{User: c.User}).Is(idOrEmail)
}

// UserID returns the collaborator's user ID, "" if the answer shows no user.
func (c *Collaborator) UserID() string { return deref(deref(c).User).ID }

// Email returns the collaborator's address, as [User.Email] does; "" if none is
// shown.
func (c *Collaborator) Email() string { return deref(c).User.Email() }

// AddCollaboratorRequest is a user to collaborate on an app, by id or by email.
type AddCollaboratorRequest struct {
	UserID    string
	Email     string   // where UserID is ""
	Scopes    []string // at least one; "All" for all of them
	Endpoints []string // nil: none but those of the scopes
}

// UpdateCollaboratorRequest says what to change of a collaborator. What is nil stays
// as it is.
type UpdateCollaboratorRequest struct {
	Scopes    []string // not empty, or nil
	Endpoints *[]string
}

// ListCollaboratorsOptions chooses collaborators of an app.
type ListCollaboratorsOptions struct {
	// ListAll lists those as well whom Clarifai leaves out otherwise.
	ListAll bool `url:"list_all_collaborators,omitempty"`
	Paging
}

// List reads a page of an app's collaborators.
//
// PAT or an app's key, with Apps_Get, Collaborators_Get; Current.
func (s *CollaboratorsService) List(ctx context.Context, ownerID, appID string, opts *ListCollaboratorsOptions, callOpts ...CallOption) (*Page[Collaborator], error) {
	return s.list(ownerID, appID, opts, callOpts).list(ctx)
}

// ListAll iterates over an app's collaborators. It can skip some if others are
// removed meanwhile, by anyone; see [Paging].
//
// PAT or an app's key, with Apps_Get, Collaborators_Get; Current.
func (s *CollaboratorsService) ListAll(ctx context.Context, ownerID, appID string, opts *ListCollaboratorsOptions, callOpts ...CallOption) iter.Seq2[Collaborator, error] {
	return s.list(ownerID, appID, opts, callOpts).all(ctx)
}

func (s *CollaboratorsService) list(ownerID, appID string, opts *ListCollaboratorsOptions, callOpts []CallOption) *listing[Collaborator] {
	return &listing[Collaborator]{
		client: s.api(), op: OpCollaboratorsList, ids: []string{ownerID, appID}, paging: deref(opts).Paging, query: opts, opts: callOpts,
		response: func() (wire.Response, *[]Collaborator) {
			var out struct {
				wire.Envelope
				Collaborators []Collaborator `json:"collaborators"`
			}
			return &out, &out.Collaborators
		},
	}
}

// collaborator is a collaborator as it is sent.
type collaborator struct {
	ID        string           `json:"id,omitempty"`
	User      collaboratorUser `json:"user,omitzero"`
	Scopes    []string         `json:"scopes"`
	Endpoints []string         `json:"endpoints,omitempty"`
}

type collaboratorUser struct {
	ID           string `json:"id,omitempty"`
	PrimaryEmail string `json:"primary_email,omitempty"`
}

// Add has a user collaborate on an app. Clarifai may add the scopes that others
// depend on. One who collaborates already with all of the scopes is no error; one
// who lacks some is [ErrConflict]. The collaborators are read only if Clarifai
// refuses because the user may be one already, or if the outcome is unknown.
// Somebody who was added by email and is not found then is [ErrAmbiguous]: people
// are told of it by mail, so that it is not sent again.
//
// PAT or an app's key, with Apps_Get, Collaborators_Add, Collaborators_Get;
// Current.
func (s *CollaboratorsService) Add(ctx context.Context, ownerID, appID string, req AddCollaboratorRequest, callOpts ...CallOption) (*Collaborator, error) {
	resetResponse(callOpts)
	if err := req.validate(); err != nil {
		return nil, err
	}
	item := collaborator{User: collaboratorUser{ID: req.UserID}, Scopes: req.Scopes, Endpoints: req.Endpoints}
	if req.UserID == "" {
		item.User.PrimaryEmail = req.Email
	}
	key := strings.ToLower(item.User.ID + item.User.PrimaryEmail)
	sole := "" // the one that a response lists: it need not show the email
	w := creation[collaborator, Collaborator]{
		client: s.api(), op: OpCollaboratorsAdd, ids: []string{ownerID, appID}, opts: callOpts, adds: true, mails: req.UserID == "",
		created: func(c *Collaborator) time.Time { return c.CreatedAt },
		key:     func(*collaborator) string { return key },
		outKey: func(c *Collaborator) string {
			if c.Is(key) || sole != "" && c.ID == sole {
				return key
			}
			return ""
		},
		equal: func(in *collaborator, out *Collaborator) bool {
			return containsAll(out.Scopes, in.Scopes) && containsAll(out.Endpoints, in.Endpoints)
		},
		send: func(ctx context.Context, items []collaborator) (answer[Collaborator], error) {
			var clock serverClock
			var out struct {
				wire.Envelope
				Collaborators []created[Collaborator] `json:"collaborators"`
			}
			err := s.api().do(ctx, request{
				op: OpCollaboratorsAdd, ids: []string{ownerID, appID}, out: &out, clock: &clock, callOpts: callOpts,
				body: map[string]any{"collaborators": items},
			})
			if err == nil && len(out.Collaborators) == 1 && req.UserID == "" && len(out.Collaborators[0].value.User.Emails()) == 0 {
				sole = out.Collaborators[0].value.ID
			}
			return answer[Collaborator]{out.Status, true, out.Collaborators, clock}, err
		},
		read: func(ctx context.Context, _ []collaborator, opts []CallOption) iter.Seq2[Collaborator, error] {
			return s.ListAll(ctx, ownerID, appID, nil, opts...)
		},
	}
	return w.runOne(ctx, item)
}

func (a *AddCollaboratorRequest) validate() error {
	switch address, err := mail.ParseAddress(a.Email); {
	case a.UserID != "" && a.Email != "":
		return invalid(OpCollaboratorsAdd, "a collaborator is named by id or by email, not by both")
	case a.UserID == "" && (err != nil || address.Address != a.Email):
		return invalid(OpCollaboratorsAdd, "%s is not an email address, and there is no user id", quoted(a.Email))
	case a.UserID != "" && route.CheckID(a.UserID) != "":
		return invalid(OpCollaboratorsAdd, "the user id %s", route.CheckID(a.UserID))
	}
	return checkScopes(OpCollaboratorsAdd, a.Scopes)
}

// checkScopes refuses a list of scopes that would mean nothing or anything.
func checkScopes(op Operation, scopes []string) error {
	if len(scopes) == 0 {
		return invalid(op, "there are no scopes")
	}
	if slices.Contains(scopes, "") {
		return invalid(op, "a scope is empty")
	}
	return nil
}

// containsAll reports whether a list holds all that is wanted, and maybe more.
// Clarifai adds the scopes that others depend on.
func containsAll(list, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(s string) bool { return !slices.Contains(list, s) })
}

// replaced reports whether a list shows that wanted was put in the place of
// what was there before: it holds all that is wanted, and nothing that was to go.
func showsReplaced(list, wanted, before []string) bool {
	gone := func(s string) bool { return slices.Contains(wanted, s) || !slices.Contains(list, s) }
	return containsAll(list, wanted) && !slices.ContainsFunc(before, func(s string) bool { return !gone(s) })
}

// Update changes what a collaborator may do, and returns the collaborator as it
// is afterwards. Clarifai takes a collaborator as a whole, so the app's
// collaborators are read to find it, and it is written with the change. If the
// response does not show what was set, they are read until they do, for up to
// RetryPolicy.VerifyTimeout. Clarifai may add scopes that others depend on; a scope or
// endpoint that was to go and still shows is an error.
//
// PAT or an app's key, with Apps_Get, Collaborators_Add, Collaborators_Get,
// Collaborators_Delete; Current.
func (s *CollaboratorsService) Update(ctx context.Context, ownerID, appID, collaboratorID string, req UpdateCollaboratorRequest, callOpts ...CallOption) (*Collaborator, error) {
	resetResponse(callOpts)
	switch {
	case route.CheckID(collaboratorID) != "":
		return nil, invalid(OpCollaboratorsUpdate, "the collaborator id %s", route.CheckID(collaboratorID))
	case req.Scopes == nil && req.Endpoints == nil:
		return nil, invalid(OpCollaboratorsUpdate, "there is nothing to change")
	case req.Scopes != nil:
		if err := checkScopes(OpCollaboratorsUpdate, req.Scopes); err != nil {
			return nil, err
		}
	}
	ids := []string{ownerID, appID, collaboratorID}
	read := func() (*Collaborator, error) {
		for c, err := range s.ListAll(ctx, ownerID, appID, nil, readOptions(callOpts)...) {
			if err != nil {
				return nil, err
			}
			if c.ID == collaboratorID {
				return &c, nil
			}
		}
		return nil, &Error{Op: OpCollaboratorsUpdate, subject: subject(ids), kind: ErrNotFound, problem: "the app has no such collaborator"}
	}
	now, err := read()
	if err != nil {
		return nil, notWritten(OpCollaboratorsUpdate, err)
	}
	want := collaborator{ID: collaboratorID, Scopes: now.Scopes, Endpoints: now.Endpoints}
	if now.User != nil {
		want.User.ID = now.User.ID
	}
	if req.Scopes != nil {
		want.Scopes = req.Scopes
	}
	assign(&want.Endpoints, req.Endpoints)
	var out struct {
		wire.Envelope
		Collaborators []Collaborator `json:"collaborators"`
	}
	err = s.api().do(ctx, request{
		op: OpCollaboratorsUpdate, ids: []string{ownerID, appID}, out: &out, verified: true, callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "collaborators": []collaborator{want}},
	})
	if err != nil {
		return nil, err
	}
	exact := func(c *Collaborator) bool {
		return (req.Scopes == nil || showsReplaced(c.Scopes, req.Scopes, now.Scopes)) &&
			(req.Endpoints == nil || showsReplaced(c.Endpoints, *req.Endpoints, now.Endpoints))
	}
	return awaitChange(ctx, s.api(), OpCollaboratorsUpdate, ids,
		find(out.Collaborators, func(c *Collaborator) bool { return c.ID == collaboratorID }), exact, nil, read)
}

// only gives the one item that is asked about, nil if it is not there.
func find[T any](items []T, is func(*T) bool) *T {
	for i := range items {
		if is(&items[i]) {
			return &items[i]
		}
	}
	return nil
}

// Remove ends the collaboration of some, by their collaborator IDs, 128 a
// request. An error is a [*BatchError] of those who were not removed. One who is
// not there is [ErrNotFound], unless an earlier attempt of this very call removed
// them: if Clarifai refuses a list for that, or says that a part of it failed,
// the collaborators are read, and those who are there are sent again, the others alone. An empty
// list is [ErrInvalid].
//
// PAT or an app's key, with Apps_Get, Collaborators_Add, Collaborators_Get,
// Collaborators_Delete; Current.
func (s *CollaboratorsService) Remove(ctx context.Context, ownerID, appID string, collaboratorIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	left := func(yield func(string, error) bool) {
		for c, err := range s.ListAll(ctx, ownerID, appID, nil, readOptions(callOpts)...) {
			if !yield(c.ID, err) {
				return
			}
		}
	}
	return s.remove(ctx, []string{ownerID, appID}, removal{what: "collaborator id", list: collaboratorIDs}, "collaborator_ids", left, callOpts)
}

// RemoveByEmail is [CollaboratorsService.Remove] by email addresses.
//
// PAT or an app's key, with Apps_Get, Collaborators_Add, Collaborators_Get,
// Collaborators_Delete; Current.
func (s *CollaboratorsService) RemoveByEmail(ctx context.Context, ownerID, appID string, emails []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	left := func(yield func(string, error) bool) {
		for c, err := range s.ListAll(ctx, ownerID, appID, nil, readOptions(callOpts)...) {
			if err != nil {
				yield("", err)
				return
			}
			shown := c.User.Emails()
			if len(shown) == 0 {
				yield("", errors.New("a collaborator shows no email address, so that it cannot be told who is left"))
				return
			}
			for _, email := range shown {
				if !yield(email, nil) {
					return
				}
			}
		}
	}
	w := removal{what: "email", list: emails, fold: true, check: func(email string) string {
		if address, err := mail.ParseAddress(email); err != nil || address.Address != email {
			return quoted(email) + " is not an email address"
		}
		return ""
	}}
	return s.remove(ctx, []string{ownerID, appID}, w, "user_emails", left, callOpts)
}

func (s *CollaboratorsService) remove(ctx context.Context, ids []string, w removal, field string, left iter.Seq2[string, error], callOpts []CallOption) error {
	w.client, w.op = s.api(), OpCollaboratorsRemove
	w.send = func(chunk []string) error {
		return s.api().do(ctx, request{
			op: OpCollaboratorsRemove, ids: ids, body: map[string]any{field: chunk}, out: &wire.Envelope{},
			batch: len(chunk) > 1, callOpts: callOpts,
		})
	}
	w.opts = callOpts
	w.left = func([]string, []CallOption) iter.Seq2[string, error] { return left }
	return w.run(ctx)
}

func (s *CollaboratorsService) api() *Client { return (*service)(s).api() }
