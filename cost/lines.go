package cost

import (
	"cmp"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Indexes of the dimensions that are allocated by usage.
const (
	memberIndex = iota
	teamIndex
	appIndex
	dayIndex
	centerIndex
	dimensionCount
)

var allocatedDimensions = [dimensionCount]Dimension{
	memberIndex: ByMember, teamIndex: ByTeam, appIndex: ByApp, dayIndex: ByDay, centerIndex: ByCenter,
}

// lineID identifies a line of a view.
type lineID struct {
	kind LineKind
	key  string // folded for a member
}

// lineIDs are the lines to which a row of usage belongs, one for each dimension
// that is allocated by usage.
type lineIDs [dimensionCount]lineID

// caller is the user and the app of a row of usage. They determine all of its
// lines but the day. The user ID is folded.
type caller struct{ userID, appID string }

// linesOfRow returns the lines of a row of usage.
func (s *allocation) linesOfRow(row *clarifai.OpCountByDate) (lineIDs, error) {
	spelling := row.CallerUserID
	id := foldID(spelling)
	if m := s.directory.byEmail[id]; m != nil && s.directory.members[id] == nil { // named by email
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
	ids[dayIndex] = lineID{LineUnnamed, ""}
	if !row.Date.IsZero() {
		ids[dayIndex] = lineID{LineRegular, day(row.Date).Format(time.DateOnly)}
	}
	return ids, nil
}

// linesOfCaller returns the lines of all rows of a caller, without the day.
func (s *allocation) linesOfCaller(who caller) (ids lineIDs, err error) {
	d := s.directory
	member := d.members[who.userID] != nil || !d.known.members
	teams := d.teamsOf[who.userID]

	ids[memberIndex] = lineID{LineRegular, who.userID}
	switch {
	case who.userID == "":
		ids[memberIndex] = lineID{LineUnnamed, ""}
	case !member:
		ids[memberIndex].kind = LineDeparted
	}

	switch {
	case who.userID == "":
		ids[teamIndex] = lineID{LineUnnamed, ""}
	case len(teams) == 1:
		ids[teamIndex] = lineID{LineRegular, teams[0]}
	case len(teams) > 1:
		if ids[teamIndex], err = s.sharedLine(who, teams); err != nil {
			return ids, err
		}
	case !member:
		ids[teamIndex] = lineID{LineDeparted, ""}
	default:
		ids[teamIndex] = lineID{LineUnassigned, ""}
	}

	ids[appIndex] = lineID{LineRegular, who.appID}
	switch {
	case who.appID == "":
		ids[appIndex] = lineID{LineUnnamed, ""}
	case d.apps[who.appID] == nil && d.known.apps:
		ids[appIndex].kind = LineDeparted
	}

	ids[centerIndex] = lineID{LineUnassigned, ""}
	if center := s.center(who); center != "" {
		ids[centerIndex] = lineID{LineRegular, center}
	}
	return ids, nil
}

func (a lineID) compare(b lineID) int {
	return cmp.Or(strings.Compare(string(a.kind), string(b.kind)), strings.Compare(a.key, b.key))
}

// linesWithoutUsage returns the lines that a view has even if they have no usage.
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

// id returns the ID that the line had while the breakdown was made.
func (l Line) id() lineID {
	if l.By == ByMember {
		return lineID{l.Kind, foldID(l.Key)}
	}
	return lineID{l.Kind, l.Key}
}
