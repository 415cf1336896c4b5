package clarifai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"net/http"
	"net/http/cookiejar"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"golang.org/x/oauth2"
	"golang.org/x/time/rate"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
)

// method is a method of a service, to be called with arguments made from their
// types.
type method struct {
	name string
	fn   reflect.Value
}

// methods are all methods of all services of a client.
func methods(c *clarifai.Client) (all []method) {
	client := reflect.ValueOf(c).Elem()
	for field, service := range client.Fields() {
		if !field.IsExported() {
			continue
		}
		for m, fn := range service.Methods() {
			all = append(all, method{field.Name + "." + m.Name, fn})
		}
	}
	return all
}

// decent makes a value that a caller may well hand in. The name is that of the
// field that it is for.
func decent(t reflect.Type, name string) reflect.Value {
	v := reflect.New(t).Elem()
	switch t {
	case reflect.TypeFor[clarifai.Secret]():
		return reflect.ValueOf(clarifai.NewSecret("tok_visa"))
	case reflect.TypeFor[json.RawMessage]():
		return reflect.ValueOf(json.RawMessage(`{"id":"x1"}`))
	case reflect.TypeFor[[]byte]():
		return reflect.ValueOf([]byte("x1"))
	case reflect.TypeFor[clarifai.RoleRef]():
		return reflect.ValueOf(clarifai.RoleID("role_id")) // of the plain answers
	case reflect.TypeFor[clarifai.RoleType]():
		return reflect.ValueOf(clarifai.RoleTypeOrg)
	case reflect.TypeFor[clarifai.AppSort]():
		return reflect.ValueOf(clarifai.AppSortName)
	case reflect.TypeFor[clarifai.IdentityProviderType]():
		return reflect.ValueOf(clarifai.IdentityProviderSAML)
	case reflect.TypeFor[time.Time](), reflect.TypeFor[time.Duration](), reflect.TypeFor[clarifai.Paging]():
		return v
	}
	switch t.Kind() {
	case reflect.String:
		switch {
		case strings.Contains(name, "Email"):
			v.SetString("ann@acme.example")
		case strings.Contains(name, "URL"):
			v.SetString("https://idp.example/1")
		default:
			v.SetString("x1")
		}
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Int32, reflect.Int64:
		v.SetInt(8)
	case reflect.Uint32:
		v.SetUint(8)
	case reflect.Interface:
		v.Set(reflect.ValueOf("x1"))
	case reflect.Pointer:
		v.Set(reflect.New(t.Elem()))
		v.Elem().Set(decent(t.Elem(), name))
	case reflect.Slice:
		v.Set(reflect.Append(v, decent(t.Elem(), name)))
	case reflect.Map:
		v.Set(reflect.MakeMap(t))
		v.SetMapIndex(decent(t.Key(), ""), decent(t.Elem(), ""))
	case reflect.Func:
		v.Set(reflect.MakeFunc(t, func([]reflect.Value) []reflect.Value { return []reflect.Value{reflect.Zero(t.Out(0))} }))
	case reflect.Struct:
		for field, at := range v.Fields() {
			if field.IsExported() {
				at.Set(decent(field.Type, field.Name))
			}
		}
	default:
		panic("what is a decent " + t.String() + "?")
	}
	// What excludes each other.
	switch p := v.Addr().Interface().(type) {
	case *clarifai.AddCollaboratorRequest:
		p.Email = ""
	case *clarifai.CreatePasswordPolicyRequest:
		p.UserID = ""
	case *clarifai.CreateIdentityProviderRequest:
		p.OAuthProvider, p.OAuthClientID, p.OAuthClientSecret = "", "", clarifai.Secret{}
	case *clarifai.UpdateIdentityProviderRequest:
		p.SAMLMetadataURL = nil // the provider of the plain answers is of OAuth
	case *clarifai.RotateTokenRequest:
		p.ExpiresAt = time.Date(2101, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return v
}

// arguments are decent ones, the call options left out.
func (m *method) arguments(ctx context.Context) []reflect.Value {
	t := m.fn.Type()
	args := []reflect.Value{reflect.ValueOf(ctx)}
	for i := 1; i < t.NumIn(); i++ {
		if t.IsVariadic() && i == t.NumIn()-1 {
			break
		}
		name := ""
		if m.name == "Collaborators.RemoveByEmail" && t.In(i).Kind() == reflect.Slice {
			name = "Email"
		}
		arg := reflect.New(t.In(i)).Elem() // so that it can be changed
		arg.Set(decent(t.In(i), name))
		if i > 1 && arg.Kind() == reflect.String && arg.String() == "x1" {
			arg.SetString("x" + strconv.Itoa(i)) // an app is not transferred to whom it belongs to
		}
		args = append(args, arg)
	}
	return args
}

// call gives the error that a method ends with; of an iterator the first.
func (m *method) call(t *testing.T, args []reflect.Value) (err error) {
	t.Helper()
	if p := corePanics(func() {
		out := m.fn.Call(args)
		if last := out[len(out)-1]; last.Type() == reflect.TypeFor[error]() {
			err, _ = reflect.TypeAssert[error](last)
			return
		}
		items := 0
		for _, failure := range out[0].Seq2() {
			if err, _ = reflect.TypeAssert[error](failure); err != nil || items == 10 {
				return
			}
			items++
		}
	}); p != nil {
		t.Fatalf("%s panics: %v", m.name, p)
	}
	if problem := unsound(err); problem != "" {
		t.Errorf("%s: %s", m.name, problem)
	}
	return err
}

// eachMethod runs a test for every method of every service, of a client whose
// server gives plain answers.
func eachMethod(t *testing.T, test func(t *testing.T, m *method, s *coreServer)) {
	t.Helper()
	plain := plainAnswers(t)
	c, s := coreClient(t, func(_ int, r *coreRequest) coreReply { return coreReply{status: 200, body: plain[r.op]} }, coreOnce)
	all := methods(c)
	if len(all) != len(coreMethods) {
		t.Fatalf("%d methods of %d", len(all), len(coreMethods))
	}
	for i := range all {
		test(t, &all[i], s)
		s.mu.Lock()
		s.seen = nil
		s.mu.Unlock()
	}
}

// texts finds all texts in a value, and gives for each how to change it.
func texts(v reflect.Value, at string, visit func(at string, put func(string))) {
	switch v.Type() {
	case reflect.TypeFor[clarifai.Secret]():
		visit(at, func(s string) { v.Set(reflect.ValueOf(clarifai.NewSecret(s))) })
		return
	case reflect.TypeFor[[]byte]():
		return // any bytes will do
	case reflect.TypeFor[json.RawMessage]():
		visit(at, func(s string) { v.SetBytes([]byte(`{"id":"` + s + `"}`)) })
		return
	case reflect.TypeFor[time.Time]():
		return
	}
	switch v.Kind() {
	case reflect.String:
		visit(at, v.SetString)
	case reflect.Interface:
		visit(at, func(s string) { v.Set(reflect.ValueOf(s)) })
	case reflect.Pointer:
		if !v.IsNil() {
			texts(v.Elem(), at, visit)
		}
	case reflect.Slice:
		if v.Len() > 0 {
			texts(v.Index(0), at+"[0]", visit)
		}
	case reflect.Map:
		visit(at+" key", func(s string) { v.SetMapIndex(reflect.ValueOf(s), reflect.Zero(v.Type().Elem())) })
		if v.Type().Elem().Kind() == reflect.Interface {
			visit(at+" value", func(s string) { v.SetMapIndex(reflect.ValueOf("x1"), reflect.ValueOf(s)) })
		}
	case reflect.Struct:
		for field, value := range v.Fields() {
			if field.IsExported() {
				texts(value, at+"."+field.Name, visit)
			}
		}
	}
}

func TestNoTextThatACallerHandsInIsSentBrokenOrBreaksAnything(t *testing.T) {
	hostile := []string{"\xff", "a\xc3", "\xed\xa0\x80", "a\x00b\x1b[31m\r\nX: y\u202e", "", " ", "long"}
	eachMethod(t, func(t *testing.T, m *method, s *coreServer) {
		if err := m.call(t, m.arguments(t.Context())); errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("%s: what is decent is refused: %v", m.name, err)
		}
		for n := 0; ; n++ {
			where := ""
			for k, text := range hostile {
				if strings.Contains(where, ".") && (n+k)%harness.Count(7, 3) != 0 { // within a struct each in some places
					continue
				}
				args, i := m.arguments(t.Context()), 0
				for position, arg := range args[1:] {
					texts(arg, fmt.Sprint("argument ", position+1), func(at string, put func(string)) {
						if i == n {
							where = at
							if text == "long" {
								text = strings.Repeat("x", 1<<14)
								if strings.HasSuffix(m.name, ".Get") || strings.HasSuffix(m.name, ".Create") { // it takes a while for all
									text = strings.Repeat("x", 1<<20)
								}
							}
							put(text)
						}
						i++
					})
				}
				if i <= n {
					return
				}
				before := len(s.requests())
				err := m.call(t, args)
				for _, r := range s.requests()[before:] {
					query := r.URL.Query()
					whole := r.URL.Path + r.body + fmt.Sprint(query)
					if !utf8.ValidString(whole) || strings.ContainsRune(whole, utf8.RuneError) || strings.Contains(r.body, `\ufffd`) || strings.ContainsAny(r.URL.Path, "\x00\x1b\r\n") {
						t.Errorf("%s with %.20q as %s sends %.300q", m.name, text, where, whole)
					}
				}
				if !utf8.ValidString(text) && err != nil && len(s.requests()) == before && coreIs(err) != "ErrInvalid" {
					t.Errorf("%s with %.20q as %s: %v", m.name, text, where, err)
				}
			}
		}
	})
}

func TestNilsAndZerosAreErrorsOrNothing(t *testing.T) {
	eachMethod(t, func(t *testing.T, m *method, _ *coreServer) {
		zero := m.arguments(t.Context())
		for i := range zero[1:] {
			args := m.arguments(t.Context())
			args[1+i].SetZero()
			zero[1+i].SetZero()
			if err := m.call(t, args); args[1+i].Kind() == reflect.Pointer && errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: nil options are refused: %v", m.name, err)
			}
		}
		_ = m.call(t, zero)
		if m.fn.Type().IsVariadic() {
			var none clarifai.CallOption
			if err := m.call(t, append(m.arguments(t.Context()), reflect.ValueOf(none), reflect.ValueOf(none))); errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: a nil CallOption is refused: %v", m.name, err)
			}
		}
	})
}

func TestAbsurdPagingIsRefusedByEveryList(t *testing.T) {
	lists := 0
	eachMethod(t, func(t *testing.T, m *method, s *coreServer) {
		args := m.arguments(t.Context())
		options := slices.IndexFunc(args, func(v reflect.Value) bool {
			return v.Kind() == reflect.Pointer && v.Elem().Kind() == reflect.Struct && v.Elem().FieldByName("Paging").IsValid()
		})
		if options < 0 {
			return
		}
		lists++
		for _, paging := range []clarifai.Paging{
			{Page: -1}, {Page: math.MinInt}, {Page: math.MaxInt}, {PerPage: -1}, {PerPage: 1001}, {PerPage: math.MaxInt},
			{ReadAhead: -1}, {ReadAhead: 65}, {ReadAhead: math.MaxInt}, {Page: math.MaxInt, PerPage: 1000, ReadAhead: 64},
		} {
			args[options].Elem().FieldByName("Paging").Set(reflect.ValueOf(paging))
			if err := m.call(t, args); coreIs(err) != "ErrInvalid" || len(s.requests()) > 0 {
				t.Errorf("%s with %+v: %d requests, %v", m.name, paging, len(s.requests()), err)
			}
		}
	})
	if lists < 30 {
		t.Errorf("only %d lists", lists)
	}
}

func TestListsOfManyThousandsEndInOneErrorAndFewRequests(t *testing.T) {
	many := make([]string, harness.Count(5_000, 20_000))
	for i := range many {
		many[i] = fmt.Sprintf("x%d@acme.example", i)
	}
	c, s := coreClient(t, coreScript(coreFail(403, 11007)), coreOnce)
	all := methods(c)
	for i := range all {
		m := &all[i]
		for position, arg := range m.arguments(t.Context()) {
			if arg.Kind() != reflect.Slice {
				continue
			}
			args, before := m.arguments(t.Context()), len(s.requests())
			list := reflect.MakeSlice(arg.Type(), len(many), len(many))
			for n, text := range many {
				list.Index(n).Set(decent(arg.Type().Elem(), ""))
				texts(list.Index(n), "", func(at string, put func(string)) {
					if !strings.HasSuffix(at, "Role") {
						put(text)
					}
				})
			}
			args[position].Set(list)
			if err := m.call(t, args); !errors.Is(err, clarifai.ErrForbidden) || len(s.requests()) > before+1 {
				t.Errorf("%s: %d requests, %.300v", m.name, len(s.requests())-before, err)
			}
		}
	}
}

func TestAClientThatIsClosedZeroOrNilGivesErrorsAndSendsNothing(t *testing.T) {
	closed, s := coreClient(t, coreScript(coreFine("")))
	closed.Close()
	closed.Close()
	services := new(clarifai.Client)
	for field, service := range reflect.ValueOf(services).Elem().Fields() {
		if field.IsExported() {
			service.Set(reflect.New(field.Type.Elem()))
		}
	}
	for name, test := range map[string]struct {
		client *clarifai.Client
		is     string
	}{"closed": {closed, "ErrUnauthorized"}, "zero services": {services, "ErrInvalid"}, "zero": {new(clarifai.Client), "ErrInvalid"}} {
		for _, m := range methods(test.client) {
			if err := m.call(t, m.arguments(t.Context())); coreIs(err) != test.is {
				t.Errorf("%s: %s: %v", name, m.name, err)
			}
		}
	}
	// What is no service's: of a nil client, and with a nil context, too.
	var nobody *clarifai.Client
	var never context.Context
	working, s2 := coreClient(t, coreScript(coreFine("")))
	for name, test := range map[string]struct {
		client *clarifai.Client
		ctx    context.Context
		is     string
	}{
		"nil": {nobody, t.Context(), "ErrInvalid"}, "closed": {closed, t.Context(), "ErrUnauthorized"},
		"zero": {new(clarifai.Client), t.Context(), "ErrInvalid"}, "nil context": {working, never, "ErrInvalid"},
	} {
		for what, call := range map[string]func() error{
			"Preflight":       func() error { return coreValue(test.client.Preflight(test.ctx)) },
			"Preflight of it": func() error { return coreValue(test.client.Preflight(test.ctx, clarifai.OpTeamsGet)) },
			"Call":            func() error { return test.client.Call(test.ctx, http.MethodGet, "/v2/roles", nil, nil, nil) },
		} {
			var err error
			if p := corePanics(func() { err = call() }); p != nil || coreIs(err) != test.is {
				t.Errorf("%s: %s: panic %v, %v", name, what, p, err)
			}
		}
	}
	if p := corePanics(func() { nobody.Close(); new(clarifai.Client).Close(); _ = fmt.Sprintf("%v %#v", nobody, nobody) }); p != nil {
		t.Errorf("closing or printing what is nil: %v", p)
	}
	if n := len(s.requests()) + len(s2.requests()); n != 0 {
		t.Errorf("%d requests", n)
	}
}

func TestWhatIsNilCanBeAskedAndPrinted(t *testing.T) {
	for name, ask := range map[string]func() bool{
		"Member.Is":       func() bool { return (*clarifai.Member)(nil).Is("ann") },
		"Collaborator.Is": func() bool { return (*clarifai.Collaborator)(nil).Is("ann") },
		"User.Email":      func() bool { return (*clarifai.User)(nil).Email() != "" },
		"User.Emails":     func() bool { return (*clarifai.User)(nil).Emails() != nil },
		"Role.Can": func() bool {
			yes, known := (*clarifai.Role)(nil).Can(clarifai.PermissionCreateApps)
			return yes || known
		},
		"RoleRef.Matches":        func() bool { return clarifai.RoleAdmin.Matches(nil) },
		"MyScopes.Has":           func() bool { return (*clarifai.MyScopes)(nil).Has("All") },
		"PasswordViolations.Any": func() bool { return (*clarifai.PasswordViolations)(nil).Any() },
		"PasswordPolicy.Check": func() bool {
			check := (*clarifai.PasswordPolicy)(nil).Check(clarifai.Secret{}, nil)
			return len(check.Broken)+len(check.Unknown) > 0
		},
		"Page.More":             func() bool { return (*clarifai.Page[int])(nil).More() },
		"PreflightReport.Err":   func() bool { return (*clarifai.PreflightReport)(nil).Err() != nil },
		"RotationResult.String": func() bool { return (*clarifai.RotationResult)(nil).String() != "" },
		"Collect":               func() bool { items, err := clarifai.Collect[int](nil); return items != nil || err != nil },
		"Secret":                func() bool { return fmt.Sprint(clarifai.Secret{}) != "" },
	} {
		var yes bool
		if p := corePanics(func() { yes = ask() }); p != nil || yes {
			t.Errorf("%s of nil: %v, panic %v", name, yes, p)
		}
	}
	for _, err := range []error{&clarifai.Error{}, &clarifai.BatchError{}, clarifai.ItemError{}, &clarifai.BatchError{Items: make([]clarifai.ItemError, 5)}} {
		if p := corePanics(func() { _ = err.Error(); _ = errors.Is(err, clarifai.ErrInvalid) }); p != nil {
			t.Errorf("%T: %v", err, p)
		}
	}
}

func TestOptionsThatContradictEachOtherAreRefusedInBothOrders(t *testing.T) {
	coreNoEnv(t)
	const elsewhere = "/v9/{user_app_id.user_id}/{id}"
	opts := map[string]clarifai.Option{
		"PAT":              clarifai.WithPAT(corePAT),
		"source":           clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: corePAT})),
		"session":          clarifai.WithSessionToken(coreSession),
		"https":            clarifai.WithBaseURL("https://api.example.test"),
		"http":             clarifai.WithBaseURL("http://api.example.test"),
		"insecure":         clarifai.WithInsecureHTTP(),
		"client":           clarifai.WithHTTPClient(&http.Client{Transport: http.NewFileTransport(http.Dir("."))}),
		"retry":            clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1}),
		"limiter":          clarifai.WithLimiter(rate.NewLimiter(rate.Inf, 1)),
		"logger":           clarifai.WithLogger(slog.New(slog.DiscardHandler)),
		"agent":            clarifai.WithUserAgent("acme/1"),
		"prefix":           clarifai.WithRequestIDPrefix("run-7"),
		"limit":            clarifai.WithMaxResponseBytes(1000),
		"guard":            clarifai.WithGuard(clarifai.Guard{ReadOnly: true}),
		"team there":       clarifai.WithRoute(clarifai.OpTeamsGet, http.MethodGet, elsewhere),
		"invitation there": clarifai.WithRoute(clarifai.OpInvitationsGet, http.MethodGet, elsewhere),
		"team's own":       clarifai.WithRoute(clarifai.OpTeamsGet, http.MethodGet, "/v2/organizations/{user_app_id.user_id}/teams/{id}"),
	}
	names := slices.Sorted(maps.Keys(opts))
	// That the others give the same client in any order is another test's.
	var refused []string
	for i, a := range names {
		for _, b := range names[i+1:] {
			c, err := clarifai.NewClient(opts[a], opts[b])
			c2, err2 := clarifai.NewClient(opts[b], opts[a])
			if (c == nil) == (err == nil) || (c2 == nil) == (err2 == nil) {
				t.Errorf("%s and %s: %v, %v; %v, %v", a, b, c, err, c2, err2)
			}
			if a == "http" && b == "https" {
				continue // the same option twice: the later counts
			}
			if err != nil && coreIs(err) != "ErrInvalid" || fmt.Sprint(err) != fmt.Sprint(err2) {
				t.Errorf("%s and %s: %v; the other way round: %v", a, b, err, err2)
			}
			switch {
			case a == "http" || b == "http":
				if (err == nil) != (b == "insecure") {
					t.Errorf("%s and %s: %v", a, b, err)
				}
			case err != nil:
				refused = append(refused, a+" and "+b)
			}
		}
	}
	if want := []string{"PAT and source", "invitation there and team there"}; !slices.Equal(refused, want) {
		t.Errorf("refused are %q, want %q", refused, want)
	}
}

func TestOptionsThatAreNilWithinAreRefused(t *testing.T) {
	for name, opt := range map[string]func() clarifai.Option{
		"a limiter":      func() clarifai.Option { return clarifai.WithLimiter((*rate.Limiter)(nil)) },
		"a function":     func() clarifai.Option { return clarifai.WithLimiter(limiterFunc(nil)) },
		"a token source": func() clarifai.Option { return clarifai.WithTokenSource((*nilSource)(nil)) },
		"a transport": func() clarifai.Option {
			return clarifai.WithHTTPClient(&http.Client{Transport: (*http.Transport)(nil)})
		},
		"a round tripper": func() clarifai.Option { return clarifai.WithHTTPClient(&http.Client{Transport: roundTrip(nil)}) },
		"a jar":           func() clarifai.Option { return clarifai.WithHTTPClient(&http.Client{Jar: (*cookiejar.Jar)(nil)}) },
		"a logger":        func() clarifai.Option { return clarifai.WithLogger(new(slog.Logger)) },
	} {
		c, err := clarifai.NewClient(opt())
		if c != nil || coreIs(err) != "ErrInvalid" {
			t.Errorf("%s that is nil: %v, %v", name, c, err)
		}
	}
}

type nilSource struct{ token oauth2.Token }

func (s *nilSource) Token() (*oauth2.Token, error) { return &s.token, nil }

func TestTheLargestNumbersInOptionsMeanNoLimit(t *testing.T) {
	c, s := coreClient(t, coreScript(coreFail(503, 0), coreFail(503, 0), coreTeam),
		clarifai.WithMaxResponseBytes(math.MaxInt64), clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: math.MaxInt,
			MinWait: 1, MaxWait: 1, MaxRetryAfter: math.MaxInt64, VerifyTimeout: math.MaxInt64}),
		clarifai.WithGuard(clarifai.Guard{MaxWrites: math.MaxInt}))
	if team, err := c.Teams.Get(t.Context(), "acme", "ml"); err != nil || team.ID != "ml" || len(s.requests()) != 3 {
		t.Errorf("%d requests, %v", len(s.requests()), err)
	}
	if err := c.Teams.Delete(t.Context(), "acme", []string{"ml"}); err != nil {
		t.Error(err)
	}
}

// One client, whatever it is asked for, closed while it is at work.
func TestAHundredGoroutinesShareAClientThatIsClosedUnderThem(t *testing.T) {
	const goroutines, each = 100, 20
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		calls := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))
		ops := slices.Sorted(maps.Keys(calls))
		var made, done atomic.Int64
		var group sync.WaitGroup
		for g := range goroutines {
			group.Go(func() {
				for i := range each {
					op := ops[(g*each+i)%len(ops)]
					_, err := calls[op](t.Context(), c)
					if err == nil {
						done.Add(1)
					} else if problem := unsound(err); problem != "" {
						t.Errorf("%s: %s", op, problem)
					}
					_ = c.String()
					if made.Add(1) == goroutines*each/2 {
						c.Close()
					}
				}
			})
		}
		group.Wait()
		if done.Load() < goroutines {
			t.Errorf("only %d calls succeeded", done.Load())
		}
		before := len(s.Requests())
		for op, call := range calls {
			if _, err := call(t.Context(), c); !errors.Is(err, clarifai.ErrUnauthorized) {
				t.Errorf("%s of a closed client: %v", op, err)
			}
		}
		if n := len(s.Requests()) - before; n != 0 {
			t.Errorf("a closed client sends %d requests", n)
		}
	})
}
