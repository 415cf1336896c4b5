package cost

import (
	"cmp"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// allocated are the dimensions that a bill does not tell of, in the order of
// lineIDs.
var allocated = [dimensions]Dimension{ByMember, ByTeam, ByApp, ByDay, ByCenter}

const dimensions = 5

// lineID tells a line of a view apart.
type lineID struct {
	kind Kind
	key  string
}

// caller is who used what: the two decide on most lines.
type caller struct{ userID, appID string }

// lines gives the line of each view that a row of usage belongs to.
func (s *statement) lines(row *clarifai.OpCountByDate) ([dimensions]lineID, error) {
	spelling := row.CallerUserID
	id := fold(spelling)
	if m := s.names.byEmail[id]; m != nil && s.names.members[id] == nil { // a caller may be named by the primary address
		spelling, id = m.ID, fold(m.ID)
	}
	if spelled, ok := s.names.people[id]; !ok || spelling < spelled {
		s.names.people[id] = spelling
	}
	who := caller{id, row.AppID}
	ids, ok := s.names.lines[who]
	if !ok {
		var err error
		if ids, err = s.callersLines(who); err != nil {
			return ids, err
		}
		s.names.lines[who] = ids
	}
	const dayAt = 3 // in allocated
	ids[dayAt] = lineID{Unnamed, ""}
	if !row.Date.IsZero() {
		ids[dayAt] = lineID{Regular, day(row.Date).Format(time.DateOnly)}
	}
	return ids, nil
}

func (s *statement) callersLines(who caller) (ids [dimensions]lineID, err error) {
	d := s.names
	member := d.members[who.userID] != nil || !d.known.members
	teams := d.teamsOf[who.userID]

	ids[0] = lineID{Regular, who.userID}
	switch {
	case who.userID == "":
		ids[0] = lineID{Unnamed, ""}
	case !member:
		ids[0].kind = Departed
	}

	switch {
	case who.userID == "":
		ids[1] = lineID{Unnamed, ""}
	case len(teams) == 1:
		ids[1] = lineID{Regular, teams[0]}
	case len(teams) > 1:
		if ids[1], err = s.sharedLine(who, teams); err != nil {
			return ids, err
		}
	case !member:
		ids[1] = lineID{Departed, ""}
	default:
		ids[1] = lineID{Unassigned, ""}
	}

	ids[2] = lineID{Regular, who.appID}
	switch {
	case who.appID == "":
		ids[2] = lineID{Unnamed, ""}
	case d.apps[who.appID] == nil && d.known.apps:
		ids[2].kind = Departed
	}

	ids[4] = lineID{Unassigned, ""}
	if center := s.center(who); center != "" {
		ids[4] = lineID{Regular, center}
	}
	return ids, nil
}

func (a lineID) compare(b lineID) int {
	return cmp.Or(strings.Compare(string(a.kind), string(b.kind)), strings.Compare(a.key, b.key))
}

// everyone are the lines that a view has even without usage.
func (s *statement) everyone(by Dimension) []lineID {
	var ids []lineID
	add := func(key string) { ids = append(ids, lineID{Regular, key}) }
	switch by {
	case ByMember:
		for id := range s.names.members {
			add(id)
		}
	case ByTeam:
		for id := range s.names.teams {
			add(id)
		}
	case ByApp:
		for id := range s.names.apps {
			add(id)
		}
	case ByDay:
		for d := s.Period.Start; d.Before(s.Period.End) && !d.After(s.AsOf); d = d.AddDate(0, 0, 1) {
			add(d.Format(time.DateOnly))
		}
	}
	return ids
}

// id identifies the line of the statement.
func (l Line) id() lineID {
	if l.By == ByMember {
		return lineID{l.Kind, fold(l.Key)}
	}
	return lineID{l.Kind, l.Key}
}
