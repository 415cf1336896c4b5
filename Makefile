# The commands that people use. `make check` is what CI runs.

.PHONY: test race lint generate demo check activity-heap matrix

test:
	go test ./...

race:
	go test -race ./...

lint:
	tools/lint

generate:
	go generate ./...

demo:
	go run ./examples/onboard -demo

# A year of usage of 500 members, about a million rows: how large the heap gets.
activity-heap:
	go test ./cost -run TestAYearOfUsage -count=1 -v

# Every operation under every fault, against docs/faults.md.
matrix:
	go test . -run TestUnderEveryFault -count=1 -v

check:
	.ci/run
