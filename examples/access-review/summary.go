package main

import (
	"cmp"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"
	"unicode"
)

// summarize prints what somebody should know of and, if it is asked for, a
// table of the apps.
func summarize(out io.Writer, r *review, table bool) {
	if table {
		tabulate(out, r)
		for p := range r.People {
			if who := &r.People[p]; !who.Member {
				fmt.Fprintf(out, "outsider: %s reaches %s\n", label(who.Name, who.ID), strings.Join(reached(r, who), ", "))
			}
		}
		for _, i := range r.Invitations {
			fmt.Fprintf(out, "invited: %s as %s, %s\n", clean(i.Email), clean(i.Role), i.Says)
		}
	}
	for _, note := range r.Notes {
		fmt.Fprintf(out, "note: %s\n", clean(note))
	}
	all := r.Disagreements()
	for _, d := range all {
		because := ""
		if d.Because != "" {
			because = " (" + clean(d.Because) + ")"
		}
		fmt.Fprintf(out, "disagreement: %s, %s: %s%s\n", clean(d.App), label(d.Person, d.ID), d.What, because)
	}
	members, outsiders := r.Count()
	fmt.Fprintf(out, "%s: %d members and %d outsiders, %d apps, %d pending invitations, %d disagreements with Members.ListForApp\n",
		clean(r.Org), members, outsiders, len(r.Apps), len(r.Invitations), len(all))
}

// tabulate prints a row for each app. Who reaches it in two ways counts in both
// columns, and once among the members.
func tabulate(out io.Writer, r *review) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "app\tvisibility\tmembers\tby role\tby team\tcollaborators\toutsiders\tnot known\tdisagree\t")
	for a := range r.Apps {
		ways := make(map[way]int)
		unknown, disagree := 0, min(r.Apps[a].Unlisted, 1)
		for p := range r.People {
			c := &r.People[p].Cells[a]
			seen := make(map[way]bool)
			for _, reason := range c.Reasons {
				if reason.Level > levelUnknown && !seen[reason.Way] {
					seen[reason.Way] = true
					ways[reason.Way]++
				}
			}
			if c.Level() == levelUnknown {
				unknown++
			}
			if c.Disagreement != "" {
				disagree++
			}
		}
		app := &r.Apps[a]
		fmt.Fprintf(table, "%s\t%s\t%d\t%d\t%d\t%d\t%d\t%d\t%d\t\n", clean(app.ID), clean(cmp.Or(string(app.Visibility), "not known")),
			app.Members, ways[byRole], ways[byTeam], ways[byCollaboration], app.Outsiders, unknown, disagree)
	}
	table.Flush()
}

// reached names the apps that someone reaches, with the strongest reason.
func reached(r *review, who *person) []string {
	var apps []string
	for a := range who.Cells {
		if c := &who.Cells[a]; c.Level() > levelUnknown {
			apps = append(apps, clean(fmt.Sprintf("%s (%s)", r.Apps[a].ID, c.Reasons[0])))
		}
	}
	if apps == nil {
		return []string{"no app"}
	}
	return apps
}

// label names someone by name and id.
func label(name, id string) string {
	if id == "" || id == name {
		return clean(name)
	}
	return clean(name + " <" + id + ">")
}

// clean keeps what came from a server from steering the terminal.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control) {
			return ' '
		}
		return r
	}, s)
}
