package main

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// shape is how one API answers. The server knows nothing else of it, so that
// every contender is served by the same code.
//
// In its texts "#######" stands for an item's number and "~" for as many
// letters as make the text as long as this SDK's, so that every contender reads
// the same number of bytes.
type shape struct {
	answers map[string]answer // by method and path
	paging  func(q url.Values) (first, count int)
	arrays  []array             // of a page: where an API puts related things apart, there are two
	close   func(p span) string // what follows the last array
	header  func(h http.Header, p span)
}

// answer is what a route gives: a fixed body, or what its kind says.
type answer struct {
	kind   kind
	status int
	body   string
	rest   string // of the pages after the first, if the answer is a list
}

type kind int

const (
	fixed kind = iota
	members
	invitations
)

// array is a list in a page: what stands before its items, and an item.
type array struct{ open, item string }

// span is a page: its items, counted from 0, and how many there are in all.
type span struct{ first, count, per, total int }

func (p span) page() int  { return p.first/p.per + 1 }
func (p span) pages() int { return (p.total + p.per - 1) / p.per }

const (
	number = "#######"
	filler = "~"
	// firstNumber has as many digits as number, and so have the million that
	// follow it.
	firstNumber = 1_000_000
)

const (
	ok      = `{"status":{"code":10000,"description":"Ok","req_id":"0123456789abcdef0123456789abcdef"},`
	ourTeam = `{"id":"platform","created_at":"2024-05-06T07:08:09.123456Z","modified_at":"2024-05-06T07:08:09.123456Z",` +
		`"name":"Platform engineering","default_role_id":"0123456789abcdef0123456789abcdef"}`
	ourGet     = ok + `"team":` + ourTeam + `}`
	ourCreate  = ok + `"teams":[` + ourTeam + `]}`
	ourMembers = ok + `"organization_members":[`
	ourMember  = `{"user":{"id":"user-#######","first_name":"Firstname","last_name":"Lastname","company_name":"Acme Holdings",` +
		`"job_title":"Engineer","primary_email":"user-#######@acme.example","created_at":"2024-05-06T07:08:09.123456Z",` +
		`"email_addresses":[{"email":"user-#######@acme.example","primary":true,"verified":true}],"visibility":{"gettable":30}},` +
		`"role":{"id":"0123456789abcdef0123456789abcdef","created_at":"2024-05-06T07:08:09.123456Z",` +
		`"modified_at":"2024-05-06T07:08:09.123456Z","name":"Organization Contributor",` +
		`"description":"Creates apps, and works in those of the organization","type":1}}`
	ourRoles = ok + `"roles":[{"id":"0123456789abcdef0123456789abcdef","name":"Organization Contributor","type":1},` +
		`{"id":"fedcba9876543210fedcba9876543210","name":"Admin","type":1}]}`
)

var shapes = map[string]*shape{
	"clarifai": {
		answers: map[string]answer{
			"GET /v2/organizations/acme/teams/platform": {body: ourGet},
			"POST /v2/organizations/acme/teams":         {body: ourCreate},
			"GET /v2/organizations/acme/members":        {kind: members},
			"POST /v2/organizations/acme/invitations":   {kind: invitations},
			"GET /v2/roles": {body: ourRoles, rest: ok + `"roles":[]}`},
		},
		paging: byPage("page", "per_page"),
		arrays: []array{{ourMembers, ourMember}},
		close:  func(span) string { return `]}` },
	},
	"github": {
		answers: map[string]answer{
			"GET /orgs/acme/teams/platform": {body: fill(`{"id":1,"node_id":"T_1","name":"Platform","slug":"platform","description":"~",`+
				`"privacy":"closed","permission":"pull","url":"https://gh.test/t/1","html_url":"https://gh.test/platform",`+
				`"members_url":"https://gh.test/t/1/m","parent":null}`, ourGet)},
			"POST /orgs/acme/teams": {status: http.StatusCreated, body: fill(`{"id":1,"node_id":"T_1","name":"Platform","slug":"platform",`+
				`"description":"~","privacy":"closed","permission":"pull","url":"https://gh.test/t/1","html_url":"https://gh.test/platform",`+
				`"members_url":"https://gh.test/t/1/m","parent":null}`, ourCreate)},
			"GET /orgs/acme/members": {kind: members},
		},
		paging: byPage("page", "per_page"),
		arrays: []array{{`[`, fill(`{"login":"user-#######","id":#######,"node_id":"U_#######","avatar_url":"https://gh.test/a/~",`+
			`"gravatar_id":"","url":"https://gh.test/u/1","html_url":"https://gh.test/1","followers_url":"https://gh.test/1/a",`+
			`"following_url":"https://gh.test/1/b","gists_url":"https://gh.test/1/c","starred_url":"https://gh.test/1/d",`+
			`"subscriptions_url":"https://gh.test/1/e","organizations_url":"https://gh.test/1/f","repos_url":"https://gh.test/1/g",`+
			`"events_url":"https://gh.test/1/h","received_events_url":"https://gh.test/1/i","type":"User","user_view_type":"public",`+
			`"site_admin":false}`, ourMember)}},
		close: func(span) string { return `]` },
		header: func(h http.Header, p span) {
			if p.page() < p.pages() {
				h.Set("Link", fmt.Sprintf(`<https://gh.test/?page=%d>; rel="next", <https://gh.test/?page=%d>; rel="last"`, p.page()+1, p.pages()))
			}
		},
	},
	"godo": {
		answers: map[string]answer{
			"GET /v2/projects/platform": {body: fill(`{"project":{"id":"platform","owner_uuid":"1","owner_id":1,"name":"Platform",`+
				`"description":"~","purpose":"Service","environment":"Production","is_default":false,"created_at":"2024-05-06T07:08:09Z",`+
				`"updated_at":"2024-05-06T07:08:09Z"}}`, ourGet)},
			"POST /v2/projects": {status: http.StatusCreated, body: fill(`{"project":{"id":"platform","owner_uuid":"1","owner_id":1,`+
				`"name":"Platform","description":"~","purpose":"Service","environment":"Production","is_default":false,`+
				`"created_at":"2024-05-06T07:08:09Z","updated_at":"2024-05-06T07:08:09Z"}}`, ourCreate)},
			"GET /v2/droplets": {kind: members},
		},
		paging: byPage("page", "per_page"),
		arrays: []array{{`{"droplets":[`, fill(`{"id":#######,"name":"user-#######","memory":1024,"vcpus":1,"disk":25,"locked":false,`+
			`"status":"active","created_at":"2024-05-06T07:08:09Z","features":["backups","private_networking"],"size_slug":"s-1vcpu-1gb",`+
			`"region":{"slug":"ams3","name":"Amsterdam 3","available":true,"features":["backups"]},"tags":["web","~"],`+
			`"volume_ids":[],"vpc_uuid":"0123456789abcdef","networks":{"v4":[{"ip_address":"10.0.0.1","netmask":"255.0.0.0",`+
			`"gateway":"10.0.0.254","type":"private"}]}}`, ourMember)}},
		close: func(p span) string {
			var links []string
			if p.page() > 1 {
				links = append(links, fmt.Sprintf(`"prev":"https://do.test/?page=%d"`, p.page()-1))
			}
			if p.page() < p.pages() {
				links = append(links, fmt.Sprintf(`"next":"https://do.test/?page=%d"`, p.page()+1))
			}
			return fmt.Sprintf(`],"links":{"pages":{%s}},"meta":{"total":%d}}`, strings.Join(links, ","), p.total)
		},
	},
	"clerk": {
		answers: map[string]answer{
			"GET /v1/organizations/platform": {body: fill(`{"object":"organization","id":"platform","name":"~","slug":"p","has_image":false,`+
				`"max_allowed_memberships":100,"admin_delete_enabled":true,"public_metadata":{},"private_metadata":{},"created_by":"ann",`+
				`"created_at":1715000000000,"updated_at":1715000000000}`, ourGet)},
			"POST /v1/organizations": {body: fill(`{"object":"organization","id":"platform","name":"~","slug":"p","has_image":false,`+
				`"max_allowed_memberships":100,"admin_delete_enabled":true,"public_metadata":{},"private_metadata":{},"created_by":"ann",`+
				`"created_at":1715000000000,"updated_at":1715000000000}`, ourCreate)},
			"GET /v1/organizations/acme/memberships": {kind: members},
		},
		paging: func(q url.Values) (first, count int) { return whole(q.Get("offset")), whole(q.Get("limit")) },
		arrays: []array{{`{"data":[`, fill(`{"object":"organization_membership","id":"m-#######","role":"org:member","role_name":"Member",`+
			`"permissions":["org:profile:read","org:members:read"],"public_metadata":{},"private_metadata":{},`+
			`"created_at":1715000000000,"updated_at":1715000000000,"organization":{"object":"organization","id":"acme","name":"Acme",`+
			`"slug":"acme","has_image":false,"created_at":1715000000000},"public_user_data":{"user_id":"user-#######",`+
			`"first_name":"Firstname","last_name":"Lastname","image_url":"https://c.test/~","has_image":true,`+
			`"identifier":"user-#######@acme.example"}}`, ourMember)}},
		close: func(p span) string { return fmt.Sprintf(`],"total_count":%d}`, p.total) },
	},
	"tailscale": {
		answers: map[string]answer{
			"GET /api/v2/users/platform": {body: fill(`{"id":"platform","displayName":"Ann","loginName":"ann@a.test","profilePicUrl":"~",`+
				`"tailnetId":"1","created":"2024-05-06T07:08:09Z","type":"member","role":"admin","status":"active","deviceCount":3,`+
				`"lastSeen":"2024-05-06T07:08:09Z","currentlyConnected":true}`, ourGet)},
			"POST /api/v2/tailnet/-/keys": {body: fill(`{"id":"platform","key":"~","description":"Platform","created":"2024-05-06T07:08:09Z",`+
				`"expires":"2024-05-06T07:08:09Z","capabilities":{"devices":{"create":{"reusable":false,"ephemeral":false,`+
				`"preauthorized":false,"tags":[]}}}}`, ourCreate)},
			"GET /api/v2/tailnet/-/users": {kind: members},
		},
		paging: func(url.Values) (first, count int) { return 0, 0 }, // it has no pages
		arrays: []array{{`{"users":[`, fill(`{"id":"user-#######","displayName":"Firstname Lastname","loginName":"user-#######@acme.example",`+
			`"profilePicUrl":"https://ts.test/~","tailnetId":"1234567","created":"2024-05-06T07:08:09.123456Z","type":"member",`+
			`"role":"member","status":"active","deviceCount":3,"lastSeen":"2024-05-06T07:08:09.123456Z","currentlyConnected":true}`, ourMember)}},
		close: func(span) string { return `]}` },
	},
	"tfe": {
		answers: map[string]answer{
			"GET /api/v2/ping": {status: http.StatusNoContent}, // its constructor asks for the API's version
			"GET /api/v2/teams/platform": {body: fill(`{"data":{"id":"platform","type":"teams","attributes":{"name":"Platform",`+
				`"visibility":"organization","users-count":12,"sso-team-id":"~","is-unified":false,"allow-member-token-management":true,`+
				`"permissions":{"can-destroy":true}}}}`, ourGet)},
			"POST /api/v2/organizations/acme/teams": {status: http.StatusCreated, body: fill(`{"data":{"id":"platform","type":"teams",`+
				`"attributes":{"name":"Platform","visibility":"organization","users-count":12,"sso-team-id":"~","is-unified":false,`+
				`"allow-member-token-management":true,"permissions":{"can-destroy":true}}}}`, ourCreate)},
			"GET /api/v2/organizations/acme/organization-memberships": {kind: members},
		},
		paging: byPage("page[number]", "page[size]"),
		// A membership has its user in the list beside it.
		arrays: []array{
			{`{"data":[`, tfeMember},
			{`],"included":[`, fill(`{"id":"user-#######","type":"users","attributes":{"username":"user-#######",`+
				`"email":"user-#######@acme.example","avatar-url":"https://tf.test/~","is-service-account":false,"v2-only":true,`+
				`"two-factor":{"enabled":true,"verified":true}}}`, ourMember[len(tfeMember):])},
		},
		close: func(p span) string {
			next := "null"
			if p.page() < p.pages() {
				next = strconv.Itoa(p.page() + 1)
			}
			return fmt.Sprintf(`],"meta":{"pagination":{"current-page":%d,"prev-page":null,"next-page":%s,"total-pages":%d,"total-count":%d}}}`,
				p.page(), next, p.pages(), p.total)
		},
		header: func(h http.Header, _ span) { h.Set("Content-Type", "application/vnd.api+json") },
	},
}

const tfeMember = `{"id":"ou-#######","type":"organization-memberships","attributes":{"status":"active","email":"user-#######@acme.example"},` +
	`"relationships":{"user":{"data":{"id":"user-#######","type":"users"}},"organization":{"data":{"id":"acme","type":"organizations"}}}}`

// fill makes a text as long as another.
func fill(text, like string) string {
	return strings.Replace(text, filler, strings.Repeat("x", max(len(like)-len(text)+len(filler), 0)), 1)
}

func byPage(page, per string) func(q url.Values) (first, count int) {
	return func(q url.Values) (first, count int) {
		count = whole(q.Get(per))
		return (max(whole(q.Get(page)), 1) - 1) * count, count
	}
}

// whole reads a number of the query; one that is not there is 0.
func whole(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
