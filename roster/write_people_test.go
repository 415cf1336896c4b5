package roster_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/roster"
)

// cellText draws texts with what means something in a cell, a file or a spreadsheet.
var cellText = rapid.OneOf(
	rapid.StringOfN(rapid.RuneFrom([]rune("ab=+-@＝'\"")), 0, 6, -1),
	rapid.SampledFrom([]string{"", "ann@acme.test", "+1@acme.test", "'=x@acme.test", "O'Neil", "-5", "'-5", "id:7", "a,b", "Ødegård"}),
	rapid.StringOf(rapid.RuneFrom([]rune("ab=+-@＝'\";:,. \u00a0\u200b\r\n\x00\u202e\ufeff"))),
)

var noPlaces = cmp.Options{
	cmpopts.IgnoreFields(roster.Person{}, "File", "Line"), cmpopts.IgnoreFields(roster.Team{}, "File", "Line"), cmpopts.EquateEmpty(),
}

func TestWritePeople(t *testing.T) {
	t.Run("what is written is read back", func(t *testing.T) {
		written := 0
		harness.Check(t, func(t *rapid.T) {
			people := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) roster.Person {
				return roster.Person{
					Email: cellText.Draw(t, "email"), UserID: cellText.Draw(t, "id"), FirstName: cellText.Draw(t, "first"), LastName: cellText.Draw(t, "last"),
					Role: clarifai.MemberRole(cellText.Draw(t, "role")), Teams: rapid.SliceOfN(cellText, 0, 2).Draw(t, "teams"),
				}
			}), 0, 2).Draw(t, "people")
			var file bytes.Buffer
			if err := roster.WritePeople(&file, people); err != nil {
				if file.Len() > 0 {
					t.Fatalf("%v after %q", err, file.String())
				}
				return
			}
			written += len(people)
			got, err := roster.ReadPeople(&file, roster.Columns{})
			if diff := cmp.Diff(people, got, noPlaces); diff != "" || err != nil {
				t.Fatalf("%v\n%s", err, diff)
			}
		})
		if written < 10 {
			t.Errorf("only %d people could be written", written)
		}
	})
	t.Run("no cell is a formula", func(t *testing.T) {
		var file bytes.Buffer
		people := []roster.Person{{Email: "=x@acme.test", Role: "Admin", LastName: "@sum", Teams: []string{"a", "-b"}}}
		if err := roster.WritePeople(&file, people); err != nil {
			t.Fatal(err)
		}
		if want := "email,user_id,first_name,last_name,member_role,teams\n'=x@acme.test,,,'@sum,Admin,a;'-b\n"; file.String() != want {
			t.Errorf("got  %q\nwant %q", file.String(), want)
		}
	})
	t.Run("what cannot be read back is refused", func(t *testing.T) {
		ann := person(1, "ann@acme.test")
		for want, change := range map[string]func(*roster.Person){
			"last_name must be UTF-8 without control characters": func(p *roster.Person) { p.LastName = "a\x1b[2J" },
			"email must be UTF-8":                                func(p *roster.Person) { p.Email = "\xff" },
			"first_name must not begin or end with a space":      func(p *roster.Person) { p.FirstName = "Ann " },
			"user_id must not have more than 10000 bytes":        func(p *roster.Person) { p.UserID = strings.Repeat("x", 10_001) },
			"teams must be different IDs without ';'":            func(p *roster.Person) { p.Teams = []string{"a;b"} },
			"teams must be different":                            func(p *roster.Person) { p.Teams = []string{"a", "a"} },
			"the row must not be empty":                          func(p *roster.Person) { *p = roster.Person{Line: 3} },
		} {
			bad := ann
			change(&bad)
			var file bytes.Buffer
			err := roster.WritePeople(&file, []roster.Person{ann, bad})
			if err == nil || !strings.HasPrefix(err.Error(), "roster: person 1, ") || !strings.Contains(err.Error(), want) || file.Len() > 0 {
				t.Errorf("%v, want %q in it", err, want)
			}
		}
	})
	t.Run("the error of the file is returned", func(t *testing.T) {
		broken := errors.New("disk full")
		if err := roster.WritePeople(failing{broken}, nil); !errors.Is(err, broken) {
			t.Error(err)
		}
	})
}

// failing is a file that cannot be written.
type failing struct{ error }

func (f failing) Write([]byte) (int, error) { return 0, f.error }

func TestWriteTeams(t *testing.T) {
	t.Run("what is written is read back", func(t *testing.T) {
		written := 0
		harness.Check(t, func(t *rapid.T) {
			teams := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) roster.Team {
				return roster.Team{
					ID: cellText.Draw(t, "id"), Name: cellText.Draw(t, "name"), DefaultRole: clarifai.TeamRole(cellText.Draw(t, "role")),
					Apps: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) roster.App {
						return roster.App{ID: cellText.Draw(t, "app"), Role: clarifai.TeamRole(cellText.Draw(t, "role"))}
					}), 0, 2).Draw(t, "apps"),
				}
			}), 0, 2).Draw(t, "teams")
			var file bytes.Buffer
			if err := roster.WriteTeams(&file, teams); err != nil {
				return
			}
			written += len(teams)
			got, err := roster.ReadTeams(&file)
			if diff := cmp.Diff(teams, got, noPlaces); diff != "" || err != nil {
				t.Fatalf("%v\n%s", err, diff)
			}
		})
		if written < 10 {
			t.Errorf("only %d teams could be written", written)
		}
	})
	t.Run("what a file of teams cannot have is refused", func(t *testing.T) {
		for want, team := range map[string]roster.Team{
			"add the team to the Teams of the people": {ID: "a", Members: []string{"ann"}},
			"apps must be different":                  {ID: "a", Apps: []roster.App{{ID: "x:y"}}},
			"name must be UTF-8":                      {ID: "a", Name: "\u202e"},
		} {
			var file bytes.Buffer
			if err := roster.WriteTeams(&file, []roster.Team{team}); err == nil || !strings.HasPrefix(err.Error(), `roster: team 0, "a": `) || !strings.Contains(err.Error(), want) || file.Len() > 0 {
				t.Errorf("%v, want %q in it", err, want)
			}
		}
	})
}
