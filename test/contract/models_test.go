package contract_test

import (
	"bytes"
	"encoding/json"
	"go/ast"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// models are the package's types and the messages that they represent. The status
// of a response is internal and is read through errors.
var models = map[string]reflect.Type{
	"clarifai.api.Organization":                                     reflect.TypeFor[clarifai.Organization](),
	"clarifai.api.MultiUsersOrganizationsResponse.UserOrganization": reflect.TypeFor[clarifai.UserOrganization](),
	"clarifai.api.OrganizationMember":                               reflect.TypeFor[clarifai.Member](),
	"clarifai.api.OrganizationInvitation":                           reflect.TypeFor[clarifai.Invitation](),
	"clarifai.api.Team":                                             reflect.TypeFor[clarifai.Team](),
	"clarifai.api.TeamUser":                                         reflect.TypeFor[clarifai.TeamMember](),
	"clarifai.api.MultiTeamAppsResponse.TeamApp":                    reflect.TypeFor[clarifai.TeamApp](),
	"clarifai.api.AppIdentity":                                      reflect.TypeFor[clarifai.AppIdentity](),
	"clarifai.api.Role":                                             reflect.TypeFor[clarifai.Role](),
	"clarifai.api.User":                                             reflect.TypeFor[clarifai.User](),
	"clarifai.api.UserDetail":                                       reflect.TypeFor[clarifai.UserDetail](),
	"clarifai.api.EmailAddress":                                     reflect.TypeFor[clarifai.EmailAddress](),
	"clarifai.api.CommitmentValue":                                  reflect.TypeFor[clarifai.CommitmentValue](),
	"clarifai.api.Visibility":                                       reflect.TypeFor[clarifai.Visibility](),
	"clarifai.api.Image":                                            reflect.TypeFor[clarifai.Image](),
	"clarifai.api.HostedURL":                                        reflect.TypeFor[clarifai.HostedURL](),
	"clarifai.api.ImageInfo":                                        reflect.TypeFor[clarifai.ImageInfo](),
	"clarifai.api.App":                                              reflect.TypeFor[clarifai.App](),
	"clarifai.api.AppExtraInfo":                                     reflect.TypeFor[clarifai.AppExtraInfo](),
	"clarifai.api.AppResourceCounts":                                reflect.TypeFor[clarifai.ResourceCounts](),
	"clarifai.api.Model":                                            reflect.TypeFor[clarifai.Model](),
	"clarifai.api.ModelVersion":                                     reflect.TypeFor[clarifai.ModelVersion](),
	"clarifai.api.status.Status":                                    reflect.TypeFor[clarifai.ModelStatus](),
	"clarifai.api.status.RedirectInfo":                              reflect.TypeFor[clarifai.ModelStatusRedirect](),
	"clarifai.api.BookmarkOrigin":                                   reflect.TypeFor[clarifai.BookmarkOrigin](),
	"clarifai.api.Workflow":                                         reflect.TypeFor[clarifai.Workflow](),
	"clarifai.api.WorkflowVersion":                                  reflect.TypeFor[clarifai.WorkflowVersion](),
	"clarifai.api.Collaborator":                                     reflect.TypeFor[clarifai.Collaborator](),
	"clarifai.api.Collaboration":                                    reflect.TypeFor[clarifai.Collaboration](),
	"clarifai.api.Secret":                                           reflect.TypeFor[clarifai.EnvironmentSecret](),
	"clarifai.api.WebNotification":                                  reflect.TypeFor[clarifai.Notification](),
	"clarifai.api.SingleUserFeatureConfigResponse":                  reflect.TypeFor[clarifai.FeatureFlags](),
	"clarifai.api.ValidationResult":                                 reflect.TypeFor[clarifai.IDValidation](),
	"clarifai.api.Validation":                                       reflect.TypeFor[clarifai.ValidatedID](),
	"clarifai.api.ValidationError":                                  reflect.TypeFor[clarifai.IDValidationError](),
	"clarifai.api.Key":                                              reflect.TypeFor[clarifai.Token](),
	"clarifai.api.ScopeDeps":                                        reflect.TypeFor[clarifai.ScopeDependency](),
	"clarifai.api.EndpointDeps":                                     reflect.TypeFor[clarifai.EndpointDependency](),
	"clarifai.api.InvoiceItem":                                      reflect.TypeFor[clarifai.InvoiceItem](),
	"clarifai.api.BillingCycle":                                     reflect.TypeFor[clarifai.BillingCycle](),
	"clarifai.api.Plan":                                             reflect.TypeFor[clarifai.Plan](),
	"clarifai.api.CreditCard":                                       reflect.TypeFor[clarifai.PaymentMethod](),
	"clarifai.api.OpCountByDate":                                    reflect.TypeFor[clarifai.OpCountByDate](),
	"clarifai.api.RealtimeCount":                                    reflect.TypeFor[clarifai.RealtimeCount](),
	"clarifai.api.UsageCycle":                                       reflect.TypeFor[clarifai.UsageCycle](),
	"clarifai.api.UsageInterval":                                    reflect.TypeFor[clarifai.UsageInterval](),
	"clarifai.api.GetBillingUsageResponse":                          reflect.TypeFor[clarifai.Bill](),
	"clarifai.api.SingleSubscriptionResponse":                       reflect.TypeFor[clarifai.Subscription](),
	"clarifai.api.PasswordPolicy":                                   reflect.TypeFor[clarifai.PasswordPolicy](),
	"clarifai.api.PasswordViolations":                               reflect.TypeFor[clarifai.PasswordViolations](),
	"clarifai.api.IdentityProvider":                                 reflect.TypeFor[clarifai.IdentityProvider](),
	"clarifai.api.AuthMethod":                                       reflect.TypeFor[clarifai.AuthMethod](),
	"clarifai.api.AuditLogEntry":                                    reflect.TypeFor[clarifai.AuditLogEntry](),
	"clarifai.api.AuditLogTarget":                                   reflect.TypeFor[clarifai.AuditLogTarget](),
	"clarifai.api.CloudProvider":                                    reflect.TypeFor[clarifai.CloudProvider](),
	"clarifai.api.CloudRegion":                                      reflect.TypeFor[clarifai.CloudRegion](),
	"clarifai.api.InstanceType":                                     reflect.TypeFor[clarifai.InstanceType](),
	"clarifai.api.ComputeInfo":                                      reflect.TypeFor[clarifai.ComputeInfo](),
	"clarifai.api.ComputeCluster":                                   reflect.TypeFor[clarifai.ComputeCluster](),
	"clarifai.api.ComputeSourceMetadata":                            reflect.TypeFor[clarifai.ComputeSourceMetadata](),
	"clarifai.api.Nodepool":                                         reflect.TypeFor[clarifai.Nodepool](),
	"clarifai.api.NodeCapacityType":                                 reflect.TypeFor[clarifai.NodeCapacityType](),
	"clarifai.api.NodepoolDeploymentMetrics":                        reflect.TypeFor[clarifai.NodepoolDeploymentMetrics](),
	"clarifai.api.Deployment":                                       reflect.TypeFor[clarifai.Deployment](),
	"clarifai.api.DeploymentMetrics":                                reflect.TypeFor[clarifai.DeploymentMetrics](),
	"clarifai.api.DeploymentMetricsSummary":                         reflect.TypeFor[clarifai.DeploymentMetricsSummary](),
	"clarifai.api.DeploymentNodepool":                               reflect.TypeFor[clarifai.DeploymentNodepool](),
	"clarifai.api.AutoscaleConfig":                                  reflect.TypeFor[clarifai.AutoscaleConfig](),
	"clarifai.api.SpecialHandling":                                  reflect.TypeFor[clarifai.SpecialHandling](),
	"clarifai.api.Worker":                                           reflect.TypeFor[clarifai.Worker](),
	"clarifai.api.Runner":                                           reflect.TypeFor[clarifai.Runner](),
	"clarifai.api.RunnerMetrics":                                    reflect.TypeFor[clarifai.RunnerMetrics](),
	"clarifai.api.LogEntry":                                         reflect.TypeFor[clarifai.LogEntry](),
	"clarifai.api.UserAppIDSet":                                     reflect.TypeFor[clarifai.AppIdentity](),
}

// secrets are the fields that are read and not written.
var secrets = map[string]string{
	"clarifai.api.Key":              "id",
	"clarifai.api.IdentityProvider": "oauth_client_secret",
	"clarifai.api.Secret":           "value",
}

func TestModels_Secrets(t *testing.T) {
	var token clarifai.Token
	var provider clarifai.IdentityProvider
	var secret clarifai.EnvironmentSecret
	for message, model := range map[string]any{
		"clarifai.api.Key": &token, "clarifai.api.IdentityProvider": &provider, "clarifai.api.Secret": &secret,
	} {
		if err := json.Unmarshal(testkit.Encode(t, testkit.Filled(t, message, true)), model); err != nil {
			t.Fatal(err)
		}
	}
	if token.ID.Reveal() != "key_id" || provider.OAuthClientSecret.Reveal() != "oauth_client_secret" || secret.Value.Reveal() != "value" {
		t.Errorf("read %q, %q and %q", token.ID.Reveal(), provider.OAuthClientSecret.Reveal(), secret.Value.Reveal())
	}
}

// redactKeys does in a tree what is done with the IDs of the keys in it.
func redactKeys(tree any) {
	switch v := tree.(type) {
	case []any:
		for _, item := range v {
			redactKeys(item)
		}
	case map[string]any:
		for name, item := range v {
			if key, ok := item.(map[string]any); ok && name == "key" {
				key["id"] = "[redacted]"
			}
			redactKeys(item)
		}
	}
}

// forgotten are the fields that a model leaves out: of a card's number only the
// last four digits are kept; and the status is read by the envelope.
var forgotten = map[string][]string{
	"clarifai.api.CreditCard":                      {"number", "cvc"},
	"clarifai.api.GetBillingUsageResponse":         {"status"},
	"clarifai.api.SingleSubscriptionResponse":      {"status"},
	"clarifai.api.SingleUserFeatureConfigResponse": {"status"},
}

// fieldNames are the names of fields that are not those of the wire.
var fieldNames = map[string]string{
	"clarifai.api.AuditLogEntry.req_id":                    "RequestID", // as in Error and Response
	"clarifai.api.RunnerMetrics.total_pods_running_time_s": "PodsRunningSeconds",
}

// ofResponses are the fields of a model that its message lacks, and the response
// that has them together with it.
var ofResponses = map[string]string{"clarifai.Model.WorkflowCount": "clarifai.api.SingleModelResponse"}

func TestModels(t *testing.T) {
	t.Run("every field of its message is read and none is lost", func(t *testing.T) {
		for message, model := range models {
			want := testkit.Filled(t, message, true)
			if field := secrets[message]; field != "" {
				want[field] = "[redacted]" // see TestASecretIsReadAndNotWritten
			}
			redactKeys(want)
			for _, field := range forgotten[message] {
				delete(want, field)
			}
			for _, byName := range []bool{false, true} {
				value := reflect.New(model)
				if err := json.Unmarshal(testkit.Encode(t, testkit.Filled(t, message, byName)), value.Interface()); err != nil {
					t.Errorf("%s: %v", message, err)
					continue
				}
				var got map[string]any
				if err := json.Unmarshal(testkit.Encode(t, value.Interface()), &got); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s (enums by name: %v), sent (-) and read (+):\n%s", message, byName, diff)
				}
			}
		}
	})

	// A round trip does not see a field under another field's name, nor one that
	// the message lacks and that is left out when it is empty.
	t.Run("every field is a field of its message", func(t *testing.T) {
		for message, model := range models {
			if model.Kind() != reflect.Struct {
				continue
			}
			fields, _ := testkit.Facts.Union(message)
			for f := range model.Fields() {
				if !f.IsExported() {
					continue
				}
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				fields := fields
				if response := ofResponses[model.String()+"."+f.Name]; response != "" {
					fields, _ = testkit.Facts.Union(response)
				}
				if !slices.ContainsFunc(fields, func(known contract.Field) bool { return known.Name == name }) {
					t.Errorf("%s.%s: %s has no %q", model, f.Name, message, name)
				}
				want, ok := fieldNames[message+"."+name]
				if !ok {
					want = strings.ReplaceAll(name, "_", "")
				}
				if !strings.EqualFold(f.Name, want) {
					t.Errorf("%s.%s is the field %q", model, f.Name, name)
				}
			}
		}
	})

	t.Run("every number has the type of its field", func(t *testing.T) {
		kinds := map[string]reflect.Kind{
			"int32": reflect.Int, "uint32": reflect.Int, "int64": reflect.Int64, "uint64": reflect.Int64,
			"double": reflect.String, // a json.Number: digit for digit
		}
		checked := 0
		for message, model := range models {
			if model.Kind() != reflect.Struct {
				continue
			}
			fields, _ := testkit.Facts.Union(message)
			for f := range model.Fields() {
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				for _, field := range fields {
					if want, isNumber := kinds[field.Type]; isNumber && field.Name == name {
						checked++
						if f.Type.Kind() != want {
							t.Errorf("%s.%s is a %s, the facts say %s", model, f.Name, f.Type, field.Type)
						}
					}
				}
			}
		}
		if checked < 15 {
			t.Errorf("%d numbers", checked)
		}
	})

	t.Run("every exported type of JSON has a message", func(t *testing.T) {
		held := slices.Clone(requestOnly)
		for _, model := range models {
			held = append(held, model.Name())
		}
		for path, file := range testkit.PackageFiles(t) {
			ast.Inspect(file, func(n ast.Node) bool {
				spec, ok := n.(*ast.TypeSpec)
				if !ok || !spec.Name.IsExported() || slices.Contains(held, spec.Name.Name) {
					return true
				}
				if s, ok := spec.Type.(*ast.StructType); ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
					return f.Tag != nil && strings.Contains(f.Tag.Value, "json:")
				}) {
					t.Errorf("%s: no message is listed for %s", path, spec.Name.Name)
				}
				return true
			})
		}
	})
}

// requestOnly are the types that are sent and never read.
var requestOnly = []string{"CreateOrganizationRequest", "UpdateOrganizationRequest", "CreateAppRequest"}

func TestModels_Timestamps(t *testing.T) {
	for decimals, nanos := range []int{0, 100e6, 120e6, 123e6, 123400e3, 123450e3, 123456e3, 123456700, 123456780, 123456789} {
		text := "2026-01-02T03:04:05"
		if decimals > 0 {
			text += ".123456789"[:1+decimals]
		}
		want := time.Date(2026, 1, 2, 3, 4, 5, nanos, time.UTC)
		var org clarifai.Organization
		if err := json.Unmarshal([]byte(`{"created_at":"`+text+`Z"}`), &org); err != nil || !org.CreatedAt.Equal(want) {
			t.Errorf("%sZ is read as %v (%v)", text, org.CreatedAt, err)
		}
		var again clarifai.Organization
		if err := json.Unmarshal(testkit.Encode(t, org), &again); err != nil || !again.CreatedAt.Equal(want) {
			t.Errorf("%sZ comes back as %v (%v)", text, again.CreatedAt, err)
		}
	}
}

// Whatever a model has read, timestamps and enumerations within it, it reads
// again from what it writes, but for its secrets, which it does not write.
func FuzzModels_RoundTrip(f *testing.F) {
	names := slices.Sorted(maps.Keys(models))
	for i, name := range names {
		for _, byName := range []bool{false, true} {
			data, err := json.Marshal(testkit.Filled(f, name, byName))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), data)
		}
	}
	for i := range names {
		f.Add(uint8(i), []byte(`{"created_at":"0000-01-01T00:00:00Z","type":"7","visibility":{"gettable":-1},"operation":1e2,"metadata":{"\ud800":1e300}}`))
		f.Add(uint8(i), []byte(`{"created_at":"9999-12-31T23:59:60.999999999+23:59","type":"\u0000","count":"1e999","dollars":0.1e-9,"image":{"base64":"////"}}`))
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		model := models[names[int(which)%len(names)]]
		read, again := reflect.New(model).Interface(), reflect.New(model).Interface()
		if json.Unmarshal(data, read) != nil {
			return
		}
		var secrets []reflect.Value
		testkit.VisitSecrets(reflect.ValueOf(read), func(v reflect.Value) {
			if secret, ok := reflect.TypeAssert[clarifai.Secret](v); ok && !secret.IsZero() {
				secrets = append(secrets, v)
			}
		})
		if len(secrets) > 0 {
			if written := testkit.Encode(t, read); json.Unmarshal(written, again) == nil {
				t.Errorf("%v accepts a redacted secret: %s", model, written)
			}
			for _, v := range secrets {
				v.SetZero()
			}
			again = reflect.New(model).Interface()
		}
		written := testkit.Encode(t, read)
		if err := json.Unmarshal(written, again); err != nil {
			t.Fatalf("%v cannot read what it wrote: %v\n%s", model, err, written)
		}
		if rewritten := testkit.Encode(t, again); !bytes.Equal(written, rewritten) {
			t.Errorf("%v wrote\n%s\nand then\n%s", model, written, rewritten)
		}
	})
}
