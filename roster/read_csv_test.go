package roster_test

import (
	"errors"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

func TestReadPeople(t *testing.T) {
	t.Run("people have the lines of their rows", func(t *testing.T) {
		file := "\uFEFFextra,Email , first_name,last_name,member_role,teams\r\n" +
			"x,ana@acme.test,Ana,Ødegård,Team Contributor, vision ;sound;;vision\r\n" +
			"\r\n" +
			"\"two\nlines\",li@acme.test,伟,李,Admin,\r\n" +
			",,,,,\r\n" +
			"x,bo@acme.test,,,id:7,\r\n"
		got, err := roster.ReadPeople(strings.NewReader(file), roster.Columns{})
		if err != nil {
			t.Fatal(err)
		}
		want := []roster.Person{
			{Line: 2, Email: "ana@acme.test", FirstName: "Ana", LastName: "Ødegård", Role: "Team Contributor", Teams: []string{"vision", "sound"}},
			{Line: 4, Email: "li@acme.test", FirstName: "伟", LastName: "李", Role: "Admin"},
			{Line: 7, Email: "bo@acme.test", Role: clarifai.MemberRoleByID("7")},
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("columns may have other names", func(t *testing.T) {
		file := "Work Email,Given,ROLE,Groups\nana@acme.test,Ana,Admin,vision\n"
		got, err := roster.ReadPeople(strings.NewReader(file), roster.Columns{Email: "work email", FirstName: "Given", Role: "Role", Teams: "groups"})
		want := []roster.Person{{Line: 2, Email: "ana@acme.test", FirstName: "Ana", Role: "Admin", Teams: []string{"vision"}}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
	})
	t.Run("a person may have a user ID in place of an address", func(t *testing.T) {
		got, err := roster.ReadPeople(strings.NewReader("email,member_role,user_id\n,Admin,ann\n'=b@acme.test,Admin,\n"), roster.Columns{})
		want := []roster.Person{{Line: 2, UserID: "ann", Role: "Admin"}, {Line: 3, Email: "=b@acme.test", Role: "Admin"}}
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%v\n%s", err, diff)
		}
		_, err = roster.ReadPeople(strings.NewReader("email,member_role,user_id\n"), roster.Columns{UserID: "Account"})
		if err == nil || !strings.Contains(err.Error(), `no column "Account"`) {
			t.Error(err)
		}
	})
	t.Run("the teams column may be missing", func(t *testing.T) {
		people, err := roster.ReadPeople(strings.NewReader("email,member_role\nann@acme.test,Organization User\n"), roster.Columns{})
		if err != nil || len(people) != 1 || people[0].Teams != nil {
			t.Errorf("%v, %v", people, err)
		}
	})
	t.Run("bad rows are listed together with the others", func(t *testing.T) {
		file := header +
			"ana@acme.test,Ana,A,Admin,\n" +
			"bo@acme.test,Bo\n" +
			"c\x00@acme.test,,,Admin,\n" +
			"d\xff@acme.test,,,Admin,\n" +
			"e@acme.test," + strings.Repeat("e", 20_000) + ",,Admin,\n" +
			"f\"@acme.test,,,Admin,\n" +
			"gil@acme.test,Gil,G,Admin,\n" +
			"\"hal@acme.test,,,Admin,\n"
		people, err := roster.ReadPeople(strings.NewReader(file), roster.Columns{})
		if len(people) != 2 || people[1].Email != "gil@acme.test" || people[1].Line != 8 {
			t.Errorf("people: %+v", people)
		}
		want := []string{
			"roster line 3: the row has 2 cells, and the header has 5",
			"roster line 4: email must not have control characters",
			"roster line 5: email must be UTF-8",
			"roster line 6: first_name must not have more than 10000 bytes",
			`roster line 7: not CSV: bare " in non-quoted-field`,
			`roster line 9: not CSV: extraneous or missing " in quoted-field`,
		}
		if diff := cmp.Diff(want, badRows(t, err)); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("every line is read or listed", func(t *testing.T) {
		cell := rapid.StringOf(rapid.RuneFrom([]rune("aé@.\"\x00;\uFEFF ")))
		harness.Check(t, func(t *rapid.T) {
			rows := rapid.SliceOf(rapid.SliceOfN(cell, 1, 6)).Draw(t, "rows")
			var file strings.Builder
			file.WriteString(header)
			for _, row := range rows {
				file.WriteString(strings.Join(row, ",") + "\n")
			}
			people, err := roster.ReadPeople(strings.NewReader(file.String()), roster.Columns{})
			lines := make(map[int]bool)
			for _, p := range people {
				if p.Line < 2 || p.Line > len(rows)+1 || lines[p.Line] {
					t.Fatalf("line %d of %d rows, or twice", p.Line, len(rows))
				}
				lines[p.Line] = true
			}
			if input, ok := errors.AsType[*roster.InputError](err); ok {
				for _, row := range input.Rows {
					if lines[row.Line] {
						t.Fatalf("line %d is read and bad", row.Line)
					}
				}
			} else if err != nil {
				t.Fatalf("not of rows: %v", err)
			}
		})
	})
}

const header = "email,first_name,last_name,member_role,teams\n"

func TestReadPeople_BadFiles(t *testing.T) {
	for name, c := range map[string]struct {
		file    string
		columns roster.Columns
		want    string
	}{
		"empty":                 {"", roster.Columns{}, "the roster file is empty"},
		"only a byte mark":      {"\uFEFF", roster.Columns{}, "the roster file is empty"},
		"missing column":        {"email,teams\n", roster.Columns{}, `no column "member_role"; its header is "email,teams"`},
		"missing mapped teams":  {"email,member_role\n", roster.Columns{Teams: "Groups"}, `no column "Groups"`},
		"missing mapped column": {header, roster.Columns{FirstName: "Given"}, `no column "Given"`},
		"other separator":       {"email;member_role;teams\n", roster.Columns{}, `no column "email"`},
		"column twice":          {"email,member_role,teams,EMAIL\n", roster.Columns{}, `two columns "email"`},
		"UTF-16, cut":           {"\xFF\xFEe\x00m", roster.Columns{}, "UTF-16 and ends within a character"},
		"UTF-32":                {"\xFF\xFE\x00\x00e\x00\x00\x00", roster.Columns{}, "is UTF-32"},
		"quote in the header":   {"em\"ail,x\n", roster.Columns{}, "header of the roster file cannot be read"},
		"too large":             {header + strings.Repeat("x", 9<<20), roster.Columns{}, "larger than 8 MiB"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := roster.ReadPeople(strings.NewReader(c.file), c.columns)
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("%v, want %q in it", err, c.want)
			}
			if _, ok := errors.AsType[*roster.InputError](err); ok {
				t.Error("the file is not readable, and the error is about rows")
			}
		})
	}
}

func TestReadTeams(t *testing.T) {
	file := "id,name,default_role,apps\n" +
		"vision,Vision,Model Trainer,shelf; defects : Full Access ;\n" +
		"sound,Sound,,\n" +
		"taste,Taste,,app:\n"
	got, err := roster.ReadTeams(strings.NewReader(file))
	want := []roster.Team{
		{Line: 2, ID: "vision", Name: "Vision", DefaultRole: "Model Trainer", Apps: []roster.App{{ID: "shelf"}, {ID: "defects", Role: "Full Access"}}},
		{Line: 3, ID: "sound", Name: "Sound"},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]string{`teams line 4: app "app" has a colon but no role`}, badRows(t, err)); diff != "" {
		t.Error(diff)
	}
}

func TestReadPeople_Encodings(t *testing.T) {
	const file = header + "ana@acme.test,Ana,Ødegård,Admin,\nli@acme.test,伟,😀,Admin,\n"
	want, err := roster.ReadPeople(strings.NewReader(file), roster.Columns{})
	if err != nil || len(want) != 2 {
		t.Fatalf("%+v, %v", want, err)
	}
	var low, high []byte
	for _, unit := range utf16.Encode([]rune("\uFEFF" + file)) {
		low, high = append(low, byte(unit), byte(unit>>8)), append(high, byte(unit>>8), byte(unit))
	}
	for name, file := range map[string]string{"UTF-8 with a mark": "\uFEFF" + file, "UTF-16, low first": string(low), "UTF-16, high first": string(high)} {
		got, err := roster.ReadPeople(strings.NewReader(file), roster.Columns{})
		if diff := cmp.Diff(want, got); diff != "" || err != nil {
			t.Errorf("%s: %v\n%s", name, err, diff)
		}
	}
}

func TestReadPeople_StrayQuotes(t *testing.T) {
	const ann, bo, cy = "ann@acme.test,Ann,A,Admin,\n", "bo@acme.test,Bo,B,Admin,\n", "cy@acme.test,Cy,C,Admin,\n"
	for name, c := range map[string]struct {
		rows, want string
		people     int
	}{
		"up to the end":           {ann + `"` + bo + ann + cy, `lines 3 to 5: not CSV: extraneous or missing " in quoted-field: perhaps a quote is not closed`, 1},
		"up to the end of a line": {ann + `"` + bo + ann + "cy@acme.test,\"Cy\",C,Admin,\n" + cy, `lines 3 to 5: not CSV: extraneous or missing " in quoted-field: perhaps a quote is not closed`, 2},
		"up to a cell's end":      {ann + `"` + bo + ann + "cy@acme.test,Cy\",C,Admin,\n" + cy, "lines 3 to 5: the row has 4 cells, and the header has 5: perhaps a quote is not closed", 2},
		"in the last cell":        {ann + "bo@acme.test,Bo,B,Admin,\"\r\nann@acme.test,,,Admin,\r\n\"\r\n" + cy, "lines 3 to 5: teams must not have control characters: perhaps a quote is not closed", 2},
		"in one line":             {ann + "bo@acme.test,B\"o,B,Admin,\n" + cy, `not CSV: bare " in non-quoted-field`, 2},
	} {
		t.Run(name, func(t *testing.T) {
			people, err := roster.ReadPeople(strings.NewReader(header+c.rows), roster.Columns{})
			if diff := cmp.Diff([]string{"roster line 3: " + c.want}, badRows(t, err)); diff != "" {
				t.Error(diff)
			}
			if len(people) != c.people {
				t.Errorf("people: %+v", people)
			}
		})
	}
}
