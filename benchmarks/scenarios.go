package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// scenario is something to be measured. Its run gives a section of the report.
type scenario struct {
	name string
	run  func(b *bench, ctx context.Context) (*section, error)
}

var scenarios = []scenario{
	{"get", func(b *bench, ctx context.Context) (*section, error) {
		return b.oneCall(ctx, "get", "Getting one object", func(c *contender) func(context.Context) error { return c.get })
	}},
	{"create", func(b *bench, ctx context.Context) (*section, error) {
		return b.oneCall(ctx, "create", "Creating one object", func(c *contender) func(context.Context) error { return c.create })
	}},
	{"page", (*bench).page},
	{"listing", (*bench).listing},
	{"readahead", (*bench).readAhead},
	{"heap", (*bench).heap},
	{"growth", (*bench).growth},
	{"invitations", (*bench).invitations},
	{"parallel", (*bench).parallel},
	{"import", (*bench).imports},
}

// repeat does something so many times.
func repeat(n int, do func(ctx context.Context) error) func(ctx context.Context) error {
	return func(ctx context.Context) error {
		for range n {
			if err := do(ctx); err != nil {
				return err
			}
		}
		return nil
	}
}

// warmed makes jobs for contenders, and runs each some times before it counts.
func warmed(ctx context.Context, list []*contender, ops, warm int, do func(c *contender) func(context.Context) error) ([]*job, error) {
	jobs := make([]*job, len(list))
	for i, c := range list {
		if err := repeat(warm, do(c))(ctx); err != nil {
			return nil, fmt.Errorf("%s: %w", c.name, err)
		}
		jobs[i] = &job{contender: c, label: c.name, ops: ops, run: repeat(ops, do(c))}
	}
	return jobs, nil
}

// find gives the job of a contender.
func find(jobs []*job, a *about) *job {
	for _, j := range jobs {
		if j.about == a {
			return j
		}
	}
	return nil
}

// rivals compares this SDK with the peers.
func rivals(jobs []*job, of func(cost) float64, keep func(*about) bool) (list []rival) {
	for _, j := range jobs {
		if j.peer() && keep(j.about) {
			list = append(list, rival{j.name, find(jobs, ours).ratio(j, of).median})
		}
	}
	return list
}

func (b *bench) oneCall(ctx context.Context, name, title string, do func(c *contender) func(context.Context) error) (*section, error) {
	list, err := b.contenders(0, 1, everyone)
	if err != nil {
		return nil, err
	}
	defer closeAll(list)
	ops := b.pick(2000, 5)
	jobs, err := warmed(ctx, list, ops, b.pick(200, 1), do)
	if err != nil {
		return nil, err
	}
	for _, j := range jobs {
		j.requests = ops
	}
	if err := b.rounds(ctx, b.pick(25, 1), jobs); err != nil {
		return nil, err
	}
	own, floor := find(jobs, ours), find(jobs, bare)
	extra := own.allocs().median - floor.allocs().median
	probe := cpuProbe(func(ctx context.Context) error { return do(list[0])(ctx) })
	s := &section{
		name: name, title: title,
		text: fmt.Sprintf("Rounds of %d calls, one after another. Every answer has %d bytes or a few more. The server has counted "+
			"one request a call, of every contender.", ops, len(ourGet)),
		tables: []table{costTable(jobs, "call")},
		targets: []*target{
			ratioAtMost(name+": CPU at most 1.15 x bare net/http + encoding/json", own.ratio(floor, cpu), 1.15),
			{text: name + ": allocations at most bare + 15", figure: fmt.Sprintf("bare %+.1f", extra), met: atMost(extra, 15)},
			belowAll(name+": CPU below every peer", rivals(jobs, cpu, everyone)),
			belowAll(name+": allocations below every peer", rivals(jobs, allocs, everyone)),
		},
	}
	for i, t := range s.targets {
		t.probe = probe
		if i%2 == 1 {
			t.probe = allocProbe(func(ctx context.Context) error { return do(list[0])(ctx) })
		}
	}
	for _, j := range jobs {
		s.bars = append(s.bars, bar{j.about, j.cpu().times(1e6)})
	}
	return s, b.explain(ctx, s)
}

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

func (b *bench) invitations(ctx context.Context) (*section, error) {
	items := b.pick(500, 130)
	people := make([]clarifai.CreateInvitationRequest, items)
	for i := range people {
		people[i] = clarifai.CreateInvitationRequest{Email: fmt.Sprintf("person%d@acme.example", i), Role: clarifai.MemberRoleContributor}
	}
	// A client of its own for each, so that each has the roles to look up.
	fresh := func(invite func(ctx context.Context, c *clarifai.Client) (int, error)) func(ctx context.Context) error {
		return func(ctx context.Context) error {
			list, err := b.contenders(latency, 1, onlyOurs)
			if err != nil {
				return err
			}
			defer closeAll(list)
			n, err := invite(ctx, list[0].sdk)
			return exactly(items, n, err)
		}
	}
	batch := &job{label: "`Invitations.CreateBatch`", ops: 1, run: fresh(func(ctx context.Context, c *clarifai.Client) (int, error) {
		invited, err := c.Invitations.CreateBatch(ctx, "acme", people)
		return len(invited), err
	})}
	single := &job{label: "`Invitations.Create`, one by one", ops: 1, run: fresh(func(ctx context.Context, c *clarifai.Client) (n int, err error) {
		for _, person := range people {
			if _, err := c.Invitations.Create(ctx, "acme", person); err != nil {
				return n, err
			}
			n++
		}
		return n, nil
	})}
	jobs := []*job{batch, single}
	if err := b.rounds(ctx, b.pick(3, 1), jobs); err != nil {
		return nil, err
	}
	t := table{head: []string{"way", "requests", "time, ms", "x as fast", "CPU, ms"}}
	for _, j := range jobs {
		t.rows = append(t.rows, []string{
			j.label, fmt.Sprint(j.requested()), ms(j.wall()),
			fmt.Sprintf("%.1f", single.ratio(j, wall).median), ms(j.cpu()),
		})
	}
	goal := batchTarget(items, batch.requested())
	goal.probe = cpuProbe(batch.run)
	s := &section{
		name: "invitations", title: fmt.Sprintf("%d invitations", items),
		text:    "This SDK alone, at 20 ms a request, with a role that is given by its name: looking it up is among the requests.",
		tables:  []table{t},
		targets: []*target{goal},
	}
	return s, b.explain(ctx, s)
}

func (b *bench) parallel(ctx context.Context) (*section, error) {
	const goroutines = 64
	ops := b.pick(16_000, 2*goroutines)
	// Every round has a client of its own, so that its connections are counted.
	var jobs []*job
	for _, m := range makers {
		jobs = append(jobs, &job{contender: &contender{about: m.about}, label: m.name, ops: ops, run: func(ctx context.Context) error {
			base, err := b.server.base(m.shape, 0, 1)
			if err != nil {
				return err
			}
			c, err := m.make(base)
			if err != nil {
				return err
			}
			defer c.close()
			return together(ctx, goroutines, ops, c.get)
		}})
	}
	if err := b.rounds(ctx, b.pick(13, 1), jobs); err != nil {
		return nil, err
	}
	t := table{head: []string{"contender", "calls/s", "CPU, µs/call", "connections"}}
	rate := func(j *job) figure {
		return j.figure(func(c cost) float64 { return float64(ops*ops) / c.wall.Seconds() })
	}
	for _, j := range jobs {
		t.rows = append(t.rows, []string{j.title(), rate(j).format(0), us(j.cpu()), fmt.Sprint(j.connections())})
	}
	own := find(jobs, ours)
	targets := parallelTargets(find(jobs, bare).ratio(own, wall), own.connections(), find(jobs, bare).connections())
	for _, goal := range targets {
		goal.probe = cpuProbe(own.run)
	}
	s := &section{
		name: "parallel", title: "64 goroutines sharing a client",
		text: fmt.Sprintf("Rounds of %d calls that get one object, with a new client in each round: opening its connections is part of it. The server shares the processors. "+
			"Everybody's pool keeps 64 idle connections; the connections are the most that a round opened.", ops),
		tables: []table{t}, targets: targets,
	}
	return s, b.explain(ctx, s)
}

// together does something so many times, in as many goroutines.
func together(ctx context.Context, goroutines, ops int, do func(context.Context) error) error {
	var left atomic.Int64
	left.Store(int64(ops))
	var group sync.WaitGroup
	errs := make(chan error, goroutines)
	for range goroutines {
		group.Go(func() {
			for left.Add(-1) >= 0 {
				if err := do(ctx); err != nil {
					errs <- err
					return
				}
			}
		})
	}
	group.Wait()
	close(errs)
	return <-errs
}
