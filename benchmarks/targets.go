package main

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// target is a number that a scenario is held to.
type target struct {
	text   string
	figure string
	note   string
	met    bool
	probe  *probe // shows why it is missed
	why    string // what it showed
}

func (t *target) verdict() string {
	if t.met {
		return "met"
	}
	return "missed"
}

// atMost and atLeast hold a number to a limit as it is printed, so that no
// report says that 1.15 is over 1.15.
func atMost(got, limit float64) bool  { return round(got) <= limit }
func atLeast(got, limit float64) bool { return round(got) >= limit }
func round(x float64) float64         { return math.Round(x*100) / 100 }

// ratioAtMost is a target that one cost is at most so many times another.
func ratioAtMost(text string, ratio figure, limit float64) *target {
	return &target{text: text, figure: ratio.format(2) + " x", met: atMost(ratio.median, limit)}
}

// rival is a peer, and how many times its cost this SDK's is.
type rival struct {
	name  string
	ratio float64
}

// belowAll is a target that this SDK's cost is below that of every peer.
func belowAll(text string, peers []rival) *target {
	closest := closestOf(peers)
	t := &target{text: text, figure: fmt.Sprintf("%.2f x %s", closest.ratio, closest.name), met: closest.ratio < 1}
	var over []string
	for _, p := range peers {
		if p.ratio >= 1 && p != closest {
			over = append(over, fmt.Sprintf("%.2f x %s", p.ratio, p.name))
		}
	}
	t.note = strings.Join(over, ", ")
	return t
}

// closestOf gives the peer that comes out best beside this SDK.
func closestOf(peers []rival) rival {
	return slices.MaxFunc(peers, func(a, b rival) int { return cmp.Compare(a.ratio, b.ratio) })
}

// listingTarget compares a listing with the fastest peer that has pages. One
// that has none asks once, whatever the distance: its ratio stands beside it.
func listingTarget(paged []rival, unpaged rival) *target {
	fastest := closestOf(paged)
	return &target{
		text:   "listing at 20 ms, each at its own best: at least 8 x as fast as the fastest peer that pages",
		figure: fmt.Sprintf("%.1f x as fast as %s", 1/fastest.ratio, fastest.name),
		note: fmt.Sprintf("%s has no pages and gets all in one answer, so the target leaves it out: %.2f x as fast as %s",
			unpaged.name, 1/unpaged.ratio, unpaged.name),
		met: atLeast(1/fastest.ratio, 8),
	}
}

// aheadTarget holds the gain of reading n pages ahead to 0.8 n, for each n.
// gains[n] is how many times as fast it is with n as without.
func aheadTarget(gains []float64) *target {
	worst, at := math.Inf(1), 0
	for n := 1; n < len(gains); n++ {
		if share := gains[n] / float64(n); share < worst {
			worst, at = share, n
		}
	}
	return &target{
		text:   "with ReadAhead n, at least 0.8 n x as fast as without, n = 1 to 8",
		figure: fmt.Sprintf("%.2f n x at worst, with n = %d", worst, at),
		met:    atLeast(worst, 0.8),
	}
}

// flatTarget holds costs per item to within 10 % of each other.
func flatTarget(costs []float64) *target {
	low, high := costs[0], costs[0]
	for _, c := range costs[1:] {
		low, high = min(low, c), max(high, c)
	}
	return &target{
		text:   "CPU per item flat within 10 % from 10,000 to 1,000,000 items",
		figure: fmt.Sprintf("highest %.2f x lowest", high/low),
		met:    atMost(high/low, 1.10),
	}
}

// batchLimit is how many requests a batch may take: one for each 128, and two
// to look up roles.
func batchLimit(items int) int { return (items+127)/128 + 2 }

func batchTarget(items, requests int) *target {
	return &target{
		text:   fmt.Sprintf("%d invitations: at most %d requests", items, batchLimit(items)),
		figure: fmt.Sprintf("%d", requests),
		met:    requests <= batchLimit(items),
	}
}

const mib = 1 << 20

func heapTarget(growth float64) *target {
	return &target{
		text:   "peak heap growth listing 10,000, at its own best: at most 16 MiB",
		figure: fmt.Sprintf("%.1f MiB", growth/mib),
		met:    atMost(growth/mib, 16),
	}
}

func parallelTargets(ratio figure, connections, floors int) []*target {
	return []*target{
		{
			text:   "64 goroutines: at least 0.95 x the throughput of bare net/http",
			figure: ratio.format(2) + " x",
			met:    atLeast(ratio.median, 0.95),
		}, {
			text:   "64 goroutines: at most 64 connections",
			figure: fmt.Sprint(connections),
			note:   fmt.Sprintf("bare net/http opens up to %d: it goes on dialing for a request that has found a connection meanwhile", floors),
			met:    connections <= 64,
		},
	}
}

// importTargets compares modules in go.sum, and growth of the binary in bytes.
func importTargets(modules int, growth float64, peers map[string]int) []*target {
	delete(peers, goTailscale.name)
	least := slices.MinFunc(slices.Collect(maps.Keys(peers)), func(a, b string) int { return cmp.Compare(peers[a], peers[b]) })
	return []*target{
		{
			text:   "import: fewer modules in an importer's go.sum than every peer but tailscale",
			figure: fmt.Sprintf("%d; the least of the peers: %s %d", modules, least, peers[least]),
			met:    modules < peers[least],
		}, {
			text:   "import: binary growth at most 1.5 MiB over net/http and encoding/json",
			figure: fmt.Sprintf("%.2f MiB", growth/mib),
			met:    atMost(growth/mib, 1.5),
		},
	}
}
