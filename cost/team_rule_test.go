package cost_test

import (
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestUsageOfSomeoneInSeveralTeamsIsSharedUnlessARuleSplitsIt(t *testing.T) {
	u := usage(used(2, "ada", "a1", clarifai.UsageModelUsage, 1), used(2, "both", "a1", clarifai.UsageModelUsage, 2), used(2, "both", "", clarifai.UsageModelUsage, 3))
	u.Members = []cost.Member{{ID: "ada"}, {ID: "both"}}
	u.Teams = []cost.Team{{ID: "red", Name: "Red", MemberIDs: []string{"ada", "both"}}, {ID: "blue", MemberIDs: []string{"both"}}}
	b := bill(item("predict", "1", "6", "6"))
	m := cost.Mapping{Rules: []cost.Rule{predict}}
	s := allocation(t, b, u, m)
	expect(t, "shared", shown(&s.Teams), "shared blue+red 5.00", "regular red 1.00")
	if name := s.Teams.Lines[0].Name; name != "shared by blue, Red" {
		t.Errorf("it is called %q", name)
	}
	m.TeamRule = cost.SplitEvenly
	s = allocation(t, b, u, m)
	expect(t, "split", shown(&s.Teams), "regular red 3.50", "regular blue 2.50")
	m.TeamRule = func(member, app string, teams []string) []int64 {
		if member != "both" || !slices.Equal(teams, []string{"blue", "red"}) {
			t.Errorf("asked for %q in %q", member, teams)
		}
		if app == "" {
			return nil
		}
		return []int64{1, 0}
	}
	s = allocation(t, b, u, m)
	expect(t, "by app", shown(&s.Teams), "shared blue+red 3.00", "regular blue 2.00", "regular red 1.00")
	for _, weights := range [][]int64{{1}, {-1, 2}, {1, 1, 1}} {
		m.TeamRule = func(string, string, []string) []int64 { return weights }
		if _, err := cost.Allocate(b, u, m); err == nil {
			t.Errorf("weights %v are taken", weights)
		}
	}
}
