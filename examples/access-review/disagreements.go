package main

import (
	"fmt"
	"strings"
)

// What disagreements are called.
const (
	reachedUnlisted = "reaches the app, but Members.ListForApp does not list them"
	listedNoReason  = "listed by Members.ListForApp, but no reason was found"
	listedNoMember  = "listed by Members.ListForApp, but not among the members"
)

// disagreement is one of the cells that disagree.
type disagreement struct {
	Person, ID string
	App        string
	What       string
	Because    string // the reasons that were found
}

// Disagreements lists all cells that disagree with Members.ListForApp.
func (r *review) Disagreements() []disagreement {
	var all []disagreement
	for a := range r.Apps {
		if n := r.Apps[a].Unlisted; n > 0 {
			all = append(all, disagreement{Person: "everybody", App: r.Apps[a].ID, What: publicUnlisted(n), Because: "the app is PUBLIC"})
		}
		for p := range r.People {
			if c := &r.People[p].Cells[a]; c.Disagreement != "" {
				all = append(all, disagreement{r.People[p].Name, r.People[p].ID, r.Apps[a].ID, c.Disagreement, because(c)})
			}
		}
	}
	return all
}

func publicUnlisted(n int) string {
	return fmt.Sprintf("%d members reach it only as everybody does, and Members.ListForApp does not list them", n)
}

func because(c *cell) string {
	var all []string
	for _, r := range c.Reasons {
		all = append(all, r.String())
	}
	return strings.Join(all, "; ")
}

// Count tells how many people are members, and how many are not.
func (r *review) Count() (members, outsiders int) {
	for i := range r.People {
		if r.People[i].Member {
			members++
		} else {
			outsiders++
		}
	}
	return members, outsiders
}
