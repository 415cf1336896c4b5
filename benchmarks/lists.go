package main

import (
	"context"
	"fmt"
	"time"
)

func (b *bench) page(ctx context.Context) (*section, error) {
	const items = 1000
	list, err := b.contenders(0, items, everyone)
	if err != nil {
		return nil, err
	}
	defer closeAll(list)
	read := func(c *contender) func(context.Context) error {
		return func(ctx context.Context) error {
			n, _, err := c.page(ctx, 1, items, nil)
			return exactly(items, n, err)
		}
	}
	ops := b.pick(25, 1)
	jobs, err := warmed(ctx, list, ops, b.pick(5, 1), read)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		j.requests = ops
		j.ops *= items
	}
	if err := b.rounds(ctx, b.pick(11, 1), jobs); err != nil {
		return nil, err
	}
	own, floor := find(jobs, ours), find(jobs, bare)
	s := &section{
		name: "page", title: "One page of 1,000 members",
		text: fmt.Sprintf("Rounds of %d pages; figures are per item, of %d bytes in every API's shape. The loopback server gives "+
			"a page of 1,000 to everybody, so that this compares the reading alone; the services themselves allow less, see below.", ops, len(ourMember)),
		tables: []table{costTable(jobs, "item")},
		targets: []*target{
			ratioAtMost("a page of 1,000: CPU at most 0.6 x bare net/http + encoding/json", own.ratio(floor, cpu), 0.6),
			belowAll("a page of 1,000: CPU per item below every peer", rivals(jobs, cpu, everyone)),
		},
	}
	for _, t := range s.targets {
		t.probe = cpuProbe(read(list[0]))
	}
	return s, b.explain(ctx, s)
}

// exactly says that a list was not as long as it had to be.
func exactly(want, got int, err error) error {
	if err == nil && got != want {
		err = fmt.Errorf("%d items instead of %d", got, want)
	}
	return err
}

// all lists every member, and checks how many they are.
func (c *contender) all(items, per, ahead int) func(context.Context) error {
	return func(ctx context.Context) error {
		n, err := c.list(ctx, per, ahead, nil)
		return exactly(items, n, err)
	}
}

// atBest lists every member in the contender's largest pages.
func (c *contender) atBest(items int) func(context.Context) error {
	return c.all(items, c.best, c.ahead)
}

func (b *bench) listing(ctx context.Context) (*section, error) {
	items := b.members()
	s := &section{
		name: "listing", title: fmt.Sprintf("All of %s members", thousands(items)),
		text: "Each contender reads page after page as its documentation shows; this SDK by `Members.All`. \"Its own best\" is the largest page that " +
			"the service's documentation allows; only this SDK can read ahead by itself. go-github, godo and go-tfe know from an answer that there is no other page; " +
			"this SDK and the floors ask once more, since Clarifai does not tell totals.",
	}
	hundred := func(c *contender) func(context.Context) error { return c.all(items, 100, 0) }
	best := func(c *contender) func(context.Context) error { return c.atBest(items) }
	for _, l := range []*lists{
		{"0 ms a request, per_page 100 for all", 0, 7, false, withPages, hundred},
		{"0 ms a request, each at its own best", 0, 7, true, everyone, best},
		{"20 ms a request, per_page 100 for all", latency, 3, false, withPages, hundred},
		{"20 ms a request, each at its own best", latency, 7, true, everyone, best},
	} {
		if err := b.lists(ctx, l, s); err != nil {
			return nil, err
		}
	}
	return s, nil
}

// lists is a way to list everybody.
type lists struct {
	title  string
	delay  time.Duration
	rounds int
	best   bool
	keep   func(*about) bool
	do     func(c *contender) func(context.Context) error
}

func (b *bench) lists(ctx context.Context, l *lists, s *section) error {
	items := b.members()
	list, err := b.contenders(l.delay, items, l.keep)
	if err != nil {
		return err
	}
	defer closeAll(list)
	jobs, err := warmed(ctx, list, 1, 1, l.do)
	if err != nil {
		return err
	}
	if err := b.rounds(ctx, b.pick(l.rounds, 1), jobs); err != nil {
		return err
	}
	t := listTable(jobs, items, l.best)
	t.caption = l.title
	s.tables = append(s.tables, t)
	if l.delay == 0 || !l.best {
		return nil
	}
	own := find(jobs, ours)
	goal := listingTarget(rivals(jobs, wall, withPages), rival{goTailscale.name, own.ratio(find(jobs, goTailscale), wall).median})
	goal.probe = cpuProbe(own.run)
	s.targets = append(s.targets, goal)
	for _, j := range jobs {
		s.bars = append(s.bars, bar{j.about, j.wall().times(1e3)})
	}
	return b.explain(ctx, s)
}

func (b *bench) readAhead(ctx context.Context) (*section, error) {
	items := b.members()
	list, err := b.contenders(latency, items, onlyOurs)
	if err != nil {
		return nil, err
	}
	defer closeAll(list)
	var jobs []*job
	for n := range 9 {
		j := &job{contender: list[0], label: fmt.Sprint(n), ops: 1, run: list[0].all(items, 100, n)}
		jobs = append(jobs, j)
	}
	if err := jobs[8].run(ctx); err != nil { // the connections
		return nil, err
	}
	if err := b.rounds(ctx, b.pick(5, 1), jobs); err != nil {
		return nil, err
	}
	t := table{head: []string{"ReadAhead", "time, ms", "x as fast", "CPU, ms", "requests"}}
	var gains []float64
	for n, j := range jobs {
		gains = append(gains, jobs[0].ratio(j, wall).median)
		t.rows = append(t.rows, []string{j.label, ms(j.wall()), fmt.Sprintf("%.2f", gains[n]), ms(j.cpu()), fmt.Sprint(j.requested())})
	}
	goal := aheadTarget(gains)
	goal.probe = cpuProbe(jobs[8].run)
	s := &section{
		name: "readahead", title: "Reading ahead",
		text:   fmt.Sprintf("This SDK alone: %s members at 20 ms a request, per_page 100, with ReadAhead n: n pages are fetched beyond the one that is consumed.", thousands(items)),
		tables: []table{t}, targets: []*target{goal},
	}
	return s, b.explain(ctx, s)
}

func (b *bench) heap(ctx context.Context) (*section, error) {
	items := b.members()
	list, err := b.contenders(latency, items, everyone)
	if err != nil {
		return nil, err
	}
	defer closeAll(list)
	growth := map[*about][]float64{}
	for range b.pick(5, 1) {
		for _, c := range list {
			g, err := heapGrowth(func() error { return c.atBest(items)(ctx) })
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			growth[c.about] = append(growth[c.about], g)
		}
	}
	t := table{head: []string{"contender", "page", "peak heap growth, MiB"}}
	var own float64
	for _, c := range list {
		f := summarize(growth[c.about])
		if c.own() {
			own = f.median
		}
		t.rows = append(t.rows, []string{c.title(), c.bestPage(), f.times(1.0 / mib).format(1)})
	}
	goal := heapTarget(own)
	goal.probe = allocProbe(list[0].atBest(items))
	s := &section{
		name: "heap", title: "Peak heap",
		text: fmt.Sprintf("Listing %s members at 20 ms a request, each at its own best. What the heap holds, garbage that is not yet collected included, is read every "+
			"millisecond (`/memory/classes/heap/objects:bytes`); the growth is over what it held after a collection beforehand. The items are counted and dropped.", thousands(items)),
		tables: []table{t}, targets: []*target{goal},
	}
	return s, b.explain(ctx, s)
}

func (b *bench) growth(ctx context.Context) (*section, error) {
	var jobs []*job
	var all []*contender
	defer func() { closeAll(all) }()
	for _, size := range []struct{ items, lists int }{
		{1_000, 50}, {10_000, 10}, {100_000, 1}, {1_000_000, 1},
	} {
		if b.once && size.items > 10_000 {
			break
		}
		list, err := b.contenders(0, size.items, onlyOurs)
		if err != nil {
			return nil, err
		}
		all = append(all, list...)
		do := list[0].all(size.items, 1000, 0)
		n := b.pick(size.lists, 1)
		if size.items <= 10_000 { // a longer list warms up as it goes
			if err := do(ctx); err != nil {
				return nil, err
			}
		}
		jobs = append(jobs, &job{contender: list[0], label: thousands(size.items), ops: n * size.items, run: repeat(n, do)})
	}
	if err := b.rounds(ctx, b.pick(3, 1), jobs); err != nil {
		return nil, err
	}
	t := table{head: []string{"items", "time, µs/item", "CPU, µs/item", "bytes/item", "allocations/item"}}
	var costs []float64
	for i, j := range jobs {
		t.rows = append(t.rows, []string{j.label, us(j.wall()), us(j.cpu()), j.bytes().format(0), j.allocs().format(1)})
		if i > 0 {
			costs = append(costs, j.cpu().median)
		}
	}
	goal := flatTarget(costs)
	goal.probe = cpuProbe(jobs[1].run)
	s := &section{
		name: "growth", title: "From 1,000 to 1,000,000 items",
		text:   "This SDK alone: `Members.All` at 0 ms a request, per_page 1000, without reading ahead. A list ends with a request for a page that is empty; that one weighs on short lists.",
		tables: []table{t}, targets: []*target{goal},
	}
	return s, b.explain(ctx, s)
}
