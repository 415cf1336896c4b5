package cost_test

import (
	"slices"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestTeamRule(t *testing.T) {
	u := usage(usageRow(2, "ada", "a1", clarifai.UsageModelUsage, 1), usageRow(2, "both", "a1", clarifai.UsageModelUsage, 2), usageRow(2, "both", "", clarifai.UsageModelUsage, 3))
	u.Members = []cost.Member{{ID: "ada"}, {ID: "both"}}
	u.Teams = []cost.Team{{ID: "red", Name: "Red", MemberIDs: []string{"ada", "both"}}, {ID: "blue", MemberIDs: []string{"both"}}}
	b := bill(item("predict", "1", "6", "6"))
	m := cost.Mapping{Rules: []cost.Rule{predict}}

	t.Run("without one, the usage of several teams stays shared", func(t *testing.T) {
		s := mustAllocate(t, b, u, m)
		equalLines(t, "teams", nonZeroLines(&s.Teams), "shared blue+red 5.00", "regular red 1.00")
		if name := s.Teams.Lines[0].Name; name != "shared by blue, Red" {
			t.Errorf("it is called %q", name)
		}
	})
	t.Run("SplitEvenly", func(t *testing.T) {
		m.TeamRule = cost.SplitEvenly
		s := mustAllocate(t, b, u, m)
		equalLines(t, "teams", nonZeroLines(&s.Teams), "regular red 3.50", "regular blue 2.50")
	})
	t.Run("can decide by app, and leave usage shared", func(t *testing.T) {
		m.TeamRule = func(member, app string, teams []string) []int64 {
			if member != "both" || !slices.Equal(teams, []string{"blue", "red"}) {
				t.Errorf("called for %q of %q", member, teams)
			}
			if app == "" {
				return nil
			}
			return []int64{1, 0}
		}
		s := mustAllocate(t, b, u, m)
		equalLines(t, "teams", nonZeroLines(&s.Teams), "shared blue+red 3.00", "regular blue 2.00", "regular red 1.00")
	})
	t.Run("wrong weights are refused", func(t *testing.T) {
		for _, weights := range [][]int64{{1}, {-1, 2}, {1, 1, 1}} {
			m.TeamRule = func(string, string, []string) []int64 { return weights }
			if _, err := cost.Allocate(b, u, m); err == nil {
				t.Errorf("weights %v are accepted", weights)
			}
		}
	})
}
