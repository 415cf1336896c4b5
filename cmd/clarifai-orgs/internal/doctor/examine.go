package doctor

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// Tap is a RoundTripper that keeps the last response to each operation, to look at
// what the client does not show: its shape.
type Tap struct {
	Next http.RoundTripper
	mu   sync.Mutex
	last map[clarifai.Operation][]byte
}

const maxKept = 4 << 20

// RoundTrip sends a request, and keeps what was responded to it.
func (t *Tap) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.Next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(response.Body, maxKept))
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

func (t *Tap) response(op clarifai.Operation) []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.last[op]
}

func (t *Tap) forget(op clarifai.Operation) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.last, op)
}

// Outcome is what asking an operation came to.
type Outcome string

const (
	Answers    Outcome = "answers"
	OtherShape Outcome = "answers in another shape" // which the client cannot read
	Refused    Outcome = "refused"
	NotThere   Outcome = "not there"
	Failed     Outcome = "failed"
	NotAsked   Outcome = "not asked"
)

// Examined is what became of one operation.
type Examined struct {
	Operation   clarifai.Operation `json:"operation"`
	Method      string             `json:"method"`
	Route       string             `json:"route"` // as the package has it
	Rerouted    bool               `json:"rerouted,omitempty"`
	Grade       clarifai.Grade     `json:"grade"`
	Outcome     Outcome            `json:"outcome"`
	Why         string             `json:"why,omitempty"` // of a refusal, or where nothing was asked
	HTTPStatus  int                `json:"http_status,omitempty"`
	Code        int32              `json:"code,omitempty"`
	CodeName    string             `json:"code_name,omitempty"`
	Differences []string           `json:"differences,omitempty"` // of the answer from Clarifai's definitions
}

// examine asks one operation and looks at the response.
func examine(ctx context.Context, a *asker, t *Tap, r clarifai.Route, rerouted bool) Examined {
	e := Examined{Operation: r.Op, Method: r.Method, Route: r.Path, Rerouted: rerouted, Grade: r.Grade}
	t.forget(r.Op)
	err := a.ask(ctx, r)
	failure, _ := errors.AsType[*clarifai.Error](err)
	switch {
	case err == nil:
		e.Outcome, e.HTTPStatus, e.Code = Answers, http.StatusOK, int32(clarifai.CodeSuccess)
	case errors.Is(err, errUnknown):
		e.Outcome, e.Why = NotAsked, errUnknown.Error()
		return e
	case errors.Is(err, errNothing) && (failure == nil || failure.Op != r.Op):
		e.Outcome, e.Why = NotAsked, "nothing there to ask about"
		if failure != nil {
			e.Why = "the list that has what to ask about does not answer: " + string(failure.Op)
		}
		return e
	default:
		e.judge(err, failure)
	}
	if e.Code != 0 {
		e.CodeName = clarifai.StatusCode(e.Code).String()
	}
	if e.Outcome == Answers || e.Outcome == OtherShape {
		e.Differences = differences(r.Op, t.response(r.Op))
	}
	return e
}

// judge says what a failure amounts to.
func (e *Examined) judge(err error, failure *clarifai.Error) {
	if failure != nil {
		e.HTTPStatus, e.Code = failure.HTTPStatus, int32(failure.Code)
	}
	switch {
	case errors.Is(err, clarifai.ErrRouteUnavailable), errors.Is(err, clarifai.ErrMoved):
		e.Outcome = NotThere
	case errors.Is(err, clarifai.ErrPlanLimit):
		e.Outcome, e.Why = Refused, "plan"
	case errors.Is(err, clarifai.ErrForbidden):
		e.Outcome, e.Why = Refused, "scope or role"
	case errors.Is(err, clarifai.ErrUnauthorized):
		e.Outcome, e.Why = Refused, "credential"
	case e.HTTPStatus >= 200 && e.HTTPStatus < 300 && !errors.Is(err, clarifai.ErrUnavailable) && !errors.Is(err, clarifai.ErrTooLarge):
		e.Outcome = OtherShape
	default:
		e.Outcome = Failed
	}
}
