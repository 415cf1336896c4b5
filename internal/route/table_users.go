package route

var userRoutes = []Route{
	{
		Op: "users.list", Method: "GET", Path: usersPath,
		Grade: Archived, Credential: PAT,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "users.get", Method: "GET", Path: userPath,
		Grade: Current, Credential: PAT,
		Success: success, Class: Read,
	},
	{
		Op: "users.update", Method: "PATCH", Path: userPath,
		Grade: Archived, Note: "the archived definitions do not say that it takes merge; the outcome is checked by reading",
		Credential: Session,
		Success:    success, Class: Idempotent,
		LookUps: []LookUp{{Op: "users.get"}},
	},
	{
		Op: "users.change_id", Method: "PATCH", Path: userPath,
		Grade: Archived, Note: "the archived definitions do not say that it takes merge; the outcome is checked by reading",
		Credential: Session,
		Success:    success, Class: Idempotent,
		LookUps: []LookUp{{Op: "users.get"}},
	},
	{
		Op: "users.get_feature_flags", Method: "GET", Path: userPath + "/feature_flags",
		Grade: Archived, Credential: PAT, Scopes: []string{"UserFeatureConfigs_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "users.validate_ids", Method: "POST", Path: "/v2/validate_id",
		Grade: Archived, Credential: None,
		Success: success, Class: Read,
	},
	{
		Op: "users.star", Method: "POST", Path: "/v2/user_stars",
		Grade: Archived, Credential: PAT,
		Success: successOrMixed, Class: Verify,
		LookUps: []LookUp{{Op: "users.get", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "users.unstar", Method: "DELETE", Path: "/v2/user_stars",
		Grade: Archived, Credential: PAT,
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "users.get", When: whenOutcomeIsUnknown}},
	},
}

var notificationRoutes = []Route{
	{
		Op: "notifications.list", Method: "GET", Path: notificationsPath,
		Grade: Archived, Credential: Session,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "notifications.get", Method: "GET", Path: notificationsPath + "/{notification_id}",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "notifications.mark_read", Method: "PATCH", Path: notificationsPath,
		Grade: Archived, Credential: Session,
		Success: success, Class: Idempotent,
		LookUps: []LookUp{{Op: "notifications.get", When: whenOutcomeIsUnknown}},
	},
	{
		Op: "notifications.delete", Method: "DELETE", Path: notificationsPath,
		Grade: Archived, Credential: Session,
		Success: successOrAccepted, Class: Idempotent,
		LookUps: []LookUp{{Op: "notifications.list", When: whenOutcomeIsUnknown}},
	},
}
