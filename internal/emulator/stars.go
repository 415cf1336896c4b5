package emulator

import "slices"

type appStarJSON struct {
	AppID string `json:"app_id,omitzero"`
}

type postAppStarsRequest struct {
	owner
	AppStars []appStarJSON `json:"app_stars"`
}

type deleteAppStarsRequest struct {
	owner
	AppIDs []string `json:"app_ids"`
}

type multiAppStarResponse struct {
	envelope
	AppStars []appStarJSON `json:"app_stars,omitempty"`
}

type deleteAppStarsResponse struct {
	envelope
	AppIDs []string `json:"app_ids,omitempty"`
}

// postAppStars adds the caller's stars to apps of the user or organization in
// the path.
func postAppStars(c *call, in *postAppStarsRequest) (*multiAppStarResponse, error) {
	starred, err := each(c, in.AppStars, func(s appStarJSON) (appStarJSON, error) {
		a, err := c.app(userAppIDSet{in.UserAppID.UserID, s.AppID})
		if err != nil {
			return s, err
		}
		if !contains(a.stars, c.callerID()) {
			a.stars = append(a.stars, c.callerID())
		}
		return appStarJSON{a.id}, nil
	}, nil)
	return &multiAppStarResponse{AppStars: starred}, err
}

func deleteAppStars(c *call, in *deleteAppStarsRequest) (*deleteAppStarsResponse, error) {
	unstarred, err := each(c, in.AppIDs, func(id string) (string, error) {
		a, err := c.app(userAppIDSet{in.UserAppID.UserID, id})
		if err != nil {
			return "", err
		}
		i := slices.Index(a.stars, c.callerID())
		if i < 0 {
			return "", missing("a star of app " + id)
		}
		a.stars = slices.Delete(a.stars, i, i+1)
		return a.id, nil
	}, nil)
	return &deleteAppStarsResponse{AppIDs: unstarred}, err
}

type userStarJSON struct {
	UserID string `json:"user_id,omitzero"`
}

type postUserStarsRequest struct {
	UserStars []userStarJSON `json:"user_stars"`
}

type deleteUserStarsRequest struct {
	UserIDs []string `json:"user_ids"`
}

type multiUserStarResponse struct {
	envelope
	UserStars []userStarJSON `json:"user_stars,omitempty"`
}

type deleteUserStarsResponse struct {
	envelope
	UserIDs []string `json:"user_ids,omitempty"`
}

func postUserStars(c *call, in *postUserStarsRequest) (*multiUserStarResponse, error) {
	starred, err := each(c, in.UserStars, func(s userStarJSON) (userStarJSON, error) {
		u, ok := c.st.users.get(fold(s.UserID))
		if !ok {
			return s, missing("user " + s.UserID)
		}
		c.st.stars[star{c.callerID(), fold(u.ID)}] = true
		return userStarJSON{u.ID}, nil
	}, nil)
	return &multiUserStarResponse{UserStars: starred}, err
}

func deleteUserStars(c *call, in *deleteUserStarsRequest) (*deleteUserStarsResponse, error) {
	unstarred, err := each(c, in.UserIDs, func(id string) (string, error) {
		s := star{c.callerID(), fold(id)}
		if !c.st.stars[s] {
			return "", missing("a star of user " + id)
		}
		delete(c.st.stars, s)
		return id, nil
	}, nil)
	return &deleteUserStarsResponse{UserIDs: unstarred}, err
}

type star struct{ from, to string } // folded IDs
