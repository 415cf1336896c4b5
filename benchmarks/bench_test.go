package main

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"io"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/clerk/clerk-sdk-go/v2"
	"github.com/digitalocean/godo"
	"github.com/google/go-github/v93/github"
	"tailscale.com/client/tailscale/v2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

func TestMain(m *testing.M) {
	if os.Getenv(serveVariable) != "" {
		exit(serve(os.Stdin, os.Stdout))
		return
	}
	m.Run()
}

func newBench(t *testing.T) *bench {
	t.Helper()
	server, err := startServer(context.Background()) // stop ends it
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := server.stop(); err != nil {
			t.Error(err)
		}
	})
	return &bench{server: server, once: true}
}

func TestEveryContenderDoesTheWork(t *testing.T) {
	b := newBench(t)
	ctx := t.Context()
	const total = 1234
	list, err := b.contenders(0, total, everyone)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(list)
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			for name, call := range map[string]func(context.Context) error{"get": c.get, "create": c.create} {
				before, _ := b.server.counts()
				if err := call(ctx); err != nil {
					t.Errorf("%s: %v", name, err)
				}
				if after, _ := b.server.counts(); after.since(before).requests != 1 {
					t.Errorf("%s: %d requests", name, after.since(before).requests)
				}
			}
			ahead := []int{0}
			if c.own() {
				ahead = []int{0, 1, 8}
			}
			for _, per := range []int{100, max(c.best, 1)} {
				for _, ahead := range ahead {
					var ids []string
					n, err := c.list(ctx, per, ahead, func(id string) { ids = append(ids, id) })
					if err != nil || n != total {
						t.Fatalf("per %d: %d items, %v", per, n, err)
					}
					if c.about == undecoded {
						continue
					}
					if len(ids) != total {
						t.Fatalf("per %d: %d ids", per, len(ids))
					}
					for i, id := range ids {
						if want := fmt.Sprintf("user-%d", firstNumber+i); id != want {
							t.Fatalf("per %d: item %d has id %q instead of %q", per, i, id, want)
						}
					}
				}
			}
		})
	}
}

func TestAPageOfAThousandIsOneRequest(t *testing.T) {
	b := newBench(t)
	list, err := b.contenders(0, 1000, everyone)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(list)
	for _, c := range list {
		before, _ := b.server.counts()
		n, _, err := c.page(t.Context(), 1, 1000, nil)
		after, _ := b.server.counts()
		if err != nil || n != 1000 || after.since(before).requests != 1 {
			t.Errorf("%s: %d items by %d requests, %v", c.name, n, after.since(before).requests, err)
		}
	}
}

func TestTheServerWaits(t *testing.T) {
	b := newBench(t)
	list, err := b.contenders(latency, 1, everyone)
	if err != nil {
		t.Fatal(err)
	}
	defer closeAll(list)
	for _, c := range list {
		start := time.Now()
		if err := c.get(t.Context()); err != nil || time.Since(start) < latency {
			t.Errorf("%s: after %v, %v", c.name, time.Since(start), err)
		}
	}
}

func TestShapesWeighTheSame(t *testing.T) {
	var pages pages
	weigh := func(name string) (item, get, create float64) {
		write := func(n int) int { return len(pages.write(nil, name, span{0, n, 1000, n})) }
		for route, a := range shapes[name].answers {
			if strings.Contains(a.body, filler) {
				t.Errorf("%s %s is not filled", name, route)
			}
			switch {
			case strings.Contains(route, "platform"):
				get = float64(len(a.body))
			case strings.HasPrefix(route, "POST") && a.kind == fixed:
				create = float64(len(a.body))
			}
		}
		return float64(write(1000)-write(0)) / 1000, get, create
	}
	item, get, create := weigh(ours.shape)
	for name := range shapes {
		i, g, c := weigh(name)
		for what, pair := range map[string][2]float64{"an item": {i, item}, "get": {g, get}, "create": {c, create}} {
			if ratio := pair[0] / pair[1]; math.Abs(ratio-1) > 0.1 {
				t.Errorf("%s: %s has %.0f bytes instead of %.0f", name, what, pair[0], pair[1])
			}
		}
	}
}

// What a contender does not decode would cost it less than it should.
func TestEveryFieldIsDecoded(t *testing.T) {
	for name, into := range map[string]any{
		"clarifai":  new(clarifai.Member),
		"github":    new(github.User),
		"godo":      new(godo.Droplet),
		"clerk":     new(clerk.OrganizationMembership),
		"tailscale": new(tailscale.User),
	} {
		item := strings.ReplaceAll(shapes[name].arrays[0].item, number, fmt.Sprint(firstNumber))
		d := json.NewDecoder(strings.NewReader(item))
		d.DisallowUnknownFields()
		if err := d.Decode(into); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSummarize(t *testing.T) {
	if got := summarize([]float64{5, 1, 4, 2, 3}); got != (figure{3, 2, 4}) {
		t.Errorf("%v", got)
	}
	if got := summarize([]float64{1, 2}); got != (figure{1.5, 1.25, 1.75}) {
		t.Errorf("%v", got)
	}
	one := &job{ops: 2, costs: []cost{{allocs: 2}, {allocs: 8}, {allocs: 6}}}
	other := &job{ops: 1, costs: []cost{{allocs: 1}, {allocs: 2}, {allocs: 1}}}
	if got := one.ratio(other, allocs); got != (figure{2, 1.5, 2.5}) {
		t.Errorf("ratio %v, of 1, 2 and 3", got)
	}
}

func TestTargets(t *testing.T) {
	paged := []rival{{"a", 0.13}, {"b", 0.05}}
	for _, tc := range []struct {
		*target
		met    bool
		figure string
	}{
		{ratioAtMost("", figure{1.154, 1.154, 1.154}, 1.15), true, "1.15 x"},
		{ratioAtMost("", figure{1.156, 1.1, 1.2}, 1.15), false, "1.16 (1.10–1.20) x"},
		{belowAll("", []rival{{"a", 0.5}, {"b", 0.99}}), true, "0.99 x b"},
		{belowAll("", []rival{{"a", 1}, {"b", 0.99}}), false, "1.00 x a"},
		{listingTarget([]rival{{"a", 0.125}, {"b", 0.05}}, rival{"c", 2}), true, "8.0 x as fast as a"},
		{listingTarget(paged, rival{"c", 0.5}), false, "7.7 x as fast as a"},
		{aheadTarget([]float64{1, 1.9, 1.6}), true, "0.80 n x at worst, with n = 2"},
		{aheadTarget([]float64{1, 0.7, 2}), false, "0.70 n x at worst, with n = 1"},
		{flatTarget([]float64{100, 109, 101}), true, "highest 1.09 x lowest"},
		{flatTarget([]float64{100, 112}), false, "highest 1.12 x lowest"},
		{batchTarget(500, 6), true, "6"},
		{batchTarget(500, 7), false, "7"},
		{heapTarget(16 * mib), true, "16.0 MiB"},
		{heapTarget(17 * mib), false, "17.0 MiB"},
		{parallelTargets(figure{0.95, 0.95, 0.95}, 64, 100)[0], true, "0.95 x"},
		{parallelTargets(figure{0.94, 0.94, 0.94}, 64, 100)[0], false, "0.94 x"},
		{parallelTargets(figure{}, 64, 100)[1], true, "64"},
		{parallelTargets(figure{}, 65, 100)[1], false, "65"},
		{importTargets(8, mib, map[string]int{"a": 9, goTailscale.name: 2})[0], true, "8; the least of the peers: a 9"},
		{importTargets(9, mib, map[string]int{"a": 9, "b": 20})[0], false, "9; the least of the peers: a 9"},
		{importTargets(8, 1.5*mib, map[string]int{"a": 9})[1], true, "1.50 MiB"},
		{importTargets(8, 1.6*mib, map[string]int{"a": 9})[1], false, "1.60 MiB"},
	} {
		if tc.target.met != tc.met || tc.target.figure != tc.figure {
			t.Errorf("%s: %q is %s", tc.text, tc.target.figure, tc.verdict())
		}
	}
}

func TestPackageOf(t *testing.T) {
	for symbol, want := range map[string]string{
		"runtime.mallocgc":                           "runtime",
		"github.com/a/b.(*T).M":                      "github.com/a/b",
		"github.com/a/b/c%2ev2.F[go.shape.int]":      "github.com/a/b/c%2ev2",
		"encoding/json.F[github.com/a/b.T,x/y.Z]":    "encoding/json",
		"type:.eq.github.com/a/b.T":                  "type: of the runtime, types and strings",
		"go:itab.*github.com/a/b.T,io.Reader":        "go: of the runtime, types and strings",
		"slices.SortFunc[go.shape.[]a/b.T].func1":    "slices",
		"vendor/golang.org/x/net/http/httpguts.F.f1": "vendor/golang.org/x/net/http/httpguts",
	} {
		if got := packageOf(symbol); got != want {
			t.Errorf("%s: %q instead of %q", symbol, got, want)
		}
	}
}

func TestTheReportIsWellFormed(t *testing.T) {
	bars := []bar{{ours, figure{1, 0.9, 1.1}}, {goDO, figure{3, 2, 4}}, {bare, figure{2, 2, 2}}}
	picture := chart([]panel{{"a < b", "ms", bars}, {"none", "ms", nil}})
	for d := xml.NewDecoder(strings.NewReader(picture)); ; {
		_, err := d.Token()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatalf("%v in %s", err, picture)
		}
	}
	goal := heapTarget(20 * mib)
	goal.probe, goal.why = &probe{what: "profile"}, "lines"
	text := report([]*section{{title: "Title", text: "Text.", targets: []*target{goal}, tables: []table{{head: []string{"a", "b"}, rows: [][]string{{"1"}}}}}}, time.Minute, true)
	for _, want := range []string{"20.0 MiB | **missed** |", "## Title\n\nText.\n", "| a | b |\n| --- | --- |\n| 1 |  |\n", "```\nlines\n```"} {
		if !strings.Contains(text, want) {
			t.Errorf("the report lacks %q:\n%s", want, text)
		}
	}
}

func TestChoose(t *testing.T) {
	if all, err := choose("", ""); err != nil || len(all) != len(scenarios) {
		t.Errorf("%d scenarios, %v", len(all), err)
	}
	if some, err := choose("page,get", "heap"); err != nil || len(some) != 3 || some[0].name != "get" {
		t.Errorf("%v, %v", some, err)
	}
	if _, err := choose("pages", ""); err == nil {
		t.Error("a scenario that is not there is taken")
	}
}
