package access

import (
	"errors"
	"fmt"
	"io"

	"github.com/clarifai-community/clarifai-orgs-go/internal/strict"
)

// maxReviewFile is the maximum size of a review, in bytes.
const maxReviewFile = 256 << 20

// DecodeReview reads a review that was kept as JSON. It is as strict as
// [ReadPolicies], but the text may have 256 MiB. A review whose parts do not fit
// together is an error.
func DecodeReview(r io.Reader) (*ReviewReport, error) {
	var review ReviewReport
	err := strict.ReadLargeJSON(r, &review, maxReviewFile)
	if err == nil {
		err = review.validate()
	}
	if err != nil {
		return nil, fmt.Errorf("access: the review cannot be read: %w", err)
	}
	return &review, nil
}

// validate checks that people and apps that are referred to exist.
func (r *ReviewReport) validate() error {
	if r.Organization == "" {
		return errors.New("organization is required")
	}
	apps := make(map[string]bool, len(r.Apps))
	for i := range r.Apps {
		a := &r.Apps[i]
		if apps[a.ID] {
			return fmt.Errorf("apps[%d]: app %.80q must not be repeated", i, a.ID)
		}
		apps[a.ID] = true
		if a.Listed.end() > len(r.People) {
			return fmt.Errorf("apps[%d].listed: there is no person %d", i, a.Listed.end()-1)
		}
		for n := range a.Collaborators {
			if p := a.Collaborators[n].Person; p < 0 || p >= len(r.People) {
				return fmt.Errorf("apps[%d].collaborators[%d].person: there is no person %d", i, n, p)
			}
		}
	}
	for i := range r.Teams {
		t := &r.Teams[i]
		if t.Members.end() > len(r.People) {
			return fmt.Errorf("teams[%d].members: there is no person %d", i, t.Members.end()-1)
		}
		for n := range t.Apps {
			if !apps[t.Apps[n].App] {
				return fmt.Errorf("teams[%d].apps[%d].app: there is no app %.80q", i, n, t.Apps[n].App)
			}
		}
	}
	for i := range r.Disagreements {
		d := &r.Disagreements[i]
		if !apps[d.App] {
			return fmt.Errorf("disagreements[%d].app: there is no app %.80q", i, d.App)
		}
		if d.People.end() > len(r.People) {
			return fmt.Errorf("disagreements[%d].people: there is no person %d", i, d.People.end()-1)
		}
	}
	return nil
}
