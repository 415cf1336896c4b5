package route

var billingRoutes = []Route{
	{
		Op: "billing.get_current_bill", Method: "GET", Path: userPath + "/billing_usage",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "billing.list_cycles", Method: "GET", Path: userPath + "/billing_cycles",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read, Pages: true,
	},
	{
		Op: "billing.list_plans", Method: "GET", Path: userPath + "/plans",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "billing.get_subscription", Method: "GET", Path: userPath + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "billing.subscribe", Method: "POST", Path: userPath + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: success, Class: Never,
	},
	{
		Op: "billing.list_payment_methods", Method: "GET", Path: userPath + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "billing.add_payment_method", Method: "POST", Path: userPath + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: success, Class: Never,
	},
	{
		Op: "billing.set_default_payment_method", Method: "PATCH", Path: userPath + "/credit_cards",
		Grade: Archived, Note: "the archived definitions do not say that it takes merge; the outcome is checked by reading",
		Credential: Session,
		Success:    success, Class: Idempotent,
		LookUps: []LookUp{{Op: "billing.list_payment_methods"}},
	},
	{
		Op: "billing.remove_payment_method", Method: "DELETE", Path: userPath + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: successOrAccepted, Class: Idempotent,
	},
}

var usageRoutes = []Route{
	{
		Op: "usage.list_history", Method: "GET", Path: userPath + "/historical_usage",
		Grade: Archived, Credential: PAT, Scopes: []string{"HistoricalUsage_Get"},
		Success: success, Class: Read,
	},
	{
		Op: "usage.list_realtime", Method: "GET", Path: userPath + "/realtime_usage",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "usage.list_cycles", Method: "GET", Path: userPath + "/usage_cycles",
		Grade: Archived, Credential: Session,
		Success: success, Class: Read,
	},
	{
		Op: "usage.list_intervals", Method: "GET", Path: "/v2/usage_intervals",
		Grade: Archived, Credential: None,
		Success: success, Class: Read,
	},
}
