package clarifai

import (
	"net/http"
	"strings"
)

// CallOption changes one call.
type CallOption func(*callOptions) (problem string)

type callOptions struct {
	header   http.Header
	response *Response
	noRetry  bool
}

// Response is what [WithResponse] keeps of a call's last response.
type Response struct {
	HTTPStatus int // 0: there was none
	Code       StatusCode
	RequestID  string
	Header     http.Header
	Attempts   int // requests that the call took; those of a read-back not counted
}

// WithHeader adds a header to the requests of a call. The headers that
// authenticate, frame, encode or repeat a request cannot be set.
func WithHeader(key, value string) CallOption {
	key = http.CanonicalHeaderKey(key)
	return func(o *callOptions) string {
		switch key {
		case "Content-Encoding", "Expect", "Keep-Alive", "Proxy-Connection", "Te", "Trailer", "Upgrade",
			"Authorization", "X-Clarifai-Session-Token", "X-Clarifai-Request-Id-Prefix", "Cookie", "Host",
			"Content-Length", "Content-Type", "Transfer-Encoding", "Accept-Encoding", "Connection", "Proxy-Authorization",
			"Idempotency-Key", "X-Idempotency-Key": // by which net/http sends a write again of its own accord
			return "WithHeader: " + key + " is the client's own"
		}
		if !isHeaderName(key) || !printableASCII(value) {
			return "WithHeader: the name or the value has characters that a header cannot carry"
		}
		if o.header == nil {
			o.header = make(http.Header)
		}
		o.header.Add(key, value)
		return ""
	}
}

// WithResponse keeps the metadata of the call's last response, also when
// the call fails. A call that ends before anything is sent leaves the zero
// Response, whatever an earlier call has left there. With an All method it is that of the page reached. The headers
// are those that came, but for the credential and other secrets of the call: of
// these a header that echoes them has "[redacted]".
func WithResponse(into *Response) CallOption {
	return func(o *callOptions) string {
		if into == nil {
			return "CaptureResponse: there is nothing to write to"
		}
		o.response = into
		return ""
	}
}

// WithoutRetry sends the call's request once only. The reads that find out
// about a doubtful creation are made all the same.
func WithoutRetry() CallOption {
	return func(o *callOptions) string {
		o.noRetry = true
		return ""
	}
}

// readOptions are the options of the reads that a method makes besides its own
// request: they carry the call's headers, and nothing else of it.
func readOptions(opts []CallOption) []CallOption {
	options, problem := applyCallOptions(opts)
	if problem != "" || len(options.header) == 0 { // the request itself was refused for the problem
		return nil
	}
	return []CallOption{func(o *callOptions) string {
		o.header = options.header
		return ""
	}}
}

// begin empties what [WithResponse] writes to. Every method that can end
// before its own request begins with it, so that what is captured is never that
// of an earlier call.
func resetResponse(opts []CallOption) {
	if options, _ := applyCallOptions(opts); options.response != nil {
		*options.response = Response{}
	}
}

func applyCallOptions(opts []CallOption) (callOptions, string) {
	if len(opts) == 0 {
		return callOptions{}, ""
	}
	return gatherAll(opts)
}

func gatherAll(opts []CallOption) (o callOptions, problem string) {
	for _, opt := range opts {
		if opt == nil {
			continue
		}
		if found := opt(&o); problem == "" {
			problem = found
		}
	}
	return o, problem
}

// letters are ASCII's letters and digits, '-' and '_'.
const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"

// token reports whether s can name a header.
func isHeaderName(s string) bool {
	return s != "" && strings.Trim(s, letters+"!#$%&'*+.^`|~") == ""
}
