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

// maxSpareItems is how many items a list is given room for beyond those that were
// read.
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
			return d.skipMismatch("a list")
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
			had := d.fieldError != nil
			if err := read(d, v.Index(n)); err != nil {
				return err
			}
			if !had && d.fieldError != nil {
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

// spareItems is how many more items a list that began at start may be given room for,
// after n: for a response's own list what the rest of the body may hold, so that
// it is not copied again and again.
func (d *decoder) spareItems(n, start int) int {
	switch {
	case n == 0:
		return 1 // many a list has no more
	case d.depth > 2 || d.guessedRoom:
		return n
	}
	d.guessedRoom = true
	size := (d.pos - start) / n
	return min(max((len(d.data)-d.pos)/max(size, 1)+1, n), max(maxSpareItems, n))
}
