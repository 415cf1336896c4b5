package roster

import (
	"slices"
	"time"
)

// Proposal is what [Plan] found and what [Apply] will do. A program may remove
// steps from Steps by rules of its own. A Proposal can be stored as JSON, which
// [DecodeProposal] reads back.
type Proposal struct { //nolint:recvcheck // MarshalJSON must work on values
	// Organization is the organization's ID.
	Organization string
	// Created is when the organization was created, so that the plan is not applied
	// to another one that has the same ID. Zero means that it is not shown, or that
	// the plan creates it.
	Created time.Time
	// MadeAt is when the reading began.
	MadeAt time.Time
	// Options are those of Plan.
	Options Options
	Steps   []Step
	// Exceeded are the limits because of which steps are withheld.
	Exceeded []ExceededLimit
	// Withheld are steps that Apply does not take: those that a limit does not allow,
	// those that depend on them, and all removals if bad rows were skipped. The reason
	// of each says why.
	Withheld []Step
	// Rows has the people of the roster whose rows are not bad, in their order.
	Rows []Row
	// BadRows are the rows that [Options.SkipBadRows] skipped.
	BadRows []RowError
	// Findings are differences from the files that no step changes, and people who have
	// not joined yet.
	Findings []Finding
}

// ExceededLimit is a limit that the steps of its kind exceed. None of them is taken.
type ExceededLimit struct {
	Kind  Kind  `json:"kind"`
	Limit Limit `json:"limit"`
	// Steps is the number of steps that are needed.
	Steps int `json:"steps"`
	// Existing is the number that the share refers to, such as that of all members.
	Existing int `json:"existing"`
}

// Empty reports whether there is nothing to do: no step, no row that is held or bad,
// and no limit that is exceeded. There may still be findings.
func (p *Proposal) Empty() bool {
	return len(p.Steps) == 0 && !p.Incomplete() && len(p.Exceeded) == 0
}

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
// not joined yet, team by team. Teams that are out of scope are left out.
func (p *Proposal) findWaiting(rows []Row) (found []Finding) {
	var teams []string
	known := make(map[string]bool)
	for i := range rows {
		for _, team := range rows[i].Person.Teams {
			if !known[team] && (len(p.Options.Teams) == 0 || slices.Contains(p.Options.Teams, team)) {
				known[team] = true
				teams = append(teams, team)
			}
		}
	}
	for _, team := range teams {
		for n := range rows {
			row := &rows[n]
			if row.Outcome == Member || row.Outcome == Joined || row.UserID != "" || !isOnTeam(&row.Person, team) {
				continue
			}
			found = append(found, Finding{
				Kind: Waiting, File: row.Person.File, Line: row.Person.Line, Email: row.Person.Email, Team: team, Reason: string(row.Outcome),
			})
		}
	}
	return found
}

// isOnTeam reports whether the roster has the person for the team.
func isOnTeam(p *Person, team string) bool { return slices.Contains(p.Teams, team) }
