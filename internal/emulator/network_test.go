package emulator

import (
	"strings"
	"testing"
)

func TestServer_Close(t *testing.T) {
	h := start(t, Config{})
	resp, err := h.HTTPClient().Do(h.request("GET", "/v2/users/me", ""))
	if err != nil {
		t.Fatal(err)
	}
	h.Close()
	resp.Body.Close()
	h.Close()
	if _, err := h.HTTPClient().Get(h.URL()); err == nil {
		t.Error("a closed server answers")
	}
}

func TestServer_Address(t *testing.T) {
	first := start(t, Config{Address: "127.0.0.1:0"})
	address := strings.TrimPrefix(first.URL(), "http://")
	t.Run("one that is taken is an error", func(t *testing.T) {
		if _, err := Start(Config{Address: address}); err == nil || !strings.Contains(err.Error(), "Config.Address") {
			t.Errorf("error %v", err)
		}
	})
	t.Run("a server in memory has none", func(t *testing.T) {
		if _, err := Start(Config{Address: address, InMemory: true}); err == nil {
			t.Error("no error")
		}
	})
	t.Run("it is used", func(t *testing.T) {
		first.Close()
		if second := start(t, Config{Address: address}); second.URL() != first.URL() {
			t.Errorf("it listens on %s, want %s", second.URL(), first.URL())
		}
	})
}
