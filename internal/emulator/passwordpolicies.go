package emulator

import (
	"errors"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// passwordPolicyJSON is a policy in requests, responses and the state. It
// belongs to a user, to an organization or, with neither, to everyone.
type passwordPolicyJSON struct {
	ID                    string      `json:"id,omitzero"`
	UserID                string      `json:"user_id,omitzero"`
	OrganizationID        string      `json:"organization_id,omitzero"`
	MinimumLength         uint32      `json:"minimum_length,omitzero"`
	MaximumLength         uint32      `json:"maximum_length,omitzero"`
	UpperCaseNeeded       bool        `json:"upper_case_needed,omitzero"`
	LowerCaseNeeded       bool        `json:"lower_case_needed,omitzero"`
	NumericNeeded         bool        `json:"numeric_needed,omitzero"`
	NonAlphanumericNeeded bool        `json:"non_alphanumeric_needed,omitzero"`
	PasswordLifeSpanDays  uint32      `json:"password_life_span_days,omitzero"`
	PasswordReuseEpoch    uint32      `json:"password_reuse_epoch,omitzero"`
	ExcludeNames          bool        `json:"exclude_names,omitzero"`
	ExcludeEmail          bool        `json:"exclude_email,omitzero"`
	NoConfusingLetters    bool        `json:"no_confusing_letters,omitzero"`
	NoSimplePasswords     bool        `json:"no_simple_passwords,omitzero"`
	NoCommonVocabs        bool        `json:"no_common_vocabs,omitzero"`
	NoOverlapWithOld      bool        `json:"no_overlap_with_old,omitzero"`
	Status                *statusJSON `json:"status,omitzero"`
}

// Requests.

type listPoliciesRequest struct {
	owner
	paging
	UserIDs         []string `json:"user_ids"`
	OrganizationIDs []string `json:"organization_ids"`
}

type postPoliciesRequest struct {
	owner
	PasswordPolicies []passwordPolicyJSON `json:"password_policies"`
}

type patchPoliciesRequest struct {
	owner
	PasswordPolicies []passwordPolicyJSON `json:"password_policies"`
	Action           string               `json:"action"`
}

type password struct {
	Plaintext string `json:"plaintext"`
}

type validatePasswordRequest struct {
	owner
	Password password `json:"password"`
}

// Responses.

type multiPoliciesResponse struct {
	envelope
	PasswordPolicies []passwordPolicyJSON `json:"password_policies,omitempty"`
}

type violationsJSON struct {
	MinimumLength         bool `json:"minimum_length,omitzero"`
	MaximumLength         bool `json:"maximum_length,omitzero"`
	UpperCaseNeeded       bool `json:"upper_case_needed,omitzero"`
	LowerCaseNeeded       bool `json:"lower_case_needed,omitzero"`
	NumericNeeded         bool `json:"numeric_needed,omitzero"`
	NonAlphanumericNeeded bool `json:"non_alphanumeric_needed,omitzero"`
	ExcludeNames          bool `json:"exclude_names,omitzero"`
	ExcludeEmail          bool `json:"exclude_email,omitzero"`
	NoConfusingLetters    bool `json:"no_confusing_letters,omitzero"`
	NoSimplePasswords     bool `json:"no_simple_passwords,omitzero"`
	NoCommonVocabs        bool `json:"no_common_vocabs,omitzero"`
}

type validatePasswordResponse struct {
	envelope
	PasswordViolations *violationsJSON `json:"password_violations,omitzero"`
}

func listGlobalPolicies(c *call, _ *noRequest) (*multiPoliciesResponse, error) {
	return &multiPoliciesResponse{PasswordPolicies: c.policies(func(p passwordPolicyJSON) bool { return p.global() })}, nil
}

func (p passwordPolicyJSON) global() bool { return p.UserID == "" && p.OrganizationID == "" }

// of reports whether a policy belongs to a user or an organization.
func (p passwordPolicyJSON) of(id string) bool {
	return id != "" && (fold(p.UserID) == fold(id) || fold(p.OrganizationID) == fold(id))
}

func (c *call) policies(wanted func(passwordPolicyJSON) bool) []passwordPolicyJSON {
	return slices.DeleteFunc(c.st.policies.values(), func(p passwordPolicyJSON) bool { return !wanted(p) })
}

// listPolicies returns the policies of the user or organization in the path
// or, without one, those of the caller and of the caller's organizations.
func listPolicies(c *call, in *listPoliciesRequest) (*multiPoliciesResponse, error) {
	of := in.UserAppID.UserID
	if of != "" {
		var err error
		if of, err = c.actFor(me(of, c.caller.ID)); err != nil {
			return nil, err
		}
	}
	named := slices.Concat(in.UserIDs, in.OrganizationIDs)
	found := c.policies(func(p passwordPolicyJSON) bool {
		switch {
		case of != "" && !p.of(of), of == "" && !c.sharesPolicy(p):
			return false
		}
		return len(named) == 0 ||
			slices.ContainsFunc(in.UserIDs, func(id string) bool { return p.UserID != "" && fold(p.UserID) == fold(id) }) ||
			slices.ContainsFunc(in.OrganizationIDs, func(id string) bool { return p.OrganizationID != "" && fold(p.OrganizationID) == fold(id) })
	})
	shown, err := page(c, in.paging, found)
	return &multiPoliciesResponse{PasswordPolicies: shown}, err
}

// sharesPolicy reports whether a policy belongs to the caller or to one of
// the caller's organizations.
func (c *call) sharesPolicy(p passwordPolicyJSON) bool { return c.st.sharesPolicy(p, c.caller) }

// sharesPolicy reports whether a policy belongs to a user or to one of the user's
// organizations.
func (s *state) sharesPolicy(p passwordPolicyJSON, u *user) bool {
	if p.OrganizationID == "" {
		return fold(p.UserID) == fold(u.ID)
	}
	o, ok := s.organizations.get(fold(p.OrganizationID))
	return ok && o.members.has(fold(u.ID))
}

func postPolicies(c *call, in *postPoliciesRequest) (*multiPoliciesResponse, error) {
	made, err := each(c, in.PasswordPolicies, func(item passwordPolicyJSON) (passwordPolicyJSON, error) {
		p, err := c.placePolicy(item, in.UserAppID.UserID)
		if err != nil {
			return p, err
		}
		for _, there := range c.st.policies.values() {
			if there.UserID == p.UserID && there.OrganizationID == p.OrganizationID {
				return there, c.exists("a password policy of " + p.UserID + p.OrganizationID)
			}
		}
		p.ID = opaque("password policy", strconv.Itoa(c.st.next()))
		c.st.policies.put(p.ID, p)
		return p, nil
	}, echoPolicy)
	return &multiPoliciesResponse{PasswordPolicies: made}, err
}

func echoPolicy(item passwordPolicyJSON, st *statusJSON) passwordPolicyJSON {
	item.Status = st
	return item
}

// placePolicy returns a policy with its owner, which is the one sent or else
// that of the path.
func (c *call) placePolicy(p passwordPolicyJSON, path string) (passwordPolicyJSON, error) {
	if p.MaximumLength > 0 && p.MaximumLength < p.MinimumLength {
		return p, invalid("maximum_length is below minimum_length")
	}
	if p.UserID != "" && p.OrganizationID != "" {
		return p, invalid("a password policy is a user's or an organization's, not both")
	}
	sent := me(p.UserID+p.OrganizationID, c.caller.ID)
	path = me(path, c.caller.ID)
	if sent != "" && path != "" && fold(sent) != fold(path) {
		return p, invalid("the password policy is of " + sent + ", the path says " + path)
	}
	of := orDefault(sent, path)
	if of == "" {
		return p, forbidden("the policy of everyone is Clarifai's to make")
	}
	id, err := c.actFor(of)
	if err != nil {
		return p, err
	}
	isUser := c.st.users.has(fold(id))
	if isUser && p.OrganizationID != "" || !isUser && p.UserID != "" {
		return p, missing(id)
	}
	if p.UserID, p.OrganizationID = id, ""; !isUser {
		p.UserID, p.OrganizationID = "", id
	}
	return p, nil
}

func patchPolicies(c *call, in *patchPoliciesRequest) (*multiPoliciesResponse, error) {
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.PasswordPolicies, func(item passwordPolicyJSON) (passwordPolicyJSON, error) {
		there, err := c.ownPolicy(item.ID, in.UserAppID.UserID)
		if err != nil {
			return there, err
		}
		if item.UserID != "" && fold(item.UserID) != fold(there.UserID) ||
			item.OrganizationID != "" && fold(item.OrganizationID) != fold(there.OrganizationID) {
			return there, invalid("a password policy stays whose it is")
		}
		p := item
		if c.overwrites(in.Action) == keeping {
			p = keepAbsent(item, there)
		}
		p.UserID, p.OrganizationID = there.UserID, there.OrganizationID
		if p, err = c.placePolicy(p, ""); err != nil {
			return p, err
		}
		c.st.policies.put(p.ID, p)
		return p, nil
	}, echoPolicy)
	return &multiPoliciesResponse{PasswordPolicies: changed}, err
}

// ownPolicy returns a policy that the caller may change.
func (c *call) ownPolicy(id, path string) (passwordPolicyJSON, error) {
	p, ok := c.st.policies.get(id)
	if !ok || !c.sharesPolicy(p) || path != "" && !p.of(me(path, c.caller.ID)) {
		return p, missing("password policy " + id)
	}
	_, err := c.actFor(p.UserID + p.OrganizationID)
	return p, err
}

func deletePolicies(c *call, in *idsRequest) (*baseResponse, error) {
	return eachSilently(c, in.IDs, func(id string) error {
		p, err := c.ownPolicy(id, in.UserAppID.UserID)
		if err == nil {
			c.st.policies.remove(p.ID)
		}
		return err
	})
}

func validatePassword(c *call, in *validatePasswordRequest) (*validatePasswordResponse, error) {
	if id := in.UserAppID.UserID; id != "" {
		if err := c.self(me(id, c.caller.ID)); err != nil {
			return nil, err
		}
	}
	v := &violationsJSON{}
	for _, p := range c.applyingPolicies(c.caller) {
		p.check(in.Password.Plaintext, c.caller, v)
	}
	return &validatePasswordResponse{PasswordViolations: v}, nil
}

// applyingPolicies returns the policies of a user's organizations, or else the
// user's own, or else that of everyone.
func (c *call) applyingPolicies(u *user) []passwordPolicyJSON {
	for _, wanted := range []func(passwordPolicyJSON) bool{
		func(p passwordPolicyJSON) bool { return p.OrganizationID != "" && c.st.sharesPolicy(p, u) },
		func(p passwordPolicyJSON) bool { return p.UserID != "" && c.st.sharesPolicy(p, u) },
		passwordPolicyJSON.global,
	} {
		if found := c.policies(wanted); len(found) > 0 {
			return found
		}
	}
	return nil
}

// A few passwords and words that a policy can refuse.
var (
	simplePasswords = []string{"password", "passw0rd", "12345678", "123456789", "qwertyui", "letmein", "iloveyou", "11111111"}
	commonWords     = []string{"password", "welcome", "dragon", "monkey", "football", "sunshine", "summer", "winter", "secret", "admin"}
)

// check adds the violations of a password. The server knows neither its age
// nor earlier passwords.
func (p passwordPolicyJSON) check(plain string, u *user, v *violationsJSON) {
	length := uint32(min(utf8.RuneCountInString(plain), maxBody))
	lower := strings.ToLower(plain)
	within := func(texts ...string) bool {
		return slices.ContainsFunc(texts, func(t string) bool { return t != "" && strings.Contains(lower, strings.ToLower(t)) })
	}
	lacks := func(is func(rune) bool) bool { return !strings.ContainsFunc(plain, is) }
	other := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
	note := func(violated *bool, rule, broken bool) { *violated = *violated || rule && broken }

	note(&v.MinimumLength, true, length < p.MinimumLength)
	note(&v.MaximumLength, p.MaximumLength > 0, length > p.MaximumLength)
	note(&v.UpperCaseNeeded, p.UpperCaseNeeded, lacks(unicode.IsUpper))
	note(&v.LowerCaseNeeded, p.LowerCaseNeeded, lacks(unicode.IsLower))
	note(&v.NumericNeeded, p.NumericNeeded, lacks(unicode.IsDigit))
	note(&v.NonAlphanumericNeeded, p.NonAlphanumericNeeded, lacks(other))
	note(&v.ExcludeNames, p.ExcludeNames, within(u.FirstName, u.LastName))
	local, _, _ := strings.Cut(u.Email, "@")
	note(&v.ExcludeEmail, p.ExcludeEmail, within(u.Email, local))
	note(&v.NoConfusingLetters, p.NoConfusingLetters, strings.ContainsAny(plain, "O0Il1"))
	note(&v.NoSimplePasswords, p.NoSimplePasswords, contains(simplePasswords, lower))
	note(&v.NoCommonVocabs, p.NoCommonVocabs, within(commonWords...))
}

func (c *call) seedPolicy(seed PasswordPolicy) error {
	for _, n := range []int{seed.MinimumLength, seed.MaximumLength, seed.PasswordLifeSpanDays, seed.PasswordReuseEpoch} {
		if n < 0 || n > math.MaxInt32 {
			return errors.New("lengths, days and epochs must be 0 to 2147483647")
		}
	}
	p := passwordPolicyJSON{
		ID: seed.ID, UserID: seed.UserID, OrganizationID: seed.OrganizationID, MinimumLength: uint32(seed.MinimumLength),
		MaximumLength: uint32(seed.MaximumLength), UpperCaseNeeded: seed.UpperCaseNeeded,
		LowerCaseNeeded: seed.LowerCaseNeeded, NumericNeeded: seed.NumericNeeded,
		NonAlphanumericNeeded: seed.NonAlphanumericNeeded, PasswordLifeSpanDays: uint32(seed.PasswordLifeSpanDays),
		PasswordReuseEpoch: uint32(seed.PasswordReuseEpoch), ExcludeNames: seed.ExcludeNames,
		ExcludeEmail: seed.ExcludeEmail, NoConfusingLetters: seed.NoConfusingLetters,
		NoSimplePasswords: seed.NoSimplePasswords, NoCommonVocabs: seed.NoCommonVocabs,
		NoOverlapWithOld: seed.NoOverlapWithOld,
	}
	p.ID = orDefault(p.ID, opaque("password policy", fold(p.UserID), fold(p.OrganizationID)))
	switch {
	case p.UserID != "" && p.OrganizationID != "":
		return fieldError("UserID", "and OrganizationID must not both be set")
	case p.UserID != "" && !c.st.users.has(fold(p.UserID)):
		return fieldError("UserID", "must be the ID of a user, not %q", p.UserID)
	case p.OrganizationID != "" && !c.st.organizations.has(fold(p.OrganizationID)):
		return fieldError("OrganizationID", "must be the ID of an organization, not %q", p.OrganizationID)
	case p.MaximumLength > 0 && p.MaximumLength < p.MinimumLength:
		return fieldError("MaximumLength", "must not be less than MinimumLength")
	}
	for _, there := range c.st.policies.values() {
		if there.ID == p.ID || fold(there.UserID) == fold(p.UserID) && fold(there.OrganizationID) == fold(p.OrganizationID) {
			return errors.New("must not be there twice")
		}
	}
	c.st.policies.put(p.ID, p)
	return nil
}
