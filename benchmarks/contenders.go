package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// contender is a way to ask a server: this SDK, a peer or a floor.
type contender struct {
	*about
	get, create func(ctx context.Context) error
	// page reads a page, counted from 1; seen, unless it is nil, is told each
	// item's id.
	page func(ctx context.Context, number, per int, seen func(id string)) (items int, more bool, err error)
	// list reads every page as people who use the contender do.
	list func(ctx context.Context, per, readAhead int, seen func(id string)) (items int, err error)
	// sdk is this SDK's client, nil for others.
	sdk   *clarifai.Client
	close func()
}

// about is what the report says of a contender.
type about struct {
	name   string
	module string // "": none
	shape  string
	floor  bool
	// best is the contender's largest page, as its API's documentation has it;
	// 0: its API has no pages.
	best  int
	ahead int // pages that it reads ahead at its best
	get   string
	send  string
	list  string
	note  string
}

func (a *about) own() bool  { return a == ours }
func (a *about) peer() bool { return a != ours && !a.floor }
func (a *about) bestPage() string {
	switch {
	case a.best == 0:
		return "no pages"
	case a.ahead > 0:
		return fmt.Sprintf("%d, ReadAhead %d", a.best, a.ahead)
	}
	return strconv.Itoa(a.best)
}

const (
	ownModule = "github.com/clarifai-community/clarifai-orgs-go"
	bestAhead = 16
	token     = "0123456789abcdef0123456789abcdef"
)

var (
	ours = &about{
		name: "this SDK", module: ownModule, shape: "clarifai", best: 1000, ahead: bestAhead,
		get: "`Teams.Get`", send: "`Teams.Create`", list: "`Members.List`, `Members.All`",
		note: "as it comes: its own pool, retries and checks on",
	}
	bare = &about{
		name: "net/http + encoding/json", shape: "clarifai", floor: true, best: 1000,
		get: "GET of a team", send: "POST of a team", list: "GET of members",
		note: "`io.ReadAll`, `json.Unmarshal` into this SDK's types",
	}
	undecoded = &about{
		name: "net/http, not decoded", shape: "clarifai", floor: true, best: 1000,
		get: "GET of a team", send: "POST of a team", list: "GET of members",
		note: "`io.ReadAll` only; it counts items by the number of bytes",
	}
	goGitHub = &about{
		name: "go-github", module: "github.com/google/go-github/v93", shape: "github", best: 100,
		get: "`Teams.GetTeamBySlug`", send: "`Teams.CreateTeam`", list: "`Organizations.ListMembers`",
		note: "`NewClient(WithAuthToken(…))`; no retries",
	}
	goDO = &about{
		name: "godo", module: "github.com/digitalocean/godo", shape: "godo", best: 200,
		get: "`Projects.Get`", send: "`Projects.Create`", list: "`Droplets.List`",
		note: "`NewFromToken`, which retries by go-retryablehttp",
	}
	goClerk = &about{
		name: "clerk", module: "github.com/clerk/clerk-sdk-go/v2", shape: "clerk", best: 500,
		get: "`organization.Get`", send: "`organization.Create`", list: "`organizationmembership.List`",
		note: "a client with a `BackendConfig`; no retries",
	}
	goTailscale = &about{
		name: "tailscale", module: "tailscale.com/client/tailscale/v2", shape: "tailscale",
		get: "`Users().Get`", send: "`Keys().CreateAuthKey`", list: "`Users().List`",
		note: "`Client{BaseURL, APIKey}`; no retries; its API answers a list whole",
	}
	goTFE = &about{
		name: "go-tfe", module: "github.com/hashicorp/go-tfe", shape: "tfe", best: 100,
		get: "`Teams.Read`", send: "`Teams.Create`", list: "`OrganizationMemberships.List` with users",
		note: "`NewClient(&Config{…})`, which retries by go-retryablehttp",
	}
)

// makers has the contenders in the order in which the report shows them.
var makers = []struct {
	*about
	make func(base string) (*contender, error)
}{
	{ours, newOurs},
	{bare, func(base string) (*contender, error) { return newFloor(base, json.Unmarshal) }},
	{undecoded, func(base string) (*contender, error) { return newFloor(base, nil) }},
	{goGitHub, newGitHub},
	{goDO, newGodo},
	{goClerk, newClerk},
	{goTailscale, newTailscale},
	{goTFE, newTFE},
}

// pool is the connection pool that the peers and the floors get: the standard
// library's, with as many idle connections as this SDK keeps of its own accord.
func pool() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = 64, 64
	return &http.Client{Transport: t}
}

// listing reads page after page.
func (c *contender) listing(ctx context.Context, per, _ int, seen func(string)) (items int, err error) {
	for number := 1; ; number++ {
		n, more, err := c.page(ctx, number, per, seen)
		items += n
		if err != nil || !more {
			return items, err
		}
	}
}

func newOurs(base string) (*contender, error) {
	client, err := clarifai.NewClient(clarifai.WithPAT(token), clarifai.WithBaseURL(base), clarifai.WithInsecureHTTP())
	if err != nil {
		return nil, err
	}
	return &contender{
		about: ours, sdk: client, close: client.Close,
		get: func(ctx context.Context) error {
			team, err := client.Teams.Get(ctx, "acme", "platform")
			return expect(err, func() string { return team.ID })
		},
		create: func(ctx context.Context) error {
			team, err := client.Teams.Create(ctx, "acme", clarifai.CreateTeamRequest{ID: "platform", Name: "Platform engineering"})
			return expect(err, func() string { return team.ID })
		},
		page: func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
			page, err := client.Members.List(ctx, "acme", &clarifai.ListMembersOptions{Paging: clarifai.Paging{Page: number, PerPage: per}})
			if err != nil {
				return 0, false, err
			}
			if seen != nil {
				for i := range page.Items {
					seen(page.Items[i].User.ID)
				}
			}
			return len(page.Items), page.More(), nil
		},
		list: func(ctx context.Context, per, readAhead int, seen func(string)) (items int, err error) {
			o := &clarifai.ListMembersOptions{Paging: clarifai.Paging{PerPage: per, ReadAhead: readAhead}}
			for member, err := range client.Members.ListAll(ctx, "acme", o) {
				if err != nil {
					return items, err
				}
				items++
				if seen != nil {
					seen(member.User.ID)
				}
			}
			return items, nil
		},
	}, nil
}

type status struct {
	Code        int    `json:"code"`
	Description string `json:"description"`
	ReqID       string `json:"req_id"`
}

// newFloor makes the floor: what a program without an SDK does. It decodes into
// this SDK's own types, or, without decode, not at all.
func newFloor(base string, decode func([]byte, any) error) (*contender, error) {
	client := pool()
	do := func(ctx context.Context, method, path string, in, out any) ([]byte, error) {
		var body io.Reader
		if in != nil {
			data, err := json.Marshal(in)
			if err != nil {
				return nil, err
			}
			body = bytes.NewReader(data)
		}
		req, err := http.NewRequestWithContext(ctx, method, base+path, body)
		if err != nil {
			return nil, err
		}
		req.Header.Set("Authorization", "Key "+token)
		if in != nil {
			req.Header.Set("Content-Type", "application/json")
		}
		resp, err := client.Do(req)
		if err != nil {
			return nil, err
		}
		defer func() { _ = resp.Body.Close() }() // it has been read
		data, err := io.ReadAll(resp.Body)
		switch {
		case err != nil:
			return nil, err
		case resp.StatusCode != http.StatusOK:
			return nil, fmt.Errorf("%s %s: %s", method, path, resp.Status)
		case decode != nil:
			return data, decode(data, out)
		}
		return data, nil
	}
	floor := &contender{about: bare, close: client.CloseIdleConnections}
	if decode == nil {
		floor.about = undecoded
	}
	floor.get = func(ctx context.Context) error {
		var out struct {
			Status status        `json:"status"`
			Team   clarifai.Team `json:"team"`
		}
		_, err := do(ctx, http.MethodGet, "/v2/organizations/acme/teams/platform", nil, &out)
		if decode == nil {
			return err
		}
		return expect(err, func() string { return out.Team.ID })
	}
	type item struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	type items struct {
		Teams []item `json:"teams"`
	}
	floor.create = func(ctx context.Context) error {
		var out struct {
			Status status          `json:"status"`
			Teams  []clarifai.Team `json:"teams"`
		}
		_, err := do(ctx, http.MethodPost, "/v2/organizations/acme/teams", items{[]item{{"platform", "Platform engineering"}}}, &out)
		if decode == nil {
			return err
		}
		return expect(err, func() string { return out.Teams[0].ID })
	}
	floor.page = func(ctx context.Context, number, per int, seen func(string)) (int, bool, error) {
		var out struct {
			Status  status            `json:"status"`
			Members []clarifai.Member `json:"organization_members"`
		}
		path := "/v2/organizations/acme/members?page=" + strconv.Itoa(number) + "&per_page=" + strconv.Itoa(per)
		data, err := do(ctx, http.MethodGet, path, nil, &out)
		if err != nil {
			return 0, false, err
		}
		n := len(out.Members)
		if decode == nil {
			n = (len(data) - len(ourMembers) - len("]}") + len(",")) / (len(ourMember) + len(","))
		}
		if seen != nil {
			for i := range out.Members {
				seen(out.Members[i].User.ID)
			}
		}
		return n, n == per, nil
	}
	floor.list = floor.listing
	return floor, nil
}
