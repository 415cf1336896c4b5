package roster_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// stored returns a proposal with something in every field.
func stored() *roster.Proposal {
	at := time.Date(2026, 5, 4, 3, 2, 1, 1000, time.FixedZone("", 7200))
	ann := roster.Person{
		File: "org.json", Line: 7, Email: "ann@acme.test", UserID: "Ann", FirstName: "Ann", LastName: "<A&B>",
		Role: clarifai.MemberRoleUser, Teams: []string{"vision"},
	}
	return &roster.Proposal{
		Organization: "acme", Created: at.AddDate(-1, 0, 0), MadeAt: at,
		Options: roster.Options{
			CreateOrganization: true, ReinviteExpired: true, UpdateNames: true, AllowEmptyTeams: true, MaxInvites: -1,
			Limits:  map[roster.Kind]roster.Limit{roster.RemoveMember: {Max: 5, Share: 0.1}, roster.DeleteTeam: {}},
			Protect: []string{"bo", "cy@acme.test"}, Teams: []string{"vision"}, Kinds: []roster.Kind{roster.RemoveMember},
			MemberEmails: map[string]string{"dee": "", "eli": "eli@acme.test"},
		},
		Steps:    everyStep(),
		Exceeded: []roster.ExceededLimit{{Kind: roster.DeleteTeam, Limit: roster.Limit{Max: 1}, Steps: 2, Existing: 3}},
		Withheld: []roster.Step{{Kind: roster.DeleteTeam, Team: "sound", Reason: "not in the files", Before: "Sound"}},
		Rows: []roster.Row{
			{Person: ann, Outcome: roster.Member, Reason: "a member already", UserID: "ann"},
			{Person: person(3, "bo@acme.test"), Outcome: roster.ToInvite},
		},
		BadRows:  []roster.RowError{{File: roster.FileTeams, Source: "b.json", Line: 2, Subject: "x", Reason: "duplicate team"}},
		Findings: []roster.Finding{{Kind: roster.Differs, File: "org.json", Line: 7, Email: "a@acme.test", UserID: "a", Team: "t", App: "p", Reason: "r", Before: "b", After: "c"}},
	}
}

// everyStep returns a step of each kind with all fields that it may have.
func everyStep() []roster.Step {
	const email, reason = "fay@acme.test", "it must be so"
	role, teamRole := clarifai.MemberRoleByID("r1"), clarifai.TeamRoleByID("r2")
	return []roster.Step{
		{Kind: roster.CreateOrganization, Reason: reason, After: "Acme", Email: email},
		{Kind: roster.UpdateBillingEmail, Reason: reason, Before: "old@acme.test", After: email},
		{Kind: roster.Invite, File: "org.json", Line: 2, Reason: reason, Email: email, Role: role, Before: "expired", After: "Organization User"},
		{Kind: roster.CreateTeam, Reason: reason, Team: "new", After: "New"},
		{Kind: roster.RenameTeam, Reason: reason, Team: "vision", Before: "Vision", After: "Vue"},
		{Kind: roster.SetTeamDefaultRole, Reason: reason, Team: "vision", TeamRole: teamRole, Replaces: "id:r3", Before: "Labeler Lead", After: "Full Access"},
		{Kind: roster.AddTeamApp, Reason: reason, Team: "vision", App: "shelf", TeamRole: teamRole, After: "Full Access"},
		{Kind: roster.UpdateTeamAppRole, Reason: reason, Team: "vision", App: "defects", TeamRole: teamRole, Replaces: "id:r3", Before: "a", After: "b"},
		{Kind: roster.AddTeamMember, Reason: reason, Team: "vision", UserID: "ann", Email: "ann@acme.test"},
		{Kind: roster.UpdateMemberRole, Reason: reason, UserID: "ann", Email: "ann@acme.test", Role: role, Replaces: "Odd", Before: "a", After: "b"},
		{Kind: roster.ClearTeamDefaultRole, Reason: reason, Team: "sound", Replaces: "id:r3", Before: "a"},
		{Kind: roster.RemoveTeamMember, Reason: reason, Team: "sound", UserID: "gus", Email: email},
		{Kind: roster.RemoveTeamApp, Reason: reason, Team: "sound", App: "shelf", Replaces: "id:r3", Before: "a"},
		{Kind: roster.CancelInvitation, Reason: reason, Invitation: "inv-1", Email: email, Replaces: "id:r1", Before: "a"},
		{Kind: roster.RemoveMember, Reason: reason, UserID: "gus", Email: email, Replaces: "id:r1", Before: "a"},
		{Kind: roster.DeleteTeam, Reason: reason, Team: "sound", Before: "Sound"},
	}
}

var sameProposal = cmp.Options{cmpopts.IgnoreUnexported(roster.Proposal{}), cmpopts.IgnoreFields(roster.Options{}, "Progress")}

func encode(t *testing.T, p *roster.Proposal) string {
	t.Helper()
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestDecodeProposal(t *testing.T) {
	t.Run("a stored proposal is read back", func(t *testing.T) {
		want := stored()
		text := encode(t, want)
		for name, file := range map[string]string{
			"as written": text, "with a mark": "\uFEFF" + text, "in another zone": strings.Replace(text, `"2026-05-04T01:02:01.000001Z"`, `"2026-05-04T03:02:01.000001+02:00"`, 1),
		} {
			got, err := roster.DecodeProposal(strings.NewReader(file))
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(want, got, sameProposal); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
			if got.Digest() != want.Digest() || !strings.Contains(text, `"digest": "`+want.Digest()+`"`) || len(want.Digest()) != len("sha256:")+64 {
				t.Errorf("%s: digests: %s, %s", name, got.Digest(), want.Digest())
			}
		}
	})
	t.Run("a digest covers everything", func(t *testing.T) {
		digests := map[string]string{stored().Digest(): "nothing"}
		for name, change := range map[string]func(*roster.Proposal){
			"organization": func(p *roster.Proposal) { p.Organization = "emca" },
			"created":      func(p *roster.Proposal) { p.Created = p.Created.Add(time.Second) },
			"made":         func(p *roster.Proposal) { p.MadeAt = p.MadeAt.Add(1) },
			"options":      func(p *roster.Proposal) { p.Options.Protect = nil },
			"limits":       func(p *roster.Proposal) { p.Options.Limits[roster.RemoveMember] = roster.Limit{Max: 50, Share: 0.1} },
			"a step":       func(p *roster.Proposal) { p.Steps = p.Steps[1:] },
			"an order":     func(p *roster.Proposal) { p.Steps[0], p.Steps[1] = p.Steps[1], p.Steps[0] },
			"exceeded":     func(p *roster.Proposal) { p.Exceeded[0].Existing++ },
			"withheld":     func(p *roster.Proposal) { p.Withheld = nil },
			"rows":         func(p *roster.Proposal) { p.Rows[0].Person.UserID = "" },
			"bad rows":     func(p *roster.Proposal) { p.BadRows[0].Source = "" },
			"findings":     func(p *roster.Proposal) { p.Findings[0].File = "" },
		} {
			p := stored()
			change(p)
			if other, twice := digests[p.Digest()]; twice {
				t.Errorf("the digest is the same after %s and %s are changed", name, other)
			}
			digests[p.Digest()] = name
		}
	})
	t.Run("an edited plan is refused", func(t *testing.T) {
		text := encode(t, stored())
		for _, c := range []struct{ old, new string }{
			{`"user_id": "gus"`, `"user_id": "ann"`},
			{`"max": 5`, `"max": 500`},
			{`"protect": [
      "bo",`, `"protect": [`},
			{`"before": "Sound"`, `"before": ""`},
			{`"created": "2025`, `"created": "2024`},
			{`"digest": "sha256:`, `"digest": "sha256:0`},
		} {
			edited := strings.Replace(text, c.old, c.new, 1)
			if edited == text {
				t.Fatalf("%s is not in the plan", c.old)
			}
			_, err := roster.DecodeProposal(strings.NewReader(edited))
			if err == nil || !strings.Contains(err.Error(), "changed after it was made. Make a new plan") {
				t.Errorf("%s: %v", c.new, err)
			}
		}
	})
	t.Run("steps may be removed in a program", func(t *testing.T) {
		p, err := roster.DecodeProposal(strings.NewReader(encode(t, stored())))
		if err != nil {
			t.Fatal(err)
		}
		p.Steps = p.Steps[:2]
		if again, err := roster.DecodeProposal(strings.NewReader(encode(t, p))); err != nil || len(again.Steps) != 2 || again.Digest() != p.Digest() {
			t.Errorf("%+v, %v", again, err)
		}
	})
	t.Run("bytes that are not UTF-8 do not change the digest", func(t *testing.T) {
		p := stored()
		p.Rows[0].Person.FirstName, p.Findings[0].Reason = "\xff", "\ufffd \\ufffd"
		got, err := roster.DecodeProposal(strings.NewReader(encode(t, p)))
		if err != nil || got.Rows[0].Person.FirstName != "\ufffd" {
			t.Errorf("%v", err)
		}
	})
	t.Run("a file that is not a plan", func(t *testing.T) {
		text := encode(t, stored())
		for _, c := range []struct{ name, file, want string }{
			{"nothing", "", "line 1, column 1: the text must not end within a value"},
			{"null", "null", "line 1, column 1: it must not be null"},
			{"a list", "[]", "it must be an object, not a list"},
			{"a field of later", strings.Replace(text, `"version": 1`, `"version": 2, "steps_by_hand": 1`, 1), "its version is 2, but must be 1"},
			{"no version", strings.Replace(text, `"version": 1,`, "", 1), "version: it is required"},
			{"version zero", strings.Replace(text, `"version": 1,`, `"version": 0,`, 1), "version must be 1"},
			{"another digest", strings.Replace(text, "sha256:", "md5:", 1), `digest: it must begin with "sha256:", unlike "md5:`},
			{"no digest", strings.Replace(text, `"digest"`, `"_"`, 1), "there is no such field"},
			{"a key twice", strings.Replace(text, `"steps":`, `"steps": [], "steps":`, 1), "steps: the key must not be repeated"},
			{"a key in capitals", strings.Replace(text, `"steps":`, `"Steps":`, 1), "Steps: there is no such field"},
			{"null for steps", `{"version": 1, "digest": "", "steps": null}`, "steps: it must not be null"},
			{"a step that is null", strings.Replace(text, `"steps": [`, `"steps": [null,`, 1), "steps[0]: it must not be null"},
			{"a number as text", strings.Replace(text, `"max": 5`, `"max": "5"`, 1), "options.limits[\"remove member\"].max: it must be a whole number"},
			{"a huge number", strings.Replace(text, `"max": 5`, `"max": 1e99`, 1), "options.limits[\"remove member\"].max: it must be a whole number"},
			{"a huge share", strings.Replace(text, `"share": 0.1`, `"share": 1e999`, 1), "must be a number in range"},
			{"a misspelled option", strings.Replace(text, `"protect"`, `"protected"`, 1), "options.protected: there is no such field"},
			{"two plans", text + text, "nothing may follow the value"},
			{"half of a plan", text[:len(text)/2], "the text must not end within a value"},
			{"deep lists", `{"version": 1, "steps": ` + strings.Repeat("[", 100_000), "must not nest deeper"},
		} {
			got, err := roster.DecodeProposal(strings.NewReader(c.file))
			if got != nil || err == nil || !strings.HasPrefix(err.Error(), "roster: the plan cannot be ") || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%s: %v, want %q in it", c.name, err, c.want)
			}
		}
	})
	t.Run("a file that is too large is not read to its end", func(t *testing.T) {
		read := &counting{Reader: io.LimitReader(spaces{}, 100<<20)}
		_, err := roster.DecodeProposal(read)
		if err == nil || !strings.Contains(err.Error(), "the plan cannot be read: the file is larger than 32 MiB") || read.n > 33<<20 {
			t.Errorf("%v after %d bytes", err, read.n)
		}
	})
	t.Run("json.Unmarshal is as strict", func(t *testing.T) {
		text := strings.Replace(encode(t, stored()), `"max": 5`, `"max": 6`, 1)
		p := roster.Proposal{Organization: "before"}
		if err := json.Unmarshal([]byte(text), &p); err == nil || p.Organization != "before" || p.Steps != nil {
			t.Errorf("%+v, %v", p, err)
		}
	})
	t.Run("any proposal that is read can be stored and read again", func(t *testing.T) {
		all := everyStep()
		harness.Check(t, func(t *rapid.T) {
			p := stored()
			p.Steps = nil
			for i := range all {
				if rapid.Bool().Draw(t, fmt.Sprint(i)) {
					p.Steps = append(p.Steps, all[i])
				}
			}
			p.Rows[0].Reason = rapid.String().Draw(t, "reason")
			p.MadeAt = time.Unix(rapid.Int64Range(0, 1<<33).Draw(t, "seconds"), rapid.Int64Range(0, 1e9-1).Draw(t, "ns"))
			var text bytes.Buffer
			if err := json.NewEncoder(&text).Encode(p); err != nil {
				t.Fatal(err)
			}
			got, err := roster.DecodeProposal(&text)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(p, got, sameProposal); diff != "" {
				t.Fatal(diff)
			}
		})
	})
}

// spaces is an endless file of spaces.
type spaces struct{}

func (spaces) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// counting counts the bytes that are read.
type counting struct {
	io.Reader
	n int
}

func (c *counting) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.n += n
	return n, err
}

func TestReport_JSON(t *testing.T) {
	p := stored()
	report := p.Report()
	report.Steps = report.Steps[13:14]
	report.Steps[0].Status, report.Steps[0].Note, report.Steps[0].RequestID = roster.Skipped, "a note", "req-1"
	report.Steps[0].Err = fmt.Errorf("step: %w", roster.ErrChanged)
	report.Rows = report.Rows[:1]
	report.Rows[0].Err, report.Rows[0].RequestID = errors.New("refused"), "req-2"
	data, err := json.Marshal(report)
	if err != nil {
		t.Fatal(err)
	}
	var got, want any
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	text := `{
		"organization": "acme",
		"rows": [{"file": "org.json", "line": 7, "email": "ann@acme.test", "user_id": "ann", "file_user_id": "Ann", "first_name": "Ann",
			"last_name": "<A&B>", "member_role": "Organization User", "teams": ["vision"], "outcome": "member",
			"reason": "a member already", "request_id": "req-2", "error": "refused"}],
		"steps": [{"kind": "cancel invitation", "email": "fay@acme.test", "invitation": "inv-1", "reason": "it must be so", "before": "a",
			"replaces": "id:r1", "status": "skipped", "note": "a note", "request_id": "req-1", "error": "step: ` + roster.ErrChanged.Error() + `"}],
		"bad_rows": [{"file": "teams", "source": "b.json", "line": 2, "subject": "x", "reason": "duplicate team"}],
		"findings": [{"kind": "differs", "file": "org.json", "line": 7, "email": "a@acme.test", "user_id": "a", "team": "t", "app": "p",
			"reason": "r", "before": "b", "after": "c"}]}`
	if err := json.Unmarshal([]byte(text), &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	empty, err := json.Marshal(roster.Report{})
	if want := `{"organization":"","rows":[],"steps":[],"bad_rows":[],"findings":[]}`; err != nil || string(empty) != want {
		t.Errorf("%s, %v", empty, err)
	}
}

// FuzzDecodeProposal decodes texts as they are, and their steps in a plan whose digest
// fits, as a program could make it.
func FuzzDecodeProposal(f *testing.F) {
	data, err := json.Marshal(stored())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(`{"version":1,"digest":"sha256:","organization":"a","made_at":"0001-01-01T00:00:00Z","options":{},"steps":[]}`))
	f.Add([]byte(`{"organization":"acme","steps":[{"kind":"delete team","team":"a/b"},{"kind":"remove member","user_id":""}]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		if p, err := roster.DecodeProposal(bytes.NewReader(data)); err == nil {
			wantStorable(t, p)
		}
		var loose struct {
			Organization string
			Options      roster.Options
			Steps        []roster.Step
		}
		if json.Unmarshal(data, &loose) != nil {
			return
		}
		text, err := json.Marshal(&roster.Proposal{Organization: loose.Organization, Options: loose.Options, Steps: loose.Steps})
		if err != nil {
			return
		}
		if p, err := roster.DecodeProposal(bytes.NewReader(text)); err == nil {
			wantStorable(t, p)
		} else if strings.Contains(err.Error(), "cannot be ") {
			t.Errorf("%v: %s", err, text) // it is as it was written
		}
	})
}

// wantStorable asserts that a proposal that was read is read again, and that its steps
// name what they take away.
func wantStorable(t *testing.T, p *roster.Proposal) {
	t.Helper()
	text, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	again, err := roster.DecodeProposal(bytes.NewReader(text))
	if err != nil || again.Digest() != p.Digest() {
		t.Fatalf("%v: %s", err, text)
	}
	if diff := cmp.Diff(p, again, sameProposal); diff != "" {
		t.Error(diff)
	}
	for _, s := range p.Steps {
		target := map[roster.Kind]string{
			roster.RemoveTeamMember: s.UserID, roster.RemoveMember: s.UserID, roster.CancelInvitation: s.Invitation,
			roster.RemoveTeamApp: s.App, roster.DeleteTeam: s.Team, roster.ClearTeamDefaultRole: s.Team,
		}
		if id, removes := target[s.Kind]; removes && (id == "" || strings.ContainsAny(id, "/?#%\\ \x00")) {
			t.Errorf("%+v", s)
		}
	}
}
