package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"
)

// serving starts the program, and returns what it prints once it serves. The test
// ends it.
func serving(t *testing.T, args ...string) (cmd *exec.Cmd, out *bufio.Reader) {
	t.Helper()
	cmd = process(t, append([]string{"serve"}, args...)...)
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, bufio.NewReader(stdout)
}

// curl sends a request as a program without Go's SDK would.
func curl(t *testing.T, method, url, pat, body string) (status int, response string) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Key "+pat)
	request.Header.Set("Content-Type", "application/json")
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	answer, err := client.Do(request)
	if err != nil {
		return 0, err.Error()
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

func TestServe(t *testing.T) {
	seeds := file(t, "users: [{id: olga, pat: my-pat}, {id: ann, email: ann@acme.test}]\norganizations: [{id: acme, members: [{user_id: ann, role: Organization User}]}]\n")
	t.Run("a file of seeds, as JSON", func(t *testing.T) {
		cmd, out := serving(t, "--seed", seeds, "--output", "json",
			"--fault", "members.list=status,status=503,count=1", "--variant", "exists=ExistsSilent", "--latency", "1ms")
		var served servedJSON
		if err := json.NewDecoder(out).Decode(&served); err != nil {
			t.Fatal(err)
		}
		if len(served.Organizations) != 1 || len(served.Users) != 2 || served.Users[0].PAT != "my-pat" || !strings.HasPrefix(served.URL, "http://127.0.0.1:") {
			t.Fatalf("%+v", served)
		}
		members := served.URL + "/v2/organizations/acme/members"
		if status, _ := curl(t, "GET", members, "my-pat", ""); status != 503 {
			t.Errorf("the fault: %d", status)
		}
		if status, body := curl(t, "GET", members, "my-pat", ""); status != 200 || !strings.Contains(body, `"ann"`) {
			t.Errorf("the members: %d %s", status, body)
		}
		team := `{"teams":[{"id":"vision","name":"Vision"}]}`
		for range 2 { // the variant
			if status, body := curl(t, "POST", served.URL+"/v2/organizations/acme/teams", "my-pat", team); status != 200 {
				t.Errorf("a team: %d %s", status, body)
			}
		}
		if status, _ := curl(t, "GET", members, "another", ""); status != 401 {
			t.Errorf("a wrong token: %d", status)
		}
		_ = cmd.Process.Signal(syscall.SIGTERM)
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
		if status, _ := curl(t, "GET", members, "my-pat", ""); status != 0 {
			t.Error("it serves on")
		}
	})
	t.Run("a demo, as the command that it prints", func(t *testing.T) {
		cmd, out := serving(t, "--demo")
		var text bytes.Buffer
		for !strings.Contains(text.String(), "until it is stopped") {
			line, err := out.ReadString('\n')
			if err != nil {
				t.Fatal(err, text.String())
			}
			text.WriteString(line)
		}
		m := regexp.MustCompile(`curl -H 'Authorization: Key (\S+)' '(\S+)'`).FindStringSubmatch(text.String())
		if m == nil {
			t.Fatalf("it prints %s", &text)
		}
		if status, body := curl(t, "GET", m[2], m[1], ""); status != 200 || strings.Count(body, `"role"`) != 3 {
			t.Errorf("%d %s", status, body)
		}
		_ = cmd.Process.Signal(syscall.SIGINT)
		if err := cmd.Wait(); err != nil {
			t.Error(err)
		}
	})
}

func TestServe_Refused(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	seeds := file(t, "users: [{id: olga}]\n")
	for name, c := range map[string]struct {
		args []string
		code int
		want string
	}{
		"an address that is taken":         {[]string{"--listen", taken.Addr().String()}, exitFailed, "address already in use"},
		"an address that is none":          {[]string{"--listen", "nowhere"}, exitFailed, "missing port"},
		"a file with a mistake":            {[]string{"--seed", file(t, "members: []")}, exitUsage, "members: there is no such field"},
		"a file that is missing":           {[]string{"--seed", seeds + ".none"}, exitUsage, "no such file"},
		"a file that says where it serves": {[]string{"--seed", file(t, "address: 127.0.0.1:80")}, exitUsage, "see --listen"},
		"a role that is none":              {[]string{"--seed", file(t, "organizations: [{id: acme, members: [{user_id: owner, role: Wizard}]}]")}, exitUsage, "Wizard"},
		"a demo and a file":                {[]string{"--demo", "--seed", seeds}, exitUsage, "exclude each other"},
		"a fault of no operation":          {[]string{"--fault", "teams.paint=drop"}, exitUsage, "teams.paint"},
		"a fault of no kind":               {[]string{"--fault", "teams.list=paint"}, exitUsage, "paint"},
		"a variant that is none":           {[]string{"--variant", "colour=red"}, exitUsage, "colour"},
		"a latency below zero":             {[]string{"--latency", "-1s"}, exitUsage, "Latency"},
		"a latency without a unit":         {[]string{"--latency", "5"}, exitUsage, "--latency"},
		"the file of seeds as the report":  {[]string{"--seed", seeds, "--report", seeds}, exitUsage, "is the file of --seed"},
	} {
		t.Run(name, func(t *testing.T) {
			runWith(t, nil, append([]string{"serve"}, c.args...)...).exits(t, c.code).says(t, c.want)
		})
	}
}

func TestReachable(t *testing.T) {
	for base, want := range map[string]string{
		"http://[::]:8080": "http://127.0.0.1:8080", "http://0.0.0.0:80": "http://127.0.0.1:80", "http://10.0.0.7:8080": "http://10.0.0.7:8080",
	} {
		if got := reachable(base); got != want {
			t.Errorf("%s becomes %s, want %s", base, got, want)
		}
	}
}
