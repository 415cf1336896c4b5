package clarifai

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// PasswordPoliciesService manages the rules for the passwords of a user or of the
// members of an organization.
type PasswordPoliciesService struct{ service }

// PasswordPolicy is a set of rules for passwords. A rule that is false or 0 does not
// apply.
type PasswordPolicy struct {
	ID                    string `json:"id"`
	UserID                string `json:"user_id,omitempty" wire:"needed"`         // may be empty
	OrganizationID        string `json:"organization_id,omitempty" wire:"needed"` // may be empty
	MinimumLength         int    `json:"minimum_length,omitempty" wire:"needed"`
	MaximumLength         int    `json:"maximum_length,omitempty" wire:"needed"`
	UpperCaseNeeded       bool   `json:"upper_case_needed,omitempty" wire:"needed"`
	LowerCaseNeeded       bool   `json:"lower_case_needed,omitempty" wire:"needed"`
	NumericNeeded         bool   `json:"numeric_needed,omitempty" wire:"needed"`
	NonAlphanumericNeeded bool   `json:"non_alphanumeric_needed,omitempty" wire:"needed"`
	PasswordLifeSpanDays  int    `json:"password_life_span_days,omitempty" wire:"needed"` // age at which it expires
	PasswordReuseEpoch    int    `json:"password_reuse_epoch,omitempty" wire:"needed"`    // number of old passwords refused
	ExcludeNames          bool   `json:"exclude_names,omitempty" wire:"needed"`           // the user's own names
	ExcludeEmail          bool   `json:"exclude_email,omitempty" wire:"needed"`           // the user's own address
	NoConfusingLetters    bool   `json:"no_confusing_letters,omitempty" wire:"needed"`
	NoSimplePasswords     bool   `json:"no_simple_passwords,omitempty" wire:"needed"`
	NoCommonVocabs        bool   `json:"no_common_vocabs,omitempty" wire:"needed"`
	NoOverlapWithOld      bool   `json:"no_overlap_with_old,omitempty" wire:"needed"`
}

func (p *PasswordPolicy) resourceID() string { return p.ID }

// CreatePasswordPolicyRequest is a password policy to create. At least one rule
// is required.
type CreatePasswordPolicyRequest struct {
	PasswordRules
	// UserID is the user to whom the policy applies. It may be empty.
	UserID string
	// OrganizationID is the organization to whose members the policy applies. It
	// must be empty if UserID is set.
	OrganizationID string
}

func (r *CreatePasswordPolicyRequest) validate() string {
	problem := r.PasswordRules.validate()
	if r.UserID != "" && r.OrganizationID != "" {
		problem = cmp.Or(problem, "UserID and OrganizationID must not both be set")
	}
	if r.PasswordRules == (PasswordRules{}) {
		problem = cmp.Or(problem, "at least one rule is required")
	}
	for _, id := range nonEmpty(r.UserID, r.OrganizationID) {
		problem = cmp.Or(problem, checkID("UserID or OrganizationID", id))
	}
	return problem
}

// PasswordRules are the rules of a policy. A rule that is false or 0 does not apply.
type PasswordRules struct {
	MinimumLength         int // in characters
	MaximumLength         int // in characters
	UpperCaseNeeded       bool
	LowerCaseNeeded       bool
	NumericNeeded         bool
	NonAlphanumericNeeded bool
	PasswordLifeSpanDays  int
	PasswordReuseEpoch    int
	ExcludeNames          bool
	ExcludeEmail          bool
	NoConfusingLetters    bool
	NoSimplePasswords     bool
	NoCommonVocabs        bool
	NoOverlapWithOld      bool
}

func (r *PasswordRules) validate() string {
	problem := cmp.Or(
		checkUint32("MinimumLength", r.MinimumLength), checkUint32("MaximumLength", r.MaximumLength),
		checkUint32("PasswordLifeSpanDays", r.PasswordLifeSpanDays), checkUint32("PasswordReuseEpoch", r.PasswordReuseEpoch),
	)
	if problem == "" && r.MaximumLength > 0 && r.MinimumLength > r.MaximumLength {
		return fmt.Sprintf("MinimumLength (%d) must not exceed MaximumLength (%d)", r.MinimumLength, r.MaximumLength)
	}
	return problem
}

// UpdatePasswordPolicyRequest is a change of a policy's rules. Fields that are nil
// stay unchanged. At least one field must be set.
type UpdatePasswordPolicyRequest struct {
	MinimumLength         *int
	MaximumLength         *int
	UpperCaseNeeded       *bool
	LowerCaseNeeded       *bool
	NumericNeeded         *bool
	NonAlphanumericNeeded *bool
	PasswordLifeSpanDays  *int
	PasswordReuseEpoch    *int
	ExcludeNames          *bool
	ExcludeEmail          *bool
	NoConfusingLetters    *bool
	NoSimplePasswords     *bool
	NoCommonVocabs        *bool
	NoOverlapWithOld      *bool
}

func (r *UpdatePasswordPolicyRequest) validate() string {
	rules := PasswordRules{
		MinimumLength: deref(r.MinimumLength), MaximumLength: deref(r.MaximumLength),
		PasswordLifeSpanDays: deref(r.PasswordLifeSpanDays), PasswordReuseEpoch: deref(r.PasswordReuseEpoch),
	}
	return cmp.Or(requireChange(*r), rules.validate())
}

// PasswordViolations are the rules that a password breaks.
type PasswordViolations struct {
	MinimumLength         bool `json:"minimum_length,omitempty" wire:"needed"`
	MaximumLength         bool `json:"maximum_length,omitempty" wire:"needed"`
	UpperCaseNeeded       bool `json:"upper_case_needed,omitempty" wire:"needed"`
	LowerCaseNeeded       bool `json:"lower_case_needed,omitempty" wire:"needed"`
	NumericNeeded         bool `json:"numeric_needed,omitempty" wire:"needed"`
	NonAlphanumericNeeded bool `json:"non_alphanumeric_needed,omitempty" wire:"needed"`
	PasswordReuse         bool `json:"password_reuse,omitempty" wire:"needed"`
	ExcludeNames          bool `json:"exclude_names,omitempty" wire:"needed"`
	ExcludeEmail          bool `json:"exclude_email,omitempty" wire:"needed"`
	NoConfusingLetters    bool `json:"no_confusing_letters,omitempty" wire:"needed"`
	NoSimplePasswords     bool `json:"no_simple_passwords,omitempty" wire:"needed"`
	NoCommonVocabs        bool `json:"no_common_vocabs,omitempty" wire:"needed"`
	NoOverlapWithOld      bool `json:"no_overlap_with_old,omitempty" wire:"needed"`
	PasswordLifespan      bool `json:"password_lifespan,omitempty" wire:"needed"`
}

// Any reports whether any rule is broken.
func (v *PasswordViolations) Any() bool { return *v != PasswordViolations{} }

// ListPasswordPoliciesOptions selects password policies.
type ListPasswordPoliciesOptions struct {
	UserIDs         []string `url:"user_ids,omitempty"`
	OrganizationIDs []string `url:"organization_ids,omitempty"`
	Paging
}

type passwordPoliciesResponse struct {
	wire.Envelope
	PasswordPolicies []PasswordPolicy `json:"password_policies"`
}

// list returns the policies. Clarifai leaves out an empty list.
func (r *passwordPoliciesResponse) list() []PasswordPolicy { return orEmpty(r.PasswordPolicies) }

func (o ListPasswordPoliciesOptions) touched() []string {
	return slices.Concat(o.UserIDs, o.OrganizationIDs)
}

// List returns a page of the password policies that a user or an organization
// can see.
//
//   - API: GET /v2/users/{user}/password_policies
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) List(ctx context.Context, ownerID string, opts *ListPasswordPoliciesOptions, callOpts ...CallOption) (*Page[PasswordPolicy], error) {
	return list[PasswordPolicy, passwordPoliciesResponse](ctx, s.client, OpPasswordPoliciesList, opts, callOpts, ownerID)
}

// ListAll iterates over the password policies that a user or an organization can
// see, as [PasswordPoliciesService.List] lists them. It can skip some if anyone
// deletes others in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/password_policies
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) ListAll(ctx context.Context, ownerID string, opts *ListPasswordPoliciesOptions, callOpts ...CallOption) iter.Seq2[PasswordPolicy, error] {
	return listAll[PasswordPolicy, passwordPoliciesResponse](ctx, s.client, OpPasswordPoliciesList, opts, callOpts, ownerID)
}

// ListGlobal returns the policies that apply to everybody.
//
//   - API: GET /v2/password_policies/global
//   - Scopes: none (no credential is sent)
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) ListGlobal(ctx context.Context, callOpts ...CallOption) ([]PasswordPolicy, error) {
	return listWhole[PasswordPolicy, passwordPoliciesResponse](ctx, s.client, request{op: OpPasswordPoliciesListGlobal, callOpts: callOpts})
}

// policyItem is a policy as it is sent, whole.
type policyItem struct {
	ID                    string `json:"id,omitempty"`
	UserID                string `json:"user_id,omitempty"`
	OrganizationID        string `json:"organization_id,omitempty"`
	MinimumLength         int    `json:"minimum_length"`
	MaximumLength         int    `json:"maximum_length"`
	UpperCaseNeeded       bool   `json:"upper_case_needed"`
	LowerCaseNeeded       bool   `json:"lower_case_needed"`
	NumericNeeded         bool   `json:"numeric_needed"`
	NonAlphanumericNeeded bool   `json:"non_alphanumeric_needed"`
	PasswordLifeSpanDays  int    `json:"password_life_span_days"`
	PasswordReuseEpoch    int    `json:"password_reuse_epoch"`
	ExcludeNames          bool   `json:"exclude_names"`
	ExcludeEmail          bool   `json:"exclude_email"`
	NoConfusingLetters    bool   `json:"no_confusing_letters"`
	NoSimplePasswords     bool   `json:"no_simple_passwords"`
	NoCommonVocabs        bool   `json:"no_common_vocabs"`
	NoOverlapWithOld      bool   `json:"no_overlap_with_old"`
}

// Create creates a password policy, whose ID the server chooses. An unknown
// outcome is [ErrAmbiguous]; the list of policies shows it.
//
//   - API: POST /v2/users/{user}/password_policies
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) Create(ctx context.Context, ownerID string, req CreatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	return createUnverified[PasswordPolicy](ctx, s.client, request{
		op: OpPasswordPoliciesCreate, ids: []string{ownerID}, problem: req.validate(), owners: nonEmpty(req.UserID, req.OrganizationID), callOpts: callOpts,
		body: map[string]any{"password_policies": []policyItem{req.item()}},
	}, new(passwordPoliciesResponse))
}

func (r *CreatePasswordPolicyRequest) item() policyItem {
	return policyItem{
		UserID: r.UserID, OrganizationID: r.OrganizationID,
		MinimumLength: r.MinimumLength, MaximumLength: r.MaximumLength,
		UpperCaseNeeded: r.UpperCaseNeeded, LowerCaseNeeded: r.LowerCaseNeeded, NumericNeeded: r.NumericNeeded,
		NonAlphanumericNeeded: r.NonAlphanumericNeeded, PasswordLifeSpanDays: r.PasswordLifeSpanDays,
		PasswordReuseEpoch: r.PasswordReuseEpoch, ExcludeNames: r.ExcludeNames, ExcludeEmail: r.ExcludeEmail,
		NoConfusingLetters: r.NoConfusingLetters, NoSimplePasswords: r.NoSimplePasswords,
		NoCommonVocabs: r.NoCommonVocabs, NoOverlapWithOld: r.NoOverlapWithOld,
	}
}

// Update changes rules of a policy and returns it as it is afterwards. Clarifai
// accepts only whole policies, so the policies are read to find it, and it is
// written with the change. If the response does not show the change, the policies
// are read until they do, for up to RetryPolicy.VerifyTimeout. A change that never
// shows is an error.
//
//   - API: PATCH /v2/users/{user}/password_policies
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) Update(ctx context.Context, ownerID, policyID string, req UpdatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	is := func(p *PasswordPolicy) bool { return p.ID == policyID }
	call := request{
		op: OpPasswordPoliciesUpdate, ids: []string{ownerID}, callOpts: callOpts,
		problem: cmp.Or(checkID("policy ID", policyID), req.validate()),
	}
	return change[PasswordPolicy]{
		request: call, id: policyID, response: new(passwordPoliciesResponse), is: is, prepare: req.prepare, exact: req.shownBy,
		read: func(callOpts []CallOption) (*PasswordPolicy, error) {
			return findIn(call, s.ListAll(ctx, ownerID, nil, callOpts...), is, "there is no policy "+quoted(policyID))
		},
	}.run(ctx, s.client)
}

// prepare builds the request from the policy as it is now and the change.
func (r *UpdatePasswordPolicyRequest) prepare(now *PasswordPolicy, update *change[PasswordPolicy]) error {
	want := *now
	assign(&want.MinimumLength, r.MinimumLength)
	assign(&want.MaximumLength, r.MaximumLength)
	assign(&want.UpperCaseNeeded, r.UpperCaseNeeded)
	assign(&want.LowerCaseNeeded, r.LowerCaseNeeded)
	assign(&want.NumericNeeded, r.NumericNeeded)
	assign(&want.NonAlphanumericNeeded, r.NonAlphanumericNeeded)
	assign(&want.PasswordLifeSpanDays, r.PasswordLifeSpanDays)
	assign(&want.PasswordReuseEpoch, r.PasswordReuseEpoch)
	assign(&want.ExcludeNames, r.ExcludeNames)
	assign(&want.ExcludeEmail, r.ExcludeEmail)
	assign(&want.NoConfusingLetters, r.NoConfusingLetters)
	assign(&want.NoSimplePasswords, r.NoSimplePasswords)
	assign(&want.NoCommonVocabs, r.NoCommonVocabs)
	assign(&want.NoOverlapWithOld, r.NoOverlapWithOld)
	rules := PasswordRules{
		MinimumLength: want.MinimumLength, MaximumLength: want.MaximumLength,
		PasswordLifeSpanDays: want.PasswordLifeSpanDays, PasswordReuseEpoch: want.PasswordReuseEpoch,
	}
	if problem := rules.validate(); problem != "" {
		return invalid(OpPasswordPoliciesUpdate, "%s", problem)
	}
	update.request.owners = nonEmpty(want.UserID, want.OrganizationID)
	update.request.body = map[string]any{"action": "overwrite", "password_policies": []policyItem{policyItem(want)}}
	return nil
}

// shownBy reports whether a policy shows the change.
func (r *UpdatePasswordPolicyRequest) shownBy(p *PasswordPolicy) bool {
	return shows(r.MinimumLength, p.MinimumLength, equal) && shows(r.MaximumLength, p.MaximumLength, equal) &&
		shows(r.UpperCaseNeeded, p.UpperCaseNeeded, equal) && shows(r.LowerCaseNeeded, p.LowerCaseNeeded, equal) &&
		shows(r.NumericNeeded, p.NumericNeeded, equal) && shows(r.NonAlphanumericNeeded, p.NonAlphanumericNeeded, equal) &&
		shows(r.PasswordLifeSpanDays, p.PasswordLifeSpanDays, equal) && shows(r.PasswordReuseEpoch, p.PasswordReuseEpoch, equal) &&
		shows(r.ExcludeNames, p.ExcludeNames, equal) && shows(r.ExcludeEmail, p.ExcludeEmail, equal) &&
		shows(r.NoConfusingLetters, p.NoConfusingLetters, equal) && shows(r.NoSimplePasswords, p.NoSimplePasswords, equal) &&
		shows(r.NoCommonVocabs, p.NoCommonVocabs, equal) && shows(r.NoOverlapWithOld, p.NoOverlapWithOld, equal)
}

// Delete deletes a password policy. A policy that does not exist is [ErrNotFound],
// unless an earlier attempt of the same call deleted it.
//
//   - API: DELETE /v2/users/{user}/password_policies
//   - Scopes: PasswordPolicies_Add, PasswordPolicies_Delete, PasswordPolicies_Get (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) Delete(ctx context.Context, ownerID, policyID string, callOpts ...CallOption) error {
	return s.deletion(ctx, ownerID, callOpts).runOne(ctx, s.client, policyID)
}

// DeleteBatch deletes password policies as [PasswordPoliciesService.Delete] does,
// in one request for each 128 of them. The error is a [*BatchError] of those that
// were not deleted. If Clarifai refuses a list because a policy does not exist, or
// reports that a part of it failed, the policies are read. Those that exist are
// resent together, the others one by one. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/password_policies
//   - Scopes: PasswordPolicies_Add, PasswordPolicies_Delete, PasswordPolicies_Get (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *PasswordPoliciesService) DeleteBatch(ctx context.Context, ownerID string, policyIDs []string, callOpts ...CallOption) error {
	return s.deletion(ctx, ownerID, callOpts).run(ctx, s.client, policyIDs)
}

func (s *PasswordPoliciesService) deletion(ctx context.Context, ownerID string, callOpts []CallOption) removal {
	type query struct {
		IDs []string `url:"ids"`
	}
	return removal{
		request: request{op: OpPasswordPoliciesDelete, ids: []string{ownerID}, callOpts: callOpts},
		what:    "policy ID",
		query:   func(ids []string) any { return query{ids} },
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, ownerID, nil, callOpts...))
		},
	}
}

type violationsResponse struct {
	wire.Envelope
	// Violations may be left out if no rule is broken.
	Violations PasswordViolations `json:"password_violations"`
}

// Validate returns the rules that a password of a user breaks. The user "me" is
// the caller.
//
//   - API: POST /v2/users/{user}/validate_password
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: current (see [Grade])
func (s *PasswordPoliciesService) Validate(ctx context.Context, userID string, password Secret, callOpts ...CallOption) (*PasswordViolations, error) {
	req := request{
		op: OpPasswordPoliciesValidate, ids: []string{userID}, secrets: []string{password.Reveal()}, callOpts: callOpts,
		problem: requireSecret("the password", password),
		body:    map[string]any{"password": map[string]string{"plaintext": password.Reveal()}},
	}
	var out violationsResponse
	if err := s.client.send(ctx, req, &out); err != nil {
		return nil, err
	}
	return &out.Violations, nil
}
