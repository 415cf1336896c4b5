package route

var auditLogRoutes = []Route{
	{
		Op: "audit_log.list", Method: "POST", Path: user + "/audit_log/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"AuditLogs_Get"},
		Success: ok, Class: Read, Pages: true,
	},
}
