# The commands that people use. `make check` is what CI runs.

lint = go tool -modfile=tools/go.mod golangci-lint run

.PHONY: test race lint generate demo check

test:
	go test ./...

race:
	go test -race ./...

lint:
	$(lint)

generate:
	go generate ./...

demo:
	go run ./examples/onboard -demo

check:
	.ci/run
