package clarifai_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// echo answers with everything that it was sent.
type echo struct{ envelope bool }

func (e echo) RoundTrip(r *http.Request) (*http.Response, error) {
	said := r.URL.String() + " " + r.Header.Get("Authorization") + " " + r.Header.Get("X-Clarifai-Session-Token")
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		said += " " + string(body)
	}
	if !e.envelope {
		return answering{http.StatusBadGateway, http.Header{"X-Echo": {said}}, []byte(said)}.RoundTrip(r)
	}
	body, err := json.Marshal(map[string]any{"status": map[string]any{"code": 11102, "description": said, "details": said, "req_id": said}})
	if err != nil {
		return nil, err
	}
	return answering{http.StatusBadRequest, http.Header{"X-Echo": {said}}, body}.RoundTrip(r)
}

// Everything that a program may print of a call, whatever becomes of it.
func TestNothingThatIsPrintedOfAnyCallHoldsASecret(t *testing.T) {
	for _, r := range clarifai.Routes() {
		t.Run(string(r.Op), func(t *testing.T) {
			t.Parallel()
			for _, kind := range []string{"", "echo", "echo in an envelope", "drop", "html", "cut", "truncated", "content_type", "large"} {
				secretsOf(t, r.Op, kind)
			}
		})
	}
}

func secretsOf(t *testing.T, op clarifai.Operation, kind string) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var out bytes.Buffer
		hc := http.Client{Transport: s.HTTPClient().Transport, Timeout: 10 * time.Second}
		switch kind {
		case "":
		case "echo":
			hc.Transport = echo{}
		case "echo in an envelope":
			hc.Transport = echo{envelope: true}
		default:
			s.Inject(clarifaitest.Fault{Operation: op, Kind: clarifaitest.FaultKind(kind), Count: -1, Size: 2 << 20})
		}
		all := slog.HandlerOptions{Level: slog.LevelDebug - 8}
		asJSON, asText := slog.New(slog.NewJSONHandler(&out, &all)), slog.New(slog.NewTextHandler(&out, &all))
		user := "owner"
		if op == clarifai.OpInvitationsAccept || op == clarifai.OpInvitationsDecline {
			user = "cy"
		}
		call := operations(s.Invitations("acme")[0].ID, s.RoleID(clarifai.RoleAdmin, clarifai.RoleTypeOrg))[op]
		for _, logger := range []*slog.Logger{asJSON, asText} {
			session := clarifai.WithSessionToken(s.SessionToken(user))
			client := s.Client(clarifai.WithHTTPClient(&hc), clarifai.WithMaxResponseBytes(1<<20), session, clarifai.WithLogger(logger))
			value, err := call(t.Context(), client)
			for _, verb := range []string{"%v", "%+v", "%#v", "%q", "%s"} {
				fmt.Fprintf(&out, verb+verb+verb+verb+"\n", value, err, client, session)
			}
			logger.Error("an error", "error", err, "value", value, "client", client)
			if data, err := json.Marshal(value); err == nil {
				out.Write(data)
			}
		}
		for what, secret := range map[string]string{
			"PAT": s.PAT(user), "session token": s.SessionToken(user), "token's id": spareToken,
			"client secret": "client-secret", "password": "\"short\"", "card's source": "tok_new",
		} {
			if at := strings.Index(out.String(), secret); at >= 0 {
				t.Errorf("%s, %q: the %s is in what is printed: …%s…", op, kind, what, out.String()[max(at-200, 0):at+len(secret)])
			}
		}
	})
}
