package wire

import (
	"encoding/json"
	"strconv"
	"time"
)

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
