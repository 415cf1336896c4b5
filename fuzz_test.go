package clarifai_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
	"unicode"
	"unicode/utf8"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// answering gives the same answer to every request.
type answering struct {
	status int
	header http.Header
	body   []byte
}

func (a answering) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{
		StatusCode: a.status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
		Header: a.header, Body: io.NopCloser(bytes.NewReader(a.body)), Request: r,
	}, nil
}

// listening keeps the bodies of what is answered.
type listening struct {
	next   http.RoundTripper
	bodies [][]byte
}

func (l *listening) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := l.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(response.Body)
	_ = response.Body.Close()
	response.Body = io.NopCloser(bytes.NewReader(body))
	l.bodies = append(l.bodies, body)
	return response, err
}

// Whatever a server answers, every operation ends in a value or in an error of
// this package that can be printed. Envelopes, enumerations, timestamps, pages,
// errors and Retry-After are all decoded on the way.
func FuzzNoAnswerBreaksAnOperation(f *testing.F) {
	s := clarifaitest.NewServer(f, clarifaitest.WithUser(clarifaitest.User{ID: "owner"}),
		clarifaitest.WithOrganization(clarifaitest.Organization{
			ID: "acme", Members: []clarifaitest.Member{{UserID: "ann", Role: clarifai.RoleOrganizationUser}},
			Teams: []clarifaitest.Team{{ID: "ml", Members: []string{"ann"}}}, Invitations: []clarifaitest.Invitation{{Email: "cy@acme.example", Role: clarifai.RoleOrganizationUser}},
		}), clarifaitest.WithUser(clarifaitest.User{ID: "ann"}), clarifaitest.WithApp("acme", "app", ""))
	calls := operations("invitation", s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))
	var ops []clarifai.Operation
	for _, r := range clarifai.Routes() {
		ops = append(ops, r.Op)
	}
	for i, op := range ops {
		heard := &listening{next: http.DefaultTransport}
		_, _ = calls[op](f.Context(), s.Client(clarifai.WithHTTPClient(&http.Client{Transport: heard})))
		for _, body := range heard.bodies {
			f.Add(uint8(i), uint16(200), "", body)
		}
	}
	for _, body := range []string{
		`{"status":{"code":"SUCCESS"},"teams":[{"id":"ml","created_at":"2026-11-24T00:00:00.123456789+14:00"}]}`, `{"status":{"code":10010},"teams":[null,{},[]]}`,
		`{"status":{"code":1e99}}`, `{"status":{"code":10000,"code":10020}}`, `{"status":null}`, strings.Repeat("[", 10_000), "\x1f\x8b", "{\"status\":{\"description\":\"\xff\x1b[31m\"}}",
	} {
		f.Add(uint8(0), uint16(429), "1e9", []byte(body))
		f.Add(uint8(3), uint16(307), "Wed, 21 Oct 2015 07:28:00 GMT", []byte(body))
	}
	f.Fuzz(func(t *testing.T, op uint8, status uint16, after string, body []byte) {
		header := http.Header{"Retry-After": {after}, "Location": {after}}
		client, err := clarifai.NewClient(clarifai.WithPAT("pat-of-the-fuzzer"), clarifai.WithBaseURL("https://api.example"),
			clarifai.WithHTTPClient(&http.Client{Transport: answering{100 + int(status)%500, header, body}}),
			clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: -1, VerifyTimeout: -1}), clarifai.WithMaxResponseBytes(1<<20))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		name := ops[int(op)%len(ops)]
		synctest.Test(t, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
			defer cancel()
			if _, err = calls[name](ctx, client); ctx.Err() != nil {
				t.Fatalf("%s hung", name)
			}
		})
		if err == nil {
			return
		}
		_, isError := errors.AsType[*clarifai.Error](err)
		_, isBatch := errors.AsType[*clarifai.BatchError](err)
		if !isError && !isBatch {
			t.Errorf("%s: %T is none of this package's errors: %v", name, err, err)
		}
		if text := err.Error(); len(text) > 10_000 || strings.ContainsFunc(text, unicode.IsControl) || !slices.Equal([]byte(strings.ToValidUTF8(text, "?")), []byte(text)) {
			t.Errorf("%s: an error of %d bytes that cannot be printed: %.500q", name, len(text), text)
		}
	})
}

// Whatever path a Call is given, it goes to the client's host, and to that path
// or nowhere.
func FuzzNoPathLeavesTheServer(f *testing.F) {
	for _, path := range []string{"/v2/roles", "/v2/../x", "//evil.example/v2", "/v2/%2e%2e/x", "/v2/a%2fb", "/v2/a?b=c", "/v2/a#b", "@evil.example/", "/v2/\x00", "/v2/é", "/v2/%zz", "/v2/{a}"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		var seen *http.Request
		client, err := clarifai.NewClient(clarifai.WithPAT("pat-of-the-fuzzer"), clarifai.WithBaseURL("https://api.example/base"),
			clarifai.WithHTTPClient(&http.Client{Transport: roundTrip(func(r *http.Request) (*http.Response, error) {
				seen = r
				return answering{200, http.Header{}, []byte(`{"status":{"code":10000}}`)}.RoundTrip(r)
			})}))
		if err != nil {
			t.Fatal(err)
		}
		defer client.Close()
		err = client.Call(t.Context(), http.MethodGet, path, nil, nil, nil)
		if seen == nil {
			if err == nil {
				t.Errorf("%q: nothing was sent, and that is no error", path)
			}
			return
		}
		sent := seen.URL.EscapedPath()
		if seen.URL.Scheme != "https" || seen.URL.Host != "api.example" || !strings.HasPrefix(sent, "/base/") || seen.URL.RawQuery != "" || seen.URL.Fragment != "" {
			t.Errorf("%q is sent to %v", path, seen.URL)
		}
		for segment := range strings.SplitSeq(seen.URL.Path, "/") {
			if segment == "." || segment == ".." {
				t.Errorf("%q is sent to %v", path, seen.URL)
			}
		}
	})
}

// Whatever a server asks a caller to wait, that is what the error says of it,
// and it is waited for within the cap or not at all.
func FuzzNoRetryAfterIsWaitedForBeyondTheCap(f *testing.F) {
	for _, after := range []string{
		"", "0", "1", "59", "60", "61", "-1", "+5", "007", "1e9", "0x10", "1_0", " 3 ", "3, 4", "1.5", "9223372036", "9223372037", "18446744073709551616",
		"Sat, 01 Jan 2000 00:00:30 GMT", "Saturday, 01-Jan-00 00:00:30 GMT", "Sat Jan  1 00:00:30 2000", "Fri, 31 Dec 9999 23:59:59 GMT", "Mon, 01 Jan 0001 00:00:00 GMT",
		"Sat, 01 Jan 2000 00:00:30 +0500", "\xff", "\x00", "٣",
	} {
		f.Add(uint16(503), after)
		f.Add(uint16(429), after)
	}
	const limit = time.Minute
	f.Fuzz(func(t *testing.T, status uint16, after string) {
		synctest.Test(t, func(t *testing.T) {
			c, s := coreClient(t, coreScript(coreReply{status: 400 + int(status)%200, body: "{}", header: map[string]string{"Retry-After": after}}),
				clarifai.WithRetry(clarifai.RetryPolicy{MaxRetries: 1, MinWait: 1, MaxWait: 1, MaxRetryAfter: limit}))
			_, err := c.Teams.Get(t.Context(), "acme", "ml")
			asked := coreError(t, err).RetryAfter
			if seconds, err := strconv.ParseUint(strings.TrimSpace(after), 10, 33); err == nil && asked != time.Duration(seconds)*time.Second || asked < 0 {
				t.Errorf("%q is read as %v", after, asked)
			}
			requests := s.requests()
			for i := 1; i < len(requests); i++ {
				// A date comes nearer meanwhile. After a 429 some time is lost in any case.
				if waited := requests[i].at.Sub(requests[i-1].at); waited < asked || waited > limit+time.Second {
					t.Errorf("%q: after %v there is another try", after, waited)
				}
			}
			if asked > limit && len(requests) > 1 {
				t.Errorf("%q: %d requests", after, len(requests))
			}
		})
	})
}

// Whatever ids a method is given, each arrives as one segment of the path, in
// its place and unchanged, or nothing is sent.
func FuzzNoIDLeavesItsPlaceInThePath(f *testing.F) {
	names := slices.Sorted(maps.Keys(coreMethods))
	odd := slices.Concat(coreBadIDs, []string{"a b", "é", "a:b", "a;b", "{id}", "a+b", "\u202e", "\ufeff", "[redacted]", " "})
	for i := range names {
		f.Add(uint8(i), "acme", "ml", "ann")
		f.Add(uint8(i), odd[i%len(odd)], odd[(i+1)%len(odd)], odd[(i+2)%len(odd)])
	}
	f.Fuzz(func(t *testing.T, which uint8, first, second, third string) {
		name := names[int(which)%len(names)]
		m, ids := coreMethods[name], []string{first, second, third}
		c, s := coreClient(t, coreScript(coreFail(403, 11007)), coreOnce)
		err := m.call(t.Context(), c, ids)
		if problem := unsound(err); problem != "" || err == nil {
			t.Fatalf("%s of %q: %s", name, ids, problem)
		}
		template := coreRouteOf(coreFirst(name)).Path
		places := strings.Count(template, "{")
		for _, r := range s.requests() {
			if r.URL.Host != "api.example.test" || !utf8.ValidString(r.body) {
				t.Errorf("%s of %q sends %s to %s", name, ids, r.body, r.URL)
			}
			if places == 0 || m.ids < places {
				continue
			}
			if err := arrived(r.URL.RequestURI(), template, ids); err != nil {
				t.Errorf("%s of %q: %v", name, ids, err)
			}
		}
	})
}

// Whatever a model has read, timestamps and enumerations within it, it reads
// again from what it writes, but for its secrets, which it does not write.
func FuzzAModelReadsWhatItHasWritten(f *testing.F) {
	names := slices.Sorted(maps.Keys(models))
	for i, name := range names {
		for _, byName := range []bool{false, true} {
			data, err := json.Marshal(filled(f, name, byName))
			if err != nil {
				f.Fatal(err)
			}
			f.Add(uint8(i), data)
		}
	}
	for i := range names {
		f.Add(uint8(i), []byte(`{"created_at":"0000-01-01T00:00:00Z","type":"7","visibility":{"gettable":-1},"operation":1e2,"metadata":{"\ud800":1e300}}`))
		f.Add(uint8(i), []byte(`{"created_at":"9999-12-31T23:59:60.999999999+23:59","type":"\u0000","count":"1e999","dollars":0.1e-9,"image":{"base64":"////"}}`))
	}
	f.Fuzz(func(t *testing.T, which uint8, data []byte) {
		model := models[names[int(which)%len(names)]]
		read, again := reflect.New(model).Interface(), reflect.New(model).Interface()
		if json.Unmarshal(data, read) != nil {
			return
		}
		var secrets []reflect.Value
		eachSecret(reflect.ValueOf(read), func(v reflect.Value) {
			if secret, ok := reflect.TypeAssert[clarifai.Secret](v); ok && !secret.IsZero() {
				secrets = append(secrets, v)
			}
		})
		if len(secrets) > 0 {
			if written := encoded(t, read); json.Unmarshal(written, again) == nil {
				t.Errorf("%v takes what stands for a secret for one: %s", model, written)
			}
			for _, v := range secrets {
				v.SetZero()
			}
			again = reflect.New(model).Interface()
		}
		written := encoded(t, read)
		if err := json.Unmarshal(written, again); err != nil {
			t.Fatalf("%v cannot read what it wrote: %v\n%s", model, err, written)
		}
		if rewritten := encoded(t, again); !bytes.Equal(written, rewritten) {
			t.Errorf("%v wrote\n%s\nand then\n%s", model, written, rewritten)
		}
	})
}
