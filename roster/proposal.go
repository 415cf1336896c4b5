package roster

import "slices"

// Proposal is what [Plan] found and what [Apply] will do. A program may take
// steps out of Steps by rules of its own.
type Proposal struct {
	Organization string // its id
	Steps        []Step
	Rows         []Row      // one for each row of the roster that is not bad
	BadRows      []RowError // left out, with Options.SkipBadRows only
	Findings     []Finding

	company Company
	options Options
	roles   roles
}

// Empty reports whether there is nothing that Apply would do, and no row is held
// or bad; see Findings and Rows for what differs.
func (p *Proposal) Empty() bool { return len(p.Steps) == 0 && !p.Incomplete() }

// Incomplete reports whether there are rows that the proposal does nothing
// about, because it cannot: rows that are [Held], and bad rows that were left
// out. The reasons are in Rows and BadRows. For people who are held because
// members hide their addresses there are [Options.MemberEmails] and
// [Options.IgnoreHiddenMembers], and the latter for those who are held because
// open invitations show no address.
func (p *Proposal) Incomplete() bool { return incomplete(p.Rows, p.BadRows) }

func incomplete(rows []Row, bad []RowError) bool {
	return len(bad) > 0 || slices.ContainsFunc(rows, func(r Row) bool { return r.Outcome == Held })
}

// findWaiting tells who of the rows is to be on a team and has not joined, team by
// team.
func (p *Proposal) findWaiting(rows []Row) (found []Finding) {
	for i := range p.company.Teams {
		team := p.company.Teams[i].ID
		for n := range rows {
			row := &rows[n]
			if row.Outcome == Member || row.Outcome == Joined || row.UserID != "" || !isOnTeam(&row.Person, team) {
				continue
			}
			found = append(found, Finding{
				Kind: Waiting, Line: row.Person.Line, Email: row.Person.Email, Team: team, Reason: string(row.Outcome),
			})
		}
	}
	return found
}

// stands reports whether the roster has the person for the team.
func isOnTeam(p *Person, team string) bool {
	return slices.Contains(p.Teams, team)
}
