package roster_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes the test binary a process that plans and applies where a test starts
// it as one: to be killed.
func TestMain(m *testing.M) {
	if os.Getenv("ROSTER_TEST_URL") != "" {
		planAndApplyUntilKilled()
		return
	}
	goleak.VerifyTestMain(m)
}
