package cost

import (
	"cmp"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// allocated are the dimensions that a bill does not tell of, in the order of
// lineIDs.
var allocatedDimensions = [dimensionCount]Dimension{ByMember, ByTeam, ByApp, ByDay, ByCenter}

const dimensionCount = 5

// lineID tells a line of a view apart.
type lineID struct {
	kind LineKind
	key  string
}

// caller is who used what: the two decide on most lines.
type caller struct{ userID, appID string }

// linesOfRow gives the line of each view that a row of usage belongs to.
func (s *allocation) linesOfRow(row *clarifai.OpCountByDate) ([dimensionCount]lineID, error) {
	spelling := row.CallerUserID
	id := foldID(spelling)
	if m := s.directory.byEmail[id]; m != nil && s.directory.members[id] == nil { // a caller may be named by the primary address
		spelling, id = m.ID, foldID(m.ID)
	}
	if spelled, ok := s.directory.spellings[id]; !ok || spelling < spelled {
		s.directory.spellings[id] = spelling
	}
	who := caller{id, row.AppID}
	ids, ok := s.directory.linesByCaller[who]
	if !ok {
		var err error
		if ids, err = s.linesOfCaller(who); err != nil {
			return ids, err
		}
		s.directory.linesByCaller[who] = ids
	}
	const dayAt = 3 // in allocated
	ids[dayAt] = lineID{LineUnnamed, ""}
	if !row.Date.IsZero() {
		ids[dayAt] = lineID{LineRegular, day(row.Date).Format(time.DateOnly)}
	}
	return ids, nil
}

func (s *allocation) linesOfCaller(who caller) (ids [dimensionCount]lineID, err error) {
	d := s.directory
	member := d.members[who.userID] != nil || !d.known.members
	teams := d.teamsOf[who.userID]

	ids[0] = lineID{LineRegular, who.userID}
	switch {
	case who.userID == "":
		ids[0] = lineID{LineUnnamed, ""}
	case !member:
		ids[0].kind = LineDeparted
	}

	switch {
	case who.userID == "":
		ids[1] = lineID{LineUnnamed, ""}
	case len(teams) == 1:
		ids[1] = lineID{LineRegular, teams[0]}
	case len(teams) > 1:
		if ids[1], err = s.sharedLine(who, teams); err != nil {
			return ids, err
		}
	case !member:
		ids[1] = lineID{LineDeparted, ""}
	default:
		ids[1] = lineID{LineUnassigned, ""}
	}

	ids[2] = lineID{LineRegular, who.appID}
	switch {
	case who.appID == "":
		ids[2] = lineID{LineUnnamed, ""}
	case d.apps[who.appID] == nil && d.known.apps:
		ids[2].kind = LineDeparted
	}

	ids[4] = lineID{LineUnassigned, ""}
	if center := s.center(who); center != "" {
		ids[4] = lineID{LineRegular, center}
	}
	return ids, nil
}

func (a lineID) compare(b lineID) int {
	return cmp.Or(strings.Compare(string(a.kind), string(b.kind)), strings.Compare(a.key, b.key))
}

// linesWithoutUsage are the lines that a view has even without usage.
func (s *allocation) linesWithoutUsage(by Dimension) []lineID {
	var ids []lineID
	add := func(key string) { ids = append(ids, lineID{LineRegular, key}) }
	switch by {
	case ByMember:
		for id := range s.directory.members {
			add(id)
		}
	case ByTeam:
		for id := range s.directory.teams {
			add(id)
		}
	case ByApp:
		for id := range s.directory.apps {
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
		return lineID{l.Kind, foldID(l.Key)}
	}
	return lineID{l.Kind, l.Key}
}
