package wire

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// text reads a string.
func (d *decoder) text() (string, error) {
	start := d.at
	plain, err := d.skipString()
	if err != nil {
		return "", err
	}
	raw := d.data[start+1 : d.at-1]
	if !plain {
		return string(unquote(raw)), nil
	}
	return d.keep(raw), nil
}

// keep gives a text's string, the same one for the same text where it can.
func (d *decoder) keep(raw []byte) string {
	n := len(raw)
	switch {
	case string(raw) == success:
		return success
	case n == 0 || n > 64:
		return string(raw)
	}
	hash := uint32(n)
	hash = hash*31 + uint32(raw[0])
	hash = hash*31 + uint32(raw[n/2])
	hash = hash*31 + uint32(raw[n-1])
	slot := &d.texts[hash%d.slots]
	if *slot != string(raw) {
		*slot = string(raw)
	}
	return *slot
}

// skipString passes over a string, and reports whether it stands there as it is:
// without escapes, and in UTF-8.
func (d *decoder) skipString() (plain bool, err error) {
	data, i := d.data, d.at+1
	plain, ascii := true, true
	for i < len(data) {
		switch c := data[i]; {
		case c == '"':
			if !ascii && plain {
				plain = utf8.Valid(data[d.at+1 : i])
			}
			d.at = i + 1
			return plain, nil
		case c == '\\':
			plain = false
			i++
			if i >= len(data) {
				return false, ErrCut
			}
			switch data[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
				i++
			case 'u':
				i++
				for range 4 {
					if i >= len(data) {
						return false, ErrCut
					}
					if !isHex(data[i]) {
						d.at = i
						return false, d.unexpected("in an escape")
					}
					i++
				}
			default:
				d.at = i
				return false, d.unexpected("in an escape")
			}
		case c < ' ':
			d.at = i
			return false, d.unexpected("in a text")
		default:
			if c >= utf8.RuneSelf {
				ascii = false
			}
			i++
		}
	}
	return false, ErrCut
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// unquote undoes the escapes of a string that skipString has seen, and puts
// U+FFFD in the place of what is no UTF-8, as encoding/json does.
func unquote(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i := 0; i < len(raw); {
		switch c := raw[i]; {
		case c == '\\' && raw[i+1] == 'u':
			r := hex(raw[i+2 : i+6])
			i += 6
			if utf16.IsSurrogate(r) {
				pair := rune(utf8.RuneError)
				if i+6 <= len(raw) && raw[i] == '\\' && raw[i+1] == 'u' {
					pair = utf16.DecodeRune(r, hex(raw[i+2:i+6]))
				}
				if pair != utf8.RuneError {
					i += 6
				}
				r = pair
			}
			out = utf8.AppendRune(out, r)
		case c == '\\':
			out = append(out, unescaped(raw[i+1]))
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

func hex(digits []byte) rune {
	n, err := strconv.ParseUint(string(digits), 16, 32)
	if err != nil {
		return utf8.RuneError
	}
	return rune(n) //nolint:gosec // four digits
}

func unescaped(c byte) byte {
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
