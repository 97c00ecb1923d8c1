# ceilotop: `make test` is the one command that proves a checkout.
# Everything else the tests need is installed by .ci/install.

VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
LDFLAGS  = -s -w -X main.version=$(VERSION)
FUZZTIME ?= 20s

.PHONY: build test lint bench fuzz demo

build: ## static binary in bin/, no cgo
	CGO_ENABLED=0 go build -trimpath -ldflags '$(LDFLAGS)' -o bin/ceilotop ./cmd/ceilotop

# CEILOTOP_TEST_QUIET=30m has the doctor look at a healthy cloud for that long
# instead of ten seconds:
#   CEILOTOP_TEST_QUIET=30m go test ./cmd/ceilotop -run ACloudMoves -timeout 90m
test: ## everything, against real servers on loopback, with the race detector
	.ci/install -race
	go run ./sources/sourcestest/serve .ci/test

lint: ## formatting, vet, staticcheck, tidy go.mod
	.ci/lint

bench: build ## one table: ours beside the floor, in the same run
	.ci/install
	go test -tags bench -run '^TestFigures$$' -count 1 -timeout 30m -v ./cmd/ceilotop

fuzz: ## each fuzz target for FUZZTIME (20s)
	.ci/fuzz $(FUZZTIME)

demo: ## the interface on a recording, no cloud
	go run ./cmd/ceilotop demo
