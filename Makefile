# The commands that people use. `make check` is what CI runs.

.PHONY: test long race lint generate demo check activity-heap matrix storm rate kills fuzz mutants bench

test:
	go test ./...

# Every case of the tests of which `test` goes through a part: some minutes.
long:
	LONG_TESTS=1 go test -timeout 1h ./...

race:
	go test -race ./...

lint:
	tools/lint

generate:
	go generate ./...

demo:
	go run -C cmd/clarifai-orgs . -demo

# A year of usage of 500 members, about a million rows: how large the heap gets.
activity-heap:
	LONG_TESTS=1 go test ./cost -run TestActivity_Memory -count=1 -v

# Every operation under every fault, against docs/faults.md.
matrix:
	LONG_TESTS=1 go test ./test/faults -run TestMatrix -count=1 -v -timeout 1h

# Five storms of 20,000 operations against a server that fails a fifth of all
# requests; what the calls returned is compared with what the server has.
storm:
	LONG_TESTS=1 go test ./test/faults -run TestStorm -count=1 -v -timeout 1h

# 300 requests against a server that lets 15 a second through, with a limiter of
# that rate and without one.
rate:
	go test ./test/faults -run TestRate -count=1 -v

# The program killed, and interrupted, 20 times at random requests, and
# started again until it is done.
kills:
	LONG_TESTS=1 go test -C cmd/clarifai-orgs . -run TestKilledOrInterrupted -count=1 -v -timeout 1h

# Each fuzz target for FUZZTIME.
FUZZTIME ?= 3m
fuzz:
	go test ./test/hostile -run XXX -fuzz FuzzResponse -fuzztime $(FUZZTIME)
	go test . -run XXX -fuzz FuzzClient_Call_Path -fuzztime $(FUZZTIME)
	go test . -run XXX -fuzz FuzzRetry_RetryAfter -fuzztime $(FUZZTIME)
	go test . -run XXX -fuzz FuzzRequest_IDs -fuzztime $(FUZZTIME)
	go test ./test/contract -run XXX -fuzz FuzzModels_RoundTrip -fuzztime $(FUZZTIME)
	go test ./cost -run XXX -fuzz FuzzParseMoney -fuzztime $(FUZZTIME)
	go test ./cost -run XXX -fuzz FuzzAllocate -fuzztime $(FUZZTIME)
	go test ./internal/wire -run XXX -fuzz FuzzDecodePart -fuzztime $(FUZZTIME)

# What the tests of PKG miss: each condition and sum that they reach is changed,
# in at most 8 GB, since some changes never end. A change takes 1 to 10 s of CPU.
PKG ?= ./internal/route
mutants:
	ulimit -v 8388608; GOFLAGS='-count=1 -vet=off' go tool -modfile=tools/go.mod gremlins unleash --timeout-coefficient 10 $(PKG)

# This package against its peers and against net/http alone: docs/performance.md.
# It takes some ten minutes and asks the module proxy for the peers.
bench:
	cd benchmarks && go run . -out ../docs

check:
	.ci/run
