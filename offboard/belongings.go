package offboard

import (
	"context"
	"errors"
	"fmt"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
)

// readBelongings reads the apps of a person's own account and the person's tokens for
// the organization. What Clarifai does not show to the caller is no error.
func readBelongings(ctx context.Context, client *clarifai.Client, org string, person int, who *Person) (unseen []Remainder, err error) {
	who.Apps, who.Tokens = nil, nil
	if who.UserID == "" {
		return nil, nil
	}
	for app, err := range client.Apps.ListAll(ctx, who.UserID, nil) {
		if isRefused(err) {
			who.Apps = nil
			unseen = append(unseen, who.remainder(NotShown, person, ThePerson,
				"the apps of the person's own account cannot be listed by the caller"))
			break
		}
		if err != nil {
			return nil, fmt.Errorf("offboard: cannot read the apps of user %s: %w", who.UserID, err)
		}
		if app.UserID == "" || steps.FoldID(app.UserID) == steps.FoldID(who.UserID) {
			who.Apps = append(who.Apps, OwnApp{app.ID, app.Name, string(app.Visibility)})
		}
	}
	for token, err := range client.Tokens.ListAll(ctx, who.UserID, nil) {
		if isRefused(err) {
			who.Tokens = nil
			unseen = append(unseen, who.remainder(NotShown, person, ThePerson,
				"Clarifai does not show the person's tokens to the caller: whether one is for the organization is not known"))
			break
		}
		if err != nil {
			return nil, fmt.Errorf("offboard: cannot read the tokens of user %s: %w", who.UserID, err)
		}
		if shown, bound := boundToken(&token, org); bound {
			who.Tokens = append(who.Tokens, shown)
		}
	}
	return unseen, nil
}

// isRefused reports whether Clarifai does not show a list to the caller at all.
func isRefused(err error) bool {
	return errors.Is(err, clarifai.ErrForbidden) || errors.Is(err, clarifai.ErrUnauthorized) ||
		errors.Is(err, clarifai.ErrNotFound) || errors.Is(err, clarifai.ErrRouteUnavailable)
}

// boundToken returns a token without its secret, and whether it is tied to the
// organization or for one of its apps, and has not expired.
func boundToken(t *clarifai.Token, org string) (Token, bool) {
	shown := Token{Description: t.Description, Type: t.Type, CreatedAt: t.CreatedAt, ExpiresAt: t.ExpiresAt}
	for i := range t.Apps {
		if steps.FoldID(t.Apps[i].UserID) == steps.FoldID(org) {
			shown.Apps = append(shown.Apps, t.Apps[i].ID)
		}
	}
	expired := !t.ExpiresAt.IsZero() && t.ExpiresAt.Before(time.Now())
	return shown, !expired && (len(shown.Apps) > 0 || steps.FoldID(t.OrganizationID) == steps.FoldID(org))
}

// remainder returns what is left of a person.
func (p *Person) remainder(kind RemainderKind, person int, who Who, format string, args ...any) Remainder {
	return Remainder{Kind: kind, Person: person, Subject: p.String(), Text: fmt.Sprintf(format, args...), Who: who}
}

// belongings returns the apps and tokens that are left, except for public apps.
func (e *Evidence) belongings() (left []Remainder) {
	for i := range e.People {
		p := &e.People[i]
		for n := range p.Apps {
			if a := &p.Apps[n]; !a.isPublic() {
				r := p.remainder(OwnedApp, i, ThePerson, "the app belongs to the person, and the caller sees it: the person can transfer it to the organization")
				r.App = p.UserID + "/" + a.ID
				left = append(left, r)
			}
		}
		for n := range p.Tokens {
			left = append(left, p.remainder(BoundToken, i, ThePerson, "token %q is for the organization: the person can revoke it", p.Tokens[n].Description))
		}
	}
	return left
}
