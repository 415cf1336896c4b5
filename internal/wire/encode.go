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

// hasReplacement reports whether a JSON text has a U+FFFD, which encoding/json
// writes as an escape for what is not UTF-8, and as the character itself under
// GOEXPERIMENT=jsonv2. Few bodies have one, so only for those the value is
// looked through for text that was replaced.
func hasReplacement(data []byte) bool {
	return bytes.Contains(data, []byte("\ufffd")) || bytes.Contains(data, []byte(`\ufffd`))
}

// textCheck looks for text that is not UTF-8 in a value that encoding/json has
// written before.
type textCheck struct {
	seen map[reference]bool // values that are reached by a reference
}

type reference struct {
	at  uintptr
	len int
	typ reflect.Type
}

// valid reports whether all text of a value is UTF-8. Within a type that writes
// itself, all counts: what it leaves out is its own affair. Bytes are no text:
// they are written as base64, or as they are, which Encode checks.
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

// validOwnText asks a type for the text that it is written as.
func validOwnText(v reflect.Value) bool {
	if v.Kind() == reflect.Pointer && v.IsNil() || v.Kind() == reflect.Interface && v.IsNil() {
		return true
	}
	text, err := v.Interface().(encoding.TextMarshaler).MarshalText() // the caller knows that it is one
	return err == nil && utf8.Valid(text)
}

// visited reports whether a reference was followed before, or leads nowhere.
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
