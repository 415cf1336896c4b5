package strict

import (
	"encoding"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// checker compares values with the types that they are to be read into.
type checker struct {
	known map[reflect.Type]map[string]field
}

// field is a field of a struct as JSON has it.
type field struct {
	typ      reflect.Type
	optional bool
}

func newChecker() *checker { return &checker{make(map[reflect.Type]map[string]field)} }

var (
	ofAnything  = reflect.TypeFor[any]()
	unmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textReader  = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// into checks a whole value.
func (c *checker) into(n *node, into any) *fault {
	t := reflect.TypeOf(into).Elem()
	if n.kind == null {
		return &fault{n.at, "", "it must not be null"}
	}
	return c.check(n, t, "")
}

func (c *checker) check(n *node, t reflect.Type, path string) *fault {
	fail := func(format string, args ...any) *fault { return &fault{n.at, path, fmt.Sprintf(format, args...)} }
	if n.kind == null {
		if t.Kind() == reflect.Interface {
			return nil
		}
		return fail("it must not be null")
	}
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	want := scalar
	switch kind := t.Kind(); {
	case kind == reflect.Interface, c.reads(t):
		want = n.kind
	case kind == reflect.Struct, kind == reflect.Map:
		want = object
	case kind == reflect.Slice:
		want = list
	}
	if n.kind != want {
		return fail("it must be %v, not %v", want, n.kind)
	}
	switch n.kind {
	case object:
		if err := c.object(n, t, path); err != nil {
			return err
		}
	case list:
		element := ofAnything
		if t.Kind() == reflect.Slice {
			element = t.Elem()
		}
		for i, part := range n.parts {
			if err := c.check(part, element, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	}
	if n.text != nil && (n.kind == scalar || c.reads(t)) {
		if err := json.Unmarshal(n.text, reflect.New(t).Interface()); err != nil {
			return fail("%s", reason(err))
		}
	}
	return nil
}

// object checks the keys of an object and what they hold.
func (c *checker) object(n *node, t reflect.Type, path string) *fault {
	var fields map[string]field
	element := ofAnything
	switch {
	case t.Kind() == reflect.Map:
		element = t.Elem()
	case t.Kind() == reflect.Struct && !c.reads(t):
		fields = c.fields(t)
	}
	seen := make(map[string]bool, len(n.keys))
	for i, k := range n.keys {
		at := join(path, k.name)
		if seen[k.name] {
			return &fault{k.at, at, "the key is written twice"}
		}
		seen[k.name] = true
		typ := element
		if fields != nil {
			f, ok := fields[k.name]
			if !ok {
				return &fault{k.at, at, "there is no such field: " + strings.Join(slices.Sorted(maps.Keys(fields)), ", ") + " are known"}
			}
			typ = f.typ
		}
		if err := c.check(n.parts[i], typ, at); err != nil {
			return err
		}
	}
	for _, name := range slices.Sorted(maps.Keys(fields)) {
		if !fields[name].optional && !seen[name] {
			return &fault{n.at, join(path, name), "it is required"}
		}
	}
	return nil
}

// join adds a key to a path: as it is where it is a plain word, else quoted and
// cut to what can be shown.
func join(path, name string) string {
	plain := len(name) <= 80 && name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if !plain {
		return fmt.Sprintf("%s[%.80q]", path, name)
	}
	return strings.TrimPrefix(path+"."+name, ".")
}

// reads reports whether a type reads JSON by itself, so that what it accepts is
// its own to say.
func (c *checker) reads(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return (pointer.Implements(unmarshaler) || pointer.Implements(textReader)) && len(c.fields(t)) == 0
}

// fields returns the fields of a struct by their names in JSON; nil for other
// types.
func (c *checker) fields(t reflect.Type) map[string]field {
	if t.Kind() != reflect.Struct {
		return nil
	}
	if known, ok := c.known[t]; ok {
		return known
	}
	fields := make(map[string]field)
	c.known[t] = fields
	for f := range t.Fields() { // embedded structs first: what is nearer goes before what they have
		if f.Anonymous && f.Tag.Get("json") == "" {
			maps.Copy(fields, c.fields(f.Type))
		}
	}
	for f := range t.Fields() {
		name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
		if !f.IsExported() || name == "-" || f.Anonymous && name == "" {
			continue
		}
		if name == "" {
			name = f.Name
		}
		fields[name] = field{f.Type, strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")}
	}
	return fields
}

// reason says in words of JSON why a value cannot be read.
func reason(err error) string {
	wrong, ok := errors.AsType[*json.UnmarshalTypeError](err)
	if !ok {
		return err.Error()
	}
	switch kind := wrong.Type.Kind(); {
	case kind == reflect.String:
		return "it must be a string, not a " + wrong.Value
	case kind == reflect.Bool:
		return "it must be true or false, not a " + wrong.Value
	case kind >= reflect.Int && kind <= reflect.Uintptr:
		return fmt.Sprintf("it must be a whole number of at most %d bits, not a %s", wrong.Type.Bits(), wrong.Value)
	}
	return "it must be a number in range, not a " + wrong.Value
}
