package tabular

import (
	"regexp"
	"strings"
	"unicode"
)

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// formulaSigns are what a formula starts with, in the forms that spreadsheets take
// for the same: plain, of full width, and small.
const formulaSigns = "=+-@|%＝＋－＠｜％﹦﹢﹣﹫﹪−"

// EscapeFormula returns a cell of CSV that no spreadsheet takes for a formula, and
// that controls no terminal. What could be a formula gets an apostrophe in front, as
// does a cell that begins with an apostrophe. A spreadsheet may split cells at ';',
// so that each part of such a cell is escaped. A cell that is a plain number, signed
// or not, stays as it is.
//
// Control characters, line separators and characters that reorder text become
// spaces. Bytes that are not UTF-8 become U+FFFD.
func EscapeFormula(cell string) string {
	cell = Clean(cell)
	if !strings.ContainsAny(cell, "'"+formulaSigns) || plainNumber.MatchString(cell) {
		return cell
	}
	parts := strings.Split(cell, ";")
	for i, part := range parts {
		if startsFormula(part) || i == 0 && strings.HasPrefix(part, "'") {
			parts[i] = "'" + part
		}
	}
	return strings.Join(parts, ";")
}

// UnescapeFormula returns the cell of which [EscapeFormula] has made this one. It leaves
// a cell that EscapeFormula would not have written as it is.
func UnescapeFormula(cell string) string {
	if !strings.Contains(cell, "'") {
		return cell
	}
	parts := strings.Split(cell, ";")
	for i, part := range parts {
		rest, ok := strings.CutPrefix(part, "'")
		if ok && (startsFormula(rest) || i == 0 && strings.HasPrefix(rest, "'")) {
			parts[i] = rest
		}
	}
	return strings.Join(parts, ";")
}

// startsFormula reports whether a spreadsheet could take text for a formula. It skips
// what a spreadsheet may skip before the sign: spaces, invisible characters, and the
// quotes of a cell that is split.
func startsFormula(text string) bool {
	visible := strings.TrimLeftFunc(text, func(r rune) bool {
		return r == '\'' || r == '"' || unicode.IsSpace(r) ||
			unicode.In(r, unicode.Cf, unicode.Mn, unicode.Me, unicode.Other_Default_Ignorable_Code_Point)
	})
	return strings.IndexFunc(visible, func(r rune) bool { return strings.ContainsRune(formulaSigns, r) }) == 0
}

// Clean returns text in UTF-8 on one line, with a space for each control character,
// line separator and character that reorders text, and U+FFFD for bytes that are not
// UTF-8.
func Clean(text string) string {
	if strings.IndexFunc(text, func(r rune) bool { return r < ' ' || r > '~' }) < 0 {
		return text // as most cells are
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "\uFFFD"))
}
