package offboard_test

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/offboard"
)

func TestEvidence_JSON(t *testing.T) {
	t.Run("nothing is lost but the errors' values", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			e, err := offboard.Run(f.Context(), f.client, f.plan("ann", "hal"), nil)
			if err == nil {
				f.Fatal("a step must fail")
			}
			text := asJSON(f.T, e)
			var back offboard.Evidence
			decoder := json.NewDecoder(strings.NewReader(text))
			decoder.DisallowUnknownFields()
			if err := decoder.Decode(&back); err != nil {
				f.Fatal(err)
			}
			if again := asJSON(f.T, &back); again != text {
				f.Errorf("got:\n%s\nwant:\n%s", again, text)
			}
			failed := slices.IndexFunc(back.Steps, func(r offboard.Result) bool { return r.Status == "failed" })
			if failed < 0 || !strings.Contains(back.Steps[failed].Error, "members.remove") {
				f.Errorf("%+v", back.Steps)
			}
		}, refuse(clarifai.OpMembersRemove))
	})
	t.Run("lists that are empty are lists", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.AllowGone = true
			e := f.run(f.plan("nemo@acme.test"))
			if text := asJSON(f.T, e); strings.Contains(text, "null") || !strings.Contains(text, `"left":[]`) || !strings.Contains(text, `"steps":[]`) {
				f.Error(text)
			}
		})
	})
}

func TestEvidence_WriteCSV(t *testing.T) {
	withServer(t, func(f *fixture) {
		p := f.plan("ann", "bo")
		e := f.run(p)
		records, err := csv.NewReader(strings.NewReader(asCSV(f.T, e))).ReadAll()
		if err != nil {
			f.Fatal(err)
		}
		count := make(map[string]int)
		column := func(record []string, name string) string { return record[slices.Index(records[0], name)] }
		for _, r := range records[1:] {
			count[r[0]]++
			if r[0] == "step" && (column(r, "request_id") == "" || column(r, "audit_at") == "" || column(r, "audit_user_id") != "olga" || column(r, "status") != "done") {
				f.Errorf("step: %q", r)
			}
			if r[0] == "left" && (column(r, "user_id") != "ann" || column(r, "app") != "ann/draft" || column(r, "who") != "the person") {
				f.Errorf("left: %q", r)
			}
			for _, cell := range r {
				if cell != "" && strings.ContainsRune("=+-@", rune(cell[0])) {
					f.Errorf("a spreadsheet takes %q for a formula", cell)
				}
			}
		}
		if before := len(e.People[0].Before) + len(e.People[1].Before); count["person"] != 2 || count["before"] != before || before < 4 ||
			count["step"] != len(e.Steps) || count["left"] != 1 || count["unseen"] != len(e.Unseen) || count["after"] != 0 {
			f.Errorf("%v", count)
		}
	}, func(c *clarifaitest.Config) { c.Users[1].FirstName = "=Ann()" })
	t.Run("what still shows has lines, and an error that a writer returns is returned", func(t *testing.T) {
		withServer(t, func(f *fixture) {
			f.options.Protect = []string{"ann"}
			e := f.run(f.plan("ann"))
			if text := asCSV(f.T, e); strings.Count(text, "\nafter,ann,") != 3 || !strings.Contains(text, "\nperson,ann,") || !strings.Contains(text, ",kept,") {
				f.Error(text)
			}
			if err := e.WriteCSV(full{}); err == nil {
				f.Error("there must be an error")
			}
		})
	})
}

// full is a writer that has no space left.
type full struct{}

func (full) Write([]byte) (int, error) { return 0, io.ErrShortWrite }
