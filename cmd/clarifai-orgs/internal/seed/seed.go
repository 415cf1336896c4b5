// Package seed reads the configuration of the embedded server from files and flags.
// Names of fields are those of clarifaitest.Config, in any case, with or without
// underscores.
package seed

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/goccy/go-yaml"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

const maxFile = 64 << 20

// Read reads a configuration in YAML or in JSON, which is YAML. Keys that are there
// twice and keys that are unknown are errors.
func Read(r io.Reader) (clarifaitest.Config, error) {
	var config clarifaitest.Config
	in, err := tabular.Text(r, maxFile)
	if err != nil {
		return config, err
	}
	data, err := io.ReadAll(in)
	if err != nil {
		return config, err
	}
	var value, second any
	documents := yaml.NewDecoder(bytes.NewReader(data))
	if err := documents.Decode(&value); err != nil && !errors.Is(err, io.EOF) {
		return config, errors.New(strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	if err := documents.Decode(&second); !errors.Is(err, io.EOF) {
		return config, errors.New("the file must have one document")
	}
	if value == nil {
		return config, errors.New("the file is empty")
	}
	return config, decode(value, reflect.ValueOf(&config).Elem(), "")
}

// Variant sets a variant, as in exists=ExistsSilent.
func Variant(variants *clarifaitest.Variants, text string) error {
	name, value, ok := strings.Cut(text, "=")
	if !ok {
		return fmt.Errorf("%q must be name=value", text)
	}
	f, ok := fieldNamed(reflect.ValueOf(variants).Elem(), name)
	if !ok {
		return fmt.Errorf("%q must be one of %s", name, strings.Join(fieldNames(reflect.TypeFor[clarifaitest.Variants]()), ", "))
	}
	return decode(scalar(value, f), f, name)
}

func fieldNames(of reflect.Type) []string {
	list := make([]string, of.NumField())
	for i := range list {
		list[i] = of.Field(i).Name
	}
	return list
}

// Fault returns a fault, as in teams.create=drop,acts,count=2. The operation * means
// every request.
func Fault(text string) (clarifaitest.Fault, error) {
	var fault clarifaitest.Fault
	op, rest, ok := strings.Cut(text, "=")
	if !ok {
		return fault, fmt.Errorf("%q must be operation=kind", text)
	}
	if op != "*" {
		reflect.ValueOf(&fault.Operation).Elem().SetString(op)
	}
	parts := strings.Split(rest, ",")
	fault.Kind = clarifaitest.FaultKind(parts[0])
	for _, part := range parts[1:] {
		name, value, hasValue := strings.Cut(part, "=")
		f, ok := fieldNamed(reflect.ValueOf(&fault).Elem(), name)
		if !ok {
			return fault, fmt.Errorf("a fault has no %q", name)
		}
		if !hasValue {
			value = "true"
		}
		if err := decode(scalar(value, f), f, name); err != nil {
			return fault, err
		}
	}
	return fault, nil
}

// scalar returns the text of a flag as a file would have it for a field.
func scalar(text string, field reflect.Value) any {
	if field.Kind() == reflect.String {
		return text
	}
	if b, err := strconv.ParseBool(text); err == nil && field.Kind() == reflect.Bool {
		return b
	}
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n
	}
	return text
}

// decode sets a field to a value of a file at a path.
func decode(value any, into reflect.Value, path string) error {
	wrong := func(want string) error {
		return fmt.Errorf("%s must be %s, not %s", path, want, describe(value))
	}
	switch into.Type() {
	case reflect.TypeFor[time.Duration]():
		text, _ := value.(string)
		d, err := time.ParseDuration(text)
		if err != nil {
			return wrong("a duration such as 1.5s")
		}
		into.SetInt(int64(d))
		return nil
	case reflect.TypeFor[time.Time]():
		text, _ := value.(string)
		for _, layout := range []string{time.RFC3339Nano, time.DateOnly} {
			if t, err := time.Parse(layout, text); err == nil {
				into.Set(reflect.ValueOf(t))
				return nil
			}
		}
		return wrong("a time such as 2026-11-28T12:00:00Z, or a day")
	}
	if into.Type() == reflect.TypeFor[clarifai.LogSource]() {
		return decodeLogSource(value, into, path)
	}
	if constants := constantsOf(into.Type()); constants != nil {
		text, _ := value.(string)
		for _, c := range constants {
			if fold(c.name) == fold(text) || fold(strings.TrimPrefix(c.name, into.Type().Name())) == fold(text) {
				into.Set(reflect.ValueOf(c.value))
				return nil
			}
		}
		return wrong("one of " + names(constants))
	}
	switch into.Kind() {
	case reflect.Struct:
		return decodeStruct(value, into, path)
	case reflect.Slice:
		items, ok := value.([]any)
		if !ok {
			return wrong("a list")
		}
		into.Set(reflect.MakeSlice(into.Type(), len(items), len(items)))
		for i, item := range items {
			if err := decode(item, into.Index(i), fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	case reflect.Map: // any JSON
		object, ok := value.(map[string]any)
		if !ok {
			return wrong("an object")
		}
		data, err := json.Marshal(object)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		return json.Unmarshal(data, into.Addr().Interface())
	case reflect.String:
		text, ok := value.(string)
		if !ok {
			return wrong("a text, maybe in quotes")
		}
		into.SetString(text)
	case reflect.Bool:
		b, ok := value.(bool)
		if !ok {
			return wrong("true or false")
		}
		into.SetBool(b)
	case reflect.Int, reflect.Int32, reflect.Int64:
		n, err := strconv.ParseInt(fmt.Sprint(value), 10, into.Type().Bits())
		if _, isText := value.(string); isText || err != nil {
			return wrong("a whole number")
		}
		into.SetInt(n)
	case reflect.Float64:
		f, err := strconv.ParseFloat(fmt.Sprint(value), 64)
		if _, isText := value.(string); isText || err != nil {
			return wrong("a number")
		}
		into.SetFloat(f)
	default:
		return fmt.Errorf("%s cannot be set by a file", path)
	}
	return nil
}

func decodeStruct(value any, into reflect.Value, path string) error {
	object, ok := value.(map[string]any)
	if !ok {
		if path == "" {
			path = "the file"
		}
		return fmt.Errorf("%s must be an object, not %s", path, describe(value))
	}
	seen := make(map[string]bool)
	for key, item := range object {
		at := strings.TrimPrefix(path+"."+key, ".")
		f, ok := fieldNamed(into, key)
		if !ok {
			return fmt.Errorf("%s: there is no such field", at)
		}
		if seen[fold(key)] {
			return fmt.Errorf("%s is there twice", at)
		}
		seen[fold(key)] = true
		if err := decode(item, f, at); err != nil {
			return err
		}
	}
	return nil
}

// decodeLogSource sets what a log is of. The fields that the file names say which kind
// of source it is.
func decodeLogSource(value any, into reflect.Value, path string) error {
	fewest := -1 // fields that are not set
	for _, kind := range []reflect.Type{
		reflect.TypeFor[clarifai.ModelVersionLog](), reflect.TypeFor[clarifai.DeployedModelLog](), reflect.TypeFor[clarifai.RunnerLog](),
		reflect.TypeFor[clarifai.ClusterLog](), reflect.TypeFor[clarifai.PipelineRunLog](),
	} {
		source, empty := reflect.New(kind).Elem(), 0
		if decodeStruct(value, source, path) != nil {
			continue
		}
		for _, field := range source.Fields() {
			if field.IsZero() {
				empty++
			}
		}
		if fewest < 0 || empty < fewest {
			fewest = empty
			into.Set(source)
		}
	}
	if fewest < 0 {
		return fmt.Errorf("%s must have the fields of a log's source, such as owner_id and cluster_id", path)
	}
	return nil
}

// fieldNamed returns the field of a name.
func fieldNamed(of reflect.Value, name string) (reflect.Value, bool) {
	f := of.FieldByNameFunc(func(s string) bool { return fold(s) == fold(name) })
	return f, f.IsValid()
}

// fold takes away what two spellings of a name may differ in.
func fold(name string) string { return strings.ToLower(strings.ReplaceAll(name, "_", "")) }

func describe(value any) string {
	switch v := value.(type) {
	case nil:
		return "nothing"
	case map[string]any:
		return "an object"
	case []any:
		return "a list"
	default:
		return strconv.Quote(fmt.Sprint(v))
	}
}
