// Package cost divides up what an organization pays Clarifai: one bill, and
// every member's share of it, to the last micro-dollar.
//
// # The bill and its shares
//
// A bill's items say how much of an operation was charged, and not who used it.
// Who, on which day and of which app stands in the usage. [Allocate] joins the
// two: what of each item its usage explains is shared out in proportion to that
// usage, by member, team, app, day and cost center. Each of these views is an
// allocation, says so, and sums to the bill exactly.
//
// Which usage belongs to which item is not known of Clarifai: it is a [Mapping],
// the caller's. What no usage explains (fees, rounding, items without a rule)
// stands under its own name, unless the mapping spreads it. What does not fit is
// a [Finding].
//
// # Where it comes from
//
// [ReadCurrent] asks for all of it. The bill took a browser session in 2022: see
// [clarifai.WithSessionToken]. For who cannot read it, the mapping's prices make
// an estimate, which says so everywhere. Clarifai tells the bill of the current
// cycle alone: [ReadBill] reads one that can be kept, as JSON, and [DecodeBill]
// and [Allocate] take it up when the cycle is over. [DecodeMapping],
// [DecodeBudgets] and [DecodeCenters] read the caller's other files, and refuse
// what is misspelled.
//
// [Activity] iterates over the usage of any period, day after day, and holds no
// more of it than a few days.
//
// # Money
//
// [Money] is whole micro-dollars, and what would be out of its range is an error.
// Clarifai writes amounts as binary fractions, such as 0.30000000000000004: each
// is rounded once, to the nearest micro-dollar, half to even. Prices and counts
// stay what was written: a [Decimal].
package cost
