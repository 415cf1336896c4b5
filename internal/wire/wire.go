// Package wire reads and writes JSON as Clarifai speaks it: the status
// envelope around every response, enums by number or by name, and bodies that
// are cut short or are not JSON at all.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
)

// Why a body could not be read.
var (
	ErrEmpty   = errors.New("the body is empty")
	ErrNotJSON = errors.New("the body is not a JSON object")
	ErrCut     = errors.New("the body ends too early")
)

// Decode reads a response body. Unknown fields are ignored. Its error wraps
// one of this package's errors, or tells which field could not be read.
func Decode(body []byte, into any) error {
	trimmed := bytes.TrimLeft(body, " \t\r\n")
	switch {
	case len(trimmed) == 0:
		return ErrEmpty
	case trimmed[0] != '{':
		return ErrNotJSON
	}
	err := unmarshal(trimmed, into)
	if errors.Is(err, ErrCut) || errors.Is(err, ErrNotJSON) {
		reflect.ValueOf(into).Elem().SetZero() // half of an answer is none
	}
	return err
}

// IsNull reports whether a value is null, which says as much as its absence: a
// type that reads its own values keeps what it has, as encoding/json asks.
func IsNull(data []byte) bool { return string(data) == "null" }

// DecodePart reads a value within a body that Decode reads.
func DecodePart(data []byte, into any) error { return unmarshal(data, into) }

// DecodeNumbers is DecodePart into an any that keeps numbers as they are written.
func DecodeNumbers(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	return decoder.Decode(into)
}
