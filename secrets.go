package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// SecretsService manages the secrets in the environment of users and organizations.
// An organization owns secrets as a user does: its ID is the owner ID.
type SecretsService struct{ service }

// EnvironmentSecret is a secret of a user's or an organization's environment.
// Printing it does not show the value.
type EnvironmentSecret struct {
	ID     string `json:"id"` // its name
	UserID string `json:"user_id,omitempty"`
	// Value is the secret itself.
	Value       Secret    `json:"value,omitzero" wire:"needed"`
	Version     int       `json:"version,omitempty"`
	Description string    `json:"description,omitempty" wire:"needed"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
	ModifiedAt  time.Time `json:"modified_at,omitzero"`
	// ExpiresAt is when the secret is to be replaced. Clarifai does not end it then.
	// Zero means never.
	ExpiresAt time.Time `json:"expires_at,omitzero" wire:"needed"`
}

// UnmarshalJSON reads a secret. Clarifai's time of one that never expires, the
// beginning of 1970, becomes the zero time. Null leaves the secret as it is.
func (s *EnvironmentSecret) UnmarshalJSON(data []byte) error {
	if wire.IsNull(data) {
		return nil
	}
	type plain EnvironmentSecret
	if err := wire.DecodePart(data, (*plain)(s)); err != nil {
		return err
	}
	if s.ExpiresAt.Equal(neverExpires) {
		s.ExpiresAt = time.Time{}
	}
	return nil
}

// neverExpires is how Clarifai writes that a secret never expires.
var neverExpires = time.Unix(0, 0).UTC()

func (s *EnvironmentSecret) resourceID() string { return s.ID }

// hidesValue reports whether the value is not shown: it is left out, or has a
// character that masks it in the place of each of its own.
func (s *EnvironmentSecret) hidesValue() bool { return strings.Trim(s.Value.Reveal(), "*•") == "" }

// ListSecretsOptions selects the pages of a list of secrets.
type ListSecretsOptions struct{ Paging }

// CreateSecretRequest is a secret to create. ID and Value are required.
type CreateSecretRequest struct {
	ID          string // its name
	Value       Secret
	Description string
	// ExpiresAt is when the secret is to be replaced. Zero means never.
	ExpiresAt time.Time
}

func (r *CreateSecretRequest) validate() string {
	problem := cmp.Or(checkID("secret ID", r.ID), requireSecret("Value", r.Value))
	if !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now()) {
		problem = cmp.Or(problem, "ExpiresAt must be in the future")
	}
	return problem
}

func (r *CreateSecretRequest) item() secretItem {
	return secretItem{ID: r.ID, Value: r.Value.Reveal(), Description: r.Description, ExpiresAt: wire.Time{Time: r.ExpiresAt}}
}

// UpdateSecretRequest is a change of a secret. Fields that are nil stay unchanged.
// At least one field must be set.
type UpdateSecretRequest struct {
	Value       Secret // stays unchanged if zero
	Description *string
	// ExpiresAt is when the secret is to be replaced. A pointer to the zero time
	// means never.
	ExpiresAt *time.Time
}

func (r *UpdateSecretRequest) validate() string {
	problem := requireChange(*r)
	if r.ExpiresAt != nil && !r.ExpiresAt.IsZero() && !r.ExpiresAt.After(time.Now()) {
		problem = cmp.Or(problem, "ExpiresAt must be in the future")
	}
	return problem
}

type secretResponse struct {
	wire.Envelope
	Secret *EnvironmentSecret `json:"secret"`
}

func (r *secretResponse) single() *EnvironmentSecret { return r.Secret }

type secretsResponse struct {
	wire.Envelope
	Secrets []EnvironmentSecret `json:"secrets"`
}

func (r *secretsResponse) list() []EnvironmentSecret { return r.Secrets }

// List returns a page of the secrets of a user or an organization, together with
// their values.
//
//   - API: GET /v2/users/{user}/secrets
//   - Scopes: Secrets_Get
//   - Status: current (see [Grade])
func (s *SecretsService) List(ctx context.Context, ownerID string, opts *ListSecretsOptions, callOpts ...CallOption) (*Page[EnvironmentSecret], error) {
	return list[EnvironmentSecret, secretsResponse](ctx, s.client, OpSecretsList, opts, callOpts, ownerID)
}

// ListAll iterates over the secrets of a user or an organization, as
// [SecretsService.List] lists them. It can skip secrets if anyone deletes some in
// the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/secrets
//   - Scopes: Secrets_Get
//   - Status: current (see [Grade])
func (s *SecretsService) ListAll(ctx context.Context, ownerID string, opts *ListSecretsOptions, callOpts ...CallOption) iter.Seq2[EnvironmentSecret, error] {
	return listAll[EnvironmentSecret, secretsResponse](ctx, s.client, OpSecretsList, opts, callOpts, ownerID)
}

// Get returns a secret together with its value.
//
//   - API: GET /v2/users/{user}/secrets/{secret}
//   - Scopes: Secrets_Get
//   - Status: current (see [Grade])
func (s *SecretsService) Get(ctx context.Context, ownerID, secretID string, callOpts ...CallOption) (*EnvironmentSecret, error) {
	return get[EnvironmentSecret, secretResponse](ctx, s.client, request{
		op: OpSecretsGet, ids: []string{ownerID, secretID}, callOpts: callOpts,
	})
}

// secretItem is a secret as it is sent.
type secretItem struct {
	ID          string    `json:"id"`
	Value       string    `json:"value"`
	Description string    `json:"description,omitempty"`
	ExpiresAt   wire.Time `json:"expires_at,omitzero"`
}

// Create creates a secret. An ID that is taken is [ErrConflict]. If the outcome is
// unknown, the owner's secrets are read to see whether it was created.
//
//   - API: POST /v2/users/{user}/secrets
//   - Scopes: Secrets_Add; Secrets_Get if the response leaves the outcome open
//   - Status: current (see [Grade])
func (s *SecretsService) Create(ctx context.Context, ownerID string, req CreateSecretRequest, callOpts ...CallOption) (*EnvironmentSecret, error) {
	return createSecret.runOne(ctx, s.client, request{
		ids: []string{ownerID}, problem: req.validate(), secrets: nonEmpty(req.Value.Reveal()), callOpts: callOpts,
	}, req.item())
}

// CreateBatch creates secrets as [SecretsService.Create] does, in one request for
// each 128 of them. The results are in the order of the requests, nil where one
// failed. The error is a [*BatchError] of those that were not created. An empty
// list, and an ID that is in it twice, is [ErrInvalid].
//
//   - API: POST /v2/users/{user}/secrets
//   - Scopes: Secrets_Add; Secrets_Get if the response leaves the outcome open
//   - Status: current (see [Grade])
func (s *SecretsService) CreateBatch(ctx context.Context, ownerID string, reqs []CreateSecretRequest, callOpts ...CallOption) ([]*EnvironmentSecret, error) {
	call := request{ids: []string{ownerID}, callOpts: callOpts}
	items := make([]secretItem, len(reqs))
	for n := range reqs {
		if problem := reqs[n].validate(); problem != "" {
			call.problem = cmp.Or(call.problem, fmt.Sprintf("item %d: %s", n, problem))
		}
		items[n] = reqs[n].item()
		call.secrets = append(call.secrets, nonEmpty(items[n].Value)...)
	}
	return createSecret.run(ctx, s.client, call, items)
}

type createSecretsResponse struct {
	wire.Envelope
	Secrets []created[EnvironmentSecret] `json:"secrets"`
}

func (r *createSecretsResponse) created() ([]created[EnvironmentSecret], bool) {
	return r.Secrets, true
}

var createSecret = verifiedCreate[secretItem, EnvironmentSecret]{
	op:        OpSecretsCreate,
	key:       func(item *secretItem) string { return item.ID },
	outKey:    (*EnvironmentSecret).resourceID,
	equal:     (*secretItem).shownBy,
	createdAt: func(s *EnvironmentSecret) time.Time { return s.CreatedAt },
	body:      func(items []secretItem) any { return map[string]any{"secrets": items} },
	response:  func() createResponse[EnvironmentSecret] { return new(createSecretsResponse) },
	lookUp: func(ctx context.Context, c *Client, ids []string, _ []secretItem, callOpts []CallOption) iter.Seq2[EnvironmentSecret, error] {
		return c.Secrets.ListAll(ctx, ids[0], nil, callOpts...)
	},
}

// shownBy reports whether a secret that was read matches the request.
func (r *secretItem) shownBy(s *EnvironmentSecret) bool {
	return sameText(r.Value, s.Value.Reveal()) && sameText(r.Description, s.Description) && sameTime(r.ExpiresAt.Time, s.ExpiresAt)
}

// Update changes a secret and returns it as it is afterwards. It takes two requests.
// Clarifai takes a secret as a whole, so it is read, changed and written: a change
// that somebody else makes between the two is lost. If Clarifai does not show the
// value, an update without Value would lose it; it is [ErrInvalid], and nothing is
// written.
//
// If the response does not show the change, the secret is read until it does, for
// up to RetryPolicy.VerifyTimeout. A change that never shows is an error. Expiry
// times are compared to the second.
//
//   - API: PATCH /v2/users/{user}/secrets
//   - Scopes: Secrets_Add, Secrets_Get
//   - Status: current: that it takes overwrite is known from the official Python client; the outcome is checked by reading (see [Grade])
func (s *SecretsService) Update(ctx context.Context, ownerID, secretID string, req UpdateSecretRequest, callOpts ...CallOption) (*EnvironmentSecret, error) {
	return change[EnvironmentSecret]{
		request: request{
			op: OpSecretsUpdate, ids: []string{ownerID}, secrets: nonEmpty(req.Value.Reveal()), callOpts: callOpts,
			problem: cmp.Or(checkID("secret ID", secretID), req.validate()),
		},
		id: secretID, response: new(secretsResponse), prepare: req.prepare,
		is: func(s *EnvironmentSecret) bool { return s.ID == secretID },
		read: func(callOpts []CallOption) (*EnvironmentSecret, error) {
			return s.Get(ctx, ownerID, secretID, callOpts...)
		},
		texts: func(s *EnvironmentSecret) bool { return shows(req.Description, s.Description, sameText) },
	}.run(ctx, s.client)
}

// secretPatch is a secret as a change of it is sent: whole. Empty fields are
// written, too.
type secretPatch struct {
	ID          string    `json:"id"`
	Value       string    `json:"value"`
	Description string    `json:"description"`
	ExpiresAt   wire.Time `json:"expires_at"`
}

// prepare writes the change over the secret as it is now.
func (r *UpdateSecretRequest) prepare(now *EnvironmentSecret, update *change[EnvironmentSecret]) error {
	refused := &Error{Op: OpSecretsUpdate, subject: subject([]string{update.request.ids[0], update.id})}
	if now.ID != update.id {
		refused.problem = "Clarifai returned the secret " + quoted(now.ID) + " in its place, so nothing was written"
		return refused
	}
	want, hidden := *now, now.hidesValue()
	if !r.Value.IsZero() {
		want.Value = r.Value
	} else if hidden {
		refused.kind, refused.problem = ErrInvalid, "Value is required: Clarifai does not show the value, and a change without it would lose it"
		return refused
	}
	assign(&want.Description, r.Description)
	assign(&want.ExpiresAt, r.ExpiresAt)
	patch := secretPatch{ID: update.id, Value: want.Value.Reveal(), Description: want.Description, ExpiresAt: wire.Time{Time: want.ExpiresAt}}
	if want.ExpiresAt.IsZero() {
		patch.ExpiresAt.Time = neverExpires
	}
	update.request.secrets = nonEmpty(want.Value.Reveal(), now.Value.Reveal())
	update.request.body = map[string]any{"action": "overwrite", "secret": []secretPatch{patch}}
	update.exact = func(s *EnvironmentSecret) bool {
		return (hidden && s.hidesValue() || sameText(want.Value.Reveal(), s.Value.Reveal())) && shows(r.ExpiresAt, s.ExpiresAt, sameTime)
	}
	return nil
}

// Delete deletes a secret. A secret that does not exist is [ErrNotFound], unless an
// earlier attempt of the same call deleted it.
//
//   - API: DELETE /v2/users/{user}/secrets
//   - Scopes: Secrets_Delete; Secrets_Get if the response leaves the outcome open
//   - Status: current (see [Grade])
func (s *SecretsService) Delete(ctx context.Context, ownerID, secretID string, callOpts ...CallOption) error {
	return s.deletion(ctx, ownerID, callOpts).runOne(ctx, s.client, secretID)
}

// DeleteBatch deletes secrets as [SecretsService.Delete] does, in one request for
// each 128 of them. The error is a [*BatchError] of those that were not deleted. If
// Clarifai refuses a list because a secret does not exist, or reports that a part of
// it failed, the secrets are read. Those that exist are resent together, the others
// one by one. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/secrets
//   - Scopes: Secrets_Delete; Secrets_Get if the response leaves the outcome open
//   - Status: current (see [Grade])
func (s *SecretsService) DeleteBatch(ctx context.Context, ownerID string, secretIDs []string, callOpts ...CallOption) error {
	return s.deletion(ctx, ownerID, callOpts).run(ctx, s.client, secretIDs)
}

func (s *SecretsService) deletion(ctx context.Context, ownerID string, callOpts []CallOption) removal {
	return removal{
		request: request{op: OpSecretsDelete, ids: []string{ownerID}, callOpts: callOpts},
		what:    "secret ID", field: "ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, ownerID, nil, callOpts...))
		},
	}
}
