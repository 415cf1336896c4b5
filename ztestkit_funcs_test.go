package clarifai_test

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"github.com/jarcoal/httpmock"
	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// answers gives every request the same response.
func answers(status int, body string) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return transport
}

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

type readerFunc func([]byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }

type limiterFunc func(context.Context) error

func (f limiterFunc) Wait(ctx context.Context) error { return f(ctx) }

type tokenFunc func() (*oauth2.Token, error)

func (f tokenFunc) Token() (*oauth2.Token, error) { return f() }

// attacked is a client on a RoundTripper that a test plays.
func attacked(t *testing.T, hc *http.Client, opts ...clarifai.Option) *clarifai.Client {
	t.Helper()
	c, err := clarifai.NewClient(append([]clarifai.Option{
		clarifai.WithPAT("0123456789abcdef0123456789abcdef"), clarifai.WithBaseURL("https://api.example"), clarifai.WithHTTPClient(hc),
		clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Millisecond, MaxWait: time.Millisecond, Settle: -1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
