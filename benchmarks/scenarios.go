package main

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"

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
