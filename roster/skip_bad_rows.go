package roster

// without returns the company without its bad rows. If people is true, those who
// are to be on a team that is left out are bad rows, too.
func (c *Company) without(bad *rowProblems, people bool) Company {
	rows := make(map[any]bool, len(*bad))
	for _, p := range *bad {
		rows[p.row] = true
	}
	good := *c
	good.Teams, good.People, good.BadRows = nil, nil, nil
	out := make(map[string]bool)
	for i := range c.Teams {
		if rows[&c.Teams[i]] {
			out[c.Teams[i].ID] = true
		} else {
			good.Teams = append(good.Teams, c.Teams[i])
		}
	}
	for i := range good.Teams {
		delete(out, good.Teams[i].ID) // it was named twice
	}
	for i := range c.People {
		person := &c.People[i]
		for _, team := range person.Teams {
			if people && out[team] {
				bad.person(person, "the row of team %.80q is bad", team)
				rows[person] = true
			}
		}
		if !rows[person] {
			good.People = append(good.People, *person)
		}
	}
	return good
}

// leaveOut goes on without bad rows. Whether they may be skipped is asked when
// all of them are known.
func (p *planner) leaveOut(bad rowProblems) {
	p.company = p.company.without(&bad, p.options.SkipBadRows)
	p.bad = append(p.bad, bad...)
}
