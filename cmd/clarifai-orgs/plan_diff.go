package main

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/terminal"
	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// diff is a plan as lines to read, in sections. It holds no text that could steer a
// terminal.
type diff struct {
	sections                          []diffSection
	added, changed, removed, withheld int
}

// diffSection is what a plan does to people, to invitations or to teams.
type diffSection struct {
	title string
	lines []diffLine
}

// The signs of a line.
const (
	signNone   = ' ' // a team whose parts change, or a withheld step
	signAdd    = '+'
	signChange = '~'
	signRemove = '-'
	signLimit  = '!' // a limit because of which steps are withheld
)

// diffLine is a step, or what steps below it belong to.
type diffLine struct {
	sign    rune
	subject string // indented below a team
	change  string // what is there and what will be
	note    string
}

// newDiff returns a plan as a diff. The causes are those of steps, by their index.
func newDiff(p *roster.Proposal, causes map[int]string) *diff {
	d := &diff{withheld: len(p.Withheld)}
	organization, people, invitations := &diffSection{title: "organization"}, &diffSection{title: "people"}, &diffSection{title: "invitations"}
	teams := newTeamSections()
	for i, step := range p.Steps {
		line := lineOf(step, causes[i])
		switch line.sign {
		case signAdd:
			d.added++
		case signChange:
			d.changed++
		case signRemove:
			d.removed++
		}
		switch step.Kind {
		case roster.CreateOrganization, roster.RenameOrganization, roster.UpdateBillingEmail:
			organization.lines = append(organization.lines, line)
		case roster.Invite, roster.CancelInvitation:
			invitations.lines = append(invitations.lines, line)
		case roster.UpdateMemberRole, roster.RemoveMember:
			people.lines = append(people.lines, line)
		default:
			teams.add(step, line)
		}
	}
	for _, s := range []*diffSection{organization, people, invitations, teams.section(), withheld(p)} {
		if len(s.lines) > 0 {
			d.sections = append(d.sections, *s)
		}
	}
	return d
}

// summary returns the numbers of the plan in one line.
func (d *diff) summary() string {
	text := fmt.Sprintf("%d to add, %d to change, %d to remove", d.added, d.changed, d.removed)
	if d.withheld > 0 {
		text += fmt.Sprintf("; %d withheld", d.withheld)
	}
	return text
}

// lineOf returns the line of a step. What is added says why by itself.
func lineOf(s roster.Step, cause string) diffLine {
	line := diffLine{sign: signOf(s), subject: subjectOf(s), change: changeOf(s)}
	var notes []string
	if line.sign == signRemove || s.Kind == roster.Invite && s.Before != "" {
		notes = append(notes, forPeople(short(s.Reason)))
	}
	if cause != "" {
		notes = append(notes, tabular.Clean(short(cause)))
	}
	line.note = strings.Join(notes, "; ")
	return line
}

func signOf(s roster.Step) rune {
	switch s.Kind {
	case roster.RenameOrganization, roster.UpdateBillingEmail, roster.RenameTeam, roster.UpdateTeamAppRole, roster.UpdateMemberRole:
		return signChange
	case roster.SetTeamDefaultRole:
		if s.Before != "" || s.Replaces != "" {
			return signChange
		}
	}
	if slices.Contains(roster.RemovalKinds(), s.Kind) {
		return signRemove
	}
	return signAdd
}

// subjectOf names what a step is about, within its section or below its team.
func subjectOf(s roster.Step) string {
	switch s.Kind {
	case roster.CreateOrganization, roster.RenameOrganization:
		return "name"
	case roster.UpdateBillingEmail:
		return "billing email"
	case roster.CreateTeam, roster.DeleteTeam:
		return word(s.Team)
	case roster.RenameTeam:
		return "name"
	case roster.SetTeamDefaultRole, roster.ClearTeamDefaultRole:
		return "default role"
	case roster.AddTeamApp, roster.UpdateTeamAppRole, roster.RemoveTeamApp:
		return "app " + word(s.App)
	case roster.RemoveMember: // the user ID says who, and an address helps to know it
		if s.Email != "" && s.UserID != "" {
			return word(s.Email) + " (" + word(s.UserID) + ")"
		}
	}
	if s.Email == "" && s.UserID != "" {
		return "user " + word(s.UserID)
	}
	return word(s.Email)
}

// changeOf says what is there and what will be.
func changeOf(s roster.Step) string {
	before, after := s.Before, s.After
	if s.Kind == roster.Invite {
		before = "" // an earlier invitation, which the note names
	}
	write := word
	switch s.Kind {
	case roster.CreateOrganization, roster.RenameOrganization, roster.CreateTeam, roster.RenameTeam, roster.DeleteTeam:
		write = func(name string) string { return strconv.Quote(short(name)) }
	}
	switch {
	case signOf(s) == signChange:
		return write(before) + " -> " + write(after)
	case after != "":
		return write(after)
	case before != "":
		return write(before)
	}
	return ""
}

// teamSections collects what happens to each team, below a line of the team.
type teamSections struct {
	order []string
	teams map[string]*diffSection // the first line is that of the team
}

func newTeamSections() *teamSections { return &teamSections{teams: make(map[string]*diffSection)} }

func (t *teamSections) add(s roster.Step, line diffLine) {
	team := t.teams[s.Team]
	if team == nil {
		team = &diffSection{lines: []diffLine{{sign: signNone, subject: word(s.Team)}}}
		t.teams[s.Team] = team
		t.order = append(t.order, s.Team)
	}
	if s.Kind == roster.CreateTeam || s.Kind == roster.DeleteTeam {
		team.lines[0] = line
		return
	}
	line.subject = "  " + line.subject
	team.lines = append(team.lines, line)
}

func (t *teamSections) section() *diffSection {
	s := &diffSection{title: "teams"}
	for _, team := range t.order {
		s.lines = append(s.lines, t.teams[team].lines...)
	}
	return s
}

// withheld returns the steps that a limit does not allow, below the limit.
func withheld(p *roster.Proposal) *diffSection {
	s := &diffSection{title: "withheld: nothing of this is done"}
	for _, kind := range withheldKinds(p) {
		line := diffLine{sign: signLimit, subject: string(kind)}
		reason := true // which is not that of the limit
		for _, e := range p.Exceeded {
			if e.Kind == kind {
				line.subject, reason = exceeded(e), false
			}
		}
		s.lines = append(s.lines, line)
		for _, step := range p.Withheld {
			if step.Kind != kind {
				continue
			}
			line := lineOf(step, "")
			line.sign, line.subject = signNone, "  "+line.subject
			if step.Team != "" && kind != roster.DeleteTeam {
				line.subject = "  " + word(step.Team) + ": " + strings.TrimSpace(line.subject)
			}
			if line.note = ""; reason {
				line.note = forPeople(short(step.Reason))
			}
			s.lines = append(s.lines, line)
		}
	}
	return s
}

func withheldKinds(p *roster.Proposal) (kinds []roster.Kind) {
	add := func(kind roster.Kind) {
		if !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	for _, e := range p.Exceeded {
		add(e.Kind)
	}
	for _, s := range p.Withheld {
		add(s.Kind)
	}
	return kinds
}

// exceeded says how a limit is exceeded.
func exceeded(e roster.ExceededLimit) string {
	there := map[roster.Kind]string{
		roster.RemoveMember: "members", roster.UpdateMemberRole: "members",
		roster.CancelInvitation: "pending invitations", roster.DeleteTeam: "teams",
		roster.RemoveTeamMember: "places on teams", roster.RemoveTeamApp: "places of apps on teams", roster.UpdateTeamAppRole: "places of apps on teams",
		roster.ClearTeamDefaultRole: "teams with a default role", roster.SetTeamDefaultRole: "teams with a default role",
	}[e.Kind]
	limit := strings.Replace(limitText(e.Limit), ",", " and ", 1)
	return fmt.Sprintf("%s: %d of %d %s, and the limit is %s", e.Kind, e.Steps, e.Existing, there, limit)
}

// aligned is the maximum width at which the text behind a subject, or behind a
// change, begins. Behind a longer one it begins later.
const aligned = 56

// print prints the diff in columns.
func (d *diff) print(w io.Writer, colors bool) error {
	out := bufio.NewWriter(w) // it keeps its first error
	paint := func(c terminal.Color, text string) string {
		if colors {
			return c.Paint(text)
		}
		return text
	}
	for i, s := range d.sections {
		if i > 0 {
			fmt.Fprintln(out)
		}
		fmt.Fprintln(out, paint(terminal.Bold, s.title))
		for i, text := range s.text() {
			fmt.Fprintln(out, paint(signColors[s.lines[i].sign], text))
		}
	}
	fmt.Fprintf(out, "\n%s\n", paint(terminal.Bold, d.summary()))
	return out.Flush()
}

var signColors = map[rune]terminal.Color{
	signAdd: terminal.Green, signChange: terminal.Yellow, signRemove: terminal.Red, signLimit: terminal.Yellow,
}

// text returns the lines of a section, with columns.
func (s *diffSection) text() []string {
	subjects, changes := 0, 0
	for _, l := range s.lines {
		if l.change+l.note != "" {
			subjects = max(subjects, within(l.subject))
		}
		if l.note != "" {
			changes = max(changes, within(l.change))
		}
	}
	lines := make([]string, len(s.lines))
	for i, l := range s.lines {
		text := string(l.sign) + " " + pad(l.subject, subjects)
		if changes > 0 || l.change != "" {
			text += "  " + pad(l.change, changes)
		}
		lines[i] = strings.TrimRight(text+"  "+l.note, " ")
	}
	return lines
}

// within returns the width of a text that others are aligned with, or 0.
func within(text string) int {
	if width := terminal.StringWidth(text); width <= aligned {
		return width
	}
	return 0
}

func pad(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-terminal.StringWidth(text)))
}

// maxWord is the number of characters of a name that are shown. An address has less.
const maxWord = 300

// short returns the beginning of a text that is too long to show.
func short(text string) string {
	if runes := []rune(text); len(runes) > maxWord {
		return string(runes[:maxWord]) + "…"
	}
	return text
}

// word returns a name, an ID or an address, in quotes if it could be taken for
// something else: more than one name, an arrow, or nothing.
func word(text string) string {
	text = short(strings.ToValidUTF8(text, "\uFFFD"))
	plain := text != "" && text == strings.TrimSpace(text) && text == tabular.Clean(text) &&
		!strings.Contains(text, "  ") && !strings.Contains(text, "->") &&
		!strings.ContainsFunc(text, func(r rune) bool { return r == '"' || r == '\\' || !unicode.IsPrint(r) })
	if plain {
		return text
	}
	return strconv.Quote(text)
}
