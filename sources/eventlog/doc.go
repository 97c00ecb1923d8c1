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
// without pointers: numbers, and numbers of dictionary entries, 56 bytes a row
// and some 20 to 30 of dictionaries. Bodies are laid one after the other in
// blocks of 1 MiB, without oslo.messaging's envelope and without the message
// id, which the row has; a worker compresses them behind Put's back. What one
// segment holds is dropped at once.
//
// Bytes for each body of the captured notifications (2,202 raw), by block:
//
//	as received, 128 kB            171
//	without envelope, 128 kB       163
//	512 kB                         150
//	512 kB and without message id  126
//	1 MiB                          114, and reading one body takes half a millisecond
//
// The fastest level of zstd is taken: the default gains nothing on such blocks,
// the better one 8 % for three times the time.
//
// # Memory of the process
//
// The log sets nothing global. A program that keeps a full log of 256 MiB
// within 384 MiB of resident memory calls debug.SetGCPercent(25) and
// debug.SetMemoryLimit(336 << 20): with the default of 100 the collector would
// let the heap grow to twice the log before it looks. Rows and blocks hold no
// pointers, so a collection costs well under a millisecond of marking.
package eventlog
