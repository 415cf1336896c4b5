package tabular_test

import (
	"encoding/binary"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// utf16Text returns text in UTF-16 with its byte order mark.
func utf16Text(t *testing.T, order binary.AppendByteOrder, text string) string {
	t.Helper()
	var data []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		data = order.AppendUint16(data, unit)
	}
	return string(data)
}

func TestText(t *testing.T) {
	const text = "id,name\nä,日本 \U0001F600\n"
	for name, file := range map[string]string{
		"UTF-8":                        text,
		"UTF-8 with a byte order mark": "\uFEFF" + text,
		"UTF-16, low first":            utf16Text(t, binary.LittleEndian, text),
		"UTF-16, high first":           utf16Text(t, binary.BigEndian, text),
	} {
		t.Run(name, func(t *testing.T) {
			r, err := tabular.Text(iotest.OneByteReader(strings.NewReader(file)), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			got, err := io.ReadAll(r)
			if err != nil || string(got) != text {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	for name, file := range map[string]string{"empty": "", "only a byte order mark": "\uFEFF", "only a byte order mark of UTF-16": "\xFF\xFE"} {
		t.Run(name, func(t *testing.T) {
			r, err := tabular.Text(strings.NewReader(file), 1<<20)
			if err != nil {
				t.Fatal(err)
			}
			if got, err := io.ReadAll(r); err != nil || len(got) != 0 {
				t.Errorf("%q, %v", got, err)
			}
		})
	}
	t.Run("only one byte order mark is removed", func(t *testing.T) {
		r, err := tabular.Text(strings.NewReader("\uFEFF\uFEFFx"), 1<<20)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := io.ReadAll(r); err != nil || string(got) != "\uFEFFx" {
			t.Errorf("%q, %v", got, err)
		}
	})
}

func TestText_Refused(t *testing.T) {
	for name, c := range map[string]struct{ file, want string }{
		"UTF-32, low first":  {"\xFF\xFE\x00\x00i\x00\x00\x00", "UTF-32"},
		"UTF-32, high first": {"\x00\x00\xFE\xFF\x00\x00\x00i", "UTF-32"},
		"cut":                {"\xFF\xFEi\x00d", "ends within a character"},
		"a high half alone":  {"\xFE\xFF\x00\n\xD8\x00\x00i", "half a character in line 2"},
		"a low half alone":   {"\xFE\xFF\xDC\x00\x00i", "half a character in line 1"},
		"a half at the end":  {"\xFE\xFF\x00i\xD8\x00", "half a character in line 1"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := tabular.Text(strings.NewReader(c.file), 1<<20); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
		})
	}
	broken := errors.New("broken")
	for name, r := range map[string]io.Reader{
		"at once": iotest.ErrReader(broken), "in UTF-16": io.MultiReader(strings.NewReader("\xFF\xFEi\x00d\x00"), iotest.ErrReader(broken)),
	} {
		if _, err := tabular.Text(r, 1<<20); !errors.Is(err, broken) {
			t.Errorf("a reader that fails %s: %v", name, err)
		}
	}
}

func TestText_Limit(t *testing.T) {
	const limit = 1 << 20
	for name, c := range map[string]struct {
		size int
		want bool
	}{"of the maximum size": {limit, true}, "one byte larger": {limit + 1, false}} {
		for in, r := range map[string]io.Reader{
			"UTF-8": strings.NewReader(strings.Repeat("x", c.size)), "UTF-16": strings.NewReader("\xFF\xFE" + strings.Repeat("x\x00", c.size)[:c.size-2]),
		} {
			text, err := tabular.Text(iotest.DataErrReader(r), limit)
			if err == nil {
				_, err = io.ReadAll(text)
			}
			if c.want != (err == nil) || err != nil && !strings.Contains(err.Error(), "larger than 1 MiB") {
				t.Errorf("%s, %s: %v", name, in, err)
			}
		}
	}
}
