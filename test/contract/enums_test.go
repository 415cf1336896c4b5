package contract_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestEnums_Known(t *testing.T) {
	for _, enum := range []struct {
		name, typ string
		unset     string // zero value without a constant
		read      func([]byte) (string, error)
	}{
		{"clarifai.api.RoleType", "RoleType", "", readEnum[clarifai.RoleType]},
		{"clarifai.api.Visibility.Gettable", "Visibility", "", func(data []byte) (string, error) {
			return readEnum[clarifai.Visibility](fmt.Appendf(nil, `{"gettable":%s}`, data))
		}},
		{"clarifai.api.CommitmentValue.CommitmentType", "CommitmentType", "TYPE_NOT_SET", readEnum[clarifai.CommitmentType]},
		{"clarifai.api.App.EmbeddingsStorage", "EmbeddingsStorage", "EMBEDDING_STORAGE_NOT_SET", readEnum[clarifai.EmbeddingsStorage]},
		{"clarifai.api.Model.Source", "ModelSource", "UNKNOWN_SOURCE", readEnum[clarifai.ModelSource]},
		{"clarifai.api.Model.BillingType", "ModelBillingType", "Unknown", readEnum[clarifai.ModelBillingType]},
		{"clarifai.api.LicenseType", "LicenseType", "UNKNOWN_LICENSE_TYPE", readEnum[clarifai.LicenseType]},
		{"clarifai.api.DeployRestriction", "DeployRestriction", "USAGE_RESTRICTION_NOT_SET", readEnum[clarifai.DeployRestriction]},
		{"clarifai.api.BookmarkOrigin.BookmarkType", "BookmarkType", "unknown", readEnum[clarifai.BookmarkType]},
		{"clarifai.api.NodeCapacityType.CapacityType", "CapacityType", "UKNOWN_CAPACITY_TYPE", readEnum[clarifai.CapacityType]},
		{"clarifai.api.SpecialHandling.Reason", "SpecialHandlingReason", "REASON_NOT_SET", readEnum[clarifai.SpecialHandlingReason]},
		{"clarifai.api.Nodepool.NodepoolStatus", "NodepoolStatus", "NODEPOOL_STATUS_UNKNOWN", readEnum[clarifai.NodepoolStatus]},
		{"clarifai.api.Deployment.SchedulingChoice", "SchedulingChoice", "UNKNOWN_SCHEDULING_CHOICE", readEnum[clarifai.SchedulingChoice]},
		{"clarifai.api.Deployment.Status", "DeploymentStatus", "", readEnum[clarifai.DeploymentStatus]},
		{"clarifai.api.AuthMethod.AuthMethodType", "AuthMethodType", "AUTH_METHOD_TYPE_NOT_SET", readEnum[clarifai.AuthMethodType]},
		{"clarifai.api.ValidationErrorType", "IDValidationErrorType", "VALIDATION_ERROR_TYPE_NOT_SET", readEnum[clarifai.IDValidationErrorType]},
		{"clarifai.api.EventType", "EventType", "EVENT_TYPE_NOT_SET", readEnum[clarifai.EventType]},
		{"clarifai.api.OrganizationInvitationStatus", "InvitationStatus", "NOT_SET", nil}, // asked by, never read
	} {
		values, ok := testkit.Facts.Enum(enum.name)
		if !ok {
			t.Fatalf("the facts have no enum %s", enum.name)
		}
		maps.Copy(values, testkit.Facts.Current.Retired[enum.name]) // old entries carry them
		want := slices.Collect(maps.Keys(values))
		want = slices.DeleteFunc(want, func(name string) bool { return name == enum.unset })
		got := slices.Collect(maps.Values(testkit.Constants(t, enum.typ)))
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

func TestEnums_Unknown(t *testing.T) {
	t.Run("RoleType", func(t *testing.T) { unknownSurvives[clarifai.RoleType](t, "clarifai.api.RoleType", "%s") })
	t.Run("CommitmentType", func(t *testing.T) {
		unknownSurvives[clarifai.CommitmentType](t, "clarifai.api.CommitmentValue.CommitmentType", "%s")
	})
	t.Run("EmbeddingsStorage", func(t *testing.T) {
		unknownSurvives[clarifai.EmbeddingsStorage](t, "clarifai.api.App.EmbeddingsStorage", "%s")
	})
	t.Run("CapacityType", func(t *testing.T) {
		unknownSurvives[clarifai.CapacityType](t, "clarifai.api.NodeCapacityType.CapacityType", "%s")
	})
	t.Run("SpecialHandlingReason", func(t *testing.T) {
		unknownSurvives[clarifai.SpecialHandlingReason](t, "clarifai.api.SpecialHandling.Reason", "%s")
	})
	t.Run("NodepoolStatus", func(t *testing.T) {
		unknownSurvives[clarifai.NodepoolStatus](t, "clarifai.api.Nodepool.NodepoolStatus", "%s")
	})
	t.Run("SchedulingChoice", func(t *testing.T) {
		unknownSurvives[clarifai.SchedulingChoice](t, "clarifai.api.Deployment.SchedulingChoice", "%s")
	})
	t.Run("DeploymentStatus", func(t *testing.T) {
		unknownSurvives[clarifai.DeploymentStatus](t, "clarifai.api.Deployment.Status", "%s")
	})
	t.Run("AuthMethodType", func(t *testing.T) {
		unknownSurvives[clarifai.AuthMethodType](t, "clarifai.api.AuthMethod.AuthMethodType", "%s")
	})
	t.Run("ModelSource", func(t *testing.T) { unknownSurvives[clarifai.ModelSource](t, "clarifai.api.Model.Source", "%s") })
	t.Run("ModelBillingType", func(t *testing.T) {
		unknownSurvives[clarifai.ModelBillingType](t, "clarifai.api.Model.BillingType", "%s")
	})
	t.Run("LicenseType", func(t *testing.T) { unknownSurvives[clarifai.LicenseType](t, "clarifai.api.LicenseType", "%s") })
	t.Run("DeployRestriction", func(t *testing.T) {
		unknownSurvives[clarifai.DeployRestriction](t, "clarifai.api.DeployRestriction", "%s")
	})
	t.Run("BookmarkType", func(t *testing.T) {
		unknownSurvives[clarifai.BookmarkType](t, "clarifai.api.BookmarkOrigin.BookmarkType", "%s")
	})
	t.Run("IDValidationErrorType", func(t *testing.T) {
		unknownSurvives[clarifai.IDValidationErrorType](t, "clarifai.api.ValidationErrorType", "%s")
	})
	t.Run("EventType", func(t *testing.T) { unknownSurvives[clarifai.EventType](t, "clarifai.api.EventType", "%s") })
	t.Run("Visibility", func(t *testing.T) {
		unknownSurvives[clarifai.Visibility](t, "clarifai.api.Visibility.Gettable", `{"gettable":%s}`)
	})
}

func unknownSurvives[E ~string](t *testing.T, enum, form string) {
	values, _ := testkit.Facts.Enum(enum)
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

func TestStatusCodes(t *testing.T) {
	t.Run("every constant has the number of its name", func(t *testing.T) {
		word := regexp.MustCompile(`[A-Z][a-z]+|[A-Z]`)
		for constant, text := range testkit.Constants(t, "StatusCode") {
			number, err := strconv.Atoi(text)
			if err != nil {
				t.Fatal(err)
			}
			name := clarifai.StatusCode(number).String()
			if testkit.Facts.StatusCodes[name] != int32(number) {
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
	})

	t.Run("an unknown name is no code", func(t *testing.T) {
		var code clarifai.StatusCode
		if err := json.Unmarshal([]byte(`"MODEL_IS_NEW"`), &code); err == nil || code != 0 {
			t.Errorf("read as %v", code)
		}
	})

	t.Run("every code of the facts is known by name and number", func(t *testing.T) {
		for name, number := range testkit.Facts.StatusCodes {
			for _, form := range []string{strconv.Quote(name), strconv.Itoa(int(number)), strconv.Quote(strconv.Itoa(int(number)))} {
				var code clarifai.StatusCode
				if err := json.Unmarshal([]byte(form), &code); err != nil || int32(code) != number {
					t.Errorf("%s is read as %d (%v), want %d", form, int32(code), err, number)
				}
			}
			printed := clarifai.StatusCode(number).String()
			if n, ok := testkit.Facts.StatusCodes[printed]; !ok || n != number {
				t.Errorf("%s (%d) prints as %s", name, number, printed)
			}
			client, err := clarifai.NewClient(clarifai.WithPAT("pat"), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
				clarifai.WithHTTPClient(&http.Client{Transport: testkit.RespondWith(400, fmt.Sprintf(`{"status":{"code":%q}}`, name))}))
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
	})
}
