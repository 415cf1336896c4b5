package emulator

import (
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
