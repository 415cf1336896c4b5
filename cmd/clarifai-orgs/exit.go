package main

import (
	"fmt"
	"strings"
)

// The exit codes of all commands.
const (
	exitOK         = 0
	exitFailed     = 1
	exitUsage      = 2
	exitIncomplete = 3
	exitChanges    = 4
	exitBudget     = 5
	exitLimit      = 6
	exitStopped    = 130
)

// exitCodes lists the exit codes, the more serious ones behind the less serious ones.
var exitCodes = []struct {
	code    int
	meaning string
}{
	{exitOK, "all is well"},
	{exitChanges, "with --exit-code: plan or offboard has something to do, or access something that changed"},
	{exitIncomplete, "nothing failed, but something was left undone: it is named"},
	{exitBudget, "bill --budgets: a budget is exceeded, or will be at the current rate"},
	{exitLimit, "a limit of --remove is exceeded: nothing of that kind was done"},
	{exitFailed, "something failed, or an output could not be written"},
	{exitUsage, "wrong usage, or a missing credential: nothing was changed"},
	{exitStopped, "stopped by a signal: what was done until then is reported"},
}

// exitCodeTable is for the help.
func exitCodeTable() string {
	var b strings.Builder
	for _, e := range exitCodes {
		fmt.Fprintf(&b, "  %3d  %s\n", e.code, e.meaning)
	}
	return b.String()
}

// worse returns the more serious exit code.
func worse(a, b int) int {
	for _, e := range exitCodes {
		if e.code == a {
			return b
		}
		if e.code == b {
			return a
		}
	}
	return max(a, b)
}

// exitError is an error with an exit code of its own. Other errors of a command end
// with exitFailed.
type exitError struct {
	code int
	err  error // nil if there is nothing more to say
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit code %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// usageError says what is wrong with the command line.
func usageError(format string, args ...any) error {
	return &exitError{exitUsage, fmt.Errorf(format, args...)}
}
