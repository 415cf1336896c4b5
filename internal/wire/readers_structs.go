package wire

import (
	"reflect"
	"strings"
)

// field is a field of a struct, or of a struct that is embedded in it.
type field struct {
	name  string
	index []int
	read  reader
	// once says that an object with two such fields is an error, and that neither
	// value is kept: which one counts cannot be known.
	once bool
	// optional says that a value that does not fit is ignored.
	optional bool
}

// target returns the field of struct v, and allocates embedded structs on the way
// to it. It reports false if one of them cannot be set.
func (f *field) target(v reflect.Value) (reflect.Value, bool) {
	v = v.Field(f.index[0])
	for _, i := range f.index[1:] {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(i)
	}
	return v, true
}

func structReader(t reflect.Type) reader {
	fields, ok := fieldsOf(t)
	if !ok {
		for _, f := range reflect.VisibleFields(t) {
			if f.Tag.Get("wire") != "" {
				panic("wire: " + t.String() + " is left to encoding/json, which ignores the wire tag of " + f.Name)
			}
		}
		return readByJSON
	}
	byName := make(map[string]int, len(fields))
	for i, f := range fields {
		byName[f.name] = i
		if f.once && i >= 64 {
			panic("wire: only the first 64 fields of a struct can be tagged once: " + t.String() + "." + f.name)
		}
	}
	return func(d *decoder, v reflect.Value) error {
		c, err := d.next()
		if err != nil {
			return err
		}
		if c != '{' {
			if null, err := d.skipNull(c); null {
				return err
			}
			return d.skipMismatch("an object")
		}
		if err := d.descend(); err != nil {
			return err
		}
		following := 0  // fields mostly come in order
		var seen uint64 // bits of fields tagged once
		for first := true; ; first = false {
			more, err := d.nextElement('}', first)
			if err != nil {
				return err
			}
			if !more {
				return nil
			}
			name, err := d.nextName()
			if err != nil {
				return err
			}
			i := following
			if i >= len(fields) || fields[i].name != string(name) {
				var known bool
				if i, known = byName[string(name)]; !known {
					if err := d.skipNext(); err != nil {
						return err
					}
					continue
				}
			}
			following = i + 1
			f := &fields[i]
			if err := f.readInto(d, v, f.once && seen&(1<<i) != 0); err != nil {
				return err
			}
			if f.once {
				seen |= 1 << i
			}
		}
	}
}

// readInto reads the next value into the field of struct v. A duplicate is skipped,
// and the value that was read before is dropped.
func (f *field) readInto(d *decoder, v reflect.Value, duplicate bool) error {
	failed := d.fieldError != nil
	target, ok := f.target(v)
	var err error
	switch {
	case !ok:
		d.record(NewFieldError("cannot be set"))
		err = d.skipNext()
	case duplicate:
		target.SetZero()
		d.record(NewFieldError("must not appear twice"))
		err = d.skipNext()
	default:
		err = f.read(d, target)
	}
	switch {
	case err != nil || failed || d.fieldError == nil:
	case f.optional && ok:
		target.SetZero()
		d.fieldError = nil
	default:
		d.fieldError.path = append(d.fieldError.path, f.name)
	}
	return err
}

// fieldsOf returns the fields of a struct by encoding/json's rules: a field hides
// those of the same name in embedded structs. It reports false if something in
// the struct is left to encoding/json.
func fieldsOf(t reflect.Type) ([]field, bool) {
	var fields []field
	depths := make(map[string]int)
	var add func(t reflect.Type, index []int) bool
	add = func(t reflect.Type, index []int) bool {
		for i := range t.NumField() {
			sf := t.Field(i)
			tag, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
			if sf.Tag.Get("json") == "-" {
				continue
			}
			if sf.Anonymous && tag != "" && !sf.IsExported() || len(index) > 8 {
				return false
			}
			path := append(append([]int(nil), index...), i)
			if sf.Anonymous && tag == "" {
				inner := sf.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				if inner.Kind() != reflect.Struct || !add(inner, path) {
					return false
				}
				continue
			}
			if !sf.IsExported() {
				continue
			}
			if strings.Contains(options, "string") {
				return false
			}
			if tag == "" {
				tag = sf.Name
			}
			n := -1
			for j := range fields {
				if fields[j].name == tag {
					n = j
				}
			}
			switch {
			case n < 0:
				fields = append(fields, makeField(tag, path, &sf))
			case len(path) == depths[tag]:
				return false
			case len(path) > depths[tag]:
				continue
			default:
				fields[n] = makeField(tag, path, &sf)
			}
			depths[tag] = len(path)
		}
		return true
	}
	return fields, add(t, nil)
}

func makeField(name string, index []int, sf *reflect.StructField) field {
	_, options, _ := strings.Cut(sf.Tag.Get("json"), ",")
	f := field{name: name, index: index, read: readerOf(sf.Type)}
	switch tag := sf.Tag.Get("wire"); tag {
	case "":
		f.optional = strings.Contains(options, "omitempty") || strings.Contains(options, "omitzero")
	case "once":
		f.once = true
	case "needed":
	default:
		panic("wire: unknown tag " + tag + " of " + sf.Name)
	}
	return f
}
