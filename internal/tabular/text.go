// Package tabular reads and writes text files for people who use spreadsheets and
// editors: their encodings, and cells that could be formulas.
package tabular

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// Text returns the text of r in UTF-8 and without a byte order mark. Text with the
// byte order mark of UTF-16 is read at once and converted. UTF-32, and UTF-16 with
// an incomplete character, are errors. Text without a byte order mark is returned
// as it is, and the caller must check that it is UTF-8.
//
// Reading more than limit bytes from r is an error, so that a program that is given
// the wrong file does not run out of memory.
func Text(r io.Reader, limit int64) (*bufio.Reader, error) {
	in := bufio.NewReader(&limited{r, limit, limit})
	start, err := in.Peek(4)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch {
	case bytes.Equal(start, []byte{0xFF, 0xFE, 0, 0}), bytes.Equal(start, []byte{0, 0, 0xFE, 0xFF}):
		return nil, errors.New("the text is UTF-32, but must be UTF-8 or UTF-16")
	case bytes.HasPrefix(start, []byte("\uFEFF")):
		_, err = in.Discard(3)
		return in, err
	case bytes.HasPrefix(start, []byte{0xFF, 0xFE}):
		return fromUTF16(in, binary.LittleEndian)
	case bytes.HasPrefix(start, []byte{0xFE, 0xFF}):
		return fromUTF16(in, binary.BigEndian)
	}
	return in, nil
}

// fromUTF16 converts text that begins with a byte order mark.
func fromUTF16(in io.Reader, order binary.ByteOrder) (*bufio.Reader, error) {
	data, err := io.ReadAll(in)
	if err != nil {
		return nil, err
	}
	data = data[2:] // byte order mark
	if len(data)%2 != 0 {
		return nil, errors.New("the text is UTF-16 and ends within a character")
	}
	text := make([]byte, 0, len(data))
	line := 1
	for at := 0; at < len(data); at += 2 {
		r := rune(order.Uint16(data[at:]))
		if utf16.IsSurrogate(r) {
			low := rune(0)
			if at+4 <= len(data) {
				low = rune(order.Uint16(data[at+2:]))
			}
			if r = utf16.DecodeRune(r, low); r == utf8.RuneError {
				return nil, fmt.Errorf("the text is UTF-16 with half a character in line %d", line)
			}
			at += 2
		}
		if r == '\n' {
			line++
		}
		text = utf8.AppendRune(text, r)
	}
	return bufio.NewReader(bytes.NewReader(text)), nil
}

// limited returns an error after limit bytes.
type limited struct {
	io.Reader
	limit, left int64
}

func (l *limited) Read(p []byte) (int, error) {
	if l.left == 0 && len(p) > 0 { // end, or one byte too many
		if n, err := l.Reader.Read(p[:1]); n == 0 {
			return 0, err
		}
		return 0, fmt.Errorf("the file is larger than %d MiB", l.limit>>20)
	}
	n, err := l.Reader.Read(p[:min(int64(len(p)), l.left)])
	l.left -= int64(n)
	return n, err
}
