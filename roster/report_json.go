package roster

import (
	"errors"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// MarshalJSON writes the report with errors as text. Lists without items are empty.
func (r Report) MarshalJSON() ([]byte, error) {
	return encodeJSON(struct {
		Organization string     `json:"organization"`
		Rows         []Row      `json:"rows"`
		Steps        []Result   `json:"steps"`
		BadRows      []RowError `json:"bad_rows"`
		Findings     []Finding  `json:"findings"`
	}{r.Organization, orEmpty(r.Rows), orEmpty(r.Steps), orEmpty(r.BadRows), orEmpty(r.Findings)})
}

// MarshalJSON writes the step, its status, and its error as text.
func (r Result) MarshalJSON() ([]byte, error) {
	return encodeJSON(struct {
		Step
		Status    Status `json:"status"`
		Note      string `json:"note,omitempty"`
		RequestID string `json:"request_id,omitempty"`
		Error     string `json:"error,omitempty"`
	}{r.Step, r.Status, r.Note, r.RequestID, errorText(r.Err)})
}

// rowJSON is a Row as JSON.
type rowJSON struct {
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Email string `json:"email"`
	// UserID is the member's, and FileUserID the one in the files.
	UserID     string              `json:"user_id,omitempty"`
	FileUserID string              `json:"file_user_id,omitempty"`
	FirstName  string              `json:"first_name,omitempty"`
	LastName   string              `json:"last_name,omitempty"`
	Role       clarifai.MemberRole `json:"member_role"`
	Teams      []string            `json:"teams,omitempty"`
	Outcome    Outcome             `json:"outcome"`
	Reason     string              `json:"reason,omitempty"`
	RequestID  string              `json:"request_id,omitempty"`
	Error      string              `json:"error,omitempty"`
}

// MarshalJSON writes the person and the outcome as one object, with the error as text.
func (r Row) MarshalJSON() ([]byte, error) { return encodeJSON(r.json()) }

func (r *Row) json() rowJSON {
	p := &r.Person
	return rowJSON{
		p.File, p.Line, p.Email, r.UserID, p.UserID, p.FirstName, p.LastName, p.Role, p.Teams,
		r.Outcome, r.Reason, r.RequestID, errorText(r.Err),
	}
}

func (r *rowJSON) row() Row {
	row := Row{
		Person: Person{
			Email: r.Email, UserID: r.FileUserID, FirstName: r.FirstName, LastName: r.LastName, Role: r.Role,
			Teams: orNil(r.Teams), File: r.File, Line: r.Line,
		},
		Outcome: r.Outcome, Reason: r.Reason, UserID: r.UserID, RequestID: r.RequestID,
	}
	if r.Error != "" {
		row.Err = errors.New(r.Error)
	}
	return row
}

func rowsJSON(rows []Row) []rowJSON {
	all := make([]rowJSON, len(rows))
	for i := range rows {
		all[i] = rows[i].json()
	}
	return all
}
