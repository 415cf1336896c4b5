package roster

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/steps"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Columns are the names of a roster file's columns. An empty field means the default
// name. Letter case and spaces around a name do not count. The columns user_id,
// first_name, last_name and teams may be missing, unless their names are set.
type Columns struct {
	Email     string // default "email"
	UserID    string // default "user_id"
	FirstName string // default "first_name"
	LastName  string // default "last_name"
	Role      string // default "member_role"
	Teams     string // default "teams"
}

// The limits of a file, against programs that read the wrong one.
const (
	maxFile = 8 << 20
	maxCell = 10_000
)

// ReadPeople reads a roster file: CSV with a header, in UTF-8, or in UTF-16 with a
// byte order mark. A cell with several teams separates them by ';'. The email may be
// empty in a row that has a user ID. Other columns and empty rows are ignored. An
// apostrophe that [WritePeople] puts in front of what could be a formula is removed.
//
// If rows cannot be read, ReadPeople returns an [*InputError] together with the
// other rows. If the file cannot be read at all, it returns another error.
// [Company.Validate] checks what the rows say.
func ReadPeople(r io.Reader, columns Columns) ([]Person, error) {
	t, err := openTable(r, FileRoster, []column{
		{name: cmp.Or(columns.Email, "email"), required: true},
		{name: cmp.Or(columns.FirstName, "first_name"), required: columns.FirstName != ""},
		{name: cmp.Or(columns.LastName, "last_name"), required: columns.LastName != ""},
		{name: cmp.Or(columns.Role, "member_role"), required: true},
		{name: cmp.Or(columns.Teams, "teams"), required: columns.Teams != ""},
		{name: cmp.Or(columns.UserID, "user_id"), required: columns.UserID != ""},
	})
	if err != nil {
		return nil, err
	}
	var people []Person
	bad, err := t.eachRow(func(line int, cells []string) string {
		people = append(people, Person{
			Line: line, Email: cells[0], UserID: cells[5], FirstName: cells[1], LastName: cells[2],
			Role: clarifai.MemberRole(cells[3]), Teams: splitCell(cells[4]),
		})
		return ""
	})
	return people, cmp.Or(err, bad.err())
}

// ReadTeams reads a teams file: CSV as for [ReadPeople], with the columns id, name,
// default_role and apps. A cell of apps has app_id:Role for each app, separated by
// ';'. An app without a role gets the team's default role:
//
//	id,name,default_role,apps
//	vision,Vision,Model Trainer,defects:Full Access;shelf-scan
func ReadTeams(r io.Reader) ([]Team, error) {
	t, err := openTable(r, FileTeams, []column{
		{name: "id", required: true}, {name: "name", required: true},
		{name: "default_role", required: true}, {name: "apps", required: true},
	})
	if err != nil {
		return nil, err
	}
	var teams []Team
	bad, err := t.eachRow(func(line int, cells []string) string {
		team := Team{Line: line, ID: cells[0], Name: cells[1], DefaultRole: clarifai.TeamRole(cells[2])}
		var problem string
		if team.Apps, problem = splitApps(cells[3]); problem != "" {
			return problem
		}
		teams = append(teams, team)
		return ""
	})
	return teams, cmp.Or(err, bad.err())
}

// ReadMemberEmails reads a file for [Options.MemberEmails]: CSV as for [ReadPeople],
// with the columns user_id and email. An empty email says that the member is not in
// the roster.
func ReadMemberEmails(r io.Reader) (map[string]string, error) {
	t, err := openTable(r, FileMemberEmails, []column{{name: "user_id", required: true}, {name: "email", required: true}})
	if err != nil {
		return nil, err
	}
	emails := make(map[string]string)
	seen := make(map[string]bool)
	bad, err := t.eachRow(func(_ int, cells []string) string {
		id, address := cells[0], cells[1]
		switch {
		case id == "":
			return "the user ID is required"
		case seen[steps.FoldID(id)]:
			return fmt.Sprintf("duplicate user %.80q", id)
		case address != "" && !validEmail(address):
			return fmt.Sprintf("malformed email %.80q", address)
		}
		emails[id], seen[steps.FoldID(id)] = address, true
		return ""
	})
	return emails, cmp.Or(err, bad.err())
}

// splitCell returns the distinct values of a cell.
func splitCell(cell string) []string {
	var values []string
	for value := range strings.SplitSeq(cell, ";") {
		if value = strings.TrimSpace(value); value != "" && !slices.Contains(values, value) {
			values = append(values, value)
		}
	}
	return values
}

// splitApps returns the apps of a cell, or what is wrong with it.
func splitApps(cell string) (apps []App, problem string) {
	for _, value := range splitCell(cell) {
		id, role, named := strings.Cut(value, ":")
		app := App{ID: strings.TrimSpace(id), Role: clarifai.TeamRole(strings.TrimSpace(role))}
		if named && app.Role == "" {
			return nil, fmt.Sprintf("app %q has a colon but no role", app.ID)
		}
		apps = append(apps, app)
	}
	return apps, ""
}

// column is a column to read.
type column struct {
	name     string
	required bool
	index    int // in the file, or -1
}

// table reads some columns of a CSV file.
type table struct {
	file    string
	csv     *csv.Reader
	columns []column
	width   int
}

// openTable reads the header.
func openTable(r io.Reader, file string, columns []column) (*table, error) {
	text, err := tabular.Text(r, maxFile)
	if err != nil {
		return nil, fmt.Errorf("roster: the %s file cannot be read: %w", file, err)
	}
	t := &table{file: file, csv: csv.NewReader(text), columns: columns}
	t.csv.FieldsPerRecord = -1 // cells reports each such row
	t.csv.ReuseRecord = true
	header, err := t.csv.Read()
	if errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("roster: the %s file is empty", file)
	}
	if err != nil {
		return nil, fmt.Errorf("roster: the header of the %s file cannot be read: %w", file, err)
	}
	t.width = len(header)
	for i := range t.columns {
		if err := t.locate(&t.columns[i], header); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// locate finds a column in the header.
func (t *table) locate(c *column, header []string) error {
	c.index = -1
	for i, name := range header {
		if !strings.EqualFold(strings.TrimSpace(name), strings.TrimSpace(c.name)) {
			continue
		}
		if c.index >= 0 {
			return fmt.Errorf("roster: the %s file has two columns %q", t.file, c.name)
		}
		c.index = i
	}
	if c.index < 0 && c.required {
		return fmt.Errorf("roster: the %s file has no column %q; its header is %.200q", t.file, c.name, strings.Join(header, ","))
	}
	return nil
}

// eachRow calls use with the cells of each row, in the order of the columns, and
// returns the problems of rows. The error is one of reading the file.
func (t *table) eachRow(use func(line int, cells []string) string) (rowProblems, error) {
	var bad rowProblems
	for {
		record, err := t.csv.Read()
		if errors.Is(err, io.EOF) {
			return bad, nil
		}
		if parse, ok := errors.AsType[*csv.ParseError](err); ok {
			bad.line(t.file, parse.StartLine, withLines(parse.StartLine, parse.Line, fmt.Sprintf("not CSV: %v", parse.Err)))
			continue
		}
		if err != nil {
			return bad, fmt.Errorf("roster: the %s file cannot be read: %w", t.file, err)
		}
		line, _ := t.csv.FieldPos(0)
		cells, problem := t.cells(record)
		if problem == "" && !isBlank(record) {
			problem = use(line, cells)
		}
		if problem != "" {
			last, _ := t.csv.FieldPos(len(record) - 1)
			last += strings.Count(record[len(record)-1], "\n")
			bad.line(t.file, line, withLines(line, last, problem))
		}
	}
}

// withLines adds to a problem the lines of its row. A row of several lines usually
// comes from a stray quote, and may contain the rows of other people.
func withLines(first, last int, problem string) string {
	if first == last {
		return problem
	}
	return fmt.Sprintf("lines %d to %d: %s: perhaps a quote is not closed", first, last, problem)
}

// cells returns the cells of a row that are read, or what is wrong with it.
func (t *table) cells(record []string) (cells []string, problem string) {
	if len(record) != t.width && !isBlank(record) {
		return nil, fmt.Sprintf("the row has %d cells, and the header has %d", len(record), t.width)
	}
	cells = make([]string, len(t.columns))
	for i, c := range t.columns {
		if c.index < 0 || c.index >= len(record) {
			continue
		}
		cell := record[c.index]
		switch {
		case len(cell) > maxCell:
			return nil, fmt.Sprintf("%s must not have more than %d bytes", c.name, maxCell)
		case !utf8.ValidString(cell):
			return nil, fmt.Sprintf("%s must be UTF-8", c.name)
		}
		cells[i] = strings.TrimSpace(tabular.UnescapeFormula(strings.TrimSpace(cell)))
		// After a stray quote, a cell may begin with a line break.
		if strings.ContainsFunc(strings.TrimLeft(strings.TrimRightFunc(cell, unicode.IsSpace), " \t"), unicode.IsControl) {
			return nil, fmt.Sprintf("%s must not have control characters", c.name)
		}
	}
	return cells, ""
}

// isBlank reports whether all cells of a row are empty.
func isBlank(record []string) bool {
	return !slices.ContainsFunc(record, func(cell string) bool { return strings.TrimSpace(cell) != "" })
}
