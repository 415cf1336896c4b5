package docs_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/clarifai-community/clarifai-orgs-go/internal/testkit"
)

// promises are the promises of SECURITY.md and the tests that prove them: the
// directory of a package, and the name of a test in it or of one of its subtests.
var promises = map[string][]string{
	"The credential is sent to the scheme, host and port of the client's base URL, and nowhere else.": {
		". TestWithBaseURL/requests go to its host only", ". TestHTTPClient_Redirect/the credential stays on its server",
		". TestHTTPClient_Connections/a server that cannot prove its identity gets nothing"},
	"Redirects are not followed.": {". TestHTTPClient_Redirect/none is followed wherever it points"},
	"Plain http is refused unless `WithInsecureHTTP` is given.": {
		". TestWithBaseURL/a URL that could leak or mislead is refused"},
	"A personal access token and a session token are never sent together, and a route that needs no credential gets none.": {
		". TestAuth_Routes/each route gets its own credential and never both",
		". TestAuth_Routes/a public invitation neither needs nor sends one"},
	"A proxy of the environment is used as `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` say.": {
		"test/secrets TestProxy_Environment/it is used, and sees the host of an https request and no more",
		"test/secrets TestProxy_Environment/NO_PROXY is honored"},
	"A proxy reads the host and port of an https request and no more, but the credential of a request over plain http.": {
		"test/secrets TestProxy_Environment/it is used, and sees the host of an https request and no more",
		"test/secrets TestProxy_Environment/it reads the credential of a request over plain http"},
	"A proxy that lets nothing through is `ErrUnavailable`, leaves no write with an unknown outcome, and its own user and password are shown nowhere.": {
		"test/secrets TestProxy_Environment/one that lets nothing through is ErrUnavailable and no unknown outcome"},

	"Errors and log lines have no header, no body, no URL and no credential.": {
		". TestWithLogger/each attempt is one line with what is documented and no more", "test/secrets TestNetwork_Errors/no URL is shown"},
	"A credential that a server echoes is removed from errors and from captured headers.": {
		"test/secrets TestErrors_Secrets/a credential that the server echoes", "test/secrets TestPrint_ResponseHeaders"},
	"No error quotes a value of a response that cannot be read.": {
		"test/secrets TestErrors_Secrets/a credential within a value that cannot be read"},
	"Printing a client, an option, a value, an error or a captured response by any verb shows no credential.": {
		"test/secrets TestPrint_Calls", "test/secrets TestPrint_Client"},
	"No secret is shown by a failed dial or handshake, by the error of a token source, or by a panic of the caller's code.": {
		"test/secrets TestNetwork_Errors/a failed connection shows no secret and is no unknown outcome",
		"test/secrets TestCallers_TokenSourceError", "test/secrets TestCallers_Panic/it shows no secret and leaves the client usable"},
	"The reports, plans and journals of `roster`, the evidence of `offboard`, the reports of `access` and `cost`, the files of `audit`, and the output of the examples, show no credential.": {
		"test/secrets TestJobs_Reports", "test/secrets TestExamples_Output",
		"cmd/clarifai-orgs TestAccess_Secrets", "cmd/clarifai-orgs TestApply_Secrets", "cmd/clarifai-orgs TestAudit_Secrets", "cmd/clarifai-orgs TestBill_Secrets", "cmd/clarifai-orgs TestDoctor_Secrets"},
	"The ID of a token, a password, an OAuth client secret and the value of an environment's secret are a `Secret`, which prints as `[redacted]` by every verb, in logs and as JSON.": {
		". TestSecret_Print", ". TestSecrets_Read/a value is read and not shown"},
	"No error shows a secret that a call sends.": {
		". TestSecrets_CreateBatch/no failure of an item shows a value, however short",
		"test/secrets TestErrors_Secrets/a secret that the server escapes", "test/secrets TestErrors_Secrets/the ID of a token",
		"test/secrets TestErrors_Secrets/a token that has moved", "test/secrets TestErrors_Secrets/a short password"},
	"Neither the state nor the error of a rotation shows a token, even if `Store`, `Save` or `Check` quotes it.": {"test/secrets TestJobs_Rotation"},
	"Requests about cards send no card number: `AddPaymentMethod` takes a payment processor's token and nothing else.": {
		". TestBilling_AddPaymentMethod"},
	"`Call` does not write to the paths of cards, and `WithRoute` does not move another operation there.": {". TestClient_Call_Cards"},
	"Only the last four digits of a card in a response are kept, also by `Call`.":                         {". TestBilling_PaymentMethods", ". TestClient_Call_Cards"},

	"An ID that could reach another endpoint (`..`, `a/b`, `a?b`, an empty one, control characters) is refused before anything is sent, and everything else in an ID is escaped.": {
		". TestRequest_IDs/an ID that could reach another endpoint is refused", ". TestRequest_IDs/any ID arrives unchanged or is refused",
		". FuzzRequest_IDs"},
	"No path of a `Call` leaves the server.":                  {". FuzzClient_Call_Path", ". TestClient_Call/it takes escaped paths and refuses tricks"},
	"Text that is not UTF-8 is refused and not sent changed.": {"test/hostile TestCaller_Text"},
	"Whatever arguments a caller passes, the result is a clear error and no panic.": {
		"test/hostile TestCaller_Text", "test/hostile TestCaller_ZeroArguments", "test/hostile TestCaller_Paging",
		"test/hostile TestCaller_LongLists", ". TestOptions_Order/contradictions are refused in both orders"},
	"A client with a `Guard` sends none of the requests that it forbids, not even by `Call` or `WithRoute`.": {
		". TestGuard_ReadOnly/nothing is written", ". TestGuard_Operations/only the listed operations are sent",
		". TestGuard_Owners/only the listed owners are touched", ". TestGuard_Call/it is refused unless OpCall is listed", ". TestGuard_Call/its path must name listed owners and no other",
		". TestWithRoute_Guard/a read moved to the request of a write is refused"},
	"A closed client sends nothing.": {". TestClient_Close/a closed client sends nothing", "test/hostile TestCaller_CloseDuringCalls"},

	"Whatever a server responds, every operation returns a value or an error that can be printed.": {
		"test/hostile FuzzResponse", "test/hostile TestResponse_Shape", "test/hostile TestResponse_AnyValue"},
	"A response with two statuses is no success.": {"test/hostile TestResponse_TwoStatuses"},
	"A response is read up to a limit (64 MiB by default), measured after decompression.": {
		". TestOutcome_Size/a gzip bomb stops at the limit", "test/hostile TestServer_Gzip", "test/hostile TestServer_MillionItems"},
	"The headers of a response are read up to a megabyte by the client's own connection pool.": {"test/hostile TestServer_Headers"},
	"The size that a response claims costs no memory, and a response that trickles ends with its attempt.": {
		"test/hostile TestServer_ClaimedSizes", "test/hostile TestServer_Trickle"},
	"A list that repeats a page or never ends is an error.": {
		". TestPagination_Endless/the same page again is an error", ". TestPagination_Endless/a later page that repeats is an error",
		". TestPagination_Endless/a list that never ends is an error"},
	"A `Retry-After` is waited for up to its maximum.": {
		". FuzzRetry_RetryAfter", ". TestRetry_RetryAfter/one over the maximum ends the call at once"},

	"A write with an unknown outcome is resent only if that changes nothing more or it was looked up and not found, and no error hides that a write may have been applied: [docs/faults.md](docs/faults.md), fault by fault.": {
		"test/faults TestMatrix", "test/faults TestStorm", "cmd/clarifai-orgs TestApply_KilledAnywhere"},
	"A rotation of a token ends with at least one that works, whatever fails, and says which.": {"rotation TestRun_Failures"},
	"`rotation.Finish` revokes the old token only after it has seen the successor that was created work.": {
		"rotation TestFinish_Refused", "rotation TestFinish_List"},
}

func TestSECURITY(t *testing.T) {
	_, text, _ := strings.Cut(testkit.ReadFile(t, "SECURITY.md"), "\n## What the package promises\n")
	text, _, _ = strings.Cut(text, "\n## ")
	listed := make(map[string]bool)
	for paragraph := range strings.SplitSeq(text, "\n\n") {
		for item := range strings.SplitSeq("\n"+paragraph, "\n- ") {
			if strings.HasPrefix(strings.TrimSpace(paragraph), "- ") && strings.TrimSpace(item) != "" {
				listed[strings.Join(strings.Fields(item), " ")] = true
			}
		}
	}
	t.Run("every promise has tests", func(t *testing.T) {
		for promise := range listed {
			if len(promises[promise]) == 0 {
				t.Errorf("no test is listed for %q", promise)
			}
		}
	})
	t.Run("every promise with tests is in SECURITY.md", func(t *testing.T) {
		for promise := range promises {
			if !listed[promise] {
				t.Errorf("SECURITY.md does not promise %q", promise)
			}
		}
	})
	t.Run("every test exists", func(t *testing.T) {
		packages := make(map[string]map[string][]string)
		for _, proof := range slices.Sorted(maps.Keys(proofs())) {
			dir, name, _ := strings.Cut(proof, " ")
			test, fact, _ := strings.Cut(name, "/")
			if packages[dir] == nil {
				packages[dir] = testsIn(t, dir)
			}
			texts, ok := packages[dir][test]
			if !ok || fact != "" && !slices.Contains(texts, fact) {
				t.Errorf("there is no test %s", proof)
			}
		}
	})
}

// proofs returns all tests that prove a promise.
func proofs() map[string]bool {
	all := make(map[string]bool)
	for _, tests := range promises {
		for _, test := range tests {
			all[test] = true
		}
	}
	return all
}

// testsIn returns the texts in each test of a directory: the names of its
// subtests are among them.
func testsIn(t *testing.T, dir string) map[string][]string {
	t.Helper()
	tests := make(map[string][]string)
	for _, file := range testkit.Glob(t, path.Join(dir, "*_test.go")) {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, decl := range parsed.Decls {
			f, ok := decl.(*ast.FuncDecl)
			if !ok || f.Recv != nil {
				continue
			}
			tests[f.Name.Name] = nil
			ast.Inspect(f, func(n ast.Node) bool {
				if literal, ok := n.(*ast.BasicLit); ok && literal.Kind == token.STRING {
					if text, err := strconv.Unquote(literal.Value); err == nil {
						tests[f.Name.Name] = append(tests[f.Name.Name], text)
					}
				}
				return true
			})
		}
	}
	return tests
}
