package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"reflect"
	"strings"
	"testing"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// redactedText is what a secret prints. It is never accepted as a secret.
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
func TestSecret_RedactedIsNotSent(t *testing.T) {
	took := 0
	testkit.EachMethod(t, func(t *testing.T, m *testkit.Method, s *testkit.Transport) {
		for n := 0; ; n++ {
			args, i, put := m.Arguments(t.Context()), 0, false
			for _, arg := range args[1:] {
				testkit.VisitSecrets(arg, func(v reflect.Value) {
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
			if err := m.Call(t, args); !errors.Is(err, clarifai.ErrInvalid) {
				t.Errorf("%s: %v", m.Name, err)
			}
			for _, r := range s.Requests() {
				if r.Method != http.MethodGet || strings.Contains(r.URL.Path, redactedText) {
					t.Errorf("%s sends %s %s", m.Name, r.Method, r.URL)
				}
			}
		}
	})
	if took < 7 {
		t.Errorf("only %d secrets in the arguments of all methods", took)
	}
}

func TestSecret_Print(t *testing.T) {
	const canary = "canary-4711"
	s := clarifai.NewSecret(canary)
	holder := struct {
		Public  clarifai.Secret
		private clarifai.Secret
		Token   *clarifai.Token
		Slice   []clarifai.Secret
	}{s, s, &clarifai.Token{ID: s}, []clarifai.Secret{s}}
	var out strings.Builder
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%T", "%w", "%20s", "%!"} {
		fmt.Fprintf(&out, verb+"\n", s)
		fmt.Fprintf(&out, verb+"\n", &s)
		fmt.Fprintf(&out, verb+"\n", holder)
		fmt.Fprintf(&out, verb+"\n", &holder)
	}
	slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "s", s, "holder", holder, "token", holder.Token)
	slog.New(slog.NewTextHandler(&out, nil)).Info("m", "s", s, "holder", holder, "token", holder.Token)
	data, err := json.Marshal(map[string]any{"holder": holder, "key": map[clarifai.Secret]int{s: 1}})
	if err != nil {
		t.Fatal(err)
	}
	out.Write(data)
	for _, form := range []string{canary, fmt.Sprintf("%x", canary), fmt.Sprintf("%X", canary)} {
		if strings.Contains(out.String(), form) {
			t.Errorf("%q is in %s", form, out.String())
		}
	}
	if s.Reveal() != canary || !s.Equal(clarifai.NewSecret(canary)) || s.IsZero() || !clarifai.NewSecret("").IsZero() {
		t.Error("the secret is not what it was made of")
	}
}
