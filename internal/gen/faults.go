package main

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/route"
	"github.com/clarifai-community/clarifai-orgs-go/test/faults"
)

// faultsDoc returns docs/faults.md.
func faultsDoc() []byte {
	var b bytes.Buffer
	b.WriteString(`<!-- Generated from test/faults and internal/route by internal/gen. DO NOT EDIT. -->

# How a call ends when a request fails

Each cell says how a call ends if only its first attempt meets the fault, and after the slash if every attempt does. In
parentheses is the number of requests of the operation's own route, with the default of four retries, or eight after a
429. "ambiguous" is ` + "`ErrAmbiguous`" + ` together with the sentinel of the fault.

` + "`make matrix`" + ` compares every operation with its column. It also checks that a create acts at most once on the server,
that no error hides that the server may have acted, that success means that it has, that every call ends with its
context, and that no goroutine stays behind.

`)
	columns := []struct {
		title string
		faults.Behaviour
	}{
		{"Read", faults.Behaviour{Class: route.Read}},
		{"Idempotent", faults.Behaviour{Class: route.Idempotent}},
		{"Verify", faults.Behaviour{Class: route.Verify}},
		{"Verify, mails people", faults.Behaviour{Class: route.Verify, Mails: true}},
		{"Never", faults.Behaviour{Class: route.Never}},
	}
	b.WriteString("| Fault | Sentinel |")
	for _, c := range columns {
		b.WriteString(" " + c.title + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(columns)) + "\n")
	for _, f := range faults.All() {
		sentinel := ""
		if f.Sentinel != "" {
			sentinel = "`" + f.Sentinel + "`"
		}
		fmt.Fprintf(&b, "| %s | %s |", f.Name, sentinel)
		for _, c := range columns {
			once, every := outcome(c.Expect(&f, false)), outcome(c.Expect(&f, true))
			if once == every {
				fmt.Fprintf(&b, " %s |", once)
			} else {
				fmt.Fprintf(&b, " %s / %s |", once, every)
			}
		}
		b.WriteString("\n")
	}
	b.WriteString("\n## Which operations\n\n")
	for class := route.Read; class <= route.Never; class++ {
		var ops []string
		for _, r := range route.All() {
			if r.Class == class {
				ops = append(ops, "`"+r.Op+"`")
			}
		}
		fmt.Fprintf(&b, "- %v: %s\n", class, strings.Join(ops, ", "))
	}
	b.WriteString(`
## What sets some apart

- ` + "`invitations.create`" + ` mails people. An invitation that a lookup does not find may still be on its way, so it is not
  sent again.
- ` + "`apps.change_id`" + ` looks the app up if the server may have acted, since a second change would not find the app under its
  old ID. It succeeds whenever the server has acted.
`)
	return b.Bytes()
}

func outcome(o faults.Outcome) string {
	word := "error"
	switch {
	case o.Value:
		word = "success"
	case o.Ambiguous:
		word = "ambiguous"
	}
	return fmt.Sprintf("%s (%d)", word, o.Requests)
}
