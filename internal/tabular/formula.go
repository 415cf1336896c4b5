package tabular

import (
	"regexp"
	"strings"
	"unicode"
)

var plainNumber = regexp.MustCompile(`^[+-]?[0-9]+(\.[0-9]+)?$`)

// EscapeFormula returns a cell of CSV that no spreadsheet takes for a formula. What
// could be one gets an apostrophe in front, as does a cell that begins with an
// apostrophe. Control characters become spaces, and bytes that are not UTF-8
// become U+FFFD. A plain number, signed or not, stays as it is.
func EscapeFormula(cell string) string {
	cell = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(cell, "\uFFFD"))
	if plainNumber.MatchString(cell) {
		return cell
	}
	// A spreadsheet skips spaces and invisible characters before a sign.
	visible := strings.TrimLeftFunc(cell, func(r rune) bool { return unicode.IsSpace(r) || unicode.Is(unicode.Cf, r) || r == '\'' })
	if strings.HasPrefix(cell, "'") || strings.IndexFunc(visible, func(r rune) bool { return strings.ContainsRune("=+-@|%＝＋－＠", r) }) == 0 {
		return "'" + cell
	}
	return cell
}
