package roster

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// Merge returns a company with the people, invitations and teams of all parts, which
// are usually read from several files. ID, Name and BillingEmail must be the same in all
// parts that have them. Each row keeps the name of its file. Merge does not change the
// parts.
//
// A person or a team must be in one part only. [Company.Validate] and [Plan] say where
// else one is.
func Merge(parts ...Company) (Company, error) {
	var all Company
	var from [3]string // the files of the fields below
	for i := range parts {
		part := &parts[i]
		for n, field := range []struct {
			name string
			have *string
			add  string
		}{
			{"ID", &all.ID, part.ID}, {"name", &all.Name, part.Name}, {"billing email", &all.BillingEmail, part.BillingEmail},
		} {
			if *field.have != "" && field.add != "" && *field.have != field.add {
				return Company{}, fmt.Errorf("roster: %s says that the organization's %s is %.80q, and %s that it is %.80q: all files must say the same",
					from[n], field.name, *field.have, part.name(i), field.add)
			}
			if *field.have == "" {
				*field.have, from[n] = field.add, part.name(i)
			}
		}
		all.People = append(all.People, part.ofFile(part.People)...)
		all.Invitations = append(all.Invitations, part.ofFile(part.Invitations)...)
		for _, team := range part.Teams {
			team.File = cmp.Or(team.File, part.File)
			all.Teams = append(all.Teams, team)
		}
		for _, row := range part.BadRows {
			row.Source = cmp.Or(row.Source, part.File)
			all.BadRows = append(all.BadRows, row)
		}
	}
	return all, nil
}

// name returns the name of the file of part i.
func (c *Company) name(i int) string {
	if c.File == "" {
		return fmt.Sprintf("part %d", i+1)
	}
	return fmt.Sprintf("%.80s", tabular.Clean(c.File))
}

// ofFile returns copies of the company's people who have the name of their file.
func (c *Company) ofFile(people []Person) []Person {
	people = slices.Clone(people)
	for i := range people {
		people[i].File = cmp.Or(people[i].File, c.File)
	}
	return people
}
