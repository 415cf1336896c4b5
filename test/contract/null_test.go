package contract_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
	"github.com/clarifai-community/clarifai-orgs-go/internal/wire"
)

// A null in a response means the same as the field's absence.
func TestNull_UnmarshalJSON(t *testing.T) {
	// Every type of the module that reads its own JSON, with a value of it.
	own := map[string]struct {
		value any // a pointer; nil: other tests have it, since it is not exported
		some  string
	}{
		"IDValidationErrorType": {new(clarifai.IDValidationErrorType), `"FORMAT"`},
		"EnvironmentSecret":     {new(clarifai.EnvironmentSecret), `{"id":"s","value":null,"expires_at":"2100-01-01T00:00:00Z"}`},
		"Secret":                {new(clarifai.Secret), `"x"`},
		"Role":                  {new(clarifai.Role), `{"id":"r","type":"ORG"}`},
		"RoleType":              {new(clarifai.RoleType), `"ORG"`},
		"App":                   {new(clarifai.App), `{"id":"a","metadata":{"n":1}}`},
		"ResourceCounts":        {new(clarifai.ResourceCounts), `{"models":7}`},
		"EmbeddingsStorage":     {new(clarifai.EmbeddingsStorage), `"QDRANT"`},
		"ModelSource":           {new(clarifai.ModelSource), `"HOSTED"`},
		"ModelBillingType":      {new(clarifai.ModelBillingType), `"Ops"`},
		"LicenseType":           {new(clarifai.LicenseType), `"OPEN_SOURCE"`},
		"DeployRestriction":     {new(clarifai.DeployRestriction), `"NO_LIMITS"`},
		"BookmarkType":          {new(clarifai.BookmarkType), `"workflow"`},
		"StatusCode":            {new(clarifai.StatusCode), `"MODEL_TRAINED"`},
		"CommitmentType":        {new(clarifai.CommitmentType), `"ANNUAL"`},
		"Visibility":            {new(clarifai.Visibility), `{"gettable":"ORG"}`},
		"RealtimeCount":         {new(clarifai.RealtimeCount), `{"op_type":"a","count":"7"}`},
		"PaymentMethod":         {new(clarifai.PaymentMethod), `{"id":"c","four_digits":"4242"}`},
		"EventType":             {new(clarifai.EventType), `"APP_CREATE"`},
		"AuthMethodType":        {new(clarifai.AuthMethodType), `"SAML"`},
		"CapacityType":          {new(clarifai.CapacityType), `"SPOT_TYPE"`},
		"SpecialHandlingReason": {new(clarifai.SpecialHandlingReason), `"CONTACT_SALES"`},
		"NodepoolStatus":        {new(clarifai.NodepoolStatus), `"NODEPOOL_STATUS_READY"`},
		"SchedulingChoice":      {new(clarifai.SchedulingChoice), `"PRICE"`},
		"DeploymentStatus":      {new(clarifai.DeploymentStatus), `"DISABLED"`},
		"Deployment":            {new(clarifai.Deployment), `{"id":"d","email_reminder_after":"7s"}`},
		"Duration":              {new(wire.Duration), `"7.5s"`},
		"Code":                  {new(wire.Code), `10020`},
		"Int64":                 {new(wire.Int64), `"7"`},
		"Money":                 {new(cost.Money), `"7.25"`},
		"Decimal":               {new(cost.Decimal), `0.25`},
		"UsageSection":          {new(clarifai.UsageSection), `"ops-count"`},
		"Policy":                {nil, "no answer: a policy that is null is refused, see TestPolicy_Unmarshal"},
		"Rule":                  {nil, "no answer: a rule that is null is refused, see TestRule_Unmarshal"},
		"Company":               {nil, "no response: a document with null is refused, see TestReadCompany of roster"},
		"Proposal":              {nil, "no response: a stored plan that is null is refused, see TestDecodeProposal of roster"},
		"State":                 {nil, "no response: a stored state that is null is refused"},
		"created":               {nil, "TestUnmarshalJSON_nullInAnswers"},
		"countsResponse":        {nil, "a whole answer is no null"},
		"wholeResponse":         {nil, "a whole answer is no null"},
		"stamp":                 {nil, "TestANullTimeIsNone of internal/emulator"},
	}
	for name, test := range own {
		if test.value == nil {
			continue
		}
		zero := reflect.New(reflect.TypeOf(test.value).Elem()).Interface()
		if err := json.Unmarshal([]byte(test.some), test.value); err != nil || reflect.ValueOf(test.value).Elem().IsZero() {
			t.Fatalf("%s of %s: %v", name, test.some, err)
		}
		before := fmt.Sprintf("%#v", reflect.ValueOf(test.value).Elem())
		again := reflect.New(reflect.TypeOf(test.value).Elem()).Interface()
		if err := json.Unmarshal([]byte(test.some), again); err != nil {
			t.Fatal(err)
		}
		for way, read := range map[string]func(any) error{
			"json.Unmarshal":  func(v any) error { return json.Unmarshal([]byte(" null "), v) },
			"UnmarshalJSON":   func(v any) error { return v.(json.Unmarshaler).UnmarshalJSON([]byte("null")) },
			"wire.DecodePart": func(v any) error { return wire.DecodePart([]byte(" null "), v) },
		} {
			if err := read(test.value); err != nil || !same(test.value, again) {
				t.Errorf("%s by %s: %v leaves %#v of %s", name, way, err, test.value, before)
			}
			if err := read(zero); err != nil || !reflect.ValueOf(zero).Elem().IsZero() {
				t.Errorf("%s by %s: %v sets %#v", name, way, err, zero)
			}
		}
	}

	method := regexp.MustCompile(`(?m)^func \(\w+ \*(\w+)(?:\[T\])?\) UnmarshalJSON\(`)
	if err := filepath.WalkDir(testkit.Path(t, "."), func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		source, err := os.ReadFile(path)
		for _, found := range method.FindAllSubmatch(source, -1) {
			if _, ok := own[string(found[1])]; !ok {
				t.Errorf("%s: %s reads its own JSON, and is not tested here", path, found[1])
			}
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// same compares what two pointers point to. Secrets are compared by their
// values.
func same(a, b any) bool {
	if secret, ok := a.(*clarifai.Secret); ok {
		other, ok := b.(*clarifai.Secret)
		return ok && secret.Equal(*other)
	}
	return reflect.DeepEqual(a, b)
}

func TestNull_Responses(t *testing.T) {
	c, _ := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
		if testkit.PastFirstPage(r.Request) {
			return testkit.Success(`"roles":[],"keys":[]`)
		}
		switch r.Op {
		case clarifai.OpRolesList:
			return testkit.Success(`"roles":[null,{"id":"r","type":null}]`)
		case clarifai.OpAppsGet:
			return testkit.Success(`"app":{"id":"a","metadata":null,"default_workflow":null,"visibility":null,"created_at":null,"extra_info":{"counts":null}}`)
		case clarifai.OpTokensList:
			return testkit.Success(`"keys":[{"id":null,"type":null,"expires_at":null}]`)
		case clarifai.OpTeamsCreate:
			return testkit.Success(`"teams":[null,{"id":"ml","name":"ML","status":null,"default_role":null}]`)
		case clarifai.OpUsageListRealtime:
			return testkit.Success(`"realtime_usage":[null]`)
		}
		return testkit.Reply{Status: 200, Body: `{"status":{"code":null}}`}
	}, testkit.WithoutRetries)
	roles, err := clarifai.Collect(c.Roles.ListAll(t.Context(), nil))
	if err != nil || !reflect.DeepEqual(roles, []clarifai.Role{{}, {ID: "r", Type: clarifai.RoleTypeTeam}}) {
		t.Errorf("Roles.ListAll() = %+v, %v", roles, err)
	}
	app, err := c.Apps.Get(t.Context(), "acme", "a", nil)
	if err != nil || !reflect.DeepEqual(app, &clarifai.App{ID: "a", ExtraInfo: &clarifai.AppExtraInfo{}}) {
		t.Errorf("Apps.Get() = %+v, %v", app, err)
	}
	tokens, err := clarifai.Collect(c.Tokens.ListAll(t.Context(), "me", nil))
	if err != nil || !reflect.DeepEqual(tokens, []clarifai.Token{{}}) {
		t.Errorf("Tokens.ListAll() = %+v, %v", tokens, err)
	}
	if counts, err := c.Usage.ListRealtime(t.Context(), "acme"); err != nil || !reflect.DeepEqual(counts, []clarifai.RealtimeCount{{}}) {
		t.Errorf("Usage.ListRealtime() = %+v, %v", counts, err)
	}
	if team, err := c.Teams.Create(t.Context(), "acme", clarifai.CreateTeamRequest{ID: "ml", Name: "ML"}); err != nil || team.ID != "ml" {
		t.Errorf("Teams.Create() = %+v, %v", team, err)
	}
	if _, err := c.Teams.Get(t.Context(), "acme", "ml"); err == nil || testkit.AsError(t, err).Code != 0 {
		t.Errorf("a status whose code is null: %v", err)
	}
}
