package roster

import "slices"

// Proposal is what [Plan] found and what [Apply] will do. A program may remove
// steps from Steps by rules of its own.
type Proposal struct {
	// Organization is the organization's ID.
	Organization string
	Steps        []Step
	// Rows has the people of the roster whose rows are not bad, in their order.
	Rows []Row
	// BadRows are the rows that [Options.SkipBadRows] skipped.
	BadRows []RowError
	// Findings are what differs from the files and is not changed.
	Findings []Finding

	company Company
	options Options
	roles   roles
}

// Empty reports whether there is nothing to do: no step, and no row that is held
// or bad. There may still be findings.
func (p *Proposal) Empty() bool { return len(p.Steps) == 0 && !p.Incomplete() }

// Incomplete reports whether there are rows for which nothing can be done: rows
// that are [Held], and bad rows that were skipped. The reasons are in Rows and
// BadRows. [Options.MemberEmails] and [Options.IgnoreHiddenMembers] help if people
// are held because members hide their addresses. Only the latter helps if open
// invitations show no address.
func (p *Proposal) Incomplete() bool { return incomplete(p.Rows, p.BadRows) }

func incomplete(rows []Row, bad []RowError) bool {
	return len(bad) > 0 || slices.ContainsFunc(rows, func(r Row) bool { return r.Outcome == Held })
}

// findWaiting returns a finding for each person who should be on a team and has
// not joined yet, team by team.
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

// isOnTeam reports whether the roster has the person for the team.
func isOnTeam(p *Person, team string) bool { return slices.Contains(p.Teams, team) }
