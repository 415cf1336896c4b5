package wire

import (
	"reflect"
	"strings"
)

// field is one of a struct's, or of a struct within it that has no name.
type field struct {
	name  string
	index []int
	read  reader
	once  bool // of two that stand there none is kept: which of them counts cannot be told
	// optional says that a value that does not fit is left out.
	optional bool
}

// in gives the field of a struct, making room for it where it stands behind a
// pointer that is nil. It reports false where there can be none.
func (f *field) in(v reflect.Value) (reflect.Value, bool) {
	v = v.Field(f.index[0])
	for _, at := range f.index[1:] {
		if v.Kind() == reflect.Pointer {
			if v.IsNil() {
				if !v.CanSet() {
					return v, false
				}
				v.Set(reflect.New(v.Type().Elem()))
			}
			v = v.Elem()
		}
		v = v.Field(at)
	}
	return v, true
}

func structReader(t reflect.Type) reader {
	fields, ok := fieldsOf(t)
	if !ok {
		for _, f := range reflect.VisibleFields(t) {
			if f.Tag.Get("wire") != "" {
				panic("wire: encoding/json would read " + t.String() + ", and know nothing of the tag of " + f.Name)
			}
		}
		return readByJSON
	}
	byName := make(map[string]int, len(fields))
	for i, f := range fields {
		byName[f.name] = i
		if f.once && i >= 64 {
			panic("wire: only the first 64 fields of a struct can be tagged: " + t.String() + "." + f.name)
		}
	}
	return func(d *decoder, v reflect.Value) error {
		c, err := d.next()
		if err != nil {
			return err
		}
		if c != '{' {
			if null, err := d.null(c); null {
				return err
			}
			return d.other("an object")
		}
		if err := d.enter(); err != nil {
			return err
		}
		following := 0  // fields mostly come in their order
		var seen uint64 // those that may stand there once
		for first := true; ; first = false {
			more, err := d.more('}', first)
			if err != nil {
				return err
			}
			if !more {
				return nil
			}
			name, err := d.name()
			if err != nil {
				return err
			}
			i := following
			if i >= len(fields) || fields[i].name != string(name) {
				var known bool
				if i, known = byName[string(name)]; !known {
					if err := d.unknown(); err != nil {
						return err
					}
					continue
				}
			}
			following = i + 1
			f := &fields[i]
			had := d.misfit != nil
			target, ok := f.in(v)
			switch {
			case !ok:
				d.refuse(NewMisfit("there is no room for it"))
				err = d.unknown()
			case f.once && seen&(1<<i) != 0:
				err = d.twice(target)
			default:
				err = f.read(d, target)
			}
			if err != nil {
				return err
			}
			if f.once {
				seen |= 1 << i
			}
			switch {
			case had || d.misfit == nil:
			case f.optional && ok:
				target.SetZero()
				d.misfit = nil
			default:
				d.misfit.place = append(d.misfit.place, f.name)
			}
		}
	}
}

// twice passes over the value of a field that was read before, and forgets that.
func (d *decoder) twice(v reflect.Value) error {
	v.SetZero()
	d.refuse(NewMisfit("it stands twice"))
	return d.unknown()
}

// fieldsOf lists the fields of a struct by encoding/json's rules; a field hides
// those of the same name that stand deeper. It reports false where the struct
// has something that is left to encoding/json.
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
			at := append(append([]int(nil), index...), i)
			if sf.Anonymous && tag == "" {
				inner := sf.Type
				if inner.Kind() == reflect.Pointer {
					inner = inner.Elem()
				}
				if inner.Kind() != reflect.Struct || !add(inner, at) {
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
				fields = append(fields, makeField(tag, at, &sf))
			case len(at) == depths[tag]:
				return false
			case len(at) > depths[tag]:
				continue
			default:
				fields[n] = makeField(tag, at, &sf)
			}
			depths[tag] = len(at)
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
		panic("wire: " + tag + " is no tag, of " + sf.Name)
	}
	return f
}
