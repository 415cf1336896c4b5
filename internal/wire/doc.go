// Package wire reads and writes JSON as Clarifai speaks it: the status
// envelope around every response, enums by number or by name, and bodies that
// are truncated or are not JSON at all.
//
// # The reader
//
// A body is read once, from its beginning to its end, straight into the fields of
// the response. encoding/json reads it twice, and reading is most of what a page of
// a thousand items costs a client. For each type there is a reader, a function that
// is made at the first use of the type: makeReader chooses it, structReader and
// sliceReader build it from those of the parts. The decoder holds the position in
// the text. What is rare in Clarifai's responses, such as a map, is located here and
// left to encoding/json.
//
// The reader accepts the same JSON and stores the same values as encoding/json, to
// which a fuzz target compares it, with five exceptions:
//
//   - A field's name must match to the letter.
//   - An empty string is a zero time.
//   - A value that does not fit its field is reported with its path, as a
//     [FieldError], and the rest is read.
//   - A field tagged wire:"once" must not appear twice.
//   - A json.RawMessage is nil after a null.
//
// A server may change details. A value that does not fit a field with omitempty or
// omitzero is therefore ignored, and the field stays zero. This does not hold for
// fields without that option, such as IDs, statuses and lists of items, nor for
// those tagged wire:"needed": what a program decides by, what is paid, what an
// update writes back, and whatever would be a false statement if it were zero.
package wire
