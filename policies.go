package clarifai

import (
	"context"
	"iter"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// PasswordPoliciesService manages what passwords must be like, for a user or
// for the members of an organization.
type PasswordPoliciesService service

// PasswordPolicy is what passwords must be like. A rule that is false or 0 does
// not hold.
type PasswordPolicy struct {
	ID                    string `json:"id"`
	UserID                string `json:"user_id,omitempty" wire:"needed"`         // whom it is for; "": nobody in particular
	OrganizationID        string `json:"organization_id,omitempty" wire:"needed"` // whose members it is for; "": none
	MinimumLength         uint32 `json:"minimum_length,omitempty" wire:"needed"`
	MaximumLength         uint32 `json:"maximum_length,omitempty" wire:"needed"`
	UpperCaseNeeded       bool   `json:"upper_case_needed,omitempty" wire:"needed"`
	LowerCaseNeeded       bool   `json:"lower_case_needed,omitempty" wire:"needed"`
	NumericNeeded         bool   `json:"numeric_needed,omitempty" wire:"needed"`
	NonAlphanumericNeeded bool   `json:"non_alphanumeric_needed,omitempty" wire:"needed"`
	PasswordLifeSpanDays  uint32 `json:"password_life_span_days,omitempty" wire:"needed"` // after which a password must be changed
	PasswordReuseEpoch    uint32 `json:"password_reuse_epoch,omitempty" wire:"needed"`    // how many old passwords must not come back
	ExcludeNames          bool   `json:"exclude_names,omitempty" wire:"needed"`           // the user's own names
	ExcludeEmail          bool   `json:"exclude_email,omitempty" wire:"needed"`           // the user's own address
	NoConfusingLetters    bool   `json:"no_confusing_letters,omitempty" wire:"needed"`
	NoSimplePasswords     bool   `json:"no_simple_passwords,omitempty" wire:"needed"`
	NoCommonVocabs        bool   `json:"no_common_vocabs,omitempty" wire:"needed"`
	NoOverlapWithOld      bool   `json:"no_overlap_with_old,omitempty" wire:"needed"`
}

// CreatePasswordPolicyRequest is a password policy to be created, for an organization
// or a user.
type CreatePasswordPolicyRequest struct {
	PasswordRules
	UserID         string // whom it is for
	OrganizationID string // whose members it is for, where UserID is ""
}

// PasswordRules are the rules of a policy. A rule that is false or 0 does not
// hold.
type PasswordRules struct {
	MinimumLength         uint32 // in characters
	MaximumLength         uint32 // in characters
	UpperCaseNeeded       bool
	LowerCaseNeeded       bool
	NumericNeeded         bool
	NonAlphanumericNeeded bool
	PasswordLifeSpanDays  uint32
	PasswordReuseEpoch    uint32
	ExcludeNames          bool
	ExcludeEmail          bool
	NoConfusingLetters    bool
	NoSimplePasswords     bool
	NoCommonVocabs        bool
	NoOverlapWithOld      bool
}

// UpdatePasswordPolicyRequest says which rules to change. What is nil stays as it is.
type UpdatePasswordPolicyRequest struct {
	MinimumLength         *uint32
	MaximumLength         *uint32
	UpperCaseNeeded       *bool
	LowerCaseNeeded       *bool
	NumericNeeded         *bool
	NonAlphanumericNeeded *bool
	PasswordLifeSpanDays  *uint32
	PasswordReuseEpoch    *uint32
	ExcludeNames          *bool
	ExcludeEmail          *bool
	NoConfusingLetters    *bool
	NoSimplePasswords     *bool
	NoCommonVocabs        *bool
	NoOverlapWithOld      *bool
}

// PasswordViolations tells which rules a password breaks.
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
func (v *PasswordViolations) Any() bool { return v != nil && *v != PasswordViolations{} }

// ListPasswordPoliciesOptions chooses password policies.
type ListPasswordPoliciesOptions struct {
	UserIDs         []string `url:"user_ids,omitempty"`
	OrganizationIDs []string `url:"organization_ids,omitempty"`
	Paging
}

// List reads a page of the password policies that a user or an organization
// can see.
//
// Session token, see [CredentialSession]; Archived.
func (s *PasswordPoliciesService) List(ctx context.Context, ownerID string, opts *ListPasswordPoliciesOptions, callOpts ...CallOption) (*Page[PasswordPolicy], error) {
	return s.list(ownerID, opts, callOpts).list(ctx)
}

// ListAll iterates over the password policies that a user or an organization can
// see; see [PasswordPoliciesService.List]. It can skip some if others are deleted
// meanwhile, by anyone; see [Paging].
func (s *PasswordPoliciesService) ListAll(ctx context.Context, ownerID string, opts *ListPasswordPoliciesOptions, callOpts ...CallOption) iter.Seq2[PasswordPolicy, error] {
	return s.list(ownerID, opts, callOpts).all(ctx)
}

func (s *PasswordPoliciesService) list(ownerID string, opts *ListPasswordPoliciesOptions, callOpts []CallOption) *listing[PasswordPolicy] {
	return &listing[PasswordPolicy]{
		client: s.api(), op: OpPasswordPoliciesList, ids: []string{ownerID}, paging: deref(opts).Paging, query: opts, mayLack: true, opts: callOpts,
		owners: slices.Concat(deref(opts).UserIDs, deref(opts).OrganizationIDs),
		response: func() (wire.Response, *[]PasswordPolicy) {
			out := new(passwordPoliciesResponse)
			return out, &out.PasswordPolicies
		},
	}
}

type passwordPoliciesResponse struct {
	wire.Envelope
	PasswordPolicies []PasswordPolicy `json:"password_policies"`
}

// ListGlobal reads the policies that hold for everybody.
//
// No credential; Archived.
func (s *PasswordPoliciesService) ListGlobal(ctx context.Context, callOpts ...CallOption) ([]PasswordPolicy, error) {
	var out passwordPoliciesResponse
	err := s.api().do(ctx, request{op: OpPasswordPoliciesListGlobal, out: &out, callOpts: callOpts})
	if err != nil {
		return nil, err
	}
	return out.PasswordPolicies, nil
}

// policyBody is a policy as it is sent, whole.
type policyBody struct {
	ID                    string `json:"id,omitempty"`
	UserID                string `json:"user_id,omitempty"`
	OrganizationID        string `json:"organization_id,omitempty"`
	MinimumLength         uint32 `json:"minimum_length"`
	MaximumLength         uint32 `json:"maximum_length"`
	UpperCaseNeeded       bool   `json:"upper_case_needed"`
	LowerCaseNeeded       bool   `json:"lower_case_needed"`
	NumericNeeded         bool   `json:"numeric_needed"`
	NonAlphanumericNeeded bool   `json:"non_alphanumeric_needed"`
	PasswordLifeSpanDays  uint32 `json:"password_life_span_days"`
	PasswordReuseEpoch    uint32 `json:"password_reuse_epoch"`
	ExcludeNames          bool   `json:"exclude_names"`
	ExcludeEmail          bool   `json:"exclude_email"`
	NoConfusingLetters    bool   `json:"no_confusing_letters"`
	NoSimplePasswords     bool   `json:"no_simple_passwords"`
	NoCommonVocabs        bool   `json:"no_common_vocabs"`
	NoOverlapWithOld      bool   `json:"no_overlap_with_old"`
}

// Create creates a password policy; its id is Clarifai's own. A doubtful answer
// is [ErrAmbiguous]: the list then tells.
//
// Session token, see [CredentialSession]; Archived.
func (s *PasswordPoliciesService) Create(ctx context.Context, ownerID string, req CreatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	resetResponse(callOpts)
	switch {
	case req.UserID != "" && req.OrganizationID != "":
		return nil, invalid(OpPasswordPoliciesCreate, "a policy is for a user or for an organization, not for both")
	case req.PasswordRules == PasswordRules{}:
		return nil, invalid(OpPasswordPoliciesCreate, "a policy needs a rule")
	}
	if err := checkLengths(OpPasswordPoliciesCreate, req.MinimumLength, req.MaximumLength); err != nil {
		return nil, err
	}
	var owners []string
	for _, id := range []string{req.UserID, req.OrganizationID} {
		if id == "" {
			continue
		}
		if problem := route.CheckID(id); problem != "" {
			return nil, invalid(OpPasswordPoliciesCreate, "whom the policy is for %s", problem)
		}
		owners = append(owners, id)
	}
	var out passwordPoliciesResponse
	err := s.api().do(ctx, request{
		op: OpPasswordPoliciesCreate, ids: []string{ownerID}, out: &out, owners: owners, callOpts: callOpts,
		body: map[string]any{"password_policies": []policyBody{{
			UserID: req.UserID, OrganizationID: req.OrganizationID,
			MinimumLength: req.MinimumLength, MaximumLength: req.MaximumLength,
			UpperCaseNeeded: req.UpperCaseNeeded, LowerCaseNeeded: req.LowerCaseNeeded, NumericNeeded: req.NumericNeeded,
			NonAlphanumericNeeded: req.NonAlphanumericNeeded, PasswordLifeSpanDays: req.PasswordLifeSpanDays,
			PasswordReuseEpoch: req.PasswordReuseEpoch, ExcludeNames: req.ExcludeNames, ExcludeEmail: req.ExcludeEmail,
			NoConfusingLetters: req.NoConfusingLetters, NoSimplePasswords: req.NoSimplePasswords,
			NoCommonVocabs: req.NoCommonVocabs, NoOverlapWithOld: req.NoOverlapWithOld,
		}}},
	})
	if err != nil {
		return nil, err
	}
	if len(out.PasswordPolicies) != 1 || out.PasswordPolicies[0].ID == "" {
		e := incomplete(OpPasswordPoliciesCreate, "policy", ownerID)
		e.Ambiguous = true
		return nil, e
	}
	return &out.PasswordPolicies[0], nil
}

func checkLengths(op Operation, least, most uint32) error {
	if most > 0 && least > most {
		return invalid(op, "no password has at least %d and at most %d characters", least, most)
	}
	return nil
}

// Update changes rules of a policy and returns it as it is afterwards. Clarifai
// takes a policy as a whole, so the policies are read to find it, and it is
// written with the change. If the response does not show the rules that were set,
// they are read until they do, for up to RetryPolicy.VerifyTimeout; a change that never
// shows is an error.
//
// Session token, see [CredentialSession]; Archived.
func (s *PasswordPoliciesService) Update(ctx context.Context, ownerID, policyID string, req UpdatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	resetResponse(callOpts)
	switch {
	case route.CheckID(policyID) != "":
		return nil, invalid(OpPasswordPoliciesUpdate, "the policy id %s", route.CheckID(policyID))
	case req == UpdatePasswordPolicyRequest{}:
		return nil, invalid(OpPasswordPoliciesUpdate, "there is nothing to change")
	}
	ids := []string{ownerID, policyID}
	read := func() (*PasswordPolicy, error) {
		for p, err := range s.ListAll(ctx, ownerID, nil, readOptions(callOpts)...) {
			if err != nil {
				return nil, err
			}
			if p.ID == policyID {
				return &p, nil
			}
		}
		return nil, &Error{Op: OpPasswordPoliciesUpdate, subject: subject(ids), kind: ErrNotFound, problem: "there is no such policy"}
	}
	want, err := read()
	if err != nil {
		return nil, notWritten(OpPasswordPoliciesUpdate, err)
	}
	assign(&want.MinimumLength, req.MinimumLength)
	assign(&want.MaximumLength, req.MaximumLength)
	assign(&want.UpperCaseNeeded, req.UpperCaseNeeded)
	assign(&want.LowerCaseNeeded, req.LowerCaseNeeded)
	assign(&want.NumericNeeded, req.NumericNeeded)
	assign(&want.NonAlphanumericNeeded, req.NonAlphanumericNeeded)
	assign(&want.PasswordLifeSpanDays, req.PasswordLifeSpanDays)
	assign(&want.PasswordReuseEpoch, req.PasswordReuseEpoch)
	assign(&want.ExcludeNames, req.ExcludeNames)
	assign(&want.ExcludeEmail, req.ExcludeEmail)
	assign(&want.NoConfusingLetters, req.NoConfusingLetters)
	assign(&want.NoSimplePasswords, req.NoSimplePasswords)
	assign(&want.NoCommonVocabs, req.NoCommonVocabs)
	assign(&want.NoOverlapWithOld, req.NoOverlapWithOld)
	if err := checkLengths(OpPasswordPoliciesUpdate, want.MinimumLength, want.MaximumLength); err != nil {
		return nil, err
	}
	var out passwordPoliciesResponse
	err = s.api().do(ctx, request{
		op: OpPasswordPoliciesUpdate, ids: []string{ownerID}, out: &out, verified: true, owners: nonEmpty(want.UserID, want.OrganizationID), callOpts: callOpts,
		body: map[string]any{"action": "overwrite", "password_policies": []policyBody{policyBody(*want)}},
	})
	if err != nil {
		return nil, err
	}
	return awaitChange(ctx, s.api(), OpPasswordPoliciesUpdate, ids,
		find(out.PasswordPolicies, func(p *PasswordPolicy) bool { return p.ID == policyID }),
		req.holds, nil, read)
}

// holds reports whether a policy shows the change.
func (u *UpdatePasswordPolicyRequest) holds(p *PasswordPolicy) bool {
	return shows(u.MinimumLength, p.MinimumLength, equal) && shows(u.MaximumLength, p.MaximumLength, equal) &&
		shows(u.UpperCaseNeeded, p.UpperCaseNeeded, equal) && shows(u.LowerCaseNeeded, p.LowerCaseNeeded, equal) &&
		shows(u.NumericNeeded, p.NumericNeeded, equal) && shows(u.NonAlphanumericNeeded, p.NonAlphanumericNeeded, equal) &&
		shows(u.PasswordLifeSpanDays, p.PasswordLifeSpanDays, equal) && shows(u.PasswordReuseEpoch, p.PasswordReuseEpoch, equal) &&
		shows(u.ExcludeNames, p.ExcludeNames, equal) && shows(u.ExcludeEmail, p.ExcludeEmail, equal) &&
		shows(u.NoConfusingLetters, p.NoConfusingLetters, equal) && shows(u.NoSimplePasswords, p.NoSimplePasswords, equal) &&
		shows(u.NoCommonVocabs, p.NoCommonVocabs, equal) && shows(u.NoOverlapWithOld, p.NoOverlapWithOld, equal)
}

// Delete deletes password policies, 128 a request. An error is a [*BatchError] of
// those that were not deleted. One that is not there is [ErrNotFound], unless an
// earlier attempt of this very call deleted it: if Clarifai refuses a list for
// that, or says that a part of it failed, the policies are read, and those that
// are there are sent again, the others alone. An empty list is [ErrInvalid].
//
// Session token, see [CredentialSession], with PasswordPolicies_Add,
// PasswordPolicies_Delete, PasswordPolicies_Get; Archived.
func (s *PasswordPoliciesService) Delete(ctx context.Context, ownerID string, policyIDs []string, callOpts ...CallOption) error {
	resetResponse(callOpts)
	type query struct {
		IDs []string `url:"ids"`
	}
	w := removal{
		client: s.api(), op: OpPasswordPoliciesDelete, what: "policy id", list: policyIDs, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, request{
				op: OpPasswordPoliciesDelete, ids: []string{ownerID}, query: query{chunk}, out: &wire.Envelope{},
				batch: len(chunk) > 1, callOpts: callOpts,
			})
		},
		left: func(_ []string, opts []CallOption) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for p, err := range s.ListAll(ctx, ownerID, nil, opts...) {
					if !yield(p.ID, err) {
						return
					}
				}
			}
		},
	}
	return w.run(ctx)
}

// Validate asks Clarifai which rules a password breaks that a user ("me" is the
// caller) would take. [PasswordPolicy.Check] asks nobody, and knows less.
//
// Session token, see [CredentialSession]; Current.
func (s *PasswordPoliciesService) Validate(ctx context.Context, userID string, password Secret, callOpts ...CallOption) (*PasswordViolations, error) {
	resetResponse(callOpts)
	if password.IsZero() {
		return nil, invalid(OpPasswordPoliciesValidate, "the password is empty")
	}
	var out struct {
		wire.Envelope
		Violations *PasswordViolations `json:"password_violations"`
	}
	err := s.api().do(ctx, request{
		op: OpPasswordPoliciesValidate, ids: []string{userID}, secrets: []string{password.Reveal()}, out: &out, callOpts: callOpts,
		body: map[string]any{"password": map[string]string{"plaintext": password.Reveal()}},
	})
	if err != nil {
		return nil, err
	}
	v := deref(out.Violations) // a password that breaks no rule may leave it out
	return &v, nil
}

func (s *PasswordPoliciesService) api() *Client { return (*service)(s).api() }
