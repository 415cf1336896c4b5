// Package strict decodes JSON that people write by hand. What encoding/json would
// ignore is an error with its place: a field that the type does not have, a missing
// field, a repeated key, null in place of a value, and text after the value. Null
// is allowed where the type is an interface.
//
// A field is required unless its json tag has omitempty or omitzero. The names of
// fields are case-sensitive. A struct with exported fields is checked even if it
// has an UnmarshalJSON method.
package strict

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// maxFile is the maximum size of a file, in bytes.
const maxFile = 16 << 20

// maxDepth is the maximum nesting of lists and objects.
const maxDepth = 200

// Error is a problem of a file at one place.
type Error struct {
	// Line and Column start at 1 and count characters. They are 0 if the place
	// is unknown.
	Line, Column int
	// Path is a path such as "rules[2].section". It is empty for the whole value.
	Path   string
	Reason string
}

// Error returns the place and the reason.
func (e *Error) Error() string {
	var b strings.Builder
	if e.Line > 0 {
		fmt.Fprintf(&b, "line %d, column %d: ", e.Line, e.Column)
	}
	if e.Path != "" {
		b.WriteString(e.Path + ": ")
	}
	return b.String() + e.Reason
}

// ReadJSON decodes a file with one JSON value into the value that target points to.
// The file may be UTF-16 and have a byte order mark, see [tabular.Text], and must be
// at most 16 MiB. The error is an [*Error], or that of reading.
func ReadJSON(r io.Reader, target any) error { return ReadLargeJSON(r, target, maxFile) }

// ReadLargeJSON decodes a file as [ReadJSON] does. The file must have at most limit
// bytes.
func ReadLargeJSON(r io.Reader, target any, limit int64) error {
	text, err := tabular.Text(r, limit)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(text)
	if err != nil {
		return err
	}
	return DecodeJSON(data, target)
}

// DecodeJSON decodes one JSON value, in UTF-8 and without a byte order mark, into the
// value that target points to. The error is an [*Error].
func DecodeJSON(data []byte, target any) error {
	errorAt := func(at int, path, reason string) *Error {
		line, column := position(data, at)
		return &Error{line, column, path, reason}
	}
	if at := firstInvalid(data); at >= 0 {
		return errorAt(at, "", "the text must be UTF-8")
	}
	root, err := parse(data)
	if err != nil {
		return errorAt(err.at, "", err.reason)
	}
	if err := newChecker().checkRoot(root, target); err != nil {
		return errorAt(err.at, err.path, err.reason)
	}
	if err := json.Unmarshal(data, target); err != nil {
		return &Error{Reason: err.Error()}
	}
	return nil
}

// Check checks a tree of maps, slices and scalars that another decoder made, such as
// one for YAML. It makes the checks of [DecodeJSON] against the type that target
// points to, except for repeated keys, which a tree cannot have, and for the values
// of numbers. The error is an [*Error] without line and column.
func Check(tree, target any) error {
	root, err := nodeFromTree(tree, 0)
	if err == nil {
		err = newChecker().checkRoot(root, target)
	}
	if err != nil {
		return &Error{Path: err.path, Reason: err.reason}
	}
	return nil
}

// DecodeYAML decodes a document with the function that a YAML library passes to an
// UnmarshalYAML method. [Check] checks everything before the library ignores some of
// it.
func DecodeYAML(unmarshal func(any) error, target any) error {
	var tree any
	if err := unmarshal(&tree); err != nil {
		return err
	}
	if err := Check(tree, target); err != nil {
		return err
	}
	return unmarshal(target)
}

// position returns the line and the column of an offset.
func position(data []byte, at int) (line, column int) {
	before := data[:min(at, len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// firstInvalid returns the offset of the first byte that is not UTF-8, or -1.
func firstInvalid(data []byte) int {
	if utf8.Valid(data) {
		return -1
	}
	for at := 0; ; {
		r, size := utf8.DecodeRune(data[at:])
		if r == utf8.RuneError && size <= 1 {
			return at
		}
		at += size
	}
}
