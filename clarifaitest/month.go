package clarifaitest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Month is a plausible month of a company. The same Month gives the same server.
type Month struct {
	OrganizationID string    // empty: "acme"
	Seed           uint64    // another one gives another month
	Until          time.Time // the last day with usage; zero: today
	People         int       // members beside the owner; 0: 120
	Apps           int       // 0: 30
	Teams          int       // 0: 8
}

// The days of the month's burst of training, and the day on which someone left.
const (
	burstDay   = 5
	burstDays  = 3
	leavingDay = 9
)

// WithMonth adds an organization with its people, teams and apps, and their
// usage from the beginning of the month before Until up to that day. Working
// days are busy and weekends are not; "user-001" uses far more than anyone else;
// "leaver" has usage until the 9th of the month and is no member; some usage has
// no caller, and some is of the app "retired", which is not there; there is a
// burst of training from the 5th to the 7th. A tenth of the people are in two
// teams and as many in none. Most apps name a cost center in their metadata,
// as "cost_center".
func WithMonth(m Month) Option {
	if m.People < 0 || m.Apps < 0 || m.Teams < 0 {
		return func(*config) error { return fmt.Errorf("WithMonth: nothing is there less than 0 times: %+v", m) }
	}
	m.fill()
	g := &monthMaker{Month: m, random: rand.New(rand.NewPCG(m.Seed, 1))} //nolint:gosec // a seed makes it repeatable, which is the point
	return func(c *config) error {
		for _, option := range append(g.company(), WithUsage(g.usage()...)) {
			if err := option(c); err != nil {
				return err
			}
		}
		return nil
	}
}

func (m *Month) fill() {
	if m.OrganizationID == "" {
		m.OrganizationID = "acme"
	}
	if m.Until.IsZero() {
		m.Until = time.Now()
	}
	m.Until = m.Until.UTC().Truncate(24 * time.Hour)
	for _, number := range []struct {
		of   *int
		zero int
	}{{&m.People, 120}, {&m.Apps, 30}, {&m.Teams, 8}} {
		if *number.of == 0 {
			*number.of = number.zero
		}
	}
}

type monthMaker struct {
	Month
	random *rand.Rand
}

// centers are the cost centers of the company.
var centers = []string{"Platform", "Research", "Retail", "Support", "Trust & Safety"}

func person(n int) string { return fmt.Sprintf("user-%03d", n) }

func (g *monthMaker) app(n int) string { return fmt.Sprintf("app-%02d", n) }

func (g *monthMaker) company() []Option {
	org := Organization{ID: g.OrganizationID, Name: "Acme " + g.OrganizationID, Owner: "owner"}
	options := []Option{WithUser(User{ID: "owner", FirstName: "Olga", LastName: "Owner"}), WithUser(User{ID: "leaver", FirstName: "Lea", LastName: "Leaver"})}
	first := []string{"Ada", "Ben", "Chen", "Dara", "Eli", "Fay", "Gus", "Hana", "Ivo", "June", "Kofi", "Lin"}
	last := []string{"Adler", "Bose", "Costa", "Diaz", "Eriksen", "Farah", "Goto", "Haas", "Ito", "Jones"}
	for t := 1; t <= g.Teams; t++ {
		org.Teams = append(org.Teams, Team{ID: fmt.Sprintf("team-%d", t), Name: fmt.Sprintf("Team %d", t)})
	}
	for n := 1; n <= g.People; n++ {
		options = append(options, WithUser(User{ID: person(n), Email: person(n) + "@acme.example",
			FirstName: first[n%len(first)], LastName: last[n/len(first)%len(last)]}))
		org.Members = append(org.Members, Member{UserID: person(n), Role: clarifai.RoleTeamContributor})
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
		options = append(options, WithApps(app))
	}
	return append(options, WithOrganization(org))
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
			if value := int32(math.Round(amount * busy * (0.5 + g.random.Float64()))); value > 0 {
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
			app := g.app(1 + (n+g.random.IntN(3))%g.Apps)
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
				add(person(n), g.app(1+n%g.Apps), clarifai.UsageTrainingHours, "general-model", "training", 30/busy)
			}
		}
	}
	return rows
}
