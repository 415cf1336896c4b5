// Package strict reads JSON that people write by hand. Whatever would be lost in
// silence by encoding/json is an error that says where it is: a field that the
// type does not have, a field that is missing, a key that is written twice,
// null in place of a value, except where the type takes anything, and whatever follows the first value.
//
// A field is required unless its json tag has omitempty or omitzero. Its name
// counts as it is written, letter case included. A struct with exported fields
// is looked into even if it has an UnmarshalJSON of its own.
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

// maxFile is the size of the largest file that is read, in bytes.
const maxFile = 16 << 20

// maxDepth is how deep lists and objects may nest.
const maxDepth = 200

// Error says what is wrong with a file, and where.
type Error struct {
	Line, Column int    // from 1 on, in characters; 0 if they are not known
	Path         string // such as "rules[2].section"; empty for the whole value
	Reason       string
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

// ReadJSON reads a file with one JSON value into what into points to. The text
// may have a byte order mark and be UTF-16, as for [tabular.Text], and has at most
// 16 MiB. An error is
// an [*Error], or one of reading.
func ReadJSON(r io.Reader, into any) error {
	text, err := tabular.Text(r, maxFile)
	if err != nil {
		return err
	}
	data, err := io.ReadAll(text)
	if err != nil {
		return err
	}
	return DecodeJSON(data, into)
}

// DecodeJSON reads one JSON value, in UTF-8 and without a byte order mark, into
// what into points to. The error is an [*Error].
func DecodeJSON(data []byte, into any) error {
	place := func(at int, path, reason string) *Error {
		line, column := position(data, at)
		return &Error{line, column, path, reason}
	}
	if at := firstInvalid(data); at >= 0 {
		return place(at, "", "the text is not UTF-8")
	}
	root, err := parse(data)
	if err != nil {
		return place(err.at, "", err.reason)
	}
	if err := newChecker().into(root, into); err != nil {
		return place(err.at, err.path, err.reason)
	}
	if err := json.Unmarshal(data, into); err != nil {
		return &Error{Reason: err.Error()}
	}
	return nil
}

// Check checks a value that another decoder made of maps, slices and scalars, as
// [DecodeJSON] checks JSON before it reads it into a value of the type that into
// points to. Keys that were written twice, and lines, are not known here. The
// error is an [*Error].
func Check(tree, into any) error {
	root, err := treeNode(tree, 0)
	if err == nil {
		err = newChecker().into(root, into)
	}
	if err != nil {
		return &Error{Path: err.path, Reason: err.reason}
	}
	return nil
}

// position returns the line and the column of an offset.
func position(data []byte, at int) (line, column int) {
	before := data[:min(at, len(data))]
	start := bytes.LastIndexByte(before, '\n') + 1
	return bytes.Count(before, []byte("\n")) + 1, utf8.RuneCount(before[start:]) + 1
}

// firstInvalid returns the offset of what is not UTF-8, or -1.
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
