package route

// Omission is a route of the facts that the package does not carry.
type Omission struct {
	Method, Path string
	Reason       string
}

// Why routes are left out.
const (
	outside  = "outside this package: it is about models and workflows, not about organizations"
	codes    = "the names of the status codes are compiled in"
	keyed    = "for an app-specific key, which names the app: the route with the owner and the app in its path does the same"
	apps     = "a second way to change an app: the one that names the app in its path is enough"
	scopes   = "another view of what my_scopes of a user or an organization tells"
	policies = "for the caller: the route with the user in its path does the same with \"me\""
	history  = "for a browser session, and what period it tells of is not in the facts: GET historical_usage, which takes a PAT, is enough"
)

// LeftOut lists the routes of the facts that no operation reaches. With the
// operations it is all of them; a test holds it to that.
func LeftOut() []Omission { return leftOut }

var leftOut = []Omission{
	{"GET", "/v2/app", keyed},
	{"GET", "/v2/models", outside},
	{"GET", "/v2/my_scopes", scopes},
	{"GET", "/v2/myscopes", scopes},
	{"GET", "/v2/myscopesroot", scopes},
	{"DELETE", "/v2/password_policies", policies},
	{"GET", "/v2/password_policies", policies},
	{"PATCH", "/v2/password_policies", policies},
	{"POST", "/v2/password_policies", policies},
	{"GET", "/v2/resource_counts", keyed},
	{"GET", "/v2/status_codes", codes},
	{"GET", "/v2/status_codes/{status_code_id}", codes},
	{"PATCH", "/v2/users/{user_app_id.user_id}/apps", apps},
	{"GET", "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}/models", outside},
	{"GET", "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}/myscopes", scopes},
	{"GET", "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}/workflows", outside},
	{"POST", "/v2/users/{user_app_id.user_id}/historical_usage", history},
	{"POST", "/v2/users/{user_app_id.user_id}/metrics", outside},
	{"GET", "/v2/users/{user_app_id.user_id}/metrics/labels", outside},
	{"GET", "/v2/users/{user_app_id.user_id}/models", outside},
	{"GET", "/v2/users/{user_app_id.user_id}/workflows", outside},
	{"POST", "/v2/validate_password", policies},
	{"GET", "/v2/workflows", outside},
}
