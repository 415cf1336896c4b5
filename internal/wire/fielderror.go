package wire

import (
	"errors"
	"slices"
	"strings"
)

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
