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

// PolicyError says what is wrong with a policy, and where.
type PolicyError struct {
	Policy string // its name; "": of a rule on its own, or a policy without a name
	Path   string // within the policy, such as "rule.all[1].metadata"
	Reason string
}

// Error names the policy, the place and the reason.
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

// Validate checks policies without asking Clarifai: each by itself, that no two
// have one name, and that no team is bound to rules that no app can hold
// together, as far as single conditions tell. The error joins a [*PolicyError]
// for each bad policy, and one that is [ErrContradiction] for each contradiction.
// [Evaluate] and [Enforce] validate, too.
func Validate(policies ...Policy) error {
	if len(policies) == 0 {
		return errors.New("access: there is no policy")
	}
	var problems []error
	names := make(map[string]int, len(policies))
	for i := range policies {
		p := &policies[i]
		err := p.Validate()
		if first, ok := names[p.Name]; ok && err == nil {
			err = &PolicyError{p.Name, "name", fmt.Sprintf("policies %d and %d have one name", first+1, i+1)}
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

// Validate checks one policy; see the function of that name. The error is a
// [*PolicyError], the first of its problems.
func (p *Policy) Validate() error {
	bad := func(path, format string, args ...any) error {
		return &PolicyError{p.Name, path, fmt.Sprintf(format, args...)}
	}
	switch {
	case strings.TrimSpace(p.Name) == "":
		return bad("name", "it is empty")
	case !isPrintable(p.Name):
		return bad("name", "%.80q cannot be printed", p.Name)
	case len(p.Teams) == 0:
		return bad("teams", "there is none: the policy would bind nobody (%q binds all teams)", AllTeams)
	case strings.TrimPrefix(string(p.LowerTo), string(clarifai.RoleID(""))) == "" && p.LowerTo != "":
		return bad("lower_to", "the role's id is empty")
	case !isPrintable(string(p.LowerTo)):
		return bad("lower_to", "%.80q cannot be printed", string(p.LowerTo))
	}
	seen := make(map[string]bool, len(p.Teams))
	for i, id := range p.Teams {
		switch path := fmt.Sprintf("teams[%d]", i); {
		case id == AllTeams && len(p.Teams) > 1:
			return bad(path, "%q stands alone", AllTeams)
		case id != AllTeams && !steps.ValidID(id):
			return bad(path, "%.80q is not a team id", id)
		case seen[id]:
			return bad(path, "%q is named twice", id)
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

// Validate checks a rule. The error is a [*PolicyError] whose Path starts with
// "rule" and leads to the first bad node.
func (r *Rule) Validate() error {
	if _, err := compile(r); err != nil {
		return err
	}
	return nil
}

func isPrintable(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, func(r rune) bool { return !unicode.IsPrint(r) })
}
