// Package wire reads and writes JSON as Clarifai speaks it: the status
// envelope around every response, enums by number or by name, and bodies that
// are cut short or are not JSON at all.
package wire

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strconv"
	"time"
)

// Envelope is what every response carries beside its own fields. A response
// type embeds it.
type Envelope struct {
	Status *Status `json:"status" wire:"once"`
}

// EnvelopeStatus gives the response's status, nil if it has none.
func (e *Envelope) EnvelopeStatus() *Status { return e.Status }

// Response is a type that embeds Envelope.
type Response interface{ EnvelopeStatus() *Status }

// Status is clarifai.api.status.Status, without what is written for Clarifai's
// own engineers.
type Status struct {
	Code         Code          `json:"code" wire:"once"`
	Description  string        `json:"description,omitempty"`
	Details      string        `json:"details,omitempty"`
	ReqID        string        `json:"req_id,omitempty"`
	RedirectInfo *RedirectInfo `json:"redirect_info,omitempty"`
}

// Redact passes every text of the status through redact.
func (s *Status) Redact(redact func(string) string) {
	texts := []*string{&s.Code.Name, &s.Description, &s.Details, &s.ReqID}
	if r := s.RedirectInfo; r != nil {
		texts = append(texts, &r.URL, &r.ResourceType, &r.OldResourceID, &r.NewResourceID)
	}
	for _, text := range texts {
		if *text != "" && *text != success {
			*text = redact(*text)
		}
	}
}

// success is the description of every success.
const success = "Ok"

// RedirectInfo says where a moved thing is now.
type RedirectInfo struct {
	URL           string `json:"url"`
	ResourceType  string `json:"resource_type"`
	OldResourceID string `json:"old_resource_id"`
	NewResourceID string `json:"new_resource_id"`
}

// Code is a status code: a number, or a name where the server wrote one.
type Code struct {
	Number int32
	Name   string
}

// UnmarshalJSON reads a number, a name, or a number in quotes.
func (c *Code) UnmarshalJSON(data []byte) error {
	if IsNull(data) {
		return nil
	}
	*c = Code{}
	s, err := scalar(data)
	if err != nil {
		return err
	}
	if n, err := strconv.ParseInt(string(s), 10, 32); err == nil {
		c.Number = int32(n)
		return nil
	}
	c.Name = string(s)
	return nil
}

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

// UnmarshalEnum reads an enum value into its name. A number without a name,
// and a name that is not known, are kept as they are.
func UnmarshalEnum[E ~string](data []byte, into *E, names map[int32]string) error {
	if IsNull(data) {
		return nil
	}
	s, err := scalar(data)
	if err != nil {
		return err
	}
	if n, err := strconv.ParseInt(string(s), 10, 32); err == nil {
		if name, ok := names[int32(n)]; ok {
			*into = E(name)
			return nil
		}
	}
	*into = E(s)
	return nil
}

// MarshalEnum writes an enum value by its name, and one that has only a number
// by that.
func MarshalEnum[E ~string](value E) ([]byte, error) {
	if n, err := strconv.ParseInt(string(value), 10, 32); err == nil && strconv.FormatInt(n, 10) == string(value) {
		return []byte(value), nil
	}
	return json.Marshal(string(value))
}

// scalar gives the text of a JSON number or string.
func scalar(data []byte) ([]byte, error) {
	if len(data) > 0 && data[0] == '"' {
		d := decoder{data: data}
		plain, err := d.skipString()
		switch text := data[1:max(d.at-1, 1)]; {
		case err != nil || d.at < len(data):
			return nil, NewMisfit("it is no text")
		case plain:
			return text, nil
		default:
			return unquote(text), nil
		}
	}
	if len(data) == 0 || data[0] != '-' && (data[0] < '0' || data[0] > '9') {
		return nil, NewMisfit("it is neither a number nor a name")
	}
	return data, nil
}

// Time is a time of a request body, written in UTC whatever its zone. A body
// has no time.Time, which would keep the caller's zone.
type Time struct{ time.Time }

// MarshalJSON writes the time in UTC, with the fraction that it has.
func (t Time) MarshalJSON() ([]byte, error) { return t.UTC().MarshalJSON() }

// Int64 is a 64-bit integer, which JSON carries as a number or as a string.
type Int64 int64

// UnmarshalJSON reads either form.
func (n *Int64) UnmarshalJSON(data []byte) error {
	if IsNull(data) {
		return nil
	}
	s, err := scalar(data)
	if err != nil {
		return err
	}
	v, err := strconv.ParseInt(string(s), 10, 64)
	if err != nil {
		return NewMisfit("it is no 64-bit integer")
	}
	*n = Int64(v)
	return nil
}
