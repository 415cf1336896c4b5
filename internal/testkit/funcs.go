package testkit

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"testing"
	"time"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// RoundTripFunc is a function that is an http.RoundTripper.
type RoundTripFunc func(*http.Request) (*http.Response, error)

// RoundTrip calls f.
func (f RoundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// RespondWith returns a transport that responds to every request with a body.
func RespondWith(status int, body string) RoundTripFunc {
	return FixedResponse(status, http.Header{"Content-Type": {"application/json"}}, []byte(body))
}

// FixedResponse returns a transport that responds to every request in the same
// way.
func FixedResponse(status int, header http.Header, body []byte) RoundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
			Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: r,
		}, nil
	}
}

// ReaderFunc is a function that is an io.Reader.
type ReaderFunc func([]byte) (int, error)

// Read calls f.
func (f ReaderFunc) Read(p []byte) (int, error) { return f(p) }

// LimiterFunc is a function that is a limiter.
type LimiterFunc func(context.Context) error

// Wait calls f.
func (f LimiterFunc) Wait(ctx context.Context) error { return f(ctx) }

// TokenFunc is a function that is a token source.
type TokenFunc func() (*oauth2.Token, error)

// Token calls f.
func (f TokenFunc) Token() (*oauth2.Token, error) { return f() }

// NewClientOver returns a client that uses hc and retries after a millisecond.
func NewClientOver(t *testing.T, hc *http.Client, opts ...clarifai.Option) *clarifai.Client {
	t.Helper()
	c, err := clarifai.NewClient(append([]clarifai.Option{
		clarifai.WithPAT("0123456789abcdef0123456789abcdef"), clarifai.WithBaseURL("https://api.example"), clarifai.WithHTTPClient(hc),
		clarifai.WithRetry(clarifai.RetryPolicy{MinWait: time.Millisecond, MaxWait: time.Millisecond, VerifyTimeout: -1}),
	}, opts...)...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}
