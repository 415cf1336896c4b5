package clarifai

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

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
