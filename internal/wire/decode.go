package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"sync"
)

// Why a body could not be read.
var (
	ErrEmpty     = errors.New("the body is empty")
	ErrNotJSON   = errors.New("the body is not a JSON object")
	ErrTruncated = errors.New("the body ends too early")
)

// Decode reads a response body into what a pointer points to. Unknown fields are
// ignored. Its error is one of this package's, or a FieldError once all else is
// read.
func Decode(body []byte, into any) error {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return ErrEmpty
	case trimmed[0] != '{':
		return ErrNotJSON
	}
	err := unmarshal(trimmed, into)
	if errors.Is(err, ErrTruncated) || errors.Is(err, ErrNotJSON) {
		reflect.ValueOf(into).Elem().SetZero() // half a response is not used
	}
	return err
}

// IsNull reports whether a value is null. A type that reads its own values keeps
// what it has then, as encoding/json asks for.
func IsNull(data []byte) bool { return string(data) == "null" }

// DecodePart reads a value within a body that Decode reads.
func DecodePart(data []byte, into any) error { return unmarshal(data, into) }

// DecodeNumbers reads a value like encoding/json, but numbers in an any are a
// json.Number.
func DecodeNumbers(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}

// unmarshal reads a whole JSON text into what a pointer points to. Text that is not
// JSON leaves that half read. A value that does not fit its field is skipped, and
// becomes the error once all else is read.
func unmarshal(data []byte, into any) error {
	pointer := reflect.ValueOf(into)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() {
		return fmt.Errorf("wire: the target must be a pointer that is not nil: %T", into)
	}
	d := decoders.Get().(*decoder) // the pool holds nothing else
	defer d.release()
	d.data, d.slots = data, 16
	if len(data) > 4<<10 {
		d.slots = uint32(len(d.interned))
	}
	if err := readerOf(pointer.Type().Elem())(d, pointer.Elem()); err != nil {
		return err
	}
	if d.skipSpace(); d.pos < len(d.data) {
		return d.unexpected("after the value")
	}
	if d.fieldError != nil {
		return d.fieldError
	}
	return nil
}

// decoder is the state of reading one text.
type decoder struct {
	data  []byte
	pos   int
	depth int
	// fieldError is the error of the first value that does not fit its field.
	fieldError *FieldError
	// interned holds short texts of the body by their hash. Roles, companies and
	// the like are the same in many items of a page, and are allocated once.
	interned *[128]string
	slots    uint32 // entries of interned in use
	// guessedRoom says that a list has been given room for the rest of the body.
	// It is done once, or a body that repeats a list would cost more each time.
	guessedRoom bool
}

var decoders = sync.Pool{New: func() any { return &decoder{interned: new([128]string)} }}

// release returns the decoder to the pool, without what was read, which may hold
// secrets.
func (d *decoder) release() {
	clear(d.interned[:d.slots])
	d.data, d.pos, d.depth, d.fieldError, d.guessedRoom = nil, 0, 0, nil, false
	decoders.Put(d)
}
