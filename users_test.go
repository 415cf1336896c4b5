package clarifai_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func listedUsers(t *testing.T, c *clarifai.Client, opts *clarifai.ListUsersOptions) (ids []string) {
	t.Helper()
	users, err := clarifai.Collect(c.Users.ListAll(t.Context(), opts))
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		ids = append(ids, u.ID)
	}
	return ids
}

func TestUsers_List(t *testing.T) {
	public := func(c *clarifaitest.Config) {
		for i := range c.Users {
			c.Users[i].Visibility = clarifai.VisibilityPublic
		}
		c.Users[1].LastName = "Ångström"
	}
	testkit.RunWithServer(t, "it starts with the caller and goes on page by page", func(t *testing.T, s *clarifaitest.Server) {
		opts := &clarifai.ListUsersOptions{Sort: clarifai.UserSortID, SortAscending: true, Paging: clarifai.Paging{PerPage: 2}}
		if got := listedUsers(t, s.Client(), opts); !slices.Equal(got, []string{"owner", "ann", "ben", "cy"}) {
			t.Errorf("got %v", got)
		}
	}, public)
	testkit.RunWithServer(t, "who is not public is not listed", func(t *testing.T, s *clarifaitest.Server) {
		if got := listedUsers(t, s.Client(), nil); !slices.Equal(got, []string{"owner"}) {
			t.Errorf("got %v", got)
		}
	})
	testkit.RunWithServer(t, "its filters select", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		if got := listedUsers(t, c, &clarifai.ListUsersOptions{Query: "ngstr"}); !slices.Equal(got, []string{"ann"}) {
			t.Errorf("by name: %v", got)
		}
		if err := c.Users.Star(t.Context(), []string{"ben"}); err != nil {
			t.Fatal(err)
		}
		page, err := c.Users.List(t.Context(), &clarifai.ListUsersOptions{StarredOnly: true, AdditionalFields: []string{"stars"}})
		if err != nil || len(page.Items) != 1 || page.Items[0].ID != "ben" || !page.Items[0].IsStarred || page.Items[0].StarCount != 1 {
			t.Errorf("starred: %+v, %v", page, err)
		}
	}, public)
	t.Run("an unknown order is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		_, err := c.Users.List(t.Context(), &clarifai.ListUsersOptions{Sort: "age"})
		if !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
			t.Errorf("%d requests, %v", len(s.Requests()), err)
		}
	})
}

func TestUsers_Update(t *testing.T) {
	profile := func(c *clarifaitest.Config) {
		c.Users[1].FirstName, c.Users[1].LastName, c.Users[1].Country = "Ann", "Ångström", "Iceland"
		c.Users[1].Metadata = map[string]any{"desk": map[string]any{"floor": 2}, "big": int64(9007199254740993)}
	}
	as := func(s *clarifaitest.Server, user string) *clarifai.Client {
		return s.Client(clarifai.WithPAT(s.PAT(user)))
	}

	testkit.RunWithServer(t, "it changes what is set and keeps the rest", func(t *testing.T, s *clarifaitest.Server) {
		got, err := as(s, "ann").Users.Update(t.Context(), "me", clarifai.UpdateUserRequest{
			JobTitle: new("Engineer"), State: new("South"), LastName: new(""), Visibility: new(clarifai.VisibilityPublic),
			Metadata: map[string]any{"desk": map[string]any{"room": 7}, "n": int64(9007199254740993)},
		})
		if err != nil || got.JobTitle != "Engineer" || got.UserDetail.State != "South" || got.Visibility != clarifai.VisibilityPublic {
			t.Fatalf("got %+v, %v", got, err)
		}
		u, _ := s.User("ann")
		if u.FirstName != "Ann" || u.LastName != "" || u.Country != "Iceland" || len(u.Metadata) != 3 || len(s.Requests()) != 2 {
			t.Errorf("after %d requests the server has %+v", len(s.Requests()), u)
		}
	}, profile)
	testkit.RunWithServer(t, "an administrator changes a member, whose details stay hidden", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		got, err := c.Users.Update(t.Context(), "ann", clarifai.UpdateUserRequest{CompanyName: new("Acme"), Country: new("Norway"), Metadata: map[string]any{"a": 1}})
		if u, _ := s.User("ann"); err != nil || got.CompanyName != "Acme" || u.Country != "Norway" || u.Metadata["a"] != 1.0 {
			t.Errorf("got %+v, %v; the server has %+v", got, err, u)
		}
		if _, err := as(s, "ben").Users.Update(t.Context(), "ann", clarifai.UpdateUserRequest{CompanyName: new("Ben's")}); !errors.Is(err, clarifai.ErrForbidden) {
			t.Errorf("another member: %v", err)
		}
	}, profile)
	testkit.RunWithServer(t, "a password goes along and is not shown", func(t *testing.T, s *clarifaitest.Server) {
		before, _ := s.User("ann")
		request := clarifai.UpdateUserRequest{
			FirstName: new("Anna"), Password: clarifai.NewSecret(testkit.Password), OldPassword: clarifai.NewSecret(before.Password),
		}
		if _, err := as(s, "ann").Users.Update(t.Context(), "me", request); err != nil {
			t.Fatal(err)
		}
		if u, _ := s.User("ann"); u.Password != testkit.Password || u.FirstName != "Anna" {
			t.Errorf("the server has %+v", u)
		}
		request.OldPassword = clarifai.NewSecret("a guess 47xy")
		_, err := as(s, "ann").Users.Update(t.Context(), "me", request)
		if text := fmt.Sprintf("%+v %+v", err, request); err == nil || strings.Contains(text, "47xy") || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("a wrong one: %v", text)
		}
	}, profile)
	testkit.RunWithServer(t, "a lost response to a new password is ambiguous once the old one is refused", func(t *testing.T, s *clarifaitest.Server) {
		before, _ := s.User("ann")
		_, err := as(s, "ann").Users.Update(t.Context(), "me", clarifai.UpdateUserRequest{
			Password: clarifai.NewSecret(testkit.Password), OldPassword: clarifai.NewSecret(before.Password)})
		if u, _ := s.User("ann"); !errors.Is(err, clarifai.ErrAmbiguous) || u.Password != testkit.Password {
			t.Errorf("got %v", err)
		}
	}, testkit.LoseResponse(clarifai.OpUsersUpdate))
	testkit.RunWithServer(t, "what a server clears is an error that names it", func(t *testing.T, s *clarifaitest.Server) {
		_, err := as(s, "ann").Users.Update(t.Context(), "me", clarifai.UpdateUserRequest{FirstName: new("Anna")})
		if err == nil || !strings.Contains(err.Error(), "LastName, Country") || !strings.Contains(err.Error(), "again together with") || errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
	}, profile, func(c *clarifaitest.Config) { c.Variants.ReplaceProfiles = true })
	testkit.RunWithServer(t, "a change that shows later is waited for", func(t *testing.T, s *clarifaitest.Server) {
		if got, err := as(s, "ann").Users.Update(t.Context(), "me", clarifai.UpdateUserRequest{FirstName: new("Anna")}); err != nil || got.FirstName != "Anna" {
			t.Errorf("got %+v, %v", got, err)
		}
	}, profile, func(c *clarifaitest.Config) { c.Variants.Lag = 1e9 })

	user := func(fields string) testkit.Reply { return testkit.Success(`"user":{"id":"ann"` + fields + `}`) }
	t.Run("what only reading shows is not lost", func(t *testing.T) {
		whole := user(`,"first_name":"Anna","last_name":"Å","user_detail":{"country":"IS","metadata":{"a":1}}`)
		c, s := testkit.NewClient(t, testkit.Script(whole, user(`,"first_name":"Anna"`), whole))
		if _, err := c.Users.Update(t.Context(), "ann", clarifai.UpdateUserRequest{FirstName: new("Anna")}); err != nil || len(s.Requests()) != 3 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	testkit.RunInFakeTime(t, "a change that never shows is an error", func(t *testing.T) {
		for name, request := range map[string]clarifai.UpdateUserRequest{
			"visibility": {Visibility: new(clarifai.VisibilityPublic)}, "metadata": {Metadata: map[string]any{"a": 2}},
			"metadata within": {Metadata: map[string]any{"o": map[string]any{"b": 1}}}, "an empty object": {Metadata: map[string]any{"none": map[string]any{}}},
		} {
			c, _ := testkit.NewClient(t, testkit.Script(user(`,"visibility":{"gettable":10},"metadata":{"a":1,"o":{"a":1}}`)))
			if _, err := c.Users.Update(t.Context(), "ann", request); err == nil || !strings.Contains(err.Error(), "reading does not show it") {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(user("")))
		for name, request := range map[string]clarifai.UpdateUserRequest{
			"nothing": {}, "no metadata": {Metadata: map[string]any{}}, "no visibility": {Visibility: new(clarifai.Visibility(""))},
			"the old password alone": {OldPassword: clarifai.NewSecret("old")},
		} {
			if _, err := c.Users.Update(t.Context(), "ann", request); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestUsers_ChangeID(t *testing.T) {
	change := func(t *testing.T, s *clarifaitest.Server, userID string) error {
		t.Helper()
		err := s.Client().Users.ChangeID(t.Context(), userID, clarifai.ChangeUserIDRequest{NewID: "newcomer"})
		if _, ok := s.User("newcomer"); !ok {
			t.Errorf("nobody has the new ID")
		}
		return err
	}
	for userID, requests := range map[string]int{"me": 2, "ann": 2} {
		testkit.RunWithServer(t, "of "+userID, func(t *testing.T, s *clarifaitest.Server) {
			if err := change(t, s, userID); err != nil || len(s.Requests()) != requests {
				t.Errorf("%d requests, %v", len(s.Requests()), err)
			}
		})
		testkit.RunWithServer(t, "a lost response of "+userID+" is looked up", func(t *testing.T, s *clarifaitest.Server) {
			if err := change(t, s, userID); err != nil {
				t.Error(err)
			}
		}, testkit.LoseResponse(clarifai.OpUsersChangeID))
		testkit.RunWithServer(t, "a lost request of "+userID+" is sent again", func(t *testing.T, s *clarifaitest.Server) {
			if err := change(t, s, userID); err != nil {
				t.Error(err)
			}
		}, testkit.DropRequest(clarifai.OpUsersChangeID))
	}
	testkit.RunWithServer(t, "an ID that is taken is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		err := s.Client().Users.ChangeID(t.Context(), "ann", clarifai.ChangeUserIDRequest{NewID: "ben"})
		if !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("got %v", err)
		}
	})
	testkit.RunWithServer(t, "somebody else's new ID is no proof", func(t *testing.T, s *clarifaitest.Server) {
		s.Inject(clarifaitest.Fault{Operation: clarifai.OpUsersChangeID, Kind: clarifaitest.FaultDrop, Count: -1})
		s.Advance(1e9 * 60)
		err := s.Client().Users.ChangeID(t.Context(), "ann", clarifai.ChangeUserIDRequest{NewID: "ben"})
		if !errors.Is(err, clarifai.ErrAmbiguous) {
			t.Errorf("got %v", err)
		}
	})
	testkit.RunInFakeTime(t, "a response that shows the old ID is not believed", func(t *testing.T) {
		ann := testkit.Success(`"user":{"id":"ann","created_at":"2026-01-01T00:00:00Z"}`)
		c, s := testkit.NewClient(t, testkit.Script(ann))
		err := c.Users.ChangeID(t.Context(), "me", clarifai.ChangeUserIDRequest{NewID: "anna"})
		if err == nil || !strings.Contains(err.Error(), "reading does not show it") || errors.Is(err, clarifai.ErrAmbiguous) || len(s.Requests()) < 4 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"user":{"id":"ann"}`)))
		for _, ids := range [][2]string{{"ann", ""}, {"ann", "Ann"}, {"ann", "me"}, {"ann", "a/b"}, {"", "anna"}} {
			if err := c.Users.ChangeID(t.Context(), ids[0], clarifai.ChangeUserIDRequest{NewID: ids[1]}); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%v: %v", ids, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
		if err := c.Users.ChangeID(t.Context(), "me", clarifai.ChangeUserIDRequest{NewID: "ANN"}); !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 1 {
			t.Errorf("one's own ID: %d requests, %v", len(s.Requests()), err)
		}
	})
}

func TestUsers_ValidateIDs(t *testing.T) {
	testkit.RunWithServer(t, "the results are in the order of the requests", func(t *testing.T, s *clarifaitest.Server) {
		got, err := s.Client().Users.ValidateIDs(t.Context(), []clarifai.ValidateIDRequest{
			{Type: clarifai.IDTypeUser, ID: "new"}, {Type: clarifai.IDTypeUser, ID: "Ann"},
			{Type: clarifai.IDTypeApp, ID: "app", OwnerID: "acme"}, {Type: clarifai.IDTypeApp, ID: "app", OwnerID: "owner"}, {Type: clarifai.IDTypeUser, ID: "a b"},
		})
		if err != nil {
			t.Fatal(err)
		}
		var free []bool
		for _, result := range got {
			free = append(free, result.IsFree())
		}
		if !slices.Equal(free, []bool{true, false, false, true, false}) {
			t.Errorf("got %+v", got)
		}
		if taken := got[1]; taken.Errors[0].Type != clarifai.IDErrorDatabase || !slices.Equal(taken.RecommendedIDs, []string{"Ann-2", "Ann-3"}) || got[4].Errors[0].Type != clarifai.IDErrorFormat {
			t.Errorf("got %+v and %+v", taken, got[4])
		}
		if n := len(s.Requests()); n != 1 || s.Requests()[0].UserID != "" {
			t.Errorf("%d requests", n)
		}
	})

	ask := []clarifai.ValidateIDRequest{{Type: clarifai.IDTypeUser, ID: "a"}, {Type: clarifai.IDTypeUser, ID: "b"}}
	result := func(id, errors string) string {
		return `{"validation":{"object_type":"user","object_id":"` + id + `"},"errors":[` + errors + `]}`
	}
	for name, test := range map[string]struct {
		results string
		free    []bool // nil for an error
	}{
		"in another order":            {result("B", `{"type":3}`) + "," + result("a", ""), []bool{true, false}},
		"without what was asked":      {`{},{"errors":[{"type":"NEW_KIND"}]}`, []bool{true, false}},
		"one is null":                 {result("a", "") + ",null", nil},
		"all are null":                {"null,null", nil},
		"one is missing":              {result("a", ""), nil},
		"one is missing, and no name": {`{}`, nil},
		"one is of another ID":        {result("a", "") + "," + result("c", ""), nil},
		"errors that cannot be read":  {result("a", "") + `,{"validation":{"object_type":"user","object_id":"b"},"errors":7}`, nil},
	} {
		t.Run("results "+name, func(t *testing.T) {
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"validation_results":[`+test.results+`]`)))
			got, err := c.Users.ValidateIDs(t.Context(), ask)
			if (err == nil) != (test.free != nil) {
				t.Fatalf("got %+v, %v", got, err)
			}
			for i := range test.free {
				if got[i].IsFree() != test.free[i] || got[i].Validation.ObjectID != ask[i].ID {
					t.Errorf("%s: got %+v", ask[i].ID, got[i])
				}
			}
		})
	}
	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		for name, reqs := range map[string][]clarifai.ValidateIDRequest{
			"none": nil, "no type": {{ID: "a"}}, "no ID": {{Type: clarifai.IDTypeUser}}, "the second": {ask[0], {}},
			"an owner": {{Type: clarifai.IDTypeApp, ID: "a", OwnerID: "a/b"}}, "an app": {{Type: clarifai.IDTypeApp, ID: "a", AppID: ".."}},
		} {
			if _, err := c.Users.ValidateIDs(t.Context(), reqs); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
	t.Run("many are asked about in parts", func(t *testing.T) {
		c, s := testkit.NewClient(t, func(_ int, r *testkit.Request) testkit.Reply {
			return testkit.Success(`"validation_results":[` + strings.Repeat(`{},`, strings.Count(r.Body, "object_id")-1) + `{}]`)
		})
		got, err := c.Users.ValidateIDs(t.Context(), slices.Repeat(ask, 100))
		if err != nil || len(got) != 200 || len(s.Requests()) != 2 || got[129].Validation.ObjectID != "b" {
			t.Errorf("%d results in %d requests, %v", len(got), len(s.Requests()), err)
		}
	})
	t.Run("a guard counts the owners of apps", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success("")), clarifai.WithGuard(clarifai.Guard{Owners: []string{"acme"}}))
		if _, err := c.Users.ValidateIDs(t.Context(), []clarifai.ValidateIDRequest{{Type: clarifai.IDTypeApp, ID: "a", OwnerID: "other"}}); !errors.Is(err, clarifai.ErrGuarded) {
			t.Errorf("got %v", err)
		}
	})
}

func TestIDValidation_IsFree_Nil(t *testing.T) {
	if (*clarifai.IDValidation)(nil).IsFree() || (*clarifai.Notification)(nil).IsRead() {
		t.Error("nothing is free, or read")
	}
}

func TestUsers_GetFeatureFlags(t *testing.T) {
	testkit.RunWithServer(t, "as Clarifai writes them", func(t *testing.T, s *clarifaitest.Server) {
		got, err := s.Client().Users.GetFeatureFlags(t.Context(), "me")
		if err != nil || got.Config != "flags" {
			t.Errorf("got %+v, %v", got, err)
		}
		got, err = s.Client(clarifai.WithPAT(s.PAT("ann"))).Users.GetFeatureFlags(t.Context(), "ann")
		if err != nil || got.Config != "" {
			t.Errorf("none: %+v, %v", got, err)
		}
	})
}
