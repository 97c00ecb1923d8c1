package main

import "runtime/debug"

// boundMemory keeps a full log of 256 MiB within 384 MiB of resident memory;
// package eventlog says why these numbers. Whoever sets GOGC or GOMEMLIMIT
// knows better.
func (a *app) boundMemory() {
	if a.getenv("GOGC") == "" {
		debug.SetGCPercent(25)
	}
	if a.getenv("GOMEMLIMIT") == "" {
		debug.SetMemoryLimit(336 << 20)
	}
}
