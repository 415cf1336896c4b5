package access

import (
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// PolicyError says what is wrong with a policy.
type PolicyError struct {
	// Policy is the policy's name. It is empty if there is none, or if a rule was
	// checked by itself.
	Policy string
	// Path is the place in the policy, such as "rule.all[1].metadata".
	Path   string
	Reason string
}

// Error returns the policy, the path and the reason.
func (e *PolicyError) Error() string {
	var b strings.Builder
	b.WriteString("access: ")
	if e.Policy != "" {
		fmt.Fprintf(&b, "policy %.80q: ", e.Policy)
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	return b.String() + e.Reason
}

// Validate checks policies without any request: each policy by itself, that no two
// have the same name, and that no team is bound to rules that no app can meet
// together. For the last, it compares single conditions, and not their combinations.
// The error joins a [*PolicyError] for each bad policy, and a [*Contradiction] for
// each contradiction. [Evaluate] and [Enforce] call it.
func Validate(policies ...Policy) error {
	if len(policies) == 0 {
		return errors.New("access: a policy is required")
	}
	var problems []error
	names := make(map[string]int, len(policies))
	for i := range policies {
		p := &policies[i]
		err := p.Validate()
		if first, ok := names[p.Name]; ok && err == nil {
			err = &PolicyError{p.Name, "name", fmt.Sprintf("policies %d and %d must not have the same name", first+1, i+1)}
		}
		names[p.Name] = i
		if err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return errors.Join(problems...)
	}
	for _, c := range findContradictions(policies) {
		problems = append(problems, &c)
	}
	return errors.Join(problems...)
}

// Validate checks the policy by itself. The error is a [*PolicyError] for the first
// problem.
func (p *Policy) Validate() error {
	bad := func(path, format string, args ...any) error {
		return &PolicyError{p.Name, path, fmt.Sprintf(format, args...)}
	}
	switch {
	case strings.TrimSpace(p.Name) == "":
		return bad("name", "it is required")
	case !isPrintable(p.Name):
		return bad("name", "%.80q must be printable", p.Name)
	case len(p.Teams) == 0:
		return bad("teams", "at least one team is required (%q binds all teams)", AllTeams)
	case strings.TrimPrefix(string(p.LowerTo), string(clarifai.TeamRoleByID(""))) == "" && p.LowerTo != "":
		return bad("lower_to", "the role's ID is required")
	case !isPrintable(string(p.LowerTo)):
		return bad("lower_to", "%.80q must be printable", string(p.LowerTo))
	}
	seen := make(map[string]bool, len(p.Teams))
	for i, id := range p.Teams {
		switch path := fmt.Sprintf("teams[%d]", i); {
		case id == AllTeams && len(p.Teams) > 1:
			return bad(path, "%q must be the only team", AllTeams)
		case id != AllTeams && !steps.ValidID(id):
			return bad(path, "%.80q is not a team ID", id)
		case seen[id]:
			return bad(path, "%q must not occur twice", id)
		}
		seen[id] = true
	}
	_, err := compile(&p.Rule)
	if err != nil {
		err.Policy = p.Name
		return err
	}
	return nil
}

// Validate checks the rule. The error is a [*PolicyError] for the first problem. Its
// Path starts with "rule".
func (r *Rule) Validate() error {
	if _, err := compile(r); err != nil {
		return err
	}
	return nil
}

// isPrintable reports whether all characters of s can be printed.
func isPrintable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
