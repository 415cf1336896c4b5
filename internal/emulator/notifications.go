package emulator

import (
	"errors"
	"strconv"
)

// notification is a message of the portal to a user.
type notification struct {
	id, user                    string // the user's ID is folded
	title, summary, description string
	created, read               stamp
}

func (n notification) json() notificationJSON {
	return notificationJSON{ID: n.id, Title: n.title, Summary: n.summary, CreatedAt: n.created, ReadAt: n.read}
}

// Requests.

type listNotificationsRequest struct {
	owner
	paging
	UnreadOnly bool `json:"unread_only"`
}

type notificationRequest struct {
	owner
	NotificationID string `json:"notification_id"`
}

type notificationPatch struct {
	ID     string `json:"id"`
	IsRead bool   `json:"is_read"`
}

type patchNotificationsRequest struct {
	owner
	Notifications []notificationPatch `json:"notifications"`
	Action        string              `json:"action"`
}

// Responses.

type notificationJSON struct {
	ID          string      `json:"id,omitzero"`
	Description string      `json:"description,omitzero"`
	Summary     string      `json:"summary,omitzero"`
	Title       string      `json:"title,omitzero"`
	CreatedAt   stamp       `json:"created_at,omitzero"`
	ReadAt      stamp       `json:"read_at,omitzero"`
	Status      *statusJSON `json:"status,omitzero"`
}

type singleNotificationResponse struct {
	envelope
	Notification *notificationJSON `json:"notification,omitzero"`
}

type multiNotificationResponse struct {
	envelope
	Notifications []notificationJSON `json:"notifications,omitempty"`
}

func listNotifications(c *call, in *listNotificationsRequest) (*multiNotificationResponse, error) {
	if err := c.self(in.UserAppID.UserID); err != nil {
		return nil, err
	}
	var found []notificationJSON
	for _, n := range c.st.notifications.values() {
		if n.user == c.callerID() && (!in.UnreadOnly || n.read.IsZero()) {
			found = append(found, n.json())
		}
	}
	found, err := page(c, in.paging, found)
	return &multiNotificationResponse{Notifications: found}, err
}

// getNotification is the only one that shows a description.
func getNotification(c *call, in *notificationRequest) (*singleNotificationResponse, error) {
	n, err := c.ownNotification(in.UserAppID.UserID, in.NotificationID)
	if err != nil {
		return nil, err
	}
	shown := n.json()
	shown.Description = n.description
	return &singleNotificationResponse{Notification: &shown}, nil
}

// ownNotification returns a notification of the caller.
func (c *call) ownNotification(userID, id string) (notification, error) {
	if err := c.self(userID); err != nil {
		return notification{}, err
	}
	n, ok := c.st.notifications.get(id)
	if !ok || n.user != c.callerID() {
		return notification{}, missing("notification " + id)
	}
	return n, nil
}

func patchNotifications(c *call, in *patchNotificationsRequest) (*multiNotificationResponse, error) {
	if in.Action != "overwrite" {
		return nil, badAction(in.Action)
	}
	changed, err := each(c, in.Notifications, func(item notificationPatch) (notificationJSON, error) {
		n, err := c.ownNotification(in.UserAppID.UserID, item.ID)
		if err != nil {
			return notificationJSON{}, err
		}
		switch {
		case !item.IsRead:
			n.read = stamp{}
		case n.read.IsZero():
			n.read = c.stamp()
		}
		c.st.notifications.put(n.id, n)
		return n.json(), nil
	}, func(item notificationPatch, st *statusJSON) notificationJSON {
		return notificationJSON{ID: item.ID, Status: st}
	})
	return &multiNotificationResponse{Notifications: changed}, err
}

func deleteNotifications(c *call, in *idsRequest) (*baseResponse, error) {
	return eachSilently(c, in.IDs, func(id string) error {
		n, err := c.ownNotification(in.UserAppID.UserID, id)
		if err == nil {
			c.st.notifications.remove(n.id)
		}
		return err
	})
}

// notifyInvited notifies an invitee with an account of an invitation.
func (c *call) notifyInvited(o *organization, inv *invitation) {
	u := c.st.userByEmail(inv.email)
	if u == nil {
		return
	}
	id := opaque("notification", inv.id)
	c.st.notifications.put(id, notification{
		id: id, user: fold(u.ID), created: inv.created,
		title: "Invitation to " + o.name, summary: "You are invited to join " + o.name + ".",
		description: "You are invited to join the organization " + o.name + " (" + o.id + ") as " + inv.role.shown + ".",
	})
}

func (c *call) seedNotification(i int, seed Notification) error {
	n := notification{
		id: orDefault(seed.ID, opaque("seeded notification", strconv.Itoa(i))), user: fold(seed.UserID),
		title: seed.Title, summary: seed.Summary, description: seed.Description, created: c.stamp(),
	}
	if seed.Read {
		n.read = n.created
	}
	switch {
	case !c.st.users.has(n.user):
		return fieldError("UserID", "must be the ID of a user, not %q", seed.UserID)
	case c.st.notifications.has(n.id):
		return errors.New("must not be there twice")
	}
	c.st.notifications.put(n.id, n)
	return nil
}

// Notifications returns the true state of a user's notifications.
func (s *Server) Notifications(userID string) []Notification {
	s.mu.Lock()
	defer s.mu.Unlock()
	st := s.current()
	var all []Notification
	for _, n := range st.notifications.values() {
		if n.user == fold(userID) {
			all = append(all, Notification{
				UserID: st.userID(n.user), ID: n.id, Title: n.title, Summary: n.summary, Description: n.description, Read: !n.read.IsZero(),
			})
		}
	}
	return all
}
