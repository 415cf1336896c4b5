package seed_test

import (
	"encoding/binary"
	"go/ast"
	"go/parser"
	"go/token"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/seed"
)

const file = `
users:
- {id: olga, pat: secret, accepts_at_once: true, Scopes: [Teams_Get]}
organizations:
- id: acme
  members: [{user_id: ann, role: Organization User}]
apps: [{owner: acme, id: shelf, metadata: {cost_center: 12, nested: {a_b: [true, null]}}}]
tokens: [{user_id: olga, expires_at: 2026-12-01T10:00:00Z}]
usage: [{owner_id: acme, date: 2026-11-02, value: 7}]
password_policies: [{minimum_length: 12}]
faults: [{operation: teams.create, kind: drop, acts: true, stall: 1.5s}]
logs:
- {source: {owner_id: acme, cluster_id: gpu}, lines: [ready]}
- {source: {owner_id: acme, cluster_id: gpu, nodepool_id: pool, runner_id: r1, type: runner.events}}
rate_limit: {per_second: 2.5}
latency: 20ms
variants: {exists: silent, bounds_are_no_field: 1}
`

func want() clarifaitest.Config {
	return clarifaitest.Config{
		Users:         []clarifaitest.User{{ID: "olga", PAT: "secret", AcceptsAtOnce: true, Scopes: []string{"Teams_Get"}}},
		Organizations: []clarifaitest.Organization{{ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.MemberRoleUser}}}},
		Apps: []clarifaitest.App{{Owner: "acme", ID: "shelf",
			Metadata: map[string]any{"cost_center": 12.0, "nested": map[string]any{"a_b": []any{true, nil}}}}},
		Tokens:           []clarifaitest.Token{{UserID: "olga", ExpiresAt: time.Date(2026, 12, 1, 10, 0, 0, 0, time.UTC)}},
		Usage:            []clarifaitest.Usage{{OwnerID: "acme", Date: time.Date(2026, 11, 2, 0, 0, 0, 0, time.UTC), Value: 7}},
		PasswordPolicies: []clarifaitest.PasswordPolicy{{MinimumLength: 12}},
		Faults:           []clarifaitest.Fault{{Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop, Acts: true, Stall: 1500 * time.Millisecond}},
		Logs: []clarifaitest.Log{
			{Source: clarifai.ClusterLog{OwnerID: "acme", ClusterID: "gpu"}, Lines: []string{"ready"}},
			{Source: clarifai.RunnerLog{OwnerID: "acme", ClusterID: "gpu", NodepoolID: "pool", RunnerID: "r1", Type: clarifai.LogRunnerEvents}},
		},
		RateLimit: clarifaitest.RateLimit{PerSecond: 2.5},
		Latency:   20 * time.Millisecond,
		Variants:  clarifaitest.Variants{Exists: clarifaitest.ExistsSilent},
	}
}

func TestRead(t *testing.T) {
	good := strings.Replace(file, ", bounds_are_no_field: 1", "", 1)
	var sixteen []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + good)) {
		sixteen = binary.LittleEndian.AppendUint16(sixteen, unit)
	}
	for name, text := range map[string]string{
		"YAML":                   good,
		"with a byte order mark": "\uFEFF" + good,
		"in UTF-16":              string(sixteen),
	} {
		t.Run(name, func(t *testing.T) {
			config, err := seed.Read(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want(), config); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
	t.Run("JSON, as programs indent it", func(t *testing.T) {
		config, err := seed.Read(strings.NewReader("{\n\t\"users\": [\n\t\t{\"ID\": \"olga\", \"acceptsAtOnce\": true}\n\t],\n\t\"organizations\": []\n}\n"))
		if err != nil || len(config.Users) != 1 || config.Users[0].ID != "olga" || !config.Users[0].AcceptsAtOnce {
			t.Errorf("%+v, %v", config, err)
		}
	})
	for name, c := range map[string]struct{ text, want string }{
		"an unknown field":         {file, "variants.bounds_are_no_field: there is no such field"},
		"a key twice":              {"users: []\nusers: []\n", `"users" already defined`},
		"a key twice, spelled so":  {"in_memory: false\ninMemory: false\n", "is there twice"},
		"a number for a text":      {"users: [{id: 7}]", `users[0].id must be a text, maybe in quotes, not "7"`},
		"a text for a number":      {"usage: [{value: many}]", `usage[0].value must be a whole number, not "many"`},
		"a text that is digits":    {"usage: [{value: '7'}]", "must be a whole number"},
		"a number that is too big": {"usage: [{value: 99999999999999999999}]", "must be a whole number"},
		"a text for a truth":       {"users: [{hides_email: 'yes'}]", "must be true or false"},
		"an object for a list":     {"users: {id: olga}", "users must be a list, not an object"},
		"nothing for a list":       {"users:\n", "users must be a list, not nothing"},
		"a list for all":           {"- users", "the file must be an object, not a list"},
		"a day that is none":       {"usage: [{date: 2026-13-01}]", "usage[0].date must be a time"},
		"a number of seconds":      {"latency: 5", "latency must be a duration such as 1.5s"},
		"an unknown choice":        {"variants: {cancel: maybe}", "variants.cancel must be one of CancelMarks, CancelIgnores, CancelDeletes, CancelRefused"},
		"a choice by number":       {"variants: {cancel: 1}", "must be one of"},
		"a function":               {"clock: now", "clock cannot be set by a file"},
		"no YAML":                  {"users: [", "']' not found"},
		"nothing":                  {"", "the file is empty"},
		"two documents":            {"users: []\n---\nusers: []\n", "the file must have one document"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := seed.Read(strings.NewReader(c.text)); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v, want %s", err, c.want)
			}
		})
	}
}

func TestVariant(t *testing.T) {
	var v clarifaitest.Variants
	for _, text := range []string{"exists=ExistsSilent", "Batch=mixed", "lag=2s", "max_per_page=4", "session_only=true", "overbilled_op_type=predict", "hide_every=1"} {
		if err := seed.Variant(&v, text); err != nil {
			t.Error(err)
		}
	}
	if diff := cmp.Diff(clarifaitest.Variants{
		Exists: clarifaitest.ExistsSilent, Batch: clarifaitest.BatchMixed, Lag: 2 * time.Second, MaxPerPage: 4, SessionOnly: true, OverbilledOpType: "predict", HideEvery: 1,
	}, v); diff != "" {
		t.Error(diff)
	}
	for _, text := range []string{"exists", "exists=maybe", "colour=red", "session_only=maybe", "lag=2"} {
		if err := seed.Variant(&v, text); err == nil {
			t.Errorf("no error for %s", text)
		}
	}
}

func TestFault(t *testing.T) {
	for text, want := range map[string]clarifaitest.Fault{
		"teams.create=drop":                                   {Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop},
		"teams.create=drop,acts,count=-1":                     {Operation: clarifai.OpTeamsCreate, Kind: clarifaitest.FaultDrop, Acts: true, Count: -1},
		"*=status,status=503,retry_after=1,skip=10,code=1103": {Kind: clarifaitest.FaultStatus, Status: 503, RetryAfter: "1", Skip: 10, Code: 1103},
		"teams.list=slow,stall=3s":                            {Operation: clarifai.OpTeamsList, Kind: clarifaitest.FaultSlow, Stall: 3 * time.Second},
	} {
		if got, err := seed.Fault(text); err != nil || got != want {
			t.Errorf("%s: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"drop", "teams.create=drop,often", "teams.create=drop,count=many", "teams.create=drop,acts=perhaps"} {
		if _, err := seed.Fault(text); err == nil {
			t.Errorf("no error for %s", text)
		}
	}
}

// Every field of a Config but its clock can be set by a file.
func TestRead_Fields(t *testing.T) {
	kinds := []reflect.Kind{
		reflect.String, reflect.Bool, reflect.Int, reflect.Int32, reflect.Int64, reflect.Float64, reflect.Map,
		reflect.Uint8, // a variant, whose constants have names
	}
	var walk func(of reflect.Type)
	walk = func(of reflect.Type) {
		for f := range of.Fields() {
			typ := f.Type
			for typ.Kind() == reflect.Slice {
				typ = typ.Elem()
			}
			switch {
			case typ == reflect.TypeFor[time.Time](), typ == reflect.TypeFor[clarifai.LogSource](), f.Name == "Clock":
			case typ.Kind() == reflect.Struct:
				walk(typ)
			case !slices.Contains(kinds, typ.Kind()):
				t.Errorf("%s.%s is of type %v", of, f.Name, typ)
			}
		}
	}
	walk(reflect.TypeFor[clarifaitest.Config]())
}

// Every constant of the variants has its name.
func TestVariant_Constants(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "../../../../internal/emulator/variants.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	fields := make(map[string]string) // name of a field, by its type
	for field := range reflect.TypeFor[clarifaitest.Variants]().Fields() {
		fields[field.Type.Name()] = field.Name
	}
	checked := 0
	for _, d := range f.Decls {
		g, ok := d.(*ast.GenDecl)
		if !ok || g.Tok != token.CONST {
			continue
		}
		var typ string
		for i, s := range g.Specs {
			spec, ok := s.(*ast.ValueSpec)
			if !ok {
				continue
			}
			if named, ok := spec.Type.(*ast.Ident); ok {
				typ = named.Name
			}
			var v clarifaitest.Variants
			if err := seed.Variant(&v, fields[typ]+"="+spec.Names[0].Name); err != nil {
				t.Error(err)
			} else if got := reflect.ValueOf(v).FieldByName(fields[typ]); got.Uint() != uint64(i) {
				t.Errorf("%s is %d, want %d", spec.Names[0].Name, got.Uint(), i)
			}
			checked++
		}
	}
	if checked < 29 {
		t.Errorf("%d constants", checked)
	}
}
