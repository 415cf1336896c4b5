package emulator

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"strconv"
)

// Codes that the emulator answers with.
const (
	codeSuccess         = 10000
	codeMixed           = 10010
	codeFailure         = 10020
	codeNotImplemented  = 10040
	codeMoved           = 10050
	codeTokenInvalid    = 11001
	codeWrongCredential = 11002
	codeThrottled       = 11005
	codePlanLimit       = 11006
	codeForbidden       = 11007
	codeKeyMalformed    = 11008
	codeKeyUnknown      = 11009
	codeBadFormat       = 11100
	codeMissing         = 11101
	codeInvalid         = 11102
	codeMethod          = 11103
	codeDuplicate       = 40010
	codeModelTrained    = 21100
	codeModelUntrained  = 21102
	codeModelMissing    = 21200
	codeWorkflowMissing = 22102
)

var descriptions = map[int32]string{
	codeSuccess:         "Ok",
	codeMixed:           "Mixed Success",
	codeFailure:         "Failure",
	codeNotImplemented:  "Not implemented",
	codeMoved:           "Moved",
	codeTokenInvalid:    "Invalid token",
	codeWrongCredential: "Invalid credentials",
	codeThrottled:       "Request was throttled",
	codePlanLimit:       "Account limits exceeded",
	codeForbidden:       "Insufficient scopes",
	codeKeyMalformed:    "Malformed API key or personal access token",
	codeKeyUnknown:      "API key or personal access token not found",
	codeBadFormat:       "Bad request format",
	codeMissing:         "Resource does not exist",
	codeInvalid:         "Invalid request",
	codeMethod:          "Method not allowed",
	codeDuplicate:       "Duplicate key",
	codeModelTrained:    "Model is trained and ready",
	codeModelUntrained:  "Model is not trained",
	codeModelMissing:    "Model does not exist",
	codeWorkflowMissing: "Workflow does not exist",
}

// describe returns the description of a code. A fault may have any code.
func describe(code int32) string {
	if d, ok := descriptions[code]; ok {
		return d
	}
	return "Code " + strconv.Itoa(int(code))
}

// statusCode is written as a number. Throttling is the exception: the only
// known recording of the real server has its name.
type statusCode int32

func (c statusCode) MarshalJSON() ([]byte, error) {
	if c == codeThrottled {
		return []byte(`"CONN_THROTTLED"`), nil
	}
	return strconv.AppendInt(nil, int64(c), 10), nil
}

// failure is the refusal of a request or an item.
type failure struct {
	status  int // HTTP
	code    int32
	details string
}

func (f *failure) Error() string { return fmt.Sprintf("%d/%d: %s", f.status, f.code, f.details) }

func invalid(details string) error { return &failure{http.StatusBadRequest, codeInvalid, details} }

func missing(what string) error {
	return &failure{http.StatusNotFound, codeMissing, what + " does not exist"}
}

func forbidden(details string) error { return &failure{0, codeForbidden, details} }
func overLimit(details string) error { return &failure{0, codePlanLimit, details} }

// exists returns the failure of creating what is already there, or nil if the
// variant is silent.
func (c *call) exists(what string) error {
	if c.server.config.Variants.Exists == ExistsSilent {
		return nil
	}
	return c.conflict(what)
}

// conflict is exists for resources that cannot be there twice, even if the
// variant is silent.
func (c *call) conflict(what string) error {
	details := what + " already exists"
	switch c.server.config.Variants.Exists {
	case ExistsFailure:
		return &failure{http.StatusBadRequest, codeFailure, details}
	case ExistsDuplicateKey:
		return &failure{http.StatusBadRequest, codeDuplicate, details}
	}
	return &failure{http.StatusConflict, codeDuplicate, details}
}

// httpStatus returns the HTTP status of a failure, 403 if it has none.
func (s *Server) httpStatus(f *failure) int {
	return orDefault(f.status, http.StatusForbidden)
}

// reply is a response before it is written, so that a fault can spoil it.
type reply struct {
	status int
	header http.Header
	body   []byte
	code   int32 // of the envelope; 0 where there is none
	reqID  string
}

// answer returns the reply of a response, with its status.
func (s *Server) answer(r *http.Request, out response, err error, mixed bool) *reply {
	status, code, details := http.StatusOK, int32(codeSuccess), ""
	if f, ok := errors.AsType[*failure](err); ok {
		status, code, details = s.httpStatus(f), f.code, f.details
	} else if err != nil {
		panic("emulator: an error that is no failure: " + err.Error())
	} else if mixed {
		status, code = http.StatusMultiStatus, codeMixed
	}
	st := s.status(r, code, details)
	out.setStatus(st)
	return jsonReply(status, out, st)
}

// refuse returns the reply of a failure. op may be nil.
func (s *Server) refuse(r *http.Request, op *operation, err error) *reply {
	var out response = &baseResponse{}
	if op != nil {
		out = op.empty()
	}
	return s.answer(r, out, err, false)
}

func (s *Server) status(r *http.Request, code int32, details string) statusJSON {
	return statusJSON{Code: statusCode(code), Description: describe(code), Details: details, ReqID: requestID(r)}
}

// requestIDKey is the context key of the request ID.
type requestIDKey struct{}

func requestID(r *http.Request) string {
	id, _ := r.Context().Value(requestIDKey{}).(string)
	return id
}

func newRequestID(r *http.Request) string {
	var id [16]byte
	rand.Read(id[:])
	return r.Header.Get("X-Clarifai-Request-ID-Prefix") + hex.EncodeToString(id[:])
}

func jsonReply(status int, out any, st statusJSON) *reply {
	body, err := marshal(out)
	if err != nil {
		panic("emulator: a response that is no JSON: " + err.Error())
	}
	return &reply{
		status: status,
		header: http.Header{"Content-Type": {"application/json"}},
		body:   body,
		code:   int32(st.Code),
		reqID:  st.ReqID,
	}
}

func textReply(status int, contentType, text string) *reply {
	return &reply{status: status, header: http.Header{"Content-Type": {contentType}}, body: []byte(text)}
}

// marshal returns JSON without HTML escaping.
func marshal(v any) ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// send writes a reply.
func (p *reply) send(w http.ResponseWriter) {
	if p.status == http.StatusNoContent || p.status == http.StatusNotModified {
		p.body = nil
	}
	p.sendHeader(w, len(p.body))
	w.Write(p.body)
}

func (p *reply) sendHeader(w http.ResponseWriter, length int) {
	maps.Copy(w.Header(), p.header)
	if length >= 0 {
		w.Header().Set("Content-Length", strconv.Itoa(length))
	}
	w.WriteHeader(p.status)
}
