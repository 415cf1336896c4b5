package roster

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// maxCompany is the maximum size of a company's document, in bytes.
const maxCompany = 16 << 20

// ReadCompany reads a company from a JSON document. The file is its name, for errors.
// The text is UTF-8, or UTF-16 with a byte order mark, of at most 16 MiB. A field that
// is misspelled, missing or written twice is an error with its line, column and path,
// and so is null in place of a value. [Company.Validate] checks the values.
//
// For YAML, decode the document into a Company with a YAML library, and set its File:
// see [Company.UnmarshalYAML].
func ReadCompany(r io.Reader, file string) (Company, error) {
	var read companyFields
	data, err := readText(r, maxCompany)
	if err == nil {
		err = strict.DecodeJSON(data, &read)
	}
	if err != nil {
		return Company{}, companyError(file, err)
	}
	c := Company(read)
	c.File = file
	lines := linesOfRows(data)
	for i := range c.People {
		c.People[i].File, c.People[i].Line = file, lines["people"][i]
	}
	for i := range c.Invitations {
		c.Invitations[i].File, c.Invitations[i].Line = file, lines["invitations"][i]
	}
	for i := range c.Teams {
		c.Teams[i].File, c.Teams[i].Line = file, lines["teams"][i]
	}
	return c, nil
}

// companyFields is a Company without its methods.
type companyFields Company

// UnmarshalJSON reads a company as strictly as [ReadCompany] does: a misspelled list
// of members must not turn into an empty team. It replaces the whole company.
func (c *Company) UnmarshalJSON(data []byte) error {
	var read companyFields
	err := strict.DecodeJSON(data, &read)
	if misread, ok := errors.AsType[*strict.Error](err); ok {
		misread.Line = 0 // within the document, which may be part of another
	}
	if err != nil {
		return companyError("", err)
	}
	*c = Company(read)
	return nil
}

// UnmarshalYAML reads a company as strictly as [Company.UnmarshalJSON] does.
//
// The decoders gopkg.in/yaml.v2 and v3, go.yaml.in/yaml and
// github.com/goccy/go-yaml call it, and sigs.k8s.io/yaml calls UnmarshalJSON. A
// decoder that calls neither ignores misspelled fields silently: convert the file to
// JSON for [ReadCompany] then. The decoder must refuse keys that are written twice.
// For that, yaml.v2 and sigs.k8s.io/yaml need their UnmarshalStrict.
func (c *Company) UnmarshalYAML(unmarshal func(any) error) error {
	var read companyFields
	err := strict.DecodeYAML(unmarshal, &read)
	if _, ok := errors.AsType[*strict.Error](err); ok {
		return companyError("", err)
	}
	if err != nil {
		return err // the decoder's own, with its place
	}
	*c = Company(read)
	return nil
}

func companyError(file string, err error) error {
	if file == "" {
		return fmt.Errorf("roster: the company cannot be read: %w", err)
	}
	return fmt.Errorf("roster: %.80s cannot be read: %w", tabular.Clean(file), err)
}

// readText returns a text of at most limit bytes as UTF-8 without a byte order mark.
func readText(r io.Reader, limit int64) ([]byte, error) {
	text, err := tabular.Text(r, limit)
	if err != nil {
		return nil, err
	}
	return io.ReadAll(text)
}

// linesOfRows returns the line of each element of the lists in a document that could
// be decoded, by the names of the lists.
func linesOfRows(data []byte) map[string][]int {
	lines := make(map[string][]int)
	in := json.NewDecoder(bytes.NewReader(data))
	_, err := in.Token() // {
	line, counted := 1, 0
	for err == nil && in.More() {
		var name, value json.Token
		if name, err = in.Token(); err != nil {
			break
		}
		value, err = in.Token()
		list := value == json.Delim('[')
		for err == nil && list && in.More() {
			var row json.RawMessage
			if err = in.Decode(&row); err != nil {
				break
			}
			at := int(in.InputOffset()) - len(row)
			line += bytes.Count(data[counted:at], []byte("\n"))
			counted = at
			lines[fmt.Sprint(name)] = append(lines[fmt.Sprint(name)], line)
		}
		if err == nil && list {
			_, err = in.Token() // ]
		}
	}
	return lines
}
