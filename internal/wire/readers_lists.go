package wire

import (
	"reflect"
	"strconv"
)

func pointerReader(t reflect.Type) reader {
	elem := t.Elem()
	read := readerOf(elem)
	return func(d *decoder, v reflect.Value) error {
		c, err := d.next()
		if err != nil {
			return err
		}
		if null, err := d.skipNull(c); null {
			v.SetZero()
			return err
		}
		if v.IsNil() {
			v.Set(reflect.New(elem))
		}
		return read(d, v.Elem())
	}
}

// maxSpareItems is the maximum number of items that a list is given room for beyond
// those that were read.
const maxSpareItems = 1024

func sliceReader(t reflect.Type) reader {
	read := readerOf(t.Elem())
	return func(d *decoder, v reflect.Value) error {
		c, err := d.next()
		if err != nil {
			return err
		}
		if c != '[' {
			if null, err := d.skipNull(c); null {
				v.SetZero()
				return err
			}
			return d.skipMismatch("an array")
		}
		start := d.pos
		if err := d.descend(); err != nil {
			return err
		}
		v.SetZero()
		n := 0
		for {
			more, err := d.nextElement(']', n == 0)
			if err != nil {
				return err
			}
			if !more {
				break
			}
			if n == v.Cap() {
				v.Grow(d.spareItems(n, start))
			}
			v.SetLen(n + 1)
			failed := d.fieldError != nil
			if err := read(d, v.Index(n)); err != nil {
				return err
			}
			if !failed && d.fieldError != nil {
				d.fieldError.path = append(d.fieldError.path, "["+strconv.Itoa(n)+"]")
			}
			n++
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		return nil
	}
}

// spareItems returns how many more items to make room for in a list of n that began
// at start. For a list near the top of a response, it is what the rest of the body
// may hold, so that the list is not copied each time it grows.
func (d *decoder) spareItems(n, start int) int {
	switch {
	case n == 0:
		return 1 // many lists have one item
	case d.depth > 2 || d.guessedRoom:
		return n
	}
	d.guessedRoom = true
	size := (d.pos - start) / n
	return min(max((len(d.data)-d.pos)/max(size, 1)+1, n), max(maxSpareItems, n))
}
