package cost

import (
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// maxCentersFile is the maximum size of a file of cost centers, in bytes.
const maxCentersFile = 16 << 20

// DecodeBill reads a bill that was kept as JSON. The bill must have a cycle.
//
// Like every Decode function for JSON in this package, it is strict. A field that
// is misspelled, missing or repeated, null in place of a value, and text after the
// value are errors with line, column and path. A field is required unless its json
// tag has omitempty or omitzero. The text must be UTF-8, or UTF-16 with a byte
// order mark, and at most 16 MiB.
func DecodeBill(r io.Reader) (*Bill, error) {
	var b Bill
	if err := strict.ReadJSON(r, &b); err != nil {
		return nil, fmt.Errorf("cost: cannot read the bill: %w", err)
	}
	if _, err := b.Period(); err != nil {
		return nil, err
	}
	return &b, nil
}

// DecodeMapping reads a mapping as JSON, as strictly as [DecodeBill], and validates
// it.
func DecodeMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	if err := strict.ReadJSON(r, &m); err != nil {
		return Mapping{}, fmt.Errorf("cost: cannot read the mapping: %w", err)
	}
	if err := m.Validate(); err != nil {
		return Mapping{}, err
	}
	return m, nil
}

// DecodeBudgets reads a list of budgets as JSON, as strictly as [DecodeBill]. Each
// must have a limit, and budgets with the same By and Key must differ by name.
func DecodeBudgets(r io.Reader) ([]Budget, error) {
	var budgets []Budget
	if err := strict.ReadJSON(r, &budgets); err != nil {
		return nil, fmt.Errorf("cost: cannot read the budgets: %w", err)
	}
	type identity struct {
		by        Dimension
		key, name string
	}
	seen := make(map[identity]int, len(budgets))
	for i, b := range budgets {
		if err := b.validate(); err != nil {
			return nil, fmt.Errorf("cost: budget %d: %w", i, err)
		}
		id := identity{b.By, b.Key, b.Name}
		if b.By == ByMember {
			id.key = foldID(b.Key)
		}
		if first, ok := seen[id]; ok {
			return nil, fmt.Errorf("cost: budgets %d and %d are both for the %s and must have different names", first, i, b.subject())
		}
		seen[id] = i
	}
	return budgets, nil
}

// DecodeCenters reads cost centers as CSV with three columns: the word member or
// app, the ID, and the cost center.
//
//	kind,id,center
//	member,ada,Research
//	app,shelf,Retail
//
// The header is optional, and lines that begin with # are comments. Any other line
// that does not have this form is an error with its number, as is a member or app
// that occurs twice. The IDs of members ignore case. The text must be UTF-8, or
// UTF-16 with a byte order mark, and at most 16 MiB.
func DecodeCenters(r io.Reader) (Centers, error) {
	fail := func(err error) (Centers, error) {
		return Centers{}, fmt.Errorf("cost: cannot read the cost centers: %w", err)
	}
	text, err := tabular.Text(r, maxCentersFile)
	if err != nil {
		return fail(err)
	}
	rows := csv.NewReader(text)
	rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.Comment = 3, true, '#'
	centers := Centers{Apps: make(map[string]string), Members: make(map[string]string)}
	lines := make(map[string]int) // of members and apps
	for first := true; ; first = false {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF) && first:
			return fail(errors.New("the file must not be empty"))
		case errors.Is(err, io.EOF):
			return centers, nil
		case err != nil:
			return fail(err)
		}
		line, _ := rows.FieldPos(0)
		kind, id, center := strings.ToLower(strings.TrimSpace(row[0])), strings.TrimSpace(row[1]), strings.TrimSpace(row[2])
		into, key := centers.Apps, kind+" "+id
		if kind == "member" {
			into, key = centers.Members, kind+" "+foldID(id)
		}
		switch {
		case !utf8.ValidString(row[0] + row[1] + row[2]):
			return fail(fmt.Errorf("line %d: the text must be UTF-8", line))
		case kind != "member" && kind != "app" && first && strings.EqualFold(id, "id"):
			continue // the header
		case kind != "member" && kind != "app":
			return fail(fmt.Errorf("line %d: %.80q must be member or app", line, row[0]))
		case id == "" || center == "":
			return fail(fmt.Errorf("line %d: the ID and the cost center are required", line))
		case lines[key] > 0:
			return fail(fmt.Errorf("line %d: the %s %.80q is already in line %d", line, kind, id, lines[key]))
		}
		into[id], lines[key] = center, line
	}
}
