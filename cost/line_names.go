package cost

import "strings"

// displayKey returns the key of a line. The ID of a member is spelled as in the list
// of members, or as in the usage.
func (s *allocation) displayKey(by Dimension, id lineID) string {
	if by != ByMember || id.kind == LineUnexplained || id.key == "" {
		return id.key
	}
	if m := s.directory.members[id.key]; m != nil {
		return m.ID
	}
	return s.directory.spellings[id.key]
}

// displayName returns the name of a line for people.
func (s *allocation) displayName(by Dimension, id lineID) string {
	known := s.directory.known
	switch {
	case id.kind == LineUnexplained:
		return id.key
	case by == ByMember && id.kind == LineUnnamed, by == ByTeam && id.kind == LineUnnamed:
		return "usage without a caller"
	case by == ByMember:
		name := s.displayKey(by, id)
		if m := s.directory.members[id.key]; m != nil && m.Name != "" {
			name = m.Name
		}
		if id.kind == LineDeparted {
			name += " (no longer a member)"
		}
		return name
	case by == ByTeam && id.kind == LineDeparted:
		return "no longer members"
	case by == ByTeam && id.kind == LineUnassigned && !known.teams:
		return "teams are unknown"
	case by == ByTeam && id.kind == LineUnassigned:
		return "in no team"
	case by == ByTeam && id.kind == LineShared:
		var names []string
		for _, team := range s.teams[id.key] {
			names = append(names, s.teamName(team))
		}
		return "shared by " + strings.Join(names, ", ")
	case by == ByTeam:
		return s.teamName(id.key)
	case by == ByApp && id.kind == LineUnnamed:
		return "usage without an app"
	case by == ByApp:
		name := id.key
		if app := s.directory.apps[id.key]; app != nil && app.Name != "" {
			name = app.Name
		}
		if id.kind == LineDeparted {
			name += " (no longer an app of the organization)"
		}
		return name
	case by == ByDay && id.kind == LineUnnamed:
		return "usage without a date"
	case by == ByCenter && id.kind == LineUnassigned:
		return "no cost center"
	}
	return id.key
}

func (s *allocation) teamName(id string) string {
	if t := s.directory.teams[id]; t != nil && t.Name != "" {
		return t.Name
	}
	return id
}
