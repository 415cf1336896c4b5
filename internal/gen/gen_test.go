package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"
)

func TestRun_Check(t *testing.T) {
	root := t.TempDir()
	if err := os.WriteFile(filepath.Join(root, "doc.go"), []byte("package clarifai\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(filepath.Join(root, emulatorDir), os.DirFS(filepath.Join("..", "..", emulatorDir))); err != nil {
		t.Fatal(err)
	}
	if _, err := run(root, false); err != nil {
		t.Fatal(err)
	}
	if stale, err := run(root, true); err != nil || len(stale) > 0 {
		t.Fatalf("right after generating, %v is out of date (%v)", stale, err)
	}
	routes := filepath.Join(root, "docs", "routes.md")
	if err := os.WriteFile(routes, []byte("old"), 0o600); err != nil {
		t.Fatal(err)
	}
	stale, err := run(root, true)
	if err != nil || !slices.Equal(stale, []string{"docs/routes.md"}) {
		t.Errorf("out of date: %v (%v)", stale, err)
	}
	if now, _ := os.ReadFile(routes); string(now) != "old" {
		t.Error("-check wrote the file")
	}
}

func api(t *testing.T, source string) []string {
	t.Helper()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte("package p\n"+source), 0o600); err != nil {
		t.Fatal(err)
	}
	lines, _, err := packageAPI(dir)
	if err != nil {
		t.Fatal(err)
	}
	return lines
}

func TestPackageAPI_Exported(t *testing.T) {
	const before = `
		// A doc.
		type T struct { A int; b string }
		func (t *T) M(x int) error { return nil }
		func F() {}
	`
	want := api(t, before)
	if !slices.Equal(want, []string{"func (t *T) M(x int) error", "func F()", "type T struct // has unexported fields", "type T struct, A int"}) {
		t.Fatalf("got %q", want)
	}
	unexported := before + "func g() {}\ntype u struct{ A int }\nfunc (u) M() {}\nfunc (t *T) m() {}\nconst c = 1\n"
	if got := api(t, unexported); !slices.Equal(got, want) {
		t.Errorf("unexported declarations change it: %q", got)
	}
	for _, added := range []string{"func G() {}", "type U int", "func (t T) N() {}", "const C = 1", "var V int"} {
		if got := api(t, before+added+"\n"); len(got) != len(want)+1 {
			t.Errorf("%s does not show in %q", added, got)
		}
	}
	if a, b := api(t, "const C = 1\n"), api(t, "const C = 2\n"); slices.Equal(a, b) {
		t.Error("the value of a constant does not show")
	}
}

func TestPackageAPI_Constants(t *testing.T) {
	got := api(t, `
		import "time"
		type K int
		const (
			A K = iota
			b
			C
		)
		const D, E = "d", 1 << 3
		const F = time.Second
	`)
	want := []string{`const A K = 0`, `const C K = 2`, `const D = "d"`, `const E = 8`, `const F = time.Second`, `type K int`}
	if !slices.Equal(got, want) {
		t.Errorf("got %q", got)
	}
}

func TestPackageAPI_Interfaces(t *testing.T) {
	open, closed := api(t, "type I interface{ M() }\n"), api(t, "type I interface{ M(); m() }\n")
	if slices.Equal(open, closed) {
		t.Errorf("both are %q", open)
	}
}

func TestPublicDirs(t *testing.T) {
	root := t.TempDir()
	for _, file := range []string{
		"p.go", "roster/p.go", "new/deep/p.go", // these, and none of the rest
		"internal/p.go", "examples/e/p.go", "test/t/p.go", "roster/testdata/p.go", ".cache/p.go",
		"tools/go.mod", "tools/p.go", "docs/x.md", "only/p_test.go",
	} {
		path := filepath.Join(root, file)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte("package p\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	dirs, err := publicDirs(root)
	if want := []string{".", filepath.Join("new", "deep"), "roster"}; err != nil || !slices.Equal(dirs, want) {
		t.Errorf("got %v (%v), want %v", dirs, err, want)
	}
}
