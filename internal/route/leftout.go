package route

// Omission is a known route that no operation has.
type Omission struct {
	Method, Path string
	Reason       string
}

// Why routes are left out.
const (
	codes    = "the names of the status codes are compiled in"
	keyed    = "for an app-specific key, which names the app: the route with the owner and the app in its path does the same"
	apps     = "a second way to change an app: the one that names the app in its path is enough"
	scopes   = "the same scopes as my_scopes of a user or an organization returns"
	policies = "for the caller: the route with the user in its path does the same with \"me\""
	history  = "for a browser session, and the definitions do not say which period it covers: GET historical_usage, which takes a PAT, is enough"
	metrics  = "outside this package: it measures models, and does not concern organizations"
	signIn   = "outside this package: signing in and out is done by a person in a browser"
	emails   = "outside this package: a person manages their own addresses in the portal, and confirms them by mail"
	shipping = "outside this package: it is where Clarifai sends goods to, and does not concern organizations"

	computeChanges = "outside this package: creating, changing and deleting what models run on is for those who deploy models"
)

// LeftOut returns the known routes that no operation has. A test checks that the
// operations and these are all known routes.
func LeftOut() []Omission { return leftOut }

var leftOut = []Omission{
	{"GET", "/v2/app", keyed},
	{"GET", "/v2/emails", emails},
	{"POST", "/v2/emails", emails},
	{"POST", "/v2/emails/primary", emails},
	{"POST", "/v2/login", signIn},
	{"GET", "/v2/models/{model_id}", keyed},
	{"GET", "/v2/my_scopes", scopes},
	{"GET", "/v2/myscopes", scopes},
	{"GET", "/v2/myscopesroot", scopes},
	{"DELETE", "/v2/password_policies", policies},
	{"GET", "/v2/password_policies", policies},
	{"PATCH", "/v2/password_policies", policies},
	{"POST", "/v2/password_policies", policies},
	{"POST", "/v2/resend_verification", emails},
	{"GET", "/v2/resource_counts", keyed},
	{"GET", "/v2/status_codes", codes},
	{"GET", "/v2/status_codes/{status_code_id}", codes},
	{"PATCH", "/v2/users/{user_app_id.user_id}/apps", apps},
	{"GET", "/v2/users/{user_app_id.user_id}/apps/{user_app_id.app_id}/myscopes", scopes},
	{"GET", "/v2/users/{user_app_id.user_id}/auth/2fa/methods", signIn},
	{"DELETE", "/v2/users/{user_app_id.user_id}/compute_clusters", computeChanges},
	{"PATCH", "/v2/users/{user_app_id.user_id}/compute_clusters", computeChanges},
	{"POST", "/v2/users/{user_app_id.user_id}/compute_clusters", computeChanges},
	{"DELETE", "/v2/users/{user_app_id.user_id}/compute_clusters/{compute_cluster_id}/nodepools", computeChanges},
	{"PATCH", "/v2/users/{user_app_id.user_id}/compute_clusters/{compute_cluster_id}/nodepools", computeChanges},
	{"POST", "/v2/users/{user_app_id.user_id}/compute_clusters/{compute_cluster_id}/nodepools", computeChanges},
	{"DELETE", "/v2/users/{user_app_id.user_id}/deployments", computeChanges},
	{"PATCH", "/v2/users/{user_app_id.user_id}/deployments", computeChanges},
	{"POST", "/v2/users/{user_app_id.user_id}/deployments", computeChanges},
	{"GET", "/v2/users/{user_app_id.user_id}/emails", emails},
	{"POST", "/v2/users/{user_app_id.user_id}/emails", emails},
	{"POST", "/v2/users/{user_app_id.user_id}/emails/primary", emails},
	{"DELETE", "/v2/users/{user_app_id.user_id}/emails/{email}", emails},
	{"POST", "/v2/users/{user_app_id.user_id}/historical_usage", history},
	{"POST", "/v2/users/{user_app_id.user_id}/idloginfinalizer", signIn},
	{"POST", "/v2/users/{user_app_id.user_id}/idpusers", signIn},
	{"GET", "/v2/users/{user_app_id.user_id}/login/{login_id}", signIn},
	{"POST", "/v2/users/{user_app_id.user_id}/logout", signIn},
	{"POST", "/v2/users/{user_app_id.user_id}/metrics", metrics},
	{"GET", "/v2/users/{user_app_id.user_id}/metrics/labels", metrics},
	{"POST", "/v2/users/{user_app_id.user_id}/resend_verification", emails},
	{"GET", "/v2/users/{user_app_id.user_id}/shipping_address", shipping},
	{"PUT", "/v2/users/{user_app_id.user_id}/shipping_address", shipping},
	{"POST", "/v2/validate_password", policies},
	{"POST", "/v2/verify_email", emails},
	{"GET", "/v2/workflows/{workflow_id}", keyed},
}
