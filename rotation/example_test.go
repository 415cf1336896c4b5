package rotation_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/clarifaitest"
	"github.com/clarifai-community/clarifai-orgs-go/rotation"
)

func exampleServer() *clarifaitest.Server {
	server, err := clarifaitest.Start(clarifaitest.Config{Users: []clarifaitest.User{{ID: "olga"}}})
	if err != nil {
		log.Fatal(err)
	}
	return server
}

// One process starts a rotation, and another one finishes it later.
func Example() {
	server := exampleServer()
	defer server.Close()
	ctx := context.Background()
	vault := make(map[string]string) // in place of a secret store

	client := server.Client() // with olga's token
	state, err := rotation.Start(ctx, client, "me", clarifai.NewSecret(server.PAT("olga")), rotation.Request{
		Store: func(_ context.Context, successor *clarifai.Token) error {
			vault["clarifai"] = successor.ID.Reveal()
			return nil
		},
		Grace: time.Hour,
	})
	fmt.Println(state) // never nil, even if err is not
	if err != nil {
		log.Fatal(err)
	}
	kept, err := json.Marshal(state) // has no secret
	if err != nil {
		log.Fatal(err)
	}

	// Later.
	var read rotation.State
	if err := json.Unmarshal(kept, &read); err != nil {
		log.Fatal(err)
	}
	successor := clarifai.NewSecret(vault["clarifai"])
	err = rotation.Finish(ctx, client, &read, successor, &rotation.FinishOptions{IgnoreGrace: true}) // an example has no hour
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(read)
	// Output:
	// the old token works; the successor is stored and works
	// the old token is revoked; the successor is stored and works
}

func ExampleRun() {
	server := exampleServer()
	defer server.Close()

	vault := make(map[string]string) // in place of a secret store
	state, err := rotation.Run(context.Background(), server.Client(), "me", clarifai.NewSecret(server.PAT("olga")), rotation.Request{
		Store: func(_ context.Context, successor *clarifai.Token) error {
			vault["clarifai"] = successor.ID.Reveal()
			return nil
		},
		Grace: time.Millisecond, // until the old token is revoked
	})
	fmt.Println(state)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(vault["clarifai"] != "")
	// Output:
	// the old token is revoked; the successor is stored and works
	// true
}

// The store fails, and nobody has the successor.
func ExampleLeftBehind() {
	server := exampleServer()
	defer server.Close()
	ctx, client := context.Background(), server.Client()

	state, err := rotation.Start(ctx, client, "me", clarifai.NewSecret(server.PAT("olga")), rotation.Request{
		Store: func(context.Context, *clarifai.Token) error { return fmt.Errorf("the vault is sealed") },
	})
	fmt.Println(err != nil, state)

	left, err := rotation.LeftBehind(ctx, client, *state)
	if err != nil {
		log.Fatal(err)
	}
	for _, token := range left {
		if err := client.Tokens.Revoke(ctx, "me", token.ID); err != nil {
			log.Fatal(err)
		}
	}
	fmt.Println(len(left))
	// Output:
	// true the old token works; the successor exists, and is not stored
	// 1
}
