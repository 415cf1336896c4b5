//go:build !unix

package stop

import (
	"os"
	"syscall"
)

var (
	stopSignals  = []os.Signal{os.Interrupt, syscall.SIGTERM}
	writeSignals []os.Signal
)
