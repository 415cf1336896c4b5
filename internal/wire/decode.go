package wire

import (
	"fmt"
	"reflect"
	"sync"
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
