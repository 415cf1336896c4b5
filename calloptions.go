package clarifai

import (
	"errors"
	"net/http"
	"strings"
)

// CallOption changes one call. [WithHeader], [WithResponse] and [WithoutRetry]
// return call options.
type CallOption interface{ applyCall(*callOptions) error }

type callOptionFunc func(*callOptions) error

func (f callOptionFunc) applyCall(o *callOptions) error { return f(o) }

type callOptions struct {
	header   http.Header
	response *Response
	noRetry  bool
}

// Response describes the last response to a call.
type Response struct {
	HTTPStatus int // zero if there was no response
	Code       StatusCode
	RequestID  string
	Header     http.Header
	// Attempts is the number of requests that the call took, without those of
	// look-ups.
	Attempts int
}

// WithHeader adds a header to the requests of a call. The headers that
// authenticate, frame, encode or repeat a request cannot be set.
func WithHeader(key, value string) CallOption {
	key = http.CanonicalHeaderKey(key)
	return callOptionFunc(func(o *callOptions) error {
		switch key {
		case "Content-Encoding", "Expect", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Upgrade",
			"Authorization", "X-Clarifai-Session-Token", "X-Clarifai-Request-Id-Prefix", "Cookie", "Host",
			"Content-Length", "Content-Type", "Transfer-Encoding", "Accept-Encoding", "Connection", "Proxy-Authorization",
			// With these net/http resends a write of its own accord.
			"Idempotency-Key", "X-Idempotency-Key":
			return errors.New("WithHeader: " + key + " cannot be set: the client sets it itself, or forbids it")
		}
		if !isHeaderName(key) || !printableASCII(value) {
			return errors.New("WithHeader: the name or the value has characters that a header cannot have")
		}
		if o.header == nil {
			o.header = make(http.Header)
		}
		o.header.Add(key, value)
		return nil
	})
}

// WithResponse stores a description of the call's last response in response,
// also if the call fails. A call that ends before anything is sent stores the
// zero Response. A ListAll stores the response of each page as it is reached.
//
// The headers are those that came. If one repeats the credential or another
// secret of the call, it has "[redacted]" in its place.
func WithResponse(response *Response) CallOption {
	return callOptionFunc(func(o *callOptions) error {
		if response == nil {
			return errors.New("WithResponse: the response must not be nil")
		}
		o.response = response
		return nil
	})
}

// WithoutRetry sends the request of a call only once. If the outcome of a create
// is unknown, it is looked up all the same.
func WithoutRetry() CallOption {
	return callOptionFunc(func(o *callOptions) error {
		o.noRetry = true
		return nil
	})
}

// readOptions returns the options of the reads that a method makes besides its
// own request: the headers of the call, and nothing else.
func readOptions(callOpts []CallOption) []CallOption {
	options, problem := applyCallOptions(callOpts)
	if problem != "" || len(options.header) == 0 {
		return nil
	}
	return []CallOption{callOptionFunc(func(o *callOptions) error {
		o.header = options.header
		return nil
	})}
}

// resetResponse empties what [WithResponse] stores, so that it never holds the
// response to an earlier call.
func resetResponse(callOpts []CallOption) {
	if options, _ := applyCallOptions(callOpts); options.response != nil {
		*options.response = Response{}
	}
}

// checkCallOptions empties what [WithResponse] stores, and returns what is wrong
// with the first bad option, or "" if none is bad.
func checkCallOptions(callOpts []CallOption) string {
	resetResponse(callOpts)
	_, problem := applyCallOptions(callOpts)
	return problem
}

// applyCallOptions returns what call options say, and what is wrong with the
// first bad one, or "" if none is bad.
func applyCallOptions(callOpts []CallOption) (callOptions, string) {
	if len(callOpts) == 0 {
		return callOptions{}, "" // without the allocation below
	}
	return applyEach(callOpts)
}

func applyEach(callOpts []CallOption) (o callOptions, problem string) {
	for _, opt := range callOpts {
		if opt == nil {
			continue
		}
		if err := opt.applyCall(&o); err != nil && problem == "" {
			problem = err.Error()
		}
	}
	return o, problem
}

// letters are ASCII's letters and digits, '-' and '_'.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// isHeaderName reports whether s can be the name of a header.
func isHeaderName(s string) bool {
	return s != "" && strings.Trim(s, letters+"!#$%&'*+.^`|~") == ""
}
