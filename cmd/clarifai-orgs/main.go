// Clarifai-orgs is a program for administrators of Clarifai Organizations.
//
//	go run -C cmd/clarifai-orgs . plan --demo   # without an account
//	go run -C cmd/clarifai-orgs . --help        # commands, environment, exit codes
package main

import (
	"context"
	"os"

	"github.com/clarifai-community/clarifai-orgs-go/cmd/clarifai-orgs/internal/stop"
)

func main() {
	os.Exit(execute(stop.Context(context.Background()), os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}
