# The commands that people use. `make check` is what CI runs.

.PHONY: test race lint generate demo check

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

check:
	.ci/run
