package wire

import (
	"errors"
	"slices"
	"strings"
)

// FieldError is the error of a value that does not fit its field. It quotes no part
// of the value: a server may have put a secret there, and a part of a secret
// cannot be found and removed.
type FieldError struct {
	path    []string // innermost name first
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

// NewFieldError returns the error of a type that reads its own values. The problem
// must not quote the value.
func NewFieldError(problem string) error { return &FieldError{problem: problem} }

// record keeps the first error of a value that could not be read. Its text is kept
// only if it is a FieldError: another one may quote the value.
func (d *decoder) record(err error) {
	if err == nil || d.fieldError != nil {
		return
	}
	d.fieldError = &FieldError{problem: "cannot be read"}
	if inner, ok := errors.AsType[*FieldError](err); ok {
		*d.fieldError = FieldError{path: slices.Clone(inner.path), problem: inner.problem}
	}
}

// skipMismatch passes over a value that is of another kind than wanted.
func (d *decoder) skipMismatch(wanted string) error {
	kind := "a number"
	switch d.data[d.pos] {
	case '"':
		kind = "a string"
	case '{':
		kind = "an object"
	case '[':
		kind = "an array"
	case 't', 'f':
		kind = "a boolean"
	}
	if err := d.skip(); err != nil {
		return err
	}
	if d.fieldError == nil {
		d.fieldError = &FieldError{problem: "must be " + wanted + ", not " + kind}
	}
	return nil
}
