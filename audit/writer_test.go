package audit_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"testing"
	"time"

	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

func TestWriter(t *testing.T) {
	testkit.RunWithServer(t, "it writes JSON Lines, and continues where it is asked to", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 10*time.Minute)
		fill(t, s, from, 10*time.Minute)
		var output bytes.Buffer
		for _, part := range []time.Duration{0, 5 * time.Minute} { // a process for each
			if _, err := audit.Export(t.Context(), s.Client(), "acme", audit.Writer(&output), from.Add(part), from.Add(part+5*time.Minute), minutes); err != nil {
				t.Fatal(err)
			}
		}
		var lines []audit.Line
		for decoder := json.NewDecoder(&output); ; {
			var line audit.Line
			if err := decoder.Decode(&line); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatal(err)
			}
			lines = append(lines, line)
		}
		complete(t, s, lines, from, from.Add(10*time.Minute))
	})

	testkit.RunWithServer(t, "the same one goes on where it was", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 10*time.Minute)
		fill(t, s, from, 10*time.Minute)
		var output bytes.Buffer
		sink := audit.Writer(&output)
		for _, to := range []time.Duration{5 * time.Minute, 5 * time.Minute, 10 * time.Minute} {
			if _, err := audit.Export(t.Context(), s.Client(), "acme", sink, from, from.Add(to), minutes); err != nil {
				t.Fatal(err)
			}
		}
		if n := bytes.Count(output.Bytes(), []byte("\n")); n != 70 {
			t.Errorf("%d lines", n)
		}
	})

	testkit.RunWithServer(t, "an error of the writer ends it", func(t *testing.T, s *clarifaitest.Server) {
		from := passed(t, 10*time.Minute)
		fill(t, s, from, 10*time.Minute)
		reader, writer := io.Pipe()
		_ = reader.Close()
		_, err := audit.Export(t.Context(), s.Client(), "acme", audit.Writer(writer), from, from.Add(10*time.Minute), minutes)
		if !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("it returns %v", err)
		}
	})
}
