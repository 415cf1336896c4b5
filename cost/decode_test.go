package cost_test

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

// encodings returns a text as editors and spreadsheets save it.
func encodings(text string) map[string]string {
	var low, high []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + text)) {
		low, high = append(low, byte(unit), byte(unit>>8)), append(high, byte(unit>>8), byte(unit))
	}
	return map[string]string{"UTF-8": text, "UTF-8 with a mark": "\uFEFF" + text, "UTF-16, low first": string(low), "UTF-16, high first": string(high)}
}

// exactly compares amounts and numbers by ==.
var exactly = cmp.Options{
	cmp.Comparer(func(a, b cost.Money) bool { return a == b }),
	cmp.Comparer(func(a, b cost.Decimal) bool { return a == b }),
}

// checkDecoded decodes a text in each encoding, and compares the results.
func checkDecoded[T any](t *testing.T, decode func(io.Reader) (T, error), text string, want T) {
	t.Helper()
	for name, file := range encodings(text) {
		t.Run(name, func(t *testing.T) {
			got, err := decode(strings.NewReader(file))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got, exactly); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// checkRefused decodes texts, each of which must be an error that contains the
// second string.
func checkRefused[T any](t *testing.T, decode func(io.Reader) (T, error), cases map[string][2]string) {
	t.Helper()
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			got, err := decode(strings.NewReader(c[0]))
			if err == nil || !strings.HasPrefix(err.Error(), "cost: ") || !strings.Contains(err.Error(), c[1]) {
				t.Errorf("%v, %v, want %q in it", got, err, c[1])
			}
		})
	}
	broken := errors.New("broken")
	if _, err := decode(iotest.ErrReader(broken)); !errors.Is(err, broken) {
		t.Errorf("a reader that fails: %v", err)
	}
}

func jsonOf(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDecodeBill(t *testing.T) {
	b := bill(item("predict", "0.0012", "1000", "1.2000000000000002"), item("日本", "", "", "5"))
	b.AsOf = november.AddDate(0, 0, 10)
	text := jsonOf(t, b)
	checkDecoded(t, cost.DecodeBill, text, b)
	checkRefused(t, cost.DecodeBill, map[string][2]string{
		"null":             {"null", "line 1, column 1: it must not be null"},
		"nothing":          {"", "the text must not end within a value"},
		"more behind":      {text + "\n" + text, "line 2, column 1: nothing may follow the value"},
		"null for items":   {`{"organization_id": "acme", "invoice_items": null}`, "invoice_items: it must not be null"},
		"null for a cycle": {`{"organization_id": "acme", "billing_cycle": null}`, "billing_cycle: it must not be null"},
		"no organization":  {strings.Replace(text, "organization_id", "organisation_id", 1), "organisation_id: there is no such field"},
		"a misspelled sum": {strings.Replace(text, `"dollars":5`, `"dollar":5`, 1), "invoice_items[1].dollar: there is no such field"},
		"a sum twice":      {strings.Replace(text, `"dollars":5`, `"dollars":5,"dollars":6`, 1), "invoice_items[1].dollars: the key must not be repeated"},
		"a sum in words":   {strings.Replace(text, `"dollars":5`, `"dollars":"five"`, 1), "invoice_items[1].dollars: "},
		"no cycle":         {`{"organization_id": "acme"}`, "cycle are required"},
	})
}

func TestDecodeMapping(t *testing.T) {
	m := cost.Mapping{
		Rules:     []cost.Rule{{OpType: "predict", Section: clarifai.UsageModelUsage, Unit: cost.MustParseDecimal("1000")}},
		Tolerance: cost.MustParseDecimal("0.02"),
		Prices:    []cost.Price{{Rule: predict, PricePerOp: cost.MustParseDecimal("0.0012")}},
		Centers:   cost.Centers{Apps: map[string]string{"a": "Retail", "A": "Reise"}, Members: map[string]string{"ann": "Österreich"}},
	}
	checkDecoded(t, cost.DecodeMapping, jsonOf(t, m), m)
	checkDecoded(t, cost.DecodeMapping, jsonOf(t, cost.Mapping{}), cost.Mapping{})
	checkRefused(t, cost.DecodeMapping, map[string][2]string{
		"null":                    {" null", "it must not be null"},
		"an unknown field":        {`{"rule": []}`, "line 1, column 2: rule: there is no such field"},
		"a rule's unknown field":  {`{"rules": [{"op_type": "x", "section": "s", "model": ["m"]}]}`, "rules[0].model: there is no such field"},
		"a rule without section":  {`{"rules": [{"op_type": "x"}]}`, "rules[0].section: it is required"},
		"a price without a price": {`{"prices": [{"op_type": "x", "section": "s"}]}`, "prices[0].price_per_op: it is required"},
		"a member twice":          {"{\"centers\": {\"members\": {\"ann\": \"A\",\n\"ann\": \"B\"}}}", "line 2, column 1: centers.members.ann: the key must not be repeated"},
		"a member in two cases":   {`{"centers": {"members": {"ann": "A", "ANN": "B"}}}`, "must have one entry"},
		"an empty price":          {`{"prices": [{"op_type": "x", "section": "s", "price_per_op": ""}]}`, `prices[0].price_per_op: cost: a number is required, but the text is ""`},
		"an empty unit":           {`{"rules": [{"op_type": "x", "section": "s", "unit": ""}]}`, `rules[0].unit: cost: a number is required, but the text is ""`},
		"an empty tolerance":      {`{"tolerance": ""}`, `tolerance: cost: a number is required, but the text is ""`},
		"null for a tolerance":    {`{"tolerance": null}`, "tolerance: it must not be null"},
		"null for rules":          {`{"rules": null}`, "rules: it must not be null"},
		"null for members":        {`{"centers": {"members": null}}`, "centers.members: it must not be null"},
		"null for a unit":         {`{"rules": [{"op_type": "x", "section": "s", "unit": null}]}`, "rules[0].unit: it must not be null"},
		"a negative unit":         {`{"rules": [{"op_type": "x", "section": "s", "unit": -1}]}`, "rule 0: the unit must not be negative"},
	})
}

func TestDecodeBudgets(t *testing.T) {
	budgets := []cost.Budget{
		{Name: "all", Limit: cost.MustParseMoney("5000.000001")},
		{By: cost.ByMember, Key: "Ann", Limit: cost.MustParseMoney("10")}, {Name: "soft", By: cost.ByMember, Key: "ann", Limit: cost.MustParseMoney("8")},
		{By: cost.ByApp, Key: "a"}, {By: cost.ByApp, Key: "A"}, {By: cost.ByTeam, Key: "a"},
	}
	checkDecoded(t, cost.DecodeBudgets, jsonOf(t, budgets), budgets)
	checkDecoded(t, cost.DecodeBudgets, `[{"limit": 12.5}]`, []cost.Budget{{Limit: cost.MustParseMoney("12.50")}})
	checkRefused(t, cost.DecodeBudgets, map[string][2]string{
		"null":              {"null", "it must not be null"},
		"an object":         {`{"limit": 1}`, "it must be a list, not an object"},
		"no limit":          {"[{\"limit\": 1},\n {\"by\": \"member\", \"key\": \"ann\"}]", "line 2, column 2: [1].limit: it is required"},
		"null for a limit":  {`[{"limit": null}]`, "[0].limit: it must not be null"},
		"null for a budget": {`[null]`, "[0]: it must not be null"},
		"limit in words":    {`[{"limit": "lots"}]`, `line 1, column 12: [0].limit: cost: an amount must be a number of dollars`},
		"a misspelled key":  {`[{"limit": 1, "by": "member", "keys": "ann"}]`, "[0].keys: there is no such field: by, key, limit, name are known"},
		"a limit twice":     {`[{"limit": 1, "limit": 2}]`, "[0].limit: the key must not be repeated"},
		"a member twice":    {`[{"by": "member", "key": "ann", "limit": 1}, {"limit": 1}, {"by": "member", "key": "ANN", "limit": 2}]`, "budgets 0 and 2 are both for the member ANN"},
		"all twice":         {`[{"limit": 1}, {"limit": 2}]`, "budgets 0 and 1 are both for the organization"},
		"no dimension":      {`[{"limit": 1}, {"by": "colour", "key": "red", "limit": 1}]`, `budget 1: the dimension must be known, but is "colour"`},
		"a negative limit":  {`[{"limit": "-1"}]`, "budget 0: the limit must not be negative, but is -1.00"},
	})
}

func TestDecodeCenters(t *testing.T) {
	const text = "kind,id,center\n# people\nmember, ann , Österreich\nApp,a,Retail\napp,A,\"Reise, Büro\"\n"
	want := cost.Centers{Apps: map[string]string{"a": "Retail", "A": "Reise, Büro"}, Members: map[string]string{"ann": "Österreich"}}
	checkDecoded(t, cost.DecodeCenters, text, want)
	checkDecoded(t, cost.DecodeCenters, strings.TrimPrefix(text, "kind,id,center\n"), want)
	checkDecoded(t, cost.DecodeCenters, "member,id,X\n", cost.Centers{Apps: map[string]string{}, Members: map[string]string{"id": "X"}})
	checkRefused(t, cost.DecodeCenters, map[string][2]string{
		"nothing":                {"", "the file must not be empty"},
		"only a mark":            {"\uFEFF", "the file must not be empty"},
		"neither member nor app": {"member,ann,A\nplanet,earth,B\n", `line 2: "planet" must be member or app`},
		"two headers":            {"kind,id,center\nkind,id,center\n", `line 2: "kind" must be member or app`},
		"two marks":              {"\uFEFF\uFEFFmember,ann,A\n", "line 1: "},
		"no center":              {"member,ann, \n", "line 1: the ID and the cost center are required"},
		"two cells":              {"member,ann\n", "line 1: wrong number of fields"},
		"a member twice":         {"member,ann,A\n#\nmember,ANN,A\n", `line 3: the member "ANN" is already in line 1`},
		"an app twice":           {"app,a,A\napp,a,B\n", `line 2: the app "a" is already in line 1`},
		"Latin-1":                {"member,ann,A\nmember,bob,caf\xe9\n", "line 2: the text must be UTF-8"},
		"UTF-32":                 {"\xFF\xFE\x00\x00", "UTF-32"},
		"large":                  {strings.Repeat("#\n", 9<<20), "larger than 16 MiB"},
	})
}
