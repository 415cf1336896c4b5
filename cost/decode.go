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

// maxCentersFile is the size of the largest file of cost centers, in bytes.
const maxCentersFile = 16 << 20

// DecodeBill reads a bill that was kept as JSON. Like every Decode function of
// this package it reads strictly: a field that is misspelled, missing or written
// twice, null in place of a value or of the whole file, and anything behind the
// end, is an error that says line, column and path. A field is required unless
// its json tag has omitempty or omitzero. The text is UTF-8, or UTF-16 with a
// byte order mark, of at most 16 MiB.
//
// A bill that does not say which cycle it is of is refused, too.
func DecodeBill(r io.Reader) (*Bill, error) {
	var b Bill
	if err := strict.ReadJSON(r, &b); err != nil {
		return nil, fmt.Errorf("cost: the bill cannot be read: %w", err)
	}
	if _, err := b.Period(); err != nil {
		return nil, err
	}
	return &b, nil
}

// DecodeMapping reads a mapping as JSON, strictly as [DecodeBill] does, and
// validates it.
func DecodeMapping(r io.Reader) (Mapping, error) {
	var m Mapping
	if err := strict.ReadJSON(r, &m); err != nil {
		return Mapping{}, fmt.Errorf("cost: the mapping cannot be read: %w", err)
	}
	if err := m.Validate(); err != nil {
		return Mapping{}, err
	}
	return m, nil
}

// DecodeBudgets reads a list of budgets as JSON, strictly as [DecodeBill] does.
// A budget without a limit is refused, and so are two of one name for the same
// thing; budgets of several names for one thing are not.
func DecodeBudgets(r io.Reader) ([]Budget, error) {
	var budgets []Budget
	if err := strict.ReadJSON(r, &budgets); err != nil {
		return nil, fmt.Errorf("cost: the budgets cannot be read: %w", err)
	}
	type subject struct {
		by        Dimension
		key, name string
	}
	seen := make(map[subject]int, len(budgets))
	for i, b := range budgets {
		if problem := b.problem(); problem != "" {
			return nil, fmt.Errorf("cost: budget %d %s", i, problem)
		}
		what := subject{b.By, b.Key, b.Name}
		if b.By == ByMember {
			what.key = foldID(b.Key)
		}
		if first, ok := seen[what]; ok {
			return nil, fmt.Errorf("cost: budgets %d and %d are both for the %s: the file must have only one of them, or tell them apart by their names", first, i, b.subject())
		}
		seen[what] = i
	}
	return budgets, nil
}

// DecodeCenters reads cost centers as CSV with three columns: member or app, the
// id, and the cost center.
//
//	kind,id,center
//	member,ada,Research
//	app,shelf,Retail
//
// The header may be missing, and lines that begin with # are left out. The text
// is UTF-8, or UTF-16 with a byte order mark, of at most 16 MiB. Every other
// line that is not so, and a member or an app that is named twice, is an error
// that says the line. Upper and lower case of a member are the same.
func DecodeCenters(r io.Reader) (Centers, error) {
	fail := func(err error) (Centers, error) {
		return Centers{}, fmt.Errorf("cost: the cost centers cannot be read: %w", err)
	}
	text, err := tabular.Text(r, maxCentersFile)
	if err != nil {
		return fail(err)
	}
	rows := csv.NewReader(text)
	rows.FieldsPerRecord, rows.TrimLeadingSpace, rows.Comment = 3, true, '#'
	centers := Centers{Apps: make(map[string]string), Members: make(map[string]string)}
	lines := make(map[string]int) // of each member and app
	for first := true; ; first = false {
		row, err := rows.Read()
		switch {
		case errors.Is(err, io.EOF) && first:
			return fail(errors.New("the file is empty"))
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
			return fail(fmt.Errorf("line %d is not UTF-8", line))
		case kind != "member" && kind != "app" && first && strings.EqualFold(id, "id"):
			continue // the header
		case kind != "member" && kind != "app":
			return fail(fmt.Errorf("line %d: %.80q must be member or app", line, row[0]))
		case id == "" || center == "":
			return fail(fmt.Errorf("line %d: the id and the cost center are required", line))
		case lines[key] > 0:
			return fail(fmt.Errorf("line %d: the %s %.80q stands in line %d already", line, kind, id, lines[key]))
		}
		into[id], lines[key] = center, line
	}
}
