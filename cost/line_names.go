package cost

import "strings"

// keyOf gives an id as it is spelled.
func (s *statement) keyOf(by Dimension, id lineID) string {
	if by != ByMember || id.kind == Unexplained || id.key == "" {
		return id.key
	}
	if m := s.names.members[id.key]; m != nil {
		return m.ID
	}
	return s.names.people[id.key]
}

func (s *statement) nameOf(by Dimension, id lineID) string {
	known := s.names.known
	switch {
	case id.kind == Unexplained:
		return id.key
	case by == ByMember && id.kind == Unnamed, by == ByTeam && id.kind == Unnamed:
		return "usage without a caller"
	case by == ByMember:
		name := s.keyOf(by, id)
		if m := s.names.members[id.key]; m != nil && m.Name != "" {
			name = m.Name
		}
		if id.kind == Departed {
			name += " (not a member now)"
		}
		return name
	case by == ByTeam && id.kind == Departed:
		return "not members now"
	case by == ByTeam && id.kind == Unassigned && !known.teams:
		return "teams are not known"
	case by == ByTeam && id.kind == Unassigned:
		return "in no team"
	case by == ByTeam && id.kind == Shared:
		var names []string
		for _, team := range s.teams[id.key] {
			names = append(names, s.teamName(team))
		}
		return "shared by " + strings.Join(names, ", ")
	case by == ByTeam:
		return s.teamName(id.key)
	case by == ByApp && id.kind == Unnamed:
		return "usage without an app"
	case by == ByApp:
		name := id.key
		if app := s.names.apps[id.key]; app != nil && app.Name != "" {
			name = app.Name
		}
		if id.kind == Departed {
			name += " (not an app of the organization now)"
		}
		return name
	case by == ByDay && id.kind == Unnamed:
		return "usage without a date"
	case by == ByCenter && id.kind == Unassigned:
		return "no cost center"
	}
	return id.key
}

func (s *statement) teamName(id string) string {
	if t := s.names.teams[id]; t != nil && t.Name != "" {
		return t.Name
	}
	return id
}
