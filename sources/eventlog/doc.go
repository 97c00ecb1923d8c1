// Package eventlog keeps the last events in memory, with the messages they were
// decoded from, and counts what passes.
//
// # What it promises
//
// Put never blocks and never fails. Under pressure the log drops the oldest
// events and counts them: it is bounded by number (exactly) and by bytes, its
// own honest count of rows, dictionaries, bodies, views and pins. Each event
// has one sequence number for life, so "evicted" is never "not yet here". A
// body too large to keep beside others (an eighth of the byte bound) is dropped
// and counted in [Stats.BodiesDropped]; its row stays.
//
// # How it is kept
//
// Events live in segments of at most 8,192. A segment's rows are columns
// without pointers: numbers, and numbers of dictionary entries, about 55 bytes
// a row. Bodies are laid one after the other in blocks of 256 kB, which a
// worker compresses behind Put's back: a notification of the captured mix takes
// 149 bytes instead of 2,202 (128 kB blocks: 163; 512 kB: 140, but reading one
// body then costs twice the time). What one segment holds is dropped at once.
//
// # Memory of the process
//
// The log sets nothing global. A program that keeps a full log of 256 MiB
// within 384 MiB of resident memory calls debug.SetGCPercent(25) and
// debug.SetMemoryLimit(336 << 20): with the default of 100 the collector would
// let the heap grow to twice the log before it looks. Rows and blocks hold no
// pointers, so a collection costs well under a millisecond of marking.
package eventlog
