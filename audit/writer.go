package audit

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
)

// Writer returns a sink that writes JSON Lines to w, such as the standard output or a
// pipe. It calls w.Write once for each batch that has lines.
//
// It remembers nothing beyond its own life: a new one goes on from [Options.From]. If
// w takes a part of a batch and fails, that part cannot be taken back.
func Writer(w io.Writer) Sink { return &writerSink{w: w} }

type writerSink struct {
	w     io.Writer
	state *State
}

// Load implements Sink.
func (s *writerSink) Load(context.Context, string) (*State, error) { return s.state, nil }

// Write implements Sink.
func (s *writerSink) Write(_ context.Context, b *Batch) error {
	if len(b.Lines) > 0 {
		var buffer bytes.Buffer
		if err := encodeLines(json.NewEncoder(&buffer), b.Lines); err != nil {
			return err
		}
		if _, err := s.w.Write(buffer.Bytes()); err != nil {
			return err
		}
	}
	s.state = b.State
	return nil
}

// encodeLines writes lines as JSON Lines.
func encodeLines(encoder *json.Encoder, lines []Line) error {
	encoder.SetEscapeHTML(false)
	for i := range lines {
		if err := encoder.Encode(&lines[i]); err != nil {
			return err
		}
	}
	return nil
}
