package wire

import (
	"encoding/json"
	"strconv"
	"time"
)

// UnmarshalEnum reads an enum value, given by name or by number, and stores its name.
// A number without a name and an unknown name are stored as they are.
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

// MarshalEnum returns the JSON of an enum value: its name, or its number if it has
// no name.
func MarshalEnum[E ~string](value E) ([]byte, error) {
	if n, err := strconv.ParseInt(string(value), 10, 32); err == nil && strconv.FormatInt(n, 10) == string(value) {
		return []byte(value), nil
	}
	return json.Marshal(string(value))
}

// scalar returns the text of a JSON number or string.
func scalar(data []byte) ([]byte, error) {
	if len(data) > 0 && data[0] == '"' {
		d := decoder{data: data}
		plain, err := d.skipString()
		switch text := data[1:max(d.pos-1, 1)]; {
		case err != nil || d.pos < len(data):
			return nil, NewFieldError("must be a valid string")
		case plain:
			return text, nil
		default:
			return unquote(text), nil
		}
	}
	if len(data) == 0 || data[0] != '-' && (data[0] < '0' || data[0] > '9') {
		return nil, NewFieldError("must be a number or a name")
	}
	return data, nil
}

// Time is a time in a request body. It is written in UTC, where a time.Time would
// keep the caller's zone.
type Time struct{ time.Time }

// MarshalJSON returns the time in UTC, with its fraction of a second.
func (t Time) MarshalJSON() ([]byte, error) { return t.UTC().MarshalJSON() }

// Int64 is a 64-bit integer, which Clarifai writes as a number or as a string.
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
		return NewFieldError("must be a 64-bit integer")
	}
	*n = Int64(v)
	return nil
}

// Duration is a time span, which Clarifai writes in seconds, such as "3600s" or
// "0.5s".
type Duration time.Duration

// UnmarshalJSON reads a duration.
func (d *Duration) UnmarshalJSON(data []byte) error {
	if IsNull(data) {
		return nil
	}
	s, err := scalar(data)
	if err != nil {
		return err
	}
	v, err := time.ParseDuration(string(s))
	if err != nil || s[len(s)-1] != 's' {
		return NewFieldError("must be a duration in seconds")
	}
	*d = Duration(v)
	return nil
}

// MarshalJSON writes a duration in seconds, without zeros at the end.
func (d Duration) MarshalJSON() ([]byte, error) {
	seconds := strconv.FormatFloat(time.Duration(d).Seconds(), 'f', -1, 64)
	return json.Marshal(seconds + "s")
}
