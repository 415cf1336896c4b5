package roster_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
)

// edited is a transport that changes the server's answers of JSON. A list is
// named by the end of its path.
type edited struct {
	http.RoundTripper
	edit func(r *http.Request, body map[string]any)
}

func (e *edited) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := e.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	data, err := io.ReadAll(response.Body)
	response.Body.Close()
	if err != nil {
		return nil, err
	}
	var body map[string]any
	if json.Unmarshal(data, &body) == nil {
		e.edit(r, body)
		if data, err = json.Marshal(body); err != nil {
			return nil, err
		}
	}
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(data)), int64(len(data))
	response.Header.Del("Content-Length")
	return response, nil
}

// edits makes the client see changed answers.
func (f *fixture) edits(edit func(r *http.Request, body map[string]any)) {
	transport := &edited{f.server.HTTPClient().Transport, edit}
	f.client = f.server.Client(clarifai.WithHTTPClient(&http.Client{Transport: transport}))
	f.Cleanup(f.client.Close)
}

// each hands every object below a value to use, with the name of the field that
// holds it or holds its list.
func each(value any, name string, use func(name string, object map[string]any)) {
	switch value := value.(type) {
	case map[string]any:
		use(name, value)
		for field, inner := range value {
			each(inner, field, use)
		}
	case []any:
		for _, inner := range value {
			each(inner, name, use)
		}
	}
}
