package main

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

const environment = `  CLARIFAI_PAT            a personal access token
  CLARIFAI_SESSION_TOKEN  a session token, where a token is not enough
  CLARIFAI_API_BASE       URL of another server than Clarifai's
`

// printUsage is what the help of a command has below its description.
func printUsage(cmd *cobra.Command) error {
	var b strings.Builder
	section := func(title, text string) {
		if strings.TrimSpace(text) != "" {
			fmt.Fprintf(&b, "\n%s:\n%s\n", title, strings.TrimRight(text, "\n"))
		}
	}
	usage := "  " + cmd.UseLine()
	if cmd.HasAvailableSubCommands() {
		usage = "  " + cmd.CommandPath() + " [command] [flags]"
	}
	fmt.Fprintf(&b, "Usage:\n%s\n", usage)
	section("Example", cmd.Example)
	var commands, topics strings.Builder
	for _, c := range cmd.Commands() {
		line := fmt.Sprintf("  %-11s %s\n", c.Name(), c.Short)
		switch {
		case c.IsAdditionalHelpTopicCommand():
			topics.WriteString(line)
		case c.IsAvailableCommand():
			commands.WriteString(line)
		}
	}
	section("Commands", commands.String())
	section("Help topics", topics.String())
	own, shared := pflag.NewFlagSet("", pflag.ContinueOnError), pflag.NewFlagSet("", pflag.ContinueOnError)
	cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
		if _, ok := f.Annotations[sharedFlag]; ok {
			shared.AddFlag(f)
		} else {
			own.AddFlag(f)
		}
	})
	section("Flags", own.FlagUsages())
	section("Flags that commands share", shared.FlagUsages())
	reads, ours := cmd.Annotations[readsEnvironment]
	if reads == "true" || !cmd.HasParent() {
		section("Environment", environment)
	}
	if ours || !cmd.HasParent() {
		section("Exit codes", exitCodeTable())
	}
	_, err := cmd.OutOrStderr().Write([]byte(b.String()))
	return err
}

func newExitCodesTopic() *cobra.Command {
	return &cobra.Command{
		Use:   "exit-codes",
		Short: "What the exit codes mean",
		Long:  "If several exit codes apply, the one that is lowest in this table is used:\n\n" + exitCodeTable(),
	}
}
