package wire

import "fmt"

// maxDepth is the maximum depth to which values may be nested, which is
// encoding/json's.
const maxDepth = 10000

// unexpected returns the error of text that is not JSON.
func (d *decoder) unexpected(where string) error {
	if d.pos >= len(d.data) {
		return ErrTruncated
	}
	return fmt.Errorf("%w: unexpected %q %s at byte %d", ErrNotJSON, d.data[d.pos], where, d.pos)
}

// next moves to the next value and returns its first byte.
func (d *decoder) next() (byte, error) {
	d.skipSpace()
	if d.pos >= len(d.data) {
		return 0, ErrTruncated
	}
	return d.data[d.pos], nil
}

func (d *decoder) skipSpace() {
	for d.pos < len(d.data) {
		switch d.data[d.pos] {
		case ' ', '\t', '\r', '\n':
			d.pos++
		default:
			return
		}
	}
}

// skipNull passes over a null, and reports whether there was one. c is the first
// byte of the next value.
func (d *decoder) skipNull(c byte) (bool, error) {
	if c != 'n' {
		return false, nil
	}
	return true, d.skipLiteral("null")
}

func (d *decoder) skipLiteral(word string) error {
	for i := range len(word) {
		if d.pos >= len(d.data) || d.data[d.pos] != word[i] {
			return d.unexpected("in a literal")
		}
		d.pos++
	}
	return nil
}

// nextRaw passes over the next value and returns it as it is written.
func (d *decoder) nextRaw() ([]byte, error) {
	if _, err := d.next(); err != nil {
		return nil, err
	}
	start := d.pos
	err := d.skip()
	return d.data[start:d.pos], err
}

func (d *decoder) descend() error {
	d.pos++
	if d.depth++; d.depth > maxDepth {
		return fmt.Errorf("%w: values must not be nested deeper than %d", ErrNotJSON, maxDepth)
	}
	return nil
}

// nextElement moves to the next element of an object or an array, past the comma
// before it. It reports false at the end.
func (d *decoder) nextElement(end byte, first bool) (bool, error) {
	c, err := d.next()
	switch {
	case err != nil:
		return false, err
	case c == end:
		d.pos++
		d.depth--
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, d.unexpected("instead of a comma or the end")
	}
	d.pos++
	if c, err = d.next(); err == nil && c == end {
		err = d.unexpected("after a comma")
	}
	return err == nil, err
}

// nextName reads a field's name and the colon after it. The name is a part of the
// body unless it has escapes.
func (d *decoder) nextName() ([]byte, error) {
	if c, err := d.next(); err != nil {
		return nil, err
	} else if c != '"' {
		return nil, d.unexpected("instead of a field name")
	}
	start := d.pos
	plain, err := d.skipString()
	if err != nil {
		return nil, err
	}
	name := d.data[start+1 : d.pos-1]
	if !plain {
		name = unquote(name)
	}
	c, err := d.next()
	if err != nil {
		return nil, err
	}
	if c != ':' {
		return nil, d.unexpected("instead of a colon")
	}
	d.pos++
	return name, nil
}

// skipNext passes over the next value.
func (d *decoder) skipNext() error {
	if _, err := d.next(); err != nil {
		return err
	}
	return d.skip()
}

// skip passes over the value that begins at the current byte.
func (d *decoder) skip() error {
	switch c := d.data[d.pos]; c {
	case '"':
		_, err := d.skipString()
		return err
	case '{', '[':
		return d.skipWithin(c)
	case 't':
		return d.skipLiteral("true")
	case 'f':
		return d.skipLiteral("false")
	case 'n':
		return d.skipLiteral("null")
	default:
		return d.skipNumber()
	}
}

// skipWithin passes over an object or an array.
func (d *decoder) skipWithin(begin byte) error {
	if err := d.descend(); err != nil {
		return err
	}
	end := begin + 2 // '{' and '}', '[' and ']'
	for first := true; ; first = false {
		more, err := d.nextElement(end, first)
		if err != nil || !more {
			return err
		}
		if begin == '{' {
			if _, err := d.nextName(); err != nil {
				return err
			}
			if _, err := d.next(); err != nil {
				return err
			}
		}
		if err := d.skip(); err != nil {
			return err
		}
	}
}

// skipNumber passes over a number. One that the end of the body truncates counts
// as whole, since the object around it is truncated, too.
func (d *decoder) skipNumber() error {
	if d.peek() == '-' {
		d.pos++
	}
	switch c := d.peek(); {
	case c == '0':
		d.pos++
	case '1' <= c && c <= '9':
		d.skipDigits()
	default:
		return d.unexpected("instead of a value")
	}
	if d.peek() == '.' {
		d.pos++
		if !d.skipDigits() {
			return d.unexpected("in a number")
		}
	}
	if c := d.peek(); c == 'e' || c == 'E' {
		d.pos++
		if c := d.peek(); c == '+' || c == '-' {
			d.pos++
		}
		if !d.skipDigits() {
			return d.unexpected("in a number")
		}
	}
	return nil
}

// peek returns the next byte, or 0 at the end.
func (d *decoder) peek() byte {
	if d.pos < len(d.data) {
		return d.data[d.pos]
	}
	return 0
}

// skipDigits passes over digits, and reports whether there were any.
func (d *decoder) skipDigits() bool {
	start := d.pos
	for d.pos < len(d.data) && '0' <= d.data[d.pos] && d.data[d.pos] <= '9' {
		d.pos++
	}
	return d.pos > start
}
