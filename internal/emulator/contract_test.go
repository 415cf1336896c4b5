package emulator

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// leftOut is every field of a message that the emulator does not carry.
var leftOut = map[string]string{
	// Given by the server; what a caller sends there is passed over.
	"Organization.created_at":           "request: the server's to give",
	"Organization.modified_at":          "request: the server's to give",
	"OrganizationInvitation.created_at": "request: the server's to give", "OrganizationInvitation.cancelled_at": "request: the server's to give",
	"OrganizationInvitation.declined_at": "request: the server's to give", "OrganizationInvitation.accepted_at": "request: the server's to give",
	"OrganizationInvitation.organization":         "request: the path says it",
	"OrganizationInvitation.primary_email_exists": "request: the server's to give",
	"Team.created_at":                             "request: the server's to give", "Team.modified_at": "request: the server's to give",
	"PostTeamsRequest.PostTeam.created_at":  "request: the server's to give",
	"PostTeamsRequest.PostTeam.modified_at": "request: the server's to give",
	"Role.name":                             "request: a role is named by its id", "Role.description": "request: a role is named by its id",
	"Role.scopes": "request: a role is named by its id", "Role.type": "request: a role is named by its id",
	"Role.created_at": "request: a role is named by its id", "Role.modified_at": "request: a role is named by its id",

	"User.first_name": "request: a user is named by id or address", "User.last_name": "request: a user is named by id or address",
	"User.company_name": "request: a user is named by id or address", "User.created_at": "request: a user is named by id or address",
	"User.email_addresses": "request: a user is named by id or address", "User.user_detail": "request: a user is named by id or address",
	"User.is_starred": "request: a user is named by id or address", "User.star_count": "request: a user is named by id or address",
	"App.created_at": "request: the server's to give", "App.modified_at": "request: the server's to give",
	"App.is_starred": "request: the stars say it", "App.star_count": "request: the stars say it",
	"Collaborator.app":        "request: the path says it",
	"Collaborator.created_at": "request: the server's to give", "Collaborator.modified_at": "request: the server's to give",
	"Key.created_at": "request: the server's to give",
	"Secret.user_id": "request: the path says it", "Secret.version": "request: the server's to give",
	"Secret.created_at": "request: the server's to give", "Secret.modified_at": "request: the server's to give",
	"IdentityProvider.created_at": "request: the server's to give", "IdentityProvider.modified_at": "request: the server's to give",

	// About what the emulator does not have.
	"App.default_workflow":    "the workflow is carried by itself, and default_workflow_id names it",
	"App.extra_info":          "which of the additional fields brings it is not known; GetResourceCounts has the counts",
	"PatchAppRequest.reindex": "there is nothing to index", "PatchAppsRequest.reindex": "there is nothing to index",
	"Image.base64": "an image is carried as its address alone", "Image.decoded_bytes": "an image is carried as its address alone",
	"Image.allow_duplicate_url": "of inputs", "Image.image_info": "an image is carried as its address alone",
	"Image.hosted": "an image is carried as its address alone", "Image.hosted_image_info": "an image is carried as its address alone",
	"Collaborator.deleted_at":           "who was deleted is gone",
	"PasswordViolations.password_reuse": "the emulator knows no older password", "PasswordViolations.no_overlap_with_old": "the emulator knows no older password",
	"PasswordViolations.password_lifespan": "the emulator does not know when a password was set",
	"ListAuthMethodsRequest.recovery_path": "of signing in, which nobody does here", "ListAuthMethodsRequest.dry_run": "of signing in, which nobody does here",
	"ListAuthMethodsRequest.authorize_pat": "of signing in, which nobody does here",

	"GetModelRequest.language":           "the models have names in one language",
	"SingleModelResponse.workflow_count": "which models a workflow runs is not in the facts",
	"Model.presets":                      "nothing here makes them", "Model.check_consents": "nothing here asks for consent",
	"Model.workflow_recommended": "Clarifai's own advice", "Model.bookmark_origin": "nothing here is a bookmark",
	"Model.image": "not carried: models have none here", "Model.billing_type": "nothing here is billed by a model's use",
	"Model.featured_order": "the server features none", "Model.deploy_restriction": "nothing is deployed here",
	"ModelVersion.active_concept_count": "nothing is trained here", "ModelVersion.completed_at": "nothing is trained here",
	"ModelVersion.metadata": "nothing is trained here", "ModelVersion.train_log": "nothing is trained here",
	"ModelVersion.num_threads": "nothing is trained here",
	"Workflow.bookmark_origin": "nothing here is a bookmark", "Workflow.image": "not carried: workflows have none here",
	"WorkflowVersion.metadata": "versions have none of their own here", "WorkflowVersion.description": "versions have none of their own here",
	"WorkflowVersion.license": "versions have none of their own here", "WorkflowVersion.is_deprecated": "nothing here is deprecated",

	// What the real server puts there is not known.
	"ListCollaboratorsRequest.list_all_collaborators": "whom it adds is not known",
	"MultiScopeDepsResponse.endpoint_deps":            "how endpoints are spelled is not known",
	"MultiScopeResponse.user_feature_flags":           "Clarifai's own switches",
	"MultiScopeUserResponse.user_feature_flags":       "Clarifai's own switches",
	"MultiScopeRootResponse.user_feature_flags":       "Clarifai's own switches",
	"Role.endpoints":                "which endpoints a role has is not known",
	"OrganizationMember.not_before": "what it is the start of is not known",
	"MultiUsersOrganizationsResponse.UserOrganization.feature_flag_configs": "Clarifai's own switches",
	"MultiTeamAppsResponse.user_app_id":                                     "what it repeats is not known",

	// Of the account, which nothing in the emulator makes or changes.
	"User.job_title": "request: a user is named by id or address", "User.job_role": "request: a user is named by id or address",
	"User.visibility": "request: a user is named by id or address", "User.metadata": "the user's detail has it", "User.intention": "account", "User.referral_source": "account",
	"User.bill_type": "account", "User.date_gdpr_consent": "account", "User.date_tos_consent": "account",
	"User.date_marketing_consent": "account", "User.date_pii_consent": "account",
	"User.two_factor_auth_enabled": "account", "User.teams_count": "account", "User.image": "account",
	"UserDetail.bill_type": "account", "UserDetail.date_gdpr_consent": "account", "UserDetail.date_tos_consent": "account",
	"UserDetail.date_marketing_consent": "account", "UserDetail.date_pii_consent": "account",
	"UserDetail.two_factor_auth_enabled": "account", "UserDetail.teams_count": "account",
	"UserDetail.commitment_value": "account", "UserDetail.phone_verified": "account",

	// What the log tells of models, workflows and clusters, which nothing on the
	// emulator changes.
	"AuditLogTarget.workflow": "not carried", "AuditLogTarget.workflow_version": "not carried",
	"AuditLogTarget.model": "not carried", "AuditLogTarget.model_version": "not carried",
	"AuditLogTarget.compute_cluster": "not carried", "AuditLogTarget.nodepool": "not carried", "AuditLogTarget.deployment": "not carried",

	// Of compute, which no request changes and on which nothing happens here.
	"AutoscaleConfig.disable_packing":             "nothing scales here",
	"AutoscaleConfig.scale_down_delay_seconds":    "nothing scales here",
	"AutoscaleConfig.scale_to_zero_delay_seconds": "nothing scales here",
	"AutoscaleConfig.scale_up_delay_seconds":      "nothing scales here",
	"AutoscaleConfig.soft_min_replicas":           "nothing scales here",
	"AutoscaleConfig.traffic_history_seconds":     "nothing scales here",
	"CloudProvider.name":                          "request: a cloud provider is named by its id",
	"CloudProvider.special_handling":              "request: a cloud provider is named by its id",
	"ComputeInfo.accelerator_topology":            "of what runs, which nothing does here",
	"ComputeInfo.cpu_memory_requests":             "of what runs, which nothing does here",
	"ComputeInfo.cpu_requests":                    "of what runs, which nothing does here",
	"ComputeSourceMetadata.workflow_id":           "no log is of a workflow",
	"ListLogEntriesRequest.workflow_id":           "no log is of a workflow",
	"GetNodepoolRequest.active_usage":             "what it changes is not known",
	"LogEntry.url":                                "where it leads is not known",
	"Deployment.deploy_latest_version":            "nothing is rolled out here",
	"Deployment.desired_worker":                   "nothing is rolled out here",
	"Deployment.graceful_deploy":                  "nothing is rolled out here",
	"DeploymentMetrics.aggregate":                 "nothing is rolled out here",
	"DeploymentMetrics.nodepool_metrics":          "nothing is rolled out here",
	"DeploymentMetrics.rollout_in_progress":       "nothing is rolled out here",
	"Deployment.metadata":                         "nobody sets it here",
	"Deployment.special_handling":                 "regions and cloud providers have it",
	"Nodepool.metadata":                           "nobody sets it here",
	"Nodepool.special_handling":                   "regions and cloud providers have it",
	"Runner.metadata":                             "nobody sets it here",
	"Runner.special_handling":                     "regions and cloud providers have it",
	"InstanceType.architecture":                   "of the clouds' own catalogs",
	"InstanceType.available_compute_info":         "of the clouds' own catalogs",
	"InstanceType.description":                    "of the clouds' own catalogs",
	"InstanceType.feature_flag_group":             "of the clouds' own catalogs",
	"InstanceType.special_handling":               "of the clouds' own catalogs",
	"Nodepool.warm_instances":                     "nothing scales here",
	"Runner.compute_info":                         "of what runs, which nothing does here",
	"RunnerMetrics.pods_preempted_total":          "of what runs, which nothing does here",
	"RunnerMetrics.total_pods_running_time_s":     "of what runs, which nothing does here",
	"Worker.user":                                 "the model or the workflow says whose it is",

	// Of cards. What is not carried nobody enters here.
	"CreditCard.four_digits":     "request: the processor's to give",
	"CreditCard.exp_month":       "request: the processor's to give",
	"CreditCard.exp_year":        "request: the processor's to give",
	"CreditCard.brand":           "request: the processor's to give",
	"CreditCard.funding":         "request: the processor's to give",
	"CreditCard.name":            "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_line_1":  "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_line_2":  "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_zip":     "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_country": "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_city":    "of a card's owner and processor, whom nobody asks here",
	"CreditCard.address_state":   "of a card's owner and processor, whom nobody asks here",
	"CreditCard.cvc_check":       "of a card's owner and processor, whom nobody asks here",
	"CreditCard.cvc":             "never shown",

	"status.Status.stack_trace": "for Clarifai's engineers", "status.Status.internal_details": "for Clarifai's engineers",
	"status.Status.developer_notes": "for Clarifai's engineers", "status.Status.http_status_code": "for Clarifai's engineers",
	"status.Status.percent_completed": "of jobs", "status.Status.time_remaining": "of jobs",
	"status.RedirectInfo.resource_type":   "faults redirect by URL alone",
	"status.RedirectInfo.old_resource_id": "faults redirect by URL alone",
	"status.RedirectInfo.new_resource_id": "faults redirect by URL alone",
}

// added is every field that the emulator writes and the facts do not have.
var added = map[string]string{
	"Organization.status":           "a failed item of a batch may carry one",
	"Secret.status":                 "a failed item of a batch may carry one",
	"WebNotification.status":        "a failed item of a batch may carry one",
	"OrganizationInvitation.status": "a failed item of a batch may carry one",
	"Team.status":                   "a failed item of a batch may carry one",
	"TeamUser.status":               "a failed item of a batch may carry one",
	"App.status":                    "a failed item of a batch may carry one",
	"Collaborator.status":           "a failed item of a batch may carry one",
	"Key.status":                    "a failed item of a batch may carry one",
	"PasswordPolicy.status":         "a failed item of a batch may carry one",
	"IdentityProvider.status":       "a failed item of a batch may carry one",
}

type factsCheck struct {
	t       *testing.T
	facts   *contract.Facts
	request bool
	used    map[string]bool // entries of the two lists that were needed
}

func TestContract_Fields(t *testing.T) {
	k := &factsCheck{t: t, facts: contract.Load(), used: map[string]bool{}}
	for _, b := range bindings() {
		op := operationOf(b.RPC)
		if op == nil {
			continue
		}
		k.request = true
		fields, ok := k.facts.Message(b.Request, b.Archived)
		if !ok {
			t.Fatalf("%s: no message %s", b.RPC, b.Request)
		}
		k.message(b.Request, fields, op.in)
		k.request = false
		fields, _ = k.facts.Union(b.Response)
		k.message(b.Response, fields, op.out)
	}
	for _, list := range []map[string]string{leftOut, added} {
		for name := range list {
			if !k.used[name] {
				t.Errorf("%s stands on a list for no reason", name)
			}
		}
	}
}

func (k *factsCheck) message(name string, fields []contract.Field, typ reflect.Type) {
	k.t.Helper()
	short := strings.TrimPrefix(name, messagePrefix)
	have := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(typ) {
		if tag, ok := f.Tag.Lookup("json"); ok {
			have[strings.Split(tag, ",")[0]] = f
		}
	}
	for _, field := range fields {
		at := short + "." + field.Name
		f, ok := have[field.Name]
		if !ok {
			if typ == reflect.TypeFor[targetRef]() || typ == reflect.TypeFor[targetAppRef]() {
				continue // the log is searched for things by what they are known by
			}
			if leftOut[at] == "" || strings.HasPrefix(leftOut[at], "request:") && !k.request {
				k.t.Errorf("%s of the facts is not in %s, and on no list", at, typ)
			}
			k.used[at] = true
			continue
		}
		delete(have, field.Name)
		k.field(at, field, f)
	}
	for tag := range have {
		if added[short+"."+tag] == "" {
			k.t.Errorf("%s has %q, which %s of the facts has not", typ, tag, short)
		}
		k.used[short+"."+tag] = true
	}
}

func (k *factsCheck) field(at string, field contract.Field, f reflect.StructField) {
	k.t.Helper()
	typ := f.Type
	omits := strings.Contains(f.Tag.Get("json"), ",omit")
	if !k.request && !strings.HasSuffix(at, ".status") && omits == field.ShownIfEmpty {
		k.t.Errorf("%s: left out when empty: %v, shown_if_empty: %v", at, omits, field.ShownIfEmpty)
	}
	if (typ.Kind() == reflect.Slice) != field.Repeated {
		k.t.Errorf("%s: %s, repeated: %v", at, typ, field.Repeated)
		return
	}
	if field.Repeated || typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	_, isEnum := k.facts.Enum(field.Type)
	want, known := map[string]reflect.Kind{
		"string": reflect.String, "bool": reflect.Bool, "int32": reflect.Int32, "uint32": reflect.Uint32, "int64": reflect.Int64,
		"double": reflect.Float64, "google.protobuf.BoolValue": reflect.Bool, "google.protobuf.Struct": reflect.Map,
		"google.protobuf.Duration": reflect.String,
	}[field.Type]
	switch {
	case isEnum, field.Type == messagePrefix+"status.StatusCode":
		want = reflect.Int32
	case field.Type == "google.protobuf.Timestamp":
		if typ != reflect.TypeFor[stamp]() {
			k.t.Errorf("%s is a %s, not a stamp", at, typ)
		}
		return
	case !known:
		want = reflect.Struct
	}
	if typ.Kind() != want {
		k.t.Errorf("%s is a %s, the facts say %s", at, typ, field.Type)
		return
	}
	if want == reflect.Struct {
		fields, ok := k.facts.Union(field.Type)
		if !ok {
			k.t.Errorf("%s: no message %s", at, field.Type)
		}
		k.message(field.Type, fields, typ)
	}
}

// notCarried is every RPC of the facts that the emulator answers with 501.
var notCarried = []string{
	"GetStatusCode", "ListStatusCodes", "PostMetricsQuery", "ListMetricLabels",
	"PostHistoricalUsage", // what its request takes is not in the facts
	"DeleteComputeClusters", "PatchComputeClusters", "PostComputeClusters",
	"DeleteNodepools", "PatchNodepools", "PostNodepools",
	"DeleteDeployments", "PatchDeployments", "PostDeployments",

	"DeleteEmail", "ListEmails", "PostEmails", "PostPrimaryEmail", "PostResendVerifyEmail", "PostVerifyEmail",
	"GetLoginInfo", "ListAuth2FAMethods", "PostIdLoginFinalizer", "PostLinkIdpUser", "PostLogin", "PostLogout",
	"GetShippingAddress", "PutShippingAddress",
}

func TestContract_Routes(t *testing.T) {
	for _, b := range bindings() {
		if carried := operationOf(b.RPC) != nil; carried == slices.Contains(notCarried, b.RPC) {
			t.Errorf("%s %s is carried: %v", b.Method, b.Path, carried)
		}
	}
	for _, op := range operations {
		if !slices.ContainsFunc(bindings(), func(b *binding) bool { return b.RPC == op.rpc }) {
			t.Errorf("%s is carried and not in the facts", op.rpc)
		}
	}
}

func TestContract_Codes(t *testing.T) {
	known := map[int32]string{}
	for name, code := range contract.Load().StatusCodes {
		known[code] = name
	}
	for code := range descriptions {
		if known[code] == "" {
			t.Errorf("code %d is not in the facts", code)
		}
	}
	if known[codeThrottled] != "CONN_THROTTLED" {
		t.Errorf("code %d is %s", codeThrottled, known[codeThrottled])
	}
}

func TestContract_Scopes(t *testing.T) {
	scopes, _ := contract.Load().Enum("clarifai.auth.scope.S")
	for _, r := range offered {
		for _, scope := range r.scopes {
			if _, ok := scopes[scope]; !ok {
				t.Errorf("%s has a scope %s", r.name, scope)
			}
		}
	}
}
