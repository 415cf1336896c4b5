package clarifai

import (
	"context"
	"iter"
	"net/url"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// UsersService lists, reads and changes users, adds and removes the caller's stars,
// and validates IDs for new users and apps.
type UsersService struct{ service }

// User is an account on Clarifai, of a person or of an organization. Clarifai shows
// most of its fields to the user only.
type User struct {
	ID                   string         `json:"id"` // case-insensitive
	PrimaryEmail         string         `json:"primary_email,omitempty" wire:"needed"`
	FirstName            string         `json:"first_name,omitempty"`
	LastName             string         `json:"last_name,omitempty"`
	CompanyName          string         `json:"company_name,omitempty"`
	JobTitle             string         `json:"job_title,omitempty"`
	JobRole              string         `json:"job_role,omitempty"`
	Intention            string         `json:"intention,omitempty"`
	ReferralSource       string         `json:"referral_source,omitempty"`
	BillType             string         `json:"bill_type,omitempty"`
	CreatedAt            time.Time      `json:"created_at,omitzero"`
	DateGDPRConsent      time.Time      `json:"date_gdpr_consent,omitzero"`
	DateTOSConsent       time.Time      `json:"date_tos_consent,omitzero"`
	DateMarketingConsent time.Time      `json:"date_marketing_consent,omitzero"`
	DatePIIConsent       time.Time      `json:"date_pii_consent,omitzero"`
	Metadata             map[string]any `json:"metadata,omitempty"`
	EmailAddresses       []EmailAddress `json:"email_addresses,omitempty" wire:"needed"`
	TwoFactorAuthEnabled bool           `json:"two_factor_auth_enabled,omitempty" wire:"needed"`
	TeamsCount           int            `json:"teams_count,omitempty"`
	IsStarred            bool           `json:"is_starred,omitempty"` // by the caller
	StarCount            int            `json:"star_count,omitempty"`
	Visibility           Visibility     `json:"visibility,omitzero"`
	UserDetail           *UserDetail    `json:"user_detail,omitempty" wire:"needed"`
	Image                *Image         `json:"image,omitempty"`
}

// UserDetail has the fields of a user that only the user or an administrator sees.
type UserDetail struct {
	PrimaryEmail         string           `json:"primary_email,omitempty" wire:"needed"`
	BillType             string           `json:"bill_type,omitempty"`
	DateGDPRConsent      time.Time        `json:"date_gdpr_consent,omitzero"`
	DateTOSConsent       time.Time        `json:"date_tos_consent,omitzero"`
	DateMarketingConsent time.Time        `json:"date_marketing_consent,omitzero"`
	DatePIIConsent       time.Time        `json:"date_pii_consent,omitzero"`
	Metadata             map[string]any   `json:"metadata,omitempty"`
	EmailAddresses       []EmailAddress   `json:"email_addresses,omitempty" wire:"needed"`
	TwoFactorAuthEnabled bool             `json:"two_factor_auth_enabled,omitempty" wire:"needed"`
	TeamsCount           int              `json:"teams_count,omitempty"`
	Country              string           `json:"country,omitempty"`
	State                string           `json:"state,omitempty"`
	CommitmentValue      *CommitmentValue `json:"commitment_value,omitempty"`
	PhoneVerified        bool             `json:"phone_verified,omitempty"`
}

// EmailAddress is one of a user's addresses.
type EmailAddress struct {
	Email    string `json:"email"`
	Primary  bool   `json:"primary"`
	Verified bool   `json:"verified"`
}

// CommitmentValue is the amount that a user has committed to spend.
type CommitmentValue struct {
	Value int            `json:"value,omitempty"`
	Type  CommitmentType `json:"type,omitempty"`
}

// CommitmentType is the period of a commitment. A value that this package does
// not know is kept as its number or name.
type CommitmentType string

// The periods of a commitment.
const (
	CommitmentMonthly CommitmentType = "MONTHLY"
	CommitmentAnnual  CommitmentType = "ANNUAL"
)

var commitmentTypes = map[int32]string{0: "TYPE_NOT_SET", 1: "MONTHLY", 2: "ANNUAL"}

// UnmarshalJSON reads a number or a name.
func (t *CommitmentType) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalEnum(data, t, commitmentTypes)
}

// MarshalJSON writes the name, or a number that has none.
func (t CommitmentType) MarshalJSON() ([]byte, error) { return wire.MarshalEnum(t) }

// Email returns the user's primary address. If Clarifai does not show that, it
// returns another one, or "" if there is none.
func (u *User) Email() string {
	if emails := u.Emails(); len(emails) > 0 {
		return emails[0]
	}
	return ""
}

// Emails returns the addresses that Clarifai shows, each once, the primary one first.
func (u *User) Emails() []string {
	if u == nil {
		return nil
	}
	detail := deref(u.UserDetail)
	all := []string{u.PrimaryEmail, detail.PrimaryEmail}
	for _, list := range [][]EmailAddress{u.EmailAddresses, detail.EmailAddresses} {
		for _, e := range list {
			if e.Primary {
				all = append(all, e.Email)
			}
		}
	}
	for _, list := range [][]EmailAddress{u.EmailAddresses, detail.EmailAddresses} {
		for _, e := range list {
			all = append(all, e.Email)
		}
	}
	var emails []string
	for _, email := range all {
		if email != "" && !containsFold(emails, email) {
			emails = append(emails, email)
		}
	}
	return emails
}

func (u *User) resourceID() string { return u.ID }

func containsFold(list []string, s string) bool {
	for _, v := range list {
		if strings.EqualFold(v, s) {
			return true
		}
	}
	return false
}

// GetUserOptions selects more fields of a user.
type GetUserOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default, such as
	// "stars" or "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

// UserSort is the field by which a list of users is sorted.
type UserSort string

// The fields by which a list of users can be sorted.
const (
	UserSortID        UserSort = "id"
	UserSortFirstName UserSort = "first_name"
	UserSortLastName  UserSort = "last_name"
	UserSortCreatedAt UserSort = "created_at"
)

// EncodeValues adds the sort order to a query in Clarifai's form.
func (s UserSort) EncodeValues(_ string, query *url.Values) error {
	if s != "" {
		query.Set("sort_by_"+string(s), "true")
	}
	return nil
}

func (s UserSort) valid() bool {
	switch s {
	case "", UserSortID, UserSortFirstName, UserSortLastName, UserSortCreatedAt:
		return true
	}
	return false
}

// ListUsersOptions selects users. All filters that are set must match.
type ListUsersOptions struct {
	// AdditionalFields are fields that Clarifai leaves out by default, such as
	// "stars" or "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
	// Sort is the field to sort by. Empty means the time of creation.
	Sort UserSort `url:"sort"`
	// SortAscending reverses the order, which is descending by default.
	SortAscending bool `url:"sort_ascending,omitempty"`
	// Query is looked for in the ID, the first and the last name.
	Query       string `url:"query,omitempty"`
	StarredOnly bool   `url:"starred_only,omitempty"` // by the caller
	Paging
}

func (o ListUsersOptions) validate() string {
	if !o.Sort.valid() {
		return "users cannot be sorted by " + quoted(string(o.Sort))
	}
	return ""
}

// FeatureFlags are the features that Clarifai has turned on for a user.
type FeatureFlags struct {
	// Config is the configuration as Clarifai writes it. Its form is not documented.
	Config string `json:"config,omitempty" wire:"needed"`
}

type userResponse struct {
	wire.Envelope
	User *User `json:"user"`
}

func (r *userResponse) single() *User { return r.User }

func (r *userResponse) list() []User {
	if r.User == nil {
		return nil
	}
	return []User{*r.User}
}

type usersResponse struct {
	wire.Envelope
	Users []User `json:"users"`
}

func (r *usersResponse) list() []User { return r.Users }

type featureFlagsResponse struct {
	wire.Envelope
	FeatureFlags
}

// List returns a page of the users who are publicly visible. The first page starts
// with the caller. With StarredOnly it returns those who have the caller's star.
//
//   - API: GET /v2/users
//   - Scopes: none
//   - Status: archived (see [Grade])
func (s *UsersService) List(ctx context.Context, opts *ListUsersOptions, callOpts ...CallOption) (*Page[User], error) {
	return list[User, usersResponse](ctx, s.client, OpUsersList, opts, callOpts)
}

// ListAll iterates over the users who are publicly visible, as [UsersService.List]
// lists them. It can skip users if anyone leaves the list in the meantime; see
// [Paging].
//
//   - API: GET /v2/users
//   - Scopes: none
//   - Status: archived (see [Grade])
func (s *UsersService) ListAll(ctx context.Context, opts *ListUsersOptions, callOpts ...CallOption) iter.Seq2[User, error] {
	return listAll[User, usersResponse](ctx, s.client, OpUsersList, opts, callOpts)
}

// GetMe returns the caller.
//
//   - API: GET /v2/users/{user}
//   - Scopes: none
//   - Status: current (see [Grade])
func (s *UsersService) GetMe(ctx context.Context, callOpts ...CallOption) (*User, error) {
	return s.Get(ctx, "me", nil, callOpts...)
}

// Get returns a user, or the account of an organization. The user "me" is the
// caller.
//
//   - API: GET /v2/users/{user}
//   - Scopes: none
//   - Status: current (see [Grade])
func (s *UsersService) Get(ctx context.Context, userID string, opts *GetUserOptions, callOpts ...CallOption) (*User, error) {
	return get[User, userResponse](ctx, s.client, request{op: OpUsersGet, ids: []string{userID}, query: opts, callOpts: callOpts})
}

// GetFeatureFlags returns which of Clarifai's features are on for a user. The user
// "me" is the caller.
//
//   - API: GET /v2/users/{user}/feature_flags
//   - Scopes: UserFeatureConfigs_Get
//   - Status: archived (see [Grade])
func (s *UsersService) GetFeatureFlags(ctx context.Context, userID string, callOpts ...CallOption) (*FeatureFlags, error) {
	var out featureFlagsResponse
	if err := s.client.send(ctx, request{op: OpUsersGetFeatureFlags, ids: []string{userID}, callOpts: callOpts}, &out); err != nil {
		return nil, err
	}
	return &out.FeatureFlags, nil
}
