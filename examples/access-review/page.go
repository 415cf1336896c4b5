package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

//go:embed page.html
var pageText string

// html/template escapes names by where they stand: a member called <script> is
// a name on the page, and nothing else.
var pageTemplate = template.Must(template.New("page").Parse(pageText))

// writePage writes a page that needs nothing beside itself.
func writePage(w io.Writer, r *review) error {
	members, outsiders := r.Count()
	return pageTemplate.Execute(w, &page{r, groups(r), legend, members, outsiders})
}

// page is what the template is given.
type page struct {
	*review
	Groups             []group
	Legend             []mark
	Members, Outsiders int
}

// mark is how a level looks: a letter, for colour must not be the only thing
// that tells, and the class of a colour.
type mark struct {
	Letter, Class, Meaning string
	level                  level
}

// The strongest first, as in a cell.
var legend = []mark{
	{"A", "a", "Admin", levelAdmin},
	{"O", "o", "Organization Contributor", levelContributor},
	{"F", "f", "Full Access, on a team", levelFull},
	{"C", "c", "collaborator", levelCollaborator},
	{"X", "x", "custom role on a team", levelCustom},
	{"T", "t", "Model Trainer, on a team", levelTrainer},
	{"L", "l", "Labeler Lead, on a team", levelLead},
	{"W", "w", "Labeler Worker, on a team", levelWorker},
	{"U", "u", "Organization User: views", levelViewer},
	{"V", "v", "visible to all members", levelVisible},
	{"?", "q", "custom member role: not known", levelUnknown},
}

func (c *cell) mark() mark {
	for _, m := range legend {
		if m.level == c.Level() {
			return m
		}
	}
	return mark{}
}

// Letter is what the cell shows.
func (c *cell) Letter() string {
	if c.Disagreement != "" {
		return c.mark().Letter + "!"
	}
	return c.mark().Letter
}

// Class is how the cell looks: its colour, a corner if there are more reasons
// than the letter says, a frame if Clarifai disagrees.
func (c *cell) Class() string {
	var classes []string
	if m := c.mark(); m.Class != "" {
		classes = append(classes, m.Class)
	}
	if len(c.Reasons) > 1 {
		classes = append(classes, "more")
	}
	if c.Disagreement != "" {
		classes = append(classes, "bad")
	}
	return strings.Join(classes, " ")
}

// Title says all of the cell, a line for each reason.
func (c *cell) Title() string {
	var lines []string
	if c.Disagreement != "" {
		lines = append(lines, "! "+c.Disagreement)
	}
	for _, r := range c.Reasons {
		lines = append(lines, clean(r.String()))
	}
	if c.Level() == levelUnknown && c.Listed != notChecked { // all that is known of a custom role
		lines = append(lines, "listed by Members.ListForApp: "+string(c.Listed))
	}
	return strings.Join(lines, "\n")
}

// Title says all of the app that its column has no room for.
func (a *app) Title() string {
	lines := []string{clean(a.Name), clean(a.ID), "visibility " + clean(string(a.Visibility))}
	switch {
	case a.Public():
		lines[2] += ": everybody reaches it"
	case a.Visibility == "":
		lines[2] += "not known"
	}
	return strings.Join(append(lines, fmt.Sprintf("%d members, %d outsiders", a.Members, a.Outsiders)), "\n")
}

// Reached is how many people reach the app, other than as everybody does.
func (a *app) Reached() int { return a.Members + a.Outsiders }

// Flag is what a column is marked with.
func (a *app) Flag() string {
	switch a.Visibility {
	case clarifai.VisibilityPrivate:
		return ""
	case "":
		return "?"
	}
	return string(a.Visibility)
}

// Title says who someone is.
func (p *person) Title() string {
	lines := []string{clean(p.Name)}
	for _, more := range []string{p.ID, p.Email, p.Role} {
		if more != "" && more != p.Name {
			lines = append(lines, clean(more))
		}
	}
	return strings.Join(lines, "\n")
}

// Columns is how wide the matrix is.
func (p *page) Columns() int { return len(p.Apps) + 2 }

// group is people of one role, or the outsiders.
type group struct {
	Name, Says string
	People     []person
}

// groups parts the people, who are sorted already.
func groups(r *review) []group {
	var all []group
	for i, p := range r.People {
		if i == 0 || p.Role != r.People[i-1].Role || p.Member != r.People[i-1].Member {
			next := group{Name: "Outsiders", Says: "not members of the organization"}
			if p.Member {
				_, says, _ := memberRole(p.Role)
				next = group{Name: p.Role, Says: says}
			}
			all = append(all, next)
		}
		last := &all[len(all)-1]
		last.People = append(last.People, p)
	}
	return all
}
