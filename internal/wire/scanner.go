package wire

import "fmt"

// maxDepth is how deep values may stand within one another; encoding/json's.
const maxDepth = 10000

// unexpected is the error of a text that is no JSON.
func (d *decoder) unexpected(where string) error {
	if d.at >= len(d.data) {
		return ErrCut
	}
	return fmt.Errorf("%w: %q %s (byte %d)", ErrNotJSON, d.data[d.at], where, d.at)
}

// next moves to the next value and gives its first byte.
func (d *decoder) next() (byte, error) {
	d.skipSpace()
	if d.at >= len(d.data) {
		return 0, ErrCut
	}
	return d.data[d.at], nil
}

func (d *decoder) skipSpace() {
	for d.at < len(d.data) {
		switch d.data[d.at] {
		case ' ', '\t', '\r', '\n':
			d.at++
		default:
			return
		}
	}
}

// null reads a null, if that is what follows.
func (d *decoder) null(c byte) (bool, error) {
	if c != 'n' {
		return false, nil
	}
	return true, d.literal("null")
}

func (d *decoder) literal(word string) error {
	for i := range len(word) {
		if d.at >= len(d.data) || d.data[d.at] != word[i] {
			return d.unexpected("in a literal")
		}
		d.at++
	}
	return nil
}

// value passes over the next value and gives its text.
func (d *decoder) value() ([]byte, error) {
	if _, err := d.next(); err != nil {
		return nil, err
	}
	start := d.at
	err := d.skip()
	return d.data[start:d.at], err
}

func (d *decoder) enter() error {
	d.at++
	if d.depth++; d.depth > maxDepth {
		return fmt.Errorf("%w: values stand more than %d deep within one another", ErrNotJSON, maxDepth)
	}
	return nil
}

// more moves to the next element of an object or a list, past the comma before
// it, and reports false at its end.
func (d *decoder) more(end byte, first bool) (bool, error) {
	c, err := d.next()
	switch {
	case err != nil:
		return false, err
	case c == end:
		d.at++
		d.depth--
		return false, nil
	case first:
		return true, nil
	case c != ',':
		return false, d.unexpected("where a comma or an end belongs")
	}
	d.at++
	if c, err = d.next(); err == nil && c == end {
		err = d.unexpected("after a comma")
	}
	return err == nil, err
}

// name reads a field's name and the colon after it. The name is a part of the
// body where it stands there as it is.
func (d *decoder) name() ([]byte, error) {
	if c, err := d.next(); err != nil {
		return nil, err
	} else if c != '"' {
		return nil, d.unexpected("where a field's name belongs")
	}
	start := d.at
	plain, err := d.skipString()
	if err != nil {
		return nil, err
	}
	name := d.data[start+1 : d.at-1]
	if !plain {
		name = unquote(name)
	}
	c, err := d.next()
	if err != nil {
		return nil, err
	}
	if c != ':' {
		return nil, d.unexpected("where a colon belongs")
	}
	d.at++
	return name, nil
}

// unknown passes over the value of a field that is not known.
func (d *decoder) unknown() error {
	if _, err := d.next(); err != nil {
		return err
	}
	return d.skip()
}

// skip passes over the value that begins here.
func (d *decoder) skip() error {
	switch c := d.data[d.at]; c {
	case '"':
		_, err := d.skipString()
		return err
	case '{', '[':
		return d.skipWithin(c)
	case 't':
		return d.literal("true")
	case 'f':
		return d.literal("false")
	case 'n':
		return d.literal("null")
	default:
		return d.skipNumber()
	}
}

// skipWithin passes over an object or a list.
func (d *decoder) skipWithin(begin byte) error {
	if err := d.enter(); err != nil {
		return err
	}
	end := begin + 2 // '{' and '}', '[' and ']'
	for first := true; ; first = false {
		more, err := d.more(end, first)
		if err != nil || !more {
			return err
		}
		if begin == '{' {
			if _, err := d.name(); err != nil {
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

// skipNumber passes over a number. One that the body's end cuts short passes
// for whole: what it stands in is cut short as well.
func (d *decoder) skipNumber() error {
	if d.peek() == '-' {
		d.at++
	}
	switch c := d.peek(); {
	case c == '0':
		d.at++
	case '1' <= c && c <= '9':
		d.digits()
	default:
		return d.unexpected("where a value belongs")
	}
	if d.peek() == '.' {
		d.at++
		if !d.digits() {
			return d.unexpected("in a number")
		}
	}
	if c := d.peek(); c == 'e' || c == 'E' {
		d.at++
		if c := d.peek(); c == '+' || c == '-' {
			d.at++
		}
		if !d.digits() {
			return d.unexpected("in a number")
		}
	}
	return nil
}

// peek gives the byte that is next, 0 at the end.
func (d *decoder) peek() byte {
	if d.at < len(d.data) {
		return d.data[d.at]
	}
	return 0
}

// digits passes over digits, and reports whether there were any.
func (d *decoder) digits() bool {
	start := d.at
	for d.at < len(d.data) && '0' <= d.data[d.at] && d.data[d.at] <= '9' {
		d.at++
	}
	return d.at > start
}
