//go:build unix

package stop

import (
	"os"
	"syscall"
)

var (
	stopSignals  = []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP}
	writeSignals = []os.Signal{syscall.SIGPIPE, syscall.SIGXFSZ}
)
