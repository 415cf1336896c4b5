package wire

import (
	"errors"
	"slices"
	"strings"
)

// Misfit is the error of a value that does not fit its field. It quotes nothing of
// the value: a server may have put a secret there, and a part of one cannot be
// found and taken out.
type FieldError struct {
	path    []string // from the inside out
	problem string
}

func (e *FieldError) Error() string {
	var b strings.Builder
	for _, part := range slices.Backward(e.path) {
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

// mismatch notes that the value that begins at start, and was read, is not of
// the wanted kind.
func (d *decoder) mismatch(start int, wanted string) {
	if d.fieldError != nil {
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
	d.fieldError = &FieldError{problem: kind + " where " + wanted + " belongs"}
}

// skipMismatch passes over a value that is not of the wanted kind.
func (d *decoder) skipMismatch(wanted string) error {
	start := d.pos
	if err := d.skip(); err != nil {
		return err
	}
	d.mismatch(start, wanted)
	return nil
}

// record notes that a value could not be read. What its error says is shown only
// where that is a Misfit.
func (d *decoder) record(err error) {
	if err == nil || d.fieldError != nil {
		return
	}
	d.fieldError = &FieldError{problem: "it cannot be read"}
	if inner, ok := errors.AsType[*FieldError](err); ok {
		*d.fieldError = FieldError{path: slices.Clone(inner.path), problem: inner.problem}
	}
}

// NewFieldError makes the error of a type that reads its own values. The problem must
// quote nothing of the value.
func NewFieldError(problem string) error { return &FieldError{problem: problem} }
