package main

import "github.com/clarifai-community/clarifai-orgs-go/roster"

// reportJSON is a report of roster as --output json writes it, in the words of the
// CSV.
type reportJSON struct {
	Organization string        `json:"organization"`
	Rows         []rowJSON     `json:"rows"`
	Steps        []stepJSON    `json:"steps"`
	BadRows      []badRowJSON  `json:"bad_rows"`
	Findings     []findingJSON `json:"findings"`
}

type rowJSON struct {
	Line      int      `json:"line,omitempty"`
	Email     string   `json:"email"`
	UserID    string   `json:"user_id,omitempty"`
	Role      string   `json:"member_role"`
	Teams     []string `json:"teams,omitempty"`
	Outcome   string   `json:"outcome"`
	Reason    string   `json:"reason,omitempty"`
	RequestID string   `json:"request_id,omitempty"`
	Error     string   `json:"error,omitempty"`
}

type stepJSON struct {
	Kind      string `json:"kind"`
	Line      int    `json:"line,omitempty"`
	Email     string `json:"email,omitempty"`
	UserID    string `json:"user_id,omitempty"`
	Team      string `json:"team,omitempty"`
	App       string `json:"app,omitempty"`
	Before    string `json:"before,omitempty"`
	After     string `json:"after,omitempty"`
	Reason    string `json:"reason,omitempty"`
	Status    string `json:"status"`
	Note      string `json:"note,omitempty"`
	RequestID string `json:"request_id,omitempty"`
	Error     string `json:"error,omitempty"`
}

type badRowJSON struct {
	File    string `json:"file"`
	Line    int    `json:"line,omitempty"`
	Subject string `json:"subject,omitempty"`
	Reason  string `json:"reason"`
}

type findingJSON struct {
	Kind   string `json:"kind"`
	Line   int    `json:"line,omitempty"`
	Email  string `json:"email,omitempty"`
	UserID string `json:"user_id,omitempty"`
	Team   string `json:"team,omitempty"`
	App    string `json:"app,omitempty"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Reason string `json:"reason,omitempty"`
}

// rosterJSON returns the reports of all rounds.
func rosterJSON(reports []*roster.Report) []reportJSON {
	rounds := make([]reportJSON, len(reports))
	for i, r := range reports {
		out := reportJSON{Organization: r.Organization, Rows: []rowJSON{}, Steps: []stepJSON{}, BadRows: []badRowJSON{}, Findings: []findingJSON{}}
		for _, row := range r.Rows {
			p := row.Person
			out.Rows = append(out.Rows, rowJSON{
				p.Line, p.Email, row.UserID, string(p.Role), p.Teams, string(row.Outcome), row.Reason, row.RequestID, errorText(row.Err),
			})
		}
		for _, s := range r.Steps {
			out.Steps = append(out.Steps, stepJSON{
				string(s.Kind), s.Line, s.Email, s.UserID, s.Team, s.App, s.Before, s.After, s.Reason, string(s.Status), s.Note, s.RequestID, errorText(s.Err),
			})
		}
		for _, b := range r.BadRows {
			out.BadRows = append(out.BadRows, badRowJSON{b.File, b.Line, b.Subject, b.Reason})
		}
		for _, f := range r.Findings {
			out.Findings = append(out.Findings, findingJSON{
				string(f.Kind), f.Line, f.Email, f.UserID, f.Team, f.App, f.Before, f.After, f.Reason,
			})
		}
		rounds[i] = out
	}
	return rounds
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}
