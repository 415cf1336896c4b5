package wire

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf16"
	"unicode/utf8"
)

// A body is read once, from its beginning to its end, straight into the fields
// of the response: encoding/json reads it twice, and pages of a thousand items
// cost a client little else. What is rare in Clarifai's answers, such as maps,
// is found here and left to encoding/json.
//
// It takes the same JSON and gives the same values as encoding/json (a fuzz
// target holds it to that), but for five things: a field's name is matched to
// the letter, an empty text is a zero time, a value that does not fit is reported
// with its place and the rest is read, a field tagged wire:"once" is an error where
// it stands twice, and a json.RawMessage is nil after a null. Within a map
// encoding/json's rules hold.
//
// A server may change what nothing hangs on. A field that may be left out
// (omitempty, omitzero) is left zero where its value, or a part of it, does not
// fit, and that is no error. Never so are the fields without that option (ids,
// statuses, lists of items) and those tagged wire:"needed": what a program
// decides by, what is paid, what an update writes back, and whatever would state
// something wrong by being zero.

// unmarshal reads a whole JSON text into what a pointer points to. Text that is
// no JSON leaves that as it is, or half read; a value that does not fit its
// field is left out, and is the error once all else is read.
func unmarshal(data []byte, into any) error {
	pointer := reflect.ValueOf(into)
	if pointer.Kind() != reflect.Pointer || pointer.IsNil() {
		return fmt.Errorf("nothing can be read into a %T", into)
	}
	d := decoders.Get().(*decoder) // nothing else is put there
	defer d.release()
	d.data, d.slots = data, 16
	if len(data) > 4<<10 {
		d.slots = uint32(len(d.texts))
	}
	if err := readerOf(pointer.Type().Elem())(d, pointer.Elem()); err != nil {
		return err
	}
	if d.skipSpace(); d.at < len(d.data) {
		return d.unexpected("after the end of the JSON")
	}
	if d.misfit != nil {
		return d.misfit
	}
	return nil
}

// decoder reads one text.
type decoder struct {
	data  []byte
	at    int
	depth int
	// misfit is the first value that does not fit its field.
	misfit *Misfit
	// texts holds short texts of the body by their hash: roles, companies and
	// the like come again in each item of a page, and are kept once.
	texts *[128]string
	slots uint32 // how many of them are used
	// guessed says that a list has been given room by a guess: once, or a text
	// that says the same list again and again would cost more each time.
	guessed bool
}

var decoders = sync.Pool{New: func() any { return &decoder{texts: new([128]string)} }}

// release forgets what was read, which may hold secrets.
func (d *decoder) release() {
	clear(d.texts[:d.slots])
	d.data, d.at, d.depth, d.misfit, d.guessed = nil, 0, 0, nil, false
	decoders.Put(d)
}

// Misfit is the error of a value that does not fit its field. It quotes nothing of
// the value: a server may have put a secret there, and a part of one cannot be
// found and taken out.
type Misfit struct {
	place   []string // from the inside out
	problem string
}

func (e *Misfit) Error() string {
	var b strings.Builder
	for _, part := range slices.Backward(e.place) {
		if b.Len() > 0 && part[0] != '[' {
			b.WriteByte('.')
		}
		b.WriteString(part)
	}
	if b.Len() == 0 {
		return e.problem
	}
	return b.String() + ": " + e.problem
}

// maxDepth is how deep values may stand within one another; encoding/json's.
const maxDepth = 10000

// unexpected is the error of a text that is no JSON.
func (d *decoder) unexpected(where string) error {
	if d.at >= len(d.data) {
		return ErrCut
	}
	return fmt.Errorf("%w: %q %s (byte %d)", ErrNotJSON, d.data[d.at], where, d.at)
}

// reader reads the next value into v. Its error ends the reading.
type reader func(d *decoder, v reflect.Value) error

var readers sync.Map // reflect.Type → reader

func readerOf(t reflect.Type) reader {
	if r, ok := readers.Load(t); ok {
		return r.(reader) // nothing else is stored
	}
	// A type that holds itself meets this one while it is being made.
	var made reader
	var once sync.WaitGroup
	once.Add(1)
	r, loaded := readers.LoadOrStore(t, reader(func(d *decoder, v reflect.Value) error {
		once.Wait()
		return made(d, v)
	}))
	if loaded {
		return r.(reader) // nothing else is stored
	}
	made = makeReader(t)
	once.Done()
	readers.Store(t, made)
	return made
}

var (
	unmarshalerType     = reflect.TypeFor[json.Unmarshaler]()
	textUnmarshalerType = reflect.TypeFor[interface{ UnmarshalText([]byte) error }]()
	timeType            = reflect.TypeFor[time.Time]()
	rawType             = reflect.TypeFor[json.RawMessage]()
	numberType          = reflect.TypeFor[json.Number]()
)

func makeReader(t reflect.Type) reader {
	pointer := reflect.PointerTo(t)
	switch {
	case t == timeType:
		return readTime
	case t == rawType:
		return readRaw
	case t == numberType:
		return readByJSON
	case pointer.Implements(unmarshalerType):
		return readByItself
	case pointer.Implements(textUnmarshalerType):
		return readByJSON
	}
	switch t.Kind() {
	case reflect.String:
		return readString
	case reflect.Bool:
		return readBool
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		return readInt
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return readUint
	case reflect.Float32, reflect.Float64:
		return readFloat
	case reflect.Pointer:
		return pointerReader(t)
	case reflect.Struct:
		return structReader(t)
	case reflect.Slice:
		if t.Elem().Kind() != reflect.Uint8 {
			return sliceReader(t)
		}
	}
	return readByJSON
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

// misfits notes that the value that begins at start, and was read, is not of
// the wanted kind.
func (d *decoder) misfits(start int, wanted string) {
	if d.misfit != nil {
		return
	}
	kind := "a number"
	switch d.data[start] {
	case '"':
		kind = "a text"
	case '{':
		kind = "an object"
	case '[':
		kind = "a list"
	case 't', 'f':
		kind = "true or false"
	}
	d.misfit = &Misfit{problem: kind + " where " + wanted + " belongs"}
}

// other passes over a value that is not of the wanted kind.
func (d *decoder) other(wanted string) error {
	start := d.at
	if err := d.skip(); err != nil {
		return err
	}
	d.misfits(start, wanted)
	return nil
}

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

// value passes over the next value and gives its text.
func (d *decoder) value() ([]byte, error) {
	if _, err := d.next(); err != nil {
		return nil, err
	}
	start := d.at
	err := d.skip()
	return d.data[start:d.at], err
}

// refuse notes that a value could not be read. What its error says is shown only
// where that is a Misfit.
func (d *decoder) refuse(err error) {
	if err == nil || d.misfit != nil {
		return
	}
	d.misfit = &Misfit{problem: "it cannot be read"}
	if inner, ok := errors.AsType[*Misfit](err); ok {
		*d.misfit = Misfit{place: slices.Clone(inner.place), problem: inner.problem}
	}
}

// NewMisfit makes the error of a type that reads its own values. The problem must
// quote nothing of the value.
func NewMisfit(problem string) error { return &Misfit{problem: problem} }

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

// unknown passes over the value of a field that is not known.
func (d *decoder) unknown() error {
	if _, err := d.next(); err != nil {
		return err
	}
	return d.skip()
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

// text reads a string.
func (d *decoder) text() (string, error) {
	start := d.at
	plain, err := d.skipString()
	if err != nil {
		return "", err
	}
	raw := d.data[start+1 : d.at-1]
	if !plain {
		return string(unquote(raw)), nil
	}
	return d.keep(raw), nil
}

// keep gives a text's string, the same one for the same text where it can.
func (d *decoder) keep(raw []byte) string {
	n := len(raw)
	switch {
	case string(raw) == success:
		return success
	case n == 0 || n > 64:
		return string(raw)
	}
	hash := uint32(n)
	hash = hash*31 + uint32(raw[0])
	hash = hash*31 + uint32(raw[n/2])
	hash = hash*31 + uint32(raw[n-1])
	slot := &d.texts[hash%d.slots]
	if *slot != string(raw) {
		*slot = string(raw)
	}
	return *slot
}

// skipString passes over a string, and reports whether it stands there as it is:
// without escapes, and in UTF-8.
func (d *decoder) skipString() (plain bool, err error) {
	data, i := d.data, d.at+1
	plain, ascii := true, true
	for i < len(data) {
		switch c := data[i]; {
		case c == '"':
			if !ascii && plain {
				plain = utf8.Valid(data[d.at+1 : i])
			}
			d.at = i + 1
			return plain, nil
		case c == '\\':
			plain = false
			i++
			if i >= len(data) {
				return false, ErrCut
			}
			switch data[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				i++
			case 'u':
				i++
				for range 4 {
					if i >= len(data) {
						return false, ErrCut
					}
					if !isHex(data[i]) {
						d.at = i
						return false, d.unexpected("in an escape")
					}
					i++
				}
			default:
				d.at = i
				return false, d.unexpected("in an escape")
			}
		case c < ' ':
			d.at = i
			return false, d.unexpected("in a text")
		default:
			if c >= utf8.RuneSelf {
				ascii = false
			}
			i++
		}
	}
	return false, ErrCut
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquote undoes the escapes of a string that skipString has seen, and puts
// U+FFFD in the place of what is no UTF-8, as encoding/json does.
func unquote(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && raw[i+1] == 'u':
			r := hex(raw[i+2 : i+6])
			i += 6
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if i+6 <= len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
					pair = utf16.DecodeRune(r, hex(raw[i+2:i+6]))
				}
				if pair != utf8.RuneError {
					i += 6
				}
				r = pair
			}
			out = utf8.AppendRune(out, r)
		case c == '\\':
			out = append(out, unescaped(raw[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	return out
}

func hex(digits []byte) rune {
	n, err := strconv.ParseUint(string(digits), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n) //nolint:gosec // four digits
}

func unescaped(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
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
