// Usage-by-member sums the usage of last month, in UTC, as CSV: a line for each kind of
// usage and member. Its day is the first, and unknown callers have no member.
//
//	CLARIFAI_PAT=… go run ./examples/usage-by-member -org acme
//	go run ./examples/usage-by-member -demo
package main

import (
	"cmp"
	"context"
	"flag"
	"io"
	"log"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	clarifai "github.com/clarifai-community/clarifai-orgs-go"
	"github.com/clarifai-community/clarifai-orgs-go/cost"
	"github.com/clarifai-community/clarifai-orgs-go/examples/internal/demo"
)

func main() {
	org := flag.String("org", "", "`ID` of the organization")
	flag.Parse()
	client, err := demo.NewClient() // in your program clarifai.NewClient(), which reads CLARIFAI_PAT
	if err == nil {
		err = writeUsage(context.Background(), client, *org, time.Now(), os.Stdout)
	}
	if err != nil {
		log.Fatal(err)
	}
}

// writeUsage writes rows of a month instead of a day, those who used most first.
func writeUsage(ctx context.Context, client *clarifai.Client, org string, now time.Time, out io.Writer) error {
	end := time.Date(now.UTC().Year(), now.UTC().Month(), 1, 0, 0, 0, 0, time.UTC)
	start := end.AddDate(0, -1, 0)
	sums := make(map[cost.ActivityRow]int64) // by rows without a value
	for row, err := range cost.Activity(ctx, client, org, cost.ActivityOptions{From: start, To: end}) {
		if err != nil {
			return err
		}
		month := cost.ActivityRow{Day: start, MemberID: strings.ToLower(row.MemberID), Section: row.Section}
		sums[month] += row.Value
	}
	rows := slices.SortedFunc(maps.Keys(sums), func(a, b cost.ActivityRow) int {
		return cmp.Or(cmp.Compare(a.Section, b.Section), cmp.Compare(sums[b], sums[a]), cmp.Compare(a.MemberID, b.MemberID))
	})
	return cost.WriteCSV(out, func(yield func(cost.ActivityRow, error) bool) {
		for _, row := range rows {
			row.Value = sums[row]
			if !yield(row, nil) {
				return
			}
		}
	})
}
