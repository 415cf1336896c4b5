package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/token"
	"io"
	"maps"
	"math"
	"net/http"
	"net/url"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
)

var facts = contract.Load()

// filled is a message with every field set, as a server would write it. Its
// texts are the names of their fields; an id tells of what.
func filled(t testing.TB, message string, enumsByName bool) map[string]any {
	t.Helper()
	fields, ok := facts.Union(message)
	if !ok {
		t.Fatalf("the facts have no message %s", message)
	}
	tree := make(map[string]any)
	for _, f := range fields {
		v := filledValue(t, f, enumsByName)
		if f.Repeated {
			v = []any{v, v}
		}
		if f.Name == "id" {
			v = strings.ToLower(message[strings.LastIndex(message, ".")+1:]) + "_id"
		}
		tree[f.Name] = v
	}
	return tree
}

const someEmail = "someone@acme.example"

func filledValue(t testing.TB, f contract.Field, enumsByName bool) any {
	t.Helper()
	switch f.Type {
	case "string":
		if strings.Contains(f.Name, "email") {
			return someEmail
		}
		if f.Name == "four_digits" {
			return "4242"
		}
		return f.Name
	case "bool", "google.protobuf.BoolValue":
		return true
	case "int32", "uint32", "int64", "uint64":
		return 7.0
	case "float", "double":
		return 1.5
	case "clarifai.api.status.StatusCode":
		return 10000.0
	case "bytes":
		return "Y2xhcmlmYWk="
	case "google.protobuf.Timestamp":
		return "2100-01-02T03:04:05.123456789Z"
	case "google.protobuf.Struct":
		return map[string]any{"text": "a", "number": 1.5, "list": []any{true, nil}}
	case "map":
		if f.Name != "hosted_image_info" {
			t.Fatalf("what does the map %s hold?", f.Name)
		}
		return map[string]any{"small": filled(t, "clarifai.api.ImageInfo", enumsByName)}
	}
	if enum, ok := facts.Enum(f.Type); ok {
		names := slices.SortedFunc(maps.Keys(enum), func(a, b string) int { return int(enum[b] - enum[a]) })
		if enumsByName {
			return names[0]
		}
		return float64(enum[names[0]])
	}
	if slices.Contains(unmodelled, f.Type) {
		return map[string]any{"id": "some_id", "more": []any{1.5, nil}}
	}
	return filled(t, f.Type, enumsByName)
}

// unmodelled are the messages that this package has no type for: they are sent
// and kept as they come.
var unmodelled = []string{
	"clarifai.api.Workflow", "clarifai.api.WorkflowVersion", "clarifai.api.Model", "clarifai.api.ModelVersion",
	"clarifai.api.ComputeCluster", "clarifai.api.Nodepool", "clarifai.api.Deployment",
}

func encoded(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// models are the package's types and what they stand for. Status is internal
// and read through errors.
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
	"clarifai.api.Collaborator":                                     reflect.TypeFor[clarifai.Collaborator](),
	"clarifai.api.Collaboration":                                    reflect.TypeFor[clarifai.Collaboration](),
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
}

// secrets are the fields that are read and not written.
var secrets = map[string]string{
	"clarifai.api.Key":              "id",
	"clarifai.api.IdentityProvider": "oauth_client_secret",
}

func TestASecretIsReadAndNotWritten(t *testing.T) {
	var token clarifai.Token
	var provider clarifai.IdentityProvider
	for message, model := range map[string]any{"clarifai.api.Key": &token, "clarifai.api.IdentityProvider": &provider} {
		if err := json.Unmarshal(encoded(t, filled(t, message, true)), model); err != nil {
			t.Fatal(err)
		}
	}
	if token.ID.Reveal() != "key_id" || provider.OAuthClientSecret.Reveal() != "oauth_client_secret" {
		t.Errorf("read %q and %q", token.ID.Reveal(), provider.OAuthClientSecret.Reveal())
	}
}

// forgotten are the fields that a model leaves out: of a card's number only the
// last four digits are kept; and the status is read by the envelope.
var forgotten = map[string][]string{
	"clarifai.api.CreditCard":                 {"number", "cvc"},
	"clarifai.api.GetBillingUsageResponse":    {"status"},
	"clarifai.api.SingleSubscriptionResponse": {"status"},
}

func TestEveryModelReadsEveryFieldOfItsMessageAndLosesNothing(t *testing.T) {
	for message, model := range models {
		want := filled(t, message, true)
		if field := secrets[message]; field != "" {
			want[field] = "[redacted]" // see TestASecretIsReadAndNotWritten
		}
		for _, field := range forgotten[message] {
			delete(want, field)
		}
		for _, byName := range []bool{false, true} {
			value := reflect.New(model)
			if err := json.Unmarshal(encoded(t, filled(t, message, byName)), value.Interface()); err != nil {
				t.Errorf("%s: %v", message, err)
				continue
			}
			var got map[string]any
			if err := json.Unmarshal(encoded(t, value.Interface()), &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%s (enums by name: %v), what was sent and what is left of it:\n%s", message, byName, diff)
			}
		}
	}
}

// A round trip does not see a field under another field's name, nor one that
// the message lacks and that is left out when it is empty.
func TestEveryFieldOfAModelIsAFieldOfItsMessageByItsName(t *testing.T) {
	for message, model := range models {
		if model.Kind() != reflect.Struct {
			continue
		}
		fields, _ := facts.Union(message)
		for f := range model.Fields() {
			if !f.IsExported() {
				continue
			}
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if !slices.ContainsFunc(fields, func(known contract.Field) bool { return known.Name == name }) {
				t.Errorf("%s.%s: %s has no %q", model, f.Name, message, name)
			}
			if !strings.EqualFold(f.Name, strings.ReplaceAll(name, "_", "")) {
				t.Errorf("%s.%s is the field %q", model, f.Name, name)
			}
		}
	}
}

func TestEveryNumberOfAModelIsOfTheTypeOfItsField(t *testing.T) {
	kinds := map[string]reflect.Kind{
		"int32": reflect.Int32, "uint32": reflect.Uint32, "int64": reflect.Int64, "uint64": reflect.Uint64,
		"double": reflect.String, // a json.Number: digit for digit
	}
	checked := 0
	for message, model := range models {
		if model.Kind() != reflect.Struct {
			continue
		}
		fields, _ := facts.Union(message)
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
}

// requestOnly are the types that are sent and never read.
var requestOnly = []string{"CreateOrganizationRequest", "UpdateOrganizationRequest", "CreateAppRequest"}

func TestEveryExportedTypeOfJSONIsHeldToAMessage(t *testing.T) {
	held := slices.Clone(requestOnly)
	for _, model := range models {
		held = append(held, model.Name())
	}
	for path, file := range packageFiles(t) {
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.TypeSpec)
			if !ok || !spec.Name.IsExported() || slices.Contains(held, spec.Name.Name) {
				return true
			}
			if s, ok := spec.Type.(*ast.StructType); ok && slices.ContainsFunc(s.Fields.List, func(f *ast.Field) bool {
				return f.Tag != nil && strings.Contains(f.Tag.Value, "json:")
			}) {
				t.Errorf("%s: %s is held to no message", path, spec.Name.Name)
			}
			return true
		})
	}
}

func TestATimestampIsReadWithZeroToNineDecimals(t *testing.T) {
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
		if err := json.Unmarshal(encoded(t, org), &again); err != nil || !again.CreatedAt.Equal(want) {
			t.Errorf("%sZ comes back as %v (%v)", text, again.CreatedAt, err)
		}
	}
}

// unread are the fields of responses that an operation leaves out.
var unread = map[string]string{
	"invitations.cancel invitations":           "what became of the invitation is read afterwards",
	"billing.set_default_payment_method cards": "which of them is the default is read afterwards",
	"teams.list_apps user_app_id":              "the caller's own ids again",
	"users.unstar user_ids":                    "the caller's own ids again",
	"apps.unstar app_ids":                      "the caller's own ids again",
	"collaborators.list app_owner":             "the caller says whose app it is",
	"collaborators.add app_owner":              "the caller says whose app it is",
	"collaborators.update app_owner":           "the caller says whose app it is",
}

// What an operation reads of its response is told by what it does when that
// is nonsense: it fails, or finds out in another way.
func TestEveryFieldOfAResponseIsReadButThoseListed(t *testing.T) {
	notNeeded := maps.Clone(unread)
	for _, r := range route.All() {
		binding, _ := facts.Route(r.Method, r.Path)
		fields, _ := facts.Union(binding.Response)
		usual, err := record(t, r, "")
		if err != nil {
			t.Errorf("%s: %v", r.Op, err)
			continue
		}
		for _, f := range fields {
			if f.Name == "status" {
				continue
			}
			got, err := record(t, r, f.Name)
			key := r.Op + " " + f.Name
			switch read, listed := err != nil || len(got) != len(usual), unread[key] != ""; {
			case !read && !listed:
				t.Errorf("%s does not read %s, and no reason is listed", r.Op, f.Name)
			case read && listed:
				t.Errorf("%s reads %s, which is listed as not read", r.Op, f.Name)
			}
			delete(notNeeded, key)
		}
	}
	if len(notNeeded) > 0 {
		t.Errorf("fields that no response has: %v", notNeeded)
	}
}

func TestEveryMessageOfAResponseHasAModel(t *testing.T) {
	internal := []string{
		"clarifai.api.status.Status",       // internal/wire
		"clarifai.api.status.RedirectInfo", // internal/wire
		"clarifai.api.UserStar",            // users.go: tells which stars were set
		"clarifai.api.AppStar",             // apps.go: tells which stars were set
	}
	seen := make(map[string]bool)
	var walk func(message string)
	walk = func(message string) {
		fields, ok := facts.Union(message)
		if !ok || seen[message] || slices.Contains(internal, message) || slices.Contains(unmodelled, message) {
			return
		}
		seen[message] = true
		if models[message] == nil {
			t.Errorf("no model of %s", message)
		}
		for _, f := range fields {
			walk(f.Type)
		}
	}
	for _, r := range route.All() {
		binding, _ := facts.Route(r.Method, r.Path)
		fields, _ := facts.Union(binding.Response)
		for _, f := range fields {
			if unread[r.Op+" "+f.Name] == "" {
				walk(f.Type)
			}
		}
	}
}

// searches are the reads that are a POST.
var searches = map[string]bool{"apps.search": true, "audit_log.list": true, "password_policies.validate": true}

func TestEachRouteIsInTheFactsAsItIsHere(t *testing.T) {
	credentials := map[route.Credential]string{
		route.PAT: "PATAuth", route.Key: "KeyAuth", route.Session: "SessionTokenAuth", route.None: "NoAuth",
	}
	for _, r := range route.All() {
		binding, ok := facts.Route(r.Method, r.Path)
		if !ok {
			t.Errorf("%s: the facts have no %s %s", r.Op, r.Method, r.Path)
			continue
		}
		if credentials[r.Credential] != binding.Auth {
			t.Errorf("%s takes %v, the facts say %s", r.Op, r.Credential, binding.Auth)
		}
		if !slices.Equal(slices.Sorted(slices.Values(r.Scopes)), slices.Sorted(slices.Values(binding.Scopes))) {
			t.Errorf("%s needs %v, the facts say %v", r.Op, r.Scopes, binding.Scopes)
		}
		switch {
		case r.Grade == route.Current && binding.Archived, r.Grade == route.Archived && !binding.Archived:
			t.Errorf("%s is graded %v", r.Op, r.Grade)
		case r.Grade == route.Assumed && !strings.Contains(r.Note, "assumed"):
			t.Errorf("%s is Assumed and does not say what is assumed", r.Op)
		}
		if (r.Method == http.MethodGet || searches[r.Op]) != (r.Class == route.Read) {
			t.Errorf("%s %s is of class %v", r.Op, r.Method, r.Class)
		}
		if len(r.Success) == 0 {
			t.Errorf("%s lists no success code", r.Op)
		}
	}
}

func TestOperationsAndOmissionsAreAllOfTheFacts(t *testing.T) {
	known := make(map[string]string)
	for _, r := range route.All() {
		known[r.Method+" "+r.Path] = r.Op
	}
	for _, o := range route.LeftOut() {
		key := o.Method + " " + o.Path
		if known[key] != "" || o.Reason == "" {
			t.Errorf("%s is left out for %q, and is %q", key, o.Reason, known[key])
		}
		known[key] = "left out"
	}
	for _, r := range slices.Concat(facts.Current.Routes, facts.Archived.Routes) {
		key := r.Method + " " + r.Path
		if known[key] == "" {
			t.Errorf("%s (%s) is neither an operation nor left out", key, r.RPC)
		}
		known[key] = "in the facts"
	}
	for key, what := range known {
		if what != "in the facts" {
			t.Errorf("%s is not in the facts", key)
		}
	}
}

// constants returns the constants of a type of the package, by name.
func constants(t *testing.T, typ string) map[string]string {
	t.Helper()
	found := make(map[string]string)
	for _, file := range packageFiles(t) {
		for _, decl := range file.Decls {
			gen, ok := decl.(*ast.GenDecl)
			if !ok || gen.Tok != token.CONST {
				continue
			}
			for _, spec := range gen.Specs {
				v := spec.(*ast.ValueSpec)
				if id, ok := v.Type.(*ast.Ident); ok && id.Name == typ {
					text := v.Values[0].(*ast.BasicLit).Value
					if plain, err := strconv.Unquote(text); err == nil {
						text = plain
					}
					found[v.Names[0].Name] = text
				}
			}
		}
	}
	if len(found) == 0 {
		t.Fatalf("the package has no constants of type %s", typ)
	}
	return found
}

func TestEveryOperationHasAConstantAndARoute(t *testing.T) {
	var ops []string
	for _, r := range route.All() {
		ops = append(ops, r.Op)
	}
	named := slices.Collect(maps.Values(constants(t, "Operation")))
	if diff := cmp.Diff(slices.Sorted(slices.Values(append(ops, "call"))), slices.Sorted(slices.Values(named))); diff != "" {
		t.Errorf("operations in the table and by constant:\n%s", diff)
	}
}

func TestEveryEnumKnowsAllItsValuesByNumberAndName(t *testing.T) {
	for _, enum := range []struct {
		name, typ string
		unset     string // the zero that stands for nothing and has no constant
		read      func([]byte) (string, error)
	}{
		{"clarifai.api.RoleType", "RoleType", "", readEnum[clarifai.RoleType]},
		{"clarifai.api.Visibility.Gettable", "Visibility", "", func(data []byte) (string, error) {
			return readEnum[clarifai.Visibility](fmt.Appendf(nil, `{"gettable":%s}`, data))
		}},
		{"clarifai.api.CommitmentValue.CommitmentType", "CommitmentType", "TYPE_NOT_SET", readEnum[clarifai.CommitmentType]},
		{"clarifai.api.App.EmbeddingsStorage", "EmbeddingsStorage", "EMBEDDING_STORAGE_NOT_SET", readEnum[clarifai.EmbeddingsStorage]},
		{"clarifai.api.AuthMethod.AuthMethodType", "AuthMethodType", "AUTH_METHOD_TYPE_NOT_SET", readEnum[clarifai.AuthMethodType]},
		{"clarifai.api.EventType", "EventType", "EVENT_TYPE_NOT_SET", readEnum[clarifai.EventType]},
		{"clarifai.api.OrganizationInvitationStatus", "InvitationStatus", "NOT_SET", nil}, // asked by, never read
	} {
		values, ok := facts.Enum(enum.name)
		if !ok {
			t.Fatalf("the facts have no enum %s", enum.name)
		}
		maps.Copy(values, facts.Current.Retired[enum.name]) // old entries carry them
		want := slices.Collect(maps.Keys(values))
		want = slices.DeleteFunc(want, func(name string) bool { return name == enum.unset })
		got := slices.Collect(maps.Values(constants(t, enum.typ)))
		if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))); diff != "" {
			t.Errorf("%s, in the facts and by constant:\n%s", enum.name, diff)
		}
		if enum.read == nil {
			continue
		}
		for name, number := range values {
			for _, form := range []string{strconv.Itoa(int(number)), strconv.Quote(name)} {
				if got, err := enum.read([]byte(form)); err != nil || got != name {
					t.Errorf("%s: %s is read as %q (%v), want %s", enum.name, form, got, err, name)
				}
			}
		}
	}
}

func readEnum[E ~string](data []byte) (string, error) {
	var v E
	err := json.Unmarshal(data, &v)
	return string(v), err
}

func TestAnUnknownEnumValueSurvivesARoundTripAndPrintsAsItIs(t *testing.T) {
	t.Run("RoleType", func(t *testing.T) { unknownSurvives[clarifai.RoleType](t, "clarifai.api.RoleType", "%s") })
	t.Run("CommitmentType", func(t *testing.T) {
		unknownSurvives[clarifai.CommitmentType](t, "clarifai.api.CommitmentValue.CommitmentType", "%s")
	})
	t.Run("EmbeddingsStorage", func(t *testing.T) {
		unknownSurvives[clarifai.EmbeddingsStorage](t, "clarifai.api.App.EmbeddingsStorage", "%s")
	})
	t.Run("AuthMethodType", func(t *testing.T) {
		unknownSurvives[clarifai.AuthMethodType](t, "clarifai.api.AuthMethod.AuthMethodType", "%s")
	})
	t.Run("EventType", func(t *testing.T) { unknownSurvives[clarifai.EventType](t, "clarifai.api.EventType", "%s") })
	t.Run("Visibility", func(t *testing.T) {
		unknownSurvives[clarifai.Visibility](t, "clarifai.api.Visibility.Gettable", `{"gettable":%s}`)
	})
}

func unknownSurvives[E ~string](t *testing.T, enum, form string) {
	values, _ := facts.Enum(enum)
	numbers := slices.Collect(maps.Values(values))
	harness.Check(t, func(t *rapid.T) {
		var sent, printed string
		if rapid.Bool().Draw(t, "number") {
			n := rapid.Int32().Filter(func(n int32) bool { return !slices.Contains(numbers, n) }).Draw(t, "value")
			printed = strconv.Itoa(int(n))
			sent = fmt.Sprintf(form, printed)
		} else {
			printed = rapid.StringMatching(`[A-Z][A-Z_0-9]{0,20}`).Draw(t, "name")
			sent = fmt.Sprintf(form, strconv.Quote(printed))
		}
		var value E
		if err := json.Unmarshal([]byte(sent), &value); err != nil {
			t.Fatal(err)
		}
		if got := fmt.Sprint(value); got != printed {
			t.Errorf("%s prints as %s", sent, got)
		}
		if back, err := json.Marshal(value); err != nil || string(back) != sent {
			t.Errorf("%s comes back as %s (%v)", sent, back, err)
		}
	})
}

// otherWords are the constants that say with words of their own what Clarifai
// says otherwise.
var otherWords = map[string]string{
	"CodeDatabaseNoConnection":     "DATABASE_FAIL_TO_GET_CONNECTIONS",
	"CodeRPCMessageTooLarge":       "RPC_MAX_MESSAGE_SIZE_EXCEEDED",
	"CodeIdentityProviderNotFound": "SSO_IDENTITY_PROVIDER_DOES_NOT_EXIST",
	"CodeMissingIdentityProvider":  "AUTH_MISSING_IDP_ASSOC",
}

func TestEveryConstantOfAStatusCodeHasTheNumberOfItsName(t *testing.T) {
	word := regexp.MustCompile(`[A-Z][a-z]+|[A-Z]`)
	for constant, text := range constants(t, "StatusCode") {
		number, err := strconv.Atoi(text)
		if err != nil {
			t.Fatal(err)
		}
		name := clarifai.StatusCode(number).String()
		if facts.StatusCodes[name] != int32(number) {
			t.Errorf("%s is %d, which the facts do not have", constant, number)
		}
		same := true
		for _, w := range word.FindAllString(strings.TrimPrefix(constant, "Code"), -1) {
			same = same && strings.Contains(strings.ReplaceAll(name, "_", ""), strings.ToUpper(w))
		}
		if other := otherWords[constant]; same == (other != "") || !same && other != name {
			t.Errorf("%s is %d, which Clarifai calls %s", constant, number, name)
		}
	}
}

func TestAStatusCodeThatIsNotKnownPrintsAsItsNumber(t *testing.T) {
	known := make(map[int32]bool)
	for _, number := range facts.StatusCodes {
		known[number] = true
	}
	for n := int32(-1); n <= 100_000; n++ {
		if got := clarifai.StatusCode(n).String(); !known[n] && got != strconv.Itoa(int(n)) {
			t.Errorf("%d prints as %s", n, got)
		}
	}
}

func TestEveryStatusCodeIsKnownByNameAndNumber(t *testing.T) {
	for name, number := range facts.StatusCodes {
		printed := clarifai.StatusCode(number).String()
		if n, ok := facts.StatusCodes[printed]; !ok || n != number {
			t.Errorf("%s (%d) prints as %s", name, number, printed)
		}
		client, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
			clarifai.WithHTTPClient(&http.Client{Transport: answers(400, fmt.Sprintf(`{"status":{"code":%q}}`, name))}))
		if err != nil {
			t.Fatal(err)
		}
		var response clarifai.Response
		_, err = client.Teams.Get(t.Context(), "acme", "ml", clarifai.WithResponse(&response))
		failure, ok := errors.AsType[*clarifai.Error](err)
		if !ok || int32(failure.Code) != number || int32(response.Code) != number {
			t.Errorf("a status that says %s is read as %d (%v)", name, response.Code, err)
		}
	}
}

// recorded is what a sample sent.
type recorded struct {
	method string
	url    *url.URL
	body   []byte
}

// String is the request on one line.
func (r recorded) String() string {
	return strings.TrimSpace(r.method + " " + r.url.RequestURI() + " " + string(r.body))
}

// recorder answers each request with its route's response, every field filled.
type recorder struct {
	t        *testing.T
	of       *route.Route
	nonsense string // the field that the first response to it has something else in
	requests []recorded
}

func (r *recorder) RoundTrip(req *http.Request) (*http.Response, error) {
	rec := recorded{method: req.Method, url: req.URL}
	if req.Body != nil {
		rec.body, _ = io.ReadAll(req.Body)
	}
	r.requests = append(r.requests, rec)
	matched := route.Match(req.Method, req.URL.EscapedPath())
	if matched == nil {
		r.t.Errorf("%s %s belongs to no operation", req.Method, req.URL)
		return answers(404, "{}").RoundTrip(req)
	}
	binding, _ := facts.Route(matched.Method, matched.Path)
	tree := filled(r.t, binding.Response, false)
	tree["status"] = map[string]any{"code": 10000, "req_id": "r"}
	for _, v := range append([]any{tree["identity_provider"]}, items(tree["identity_providers"])...) {
		if provider, ok := v.(map[string]any); ok {
			delete(provider, "saml_metadata_url") // a provider is of OAuth or of SAML
		}
	}
	if pastFirstPage(req) {
		emptyLists(tree)
	}
	if matched.Class == route.Never { // it makes one thing
		for name, v := range tree {
			if list, ok := v.([]any); ok {
				tree[name] = list[:1]
			}
		}
	}
	if own := matched.Method == r.of.Method && matched.Path == r.of.Path; own && r.nonsense != "" {
		tree[r.nonsense] = []any{[]any{1}}
		r.nonsense = ""
	}
	return answers(200, string(encoded(r.t, tree))).RoundTrip(req)
}

// pastFirstPage reports whether a method that reads a whole list asks for more
// than its first page.
func pastFirstPage(r *http.Request) bool {
	query := r.URL.Query()
	return query.Get("per_page") == "1000" && query.Get("page") != "1"
}

// emptyLists leaves nothing in the lists of an answer.
func emptyLists(tree map[string]any) {
	for name, v := range tree {
		if _, ok := v.([]any); ok {
			tree[name] = []any{}
		}
	}
}

func items(v any) []any {
	list, _ := v.([]any)
	return list
}

// record carries out an operation's sample, and gives what it sent.
func record(t *testing.T, r *route.Route, nonsense string) ([]recorded, error) {
	t.Helper()
	sample := samples[clarifai.Operation(r.Op)]
	if sample == nil {
		t.Fatalf("no sample of %s", r.Op)
	}
	rec := &recorder{t: t, of: r, nonsense: nonsense}
	client, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithHTTPClient(&http.Client{Transport: rec}),
		clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1}))
	if err != nil {
		t.Fatal(err)
	}
	err = sample(t.Context(), client)
	return rec.requests, err
}

// full is a value that a sample hands in, as it is: no field of it is empty.
func full[T any](value T) T {
	v := reflect.Indirect(reflect.ValueOf(value))
	for f, field := range v.Fields() {
		if field.IsZero() {
			panic(fmt.Sprintf("the sample's %s leaves %s empty", v.Type(), f.Name))
		}
	}
	return value
}

func TestEachRequestPutsTheCallersValuesWhereTheyBelong(t *testing.T) {
	for _, r := range route.All() {
		requests, err := record(t, r, "")
		if err != nil {
			t.Errorf("%s: %v", r.Op, err)
		}
		var sent []string
		for _, request := range requests {
			sent = append(sent, request.String())
		}
		if diff := cmp.Diff(requestsOf[clarifai.Operation(r.Op)], sent); diff != "" {
			t.Errorf("%s, wanted and sent:\n%s", r.Op, diff)
		}
	}
}

// Fields that a request has in one generation of the facts only, and is sent
// in the other.
var sentAllTheSame = map[string]string{
	"teams.update teams.default_role_id": "today's Team has it, the archived one does not; Assumed 4",
}

func TestEachRequestHasOnlyFieldsOfItsMessageAndAllOfThemButThoseListed(t *testing.T) {
	notNeeded := maps.Clone(sentAllTheSame)
	maps.Copy(notNeeded, unsent)
	for _, r := range route.All() {
		requests, err := record(t, r, "")
		if err != nil {
			t.Errorf("%s: %v", r.Op, err)
		}
		if len(requests) == 0 {
			t.Errorf("%s sent nothing", r.Op)
			continue
		}
		own := 0 // what is changed is read before
		for n, sent := range requests {
			matched := route.Match(sent.method, sent.url.EscapedPath())
			if own == 0 && matched != nil && matched.Method == r.Method && matched.Path == r.Path {
				own = n + 1
				checkRequest(t, r, sent, notNeeded).complete()
				continue
			}
			checkRequest(t, matched, sent, notNeeded)
		}
		if own == 0 {
			t.Errorf("%s asks for %v alone", r.Op, requests)
		}
	}
	if len(notNeeded) > 0 {
		t.Errorf("exceptions that no request needs: %v", notNeeded)
	}
}

func TestEverySortOrderOfAppsIsAParameterOfItsRequest(t *testing.T) {
	fields, _ := facts.Message("clarifai.api.ListAppsRequest", false)
	var want, got []string
	for _, f := range fields {
		if strings.HasPrefix(f.Name, "sort_by_") {
			want = append(want, f.Name)
		}
	}
	for _, sort := range constants(t, "AppSort") {
		query := make(url.Values)
		if err := clarifai.AppSort(sort).EncodeValues("sort", &query); err != nil {
			t.Fatal(err)
		}
		got = append(got, slices.Collect(maps.Keys(query))...)
	}
	if diff := cmp.Diff(slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))); diff != "" {
		t.Errorf("sort orders, in the facts and by constant:\n%s", diff)
	}
}

func checkRequest(t *testing.T, r *route.Route, sent recorded, notNeeded map[string]string) *checker {
	t.Helper()
	if matched := route.Match(sent.method, sent.url.EscapedPath()); matched == nil || matched.Path != r.Path || matched.Method != r.Method {
		t.Errorf("%s asks for %s", r.Op, sent)
	}
	binding, _ := facts.Route(r.Method, r.Path)
	check := &checker{t: t, op: r.Op, binding: binding, seen: make(map[string]bool), notNeeded: notNeeded}
	if (sent.url.RawQuery != "" && binding.Body == "*") || (len(sent.body) > 0 && binding.Body != "*") {
		t.Errorf("%s has its fields in the wrong place: %s", r.Op, sent)
	}
	for name, values := range sent.url.Query() {
		check.query(binding.Request, name, values)
	}
	if len(sent.body) > 0 {
		var tree map[string]any
		if err := json.Unmarshal(sent.body, &tree); err != nil {
			t.Errorf("%s sends %s: %v", r.Op, sent.body, err)
		}
		check.message(binding.Request, "", tree)
	}
	inPath := make(map[string]bool)
	for _, name := range contract.Placeholders(r.Path) {
		top, _, _ := strings.Cut(name, ".")
		inPath[top] = true
	}
	for name := range inPath {
		if check.seen[name] {
			t.Errorf("%s sends %s, which the path says", r.Op, name)
		}
		check.seen[name] = true
	}
	return check
}

// checker holds what one request sends to its message.
type checker struct {
	t         *testing.T
	op        string
	binding   contract.Route
	seen      map[string]bool // by path
	notNeeded map[string]string
}

func (c *checker) field(message, at, name string) (contract.Field, bool) {
	fields, ok := facts.Message(message, c.binding.Archived)
	if !ok {
		c.t.Errorf("%s: the facts have no %s", c.op, message)
	}
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	fields, _ = facts.Union(message)
	for _, f := range fields {
		if key := c.op + " " + at; f.Name == name && sentAllTheSame[key] != "" {
			delete(c.notNeeded, key)
			return f, true
		}
	}
	c.t.Errorf("%s sends %s, which %s does not have", c.op, at, message)
	return contract.Field{}, false
}

func (c *checker) query(message, name string, values []string) {
	at, last := "", name
	for { // nested names are dotted
		outer, rest, nested := strings.Cut(last, ".")
		if !nested {
			break
		}
		f, _ := c.field(message, strings.TrimPrefix(at+"."+outer, "."), outer)
		at, last, message = strings.TrimPrefix(at+"."+outer, "."), rest, f.Type
		c.seen[at] = true
	}
	f, ok := c.field(message, name, last)
	if !ok {
		return
	}
	c.seen[name] = true
	if len(values) > 1 && !f.Repeated {
		c.t.Errorf("%s sends %s more than once", c.op, name)
	}
	for _, v := range values {
		var tree any = v
		switch f.Type {
		case "bool", "uint32", "int32":
			if err := json.Unmarshal([]byte(v), &tree); err != nil {
				c.t.Errorf("%s sends %s=%s: %v", c.op, name, v, err)
			}
		}
		c.value(f, name, tree)
	}
}

func (c *checker) message(message, at string, tree map[string]any) {
	for name, v := range tree {
		path := strings.TrimPrefix(at+"."+name, ".")
		f, ok := c.field(message, path, name)
		if !ok {
			continue
		}
		c.seen[path] = true
		if !f.Repeated {
			c.value(f, path, v)
			continue
		}
		list, ok := v.([]any)
		if !ok {
			c.t.Errorf("%s: %s is no list", c.op, path)
		}
		for _, v := range list {
			c.value(f, path, v)
		}
	}
}

func (c *checker) value(f contract.Field, at string, v any) {
	var ok bool
	switch f.Type {
	case "string":
		_, ok = v.(string)
	case "bool", "google.protobuf.BoolValue":
		_, ok = v.(bool)
	case "google.protobuf.Struct":
		_, ok = v.(map[string]any)
	case "uint32", "int32":
		n, isNumber := v.(float64)
		ok = isNumber && n == math.Trunc(n) && (n >= 0 || f.Type == "int32")
	case "google.protobuf.Timestamp":
		text, _ := v.(string)
		_, err := time.Parse(time.RFC3339Nano, text)
		ok = err == nil
	default:
		if slices.Contains(unmodelled, f.Type) {
			_, ok = v.(map[string]any)
			break
		}
		if enum, isEnum := facts.Enum(f.Type); isEnum {
			name, _ := v.(string)
			_, ok = enum[name]
			break
		}
		tree, isTree := v.(map[string]any)
		if ok = isTree; ok {
			c.message(f.Type, at, tree)
		}
	}
	if !ok {
		c.t.Errorf("%s: %s is %v, which is no %s", c.op, at, v, f.Type)
	}
}

// complete looks for fields that were not sent: at the top, and within what was.
func (c *checker) complete() {
	c.t.Helper()
	c.completeWithin(c.binding.Request, "")
}

func (c *checker) completeWithin(message, at string) {
	c.t.Helper()
	fields, ok := facts.Message(message, c.binding.Archived)
	if !ok || slices.Contains(unmodelled, message) {
		return
	}
	for _, f := range fields {
		path := strings.TrimPrefix(at+"."+f.Name, ".")
		key := c.op + " " + path
		all := c.op + " " + strings.TrimPrefix(at+".*", ".") // all that is not sent of a message
		switch listed := unsent[key] != ""; {
		case !c.seen[path] && !listed && unsent[all] != "":
			delete(c.notNeeded, all)
		case !c.seen[path] && !listed:
			c.t.Errorf("%s does not send %s, and no reason is listed", c.op, path)
		case c.seen[path] && listed:
			c.t.Errorf("%s sends %s, which is listed as not sent", c.op, path)
		case c.seen[path] && path != "user_app_id":
			c.completeWithin(f.Type, path)
		}
		delete(c.notNeeded, key)
	}
}
