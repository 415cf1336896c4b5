package testkit

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

// Facts are the facts about Clarifai's API.
var Facts = contract.Load()

// Filled returns a message with every field set, as a server would write it. A text
// is the name of its field, and an ID has the name of its message.
func Filled(t testing.TB, message string, enumsByName bool) map[string]any {
	t.Helper()
	fields, ok := Facts.Union(message)
	if !ok {
		t.Fatalf("the facts have no message %s", message)
	}
	tree := make(map[string]any)
	for _, f := range fields {
		v := filledValue(t, message, f, enumsByName)
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

// SomeEmail is the value of every email address.
const SomeEmail = "someone@acme.example"

func filledValue(t testing.TB, message string, f contract.Field, enumsByName bool) any {
	t.Helper()
	switch f.Type {
	case "string":
		if strings.Contains(f.Name, "email") {
			return SomeEmail
		}
		if f.Name == "four_digits" {
			return "4242"
		}
		return f.Name
	case "bool", "google.protobuf.BoolValue":
		return true
	case "int32", "uint32", "int64", "uint64", "google.protobuf.Int32Value":
		return 7.0
	case "float", "double":
		return 1.5
	case "clarifai.api.status.StatusCode":
		return 10000.0
	case "bytes":
		return "Y2xhcmlmYWk="
	case "google.protobuf.Timestamp":
		return "2100-01-02T03:04:05.123456789Z"
	case "google.protobuf.Duration":
		return "7.5s"
	case "google.protobuf.Struct":
		return map[string]any{"text": "a", "number": 1.5, "list": []any{true, nil}}
	case "map":
		if f.Name != "hosted_image_info" {
			t.Fatalf("unexpected map %s", f.Name)
		}
		return map[string]any{"small": Filled(t, "clarifai.api.ImageInfo", enumsByName)}
	}
	if enum, ok := Facts.Enum(f.Type); ok {
		names := slices.SortedFunc(maps.Keys(enum), func(a, b string) int { return int(enum[b] - enum[a]) })
		if enumsByName {
			return names[0]
		}
		return float64(enum[names[0]])
	}
	if IsKept(message, f.Name) {
		return map[string]any{"id": "some_id", "more": []any{1.5, nil}}
	}
	return Filled(t, f.Type, enumsByName)
}

// kept are the fields that are sent and kept unchanged although their messages have
// types, since these leave out what is only of use to those who build models.
var kept = []string{
	"clarifai.api.App.default_workflow",
	"clarifai.api.AuditLogTarget.workflow", "clarifai.api.AuditLogTarget.workflow_version",
	"clarifai.api.AuditLogTarget.model", "clarifai.api.AuditLogTarget.model_version",
	"clarifai.api.AuditLogTarget.compute_cluster", "clarifai.api.AuditLogTarget.nodepool", "clarifai.api.AuditLogTarget.deployment",
}

// IsKept reports whether a field of a message is sent and kept unchanged.
func IsKept(message, field string) bool { return slices.Contains(kept, message+"."+field) }

// Encode returns v as JSON.
func Encode(t *testing.T, v any) []byte {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return data
}
