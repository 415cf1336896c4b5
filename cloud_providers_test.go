package clarifai_test

import (
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestCloudProviders_ListRegions(t *testing.T) {
	for name, test := range map[string]struct {
		fields string
		want   []string // nil means an error
	}{
		"both forms":                 {`"regions":["a","b"],"cloud_regions":[{"id":"a"},{"id":"b"}]`, []string{"a", "b"}},
		"names alone":                {`"regions":["a","b"]`, []string{"a", "b"}},
		"objects alone":              {`"cloud_regions":[{"id":"a","special_handling":[{"reason":1}]}]`, []string{"a"}},
		"a name without an object":   {`"regions":["a","b"],"cloud_regions":[{"id":"b"}]`, []string{"b", "a"}},
		"an object without its name": {`"regions":["a"],"cloud_regions":[{"id":"a"},{"id":"c"}]`, []string{"a", "c"}},
		"none":                       {`"regions":[],"cloud_regions":[]`, []string{}},
		"neither":                    {``, nil},
	} {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(test.fields)))
		got, err := c.CloudProviders.ListRegions(t.Context(), "aws")
		if (err == nil) != (test.want != nil) || len(got) != len(test.want) {
			t.Errorf("%s: got %+v, %v", name, got, err)
			continue
		}
		for n, id := range test.want {
			if got[n].ID != id {
				t.Errorf("%s: got %+v, want %v", name, got, test.want)
			}
		}
	}
}

func TestInstanceType_Allows(t *testing.T) {
	for name, test := range map[string]struct {
		allowed *clarifai.NodeCapacityType
		want    bool
	}{
		"nothing is said":   {nil, true},
		"on demand":         {&clarifai.NodeCapacityType{CapacityTypes: []clarifai.CapacityType{clarifai.CapacityOnDemand}}, false},
		"both":              {&clarifai.NodeCapacityType{CapacityTypes: []clarifai.CapacityType{clarifai.CapacityOnDemand, clarifai.CapacitySpot}}, true},
		"an empty list":     {&clarifai.NodeCapacityType{}, false},
		"an unknown number": {&clarifai.NodeCapacityType{CapacityTypes: []clarifai.CapacityType{"7"}}, false},
	} {
		if got := (&clarifai.InstanceType{AllowedCapacityTypes: test.allowed}).Allows(clarifai.CapacitySpot); got != test.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
