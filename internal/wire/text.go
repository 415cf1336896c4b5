package wire

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// nextText reads a string. The current byte is its opening quote.
func (d *decoder) nextText() (string, error) {
	start := d.pos
	plain, err := d.skipString()
	if err != nil {
		return "", err
	}
	raw := d.data[start+1 : d.pos-1]
	if !plain {
		return string(unquote(raw)), nil
	}
	return d.intern(raw), nil
}

// intern returns raw as a string. It returns the same string for the same short
// text, unless a text with the same hash came in between.
func (d *decoder) intern(raw []byte) string {
	n := len(raw)
	switch {
	case string(raw) == successDescription:
		return successDescription
	case n == 0 || n > 64:
		return string(raw)
	}
	hash := uint32(n)
	hash = hash*31 + uint32(raw[0])
	hash = hash*31 + uint32(raw[n/2])
	hash = hash*31 + uint32(raw[n-1])
	slot := &d.interned[hash%d.slots]
	if *slot != string(raw) {
		*slot = string(raw)
	}
	return *slot
}

// skipString passes over a string, and reports whether it is plain: without escapes,
// and valid UTF-8.
func (d *decoder) skipString() (plain bool, err error) {
	data, i := d.data, d.pos+1
	plain, ascii := true, true
	for i < len(data) {
		switch c := data[i]; {
		case c == '"':
			if !ascii && plain {
				plain = utf8.Valid(data[d.pos+1 : i])
			}
			d.pos = i + 1
			return plain, nil
		case c == '\\':
			plain = false
			i++
			if i >= len(data) {
				return false, ErrTruncated
			}
			switch data[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				i++
			case 'u':
				i++
				for range 4 {
					if i >= len(data) {
						return false, ErrTruncated
					}
					if !isHex(data[i]) {
						d.pos = i
						return false, d.unexpected("in an escape")
					}
					i++
				}
			default:
				d.pos = i
				return false, d.unexpected("in an escape")
			}
		case c < ' ':
			d.pos = i
			return false, d.unexpected("in a string")
		default:
			if c >= utf8.RuneSelf {
				ascii = false
			}
			i++
		}
	}
	return false, ErrTruncated
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquote returns the text of a string that skipString has passed over. Invalid
// UTF-8 is replaced by U+FFFD, as in encoding/json.
func unquote(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && raw[i+1] == 'u':
			r := parseHex(raw[i+2 : i+6])
			i += 6
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if i+6 <= len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
					pair = utf16.DecodeRune(r, parseHex(raw[i+2:i+6]))
				}
				if pair != utf8.RuneError {
					i += 6
				}
				r = pair
			}
			out = utf8.AppendRune(out, r)
		case c == '\\':
			out = append(out, unescape(raw[i+1]))
			i += 2
		case c < utf8.RuneSelf:
			out = append(out, c)
			i++
		default:
			r, size := utf8.DecodeRune(raw[i:])
			out = utf8.AppendRune(out, r)
			i += size
		}
	}
	return out
}

func parseHex(digits []byte) rune {
	n, err := strconv.ParseUint(string(digits), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n) //nolint:gosec // four digits
}

func unescape(c byte) byte {
	switch c {
	case 'b':
		return '\b'
	case 'f':
		return '\f'
	case 'n':
		return '\n'
	case 'r':
		return '\r'
	case 't':
		return '\t'
	}
	return c
}
