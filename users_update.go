package clarifai

import (
	"cmp"
	"context"
	"errors"
	"reflect"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// UpdateUserRequest is a change of a user. Fields that are nil stay unchanged. At
// least one field must be set.
type UpdateUserRequest struct {
	FirstName   *string
	LastName    *string
	CompanyName *string
	JobTitle    *string
	JobRole     *string
	Country     *string
	State       *string
	Visibility  *Visibility
	// Metadata sets these keys of the user's metadata and leaves the others as they
	// are. It cannot be empty, since no key can be removed. Whether Clarifai merges or
	// replaces an object within it is not documented.
	Metadata map[string]any
	// Password is the new password. Zero keeps the old one.
	Password Secret
	// OldPassword is the password until now, which Clarifai may require for a new
	// one.
	OldPassword Secret
}

func (r *UpdateUserRequest) validate() string {
	problem := requireChange(*r)
	switch {
	case r.Metadata != nil && len(r.Metadata) == 0:
		problem = cmp.Or(problem, "Metadata cannot be empty: no key can be removed")
	case r.Visibility != nil && *r.Visibility == "":
		problem = cmp.Or(problem, "Visibility cannot be empty")
	case r.Password.IsZero() && !r.OldPassword.IsZero():
		problem = cmp.Or(problem, "Password is required together with OldPassword")
	}
	return problem
}

// userPatch is a change of a user as it is sent. Clarifai does not document what
// its action may be for a user, so that of other resources is sent.
type userPatch struct {
	Info     *userInfo      `json:"info,omitempty"`
	Pass     *userPassword  `json:"pass,omitempty"`
	Metadata map[string]any `json:"metadata,omitempty"`
	Action   patchAction    `json:"action"`
}

type userInfo struct {
	FirstName   *string     `json:"first_name,omitempty"`
	LastName    *string     `json:"last_name,omitempty"`
	CompanyName *string     `json:"company_name,omitempty"`
	JobTitle    *string     `json:"job_title,omitempty"`
	JobRole     *string     `json:"job_role,omitempty"`
	Country     *string     `json:"country,omitempty"`
	State       *string     `json:"state,omitempty"`
	Visibility  *Visibility `json:"visibility,omitempty"`
	UserID      string      `json:"user_id,omitempty"`
}

type userPassword struct {
	OldPassword string `json:"old_password,omitempty"`
	Password    string `json:"password"`
}

func (r *UpdateUserRequest) body() userPatch {
	patch := userPatch{Metadata: r.Metadata, Action: patchAction{"merge"}}
	info := userInfo{
		FirstName: r.FirstName, LastName: r.LastName, CompanyName: r.CompanyName, JobTitle: r.JobTitle, JobRole: r.JobRole,
		Country: r.Country, State: r.State, Visibility: r.Visibility,
	}
	if info != (userInfo{}) {
		patch.Info = &info
	}
	if !r.Password.IsZero() {
		patch.Pass = &userPassword{OldPassword: r.OldPassword.Reveal(), Password: r.Password.Reveal()}
	}
	return patch
}

// Update changes a user and returns the user as it is afterwards. A person can
// change their own data, and an administrator of an organization that of its
// users. The user "me" is the caller.
//
// It takes two requests. The first reads the user. The second asks Clarifai to
// merge the change, of which it documents no details: if a field that was not to
// change is gone afterwards, Update returns an error that names it.
//
// If the response does not show the change, the user is read until it does, for up
// to RetryPolicy.VerifyTimeout. A change that never shows is an error. Country,
// State and Metadata are compared only if Clarifai shows the caller the user's
// details. A password cannot be read: if the outcome is unknown, the change is
// resent, and a refusal of the old password then is [ErrAmbiguous].
//
//   - API: PATCH /v2/users/{user}
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived: the archived definitions do not say that it takes merge; the outcome is checked by reading (see [Grade])
func (s *UsersService) Update(ctx context.Context, userID string, req UpdateUserRequest, callOpts ...CallOption) (*User, error) {
	var before User
	var lost []string
	now, err := change[User]{
		request: request{
			op: OpUsersUpdate, ids: []string{userID}, problem: req.validate(), body: req.body(), callOpts: callOpts,
			secrets: nonEmpty(req.Password.Reveal(), req.OldPassword.Reveal()),
		},
		response: new(userResponse), texts: req.texts,
		is:   func(u *User) bool { return strings.EqualFold(u.ID, before.ID) },
		read: func(callOpts []CallOption) (*User, error) { return s.Get(ctx, userID, nil, callOpts...) },
		prepare: func(now *User, _ *change[User]) error {
			before = *now
			return nil
		},
		exact: func(u *User) bool {
			lost = nil
			if req.exact(u) {
				lost = req.lost(&before, u)
			}
			return req.exact(u) && len(lost) == 0
		},
	}.run(ctx, s.client)
	if e, ok := errors.AsType[*Error](err); ok && len(lost) > 0 && !e.Ambiguous {
		e.problem = "Clarifai accepted the change, but no longer shows what was to stay: " + strings.Join(lost, ", ")
		e.hint = "update the user again together with these"
	}
	return now, err
}

func (r *UpdateUserRequest) exact(u *User) bool {
	return shows(r.Visibility, u.Visibility, equal) && r.metadataShown(u)
}

func (r *UpdateUserRequest) texts(u *User) bool {
	d := u.UserDetail
	return shows(r.FirstName, u.FirstName, sameText) && shows(r.LastName, u.LastName, sameText) &&
		shows(r.CompanyName, u.CompanyName, sameText) && shows(r.JobTitle, u.JobTitle, sameText) &&
		shows(r.JobRole, u.JobRole, sameText) &&
		(d == nil || shows(r.Country, d.Country, sameText) && shows(r.State, d.State, sameText))
}

func (r *UpdateUserRequest) metadataShown(u *User) bool {
	shown := u.metadata()
	if r.Metadata == nil || u.UserDetail == nil && shown == nil {
		return true // nothing was set, or it is hidden
	}
	var set map[string]any // as it is read, so that numbers are equal
	data, err := wire.Encode(r.Metadata)
	return err == nil && wire.DecodePart(data, &set) == nil && hasJSON(shown, set)
}

// hasJSON reports whether a value shows what it was set to. An object may have
// more, since a server may merge it.
func hasJSON(shown, set any) bool {
	within, isObject := set.(map[string]any)
	object, _ := shown.(map[string]any)
	if !isObject || object == nil {
		return reflect.DeepEqual(shown, set)
	}
	for key, value := range within {
		if there, ok := object[key]; !ok || !hasJSON(there, value) {
			return false
		}
	}
	return true
}

// metadata returns the user's metadata, which Clarifai shows in one of two places.
func (u *User) metadata() map[string]any {
	if u.UserDetail != nil && u.UserDetail.Metadata != nil {
		return u.UserDetail.Metadata
	}
	return u.Metadata
}

// lost returns the fields that a user had before an update, that were not to
// change, and that are empty now.
func (r *UpdateUserRequest) lost(before, now *User) (fields []string) {
	check := func(field string, set bool, had, has string) {
		if !set && had != "" && has == "" {
			fields = append(fields, field)
		}
	}
	check("FirstName", r.FirstName != nil, before.FirstName, now.FirstName)
	check("LastName", r.LastName != nil, before.LastName, now.LastName)
	check("CompanyName", r.CompanyName != nil, before.CompanyName, now.CompanyName)
	check("JobTitle", r.JobTitle != nil, before.JobTitle, now.JobTitle)
	check("JobRole", r.JobRole != nil, before.JobRole, now.JobRole)
	check("Visibility", r.Visibility != nil, string(before.Visibility), string(now.Visibility))
	if before.UserDetail == nil || now.UserDetail == nil {
		return fields // details that are hidden are not lost
	}
	check("Country", r.Country != nil, before.UserDetail.Country, now.UserDetail.Country)
	check("State", r.State != nil, before.UserDetail.State, now.UserDetail.State)
	for key := range before.metadata() {
		if _, ok := now.metadata()[key]; !ok {
			fields = append(fields, "Metadata")
			break
		}
	}
	return fields
}
