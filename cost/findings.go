package cost

import (
	"cmp"
	"fmt"
	"math/big"
	"slices"
	"strings"
)

// Finding is something about a bill that a person should look at.
type Finding struct {
	Kind    FindingKind `json:"kind"`
	Subject string      `json:"on,omitempty"` // an item, rule, section or ID
	Text    string      `json:"text"`
}

// FindingKind is a kind of finding.
type FindingKind string

// The kinds of findings.
const (
	// FindingUnmappedItem is an item to which no rule assigns usage.
	FindingUnmappedItem FindingKind = "unmapped item"
	// FindingItemWithoutUsage is an item whose rules match no usage.
	FindingItemWithoutUsage FindingKind = "item without usage"
	// FindingCountMismatch is an item whose count differs from its usage by more
	// than the tolerance.
	FindingCountMismatch FindingKind = "count mismatch"
	// FindingUnusedRule is a rule whose items the bill does not have.
	FindingUnusedRule FindingKind = "unused rule"
	// FindingUnbilledUsage is usage that belongs to no item.
	FindingUnbilledUsage FindingKind = "unbilled usage"
	// FindingExcludedUsage is usage outside the cycle, or after the bill was read.
	FindingExcludedUsage FindingKind = "excluded usage"
	// FindingNegativeUsage is usage below zero, which gets no share of an item.
	FindingNegativeUsage FindingKind = "negative usage"
	// FindingUnknownID is a cost center for a member or an app that the
	// organization does not have.
	FindingUnknownID FindingKind = "unknown ID"
	// FindingNotRead is something that could not be read.
	FindingNotRead FindingKind = "not read"
)

func (s *allocation) addFinding(kind FindingKind, subject, format string, args ...any) {
	s.Findings = append(s.Findings, Finding{kind, subject, fmt.Sprintf(format, args...)})
}

// collectFindings fills Findings, sorted.
func (s *allocation) collectFindings() error {
	for i := range s.Items {
		item := &s.Items[i]
		switch {
		case !item.Mapped:
			s.addFinding(FindingUnmappedItem, item.Name(), "%v dollars: no rule assigns usage to this item", item.Amount)
		case !s.poolOfItem[i].hasUsage:
			s.addFinding(FindingItemWithoutUsage, item.Name(), "%v dollars: the usage that is mapped to this item is zero", item.Amount)
		}
	}
	for _, p := range s.pools {
		if len(p.rules) == 0 {
			continue
		}
		counted, used := p.billedCount, p.rules[0].units(big.NewInt(p.total))
		if !s.withinTolerance(counted, used) {
			s.addFinding(FindingCountMismatch, itemName(p.opType, p.billType), "the bill counts %v, but the usage is %v", decimalFromRat(counted), decimalFromRat(used))
		}
		for d, by := range allocatedDimensions {
			for id, usage := range p.byLine[d] {
				if usage < 0 {
					s.addFinding(FindingNegativeUsage, itemName(p.opType, p.billType), "the usage of %s %s is %d, so it gets no share of this item", by, s.displayName(by, id), usage)
				}
			}
		}
	}
	for kind, usage := range s.unbilled {
		s.addFinding(FindingUnbilledUsage, string(kind.section), "usage of %d in section %q, model %q, category %q belongs to no item of the bill", usage, kind.section, kind.modelID, kind.categoryID)
	}
	if n := s.rowsByClass[outsideCycle]; n > 0 {
		s.addFinding(FindingExcludedUsage, "", "%d rows of usage are outside the cycle", n)
	}
	if n := s.rowsByClass[afterBill]; n > 0 {
		s.addFinding(FindingExcludedUsage, "", "%d rows of usage are of days after the bill was read", n)
	}
	for id := range s.mapping.Centers.Apps {
		if s.directory.known.apps && s.directory.apps[id] == nil {
			s.addFinding(FindingUnknownID, id, "there is a cost center for an app that the organization does not have")
		}
	}
	for id := range s.mapping.Centers.Members {
		if s.directory.known.members && s.directory.members[foldID(id)] == nil && s.directory.byEmail[foldID(id)] == nil {
			s.addFinding(FindingUnknownID, id, "there is a cost center for somebody who is not a member")
		}
	}
	for _, text := range s.usage.Unread {
		s.addFinding(FindingNotRead, "", "%s", text)
	}
	slices.SortFunc(s.Findings, func(a, b Finding) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Subject, b.Subject), strings.Compare(a.Text, b.Text))
	})
	return nil
}
