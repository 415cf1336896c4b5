package roster

// without returns the company without its bad rows. If skipPeople is set, people
// on a team whose row is bad become bad rows as well.
func (c *Company) without(bad *rowProblems, skipPeople bool) Company {
	rows := make(map[any]bool, len(*bad))
	for _, p := range *bad {
		rows[p.row] = true
	}
	good := *c
	good.Teams, good.People, good.BadRows = nil, nil, nil
	badTeams := make(map[string]bool)
	for i := range c.Teams {
		if rows[&c.Teams[i]] {
			badTeams[c.Teams[i].ID] = true
		} else {
			good.Teams = append(good.Teams, c.Teams[i])
		}
	}
	for i := range good.Teams {
		delete(badTeams, good.Teams[i].ID) // only its second row is bad
	}
	for i := range c.People {
		person := &c.People[i]
		for _, team := range person.Teams {
			if skipPeople && badTeams[team] {
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

// leaveOut removes bad rows from the plan. Once all of them are known, plan decides
// whether they may be skipped.
func (p *planner) leaveOut(bad rowProblems) {
	p.company = p.company.without(&bad, p.Options.SkipBadRows)
	p.bad = append(p.bad, bad...)
}
