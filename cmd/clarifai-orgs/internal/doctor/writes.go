package doctor

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// An organization with more is not one made for TryWrites.
const maxTeams, maxMembers = 5, 10

// trial tries the writes, and notes what it sees of what is assumed.
type trial struct {
	client   *clarifai.Client
	tap      *Tap
	org      string
	name     string // of the team; other things begin with it
	app      string // "": the organization has none
	pending  string // the invitation that is to be cancelled yet
	variants []Variant
}

// ErrOrganization means that an organization was not made for TryWrites.
var ErrOrganization = errors.New("the organization must be one made for it")

// WriteGuard is the guard of a client for TryWrites.
func WriteGuard(orgID string) clarifai.Guard {
	ops := []clarifai.Operation{clarifai.OpCall} // a guard with owners allows Client.Call only if it is listed
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	return clarifai.Guard{Owners: []string{orgID}, Operations: ops, MaxWrites: 40}
}

// TryWrites creates, changes and deletes a team, adds an app to it, and invites and
// cancels, to see how Clarifai behaves where its definitions do not say. It cleans
// up, also when it is stopped, and its error names what it could not.
func TryWrites(ctx context.Context, client *clarifai.Client, tap *Tap, orgID, invite string) ([]Variant, error) {
	w := &trial{client: client, tap: tap, org: orgID, name: "doctor-" + strings.ToLower(rand.Text()[:8])}
	if err := w.madeForIt(ctx); err != nil {
		return nil, err
	}
	w.note("role names", w.roleNames(ctx))
	err := w.run(ctx, invite)
	cleaned, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	return w.variants, errors.Join(err, w.cleanUp(cleaned))
}

// madeForIt refuses an organization that people work in.
func (w *trial) madeForIt(ctx context.Context) error {
	teams, err := clarifai.Collect(w.client.Teams.ListAll(ctx, w.org, nil))
	if err != nil {
		return fmt.Errorf("the teams cannot be read: %w", err)
	}
	members, err := clarifai.Collect(w.client.Members.ListAll(ctx, w.org, nil))
	if err != nil {
		return fmt.Errorf("the members cannot be read: %w", err)
	}
	if len(teams) > maxTeams || len(members) > maxMembers {
		return fmt.Errorf("%w, of at most %d teams and %d members: %s has %d and %d",
			ErrOrganization, maxTeams, maxMembers, w.org, len(teams), len(members))
	}
	w.memberEmails(members)
	apps, err := w.client.Apps.List(ctx, w.org, &clarifai.ListAppsOptions{Paging: clarifai.Paging{PerPage: 1}})
	if err == nil && len(apps.Items) > 0 {
		w.app = apps.Items[0].ID
	}
	return nil
}

// note keeps what was seen; "" is nothing. The option is that of the embedded
// server, in brackets after the words.
func (w *trial) note(assumption, seen string) {
	if seen == "" {
		return
	}
	words, option, _ := strings.Cut(seen, " | ")
	w.variants = append(w.variants, Variant{assumption, words, option})
}

func (w *trial) run(ctx context.Context, invite string) error {
	began := time.Now()
	if _, err := w.client.Teams.Create(ctx, w.org, clarifai.CreateTeamRequest{ID: w.name, Name: w.name}); err != nil {
		return fmt.Errorf("creating a team: %w", err)
	}
	for _, step := range []struct {
		assumption string
		see        func(context.Context) (string, error)
	}{
		{"a write becomes visible", func(ctx context.Context) (string, error) { return w.lag(ctx, began) }},
		{"creating what is there already", w.exists},
		{"one bad item in a batch", w.batch},
		{"a team's default role, by PATCH", w.defaultRole},
		{"giving a team an app that it has", w.appRole},
		{"cancelling an invitation", func(ctx context.Context) (string, error) { return w.cancel(ctx, invite) }},
		{"an unknown path", w.unknownPath},
		{"the bounds of a time filter", w.bounds},
	} {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		seen, err := step.see(ctx)
		if err != nil {
			seen = "could not be seen: " + brief(err)
		}
		w.note(step.assumption, seen)
	}
	return nil
}

// brief is an error as a report may have it: without ids.
func brief(err error) string {
	failure, ok := errors.AsType[*clarifai.Error](err)
	if !ok {
		return "it failed"
	}
	return fmt.Sprintf("%s: HTTP %d %s", failure.Op, failure.HTTPStatus, failure.Code)
}

// send makes a request as it is, without what the client does about an unknown
// outcome. A refusal is a response, too.
func (w *trial) send(ctx context.Context, method, path string, body any) (clarifai.Response, error) {
	var response clarifai.Response
	err := w.client.Call(ctx, method, "/v2/organizations/"+url.PathEscape(w.org)+path, nil, body, nil, clarifai.WithResponse(&response))
	if failure, ok := errors.AsType[*clarifai.Error](err); ok && failure.HTTPStatus != 0 {
		response.HTTPStatus, response.Code = failure.HTTPStatus, failure.Code
		err = nil
	}
	return response, err
}

func (w *trial) lag(ctx context.Context, began time.Time) (string, error) {
	for time.Since(began) < time.Minute {
		for team, err := range w.client.Teams.ListAll(ctx, w.org, nil) {
			if err != nil {
				return "", err
			}
			if team.ID != w.name {
				continue
			}
			if took := time.Since(began); took > time.Second {
				return fmt.Sprintf("after %v | Variants.Lag = %v", took.Round(100*time.Millisecond), took.Round(100*time.Millisecond)), nil
			}
			return "within a second", nil
		}
		select {
		case <-ctx.Done():
			return "", ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
	return "not within a minute", nil
}

type teamItem struct {
	ID     string  `json:"id"`
	Name   string  `json:"name,omitempty"`
	Status *status `json:"status,omitempty"`
}

type status struct {
	Code any `json:"code"`
}

func teams(items ...teamItem) map[string]any { return map[string]any{"teams": items} }

func (w *trial) exists(ctx context.Context) (string, error) {
	r, err := w.send(ctx, "POST", "/teams", teams(teamItem{ID: w.name, Name: w.name}))
	switch {
	case err != nil:
		return "", err
	case r.HTTPStatus < 300:
		return "succeeds | Variants.Exists = ExistsSilent", nil
	case r.HTTPStatus == 400 && r.Code == clarifai.CodeDuplicateKey:
		return "HTTP 400 and 40010 | Variants.Exists = ExistsDuplicateKey", nil
	case r.Code == clarifai.CodeDuplicateKey:
		return fmt.Sprintf("HTTP %d and 40010 | Variants.Exists = ExistsConflict", r.HTTPStatus), nil
	case r.Code == clarifai.CodeFailure:
		return fmt.Sprintf("HTTP %d and 10020 | Variants.Exists = ExistsFailure", r.HTTPStatus), nil
	}
	return fmt.Sprintf("HTTP %d and %s, which is no variant of the embedded server", r.HTTPStatus, r.Code), nil
}

func (w *trial) batch(ctx context.Context) (string, error) {
	good, bad := w.name+"-b", "-not an id-"
	r, err := w.send(ctx, "POST", "/teams", teams(teamItem{ID: good, Name: good}, teamItem{ID: bad, Name: bad}))
	if err != nil {
		return "", err
	}
	var out struct{ Teams []teamItem } // to Call a mixed status is no success: the answer is taken from the wire
	if err := json.Unmarshal(w.tap.response(clarifai.OpCall), &out); err != nil && r.HTTPStatus < 400 {
		return "", err
	}
	var listed *teamItem
	for i := range out.Teams {
		if out.Teams[i].ID == bad {
			listed = &out.Teams[i]
		}
	}
	switch {
	case r.HTTPStatus >= 400:
		return fmt.Sprintf("refuses all of it, with HTTP %d and %s | Variants.Batch = BatchAtomic", r.HTTPStatus, r.Code), nil
	case r.Code != clarifai.CodeMixedStatus:
		return "is left out in silence | Variants.Batch = BatchSilent", nil
	case listed == nil:
		return "is left out, with MIXED_STATUS | Variants.Batch = BatchOmitted", nil
	case listed.Status == nil:
		return "is listed without a status | Variants.Batch = BatchUnmarked", nil
	}
	return "is listed with a status | Variants.Batch = BatchMixed", nil
}

func (w *trial) defaultRole(ctx context.Context) (string, error) {
	_, err := w.client.Teams.Update(ctx, w.org, w.name, clarifai.UpdateTeamRequest{DefaultRole: new(clarifai.TeamRoleLabelerWorker)})
	failure, ok := errors.AsType[*clarifai.Error](err)
	switch {
	case err == nil:
		return "sets it", nil
	case ok && failure.HTTPStatus == 0 && !failure.Ambiguous:
		return "succeeds and changes nothing | Variants.IgnoreDefaultRole = true", nil
	}
	return "", err
}

func (w *trial) appRole(ctx context.Context) (string, error) {
	if w.app == "" {
		return "not tried: the organization has no app", nil
	}
	if err := w.client.Teams.AddApps(ctx, w.org, w.name, []clarifai.AddTeamAppRequest{{AppID: w.app, Role: clarifai.TeamRoleModelTrainer}}); err != nil {
		return "", err
	}
	role, err := w.client.Roles.ResolveTeamRole(ctx, clarifai.TeamRoleLabelerWorker)
	if err != nil {
		return "", err
	}
	r, err := w.send(ctx, "POST", "/teams/"+w.name+"/apps", map[string]any{"apps": []map[string]string{{"app_id": w.app, "role_id": role.ID}}})
	if err != nil {
		return "", err
	}
	if r.HTTPStatus >= 400 {
		return fmt.Sprintf("is refused, with HTTP %d and %s | Variants.AppRole = AppRoleRefused", r.HTTPStatus, r.Code), nil
	}
	for app, err := range w.client.Teams.ListAllApps(ctx, w.org, w.name, nil) {
		if err != nil {
			return "", err
		}
		if app.App != nil && app.App.AppID == w.app && app.RoleID == role.ID {
			return "sets the role again | Variants.AppRole = AppRoleSet", nil
		}
	}
	return "succeeds, and the role stays | Variants.AppRole = AppRoleIgnored", nil
}

func (w *trial) cancel(ctx context.Context, email string) (string, error) {
	if email == "" {
		return "not attempted: there is no address to invite", nil
	}
	made, err := w.client.Invitations.Create(ctx, w.org, clarifai.CreateInvitationRequest{Email: email, Role: clarifai.MemberRoleTeamContributor})
	if err != nil {
		return "", err
	}
	w.pending = made.ID
	r, err := w.send(ctx, "PATCH", "/invitations", map[string]any{"action": "remove", "invitations": []map[string]string{{"id": made.ID}}})
	if err != nil {
		return "", err
	}
	if r.HTTPStatus >= 400 {
		return fmt.Sprintf("is refused, with HTTP %d and %s | Variants.Cancel = CancelRefused", r.HTTPStatus, r.Code), nil
	}
	now, err := w.client.Invitations.Get(ctx, w.org, made.ID)
	switch {
	case errors.Is(err, clarifai.ErrNotFound):
		w.pending = ""
		return "deletes it | Variants.Cancel = CancelDeletes", nil
	case err != nil:
		return "", err
	case now.CancelledAt.IsZero():
		return "succeeds and changes nothing | Variants.Cancel = CancelIgnores", nil
	}
	w.pending = ""
	return "marks it | Variants.Cancel = CancelMarks", nil
}

func (w *trial) unknownPath(ctx context.Context) (string, error) {
	r, err := w.send(ctx, "GET", "/no_such_thing_as_this", nil)
	if err != nil {
		return "", err
	}
	seen := fmt.Sprintf("HTTP %d", r.HTTPStatus)
	switch {
	case r.HTTPStatus == 501:
		return seen + " | Variants.UnknownPath = UnknownPathNotImplemented", nil
	case r.Code == clarifai.CodeDoesNotExist:
		return seen + " and 11101 | Variants.UnknownPath = UnknownPathEnvelope", nil
	case strings.HasPrefix(r.Header.Get("Content-Type"), "text/html"):
		return seen + " and a page | Variants.UnknownPath = UnknownPathHTML", nil
	case r.Code == 0:
		return seen + " and text | Variants.UnknownPath = UnknownPathText", nil
	}
	return seen + " and " + r.Code.String() + ", which is no variant of the embedded server", nil
}

// bounds looks for the newest entry of the log by its own time.
func (w *trial) bounds(ctx context.Context) (string, error) {
	newest, err := w.client.AuditLog.List(ctx, w.org, &clarifai.ListAuditLogOptions{Paging: clarifai.Paging{PerPage: 1}})
	if err != nil {
		return "", err
	}
	if len(newest.Items) == 0 {
		return "not tried: the log is empty", nil
	}
	at := newest.Items[0].Timestamp
	finds := func(from, to time.Time) (bool, error) {
		for entry, err := range w.client.AuditLog.ListAll(ctx, w.org, &clarifai.ListAuditLogOptions{From: from, To: to, IngestionDelay: -1}) {
			if err != nil {
				return false, err
			}
			if entry.Timestamp.Equal(at) {
				return true, nil
			}
		}
		return false, nil
	}
	start, err1 := finds(at, at.Add(time.Second))
	end, err2 := finds(at.Add(-time.Second), at)
	switch {
	case err1 != nil || err2 != nil:
		return "", errors.Join(err1, err2)
	case start && end:
		return "both are within | Variants.AuditBounds = BoundsInclusive", nil
	case start:
		return "the first is within | Variants.AuditBounds = BoundsHalfOpen", nil
	case end:
		return "the last is within, which is no variant of the embedded server", nil
	}
	return "neither is within | Variants.AuditBounds = BoundsExclusive", nil
}

func (w *trial) roleNames(ctx context.Context) string {
	for role, err := range w.client.Roles.ListAll(ctx, nil) {
		if err != nil {
			return ""
		}
		if !clarifai.MemberRoleContributor.Matches(&role) {
			continue
		}
		switch role.Name {
		case string(clarifai.MemberRoleContributor):
			return "as documented | Variants.RoleNames = RoleNamesDisplay"
		case "organization_contributor":
			return "organization_contributor | Variants.RoleNames = RoleNamesSnake"
		case "ORGANIZATION_CONTRIBUTOR":
			return "ORGANIZATION_CONTRIBUTOR | Variants.RoleNames = RoleNamesUpperSnake"
		}
		return "another spelling that this package understands"
	}
	return "no role is called Organization Contributor"
}

func (w *trial) memberEmails(members []clarifai.Member) {
	seen := "nowhere | Variants.MemberEmails = MemberEmailsHidden"
	for _, m := range members {
		switch {
		case m.User == nil:
		case m.User.PrimaryEmail != "":
			seen = "in user.primary_email | Variants.MemberEmails = MemberEmailsPrimary"
		case m.User.UserDetail != nil && m.User.UserDetail.PrimaryEmail != "":
			seen = "in user.user_detail | Variants.MemberEmails = MemberEmailsDetail"
		}
	}
	w.note("where members show an email address", seen)
}

// cleanUp deletes what the trial made, and names what is left.
func (w *trial) cleanUp(ctx context.Context) error {
	var problems []error
	for _, id := range []string{w.name, w.name + "-b"} {
		err := w.client.Teams.DeleteBatch(ctx, w.org, []string{id})
		for n := 0; err == nil && n < 3; n++ { // there may be two of one id
			err = w.client.Teams.DeleteBatch(ctx, w.org, []string{id})
		}
		if err != nil && !errors.Is(err, clarifai.ErrNotFound) {
			problems = append(problems, fmt.Errorf("the team %s may be left: %w", id, err))
		}
	}
	if w.pending != "" {
		if _, err := w.client.Invitations.Cancel(ctx, w.org, w.pending); err != nil {
			problems = append(problems, fmt.Errorf("the invitation is left, and can be cancelled on Clarifai's pages: %w", err))
		}
	}
	return errors.Join(problems...)
}
