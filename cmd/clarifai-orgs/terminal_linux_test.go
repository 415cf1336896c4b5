package main

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// onTerminal runs the program with standard output on a terminal of a width, and
// returns what the terminal shows.
func onTerminal(t *testing.T, width uint16, env string, args ...string) string {
	t.Helper()
	ptm, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	defer ptm.Close()
	fd := int(ptm.Fd())
	n, err := unix.IoctlGetInt(fd, unix.TIOCGPTN)
	if err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetPointerInt(fd, unix.TIOCSPTLCK, 0); err != nil {
		t.Fatal(err)
	}
	if err := unix.IoctlSetWinsize(fd, unix.TIOCSWINSZ, &unix.Winsize{Row: 50, Col: width}); err != nil {
		t.Fatal(err)
	}
	pts, err := os.OpenFile(fmt.Sprintf("/dev/pts/%d", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	cmd := process(t, args...)
	cmd.Env = append(cmd.Env, "TERM=xterm", "NO_COLOR=", env)
	cmd.Stdout = pts
	var shown bytes.Buffer
	read := make(chan struct{})
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = pts.Close()
	go func() {
		defer close(read)
		_, _ = io.Copy(&shown, ptm) // ends with an error when the program has ended
	}()
	err = cmd.Wait()
	<-read
	if err != nil {
		t.Errorf("%v:\n%s", err, &shown)
	}
	return strings.ReplaceAll(shown.String(), "\r\n", "\n")
}

func TestPlan_Terminal(t *testing.T) {
	args := []string{"plan", "--demo", "--remove", "all=5,10%"}
	t.Run("what is added is green, and what is removed red", func(t *testing.T) {
		shown := onTerminal(t, 200, "COLORS=yes", args...)
		for _, want := range []string{"\x1b[1minvitations\x1b[0m\n", "\x1b[32m+ wei.li@northwind.example", "\x1b[31m- former-colleague@demo.example", "to remove\x1b[0m\n"} {
			if !strings.Contains(shown, want) {
				t.Errorf("%q is not in\n%.3000q", want, shown)
			}
		}
	})
	t.Run("a line of the terminal's width is not broken because of its color", func(t *testing.T) {
		line := "+ soren.greystone@labs.northwind.example  Team Contributor"
		if shown := onTerminal(t, uint16(len(line)), "COLORS=yes", args...); !strings.Contains(shown, "\x1b[32m"+line+"\x1b[0m\n") {
			t.Errorf("%.3000q", shown)
		}
	})
	for _, env := range []string{"NO_COLOR=1", "TERM=dumb"} {
		t.Run("no color with "+env, func(t *testing.T) {
			if shown := onTerminal(t, 200, env, args...); strings.Contains(shown, "\x1b") || !strings.Contains(shown, "\n- former-colleague") {
				t.Errorf("%.3000q", shown)
			}
		})
	}
	t.Run("no color in a pipe", func(t *testing.T) {
		if out, err := process(t, args...).Output(); err != nil || bytes.Contains(out, []byte("\x1b")) || !bytes.Contains(out, []byte("\n- former-colleague")) {
			t.Errorf("%v: %.3000q", err, out)
		}
	})
}
