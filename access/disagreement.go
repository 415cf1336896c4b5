package access

// DisagreementKind is how the people whom Clarifai lists for an app differ from those
// for whom a reason was found.
type DisagreementKind string

// The kinds of disagreements.
const (
	// ReachedUnlisted are members for whom there is a reason, and whom Clarifai
	// does not list.
	ReachedUnlisted DisagreementKind = "not listed"
	// ListedWithoutReason are members whom Clarifai lists without a known reason.
	ListedWithoutReason DisagreementKind = "no reason"
	// ListedOutsider are people whom Clarifai lists and who are not members.
	ListedOutsider DisagreementKind = "no member"
	// PublicUnlisted are members who reach an app only because it is public, and
	// whom Clarifai does not list.
	PublicUnlisted DisagreementKind = "public, not listed"
)

// String says in words what disagrees. It is empty if nothing does.
func (k DisagreementKind) String() string {
	switch k {
	case ReachedUnlisted:
		return "reaches the app, but is not on Clarifai's list of who does"
	case ListedWithoutReason:
		return "is on Clarifai's list of who reaches the app, but no reason was found"
	case ListedOutsider:
		return "is on Clarifai's list of who reaches the app, but is not a member"
	case PublicUnlisted:
		return "reaches the app only because it is public, and is not on Clarifai's list of who does"
	}
	return string(k)
}

// Disagreement is an app and the people about whom Clarifai's list disagrees in one
// way.
type Disagreement struct {
	// App is the ID of one of [ReviewReport.Apps].
	App    string           `json:"app"`
	Kind   DisagreementKind `json:"kind"`
	People PersonSet        `json:"people"`
}

// findDisagreements compares those who reach an app with those whom Clarifai lists.
// Nothing is claimed about custom member roles, so that nothing can disagree.
func (j *judgement) findDisagreements(a *App, reached, listed set) {
	add := func(kind DisagreementKind, people set) {
		if people.size() > 0 {
			j.Disagreements = append(j.Disagreements, Disagreement{a.ID, kind, people.ranges()})
		}
	}
	outsiders := listed.without(j.isMember)
	reachedMembers := reached.without(reached.without(j.isMember))
	add(ReachedUnlisted, reachedMembers.without(listed))
	if a.IsPublic() {
		add(ListedOutsider, outsiders)
		add(PublicUnlisted, j.isMember.without(reached).without(listed))
		return
	}
	add(ListedWithoutReason, listed.without(outsiders).without(reached).without(j.isUnknown))
	add(ListedOutsider, outsiders)
}
