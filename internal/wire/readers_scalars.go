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
		if null, err := d.null(c); null {
			return err
		}
		return d.other("a text")
	}
	s, err := d.text()
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
		if err := d.literal("true"); err != nil {
			return err
		}
		v.SetBool(true)
	case 'f':
		if err := d.literal("false"); err != nil {
			return err
		}
		v.SetBool(false)
	case 'n':
		return d.literal("null")
	default:
		return d.other("true or false")
	}
	return nil
}

// number gives the text of a number; nil for a null, and for what is none.
func (d *decoder) number(wanted string) ([]byte, error) {
	c, err := d.next()
	if err != nil {
		return nil, err
	}
	if c != '-' && (c < '0' || c > '9') {
		if null, err := d.null(c); null {
			return nil, err
		}
		return nil, d.other(wanted)
	}
	start := d.at
	err = d.skipNumber()
	return d.data[start:d.at], err
}

func readInt(d *decoder, v reflect.Value) error {
	text, err := d.number("a whole number")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseInt(string(text), 10, 64); err == nil && !v.OverflowInt(n) {
		v.SetInt(n)
	} else {
		d.misfits(d.at-len(text), "a whole number of "+v.Type().String())
	}
	return nil
}

func readUint(d *decoder, v reflect.Value) error {
	text, err := d.number("a whole number")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseUint(string(text), 10, 64); err == nil && !v.OverflowUint(n) {
		v.SetUint(n)
	} else {
		d.misfits(d.at-len(text), "a whole number of "+v.Type().String())
	}
	return nil
}

func readFloat(d *decoder, v reflect.Value) error {
	text, err := d.number("a number")
	if err != nil || text == nil {
		return err
	}
	if n, err := strconv.ParseFloat(string(text), v.Type().Bits()); err == nil {
		v.SetFloat(n)
	} else {
		d.misfits(d.at-len(text), "a number of "+v.Type().String())
	}
	return nil
}

func readTime(d *decoder, v reflect.Value) error {
	text, err := d.value()
	if err != nil {
		return err
	}
	t := v.Addr().Interface().(*time.Time) // readerOf chose by this type
	if string(text) == `""` {
		*t = time.Time{}
	} else if t.UnmarshalJSON(text) != nil {
		d.refuse(NewMisfit("it is no time as in RFC 3339"))
	}
	return nil
}

// readRaw keeps a value as it is written. Null is none.
func readRaw(d *decoder, v reflect.Value) error {
	text, err := d.value()
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

// readByItself has a type read what is its own to read.
func readByItself(d *decoder, v reflect.Value) error {
	text, err := d.value()
	if err != nil {
		return err
	}
	own := v.Addr().Interface().(json.Unmarshaler) // readerOf chose by this method
	d.refuse(own.UnmarshalJSON(text))
	return nil
}

func readByJSON(d *decoder, v reflect.Value) error {
	text, err := d.value()
	if err != nil {
		return err
	}
	d.refuse(json.Unmarshal(text, v.Addr().Interface()))
	return nil
}
