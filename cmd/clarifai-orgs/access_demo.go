package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// The demo of access is an organization of 120 members and 30 apps, the same each time.

const demoOwner = "olga-ost"

var demoFirst = []string{
	"Amelia", "Søren", "Inês", "Łukasz", "Zoë", "Kofi", "Mei", "José", "Priya", "Jürgen",
	"Ngozi", "Émile", "Yuki", "Tomáš", "Farah", "Noah", "Šárka", "Björn", "Aylin", "Diego",
}

var demoLast = []string{
	"Abernathy", "Dąbrowski", "Nguyễn", "Özdemir", "García", "Jansen", "Ueda", "Mensah", "Novák", "Lindqvist",
	"O'Connor", "Müller", "Rossi", "Haddad", "Fernandes", "Kowalska", "Ito", "Brontë", "Sánchez", "Peña",
	"Wójcik", "Ørsted", "Iyer",
}

// demoPerson gives the n-th name, a different one for each n below 460: 20 and
// 23 have no factor in common.
func demoPerson(n int) clarifaitest.User {
	first, last := demoFirst[n%len(demoFirst)], demoLast[n%len(demoLast)]
	id := plain(first) + "-" + plain(last)
	return clarifaitest.User{ID: id, Email: id + "@northwind.example", FirstName: first, LastName: last}
}

// plain writes a name in the letters that an id may have.
func plain(name string) string {
	return strings.NewReplacer(
		"ø", "o", "ö", "o", "ó", "o", "ê", "e", "é", "e", "ë", "e", "ễ", "e", "ł", "l", "ü", "u", "ą", "a", "á", "a",
		"í", "i", "š", "s", "ñ", "n", "ń", "n", "'", "",
	).Replace(strings.ToLower(name))
}

// demoRole spreads the roles: most people work on the apps of their teams.
func demoRole(n int) clarifai.MemberRole {
	switch {
	case n < 3:
		return clarifai.MemberRoleAdmin
	case n < 5:
		return clarifai.MemberRoleFinancialManager
	case n < 7:
		return clarifai.MemberRoleInfrastructureManager
	case n < 15:
		return clarifai.MemberRoleContributor
	case n < 27:
		return clarifai.MemberRoleUser
	}
	return clarifai.MemberRoleTeamContributor
}

const demoMembers = 120 // with the owner

var demoApps = []string{
	"shelf-scan", "shelf-gaps", "price-tags", "planogram", "checkout-items", "basket-theft",
	"damage-triage", "parcel-labels", "pallet-count", "forklift-safety", "dock-doors", "cold-chain",
	"invoice-ocr", "receipt-ocr", "contract-search", "id-documents", "handwriting",
	"crop-health", "weed-map", "fruit-grading", "drone-stitch",
	"call-summaries", "ticket-routing", "review-mood", "faq-answers",
	"brand-logos", "ad-moderation", "style-match", "demo-playground", "status-board",
}

var demoVisibility = map[string]clarifai.Visibility{
	"demo-playground": clarifai.VisibilityPublic,
	"brand-logos":     clarifai.VisibilityPublic,
	"status-board":    clarifai.VisibilityOrg,
	"faq-answers":     clarifai.VisibilityOrg,
}

// demoTeams have apps as app:Role, and every so manyeth of the Team
// Contributors.
var demoTeams = []struct {
	id, name       string
	apps           []string
	every, startAt int
	future         clarifai.TeamRole // in apps that are created later
}{
	{"vision", "Retail vision", []string{"shelf-scan:Model Trainer", "shelf-gaps:Model Trainer", "price-tags:Model Trainer", "planogram:Full Access"}, 9, 0, ""},
	{"checkout", "Checkout", []string{"checkout-items:Full Access", "basket-theft:Model Trainer", "price-tags:Labeler Lead"}, 10, 1, ""},
	{"logistics", "Logistics", []string{"damage-triage:Full Access", "parcel-labels:Model Trainer", "pallet-count:Model Trainer", "dock-doors:Model Trainer", "cold-chain:Labeler Lead"}, 8, 2, ""},
	{"safety", "Site safety", []string{"forklift-safety:Full Access", "dock-doors:Labeler Lead"}, 13, 3, ""},
	{"documents", "Documents", []string{"invoice-ocr:Model Trainer", "receipt-ocr:Model Trainer", "contract-search:Full Access", "id-documents:Labeler Lead", "handwriting:Model Trainer"}, 8, 4, ""},
	{"fields", "Fields & farms", []string{"crop-health:Model Trainer", "weed-map:Model Trainer", "fruit-grading:Full Access", "drone-stitch:Model Trainer"}, 9, 5, ""},
	{"service", "Customer service", []string{"call-summaries:Full Access", "ticket-routing:Model Trainer", "review-mood:Model Trainer", "faq-answers:Model Trainer"}, 10, 6, clarifai.TeamRoleLabelerLead},
	{"marketing", "Marketing", []string{"brand-logos:Model Trainer", "ad-moderation:Full Access", "style-match:Model Trainer"}, 12, 7, ""},
	{"labeling", "Labeling pool", []string{
		"shelf-scan:Labeler Worker", "checkout-items:Labeler Worker", "damage-triage:Labeler Worker", "invoice-ocr:Labeler Worker",
		"handwriting:Labeler Worker", "crop-health:Labeler Worker", "ad-moderation:Labeler Worker",
	}, 4, 3, ""},
}

// startAccessDemo returns a function that starts the server.
func startAccessDemo(ctx context.Context, org string) func() (*clarifaitest.Server, error) {
	return func() (*clarifaitest.Server, error) { return newAccessDemo(ctx, org) }
}

func newAccessDemo(ctx context.Context, org string) (*clarifaitest.Server, error) {
	o := clarifaitest.Organization{ID: org, Name: "Northwind", BillingEmail: "billing@northwind.example", Owner: demoOwner}
	config := clarifaitest.Config{
		Users: []clarifaitest.User{{
			ID: demoOwner, Email: "olga@northwind.example", FirstName: "Olga", LastName: "Ost",
		}},
	}
	var contributors []string
	for n := range demoMembers - 1 {
		u, role := demoPerson(n), demoRole(n)
		config.Users = append(config.Users, u)
		o.Members = append(o.Members, clarifaitest.Member{UserID: u.ID, Role: role})
		if role == clarifai.MemberRoleTeamContributor {
			contributors = append(contributors, u.ID)
		}
	}
	for _, t := range demoTeams {
		made := clarifaitest.Team{ID: t.id, Name: t.name, DefaultRole: t.future}
		for n := t.startAt; n < len(contributors); n += t.every {
			made.Members = append(made.Members, contributors[n])
		}
		for _, entry := range t.apps {
			id, role, _ := strings.Cut(entry, ":")
			made.Apps = append(made.Apps, clarifaitest.TeamApp{AppID: id, Role: clarifai.TeamRole(role)})
		}
		o.Teams = append(o.Teams, made)
	}
	for n, role := range []clarifai.MemberRole{
		clarifai.MemberRoleTeamContributor, clarifai.MemberRoleTeamContributor, clarifai.MemberRoleUser, clarifai.MemberRoleAdmin, clarifai.MemberRoleFinancialManager,
	} {
		o.Invitations = append(o.Invitations, clarifaitest.Invitation{Email: demoPerson(200 + n).Email, Role: role})
	}
	config.Users = append(config.Users, demoOutsiders...)
	config.Secrets = []clarifaitest.EnvironmentSecret{
		{OwnerID: org, ID: "CAMERA_GATEWAY_KEY", Description: "streams of the stores"},
		{OwnerID: org, ID: "WAREHOUSE_BUCKET", Description: "exports of the dock doors", ExpiresAt: time.Date(2027, 3, 31, 0, 0, 0, 0, time.UTC)},
	}
	config.Apps = demoAppsOf(org, contributors)
	config.Organizations = []clarifaitest.Organization{o}
	server, err := clarifaitest.Start(config)
	if err != nil {
		return nil, err
	}
	if err := staleList(ctx, server, org, "invoice-ocr"); err != nil {
		server.Close()
		return nil, err
	}
	return server, nil
}

var demoOutsiders = []clarifaitest.User{
	{ID: "audit-hansen", Email: "hansen@auditors.example", FirstName: "Grethe", LastName: "Hansen"},
	{ID: "freelance-wei", Email: "wei@freelance.example", FirstName: "伟", LastName: "李"},
	{ID: "partner-bot", Email: "bot@partner.example"},
}

// demoAppsOf returns the apps with their collaborators: outsiders, and two members.
func demoAppsOf(org string, contributors []string) []clarifaitest.App {
	collaborators := map[string][]clarifaitest.Collaborator{
		"invoice-ocr":     {{UserID: "audit-hansen", Scopes: []string{"Apps_Get", "Inputs_Get"}}},
		"contract-search": {{UserID: "audit-hansen", Scopes: []string{"Apps_Get", "Inputs_Get"}}, {UserID: contributors[1]}},
		"crop-health":     {{UserID: "freelance-wei", Scopes: []string{"Apps_Get", "Inputs_Get", "Annotations_Get", "Annotations_Add"}}},
		"ticket-routing":  {{UserID: "partner-bot", Scopes: []string{"Apps_Get", "Predict"}}, {UserID: contributors[6], Scopes: []string{"Apps_Get"}}},
	}
	var apps []clarifaitest.App
	for _, id := range demoApps {
		apps = append(apps, clarifaitest.App{Owner: org, ID: id, Visibility: demoVisibility[id], Collaborators: collaborators[id]})
	}
	return apps
}

// staleList has the server's list of an app's members fall behind: someone who
// is on a team is not on it yet, and someone who reaches nothing still is.
func staleList(ctx context.Context, server *clarifaitest.Server, org, appID string) error {
	client := server.Client()
	defer client.Close()
	listed, err := clarifai.Collect(client.Members.ListAllForApp(ctx, org, appID, nil))
	if err != nil {
		return err
	}
	members, err := clarifai.Collect(client.Members.ListAll(ctx, org, nil))
	if err != nil {
		return err
	}
	on := func(m clarifai.Member) bool {
		return slices.ContainsFunc(listed, func(l clarifai.Member) bool { return l.Is(m.User.ID) })
	}
	gone := slices.IndexFunc(members, func(m clarifai.Member) bool { return !on(m) && clarifai.MemberRoleTeamContributor.Matches(m.Role) })
	fresh := slices.IndexFunc(listed, func(m clarifai.Member) bool { return clarifai.MemberRoleTeamContributor.Matches(m.Role) })
	if gone < 0 || fresh < 0 {
		return fmt.Errorf("the demo has nobody whose access to %s could be out of date", appID)
	}
	stale := append(slices.Delete(slices.Clone(listed), fresh, fresh+1), members[gone])
	server.Handle("GET /v2/organizations/"+org+"/apps/"+appID+"/members", http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		page := stale
		if r.URL.Query().Get("page") != "1" {
			page = []clarifai.Member{}
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{
			"status":               map[string]any{"code": clarifai.CodeSuccess, "description": "Ok", "req_id": "demo"},
			"organization_members": page,
		})
	}))
	return nil
}
