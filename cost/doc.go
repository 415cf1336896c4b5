// Package cost divides an organization's bill among its members, teams, apps,
// days and cost centers, exact to the micro-dollar.
//
// # The bill and the usage
//
// An item of a Clarifai bill says how often an operation was charged, but not
// who used it. The usage says who used what, on which day and in which app, but
// not what it cost. [Allocate] joins the two: it divides each item in proportion
// to the usage that belongs to it. The result is a [Breakdown] with one [View]
// for each dimension, and the lines of each view sum to the bill exactly.
//
// Clarifai does not document which usage belongs to which item, so the caller
// says so in the rules of a [Mapping]. Charges that no usage explains, such as
// fees, rounding and items without a rule, have lines of their own unless the
// mapping spreads them. Whatever does not fit is reported as a [Finding].
//
// # Reading and keeping
//
// [ReadCurrent] reads the bill of the current cycle and the usage of its days,
// and divides the bill. Reading a bill took a browser session in 2022, see
// [clarifai.WithSessionToken]. If the bill cannot be read, the prices of the
// mapping make an estimate, and every part of the result says that it is one.
//
// Clarifai returns the bill of the current cycle only. To divide a bill after its
// cycle is over, read it with [ReadBill] in time and keep it as JSON. Later,
// [DecodeBill] reads it back, and [ReadKept] reads the usage of its cycle and divides
// it. If nobody kept the bill, [ReadEstimate] makes an estimate of a past [Month].
// [View.Compare] compares two cycles.
//
// [Breakdown.Shares] are the rows of one view for a file: each has the organization,
// the period and the dimension, and the file sums to the bill.
//
// [DecodeMapping], [DecodeBudgets] and [DecodeCenters] read files that people
// write, and refuse whatever is misspelled.
//
// [Activity] iterates over the usage of any period, day by day, and holds only a
// few days in memory.
//
// # Money
//
// [Money] is a whole number of micro-dollars. An amount out of its range is an
// error, never a wrong sum. Clarifai writes amounts as binary fractions such as
// 0.30000000000000004; each is rounded once, to the nearest micro-dollar, half to
// even. Prices and counts are kept as they were written, as a [Decimal].
package cost
