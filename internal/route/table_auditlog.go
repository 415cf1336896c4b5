package route

var auditLogRoutes = []Route{
	{
		Op: "audit_log.list", Method: "POST", Path: userPath + "/audit_log/searches",
		Grade: Current, Credential: PAT, Scopes: []string{"AuditLogs_Get"},
		Success: success, Class: Read, Pages: true,
	},
}
