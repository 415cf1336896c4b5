package email

import (
	"math"
	"slices"
	"unicode"
	"unicode/utf8"
)

// decodePunycode decodes a label without its prefix, by RFC 3492. It reports whether
// the label is valid Punycode.
func decodePunycode(s string) (string, bool) {
	const base, tMin, tMax, skew, damp, initialBias, initialN = 36, 1, 26, 38, 700, 72, 128
	var out []rune
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == '-' {
			out, s = []rune(s[:i]), s[i+1:]
			break
		}
	}
	next, i, bias := initialN, 0, initialBias
	for len(s) > 0 {
		before, weight := i, 1
		for k := base; ; k += base {
			if len(s) == 0 {
				return "", false
			}
			digit, ok := punycodeDigit(s[0])
			s = s[1:]
			if !ok || digit > (math.MaxInt32-i)/weight {
				return "", false
			}
			i += digit * weight
			t := min(max(k-bias, tMin), tMax)
			if digit < t {
				break
			}
			if weight > math.MaxInt32/(base-t) {
				return "", false
			}
			weight *= base - t
		}
		count := len(out) + 1
		delta := i - before
		if before == 0 {
			delta /= damp
		} else {
			delta /= 2
		}
		delta += delta / count
		for bias = 0; delta > (base-tMin)*tMax/2; bias += base {
			delta /= base - tMin
		}
		bias += (base - tMin + 1) * delta / (delta + skew)
		next += i / count
		i %= count
		if next < 0 || next > unicode.MaxRune {
			return "", false
		}
		r := rune(next)
		if !utf8.ValidRune(r) {
			return "", false
		}
		out = slices.Insert(out, i, r)
		i++
	}
	return string(out), true
}

func punycodeDigit(b byte) (int, bool) {
	switch {
	case b >= 'a' && b <= 'z':
		return int(b - 'a'), true
	case b >= 'A' && b <= 'Z':
		return int(b - 'A'), true
	case b >= '0' && b <= '9':
		return int(b-'0') + 26, true
	}
	return 0, false
}
