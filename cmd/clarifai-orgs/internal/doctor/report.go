package doctor

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Report is what can be attached to a bug report.
type Report struct {
	Version    string     `json:"version"` // of the package
	Server     string     `json:"server"`  // api.clarifai.com, or "another"
	Operations []Examined `json:"operations"`
	Variants   []Variant  `json:"variants,omitempty"` // of TryWrites
}

// Variant is how Clarifai behaves where its definitions do not say.
type Variant struct {
	Assumption string `json:"assumption"`
	Seen       string `json:"seen"`
	// Option is that of package clarifaitest. It is empty for the default, and if
	// there is none.
	Option string `json:"option,omitempty"`
}

// Count returns the number of operations with an outcome.
func (r *Report) Count(outcome Outcome) (n int) {
	for i := range r.Operations {
		if r.Operations[i].Outcome == outcome {
			n++
		}
	}
	return n
}

// Accepted reports whether an operation answers that needs a credential.
func (r *Report) Accepted() bool {
	public := make(map[clarifai.Operation]bool)
	for _, route := range Readable() {
		public[route.Op] = route.Credential == clarifai.CredentialNone
	}
	return slices.ContainsFunc(r.Operations, func(e Examined) bool { return e.Outcome == Answers && !public[e.Operation] })
}

// Table returns a row for each operation, or for each difference of one.
func (r *Report) Table() *terminal.Table {
	t := &terminal.Table{Columns: []terminal.Column{
		{Name: "operation"}, {Name: "grade"}, {Name: "outcome"}, {Name: "HTTP", Number: true}, {Name: "code"}, {Name: "difference from the definitions"},
	}}
	for i := range r.Operations {
		e := &r.Operations[i]
		outcome, status := string(e.Outcome), ""
		if e.Why != "" {
			outcome += ": " + e.Why
		}
		if e.Rerouted {
			outcome += " (rerouted)"
		}
		if e.HTTPStatus != 0 {
			status = strconv.Itoa(e.HTTPStatus)
		}
		t.Add(e.Operation, e.Grade, outcome, status, e.CodeName, strings.Join(e.Differences[:min(1, len(e.Differences))], ""))
		for _, d := range e.Differences[min(1, len(e.Differences)):] {
			t.Add("", "", "", "", "", d)
		}
	}
	return t
}

// Print prints the report for people.
func (r *Report) Print(w io.Writer, width int) error {
	if err := r.Table().Print(w, width); err != nil {
		return err
	}
	var parts []string
	for _, o := range []Outcome{Answers, OtherShape, Refused, NotThere, Failed, NotAsked} {
		if n := r.Count(o); n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", n, o))
		}
	}
	fmt.Fprintf(w, "%d operations: %s\n", len(r.Operations), strings.Join(parts, ", "))
	for _, v := range r.Variants {
		text := v.Assumption + ": " + v.Seen
		if v.Option != "" {
			text += " (clarifaitest: " + v.Option + ")"
		}
		fmt.Fprintln(w, tabular.Clean(text))
	}
	return nil
}

// WriteCSV writes a line for each operation.
func (r *Report) WriteCSV(w io.Writer) error {
	out := tabular.NewWriter(w) // it keeps its first error
	_ = out.Write("operation", "method", "route", "rerouted", "grade", "outcome", "why", "http_status", "code", "code_name", "differences")
	for i := range r.Operations {
		e := &r.Operations[i]
		_ = out.Write(string(e.Operation), e.Method, e.Route, strconv.FormatBool(e.Rerouted), string(e.Grade), string(e.Outcome), e.Why,
			strconv.Itoa(e.HTTPStatus), strconv.Itoa(int(e.Code)), e.CodeName, strings.Join(e.Differences, "; "))
	}
	return out.Flush()
}
