// Rotate-token replaces the token CLARIFAI_PAT. The first run creates a successor and
// keeps it in the file -token. A run after the grace time revokes the old token. Until
// then both work, and no process has to run: FILE.rotation says how far it is.
//
//	CLARIFAI_PAT=… go run ./examples/rotate-token -token FILE -grace 24h    # twice, a day apart
//	go run ./examples/rotate-token -demo -token FILE -grace 0s
package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"log"
	"os"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

func main() {
	token := flag.String("token", "", "`file` for the new token, which is required")
	grace := flag.Duration("grace", 24*time.Hour, "how long both tokens work")
	flag.Parse()
	client, err := demo.NewClient() // in your program clarifai.NewClient(), which reads CLARIFAI_PAT
	if err == nil {
		old := clarifai.NewSecret(strings.TrimSpace(os.Getenv("CLARIFAI_PAT")))
		err = rotate(context.Background(), client, old, *token, *grace)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// rotate starts a rotation, or goes on with it, and finishes it if it is time.
func rotate(ctx context.Context, client *clarifai.Client, old clarifai.Secret, file string, grace time.Duration) error {
	if file == "" {
		return errors.New("-token is required")
	}
	state := new(rotation.State)
	data, err := os.ReadFile(file + ".rotation")
	if errors.Is(err, fs.ErrNotExist) {
		state, err = start(ctx, client, old, file, grace)
	} else if err == nil {
		err = json.Unmarshal(data, state)
	}
	if err != nil {
		return err
	}
	successor, err := os.ReadFile(file)
	if err == nil {
		err = rotation.Finish(ctx, client, state, clarifai.NewSecret(string(successor)), nil)
		fmt.Println(state)
	}
	if errors.Is(err, rotation.ErrTooEarly) {
		log.Print(err)
		return nil
	} else if err != nil {
		return err
	}
	return os.Remove(file + ".rotation")
}

// start creates the successor and keeps it, or leaves all as it was.
func start(ctx context.Context, client *clarifai.Client, old clarifai.Secret, file string, grace time.Duration) (*rotation.State, error) {
	state, err := rotation.Start(ctx, client, "me", old, rotation.Request{
		Grace: grace,
		Store: func(_ context.Context, successor *clarifai.Token) error {
			return replace(file, []byte(successor.ID.Reveal()))
		},
		Save: func(_ context.Context, state rotation.State) error {
			data, err := json.Marshal(state) // has no secret
			return errors.Join(err, replace(file+".rotation", data))
		},
	})
	if err == nil || state.Nonce == "" || state.Reached == rotation.StepStored {
		return state, err
	}
	left, listErr := rotation.LeftBehind(ctx, client, *state) // what was created, and is kept nowhere
	for _, token := range left {
		listErr = errors.Join(listErr, client.Tokens.Revoke(ctx, "me", token.ID))
	}
	if listErr == nil {
		listErr = os.Remove(file + ".rotation")
	}
	return state, errors.Join(err, listErr)
}

// replace writes a file that is whole or as it was, and that only its owner can read.
func replace(file string, data []byte) error {
	if err := os.WriteFile(file+".new", data, 0o600); err != nil {
		return err
	}
	return os.Rename(file+".new", file)
}
