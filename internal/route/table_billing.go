package route

var billingRoutes = []Route{
	{
		Op: "billing.get_current_bill", Method: "GET", Path: user + "/billing_usage",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.list_cycles", Method: "GET", Path: user + "/billing_cycles",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read, Pages: true,
	},
	{
		Op: "billing.list_plans", Method: "GET", Path: user + "/plans",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.get_subscription", Method: "GET", Path: user + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.subscribe", Method: "POST", Path: user + "/subscriptions",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "billing.list_payment_methods", Method: "GET", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "billing.add_payment_method", Method: "POST", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Never,
	},
	{
		Op: "billing.set_default_payment_method", Method: "PATCH", Path: user + "/credit_cards",
		Grade: Archived, Note: "that it takes merge is not in what is archived; the outcome is checked by reading",
		Credential: Session,
		Success:    ok, Class: Idempotent,
		LookUps: []LookUp{{Op: "billing.list_payment_methods"}},
	},
	{
		Op: "billing.remove_payment_method", Method: "DELETE", Path: user + "/credit_cards",
		Grade: Archived, Credential: Session,
		Success: okAccepted, Class: Idempotent,
	},
}

var usageRoutes = []Route{
	{
		Op: "usage.list_history", Method: "GET", Path: user + "/historical_usage",
		Grade: Archived, Credential: PAT, Scopes: []string{"HistoricalUsage_Get"},
		Success: ok, Class: Read,
	},
	{
		Op: "usage.list_realtime", Method: "GET", Path: user + "/realtime_usage",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "usage.list_cycles", Method: "GET", Path: user + "/usage_cycles",
		Grade: Archived, Credential: Session,
		Success: ok, Class: Read,
	},
	{
		Op: "usage.list_intervals", Method: "GET", Path: "/v2/usage_intervals",
		Grade: Archived, Credential: None,
		Success: ok, Class: Read,
	},
}
