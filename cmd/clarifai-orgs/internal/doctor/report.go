package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
)

// report is what can be attached to a bug report.
type report struct {
	Version    string     `json:"version"` // of the package
	Server     string     `json:"server"`  // api.clarifai.com, or "another"
	Operations []examined `json:"operations"`
	Variants   []variant  `json:"variants,omitempty"` // that -writes saw
}

// variant is how Clarifai behaves where its definitions do not say, as an
// option of the embedded server.
type variant struct {
	Assumption string `json:"assumption"`
	Seen       string `json:"seen"`
	Option     string `json:"option,omitempty"` // of package clarifaitest; "": its default, or none
}

func (r *report) allAnswer() bool {
	for i := range r.Operations {
		if r.Operations[i].Outcome != answers {
			return false
		}
	}
	return true
}

// print writes the table.
func (r *report) print(w io.Writer) {
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "operation\tgrade\toutcome\tanswer")
	count := make(map[outcome]int)
	for i := range r.Operations {
		e := &r.Operations[i]
		count[e.Outcome]++
		said := ""
		if e.HTTPStatus != 0 {
			said = fmt.Sprintf("HTTP %d %s", e.HTTPStatus, e.CodeName)
		}
		result := string(e.Outcome)
		if e.Why != "" {
			result += ": " + e.Why
		}
		if e.Rerouted {
			result += " (rerouted)"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", e.Operation, e.Grade, result, said)
		for _, d := range e.Differences {
			fmt.Fprintf(table, "\t\t  %s\t\n", printable(d))
		}
	}
	_ = table.Flush()
	var parts []string
	for _, o := range []outcome{answers, otherShape, refused, notThere, failed, notAsked} {
		if count[o] > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", count[o], o))
		}
	}
	fmt.Fprintf(w, "%d operations: %s\n", len(r.Operations), strings.Join(parts, ", "))
	for _, v := range r.Variants {
		fmt.Fprintf(w, "%s: %s", v.Assumption, v.Seen)
		if v.Option != "" {
			fmt.Fprintf(w, " (clarifaitest: %s)", v.Option)
		}
		fmt.Fprintln(w)
	}
}

// printable keeps names that a server made up from breaking a terminal.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x80 && r < 0xa0 {
			return '?'
		}
		return r
	}, s)
}

// write writes the JSON file, if one is wanted.
func (r *report) write(name string) error {
	if name == "" {
		return nil
	}
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(data, '\n'), 0o600)
}
