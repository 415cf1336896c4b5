package testkit

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

type RoundTripFunc func(*http.Request) (*http.Response, error)

func (f RoundTripFunc) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// RespondWith gives every request the same response.
func RespondWith(status int, body string) *httpmock.MockTransport {
	transport := httpmock.NewMockTransport()
	transport.RegisterNoResponder(httpmock.NewStringResponder(status, body))
	return transport
}

// FixedResponse returns a transport that answers every request in the same way.
func FixedResponse(status int, header http.Header, body []byte) RoundTripFunc {
	return func(r *http.Request) (*http.Response, error) {
		return &http.Response{
			StatusCode: status, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1, ContentLength: -1,
			Header: header, Body: io.NopCloser(bytes.NewReader(body)), Request: r,
		}, nil
	}
}

type ReaderFunc func([]byte) (int, error)

func (f ReaderFunc) Read(p []byte) (int, error) { return f(p) }

type LimiterFunc func(context.Context) error

func (f LimiterFunc) Wait(ctx context.Context) error { return f(ctx) }

type TokenFunc func() (*oauth2.Token, error)

func (f TokenFunc) Token() (*oauth2.Token, error) { return f() }

// NewClientOver is a client on a RoundTripper that a test plays.
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
