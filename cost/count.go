package cost

import (
	"math/big"
	"strconv"
)

// countUsage returns what each line of a view used of the operations that have rules.
func (s *allocation) countUsage(d int) map[lineID][]Count {
	counts := make(map[lineID][]Count)
	for _, p := range s.pools {
		if len(p.rules) == 0 {
			continue
		}
		operation := itemName(p.opType, p.billType)
		rule, split := &p.rules[0], make(map[lineID]*big.Rat)
		plain := rule.Unit.IsZero() || rule.Unit.String() == "1"
		for id, usage := range p.byLine[d] {
			switch {
			case id.kind == lineSplit:
				s.splitUsage(split, id, usage)
			case usage == 0:
			case plain && split[id] == nil:
				counts[id] = append(counts[id], Count{operation, Decimal{strconv.FormatInt(usage, 10)}})
			default:
				addTo(split, id, new(big.Rat).SetInt64(usage))
			}
		}
		for id, usage := range split {
			used := usage
			if !plain {
				used.Quo(used, rule.Unit.Rat())
			}
			if last := len(counts[id]) - 1; last >= 0 && counts[id][last].Operation == operation {
				used.Add(used, counts[id][last].Used.Rat())
				counts[id] = counts[id][:last]
			}
			if used.Sign() != 0 {
				counts[id] = append(counts[id], Count{operation, decimalFromRat(used)})
			}
		}
	}
	return counts
}

// splitUsage adds the usage of a line that is split between teams to their lines.
func (s *allocation) splitUsage(usageOf map[lineID]*big.Rat, id lineID, usage int64) {
	line := s.splits[id.key]
	total := line.totalWeight()
	for i, team := range line.teams {
		part := new(big.Rat).SetFrac(big.NewInt(line.weights[i]), total)
		addTo(usageOf, lineID{LineRegular, team}, part.Mul(part, new(big.Rat).SetInt64(usage)))
	}
}

func addTo(sums map[lineID]*big.Rat, id lineID, value *big.Rat) {
	if sums[id] == nil {
		sums[id] = new(big.Rat)
	}
	sums[id].Add(sums[id], value)
}
