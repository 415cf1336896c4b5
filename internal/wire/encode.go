package wire

import (
	"bytes"
	"encoding"
	"encoding/json"
	"errors"
	"reflect"
	"unicode/utf8"
)

// Encode returns a request body. Text that is not UTF-8 is an error: JSON cannot
// carry it, and encoding/json would silently put U+FFFD in its place.
func Encode(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	if !utf8.Valid(data) || hasReplacement(data) && !new(textCheck).valid(reflect.ValueOf(v), false) {
		return nil, errors.New("text must be valid UTF-8")
	}
	return data, nil
}

// hasReplacement reports whether a JSON text has a U+FFFD. encoding/json writes it
// in the place of invalid UTF-8, as an escape or, under GOEXPERIMENT=jsonv2, as the
// character itself. Few bodies have one, and only for those the value is searched
// for text that was replaced.
func hasReplacement(data []byte) bool {
	return bytes.Contains(data, []byte("\ufffd")) || bytes.Contains(data, []byte(`\ufffd`))
}

// textCheck searches a value that encoding/json has written for text that is not
// UTF-8.
type textCheck struct {
	seen map[reference]bool // references followed before
}

type reference struct {
	at  uintptr
	len int
	typ reflect.Type
}

// valid reports whether all text of a value is UTF-8. If whole is set, that includes
// fields that encoding/json would not write: it is set within a type that marshals
// itself, which may write any of its fields. Bytes are not text: they are written
// as base64, or as they are, which Encode checks.
func (c *textCheck) valid(v reflect.Value, whole bool) bool {
	if !v.IsValid() {
		return true
	}
	t := v.Type()
	whole = whole || t.Implements(marshalerType)
	if !whole && t.Implements(textMarshalerType) && v.CanInterface() {
		return validOwnText(v)
	}
	switch v.Kind() {
	case reflect.String:
		return utf8.ValidString(v.String())
	case reflect.Interface:
		return c.valid(v.Elem(), whole)
	case reflect.Pointer:
		return c.visited(v, 0) || c.valid(v.Elem(), whole)
	case reflect.Map:
		return c.visited(v, 0) || c.validMap(v, whole)
	case reflect.Slice, reflect.Array:
		if t.Elem().Kind() == reflect.Uint8 || v.Kind() == reflect.Slice && c.visited(v, v.Len()) {
			return true
		}
		for i := range v.Len() {
			if !c.valid(v.Index(i), whole) {
				return false
			}
		}
	case reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			if !whole && (f.Tag.Get("json") == "-" || !f.IsExported() && !f.Anonymous) {
				continue
			}
			if !c.valid(v.Field(i), whole) {
				return false
			}
		}
	}
	return true
}

func (c *textCheck) validMap(v reflect.Value, whole bool) bool {
	for entry := v.MapRange(); entry.Next(); {
		if !c.valid(entry.Key(), whole) || !c.valid(entry.Value(), whole) {
			return false
		}
	}
	return true
}

// validOwnText reports whether the text that a type marshals itself to is UTF-8.
func validOwnText(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface && v.IsNil() {
		return true
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText() // valid has checked the type
	return err == nil && utf8.Valid(text)
}

// visited reports whether a reference is nil or was followed before.
func (c *textCheck) visited(v reflect.Value, length int) bool {
	if v.IsNil() {
		return true
	}
	p := reference{v.Pointer(), length, v.Type()}
	if c.seen[p] {
		return true
	}
	if c.seen == nil {
		c.seen = make(map[reference]bool)
	}
	c.seen[p] = true
	return false
}

var (
	marshalerType     = reflect.TypeFor[json.Marshaler]()
	textMarshalerType = reflect.TypeFor[encoding.TextMarshaler]()
)
