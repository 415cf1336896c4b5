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
		if null, err := d.null(c); null {
			v.SetZero()
			return err
		}
		if v.IsNil() {
			v.Set(reflect.New(elem))
		}
		return read(d, v.Elem())
	}
}

// mostItems is how many items a list is given room for beyond those that were
// read.
const mostItems = 1024

func sliceReader(t reflect.Type) reader {
	read := readerOf(t.Elem())
	return func(d *decoder, v reflect.Value) error {
		c, err := d.next()
		if err != nil {
			return err
		}
		if c != '[' {
			if null, err := d.null(c); null {
				v.SetZero()
				return err
			}
			return d.other("a list")
		}
		start := d.at
		if err := d.enter(); err != nil {
			return err
		}
		v.SetZero()
		n := 0
		for {
			more, err := d.more(']', n == 0)
			if err != nil {
				return err
			}
			if !more {
				break
			}
			if n == v.Cap() {
				v.Grow(d.room(n, start))
			}
			v.SetLen(n + 1)
			had := d.misfit != nil
			if err := read(d, v.Index(n)); err != nil {
				return err
			}
			if !had && d.misfit != nil {
				d.misfit.place = append(d.misfit.place, "["+strconv.Itoa(n)+"]")
			}
			n++
		}
		if n == 0 {
			v.Set(reflect.MakeSlice(t, 0, 0))
		}
		return nil
	}
}

// room is how many more items a list that began at start may be given room for,
// after n: for a response's own list what the rest of the body may hold, so that
// it is not copied again and again.
func (d *decoder) room(n, start int) int {
	switch {
	case n == 0:
		return 1 // many a list has no more
	case d.depth > 2 || d.guessed:
		return n
	}
	d.guessed = true
	size := (d.at - start) / n
	return min(max((len(d.data)-d.at)/max(size, 1)+1, n), max(mostItems, n))
}
