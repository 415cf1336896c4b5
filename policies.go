package clarifai

import (
	"context"
	"iter"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

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
		client: s.api(), op: OpPasswordPoliciesList, ids: []string{ownerID}, paging: value(opts).Paging, query: opts, mayLack: true, opts: callOpts,
		owners: slices.Concat(value(opts).UserIDs, value(opts).OrganizationIDs),
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
	err := s.api().do(ctx, call{op: OpPasswordPoliciesListGlobal, out: &out, opts: callOpts})
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
func (s *PasswordPoliciesService) Create(ctx context.Context, ownerID string, p CreatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	begin(callOpts)
	switch {
	case p.UserID != "" && p.OrganizationID != "":
		return nil, invalid(OpPasswordPoliciesCreate, "a policy is for a user or for an organization, not for both")
	case p.PasswordRules == PasswordRules{}:
		return nil, invalid(OpPasswordPoliciesCreate, "a policy needs a rule")
	}
	if err := checkLengths(OpPasswordPoliciesCreate, p.MinimumLength, p.MaximumLength); err != nil {
		return nil, err
	}
	var owners []string
	for _, id := range []string{p.UserID, p.OrganizationID} {
		if id == "" {
			continue
		}
		if problem := checkID(id); problem != "" {
			return nil, invalid(OpPasswordPoliciesCreate, "whom the policy is for %s", problem)
		}
		owners = append(owners, id)
	}
	var out passwordPoliciesResponse
	err := s.api().do(ctx, call{
		op: OpPasswordPoliciesCreate, ids: []string{ownerID}, out: &out, owners: owners, opts: callOpts,
		body: map[string]any{"password_policies": []policyBody{{
			UserID: p.UserID, OrganizationID: p.OrganizationID,
			MinimumLength: p.MinimumLength, MaximumLength: p.MaximumLength,
			UpperCaseNeeded: p.UpperCaseNeeded, LowerCaseNeeded: p.LowerCaseNeeded, NumericNeeded: p.NumericNeeded,
			NonAlphanumericNeeded: p.NonAlphanumericNeeded, PasswordLifeSpanDays: p.PasswordLifeSpanDays,
			PasswordReuseEpoch: p.PasswordReuseEpoch, ExcludeNames: p.ExcludeNames, ExcludeEmail: p.ExcludeEmail,
			NoConfusingLetters: p.NoConfusingLetters, NoSimplePasswords: p.NoSimplePasswords,
			NoCommonVocabs: p.NoCommonVocabs, NoOverlapWithOld: p.NoOverlapWithOld,
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
func (s *PasswordPoliciesService) Update(ctx context.Context, ownerID, policyID string, u UpdatePasswordPolicyRequest, callOpts ...CallOption) (*PasswordPolicy, error) {
	begin(callOpts)
	switch {
	case checkID(policyID) != "":
		return nil, invalid(OpPasswordPoliciesUpdate, "the policy id %s", checkID(policyID))
	case u == UpdatePasswordPolicyRequest{}:
		return nil, invalid(OpPasswordPoliciesUpdate, "there is nothing to change")
	}
	ids := []string{ownerID, policyID}
	find := func() (*PasswordPolicy, error) {
		for p, err := range s.ListAll(ctx, ownerID, nil, forReads(callOpts)...) {
			if err != nil {
				return nil, err
			}
			if p.ID == policyID {
				return &p, nil
			}
		}
		return nil, &Error{Op: OpPasswordPoliciesUpdate, subject: subject(ids), kind: ErrNotFound, problem: "there is no such policy"}
	}
	want, err := find()
	if err != nil {
		return nil, notWritten(OpPasswordPoliciesUpdate, err)
	}
	put(&want.MinimumLength, u.MinimumLength)
	put(&want.MaximumLength, u.MaximumLength)
	put(&want.UpperCaseNeeded, u.UpperCaseNeeded)
	put(&want.LowerCaseNeeded, u.LowerCaseNeeded)
	put(&want.NumericNeeded, u.NumericNeeded)
	put(&want.NonAlphanumericNeeded, u.NonAlphanumericNeeded)
	put(&want.PasswordLifeSpanDays, u.PasswordLifeSpanDays)
	put(&want.PasswordReuseEpoch, u.PasswordReuseEpoch)
	put(&want.ExcludeNames, u.ExcludeNames)
	put(&want.ExcludeEmail, u.ExcludeEmail)
	put(&want.NoConfusingLetters, u.NoConfusingLetters)
	put(&want.NoSimplePasswords, u.NoSimplePasswords)
	put(&want.NoCommonVocabs, u.NoCommonVocabs)
	put(&want.NoOverlapWithOld, u.NoOverlapWithOld)
	if err := checkLengths(OpPasswordPoliciesUpdate, want.MinimumLength, want.MaximumLength); err != nil {
		return nil, err
	}
	var out passwordPoliciesResponse
	err = s.api().do(ctx, call{
		op: OpPasswordPoliciesUpdate, ids: []string{ownerID}, out: &out, confirmed: true, owners: nonEmpty(want.UserID, want.OrganizationID), opts: callOpts,
		body: map[string]any{"action": "overwrite", "password_policies": []policyBody{policyBody(*want)}},
	})
	if err != nil {
		return nil, err
	}
	return confirm(ctx, s.api(), OpPasswordPoliciesUpdate, ids,
		only(out.PasswordPolicies, func(p *PasswordPolicy) bool { return p.ID == policyID }),
		u.holds, nil, find)
}

// holds reports whether a policy shows the change.
func (u *UpdatePasswordPolicyRequest) holds(p *PasswordPolicy) bool {
	return kept(u.MinimumLength, p.MinimumLength, identical) && kept(u.MaximumLength, p.MaximumLength, identical) &&
		kept(u.UpperCaseNeeded, p.UpperCaseNeeded, identical) && kept(u.LowerCaseNeeded, p.LowerCaseNeeded, identical) &&
		kept(u.NumericNeeded, p.NumericNeeded, identical) && kept(u.NonAlphanumericNeeded, p.NonAlphanumericNeeded, identical) &&
		kept(u.PasswordLifeSpanDays, p.PasswordLifeSpanDays, identical) && kept(u.PasswordReuseEpoch, p.PasswordReuseEpoch, identical) &&
		kept(u.ExcludeNames, p.ExcludeNames, identical) && kept(u.ExcludeEmail, p.ExcludeEmail, identical) &&
		kept(u.NoConfusingLetters, p.NoConfusingLetters, identical) && kept(u.NoSimplePasswords, p.NoSimplePasswords, identical) &&
		kept(u.NoCommonVocabs, p.NoCommonVocabs, identical) && kept(u.NoOverlapWithOld, p.NoOverlapWithOld, identical)
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
	begin(callOpts)
	type query struct {
		IDs []string `url:"ids"`
	}
	w := removal{
		client: s.api(), op: OpPasswordPoliciesDelete, what: "policy id", list: policyIDs, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, call{
				op: OpPasswordPoliciesDelete, ids: []string{ownerID}, query: query{chunk}, out: &wire.Envelope{},
				several: len(chunk) > 1, opts: callOpts,
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
	begin(callOpts)
	if password.IsZero() {
		return nil, invalid(OpPasswordPoliciesValidate, "the password is empty")
	}
	var out struct {
		wire.Envelope
		Violations *PasswordViolations `json:"password_violations"`
	}
	err := s.api().do(ctx, call{
		op: OpPasswordPoliciesValidate, ids: []string{userID}, secrets: []string{password.Reveal()}, out: &out, opts: callOpts,
		body: map[string]any{"password": map[string]string{"plaintext": password.Reveal()}},
	})
	if err != nil {
		return nil, err
	}
	v := value(out.Violations) // a password that breaks no rule may leave it out
	return &v, nil
}

// PasswordRule is a rule of a policy, by its name in [PasswordViolations].
type PasswordRule string

// The rules of a password policy.
const (
	RuleMinimumLength         PasswordRule = "minimum_length"
	RuleMaximumLength         PasswordRule = "maximum_length"
	RuleUpperCaseNeeded       PasswordRule = "upper_case_needed"
	RuleLowerCaseNeeded       PasswordRule = "lower_case_needed"
	RuleNumericNeeded         PasswordRule = "numeric_needed"
	RuleNonAlphanumericNeeded PasswordRule = "non_alphanumeric_needed"
	RulePasswordReuse         PasswordRule = "password_reuse"
	RuleExcludeNames          PasswordRule = "exclude_names"
	RuleExcludeEmail          PasswordRule = "exclude_email"
	RuleNoConfusingLetters    PasswordRule = "no_confusing_letters"
	RuleNoSimplePasswords     PasswordRule = "no_simple_passwords"
	RuleNoCommonVocabs        PasswordRule = "no_common_vocabs"
	RuleNoOverlapWithOld      PasswordRule = "no_overlap_with_old"
	RulePasswordLifespan      PasswordRule = "password_lifespan"
)

// PasswordCheck is what can be told of a password without asking Clarifai.
type PasswordCheck struct {
	Broken  []PasswordRule // these rules the password breaks
	Unknown []PasswordRule // of these it cannot be told here
}

// Check tells which of the policy's rules a password breaks, as far as the
// password and the user alone tell: its length, what kinds of characters it
// has, the user's names and addresses. Of the others, and where Clarifai may
// count otherwise (letters outside ASCII, names of less than three letters), it
// says that it cannot tell. With a nil user it cannot tell of names and
// addresses.
func (p *PasswordPolicy) Check(password Secret, user *User) PasswordCheck {
	var c PasswordCheck
	if p == nil {
		return c
	}
	text := password.Reveal()
	runes, bytes := uint64(utf8.RuneCountInString(text)), uint64(len(text)) //nolint:gosec // neither is negative
	if least := uint64(p.MinimumLength); least > 0 {
		c.rule(RuleMinimumLength, runes >= least, bytes >= least)
	}
	if most := uint64(p.MaximumLength); most > 0 {
		c.rule(RuleMaximumLength, bytes <= most, runes <= most)
	}
	for _, class := range []struct {
		rule   PasswordRule
		needed bool
		is     func(rune) bool
	}{
		{RuleUpperCaseNeeded, p.UpperCaseNeeded, unicode.IsUpper},
		{RuleLowerCaseNeeded, p.LowerCaseNeeded, unicode.IsLower},
		{RuleNumericNeeded, p.NumericNeeded, unicode.IsNumber},
		{RuleNonAlphanumericNeeded, p.NonAlphanumericNeeded, func(r rune) bool {
			return r > unicode.MaxASCII || !unicode.IsLetter(r) && !unicode.IsNumber(r)
		}},
	} {
		if class.needed {
			plain := strings.ContainsFunc(text, func(r rune) bool { return r > ' ' && r < unicode.MaxASCII && class.is(r) })
			c.rule(class.rule, plain, plain || strings.ContainsFunc(text, class.is))
		}
	}
	if p.ExcludeNames {
		c.excludes(RuleExcludeNames, text, user, func() (whole, parts []string) {
			return []string{user.FirstName, user.LastName}, nil
		})
	}
	if p.ExcludeEmail {
		c.excludes(RuleExcludeEmail, text, user, func() (whole, parts []string) {
			for _, email := range user.Emails() {
				local, _, _ := strings.Cut(email, "@")
				whole, parts = append(whole, email), append(parts, local)
			}
			return whole, parts
		})
	}
	for _, other := range []struct {
		rule PasswordRule
		set  bool
	}{
		{RulePasswordReuse, p.PasswordReuseEpoch > 0},
		{RuleNoConfusingLetters, p.NoConfusingLetters},
		{RuleNoSimplePasswords, p.NoSimplePasswords},
		{RuleNoCommonVocabs, p.NoCommonVocabs},
		{RuleNoOverlapWithOld, p.NoOverlapWithOld},
		{RulePasswordLifespan, p.PasswordLifeSpanDays > 0},
	} {
		if other.set {
			c.Unknown = append(c.Unknown, other.rule)
		}
	}
	return c
}

// rule notes a rule by its strict reading and its generous one.
func (c *PasswordCheck) rule(rule PasswordRule, strict, generous bool) {
	switch {
	case strict:
	case generous:
		c.Unknown = append(c.Unknown, rule)
	default:
		c.Broken = append(c.Broken, rule)
	}
}

// excludes notes a rule that keeps something of the user's out: whole must not
// be in the text, and of parts it is not known.
func (c *PasswordCheck) excludes(rule PasswordRule, text string, user *User, of func() (whole, parts []string)) {
	if user == nil {
		c.Unknown = append(c.Unknown, rule)
		return
	}
	const shortest = 3
	text = strings.ToLower(text)
	within := func(list []string, long bool) bool {
		for _, s := range list {
			if s != "" && (utf8.RuneCountInString(s) >= shortest || !long) && strings.Contains(text, strings.ToLower(s)) {
				return true
			}
		}
		return false
	}
	whole, parts := of()
	nothing := strings.Join(whole, "") == ""
	c.rule(rule, !nothing && !within(whole, false) && !within(parts, false), nothing || !within(whole, true))
}

func (s *PasswordPoliciesService) api() *Client { return (*service)(s).api() }
