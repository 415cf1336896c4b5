package wire

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"
	"time"
)

func readString(d *decoder, v reflect.Value) error {
	c, err := d.next()
	if err != nil {
		return err
	}
	if c != '"' {
		if null, err := d.skipNull(c); null {
			return err
		}
		return d.skipMismatch("a string")
	}
	s, err := d.nextText()
	if err == nil {
		v.SetString(s)
	}
	return err
}

func readBool(d *decoder, v reflect.Value) error {
	c, err := d.next()
	if err != nil {
		return err
	}
	switch c {
	case 't':
		if err := d.skipLiteral("true"); err != nil {
			return err
		}
		v.SetBool(true)
	case 'f':
		if err := d.skipLiteral("false"); err != nil {
			return err
		}
		v.SetBool(false)
	case 'n':
		return d.skipLiteral("null")
	default:
		return d.skipMismatch("a boolean")
	}
	return nil
}

// nextNumber returns the text of a number, or nil for a null and for a value of
// another kind.
func (d *decoder) nextNumber(wanted string) ([]byte, error) {
	c, err := d.next()
	if err != nil {
		return nil, err
	}
	if c != '-' && (c < '0' || c > '9') {
		if null, err := d.skipNull(c); null {
			return nil, err
		}
		return nil, d.skipMismatch(wanted)
	}
	start := d.pos
	err = d.skipNumber()
	return d.data[start:d.pos], err
}

func readInt(d *decoder, v reflect.Value) error {
	text, err := d.nextNumber("an integer")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseInt(string(text), 10, 64); err == nil && !v.OverflowInt(n) {
		v.SetInt(n)
	} else {
		d.record(NewFieldError("must be an integer in the range of " + v.Type().String()))
	}
	return nil
}

func readUint(d *decoder, v reflect.Value) error {
	text, err := d.nextNumber("an integer")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseUint(string(text), 10, 64); err == nil && !v.OverflowUint(n) {
		v.SetUint(n)
	} else {
		d.record(NewFieldError("must be an integer in the range of " + v.Type().String()))
	}
	return nil
}

func readFloat(d *decoder, v reflect.Value) error {
	text, err := d.nextNumber("a number")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseFloat(string(text), v.Type().Bits()); err == nil {
		v.SetFloat(n)
	} else {
		d.record(NewFieldError("must be a number in the range of " + v.Type().String()))
	}
	return nil
}

func readTime(d *decoder, v reflect.Value) error {
	text, err := d.nextRaw()
	if err != nil {
		return err
	}
	t := v.Addr().Interface().(*time.Time) // makeReader chose by this type
	if string(text) == `""` {
		*t = time.Time{}
	} else if t.UnmarshalJSON(text) != nil {
		d.record(NewFieldError("must be a time as in RFC 3339"))
	}
	return nil
}

// readRaw keeps a value as it is written, and a null as nil.
func readRaw(d *decoder, v reflect.Value) error {
	text, err := d.nextRaw()
	if err != nil {
		return err
	}
	if IsNull(text) {
		v.SetZero()
	} else {
		v.SetBytes(slices.Clone(text))
	}
	return nil
}

// readByMethod calls the type's own UnmarshalJSON.
func readByMethod(d *decoder, v reflect.Value) error {
	text, err := d.nextRaw()
	if err != nil {
		return err
	}
	own := v.Addr().Interface().(json.Unmarshaler) // makeReader chose by this method
	d.record(own.UnmarshalJSON(text))
	return nil
}

// readByJSON leaves a value to encoding/json: maps, arrays, bytes and interfaces,
// which are rare in Clarifai's responses.
func readByJSON(d *decoder, v reflect.Value) error {
	text, err := d.nextRaw()
	if err != nil {
		return err
	}
	d.record(json.Unmarshal(text, v.Addr().Interface()))
	return nil
}
