package clarifai_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

var newSecret = clarifai.CreateSecretRequest{ID: "NEW", Value: clarifai.NewSecret(testkit.NewSecretValue), Description: "d"}

// secretOf returns a secret of acme that the server has.
func secretOf(s *clarifaitest.Server, id string) clarifaitest.EnvironmentSecret {
	for _, secret := range s.Secrets("acme") {
		if secret.ID == id {
			return secret
		}
	}
	return clarifaitest.EnvironmentSecret{}
}

func TestSecrets_Read(t *testing.T) {
	testkit.RunWithServer(t, "a value is read and not shown", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		all, err := clarifai.Collect(c.Secrets.ListAll(t.Context(), "acme", nil))
		if err != nil || len(all) != 1 || all[0].Value.Reveal() != testkit.SecretValue || !all[0].ExpiresAt.IsZero() || all[0].Version != 1 {
			t.Fatalf("listed %+v, %v", all, err)
		}
		one, err := c.Secrets.Get(t.Context(), "acme", "KEY")
		if err != nil || !one.Value.Equal(all[0].Value) || one.UserID != "acme" {
			t.Errorf("got %+v, %v", one, err)
		}
		data, err := json.Marshal(one)
		if text := fmt.Sprintf("%+v %#v %s", all, one, data); err != nil || strings.Contains(text, "47xy") || !strings.Contains(text, "[redacted]") {
			t.Errorf("shown: %s", text)
		}
		if _, err := c.Secrets.Get(t.Context(), "acme", "NONE"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("none: %v", err)
		}
	})
	for text, want := range map[string]time.Time{
		"1970-01-01T00:00:00Z": {}, "1970-01-01T00:00:00.000Z": {}, "1970-01-01T01:00:00+01:00": {}, "": {},
		"2100-01-01T00:00:00Z": time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC),
	} {
		var secret clarifai.EnvironmentSecret
		if err := json.Unmarshal([]byte(`{"id":"x","expires_at":"`+text+`"}`), &secret); (err != nil) != (text == "") && !secret.ExpiresAt.Equal(want) {
			t.Errorf("%q is read as %v (%v)", text, secret.ExpiresAt, err)
		}
	}
}

func TestSecrets_Create(t *testing.T) {
	create := func(t *testing.T, s *clarifaitest.Server) {
		t.Helper()
		got, err := s.Client().Secrets.Create(t.Context(), "acme", newSecret)
		if err != nil || !got.Value.Equal(newSecret.Value) || got.Description != "d" || !got.ExpiresAt.IsZero() {
			t.Errorf("got %+v, %v", got, err)
		}
		if len(s.Secrets("acme")) != 2 || secretOf(s, "NEW").Value != testkit.NewSecretValue {
			t.Errorf("the server has %+v", s.Secrets("acme"))
		}
	}
	testkit.RunWithServer(t, "it takes one request", func(t *testing.T, s *clarifaitest.Server) {
		create(t, s)
		if n := len(s.Requests()); n != 1 {
			t.Errorf("%d requests", n)
		}
	})
	testkit.RunWithServer(t, "a lost response is looked up", func(t *testing.T, s *clarifaitest.Server) {
		create(t, s)
		if n := testkit.CountRequests(s, clarifai.OpSecretsCreate); n != 1 {
			t.Errorf("it was sent %d times", n)
		}
	}, testkit.LoseResponse(clarifai.OpSecretsCreate))
	testkit.RunWithServer(t, "a lost request is sent again once it was not found", create, testkit.DropRequest(clarifai.OpSecretsCreate))
	for name, request := range map[string]clarifai.CreateSecretRequest{
		"another value":       {ID: "NEW", Value: clarifai.NewSecret("other"), Description: "d"},
		"another description": {ID: "NEW", Value: newSecret.Value},
		"another end":         {ID: "NEW", Value: newSecret.Value, Description: "d", ExpiresAt: time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)},
	} {
		testkit.RunWithServer(t, "one that is there with "+name+" is no success of a lost response", func(t *testing.T, s *clarifaitest.Server) {
			if _, err := s.Client().Secrets.Create(t.Context(), "acme", newSecret); err != nil {
				t.Fatal(err)
			}
			s.Inject(clarifaitest.Fault{Operation: clarifai.OpSecretsCreate, Kind: clarifaitest.FaultDrop})
			_, err := s.Client().Secrets.Create(t.Context(), "acme", request)
			if !errors.Is(err, clarifai.ErrConflict) || strings.Contains(fmt.Sprintf("%+v", err), "47xy") {
				t.Errorf("got %v", err)
			}
		})
	}
	testkit.RunWithServer(t, "an ID that is taken is a conflict", func(t *testing.T, s *clarifaitest.Server) {
		if _, err := s.Client().Secrets.Create(t.Context(), "acme", clarifai.CreateSecretRequest{ID: "KEY", Value: newSecret.Value}); !errors.Is(err, clarifai.ErrConflict) {
			t.Errorf("got %v", err)
		}
	})
	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success("")))
		for name, request := range map[string]clarifai.CreateSecretRequest{
			"no ID": {Value: newSecret.Value}, "a path": {ID: "a/b", Value: newSecret.Value}, "no value": {ID: "A"},
			"the past": {ID: "A", Value: newSecret.Value, ExpiresAt: time.Unix(1, 0)}, "what is printed": {ID: "A", Value: clarifai.NewSecret("[redacted]")},
		} {
			_, err := c.Secrets.Create(t.Context(), "acme", request)
			if !errors.Is(err, clarifai.ErrInvalid) || strings.Contains(err.Error(), "47xy") {
				t.Errorf("%s: %v", name, err)
			}
			_, err = c.Secrets.CreateBatch(t.Context(), "acme", []clarifai.CreateSecretRequest{newSecret, request})
			if !errors.Is(err, clarifai.ErrInvalid) || strings.Contains(err.Error(), "47xy") {
				t.Errorf("%s in a batch: %v", name, err)
			}
		}
		_, err := c.Secrets.Create(t.Context(), "acme", clarifai.CreateSecretRequest{ID: "A", Value: clarifai.NewSecret("\xff47xy")})
		if !errors.Is(err, clarifai.ErrInvalid) || strings.Contains(err.Error(), "47xy") {
			t.Errorf("not UTF-8: %v", err)
		}
		if n := len(s.Requests()); n != 0 {
			t.Errorf("%d requests", n)
		}
	})
}

func TestSecrets_CreateBatch(t *testing.T) {
	for _, batch := range []clarifaitest.Batch{clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchUnmarked, clarifaitest.BatchOmitted, clarifaitest.BatchSilent} {
		testkit.RunWithServer(t, fmt.Sprint("one that is taken keeps no other out, ", batch), func(t *testing.T, s *clarifaitest.Server) {
			taken := clarifai.CreateSecretRequest{ID: "KEY", Value: newSecret.Value}
			got, err := s.Client().Secrets.CreateBatch(t.Context(), "acme", []clarifai.CreateSecretRequest{taken, newSecret})
			failed, ok := errors.AsType[*clarifai.BatchError](err)
			if !ok || len(failed.Items) != 1 || !errors.Is(failed.Items[0].Err, clarifai.ErrConflict) || got[0] != nil || got[1] == nil || !got[1].Value.Equal(newSecret.Value) {
				t.Errorf("got %+v, %v", got, err)
			}
			if secretOf(s, "KEY").Value != testkit.SecretValue || strings.Contains(fmt.Sprintf("%+v", err), "47xy") {
				t.Errorf("the server has %+v; %+v", s.Secrets("acme"), err)
			}
		}, func(c *clarifaitest.Config) { c.Variants.Batch = batch })
	}
	t.Run("no failure of an item shows a value, however short", func(t *testing.T) {
		for _, value := range []string{"xq7", "long-value-47xy"} {
			item := `{"id":"NEW","status":{"code":11102,"description":"bad value ` + value + `","details":"` + value + `"}}`
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Reply{Status: 207, Body: `{"status":{"code":10010},"secrets":[` + item + `]}`}))
			_, err := c.Secrets.CreateBatch(t.Context(), "acme", []clarifai.CreateSecretRequest{{ID: "NEW", Value: clarifai.NewSecret(value)}})
			if err == nil || strings.Contains(fmt.Sprintf("%v %+v", err, err), value) {
				t.Errorf("%s: %v", value, err)
			}
		}
	})
}

func TestSecrets_Update(t *testing.T) {
	end := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	dated := func(c *clarifaitest.Config) { c.Secrets[0].Description, c.Secrets[0].ExpiresAt = "old", end }
	keeps := func(c *clarifaitest.Config) { c.Variants.KeepOnOverwrite = true }
	for name, variant := range map[string]func(*clarifaitest.Config){"clears": func(*clarifaitest.Config) {}, "keeps": keeps} {
		testkit.RunWithServer(t, "what is not set stays, whatever an overwrite "+name, func(t *testing.T, s *clarifaitest.Server) {
			c := s.Client()
			got, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Description: new("new")})
			if err != nil || got.Description != "new" || secretOf(s, "KEY") != (clarifaitest.EnvironmentSecret{OwnerID: "acme", ID: "KEY", Value: testkit.SecretValue, Description: "new", ExpiresAt: end}) {
				t.Errorf("got %+v, %v; the server has %+v", got, err, s.Secrets("acme"))
			}
			got, err = c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Value: newSecret.Value})
			if err != nil || !got.Value.Equal(newSecret.Value) || secretOf(s, "KEY").Value != testkit.NewSecretValue || !secretOf(s, "KEY").ExpiresAt.Equal(end) {
				t.Errorf("got %+v, %v", got, err)
			}
			got, err = c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{ExpiresAt: new(time.Time{})})
			if err != nil || !got.ExpiresAt.IsZero() || !secretOf(s, "KEY").ExpiresAt.IsZero() {
				t.Errorf("got %+v, %v", got, err)
			}
		}, dated, variant)
	}
	testkit.RunWithServer(t, "an empty description clears it", func(t *testing.T, s *clarifaitest.Server) {
		if _, err := s.Client().Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Description: new("")}); err != nil || secretOf(s, "KEY").Description != "" {
			t.Errorf("%v; the server has %+v", err, s.Secrets("acme"))
		}
	}, dated)
	for name, fault := range map[string]func(*clarifaitest.Config){
		"a lost response": testkit.LoseResponse(clarifai.OpSecretsUpdate), "a lost request": testkit.DropRequest(clarifai.OpSecretsUpdate),
		"a late read": func(c *clarifaitest.Config) { c.Variants.Lag = time.Second },
	} {
		testkit.RunWithServer(t, name, func(t *testing.T, s *clarifaitest.Server) {
			if _, err := s.Client().Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Value: newSecret.Value}); err != nil || secretOf(s, "KEY").Value != testkit.NewSecretValue {
				t.Error(err)
			}
		}, dated, fault)
	}

	read := testkit.Success(`"secret":{"id":"KEY","description":"old"}`)
	t.Run("a value that Clarifai does not show is not lost", func(t *testing.T) {
		for _, hidden := range []testkit.Reply{read, testkit.Success(`"secret":{"id":"KEY","value":"********"}`), testkit.Success(`"secret":{"id":"KEY","value":"••••"}`)} {
			c, s := testkit.NewClient(t, testkit.Script(hidden))
			_, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Description: new("new")})
			if !errors.Is(err, clarifai.ErrInvalid) || !strings.Contains(err.Error(), "Value is required") || len(s.Requests()) != 1 {
				t.Errorf("%v, after %d requests", err, len(s.Requests()))
			}
		}
	})
	t.Run("the value of another secret is not written", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(testkit.Success(`"secret":{"id":"OTHER","value":"v-47xy"}`)))
		_, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Description: new("new")})
		if err == nil || !strings.Contains(err.Error(), `"OTHER"`) || strings.Contains(err.Error(), "47xy") || len(s.Requests()) != 1 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	t.Run("a value that is hidden before and afterwards is believed", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(read, testkit.Success(`"secrets":[{"id":"KEY","description":"old"}]`)))
		if _, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Value: newSecret.Value}); err != nil || len(s.Requests()) != 2 {
			t.Errorf("%v, after %d requests", err, len(s.Requests()))
		}
	})
	testkit.RunInFakeTime(t, "a value that is gone is an error", func(t *testing.T) {
		c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"secret":{"id":"KEY","value":"v-47xy"}`), testkit.Success(`"secrets":[{"id":"KEY","description":"new"}],"secret":{"id":"KEY","description":"new"}`)))
		_, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Description: new("new")})
		if err == nil || errors.Is(err, clarifai.ErrAmbiguous) || strings.Contains(fmt.Sprintf("%+v", err), "47xy") {
			t.Errorf("got %v", err)
		}
	})
	t.Run("a refusal shows neither value", func(t *testing.T) {
		for _, value := range []string{"old-47xy", "new-47xy"} {
			refusal := testkit.Reply{Status: 400, Body: `{"status":{"code":11102,"description":"bad ` + value + `"}}`}
			c, _ := testkit.NewClient(t, testkit.Script(testkit.Success(`"secret":{"id":"KEY","value":"old-47xy"}`), refusal))
			_, err := c.Secrets.Update(t.Context(), "acme", "KEY", clarifai.UpdateSecretRequest{Value: clarifai.NewSecret("new-47xy")})
			if err == nil || strings.Contains(fmt.Sprintf("%+v", err), "47xy") {
				t.Errorf("got %+v", err)
			}
		}
	})
	t.Run("bad input is refused", func(t *testing.T) {
		c, s := testkit.NewClient(t, testkit.Script(read))
		for name, request := range map[string]clarifai.UpdateSecretRequest{"nothing": {}, "the past": {ExpiresAt: new(time.Unix(1, 0))}} {
			if _, err := c.Secrets.Update(t.Context(), "acme", "KEY", request); !errors.Is(err, clarifai.ErrInvalid) || len(s.Requests()) != 0 {
				t.Errorf("%s: %d requests, %v", name, len(s.Requests()), err)
			}
		}
	})
}

func TestSecrets_Delete(t *testing.T) {
	testkit.RunWithServer(t, "one is deleted, and what is not there is not found", func(t *testing.T, s *clarifaitest.Server) {
		c := s.Client()
		if err := c.Secrets.Delete(t.Context(), "acme", "KEY"); err != nil || len(s.Secrets("acme")) != 0 {
			t.Errorf("%v; the server has %+v", err, s.Secrets("acme"))
		}
		if err := c.Secrets.Delete(t.Context(), "acme", "KEY"); !errors.Is(err, clarifai.ErrNotFound) {
			t.Errorf("again: %v", err)
		}
	})
	testkit.RunWithServer(t, "a lost response is no failure", func(t *testing.T, s *clarifaitest.Server) {
		if err := s.Client().Secrets.Delete(t.Context(), "acme", "KEY"); err != nil || len(s.Secrets("acme")) != 0 {
			t.Error(err)
		}
	}, testkit.LoseResponse(clarifai.OpSecretsDelete))
	for _, batch := range []clarifaitest.Batch{clarifaitest.BatchAtomic, clarifaitest.BatchMixed, clarifaitest.BatchOmitted} {
		testkit.RunWithServer(t, fmt.Sprint("a batch without one of its secrets deletes the others, ", batch), func(t *testing.T, s *clarifaitest.Server) {
			err := s.Client().Secrets.DeleteBatch(t.Context(), "acme", []string{"KEY", "NONE"})
			if len(s.Secrets("acme")) != 0 || batch == clarifaitest.BatchAtomic && !errors.Is(err, clarifai.ErrNotFound) {
				t.Errorf("%v; the server has %+v", err, s.Secrets("acme"))
			}
		}, func(c *clarifaitest.Config) { c.Variants.Batch = batch })
	}
}
