package demo

import (
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// company returns a small company that has begun to use Clarifai.
func company() clarifaitest.Config {
	config := clarifaitest.Config{Users: []clarifaitest.User{
		{ID: "olga", Email: "olga.owner@northwind.example"}, // the owner
		{ID: "fred", Email: "fred.former@northwind.example"},
		{ID: "amelia", Email: "amelia.ueda@northwind.example"},
		{ID: "noah", Email: "noah.jansen@northwind.example"},
		{ID: "ingrid", Email: "ingrid.abernathy@northwind.example"},
		{ID: "soren", Email: "soren.dabrowski@northwind.example"},
		{ID: "wei", Email: "wei.li@northwind.example"},
		{ID: "lukasz", Email: "lukasz.dabrowski@northwind.example"},
		// They are no members yet, and join as soon as they are invited.
		{ID: "chloe", Email: "chloe.grunwald@labs.northwind.example", AcceptsAtOnce: true},
		{ID: "mei", Email: "mei.hollowell@northwind.example", AcceptsAtOnce: true},
		{ID: "hana", Email: "hana.nakamura@northwind.example", AcceptsAtOnce: true},
	}}
	for _, app := range []string{"call-notes", "defect-finder", "demand-outlook", "sandbox", "shelf-scan", "yard-watch"} {
		config.Apps = append(config.Apps, clarifaitest.App{Owner: Organization, ID: app})
	}
	config.Organizations = []clarifaitest.Organization{{
		ID: Organization, Name: "Northwind", Owner: "olga",
		Members: []clarifaitest.Member{
			{UserID: "fred", Role: clarifai.MemberRoleTeamContributor},
			{UserID: "amelia", Role: clarifai.MemberRoleFinancialManager},
			{UserID: "noah", Role: clarifai.MemberRoleInfrastructureManager},
			{UserID: "ingrid", Role: clarifai.MemberRoleInfrastructureManager},
			{UserID: "soren", Role: clarifai.MemberRoleContributor},
			{UserID: "wei", Role: clarifai.MemberRoleTeamContributor},
			{UserID: "lukasz", Role: clarifai.MemberRoleTeamContributor},
		},
		Invitations: []clarifaitest.Invitation{
			{Email: "kofi.castellanos@northwind.example", Role: clarifai.MemberRoleTeamContributor},
		},
		Teams: []clarifaitest.Team{
			{
				ID: "labeling", Name: "Labeling", DefaultRole: clarifai.TeamRoleLabelerWorker,
				Members: []string{"soren", "wei", "fred"},
				Apps:    []clarifaitest.TeamApp{{AppID: "shelf-scan", Role: clarifai.TeamRoleLabelerWorker}, {AppID: "yard-watch", Role: clarifai.TeamRoleLabelerLead}},
			},
			{
				ID: "platform", Name: "Platform", DefaultRole: clarifai.TeamRoleFullAccess,
				Members: []string{"noah", "fred"},
				Apps:    []clarifaitest.TeamApp{{AppID: "call-notes", Role: clarifai.TeamRoleFullAccess}},
			},
			{ID: "research", Name: "Applied Research"},
		},
	}}
	config.Usage = usage(time.Now())
	return config
}

// usage returns what was used from the beginning of last month until now.
func usage(now time.Time) (rows []clarifaitest.Usage) {
	now = now.UTC()
	start := time.Date(now.Year(), now.Month()-1, 1, 0, 0, 0, 0, time.UTC)
	for day := start; day.Before(now); day = day.AddDate(0, 0, 1) {
		for n, user := range []string{"wei", "soren", "noah", "fred"} {
			rows = append(rows,
				clarifaitest.Usage{OwnerID: Organization, Date: day, Section: clarifai.UsageModelUsage, CallerUserID: user, AppID: "shelf-scan", Value: 100 * (n + 1)},
				clarifaitest.Usage{OwnerID: Organization, Date: day, Section: clarifai.UsageDataLabeling, CallerUserID: user, AppID: "yard-watch", Value: 10 - n},
			)
		}
		rows = append(rows, clarifaitest.Usage{OwnerID: Organization, Date: day, Section: clarifai.UsageStoredInputs, AppID: "shelf-scan", Value: 5000})
	}
	return rows
}

// auditLog returns what was done in the last half hour.
func auditLog(now time.Time) []clarifaitest.AuditEntry {
	return []clarifaitest.AuditEntry{
		{Timestamp: now.Add(-30 * time.Minute), UserID: "olga", Operation: clarifai.EventTeamCreate, Targets: []clarifaitest.AuditTarget{{TeamID: "research"}}},
		{Timestamp: now.Add(-20 * time.Minute), UserID: "noah", Operation: clarifai.EventTeamMemberAdd, Targets: []clarifaitest.AuditTarget{{TeamID: "platform"}, {UserID: "fred"}}},
		{Timestamp: now.Add(-10 * time.Minute), UserID: "fred", Operation: clarifai.EventTeamDelete, Targets: []clarifaitest.AuditTarget{{TeamID: "research"}}, Refused: true},
	}
}
