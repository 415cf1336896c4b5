package doctor

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// facts.json is what Clarifai's definitions say of each answer. It is written by
// `go generate` of the SDK's module.
//
//go:embed facts.json
var factsJSON []byte

type definitions struct {
	Operations map[clarifai.Operation]string
	Messages   map[string][]field
	Enums      map[string]map[string]int32
}

type field struct {
	Name, Type      string
	Repeated, Shown bool
}

var facts = sync.OnceValue(func() *definitions {
	d := new(definitions)
	if err := json.Unmarshal(factsJSON, d); err != nil {
		panic("doctor: facts.json: " + err.Error())
	}
	return d
})

// differences says how an answer differs from the definitions: by path and
// kind, never by value. What is the same in every item of a list is said once.
func differences(op clarifai.Operation, body []byte) []string {
	decoder := json.NewDecoder(bytes.NewReader(body))
	decoder.UseNumber()
	var tree any
	if err := decoder.Decode(&tree); err != nil {
		return []string{"the answer is not JSON"}
	}
	c := comparison{found: make(map[string]bool)}
	c.message(facts().Operations[op], "", tree)
	return slices.Sorted(maps.Keys(c.found))
}

type comparison struct{ found map[string]bool }

func (c *comparison) note(at, format string, args ...any) {
	if at == "" {
		at = "(the answer)"
	}
	c.found[at+": "+fmt.Sprintf(format, args...)] = true
}

func (c *comparison) message(name, at string, v any) {
	fields, modelled := facts().Messages[name]
	if !modelled {
		return // the definitions name it, and do not spell it out
	}
	object, ok := v.(map[string]any)
	if !ok {
		c.note(at, "%s, the definitions say an object", kind(v))
		return
	}
	for _, f := range fields {
		v, there := object[f.Name]
		path := strings.TrimPrefix(at+"."+f.Name, ".")
		switch {
		case !there && f.Shown:
			c.note(path, "missing, and shown when it is empty")
		case there && v != nil:
			c.field(f, path, v)
		}
	}
	for key := range object {
		if !slices.ContainsFunc(fields, func(f field) bool { return f.Name == key }) {
			c.note(strings.TrimPrefix(at+"."+key, "."), "not in the definitions")
		}
	}
}

func (c *comparison) field(f field, at string, v any) {
	if !f.Repeated {
		c.value(f.Type, at, v)
		return
	}
	list, ok := v.([]any)
	if !ok {
		c.note(at, "%s, the definitions say a list", kind(v))
		return
	}
	for _, item := range list {
		c.value(f.Type, at+"[]", item)
	}
}

func (c *comparison) value(typ, at string, v any) {
	var want string
	text, isText := v.(string)
	number, isNumber := v.(json.Number)
	switch typ {
	case "string", "bytes":
		want = "a text"
		if isText {
			return
		}
	case "bool", "google.protobuf.BoolValue":
		want = "a boolean"
		if _, ok := v.(bool); ok {
			return
		}
	case "google.protobuf.Timestamp":
		want = "a time"
		if _, err := time.Parse(time.RFC3339Nano, text); isText && err == nil {
			return
		}
	case "google.protobuf.Struct", "map":
		want = "an object"
		if _, ok := v.(map[string]any); ok {
			return
		}
	case "int32", "uint32", "int64", "uint64":
		want = "a whole number"
		if isText && strings.HasSuffix(typ, "64") {
			number, isNumber = json.Number(text), true
		}
		if _, err := strconv.ParseInt(number.String(), 10, 64); isNumber && err == nil {
			return
		}
	case "float", "double":
		want = "a number"
		if isNumber {
			return
		}
	case "clarifai.api.status.StatusCode":
		want = "a code"
		if isText || isNumber {
			return
		}
	default:
		if values, isEnum := facts().Enums[typ]; isEnum {
			c.enum(values, at, v)
			return
		}
		c.message(typ, at, v)
		return
	}
	c.note(at, "%s, the definitions say %s", kind(v), want)
}

// enum tells of values that the definitions do not have, and of names, where
// responses have been seen to carry numbers.
func (c *comparison) enum(values map[string]int32, at string, v any) {
	switch v := v.(type) {
	case json.Number:
		for _, n := range values {
			if v.String() == strconv.Itoa(int(n)) {
				return
			}
		}
		c.note(at, "an enum value that the definitions do not have")
	case string:
		if _, ok := values[v]; ok {
			c.note(at, "an enum value by name, not by number")
			return
		}
		c.note(at, "an enum value by a name that the definitions do not have")
	default:
		c.note(at, "%s, the definitions say an enum value", kind(v))
	}
}

func kind(v any) string {
	switch v.(type) {
	case nil:
		return "null"
	case string:
		return "a text"
	case bool:
		return "a boolean"
	case json.Number:
		return "a number"
	case []any:
		return "a list"
	}
	return "an object"
}
