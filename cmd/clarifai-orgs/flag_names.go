package main

import (
	"strings"

	"github.com/clarifai-community/clarifai-orgs-go/internal/tabular"
)

// flagNames has the words by which packages name their options, and those of the flags.
// They are long enough not to be somebody's name.
var flagNames = strings.NewReplacer(
	"MemberEmails can have it", "--member-emails can have it",
	"but MemberEmails has it for user", "but --member-emails has it for user",
	"roster: MemberEmails: ", "roster: --member-emails: ",
	"not allowed unless AllowAdmin is set", "not allowed without --allow-admin",
	"Protect names the ", "--protect names the ",
	"Protect has ", "--protect has ",
	"an entry of Protect must", "an entry of --protect must",
	"roster: Protect: ", "roster: --protect: ",
	"CreateOrganization requires the company's Name and BillingEmail", "--create-org requires --name and --billing-email",
)

// forPeople returns a line with the names of flags, and without what steers a terminal.
func forPeople(line string) string { return tabular.Clean(flagNames.Replace(line)) }
