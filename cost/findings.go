package cost

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

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
