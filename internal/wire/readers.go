package wire

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

// reader reads the next value into v. It returns an error only if reading cannot go
// on; a value that does not fit v is recorded in the decoder.
type reader func(d *decoder, v reflect.Value) error

// readers holds the reader of each type that was read before.
var readers sync.Map // reflect.Type to reader

// readerOf returns the reader of a type.
func readerOf(t reflect.Type) reader {
	if r, ok := readers.Load(t); ok {
		return r.(reader) // nothing else is stored
	}
	// A type that contains itself finds this reader while its own is being made.
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

// makeReader chooses the reader of a type by encoding/json's rules.
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
		return readByMethod
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
