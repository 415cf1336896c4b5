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

// checker compares nodes with the types into which they are decoded.
type checker struct {
	fieldsOf map[reflect.Type]map[string]field
}

// field is a field of a struct.
type field struct {
	typ      reflect.Type
	optional bool
}

func newChecker() *checker { return &checker{make(map[reflect.Type]map[string]field)} }

var (
	anyType         = reflect.TypeFor[any]()
	jsonUnmarshaler = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshaler = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// checkRoot checks the value of a file against the type that target points to.
func (c *checker) checkRoot(n *node, target any) *fault {
	t := reflect.TypeOf(target).Elem()
	if n.kind == null {
		return &fault{n.at, "", "it must not be null"}
	}
	return c.check(n, t, "")
}

// check checks a value at a path.
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
	case kind == reflect.Interface, c.decodesItself(t):
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
		if err := c.checkObject(n, t, path); err != nil {
			return err
		}
	case list:
		element := anyType
		if t.Kind() == reflect.Slice {
			element = t.Elem()
		}
		for i, part := range n.parts {
			if err := c.check(part, element, fmt.Sprintf("%s[%d]", path, i)); err != nil {
				return err
			}
		}
	}
	if _, isString := n.value.(string); n.value != nil && !isString && t.Kind() == reflect.String && !c.decodesItself(t) {
		// Some libraries for YAML would make "83" of 0123.
		return fail("it must be a string: put it in quotes")
	}
	if n.text != nil && (n.kind == scalar || c.decodesItself(t)) {
		if err := json.Unmarshal(n.text, reflect.New(t).Interface()); err != nil {
			return fail("%s", reason(err))
		}
	}
	return nil
}

// checkObject checks the keys of an object and their values.
func (c *checker) checkObject(n *node, t reflect.Type, path string) *fault {
	var fields map[string]field
	element := anyType
	switch {
	case t.Kind() == reflect.Map:
		element = t.Elem()
	case t.Kind() == reflect.Struct && !c.decodesItself(t):
		fields = c.fields(t)
	}
	seen := make(map[string]bool, len(n.keys))
	for i, k := range n.keys {
		at := join(path, k.name)
		if seen[k.name] {
			return &fault{k.at, at, "the key must not be repeated"}
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

// join adds a key to a path. A key that is not a plain word is quoted and cut.
func join(path, name string) string {
	plain := len(name) <= 80 && name != "" && !strings.ContainsFunc(name, func(r rune) bool {
		return r != '_' && r != '-' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if !plain {
		return fmt.Sprintf("%s[%.80q]", path, name)
	}
	return strings.TrimPrefix(path+"."+name, ".")
}

// decodesItself reports whether a type without fields has a method for decoding,
// which alone knows what it accepts.
func (c *checker) decodesItself(t reflect.Type) bool {
	pointer := reflect.PointerTo(t)
	return (pointer.Implements(jsonUnmarshaler) || pointer.Implements(textUnmarshaler)) && len(c.fields(t)) == 0
}

// fields returns the fields of a struct by their names in JSON, and nil for other
// types.
func (c *checker) fields(t reflect.Type) map[string]field {
	if t.Kind() != reflect.Struct {
		return nil
	}
	if fields, ok := c.fieldsOf[t]; ok {
		return fields
	}
	fields := make(map[string]field)
	c.fieldsOf[t] = fields
	for f := range t.Fields() { // the fields of embedded structs
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

// reason describes an error of encoding/json in the words of JSON.
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
