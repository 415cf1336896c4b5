package clarifaitest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Month describes a plausible month of a company: an organization with its
// people, teams and apps, and their usage. Equal months give equal servers. A
// number of zero means its default and a negative number means none.
//
// The usage runs from the beginning of the month before Until up to that day.
// Working days are busy and weekends are not; "user-001" uses far more than
// anyone else; "leaver" has usage until the 8th of the month and is no longer a
// member; some usage has no caller, and some is of the app "retired", which no
// longer exists; there is a burst of training from the 5th to the 7th. A tenth
// of the people are on two teams, and as many on none. Most apps have a cost
// center in their metadata, as "cost_center".
type Month struct {
	OrganizationID string    // empty means "acme"
	Seed           uint64    // another seed makes other numbers
	Until          time.Time // last day with usage; zero means today
	People         int       // members besides the owner; default 120
	Apps           int       // default 30
	Teams          int       // default 8
}

// The days of the month's burst of training, and the day on which someone left.
const (
	burstDay   = 5
	burstDays  = 3
	leavingDay = 9
)

// Config returns the Config of a server for the month, for a test to add to.
func (m Month) Config() Config {
	g := &monthMaker{Month: m.withDefaults(), random: rand.New(rand.NewPCG(m.Seed, 1))} //nolint:gosec // a seed makes it repeatable, which is the point
	config := g.company()
	config.Usage = g.usage()
	return config
}

func (m Month) withDefaults() Month {
	if m.OrganizationID == "" {
		m.OrganizationID = "acme"
	}
	if m.Until.IsZero() {
		m.Until = time.Now()
	}
	m.Until = m.Until.UTC().Truncate(24 * time.Hour)
	for _, number := range []struct {
		of         *int
		defaultsTo int
	}{{&m.People, 120}, {&m.Apps, 30}, {&m.Teams, 8}} {
		if *number.of == 0 {
			*number.of = number.defaultsTo
		}
		*number.of = max(*number.of, 0)
	}
	return m
}

type monthMaker struct {
	Month
	random *rand.Rand
}

// centers are the cost centers of the company.
var centers = []string{"Platform", "Research", "Retail", "Support", "Trust & Safety"}

func person(n int) string { return fmt.Sprintf("user-%03d", n) }

// app returns the ID of the n-th app, counted around from 1, or "" if there is
// no app.
func (g *monthMaker) app(n int) string {
	if g.Apps == 0 {
		return ""
	}
	return fmt.Sprintf("app-%02d", 1+(n-1)%g.Apps)
}

func (g *monthMaker) company() Config {
	org := Organization{ID: g.OrganizationID, Name: "Acme " + g.OrganizationID, Owner: "owner"}
	config := Config{Users: []User{
		{ID: "owner", FirstName: "Olga", LastName: "Owner"},
		{ID: "leaver", FirstName: "Lea", LastName: "Leaver"},
	}}
	first := []string{"Ada", "Ben", "Chen", "Dara", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kofi", "Lin"}
	last := []string{"Adler", "Bose", "Costa", "Diaz", "Eriksen", "Farah", "Goto", "Haas", "Ito", "Jones"}
	for t := 1; t <= g.Teams; t++ {
		org.Teams = append(org.Teams, Team{ID: fmt.Sprintf("team-%d", t), Name: fmt.Sprintf("Team %d", t)})
	}
	for n := 1; n <= g.People; n++ {
		config.Users = append(config.Users, User{
			ID: person(n), Email: person(n) + "@acme.example",
			FirstName: first[n%len(first)], LastName: last[n/len(first)%len(last)],
		})
		org.Members = append(org.Members, Member{UserID: person(n), Role: clarifai.MemberRoleTeamContributor})
		if g.Teams == 0 || n%10 == 9 {
			continue // in no team
		}
		own := n % g.Teams
		org.Teams[own].Members = append(org.Teams[own].Members, person(n))
		if other := (own + 1) % g.Teams; n%10 == 1 && other != own {
			org.Teams[other].Members = append(org.Teams[other].Members, person(n))
		}
	}
	for n := 1; n <= g.Apps; n++ {
		app := App{Owner: g.OrganizationID, ID: g.app(n), Name: fmt.Sprintf("App %d", n)}
		if n%6 != 0 {
			app.Metadata = map[string]any{"cost_center": centers[n%len(centers)]}
		}
		config.Apps = append(config.Apps, app)
	}
	config.Organizations = []Organization{org}
	return config
}

func (g *monthMaker) usage() (rows []Usage) {
	y, month, _ := g.Until.Date()
	start := time.Date(y, month-1, 1, 0, 0, 0, 0, time.UTC)
	for day := start; !day.After(g.Until); day = day.AddDate(0, 0, 1) {
		busy := 1.0
		if wd := day.Weekday(); wd == time.Saturday || wd == time.Sunday {
			busy = 0.15
		}
		add := func(caller, app string, section clarifai.UsageSection, model, category string, amount float64) {
			if value := int(math.Round(amount * busy * (0.5 + g.random.Float64()))); value > 0 {
				rows = append(rows, Usage{OwnerID: g.OrganizationID, Date: day, Section: section, CallerUserID: caller,
					AppID: app, ModelID: model, CategoryID: category, Value: value})
			}
		}
		for n := 1; n <= g.People; n++ {
			if g.random.Float64() > 0.2+0.6*busy {
				continue // has the day off
			}
			heavy := 1.0
			if n == 1 {
				heavy = 250
			}
			app := g.app(1 + n + g.random.IntN(3))
			add(person(n), app, clarifai.UsageModelUsage, []string{"general-model", "premium-model"}[n%2], "inference", heavy*float64(40+n))
			if n%3 == 0 {
				add(person(n), app, clarifai.UsageOpsCount, "", "search", 90)
			}
			if n%5 == 0 {
				add(person(n), app, clarifai.UsageDataLabeling, "", "labeling", 25)
			}
			if n%7 == 0 {
				add(person(n), app, clarifai.UsageOpsCount, "", "internal", 12)
			}
		}
		for n := 1; n <= g.Apps; n++ {
			add("", g.app(n), clarifai.UsageStoredInputs, "", "storage", float64(1000*n))
		}
		if day.Month() != month || day.Day() < leavingDay {
			add("leaver", g.app(1), clarifai.UsageModelUsage, "general-model", "inference", 700)
		}
		add(person(2), "retired", clarifai.UsageModelUsage, "general-model", "inference", 150)
		if d := day.Day(); d >= burstDay && d < burstDay+burstDays {
			for n := 3; n <= min(6, g.People); n++ {
				add(person(n), g.app(1+n), clarifai.UsageTrainingHours, "general-model", "training", 30/busy)
			}
		}
	}
	return rows
}
