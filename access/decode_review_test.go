package access_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"github.com/clarifai-community/clarifai-orgs-go/access"
)

func TestDecodeReview(t *testing.T) {
	withServer(t, reviewed(), func(f *fixture) {
		f.server.Handle("GET /v2/organizations/acme/apps/board/members", onePage("organization_members", `{"user": {"id": "fin"}}, {"user": {"id": "eve"}}`))
		review := f.review(&access.ReadOptions{Check: true, Stable: true})
		if len(review.Disagreements) == 0 {
			f.Fatal("the review of this test must have disagreements")
		}
		text, err := json.Marshal(review)
		if err != nil {
			f.Fatal(err)
		}
		var utf16LE []byte
		for _, unit := range utf16.Encode([]rune("\uFEFF" + string(text))) {
			utf16LE = binary.LittleEndian.AppendUint16(utf16LE, unit)
		}
		for name, file := range map[string][]byte{"UTF-8": text, "with a byte order mark": append([]byte("\uFEFF"), text...), "UTF-16": utf16LE} {
			got, err := access.DecodeReview(bytes.NewReader(file))
			if err != nil {
				f.Fatalf("%s: %v", name, err)
			}
			if diff := cmp.Diff(review, got); diff != "" {
				f.Errorf("%s: %s", name, diff)
			}
			f.wantLines(f.csvLines(got, 1, 6, 9, 10, 11, 12, 13), f.csvLines(review, 1, 6, 9, 10, 11, 12, 13)...)
		}
	})
}

func TestDecodeReview_Refused(t *testing.T) {
	const start = `{"organization": "acme", "read_at": "2026-11-01T00:00:00Z", "people": [{"name": "ann"}], "apps": [{"id": "x", "name": "x"}]`
	for name, c := range map[string]struct{ file, want string }{
		"an unknown field":               {start + `, "x": 1}`, "x: there is no such field"},
		"a key twice":                    {start + `, "apps": []}`, "apps: the key must not be repeated"},
		"no organization":                {`{"organization": "", "read_at": "2026-11-01T00:00:00Z"}`, "organization is required"},
		"an app twice":                   {start[:len(start)-1] + `, {"id": "x", "name": "y"}]}`, `apps[1]: app "x" must not be repeated`},
		"a collaborator who is nobody":   {start[:len(start)-2] + `, "collaborators": [{"person": 1}]}]}`, "apps[0].collaborators[0].person: there is no person 1"},
		"a negative person":              {start[:len(start)-2] + `, "collaborators": [{"person": -1}]}]}`, "there is no person -1"},
		"listed people who are nobody":   {start[:len(start)-2] + `, "listed": "0-1"}]}`, "apps[0].listed: there is no person 1"},
		"members who are nobody":         {start + `, "teams": [{"id": "t", "name": "t", "members": "1"}]}`, "teams[0].members: there is no person 1"},
		"a team's app that is none":      {start + `, "teams": [{"id": "t", "name": "t", "apps": [{"app": "y", "role": "r"}]}]}`, `teams[0].apps[0].app: there is no app "y"`},
		"a disagreement about no app":    {start + `, "disagreements": [{"app": "y", "kind": "k", "people": "0"}]}`, `disagreements[0].app: there is no app "y"`},
		"a disagreement about nobody":    {start + `, "disagreements": [{"app": "x", "kind": "k", "people": "7"}]}`, "disagreements[0].people: there is no person 7"},
		"people who are not in order":    {start[:len(start)-2] + `, "listed": "0 0"}]}`, `apps[0].listed: "0" must be greater`},
		"a range that ends before it":    {start[:len(start)-2] + `, "listed": "1-0"}]}`, `apps[0].listed: "1-0" must be a number or a range`},
		"a negative range":               {start[:len(start)-2] + `, "listed": "-1"}]}`, `apps[0].listed: "-1" must be a number or a range`},
		"people who are not of this set": {start[:len(start)-2] + `, "listed": "99999999999"}]}`, `must be a number or a range`},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := access.DecodeReview(strings.NewReader(c.file))
			if got != nil || !strings.Contains(fmt.Sprint(err), c.want) || !strings.HasPrefix(fmt.Sprint(err), "access: the review cannot be read: ") {
				t.Errorf("%v, want %q", err, c.want)
			}
		})
	}
	if _, err := access.DecodeReview(strings.NewReader(start + "}")); err != nil {
		t.Errorf("what the cases start with is refused: %v", err)
	}
}
