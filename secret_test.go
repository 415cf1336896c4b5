package clarifai_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/oauth2"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
)

// redactedText is what a secret prints, and what nothing takes for a secret.
const redactedText = "[redacted]"

func TestSecret_Unmarshal(t *testing.T) {
	t.Run("a secret that was marshaled cannot be read back", func(t *testing.T) {
		token := clarifai.Token{ID: clarifai.NewSecret("the-token"), Description: "d"}
		data, err := json.Marshal(token)
		if err != nil {
			t.Fatal(err)
		}
		var back clarifai.Token
		if err := json.Unmarshal(data, &back); err == nil || !strings.Contains(err.Error(), redactedText) || back.ID.Reveal() != "" {
			t.Errorf("%s is read as %q (%v)", data, back.ID.Reveal(), err)
		}
		text, err := token.ID.MarshalText()
		if err != nil {
			t.Fatal(err)
		}
		if err := back.ID.UnmarshalText(text); err == nil || back.ID.Reveal() != "" {
			t.Errorf("%s is read as %q (%v)", text, back.ID.Reveal(), err)
		}
		for _, spelling := range []string{`"[redacted]"`, `"\u005bredacted\u005d"`, `" [redacted]\n"`} {
			if err := json.Unmarshal([]byte(spelling), &back.ID); err == nil {
				t.Errorf("%s is read", spelling)
			}
		}
	})
	t.Run("text and JSON read and write the same", func(t *testing.T) {
		for _, text := range []string{"", "x", `a"b\é`, "redacted", "[redacted] not"} {
			quoted, err := json.Marshal(text)
			if err != nil {
				t.Fatal(err)
			}
			fromJSON, fromText := clarifai.NewSecret("before"), clarifai.NewSecret("before")
			if err := json.Unmarshal(quoted, &fromJSON); err != nil {
				t.Error(err)
			}
			if err := fromText.UnmarshalText([]byte(text)); err != nil {
				t.Error(err)
			}
			if fromJSON.Reveal() != text || fromText.Reveal() != text {
				t.Errorf("%q is read as %q and %q", text, fromJSON.Reveal(), fromText.Reveal())
			}
			asJSON, err := json.Marshal(fromText)
			if err != nil {
				t.Error(err)
			}
			asText, err := fromJSON.MarshalText()
			if err != nil || fmt.Sprintf("%q", asText) != string(asJSON) {
				t.Errorf("%q is written as %s and %s (%v)", text, asJSON, asText, err)
			}
		}
	})
}

// Every method that takes a secret refuses "[redacted]" before it writes.
func TestSecret_redactedIsNotSent(t *testing.T) {
	took := 0
	eachMethod(t, func(t *testing.T, m *method, s *coreServer) {
		for n := 0; ; n++ {
			args, i, put := m.arguments(t.Context()), 0, false
			for _, arg := range args[1:] {
				eachSecret(arg, func(v reflect.Value) {
					if i == n {
						v.Set(reflect.ValueOf(clarifai.NewSecret(redactedText)))
						put = true
					}
					i++
				})
			}
			if !put {
				return
			}
			took++
			if err := m.call(t, args); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", m.name, err)
			}
			for _, r := range s.requests() {
				if r.Method != http.MethodGet || strings.Contains(r.URL.Path, redactedText) {
					t.Errorf("%s sends %s %s", m.name, r.Method, r.URL)
				}
			}
		}
	})
	if took < 8 {
		t.Errorf("only %d secrets in the arguments of all methods", took)
	}
}

// eachSecret visits the secrets in a value.
func eachSecret(v reflect.Value, visit func(reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[clarifai.Secret]():
		visit(v)
	case v.Kind() == reflect.Pointer && !v.IsNil():
		eachSecret(v.Elem(), visit)
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			eachSecret(v.Index(i), visit)
		}
	case v.Kind() == reflect.Struct:
		for field, at := range v.Fields() {
			if field.IsExported() {
				eachSecret(at, visit)
			}
		}
	}
}

func TestNewClient_redactedCredential(t *testing.T) {
	coreNoEnv(t)
	refused := func(name string, opts ...clarifai.Option) {
		t.Helper()
		if _, err := clarifai.NewClient(opts...); coreIs(err) != "ErrInvalid" || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	refused("WithPAT", clarifai.WithPAT(redactedText))
	refused("WithSessionToken", clarifai.WithSessionToken(redactedText))
	for _, name := range []string{"CLARIFAI_PAT", "CLARIFAI_SESSION_TOKEN"} {
		t.Setenv(name, redactedText+"\n")
		refused(name)
		t.Setenv(name, "")
	}
	s := &coreServer{handle: coreScript(coreTeam)}
	sourced, err := clarifai.NewClient(clarifai.WithTokenSource(oauth2.StaticTokenSource(&oauth2.Token{AccessToken: redactedText})),
		clarifai.WithHTTPClient(&http.Client{Transport: s}))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := sourced.Teams.Get(t.Context(), "acme", "ml"); !errors.Is(err, clarifai.ErrUnauthorized) || len(s.requests()) != 0 {
		t.Errorf("a token source: %d requests, %v", len(s.requests()), err)
	}
}

func TestTokens_Rotate_storeThatMarshals(t *testing.T) {
	bubble(t, func(t *testing.T, s *clarifaitest.Server) {
		var file []byte
		result, err := s.Client().Tokens.Rotate(t.Context(), "me", clarifai.NewSecret(spareToken), clarifai.RotateTokenRequest{
			Store: func(_ context.Context, successor *clarifai.Token) (err error) {
				file, err = json.Marshal(successor)
				return err
			},
			Check: func(context.Context, *clarifai.Client) error {
				return json.Unmarshal(file, new(clarifai.Token))
			},
		})
		if err == nil || result.Old != clarifai.TokenWorks || result.Reached != clarifai.RotationStored {
			t.Errorf("%v, %v", result, err)
		}
	})
}
