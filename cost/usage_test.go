package cost_test

import (
	"context"
	"errors"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
)

func TestWhatCannotBeReadIsNotKnownAndSaidSo(t *testing.T) {
	month(t, func(t *testing.T, s *clarifaitest.Server) {
		for _, op := range []clarifai.Operation{clarifai.OpMembersList, clarifai.OpTeamsList, clarifai.OpAppsList} {
			s.Inject(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultStatus, Status: 403, Code: clarifai.CodeInsufficientScopes})
		}
		got, err := cost.ReadCurrent(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()})
		if err != nil {
			t.Fatal(err)
		}
		notRead := 0
		for _, f := range got.Findings {
			if f.Kind == cost.FindingNotRead {
				notRead++
			}
		}
		if l := got.Members.Line("leaver"); notRead != 3 || l == nil || l.Kind != cost.LineRegular {
			t.Errorf("%d parts, %+v", notRead, l)
		}
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpTeamsList, Kind: clarifaitest.FaultStatus, Status: 500, Count: 99})
		if _, err := cost.ReadCurrent(t.Context(), s.Client(), "acme", cost.Mapping{Rules: rules()}); !errors.Is(err, clarifai.ErrUnavailable) {
			t.Errorf("what fails otherwise: %v", err)
		}
	})
	if _, err := cost.ReadCurrent(context.Background(), nil, "acme", cost.Mapping{}); err == nil {
		t.Error("no client passes")
	}
}
