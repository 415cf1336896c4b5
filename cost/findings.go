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
	Kind    FindingKind `json:"kind"`
	Subject string      `json:"on,omitempty"` // the item, rule, section or id that it is about
	Text    string      `json:"text"`
}

// FindingKind is a kind of finding.
type FindingKind string

// The kinds of findings.
const (
	FindingUnmappedItem     FindingKind = "unmapped item"      // no rule says which usage belongs to an item
	FindingItemWithoutUsage FindingKind = "item without usage" // nothing was used of what is mapped to an item
	FindingCountMismatch    FindingKind = "count mismatch"     // an item's count and its usage differ by more than the tolerance
	FindingUnusedRule       FindingKind = "unused rule"        // the bill has no item that a rule names
	FindingUnbilledUsage    FindingKind = "unbilled usage"     // usage that belongs to no item
	FindingExcludedUsage    FindingKind = "left out usage"     // usage outside the cycle, or after the bill was read
	FindingNegativeUsage    FindingKind = "negative usage"     // usage below 0, which nobody is paid for
	FindingUnknownID        FindingKind = "unknown id"         // a cost center of someone or something that the organization does not have
	FindingNotRead          FindingKind = "not read"           // something could not be read
)

func (s *allocation) addFinding(kind FindingKind, on, format string, args ...any) {
	s.Findings = append(s.Findings, Finding{kind, on, fmt.Sprintf(format, args...)})
}

// collectFindings tells what does not fit.
func (s *allocation) collectFindings() error {
	for i := range s.Items {
		item := &s.Items[i]
		switch {
		case !item.Mapped:
			s.addFinding(FindingUnmappedItem, item.Name(), "%v dollars: no rule says which usage belongs to it", item.Amount)
		case !s.poolOfItem[i].hasUsage:
			s.addFinding(FindingItemWithoutUsage, item.Name(), "%v dollars, and nothing was used of what is mapped to it", item.Amount)
		}
	}
	for _, p := range s.pools {
		if len(p.rules) == 0 {
			continue
		}
		counted, used := p.billedCount, p.rules[0].units(big.NewInt(p.total))
		if !s.withinTolerance(counted, used) {
			s.addFinding(FindingCountMismatch, itemName(p.opType, p.billType), "the bill counts %v, the usage is %v", decimalFromRat(counted), decimalFromRat(used))
		}
		for d, by := range allocatedDimensions {
			for id, usage := range p.byLine[d] {
				if usage < 0 {
					s.addFinding(FindingNegativeUsage, itemName(p.opType, p.billType), "the usage of %s %s is %d: it bears nothing of the item", by, s.displayName(by, id), usage)
				}
			}
		}
	}
	for kind, usage := range s.unbilled {
		s.addFinding(FindingUnbilledUsage, string(kind.section), "%d of section %q, model %q, category %q belong to no item of the bill", usage, kind.section, kind.modelID, kind.categoryID)
	}
	if n := s.excluded[outsideCycle]; n > 0 {
		s.addFinding(FindingExcludedUsage, "", "%d rows of usage lie outside the cycle", n)
	}
	if n := s.excluded[afterBill]; n > 0 {
		s.addFinding(FindingExcludedUsage, "", "%d rows of usage are of days after the bill was read", n)
	}
	for id := range s.mapping.Centers.Apps {
		if s.directory.known.apps && s.directory.apps[id] == nil {
			s.addFinding(FindingUnknownID, id, "a cost center is given for an app that the organization does not have")
		}
	}
	for id := range s.mapping.Centers.Members {
		if s.directory.known.members && s.directory.members[foldID(id)] == nil && s.directory.byEmail[foldID(id)] == nil {
			s.addFinding(FindingUnknownID, id, "a cost center is given for someone who is not a member")
		}
	}
	for _, what := range s.usage.Unread {
		s.addFinding(FindingNotRead, "", "%s", what)
	}
	slices.SortFunc(s.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Subject, b.Subject), strings.Compare(a.Text, b.Text))
	})
	return nil
}
