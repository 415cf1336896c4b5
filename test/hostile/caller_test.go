package hostile_test

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/harness"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestCaller_Text(t *testing.T) {
	hostile := []string{"\xff", "a\xc3", "\xed\xa0\x80", "a\x00b\x1b[31m\r\nX: y\u202e", "", " ", "long"}
	testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, s *testkit.Transport) {
		if err := m.Call(t, m.Arguments(t.Context())); errors.Is(err, clarifai.ErrInvalid) {
			t.Errorf("%s: plausible arguments are refused: %v", m.Name, err)
		}
		for n := 0; ; n++ {
			where := ""
			for k, text := range hostile {
				if strings.Contains(where, ".") && (n+k)%harness.Count(7, 3) != 0 { // within a struct each in some places
					continue
				}
				args, i := m.Arguments(t.Context()), 0
				for position, arg := range args[1:] {
					testkit.VisitTexts(arg, fmt.Sprint("argument ", position+1), func(at string, put func(string)) {
						if i == n {
							where = at
							if text == "long" {
								text = strings.Repeat("x", 1<<14)
								if strings.HasSuffix(m.Name, ".Get") || strings.HasSuffix(m.Name, ".Create") { // it takes a while for all
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
				before := len(s.Requests())
				err := m.Call(t, args)
				for _, r := range s.Requests()[before:] {
					query := r.URL.Query()
					whole := r.URL.Path + r.Body + fmt.Sprint(query)
					if !utf8.ValidString(whole) || strings.ContainsRune(whole, utf8.RuneError) || strings.Contains(r.Body, `\ufffd`) || strings.ContainsAny(r.URL.Path, "\x00\x1b\r\n") {
						t.Errorf("%s with %.20q as %s sends %.300q", m.Name, text, where, whole)
					}
				}
				if !utf8.ValidString(text) && err != nil && len(s.Requests()) == before && testkit.Sentinel(err) != "ErrInvalid" {
					t.Errorf("%s with %.20q as %s: %v", m.Name, text, where, err)
				}
			}
		}
	})
}

func TestCaller_ZeroArguments(t *testing.T) {
	testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, _ *testkit.Transport) {
		zero := m.Arguments(t.Context())
		for i := range zero[1:] {
			args := m.Arguments(t.Context())
			args[1+i].SetZero()
			zero[1+i].SetZero()
			if err := m.Call(t, args); args[1+i].Kind() == reflect.Pointer && errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: nil options are refused: %v", m.Name, err)
			}
		}
		_ = m.Call(t, zero)
		if m.Func.Type().IsVariadic() {
			none := reflect.Zero(reflect.TypeFor[clarifai.CallOption]())
			if err := m.Call(t, append(m.Arguments(t.Context()), none, none)); errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: a nil CallOption is refused: %v", m.Name, err)
			}
		}
	})
}

func TestCaller_Paging(t *testing.T) {
	lists := 0
	testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, s *testkit.Transport) {
		args := m.Arguments(t.Context())
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
			if err := m.Call(t, args); testkit.Sentinel(err) != "ErrInvalid" || len(s.Requests()) > 0 {
				t.Errorf("%s with %+v: %d requests, %v", m.Name, paging, len(s.Requests()), err)
			}
		}
	})
	if lists < 30 {
		t.Errorf("only %d lists", lists)
	}
}

func TestCaller_LongLists(t *testing.T) {
	many := make([]string, harness.Count(5_000, 20_000))
	for i := range many {
		many[i] = fmt.Sprintf("x%d@acme.example", i)
	}
	c, s := testkit.NewClient(t, testkit.Script(testkit.Failure(403, 11007)), testkit.WithoutRetries)
	all := testkit.Methods(c)
	for i := range all {
		m := &all[i]
		for position, arg := range m.Arguments(t.Context()) {
			if arg.Kind() != reflect.Slice {
				continue
			}
			args, before := m.Arguments(t.Context()), len(s.Requests())
			list := reflect.MakeSlice(arg.Type(), len(many), len(many))
			for n, text := range many {
				list.Index(n).Set(testkit.Plausible(arg.Type().Elem(), ""))
				testkit.VisitTexts(list.Index(n), "", func(at string, put func(string)) {
					if !strings.HasSuffix(at, "Role") {
						put(text)
					}
				})
			}
			args[position].Set(list)
			if err := m.Call(t, args); !errors.Is(err, clarifai.ErrForbidden) || len(s.Requests()) > before+1 {
				t.Errorf("%s: %d requests, %.300v", m.Name, len(s.Requests())-before, err)
			}
		}
	}
}

// One client, whatever it is asked for, closed while it is at work.
func TestCaller_CloseDuringCalls(t *testing.T) {
	const goroutines, each = 100, 20
	testkit.WithServer(t, func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		calls := testkit.Calls(s.Invitations("acme")[0].ID, s.MemberRoleID(clarifai.MemberRoleAdmin))
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
					} else if problem := testkit.Unsound(err); problem != "" {
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
