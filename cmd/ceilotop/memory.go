package main

import "runtime/debug"

// Whoever sets GOGC or GOMEMLIMIT knows better than the two below.

// boundMemory keeps a full log of 256 MiB within 384 MiB of resident memory;
// package eventlog says why these numbers.
func (a *app) boundMemory() {
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(336 << 20)
	}
}

// spendMemory is for a stream, which keeps nothing: a few megabytes of live
// heap would be collected twenty times a second at 30,000 events. A heap of
// some 40 MB is cheaper than that.
func (a *app) spendMemory() {
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(800)
	}
}
