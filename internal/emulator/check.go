package emulator

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/contract"
)

const messagePrefix = "clarifai.api."

func badFormat(format string, args ...any) error {
	return &failure{http.StatusBadRequest, codeBadFormat, fmt.Sprintf(format, args...)}
}

// checker checks a request against its message in the facts. It normalizes
// the request: enums become numbers, and null fields are removed.
type checker struct {
	facts    *contract.Facts
	archived bool
}

// request returns the fields of the body or the query as a tree.
func (k checker) request(b *binding, r *http.Request, body []byte) (map[string]any, error) {
	query, err := url.ParseQuery(r.URL.RawQuery)
	if err != nil {
		return nil, badFormat("the query cannot be read")
	}
	if b.Body != "*" {
		if len(body) > 0 {
			return nil, invalid(b.Method + " " + b.Path + " takes no body")
		}
		return k.query(b.Request, query)
	}
	if len(query) > 0 {
		return nil, invalid(b.Method + " " + b.Path + " takes its fields in the body, not in the query")
	}
	if len(body) == 0 {
		return map[string]any{}, nil
	}
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, badFormat("a body of type %q, not application/json", r.Header.Get("Content-Type"))
	}
	if !utf8.Valid(body) {
		return nil, badFormat("the body is not UTF-8")
	}
	if key, twice := repeated(body); twice {
		return nil, badFormat("the key %q is there twice in one object", key)
	}
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return nil, badFormat("the body is not JSON: %v", err)
	}
	if _, err := decoder.Token(); err != io.EOF {
		return nil, badFormat("the body goes on after its JSON value")
	}
	checked, err := k.message(b.Request, tree, "body")
	if err != nil {
		return nil, err
	}
	return checked.(map[string]any), nil
}

// repeated reports whether an object has a key twice, which protobuf's JSON
// refuses and encoding/json does not.
func repeated(body []byte) (key string, twice bool) {
	type object struct {
		keys  map[string]bool // nil for a list
		value bool            // a value is next
	}
	var open []object
	decoder := json.NewDecoder(bytes.NewReader(body))
	for {
		token, err := decoder.Token()
		if err != nil {
			return "", false // invalid JSON is reported elsewhere
		}
		top := len(open) - 1
		switch token {
		case json.Delim('{'), json.Delim('['):
			if top >= 0 {
				open[top].value = false
			}
			next := object{}
			if token == json.Delim('{') {
				next.keys = map[string]bool{}
			}
			open = append(open, next)
			continue
		case json.Delim('}'), json.Delim(']'):
			open = open[:top]
			continue
		}
		if top < 0 || open[top].keys == nil {
			continue
		}
		if name, ok := token.(string); ok && !open[top].value {
			if open[top].keys[name] {
				return name, true
			}
			open[top].keys[name], open[top].value = true, true
			continue
		}
		open[top].value = false
	}
}

// fields returns the fields of a message in the generation of the route. A
// team always has its current fields, on the assumption that the archived
// PATCH sets its default role.
func (k checker) fields(message string) ([]contract.Field, bool) {
	if message == messagePrefix+"Team" {
		return k.facts.Union(message)
	}
	return k.facts.Message(message, k.archived)
}

func (k checker) message(name string, value any, at string) (any, error) {
	object, ok := value.(map[string]any)
	if !ok {
		return nil, badFormat("%s is not an object", at)
	}
	fields, ok := k.fields(name)
	if !ok {
		return object, nil // not described by the facts
	}
	checked := map[string]any{}
	for key, v := range object {
		field, ok := fieldNamed(fields, key)
		if !ok {
			return nil, invalid(fmt.Sprintf("%s has an unknown field %q", at, key))
		}
		if v == nil {
			continue
		}
		out, err := k.field(field, v, at+"."+key)
		if err != nil {
			return nil, err
		}
		checked[key] = out
	}
	return checked, nil
}

func (k checker) field(field contract.Field, v any, at string) (any, error) {
	if !field.Repeated {
		return k.value(field.Type, v, at)
	}
	items, ok := v.([]any)
	if !ok {
		return nil, badFormat("%s is not a list", at)
	}
	checked := make([]any, len(items))
	for i, item := range items {
		out, err := k.value(field.Type, item, fmt.Sprintf("%s[%d]", at, i))
		if err != nil {
			return nil, err
		}
		checked[i] = out
	}
	return checked, nil
}

func (k checker) value(kind string, v any, at string) (any, error) {
	var ok bool
	switch kind {
	case "string":
		_, ok = v.(string)
	case "bool", "google.protobuf.BoolValue":
		_, ok = v.(bool)
	case "int32", "uint32", "int64", "uint64":
		return integer(kind, v, at)
	case "float", "double":
		_, ok = v.(json.Number)
	case "bytes":
		s, isString := v.(string)
		_, err := base64.StdEncoding.DecodeString(s)
		ok = isString && err == nil
	case "google.protobuf.Timestamp":
		s, isString := v.(string)
		_, err := time.Parse(time.RFC3339Nano, s)
		ok = isString && err == nil
	case "google.protobuf.Duration":
		s, isString := v.(string)
		_, err := time.ParseDuration(s)
		ok = isString && strings.HasSuffix(s, "s") && err == nil
	case "google.protobuf.Struct", "map":
		_, ok = v.(map[string]any)
	default:
		if values, isEnum := k.facts.Enum(kind); isEnum {
			return enum(values, v, at)
		}
		return k.message(kind, v, at)
	}
	if !ok {
		return nil, badFormat("%s is not of type %s", at, kind)
	}
	return v, nil
}

// integer accepts 64-bit integers as strings as well, as protobuf's JSON
// writes them.
func integer(kind string, v any, at string) (any, error) {
	text := ""
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		if strings.HasSuffix(kind, "64") {
			text = v
		}
	}
	bits, _ := strconv.Atoi(kind[len(kind)-2:])
	if strings.HasPrefix(kind, "u") {
		if n, err := strconv.ParseUint(text, 10, bits); err == nil {
			return json.Number(strconv.FormatUint(n, 10)), nil // JSON has no leading zeros
		}
	} else if n, err := strconv.ParseInt(text, 10, bits); err == nil {
		return json.Number(strconv.FormatInt(n, 10)), nil
	}
	return nil, badFormat("%s is not of type %s", at, kind)
}

func enum(values map[string]int32, v any, at string) (any, error) {
	switch v := v.(type) {
	case string:
		if n, ok := values[v]; ok {
			return n, nil
		}
	case json.Number:
		n, err := v.Int64()
		for _, known := range values {
			if err == nil && int64(known) == n {
				return known, nil
			}
		}
	}
	return nil, invalid(fmt.Sprintf("%s has an unknown value %v", at, v))
}

// query returns the query parameters as a tree. Nested names have dots, lists
// repeat their name.
func (k checker) query(message string, query url.Values) (map[string]any, error) {
	tree := map[string]any{}
	for name, values := range query {
		field, at, err := k.parameter(message, name, tree)
		if err != nil {
			return nil, err
		}
		if len(values) > 1 && !field.Repeated {
			return nil, badFormat("query parameter %q is given %d times", name, len(values))
		}
		typed := make([]any, len(values))
		for i, text := range values {
			typed[i] = k.scalar(field.Type, text)
		}
		var given any = typed
		if !field.Repeated {
			given = typed[0]
		}
		checked, err := k.field(field, given, "query parameter "+name)
		if err != nil {
			return nil, err
		}
		at[field.Name] = checked
	}
	return tree, nil
}

// parameter returns the field of a dotted name, and the object that has it.
func (k checker) parameter(message, name string, tree map[string]any) (contract.Field, map[string]any, error) {
	unknown := invalid(fmt.Sprintf("unknown query parameter %q", name))
	at := tree
	for {
		first, rest, nested := strings.Cut(name, ".")
		fields, _ := k.fields(message)
		field, ok := fieldNamed(fields, first)
		if !ok {
			return field, nil, unknown
		}
		_, isMessage := k.fields(field.Type)
		if !nested {
			if isMessage {
				return field, nil, unknown
			}
			return field, at, nil
		}
		if !isMessage || field.Repeated {
			return field, nil, unknown
		}
		inner, _ := at[first].(map[string]any)
		if inner == nil {
			inner = map[string]any{}
			at[first] = inner
		}
		message, name, at = field.Type, rest, inner
	}
}

// scalar returns the text of a query parameter as a JSON value of its kind.
func (k checker) scalar(kind, text string) any {
	switch kind {
	case "bool", "google.protobuf.BoolValue":
		if b, err := strconv.ParseBool(text); err == nil {
			return b
		}
	case "int32", "uint32", "int64", "uint64":
		return json.Number(text)
	case "float", "double":
		if f, err := strconv.ParseFloat(text, 64); err == nil && !math.IsInf(f, 0) && !math.IsNaN(f) {
			return json.Number(text)
		}
	default:
		if _, isEnum := k.facts.Enum(kind); isEnum {
			if _, err := strconv.Atoi(text); err == nil {
				return json.Number(text)
			}
		}
	}
	return text
}

// bind adds the IDs of the path to the tree. A client may repeat them in the
// query or the body, but must not contradict them. A user ID "me" in the path
// is replaced by the caller's.
func bind(tree map[string]any, params map[string]string, caller string) error {
	for name, value := range params {
		at, leaf := tree, name
		for {
			first, rest, nested := strings.Cut(leaf, ".")
			if !nested {
				break
			}
			inner, _ := at[first].(map[string]any)
			if inner == nil {
				inner = map[string]any{}
				at[first] = inner
			}
			at, leaf = inner, rest
		}
		isUser := strings.HasSuffix(name, "user_id")
		repeated, _ := at[leaf].(string)
		if isUser {
			value, repeated = me(value, caller), me(repeated, caller)
		}
		if repeated != "" && repeated != value && (!isUser || fold(repeated) != fold(value)) {
			return invalid(fmt.Sprintf("%s is %q in the path and %q in the request", name, value, repeated))
		}
		at[leaf] = value
	}
	return nil
}

func me(id, caller string) string {
	if id == "me" && caller != "" {
		return caller
	}
	return id
}

func fieldNamed(fields []contract.Field, name string) (contract.Field, bool) {
	for _, f := range fields {
		if f.Name == name {
			return f, true
		}
	}
	return contract.Field{}, false
}
