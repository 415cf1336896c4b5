package clarifai

import (
	"context"
	"iter"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// NotificationsService reads, marks and deletes the notifications that the portal
// shows a user, such as an invitation to an organization.
type NotificationsService struct{ service }

// Notification is a notification of a user.
type Notification struct {
	ID string `json:"id"`
	// Description is the whole text. Only [NotificationsService.Get] returns it.
	Description string    `json:"description,omitempty"`
	Summary     string    `json:"summary,omitempty"` // at most 100 characters
	Title       string    `json:"title,omitempty"`
	CreatedAt   time.Time `json:"created_at,omitzero"`
	// ReadAt is when the notification was marked as read. Zero means that it was not.
	ReadAt time.Time `json:"read_at,omitzero" wire:"needed"`
}

// IsRead reports whether the notification was marked as read.
func (n *Notification) IsRead() bool { return !n.ReadAt.IsZero() }

func (n *Notification) resourceID() string { return n.ID }

// ListNotificationsOptions selects notifications.
type ListNotificationsOptions struct {
	UnreadOnly bool `url:"unread_only,omitempty"`
	Paging
}

type notificationResponse struct {
	wire.Envelope
	Notification *Notification `json:"notification"`
}

func (r *notificationResponse) single() *Notification { return r.Notification }

type notificationsResponse struct {
	wire.Envelope
	Notifications []Notification `json:"notifications"`
}

// list returns the notifications. Clarifai leaves out an empty list.
func (r *notificationsResponse) list() []Notification { return orEmpty(r.Notifications) }

// List returns a page of a user's notifications. The user "me" is the caller.
//
//   - API: GET /v2/users/{user}/notifications
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) List(ctx context.Context, userID string, opts *ListNotificationsOptions, callOpts ...CallOption) (*Page[Notification], error) {
	return list[Notification, notificationsResponse](ctx, s.client, OpNotificationsList, opts, callOpts, userID)
}

// ListAll iterates over a user's notifications, as [NotificationsService.List]
// lists them. It can skip some if any are deleted, or with UnreadOnly marked as
// read, in the meantime; see [Paging].
//
//   - API: GET /v2/users/{user}/notifications
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) ListAll(ctx context.Context, userID string, opts *ListNotificationsOptions, callOpts ...CallOption) iter.Seq2[Notification, error] {
	return listAll[Notification, notificationsResponse](ctx, s.client, OpNotificationsList, opts, callOpts, userID)
}

// Get returns a notification together with its description. It does not mark the
// notification as read.
//
//   - API: GET /v2/users/{user}/notifications/{notification}
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) Get(ctx context.Context, userID, notificationID string, callOpts ...CallOption) (*Notification, error) {
	return get[Notification, notificationResponse](ctx, s.client, request{
		op: OpNotificationsGet, ids: []string{userID, notificationID}, callOpts: callOpts,
	})
}

// notificationPatch is a change of a notification as it is sent.
type notificationPatch struct {
	ID     string `json:"id"`
	IsRead bool   `json:"is_read"`
}

// MarkRead marks a notification as read and returns it as it is afterwards. If the
// response does not show the change, the notification is read until it does, for up
// to RetryPolicy.VerifyTimeout. A change that never shows is an error.
//
//   - API: PATCH /v2/users/{user}/notifications
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) MarkRead(ctx context.Context, userID, notificationID string, callOpts ...CallOption) (*Notification, error) {
	return change[Notification]{
		request: request{
			op: OpNotificationsMarkRead, ids: []string{userID}, problem: checkID("notification ID", notificationID), callOpts: callOpts,
			body: map[string]any{"action": "overwrite", "notifications": []notificationPatch{{notificationID, true}}},
		},
		id: notificationID, response: new(notificationsResponse), exact: (*Notification).IsRead,
		is: func(n *Notification) bool { return n.ID == notificationID },
		read: func(callOpts []CallOption) (*Notification, error) {
			return s.Get(ctx, userID, notificationID, callOpts...)
		},
	}.run(ctx, s.client)
}

// Delete deletes a notification. A notification that does not exist is
// [ErrNotFound], unless an earlier attempt of the same call deleted it.
//
//   - API: DELETE /v2/users/{user}/notifications
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) Delete(ctx context.Context, userID, notificationID string, callOpts ...CallOption) error {
	return s.deletion(ctx, userID, callOpts).runOne(ctx, s.client, notificationID)
}

// DeleteBatch deletes notifications as [NotificationsService.Delete] does, in one
// request for each 128 of them. The error is a [*BatchError] of those that were not
// deleted. If Clarifai refuses a list because a notification does not exist, or
// reports that a part of it failed, the notifications are read. Those that exist
// are resent together, the others one by one. An empty list is [ErrInvalid].
//
//   - API: DELETE /v2/users/{user}/notifications
//   - Scopes: none (a browser session, see [CredentialSession])
//   - Status: archived (see [Grade])
func (s *NotificationsService) DeleteBatch(ctx context.Context, userID string, notificationIDs []string, callOpts ...CallOption) error {
	return s.deletion(ctx, userID, callOpts).run(ctx, s.client, notificationIDs)
}

func (s *NotificationsService) deletion(ctx context.Context, userID string, callOpts []CallOption) removal {
	return removal{
		request: request{op: OpNotificationsDelete, ids: []string{userID}, callOpts: callOpts},
		what:    "notification ID", field: "ids",
		remaining: func(_ []string, callOpts []CallOption) iter.Seq2[string, error] {
			return resourceIDs(s.ListAll(ctx, userID, nil, callOpts...))
		},
	}
}
