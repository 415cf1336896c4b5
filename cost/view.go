package cost

import (
	"cmp"
	"encoding/json"
	"fmt"
	"iter"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Dimension is by what a view divides a bill up.
type Dimension string

// The dimensions. ByOperation divides by what the bill itself tells; the others
// are allocations by usage.
const (
	ByMember    Dimension = "member"
	ByTeam      Dimension = "team"
	ByApp       Dimension = "app"
	ByDay       Dimension = "day"
	ByCenter    Dimension = "cost center"
	ByOperation Dimension = "operation"
)

// allocated are the dimensions that a bill does not tell of, in the order of
// lineIDs.
var allocated = [dimensions]Dimension{ByMember, ByTeam, ByApp, ByDay, ByCenter}

const dimensions = 5

// View is a bill, divided up in one way. Its lines sum to Total, the bill's.
type View struct {
	By        Dimension `json:"by"`
	Estimated bool      `json:"estimated"`
	// Allocated says that the bill does not tell it: it is shared out by usage.
	Allocated bool  `json:"allocated"`
	Total     Money `json:"total"`
	// Lines are in the order of their amounts, the largest first, and of days
	// in the order of their dates; what no usage explains is at the end.
	Lines []Line `json:"lines"`
}

// Line is what one member, app, team, day, operation or cost center bears.
type Line struct {
	By     Dimension `json:"by"`
	Kind   Kind      `json:"kind"`
	Key    string    `json:"key"`  // an id; of a day its date, as 2006-01-02; of a shared line the ids, joined by "+"
	Name   string    `json:"name"` // what to call it; never ""
	Amount Money     `json:"amount"`
	// Parts are its shares in the items of the bill, in their order, and sum to
	// Amount.
	Parts     []Part `json:"parts"`
	Estimated bool   `json:"estimated"`
}

// Part is a share in an item of the bill.
type Part struct {
	Item   int    `json:"item"` // its place in [Breakdown.Items]
	Name   string `json:"name"` // of the item
	Amount Money  `json:"amount"`
}

// Kind says what a line stands for.
type Kind string

// The kinds of lines.
const (
	Regular     Kind = "regular"     // a member, app, team, day, operation or cost center
	Shared      Kind = "shared"      // the usage of those who are in the same several teams
	Departed    Kind = "departed"    // someone, or an app, that the organization does not have now
	Unassigned  Kind = "unassigned"  // who is in no team; what has no cost center
	Unnamed     Kind = "unnamed"     // usage that names no caller, app or day
	Unexplained Kind = "unexplained" // a charge that no usage explains
)

// lineID tells a line of a view apart.
type lineID struct {
	kind Kind
	key  string
}

// Line finds a line by what it stands for: the id of a member (upper and lower
// case are the same), a team, an app; a date; a cost center; an op_type. nil:
// the view has none. It looks through all lines: who asks for thousands of them
// makes a map.
func (v *View) Line(key string) *Line {
	for _, kind := range []Kind{Regular, Departed} {
		for i := range v.Lines {
			if l := &v.Lines[i]; l.Kind == kind && (l.Key == key || v.By == ByMember && strings.EqualFold(l.Key, key)) {
				return l
			}
		}
	}
	return nil
}

// All iterates over the lines, for [WriteCSV] and [WriteJSONLines].
func (v *View) All() iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for _, line := range v.Lines {
			if !yield(line, nil) {
				return
			}
		}
	}
}

// CSVHeader names the columns of CSVRecord.
func (Line) CSVHeader() []string {
	return []string{"by", "kind", "key", "name", "amount_usd", "estimated"}
}

// CSVRecord gives a line as text; the amount in dollars.
func (l Line) CSVRecord() []string {
	return []string{string(l.By), string(l.Kind), l.Key, l.Name, l.Amount.String(), strconv.FormatBool(l.Estimated)}
}

// Views lists the views.
func (b *Breakdown) Views() []*View {
	return []*View{&b.Members, &b.Teams, &b.Apps, &b.Operations, &b.Days, &b.Centers}
}

// View gives the view by a dimension; nil for a dimension that is none.
func (b *Breakdown) View(by Dimension) *View {
	return map[Dimension]*View{
		ByMember: &b.Members, ByTeam: &b.Teams, ByApp: &b.Apps, ByOperation: &b.Operations, ByDay: &b.Days, ByCenter: &b.Centers,
	}[by]
}

// directory knows the names of who and what used something. What has no id is
// nobody and nothing.
type directory struct {
	members map[string]*Member // by folded id
	byEmail map[string]*Member // by folded email address
	apps    map[string]*App
	teams   map[string]*Team
	teamsOf map[string][]string // team ids, in their order, by folded user id
	known   struct{ members, apps, teams bool }

	people map[string]string // as they are spelled, by folded id
	lines  map[caller][dimensions]lineID
}

// caller is who used what: the two decide on most lines.
type caller struct{ userID, appID string }

func newDirectory(u *Usage) *directory {
	d := &directory{
		members: make(map[string]*Member, len(u.Members)), byEmail: make(map[string]*Member, len(u.Members)),
		apps: make(map[string]*App, len(u.Apps)), teams: make(map[string]*Team, len(u.Teams)),
		teamsOf: make(map[string][]string), people: make(map[string]string), lines: make(map[caller][dimensions]lineID),
	}
	d.known.members, d.known.apps, d.known.teams = u.Members != nil, u.Apps != nil, u.Teams != nil
	for i := range u.Members {
		m := &u.Members[i]
		if m.ID == "" {
			continue
		}
		d.members[fold(m.ID)] = m
		if m.Email != "" {
			d.byEmail[fold(m.Email)] = m
		}
	}
	for i := range u.Apps {
		if a := &u.Apps[i]; a.ID != "" {
			d.apps[a.ID] = a
		}
	}
	for i := range u.Teams {
		t := &u.Teams[i]
		if t.ID == "" || d.teams[t.ID] != nil {
			continue
		}
		d.teams[t.ID] = t
		for _, id := range t.MemberIDs {
			id = fold(id)
			if on := d.teamsOf[id]; len(on) == 0 || on[len(on)-1] != t.ID { // else the team names its member twice
				d.teamsOf[id] = append(on, t.ID)
			}
		}
	}
	for _, ids := range d.teamsOf {
		slices.Sort(ids)
	}
	return d
}

// fold makes one of the spellings of a user id: upper and lower case are the
// same there.
func fold(id string) string { return strings.ToLower(id) }

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

// split is the kind of what a TeamRule parts, until it is parted: its key has
// the weights, too.
const split Kind = "split"

// sharedLine is the line of someone in several teams.
func (s *statement) sharedLine(who caller, teams []string) (lineID, error) {
	shared := lineID{Shared, strings.Join(teams, "+")}
	s.teams[shared.key] = teams
	if s.mapping.Teams == nil {
		return shared, nil
	}
	userID := who.userID
	if m := s.names.members[userID]; m != nil {
		userID = m.ID
	}
	weights := s.mapping.Teams(userID, who.appID, slices.Clone(teams))
	if len(weights) == 0 {
		return shared, nil
	}
	if len(weights) != len(teams) {
		return shared, fmt.Errorf("cost: the team rule gives %d weights for the %d teams of %q", len(weights), len(teams), userID)
	}
	whole := false
	for _, w := range weights {
		if w < 0 {
			return shared, fmt.Errorf("cost: the team rule gives the weight %d for a team of %q: no team bears less than nothing", w, userID)
		}
		whole = whole || w > 0
	}
	if !whole {
		return shared, nil
	}
	id := lineID{split, shared.key + fmt.Sprint(weights)}
	s.splits[id.key] = &splitLine{teams, slices.Clone(weights)}
	return id, nil
}

// splitLine is usage of several teams that is to be parted.
type splitLine struct {
	teams   []string
	weights []int64
}

// center names the cost center of what someone used of an app; "": none.
func (s *statement) center(who caller) string {
	centers := &s.mapping.Centers
	if center := centers.Apps[who.appID]; center != "" && who.appID != "" {
		return strings.TrimSpace(center)
	}
	if app := s.names.apps[who.appID]; app != nil && centers.MetadataKey != "" {
		if center := metadataText(app.Metadata[centers.MetadataKey]); center != "" {
			return center
		}
	}
	if center := s.memberCenters[who.userID]; center != "" && who.userID != "" {
		return center
	}
	if m := s.names.members[who.userID]; m != nil && m.Email != "" {
		return s.memberCenters[fold(m.Email)]
	}
	return ""
}

// metadataText gives a value of metadata as the name of a cost center.
func metadataText(value any) string {
	switch value := value.(type) {
	case string:
		return strings.TrimSpace(value)
	case json.Number:
		return value.String()
	case float64:
		return strconv.FormatFloat(value, 'f', -1, 64)
	}
	return ""
}

// divide makes the views.
func (s *statement) divide() error {
	for d, by := range allocated {
		view, err := s.allocate(d, by)
		if err != nil {
			return fmt.Errorf("the view by %s: %w", by, err)
		}
		*s.View(by) = *view
	}
	s.Operations = *s.operations()
	for _, view := range s.Views() {
		var sum tally
		for i := range view.Lines {
			sum.add(view.Lines[i].Amount)
		}
		if total, err := sum.sum(); err != nil || total != s.Total {
			return fmt.Errorf("cost: the view by %s sums to %v and not to the bill's %v: this is a fault of this package", view.By, total, s.Total)
		}
	}
	return nil
}

// shares are what each line bears of each item.
type shares map[lineID]map[int]Money

func (s shares) add(id lineID, item int, amount Money) error {
	if amount.IsZero() {
		return nil
	}
	if s[id] == nil {
		s[id] = make(map[int]Money)
	}
	var err error
	s[id][item], err = s[id][item].Add(amount)
	return err
}

// share shares an amount out among lines, by weights.
func (s shares) share(item int, amount Money, by map[lineID]int64) error {
	ids := make([]lineID, 0, len(by))
	for id, weight := range by {
		if weight > 0 {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, lineID.compare)
	weights := make([]int64, len(ids))
	for i, id := range ids {
		weights[i] = by[id]
	}
	parts, err := amount.Allocate(weights)
	if err != nil {
		return err
	}
	for i, id := range ids {
		if err := s.add(id, item, parts[i]); err != nil {
			return err
		}
	}
	return nil
}

func (a lineID) compare(b lineID) int {
	return cmp.Or(strings.Compare(string(a.kind), string(b.kind)), strings.Compare(a.key, b.key))
}

func (s *statement) allocate(d int, by Dimension) (*View, error) {
	all := make(shares)
	for i := range s.Items {
		if item := &s.Items[i]; !item.Explained.IsZero() {
			if err := all.share(i, item.Explained, s.byItem[i].by[d]); err != nil {
				return nil, err
			}
		}
	}
	if err := s.addUnexplained(all, d); err != nil {
		return nil, err
	}
	if by == ByTeam {
		if err := s.part(all); err != nil {
			return nil, err
		}
	}
	for _, id := range s.everyone(by) {
		if all[id] == nil {
			all[id] = nil
		}
	}
	return s.view(by, all)
}

// addUnexplained adds what no usage explains: under its own name, or spread.
func (s *statement) addUnexplained(all shares, d int) error {
	explained := make(map[lineID]int64)
	if s.mapping.SpreadUnexplained {
		for id, parts := range all {
			var sum tally
			for _, amount := range parts {
				sum.add(amount)
			}
			amount, err := sum.sum()
			if err != nil {
				return err
			}
			if amount.Sign() > 0 {
				explained[id] = amount.micros
			}
		}
	}
	for i := range s.Items {
		item := &s.Items[i]
		for _, rest := range item.Rest {
			weights := explained
			if s.byItem[i].used {
				weights = s.byItem[i].by[d]
			}
			var err error
			if s.mapping.SpreadUnexplained && len(weights) > 0 {
				err = all.share(i, rest.Amount, weights)
			} else {
				err = all.add(lineID{Unexplained, item.Name() + ": " + string(rest.Reason)}, i, rest.Amount)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// part parts what a TeamRule wants split among its teams.
func (s *statement) part(all shares) error {
	ids := make([]lineID, 0, len(s.splits))
	for id := range all {
		if id.kind == split {
			ids = append(ids, id)
		}
	}
	slices.SortFunc(ids, lineID.compare)
	for _, id := range ids {
		line := s.splits[id.key]
		for item, amount := range all[id] {
			parts, err := amount.Allocate(line.weights)
			if err != nil {
				return err
			}
			for i, team := range line.teams {
				if err := all.add(lineID{Regular, team}, item, parts[i]); err != nil {
					return err
				}
			}
		}
		delete(all, id)
	}
	return nil
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

func (s *statement) view(by Dimension, all shares) (*View, error) {
	v := &View{By: by, Estimated: s.Estimated, Allocated: true, Total: s.Total, Lines: make([]Line, 0, len(all))}
	for id, parts := range all {
		line := Line{By: by, Kind: id.kind, Key: s.keyOf(by, id), Name: s.nameOf(by, id), Estimated: s.Estimated, Parts: []Part{}}
		var sum tally
		for item, amount := range parts {
			sum.add(amount)
			line.Parts = append(line.Parts, Part{item, s.Items[item].Name(), amount})
		}
		slices.SortFunc(line.Parts, func(a, b Part) int { return a.Item - b.Item })
		var err error
		if line.Amount, err = sum.sum(); err != nil {
			return nil, err
		}
		v.Lines = append(v.Lines, line)
	}
	v.sort()
	return v, nil
}

func (v *View) sort() {
	last := func(l *Line) int {
		if l.Kind == Unexplained {
			return 1
		}
		return 0
	}
	slices.SortFunc(v.Lines, func(a, b Line) int {
		byAmount := b.Amount.Cmp(a.Amount)
		if v.By == ByDay && last(&a) == 0 {
			byAmount = 0
		}
		return cmp.Or(last(&a)-last(&b), byAmount, strings.Compare(a.Key, b.Key), strings.Compare(string(a.Kind), string(b.Kind)))
	})
}

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

// operations is the view that the bill itself tells.
func (s *statement) operations() *View {
	v := &View{By: ByOperation, Estimated: s.Estimated, Total: s.Total, Lines: []Line{}}
	for _, p := range s.pools {
		line := Line{By: ByOperation, Kind: Regular, Key: itemName(p.opType, p.billType), Estimated: s.Estimated, Parts: []Part{}}
		if line.Name = line.Key; line.Name == "" {
			line.Kind, line.Name = Unnamed, "items without a name"
		}
		var sum tally
		for _, i := range p.items {
			sum.add(s.Items[i].Amount)
			line.Parts = append(line.Parts, Part{i, s.Items[i].Name(), s.Items[i].Amount})
		}
		line.Amount, _ = sum.sum() // divide adds all lines up, and finds what is amiss
		v.Lines = append(v.Lines, line)
	}
	v.sort()
	return v
}

// Finding is something that does not fit, or could not be told.
type Finding struct {
	Kind FindingKind `json:"kind"`
	On   string      `json:"on,omitempty"` // the item, rule, section or id that it is about
	Text string      `json:"text"`
}

// FindingKind is a kind of finding.
type FindingKind string

// The kinds of findings.
const (
	UnmappedItem    FindingKind = "unmapped item"      // no rule says which usage belongs to an item
	ItemWithoutUse  FindingKind = "item without usage" // nothing was used of what is mapped to an item
	CountMismatch   FindingKind = "count mismatch"     // an item's count and its usage differ by more than the tolerance
	UnusedRule      FindingKind = "unused rule"        // the bill has no item that a rule names
	UnbilledUsage   FindingKind = "unbilled usage"     // usage that belongs to no item
	LeftOutUsage    FindingKind = "left out usage"     // usage outside the cycle, or after the bill was read
	NegativeUsage   FindingKind = "negative usage"     // usage below 0, which nobody is paid for
	UnknownCentered FindingKind = "unknown id"         // a cost center of someone or something that the organization does not have
	NotRead         FindingKind = "not read"           // something could not be read
)

func (s *statement) note(kind FindingKind, on, format string, args ...any) {
	s.Findings = append(s.Findings, Finding{kind, on, fmt.Sprintf(format, args...)})
}

// find tells what does not fit.
func (s *statement) find() error {
	for i := range s.Items {
		item := &s.Items[i]
		switch {
		case !item.Mapped:
			s.note(UnmappedItem, item.Name(), "%v dollars: no rule says which usage belongs to it", item.Amount)
		case !s.byItem[i].used:
			s.note(ItemWithoutUse, item.Name(), "%v dollars, and nothing was used of what is mapped to it", item.Amount)
		}
	}
	for _, p := range s.pools {
		if len(p.rules) == 0 {
			continue
		}
		counted, used := p.counted, p.rules[0].units(big.NewInt(p.total))
		if !s.tolerated(counted, used) {
			s.note(CountMismatch, itemName(p.opType, p.billType), "the bill counts %v, the usage is %v", decimalOf(counted), decimalOf(used))
		}
		for d, by := range allocated {
			for id, usage := range p.by[d] {
				if usage < 0 {
					s.note(NegativeUsage, itemName(p.opType, p.billType), "the usage of %s %s is %d: it bears nothing of the item", by, s.nameOf(by, id), usage)
				}
			}
		}
	}
	for kind, usage := range s.unbilled {
		s.note(UnbilledUsage, string(kind.section), "%d of section %q, model %q, category %q belong to no item of the bill", usage, kind.section, kind.modelID, kind.categoryID)
	}
	if n := s.left[outside]; n > 0 {
		s.note(LeftOutUsage, "", "%d rows of usage lie outside the cycle", n)
	}
	if n := s.left[tooLate]; n > 0 {
		s.note(LeftOutUsage, "", "%d rows of usage are of days after the bill was read", n)
	}
	for id := range s.mapping.Centers.Apps {
		if s.names.known.apps && s.names.apps[id] == nil {
			s.note(UnknownCentered, id, "a cost center is given for an app that the organization does not have")
		}
	}
	for id := range s.mapping.Centers.Members {
		if s.names.known.members && s.names.members[fold(id)] == nil && s.names.byEmail[fold(id)] == nil {
			s.note(UnknownCentered, id, "a cost center is given for someone who is not a member")
		}
	}
	for _, what := range s.usage.Unread {
		s.note(NotRead, "", "%s", what)
	}
	slices.SortFunc(s.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.On, b.On), strings.Compare(a.Text, b.Text))
	})
	return nil
}

// decimalOf writes a number out: exactly where that ends, else with 12 decimals.
func decimalOf(r *big.Rat) Decimal {
	const decimals = 12
	if n, exact := r.FloatPrec(); exact && n <= maxDigits/2 {
		return Decimal{r.FloatString(n)}
	}
	return Decimal{strings.TrimRight(r.FloatString(decimals), "0") + "0"}
}

func number(d Decimal) json.Number { return json.Number(d.String()) }
