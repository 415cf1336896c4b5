package audit_test

import (
	"os"
	"testing"

	"go.uber.org/goleak"
)

// TestMain makes the test binary a follower where a test starts it as one: to be
// killed.
func TestMain(m *testing.M) {
	if os.Getenv("AUDIT_TEST_FOLLOWER") != "" {
		followUntilKilled()
		return
	}
	goleak.VerifyTestMain(m)
}
