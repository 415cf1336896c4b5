// Sync-team removes from a team whoever does not belong there. Its arguments are the
// user IDs and email addresses of those who do. If more than -max would go, or all,
// nobody goes. Members whose address is not shown stay.
//
//	CLARIFAI_PAT=… go run ./examples/sync-team -org acme -team vision -max 5 $(cat team.txt)
//	go run ./examples/sync-team -demo -max 1 soren.dabrowski@northwind.example wei
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"slices"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org, team := flag.String("org", "", "`ID` of the organization"), flag.String("team", "", "`ID` of the team")
	limit := flag.Int("max", 0, "`maximum` of removals")
	flag.Parse()
	client, err := demo.NewClient( // in your program clarifai.NewClient, which reads CLARIFAI_PAT
		clarifai.WithGuard(clarifai.Guard{Owners: []string{*org}, ReadOnly: *limit < 1, MaxWrites: *limit}))
	if err == nil {
		err = syncTeam(context.Background(), client, *org, *team, flag.Args(), *limit)
	}
	if err != nil {
		log.Fatal(err)
	}
}

func syncTeam(ctx context.Context, client *clarifai.Client, org, team string, keep []string, limit int) error {
	onTeam, err := clarifai.Collect(client.Teams.ListAllMembers(ctx, org, team, nil))
	if err != nil {
		return err
	}
	var extra []string
	for member, err := range client.Members.ListAll(ctx, org, nil) {
		switch isOnTeam := slices.ContainsFunc(onTeam, func(m clarifai.TeamMember) bool { return member.Is(m.UserID) }); {
		case err != nil:
			return err
		case !isOnTeam || slices.ContainsFunc(keep, member.Is):
		case member.Email() == "":
			log.Printf("%s stays: the address is not shown, and may be one of the arguments", member.UserID())
		default:
			extra = append(extra, member.UserID())
		}
	}
	if len(extra) == 0 {
		return nil
	}
	if len(extra) > limit || len(extra) == len(onTeam) || len(keep) == 0 {
		return fmt.Errorf("%d of the %d members of %s do not belong there, too many to remove: %q", len(extra), len(onTeam), team, extra)
	}
	log.Printf("removing from %s: %q", team, extra)
	return client.Teams.RemoveMembers(ctx, org, team, extra)
}
