package cost

import (
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// usageKind has the fields of a row of usage that rules compare. Even a million
// rows have few kinds.
type usageKind struct {
	section             clarifai.UsageSection
	modelID, categoryID string
}

func kindOf(row *clarifai.OpCountByDate) usageKind {
	return usageKind{row.Section, row.ModelID, row.CategoryID}
}

// ruleIndex finds the rules that match a kind of usage. A rule with models is in
// byModel, any other rule with categories is in byCategory, and the rest are in
// others.
type ruleIndex struct {
	byModel    map[usageKind][]*indexedRule // by section and model
	byCategory map[usageKind][]*indexedRule // by section and category
	others     map[clarifai.UsageSection][]*indexedRule
}

// indexedRule is a rule with its owner, which is the index of a pool or a price.
type indexedRule struct {
	owner              int
	categories, except map[string]bool
}

func newRuleIndex() *ruleIndex {
	return &ruleIndex{
		byModel:    make(map[usageKind][]*indexedRule),
		byCategory: make(map[usageKind][]*indexedRule),
		others:     make(map[clarifai.UsageSection][]*indexedRule),
	}
}

func (x *ruleIndex) add(owner int, r *Rule) {
	rule := &indexedRule{owner, setOf(r.CategoryIDs), setOf(r.ExceptModelIDs)}
	switch {
	case len(r.ModelIDs) > 0:
		for id := range setOf(r.ModelIDs) {
			at := usageKind{section: r.Section, modelID: id}
			x.byModel[at] = append(x.byModel[at], rule)
		}
	case len(r.CategoryIDs) > 0:
		for id := range rule.categories {
			at := usageKind{section: r.Section, categoryID: id}
			x.byCategory[at] = append(x.byCategory[at], rule)
		}
	default:
		x.others[r.Section] = append(x.others[r.Section], rule)
	}
}

func setOf(ids []string) map[string]bool {
	set := make(map[string]bool, len(ids))
	for _, id := range ids {
		set[id] = true
	}
	return set
}

// owners returns the sorted owners of the rules that match a kind of usage, each
// once.
func (x *ruleIndex) owners(kind usageKind) []int {
	var owners []int
	for _, rules := range [][]*indexedRule{
		x.byModel[usageKind{section: kind.section, modelID: kind.modelID}],
		x.byCategory[usageKind{section: kind.section, categoryID: kind.categoryID}],
		x.others[kind.section],
	} {
		for _, r := range rules {
			if !r.except[kind.modelID] && (len(r.categories) == 0 || r.categories[kind.categoryID]) {
				owners = append(owners, r.owner)
			}
		}
	}
	slices.Sort(owners)
	return slices.Compact(owners)
}
