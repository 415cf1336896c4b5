package main

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// tap is a RoundTripper that keeps the last answer to each operation, to look
// at what the client does not show: the answer's shape.
type tap struct {
	next *http.Transport
	mu   sync.Mutex
	last map[clarifai.Operation][]byte
}

const mostKept = 4 << 20

func (t *tap) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, mostKept))
	rest := response.Body
	response.Body = struct {
		io.Reader
		io.Closer
	}{io.MultiReader(bytes.NewReader(body), failing{err}, rest), rest}
	if op, ok := clarifai.OperationFromContext(r.Context()); ok {
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.last == nil {
			t.last = make(map[clarifai.Operation][]byte)
		}
		t.last[op] = body
	}
	return response, nil
}

// failing passes a failure of the tap's own reading on to the client.
type failing struct{ err error }

func (f failing) Read([]byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return 0, io.EOF
}

func (t *tap) answer(op clarifai.Operation) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[op]
}

func (t *tap) forget(op clarifai.Operation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.last, op)
}

// outcome is what asking an operation came to.
type outcome string

const (
	answers    outcome = "answers"
	otherShape outcome = "answers in another shape" // which the client cannot read
	refused    outcome = "refused"
	notThere   outcome = "not there"
	failed     outcome = "failed"
	notAsked   outcome = "not asked"
)

// examined is what became of one operation. Nothing in it tells of whom it was
// asked.
type examined struct {
	Operation   clarifai.Operation `json:"operation"`
	Method      string             `json:"method"`
	Route       string             `json:"route"` // as the package has it
	Rerouted    bool               `json:"rerouted,omitempty"`
	Grade       clarifai.Grade     `json:"grade"`
	Outcome     outcome            `json:"outcome"`
	Why         string             `json:"why,omitempty"` // of a refusal, or where nothing was asked
	HTTPStatus  int                `json:"http_status,omitempty"`
	Code        int32              `json:"code,omitempty"`
	CodeName    string             `json:"code_name,omitempty"`
	Differences []string           `json:"differences,omitempty"` // of the answer from Clarifai's definitions
}

// examine asks one operation and looks at the answer.
func examine(ctx context.Context, p *patient, t *tap, r clarifai.Route, rerouted bool) examined {
	e := examined{Operation: r.Op, Method: r.Method, Route: r.Path, Rerouted: rerouted, Grade: r.Grade}
	ask := questions[r.Op]
	if ask == nil {
		e.Outcome, e.Why = notAsked, "this program does not know how"
		return e
	}
	t.forget(r.Op)
	err := ask(ctx, p)
	failure, _ := errors.AsType[*clarifai.Error](err)
	switch {
	case err == nil:
		e.Outcome, e.HTTPStatus, e.Code = answers, http.StatusOK, int32(clarifai.CodeSuccess)
	case errors.Is(err, errNothing) && (failure == nil || failure.Op != r.Op):
		e.Outcome, e.Why = notAsked, "nothing there to ask about"
		if failure != nil {
			e.Why = "the list that would tell of what does not answer: " + string(failure.Op)
		}
		return e
	default:
		e.judge(err, failure)
	}
	if e.Code != 0 {
		e.CodeName = clarifai.StatusCode(e.Code).String()
	}
	if e.Outcome == answers || e.Outcome == otherShape {
		e.Differences = differences(r.Op, t.answer(r.Op))
	}
	return e
}

// judge says what a failure amounts to.
func (e *examined) judge(err error, failure *clarifai.Error) {
	if failure != nil {
		e.HTTPStatus, e.Code = failure.HTTPStatus, int32(failure.Code)
	}
	switch {
	case errors.Is(err, clarifai.ErrRouteUnavailable), errors.Is(err, clarifai.ErrMoved):
		e.Outcome = notThere
	case errors.Is(err, clarifai.ErrPlanLimit):
		e.Outcome, e.Why = refused, "plan"
	case errors.Is(err, clarifai.ErrForbidden):
		e.Outcome, e.Why = refused, "scope or role"
	case errors.Is(err, clarifai.ErrUnauthorized):
		e.Outcome, e.Why = refused, "credential"
	case e.HTTPStatus >= 200 && e.HTTPStatus < 300 && !errors.Is(err, clarifai.ErrUnavailable) && !errors.Is(err, clarifai.ErrTooLarge):
		e.Outcome = otherShape
	default:
		e.Outcome = failed
	}
}

func newTransport() *http.Transport {
	return &http.Transport{Proxy: http.ProxyFromEnvironment, ForceAttemptHTTP2: true, TLSHandshakeTimeout: 10 * time.Second}
}
