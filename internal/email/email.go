// Package email compares email addresses.
//
// [Key] decides whether two addresses are the same. They are if they differ only
// in letter case (Unicode's simple case folding), in the encoding of accents
// (canonical equivalence, as for NFC), or in whether the domain is written in ASCII
// (xn--…) or in Unicode.
//
// [Loose] decides whether two addresses could be the same, depending on the mail
// server and on whoever stores them: "strasse" and "straße", full-width and plain
// letters, and "i", "İ" and the dotless "ı".
//
// Everything else is compared as it is: dots, tags after a '+' and quotes before
// the '@', and letters of different scripts that only look alike. So are letters
// newer than the Unicode version that tables.go names.
package email

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Key returns the canonical form of an address. Two addresses are the same if their
// keys are equal. Text that is not UTF-8, or much longer than an address, is
// returned as it is.
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

// Loose returns a coarser form than [Key]. Two addresses whose loose forms differ
// belong to different mailboxes.
func Loose(address string) string {
	key := Key(address)
	if isASCII(key) || !utf8.ValidString(key) || len(address) > maxLength {
		return key
	}
	key = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Variation_Selector) {
			return -1 // invisible
		}
		return r
	}, caseless(key, true))
	key = letters.Replace(key)
	for strings.Contains(key, dottedI) {
		key = strings.ReplaceAll(key, dottedI, "I")
	}
	return key
}

const dottedI = "I\u0307"

// letters replaces letters that some systems take for others, in folded text.
var letters = strings.NewReplacer("ß", "SS", "ẞ", "SS", "ı", "I")

// domainKey returns the canonical form of a domain, which is in Unicode.
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

// dots replaces the characters that IDNA takes for a dot.
var dots = strings.NewReplacer("。", ".", "．", ".", "｡", ".")

const (
	acePrefix = "xn--" // of labels with encoded Unicode
	maxLabel  = 63     // bytes, in ASCII
	maxLength = 1000   // bytes, far above the standards' limit
)

// hasACE reports whether a label of the domain begins with acePrefix.
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

// caseless returns text in one case and in canonical decomposition. If compatible
// is true, variants of letters become plain letters, too.
func caseless(s string, compatible bool) string {
	// Folding can yield a letter that decomposes, and the other way round.
	return decompose(strings.Map(fold, decompose(s, compatible)), compatible)
}

// fold returns the representative of all letters that differ only in case: the
// first capital, or the first letter if there is no capital.
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
