package wire

import (
	"encoding/json"
	"reflect"
	"sync"
	"time"
)

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
