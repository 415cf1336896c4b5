package clarifai

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// UsersService reads users, and marks those that the caller wants to find
// again.
type UsersService service

// User is an account on Clarifai, of a person or of an organization. Much of
// it is shown to the user alone.
type User struct {
	ID                   string         `json:"id"` // letter case does not count
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
	TeamsCount           uint32         `json:"teams_count,omitempty"`
	IsStarred            bool           `json:"is_starred,omitempty"` // by the caller
	StarCount            int32          `json:"star_count,omitempty"`
	Visibility           Visibility     `json:"visibility,omitzero"`
	UserDetail           *UserDetail    `json:"user_detail,omitempty" wire:"needed"`
	Image                *Image         `json:"image,omitempty"`
}

// UserDetail is what the user alone, or an administrator, is shown.
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
	TeamsCount           uint32           `json:"teams_count,omitempty"`
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

// CommitmentValue is what a user has committed to spend.
type CommitmentValue struct {
	Value int32          `json:"value,omitempty"`
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

// Visibility is who may see something. A value that this package does not know
// is kept as its number or name.
type Visibility string

// The visibilities. The empty Visibility says nothing.
const (
	VisibilityUnknown Visibility = "UNKNOWN_VISIBILITY"
	VisibilityPrivate Visibility = "PRIVATE"
	VisibilityOrg     Visibility = "ORG"
	VisibilityPublic  Visibility = "PUBLIC"
)

var visibilities = map[int32]string{0: "UNKNOWN_VISIBILITY", 10: "PRIVATE", 30: "ORG", 50: "PUBLIC"}

// UnmarshalJSON reads Clarifai's form, an object with a field "gettable".
func (v *Visibility) UnmarshalJSON(data []byte) error {
	var object struct {
		Gettable json.RawMessage `json:"gettable"`
	}
	if err := wire.DecodePart(data, &object); err != nil || object.Gettable == nil {
		return err
	}
	return wire.UnmarshalEnum(object.Gettable, v, visibilities)
}

// MarshalJSON writes Clarifai's form, an object with a field "gettable".
func (v Visibility) MarshalJSON() ([]byte, error) {
	if v == "" {
		return []byte("{}"), nil
	}
	value, err := wire.MarshalEnum(v)
	return append(append([]byte(`{"gettable":`), value...), '}'), err
}

// Image is a picture, such as a user's portrait.
type Image struct {
	URL               string               `json:"url,omitempty"`
	Base64            []byte               `json:"base64,omitempty"`
	AllowDuplicateURL bool                 `json:"allow_duplicate_url,omitempty"`
	Hosted            *HostedURL           `json:"hosted,omitempty"`
	ImageInfo         *ImageInfo           `json:"image_info,omitempty"`
	HostedImageInfo   map[string]ImageInfo `json:"hosted_image_info,omitempty"` // by size
	DecodedBytes      []byte               `json:"decoded_bytes,omitempty"`
}

// HostedURL says where Clarifai hosts a picture, in several sizes.
type HostedURL struct {
	Prefix      string   `json:"prefix,omitempty"`
	Suffix      string   `json:"suffix,omitempty"`
	Sizes       []string `json:"sizes,omitempty"`
	CrossOrigin string   `json:"crossorigin,omitempty"`
}

// ImageInfo is the size and format of a picture.
type ImageInfo struct {
	Width     int32  `json:"width,omitempty"`
	Height    int32  `json:"height,omitempty"`
	Format    string `json:"format,omitempty"`
	ColorMode string `json:"color_mode,omitempty"`
	Mode      string `json:"mode,omitempty"`
}

// Email gives the user's address as far as it is shown: the primary one, else
// any; "" if none is.
func (u *User) Email() string {
	if emails := u.Emails(); len(emails) > 0 {
		return emails[0]
	}
	return ""
}

// Emails lists the user's addresses as far as they are shown, the primary one
// first, each once.
func (u *User) Emails() []string {
	if u == nil {
		return nil
	}
	detail := value(u.UserDetail)
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

func containsFold(list []string, s string) bool {
	for _, v := range list {
		if strings.EqualFold(v, s) {
			return true
		}
	}
	return false
}

// GetUserOptions asks for more of a user.
type GetUserOptions struct {
	// AdditionalFields are fields that are left out otherwise, such as "stars"
	// or "all".
	AdditionalFields []string `url:"additional_fields,omitempty"`
}

// GetMe reads the caller.
//
// PAT; Current.
func (s *UsersService) GetMe(ctx context.Context, callOpts ...CallOption) (*User, error) {
	return s.Get(ctx, "me", nil, callOpts...)
}

// Get reads a user, or an organization's account.
//
// PAT; Current.
func (s *UsersService) Get(ctx context.Context, userID string, opts *GetUserOptions, callOpts ...CallOption) (*User, error) {
	var out struct {
		wire.Envelope
		User *User `json:"user"`
	}
	err := s.api().do(ctx, call{op: OpUsersGet, ids: []string{userID}, query: opts, out: &out, opts: callOpts})
	return one(out.User, func(u *User) string { return u.ID }, err, OpUsersGet, "user", userID)
}

// maxStars is how many stars Clarifai documents that a request may hold.
const maxStars = 1

// userStar is a star as it is sent and answered.
type userStar struct {
	UserID string `json:"user_id"`
}

// Star marks users with the caller's star, with one request for each, which is
// all that Clarifai takes. A user who has it
// already is no error; an error of some of them is a [*BatchError]. After a
// doubtful answer the users are read; those without a star are sent once more.
//
// PAT; Archived.
func (s *UsersService) Star(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	begin(callOpts)
	for n, id := range userIDs {
		if problem := checkID(id); problem != "" {
			return invalid(OpUsersStar, "item %d: the user id %s", n, problem)
		}
	}
	w := creation[string, userStar]{
		client: s.api(), op: OpUsersStar, opts: callOpts, adds: true,
		key:    func(id *string) string { return strings.ToLower(*id) },
		outKey: func(star *userStar) string { return strings.ToLower(star.UserID) },
		equal:  func(*string, *userStar) bool { return true },
		send: func(ctx context.Context, ids []string) (answer[userStar], error) {
			stars := make([]userStar, len(ids))
			for n, id := range ids {
				stars[n].UserID = id
			}
			var clock serverClock
			var out struct {
				wire.Envelope
				UserStars []created[userStar] `json:"user_stars"`
			}
			err := s.api().do(ctx, call{
				op: OpUsersStar, out: &out, clock: &clock, owners: []string{"me"}, opts: callOpts,
				body: map[string]any{"user_stars": stars},
			})
			return answer[userStar]{out.Status, true, out.UserStars, clock}, err
		},
		batch: maxStars,
		read:  s.starred,
	}
	_, err := w.run(ctx, userIDs)
	return err
}

// starred reads which of the users have the caller's star.
func (s *UsersService) starred(ctx context.Context, ids []string, callOpts []CallOption) iter.Seq2[userStar, error] {
	return func(yield func(userStar, error) bool) {
		for _, id := range ids {
			user, err := s.Get(ctx, id, &GetUserOptions{AdditionalFields: []string{"stars"}}, callOpts...)
			switch {
			case errors.Is(err, ErrNotFound):
				continue // who does not exist has no star
			case err != nil:
				yield(userStar{}, err)
				return
			case user.IsStarred && !yield(userStar{id}, nil):
				return
			}
		}
	}
}

// Unstar takes the caller's star from users, with one request for each. An
// error is a [*BatchError] of those that were not removed. An empty list is
// [ErrInvalid].
//
// PAT; Archived.
func (s *UsersService) Unstar(ctx context.Context, userIDs []string, callOpts ...CallOption) error {
	begin(callOpts)
	w := removal{
		client: s.api(), op: OpUsersUnstar, what: "user id", list: userIDs, fold: true, batch: maxStars, opts: callOpts,
		send: func(chunk []string) error {
			return s.api().do(ctx, call{
				op: OpUsersUnstar, body: map[string]any{"user_ids": chunk}, out: &wire.Envelope{},
				owners: []string{"me"}, several: len(chunk) > 1, opts: callOpts,
			})
		},
		left: func(ids []string, opts []CallOption) iter.Seq2[string, error] {
			return func(yield func(string, error) bool) {
				for star, err := range s.starred(ctx, ids, opts) {
					if !yield(star.UserID, err) {
						return
					}
				}
			}
		},
	}
	return w.run(ctx)
}

func (s *UsersService) api() *Client { return (*service)(s).api() }
