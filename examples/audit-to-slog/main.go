// Audit-to-slog follows an organization's audit log and logs each entry with slog. It
// can be stopped at any time: the file -state says where it goes on. After a crash the
// last entries may be logged again, with the same event_key.
//
//	CLARIFAI_PAT=… go run ./examples/audit-to-slog -org acme -state acme.json
//	go run ./examples/audit-to-slog -demo -once
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"io/fs"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/audit"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	state := flag.String("state", "", "`file` of one process that says where it goes on; without it, it begins an hour ago")
	once := flag.Bool("once", false, "end when the log has nothing more")
	flag.Parse()
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{ReadOnly: true}))
	if err == nil {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
		context.AfterFunc(ctx, stop) // a second Ctrl-C ends the program at once
		err = follow(ctx, client, *org, sink{slog.NewJSONHandler(os.Stdout, nil), *state}, *once)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		log.Fatal(err)
	}
}

func follow(ctx context.Context, client *clarifai.Client, org string, sink sink, once bool) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	options := audit.Options{Window: time.Minute, IngestionDelay: 2 * time.Minute}
	options.Progress = func(p audit.Progress) {
		if p.Err != nil {
			log.Printf("%v; the next attempt is in %v", p.Err, p.Wait)
		} else if once && p.Behind < options.Window+options.IngestionDelay {
			stop()
		}
	}
	if state, err := sink.Load(ctx, org); err == nil && state == nil {
		options.From = time.Now().Add(-time.Hour).Truncate(time.Minute)
	}
	return audit.Follow(ctx, client, org, sink, options)
}

// sink is an [audit.Sink].
type sink struct {
	slog.Handler // a [slog.Logger] would drop its errors
	file         string
}

// Load returns the state that Write stored last, or nil.
func (s sink) Load(context.Context, string) (*audit.State, error) {
	data, err := os.ReadFile(s.file)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	} else if err != nil {
		return nil, err
	}
	state := new(audit.State)
	return state, json.Unmarshal(data, state)
}

// Write logs entries, and then stores that they are logged.
func (s sink) Write(ctx context.Context, batch *audit.Batch) error {
	for _, line := range batch.Lines {
		record := slog.NewRecord(line.Timestamp, slog.LevelInfo, string(line.Operation), 0)
		record.Add("event_key", line.EventKey, "user", line.UserID, "targets", line.Targets,
			"success", line.Success, "late", line.Late, "request_id", line.RequestID, "source_ip", line.SourceIP)
		if err := s.Handle(ctx, record); err != nil {
			return err
		}
	}
	data, err := json.Marshal(batch.State)
	if err != nil || s.file == "" {
		return err
	}
	if err := os.WriteFile(s.file+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(s.file+".new", s.file)
}
