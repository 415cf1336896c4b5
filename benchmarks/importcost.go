package main

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"
)

// programs has a small program for each contender, and one for none.
//
//go:embed programs
var programs embed.FS

// importer is a program in a module of its own, as somebody has it who imports
// one package.
type importer struct {
	*about   // nil: the baseline
	dir      string
	modules  []string // in its go.sum
	linked   []string // those of them that its binary has
	plain    float64  // the size of its binary
	stripped float64
	wall     []float64 // seconds to build it
	cpu      []float64
}

func (p *importer) name() string {
	if p.about == nil {
		return "net/http and encoding/json alone"
	}
	return p.title()
}

// newImporters writes the programs below a directory and settles their go.mod
// and go.sum: the part of the benchmarks that may need a network.
func newImporters(ctx context.Context, below string) ([]*importer, error) {
	own, err := goTool(ctx, ".", nil, "list", "-m", "-f", "{{.Dir}}", ownModule)
	if err != nil {
		return nil, err
	}
	all := []*importer{{dir: filepath.Join(below, "baseline")}}
	for _, m := range makers {
		if !m.floor {
			all = append(all, &importer{about: m.about, dir: filepath.Join(below, m.shape)})
		}
	}
	for _, p := range all {
		name := filepath.Base(p.dir)
		main, err := programs.ReadFile("programs/" + name + "/main.go")
		if err != nil {
			return nil, err
		}
		mod := "module importcost/" + name + "\n\ngo " + strings.TrimPrefix(runtime.Version(), "go") + "\n"
		switch {
		case p.about == nil:
		case p.own():
			mod += "\nrequire " + ownModule + " v0.0.0\n\nreplace " + ownModule + " => " + strings.TrimSpace(own) + "\n"
		default:
			mod += "\nrequire " + p.module + " " + version(p.module) + "\n"
		}
		if err := os.MkdirAll(p.dir, 0o700); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(p.dir, "main.go"), main, 0o600); err != nil {
			return nil, err
		}
		if err := os.WriteFile(filepath.Join(p.dir, "go.mod"), []byte(mod), 0o600); err != nil {
			return nil, err
		}
		if _, err := goTool(ctx, p.dir, nil, "mod", "tidy"); err != nil {
			return nil, err
		}
		if p.modules, err = p.sums(); err != nil {
			return nil, err
		}
		deps, err := goTool(ctx, p.dir, nil, "list", "-deps", "-f", "{{with .Module}}{{if not .Main}}{{.Path}}{{end}}{{end}}", ".")
		if err != nil {
			return nil, err
		}
		p.linked = slices.Compact(slices.Sorted(slices.Values(strings.Fields(deps))))
	}
	return all, nil
}

// sums gives the modules of the program's go.sum.
func (p *importer) sums() ([]string, error) {
	data, err := os.ReadFile(filepath.Join(p.dir, "go.sum"))
	if err != nil && !os.IsNotExist(err) {
		return nil, err
	}
	modules := map[string]bool{}
	for line := range strings.Lines(string(data)) {
		module, _, _ := strings.Cut(line, " ")
		modules[module] = true
	}
	if p.about != nil && p.own() {
		modules[ownModule] = true // it is replaced by the files here, and so has no sum
	}
	return slices.Sorted(maps.Keys(modules)), nil
}

// build builds the program with a cache and gives the size of its binary.
func (p *importer) build(ctx context.Context, cache string, flags ...string) (size float64, wall, cpu time.Duration, err error) {
	binary := filepath.Join(p.dir, "program")
	cmd := exec.CommandContext(ctx, "go", slices.Concat([]string{"build", "-o", binary}, flags, []string{"."})...) //nolint:gosec // the flags are ours
	cmd.Dir = p.dir
	cmd.Env = append(os.Environ(), "GOCACHE="+cache, "GOFLAGS=-buildvcs=false")
	start := time.Now()
	if said, err := cmd.CombinedOutput(); err != nil {
		return 0, 0, 0, fmt.Errorf("building %s: %w\n%s", p.name(), err, said)
	}
	wall, cpu = time.Since(start), cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime()
	info, err := os.Stat(binary)
	if err != nil {
		return 0, 0, 0, err
	}
	return float64(info.Size()), wall, cpu, nil
}

func (b *bench) imports(ctx context.Context) (*section, error) {
	if b.once {
		return nil, nil // the programs are compiled with this module anyway
	}
	below, err := os.MkdirTemp("", "importcost")
	if err != nil {
		return nil, err
	}
	defer func() { _ = os.RemoveAll(below) }() // what is left is in the system's temporary directory
	all, err := newImporters(ctx, below)
	if err != nil {
		return nil, err
	}
	base, caches := all[0], filepath.Join(below, "caches")
	// A cache in which the baseline is built: each build starts from a copy of
	// it, so that what it takes is what the import adds.
	warm := filepath.Join(caches, "warm")
	if _, _, _, err := base.build(ctx, warm); err != nil {
		return nil, err
	}
	trimmed := filepath.Join(caches, "trimmed")
	for _, p := range all {
		if p.stripped, _, _, err = p.build(ctx, trimmed, "-trimpath", "-ldflags=-s -w"); err != nil {
			return nil, err
		}
	}
	for range 2 {
		for _, p := range all {
			cache := filepath.Join(caches, filepath.Base(p.dir))
			if err := os.CopyFS(cache, os.DirFS(warm)); err != nil {
				return nil, err
			}
			size, wall, cpu, err := p.build(ctx, cache)
			if err != nil {
				return nil, err
			}
			p.plain, p.wall, p.cpu = size, append(p.wall, wall.Seconds()), append(p.cpu, cpu.Seconds())
			if err := os.RemoveAll(cache); err != nil {
				return nil, err
			}
		}
	}
	return b.importSection(ctx, all)
}

func (b *bench) importSection(ctx context.Context, all []*importer) (*section, error) {
	base := all[0]
	wall, cpu := summarize(base.wall), summarize(base.cpu)
	t := table{head: []string{"program", "modules in go.sum", "of them linked", "binary, MiB", "adds, MiB", "adds when stripped, MiB", "build adds, s", "build adds, s of CPU"}}
	var own *importer
	peers := map[string]int{}
	for _, p := range all {
		w, c := summarize(p.wall), summarize(p.cpu)
		row := []string{p.name(), fmt.Sprint(len(p.modules)), fmt.Sprint(len(p.linked)), fmt.Sprintf("%.2f", p.plain/mib)}
		if p != base {
			row = append(row, fmt.Sprintf("%.2f", (p.plain-base.plain)/mib), fmt.Sprintf("%.2f", (p.stripped-base.stripped)/mib),
				fmt.Sprintf("%.1f", w.median-wall.median), fmt.Sprintf("%.1f", c.median-cpu.median))
		}
		t.rows = append(t.rows, row)
		switch {
		case p == base:
		case p.own():
			own = p
		default:
			peers[p.about.name] = len(p.modules)
		}
	}
	s := &section{
		name: "import", title: "Import cost",
		text: "A program that makes a client and gets an object and a list, in a module of its own, against one that does so by net/http and encoding/json. " +
			"Sizes are of a plain `go build`, and of one with `-trimpath -ldflags=\"-s -w\"`. Each is built twice with a build cache in which only the baseline was built: " +
			"the time is the mean, less that of the baseline, which only links. This SDK is replaced by the files here and so counted as one more module.",
		tables:  []table{t},
		targets: importTargets(len(own.modules), own.plain-base.plain, peers),
	}
	s.targets[0].probe = &probe{"modules of an importer's go.sum", func(context.Context) (string, error) {
		var text strings.Builder
		for _, module := range own.modules {
			if text.WriteString(module); !slices.Contains(own.linked, module) {
				text.WriteString("  (not linked: for tests of what is)")
			}
			text.WriteByte('\n')
		}
		return text.String(), nil
	}}
	s.targets[1].probe = &probe{"binary's growth by package, in KiB", func(ctx context.Context) (string, error) {
		return sizeDifference(ctx, filepath.Join(base.dir, "program"), filepath.Join(own.dir, "program"))
	}}
	return s, b.explain(ctx, s)
}

// sizeDifference lists the packages of which one binary has most more than the
// other, by their symbols.
func sizeDifference(ctx context.Context, before, after string) (string, error) {
	sizes := map[string]float64{}
	for binary, sign := range map[string]float64{before: -1, after: 1} {
		listed, err := goTool(ctx, ".", nil, "tool", "nm", "-size", binary)
		if err != nil {
			return "", err
		}
		for line := range strings.Lines(listed) {
			fields := strings.Fields(line) // address, size, type, name
			var size float64
			if len(fields) < 4 || !strings.ContainsAny(fields[2], "TtRrDd") {
				continue
			}
			if _, err := fmt.Sscan(fields[1], &size); err == nil {
				sizes[packageOf(fields[3])] += sign * size / 1024
			}
		}
	}
	names := slices.SortedFunc(maps.Keys(sizes), func(a, b string) int { return int(sizes[b]*1024) - int(sizes[a]*1024) })
	var text strings.Builder
	for _, name := range names[:min(15, len(names))] {
		fmt.Fprintf(&text, "%8.1f  %s\n", sizes[name], name)
	}
	return text.String(), nil
}

// packageOf gives the package of a symbol, or what kind of symbol it is.
func packageOf(symbol string) string {
	if before, _, found := strings.Cut(symbol, ":"); found && !strings.Contains(before, ".") {
		return before + ": of the runtime, types and strings"
	}
	slash := strings.LastIndex(symbol[:len(symbol)-len(afterBracket(symbol))], "/") + 1
	name, _, _ := strings.Cut(symbol[slash:], ".")
	return symbol[:slash] + name
}

// afterBracket gives a symbol's type arguments, in which other packages stand.
func afterBracket(symbol string) string {
	if i := strings.IndexAny(symbol, "[("); i >= 0 {
		return symbol[i:]
	}
	return ""
}

// goTool runs the go command and gives what it writes.
func goTool(ctx context.Context, dir string, env []string, args ...string) (string, error) {
	cmd := exec.CommandContext(ctx, "go", args...) //nolint:gosec // the arguments are ours
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), env...)
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Run(); err != nil {
		return "", fmt.Errorf("go %s: %w\n%s", strings.Join(args, " "), err, said.String())
	}
	return out.String(), nil
}
