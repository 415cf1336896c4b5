package main

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"runtime/metrics"
	"slices"
	"syscall"
	"time"
)

// bench is a run of the benchmarks.
type bench struct {
	server  *server
	once    bool      // every scenario once, with small numbers
	profile bool      // shows profiles whether targets are missed or not
	log     io.Writer // how far it is
}

// pick gives the size of a full run, or of one that only tries everything.
func (b *bench) pick(full, once int) int {
	if b.once {
		return once
	}
	return full
}

// members is how many an organization has in the lists.
func (b *bench) members() int { return b.pick(10_000, 1_000) }

// latency is how long a request takes that is not answered at once.
const latency = 20 * time.Millisecond

// cost is what some operations took.
type cost struct {
	wall, cpu     time.Duration
	bytes, allocs float64
	counts
}

// measure runs something after a collection, so that nobody pays for what was
// left by the one before.
func (b *bench) measure(run func() error) (cost, error) {
	runtime.GC()
	before, err := b.server.counts()
	if err != nil {
		return cost{}, err
	}
	var memBefore, memAfter runtime.MemStats
	runtime.ReadMemStats(&memBefore)
	cpuBefore := cpuTime()
	start := time.Now()
	err = run()
	wall, cpu := time.Since(start), cpuTime()-cpuBefore
	runtime.ReadMemStats(&memAfter)
	if err != nil {
		return cost{}, err
	}
	after, err := b.server.counts()
	return cost{
		wall: wall, cpu: cpu, counts: after.since(before),
		bytes:  float64(memAfter.TotalAlloc - memBefore.TotalAlloc),
		allocs: float64(memAfter.Mallocs - memBefore.Mallocs),
	}, err
}

// cpuTime is what this process has spent, as user and in the system.
func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		return 0
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

// job is what one contender does in each round of a scenario.
type job struct {
	*contender
	label string
	ops   int // what the cost is divided by
	run   func(ctx context.Context) error
	// requests is how many there must be in a round; 0: any number.
	requests int
	costs    []cost
}

// rounds runs all jobs in turn, again and again, so that whatever happens on
// the machine meanwhile happens to all of them.
func (b *bench) rounds(ctx context.Context, n int, jobs []*job) error {
	for round := range n {
		for i := range jobs {
			j := jobs[(round+i)%len(jobs)] // nobody always follows the same one
			c, err := b.measure(func() error { return j.run(ctx) })
			if err != nil {
				return fmt.Errorf("%s: %w", j.label, err)
			}
			if j.requests > 0 && c.requests != j.requests {
				return fmt.Errorf("%s: %d requests instead of %d", j.label, c.requests, j.requests)
			}
			j.costs = append(j.costs, c)
		}
	}
	return nil
}

// figure is a median over rounds, and the quartiles beside it.
type figure struct{ median, low, high float64 }

func summarize(values []float64) figure {
	slices.Sort(values)
	at := func(q float64) float64 { // between neighbours
		if len(values) == 0 {
			return 0
		}
		place := q * float64(len(values)-1)
		i := int(place)
		if i+1 == len(values) {
			return values[i]
		}
		return values[i] + (place-float64(i))*(values[i+1]-values[i])
	}
	return figure{at(0.5), at(0.25), at(0.75)}
}

// times gives a figure in another unit.
func (f figure) times(k float64) figure { return figure{f.median * k, f.low * k, f.high * k} }

func (j *job) figure(of func(cost) float64) figure {
	values := make([]float64, len(j.costs))
	for i, c := range j.costs {
		values[i] = of(c) / float64(max(j.ops, 1))
	}
	return summarize(values)
}

// ratio is the median over rounds of how many times another job's cost this
// one's is. What slows the machine down for some rounds slows both.
func (j *job) ratio(other *job, of func(cost) float64) figure {
	values := make([]float64, len(j.costs))
	for i := range values {
		values[i] = of(j.costs[i]) / float64(max(j.ops, 1)) / (of(other.costs[i]) / float64(max(other.ops, 1)))
	}
	return summarize(values)
}

func wall(c cost) float64      { return c.wall.Seconds() }
func cpu(c cost) float64       { return c.cpu.Seconds() }
func allocated(c cost) float64 { return c.bytes }
func allocs(c cost) float64    { return c.allocs }

func (j *job) wall() figure   { return j.figure(wall) }
func (j *job) cpu() figure    { return j.figure(cpu) }
func (j *job) bytes() figure  { return j.figure(allocated) }
func (j *job) allocs() figure { return j.figure(allocs) }

// requested is how many requests a round made.
func (j *job) requested() int {
	values := make([]float64, len(j.costs))
	for i, c := range j.costs {
		values[i] = float64(c.requests)
	}
	return int(summarize(values).median)
}

// connections is how many a round opened at most.
func (j *job) connections() (most int) {
	for _, c := range j.costs {
		most = max(most, c.connections)
	}
	return most
}

// heapGrowth runs something and gives how much more the heap held, at most,
// than after the collection before.
func heapGrowth(run func() error) (float64, error) {
	runtime.GC()
	runtime.GC() // what the first one could only mark for finalizers
	before := heapInUse()
	peak := make(chan uint64)
	stop := make(chan struct{})
	go func() {
		most := before
		tick := time.NewTicker(time.Millisecond)
		defer tick.Stop()
		for {
			most = max(most, heapInUse())
			select {
			case <-tick.C:
			case <-stop:
				peak <- most
				return
			}
		}
	}()
	err := run()
	close(stop)
	return float64(<-peak - before), err
}

func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}

// contenders makes those of the makers that keep says, as an organization of
// total members sees them that answers after a delay.
func (b *bench) contenders(delay time.Duration, total int, keep func(*about) bool) ([]*contender, error) {
	var made []*contender
	for _, m := range makers {
		if !keep(m.about) {
			continue
		}
		base, err := b.server.base(m.shape, delay, total)
		if err != nil {
			return nil, err
		}
		c, err := m.make(base)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", m.name, err)
		}
		made = append(made, c)
	}
	return made, nil
}

func closeAll(contenders []*contender) {
	for _, c := range contenders {
		c.close()
	}
}

func everyone(*about) bool    { return true }
func onlyOurs(a *about) bool  { return a == ours }
func withPages(a *about) bool { return a.best > 0 }
