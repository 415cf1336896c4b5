// Package email compares email addresses.
//
// Two addresses are the same if they differ only in letter case, by Unicode's
// simple case folding, in the way in which accents are encoded (they are
// compared in a canonical form, as by NFC), or in whether the domain is written
// in ASCII (xn--…) or not. See [Key].
//
// Some addresses can be the same or not, depending on the mail server and on
// whoever stores them: "strasse" and "straße", letters of full width and plain
// ones, "i", "İ" and the dotless "ı". See [Loose].
//
// Nothing more is known here: dots, tags behind a '+', and quotes in the part
// before the '@' are compared as they are, and letters of several scripts that
// merely look alike are different letters. The tables are those of the Unicode
// version that tables.go names; later letters are compared as they are.
package email

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key returns the form by which an address is compared: two addresses are the
// same if their keys are equal. Text that is not UTF-8, or far longer than an
// address, is returned as it is.
func Key(address string) string {
	address = strings.TrimSpace(address)
	at := strings.LastIndexByte(address, '@')
	switch {
	case isASCII(address) && !hasACE(address[at+1:]):
		return strings.ToUpper(address)
	case !utf8.ValidString(address) || len(address) > maxLength:
		return address
	case at < 0:
		return caseless(address, false)
	}
	return caseless(address[:at], false) + "@" + domainKey(address[at+1:])
}

// Loose returns a coarser form than [Key]: two addresses whose Loose forms
// differ are of different mailboxes, as far as this package knows.
func Loose(address string) string {
	key := Key(address)
	if isASCII(key) || !utf8.ValidString(key) || len(address) > maxLength {
		return key
	}
	key = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return -1 // it is not seen
		}
		return r
	}, caseless(key, true))
	// What some take for the same, in folded text.
	key = letters.Replace(key)
	for strings.Contains(key, dottedI) {
		key = strings.ReplaceAll(key, dottedI, "I")
	}
	return key
}

const dottedI = "I\u0307"

var letters = strings.NewReplacer("ß", "SS", "ẞ", "SS", "ı", "I")

// domainKey returns a domain in Unicode, as IDNA reads it.
func domainKey(domain string) string {
	labels := strings.Split(dots.Replace(domain), ".")
	for i, label := range labels {
		encoded := hasACE(label) && len(label) <= maxLabel
		if encoded {
			if decoded, ok := decodePunycode(label[len(acePrefix):]); ok && !isASCII(decoded) {
				label = decoded
			}
		}
		labels[i] = caseless(label, !encoded)
	}
	return strings.Join(labels, ".")
}

var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".") // that IDNA takes for one

const (
	acePrefix = "xn--" // of a label that is Unicode encoded in ASCII
	maxLabel  = 63     // bytes of a label in ASCII
	maxLength = 1000   // bytes of an address, far beyond what mail knows
)

// hasACE reports whether a label, or a label of a domain in ASCII, is encoded.
func hasACE(domain string) bool {
	for label := range strings.SplitSeq(domain, ".") {
		if len(label) >= len(acePrefix) && strings.EqualFold(label[:len(acePrefix)], acePrefix) {
			return true
		}
	}
	return false
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// caseless returns text in one case and in a canonical form; with compatible,
// forms of letters become those letters, too.
func caseless(s string, compatible bool) string {
	// A folded letter may be one that is taken apart, and the other way round.
	return decompose(strings.Map(fold, decompose(s, compatible)), compatible)
}

// fold returns one of all the letters that differ in case only: the first
// capital, or the first letter where there is no capital.
func fold(r rune) rune {
	folded := r
	for next := unicode.SimpleFold(r); next != r; next = unicode.SimpleFold(next) {
		switch capital := unicode.IsUpper(next); {
		case capital == unicode.IsUpper(folded):
			folded = min(folded, next)
		case capital:
			folded = next
		}
	}
	return folded
}
