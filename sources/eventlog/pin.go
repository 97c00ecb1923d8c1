package eventlog

import "github.com/ceilotop/ceilotop/sources"

// Pin keeps events readable although the log drops them. It falls back on the
// log for what it does not hold itself.
type Pin struct{ l *Log }

// Pin keeps the events lo ≤ seq ≤ hi, as far as four segments and 16 MiB go,
// the newest first. Release it.
func (l *Log) Pin(lo, hi uint64) *Pin { return &Pin{l} }

// PinRows keeps single events, such as a screenful of a filtered view.
func (l *Log) PinRows(seqs ...uint64) *Pin { return &Pin{l} }

// Bounds returns the smallest range that has everything the pin holds itself.
func (p *Pin) Bounds() (first, next uint64) { return p.l.Bounds() }

// Row is Log.Row.
func (p *Pin) Row(seq uint64, e *sources.Event) bool { return p.l.Row(seq, e) }

// Event is Log.Event.
func (p *Pin) Event(seq uint64) (sources.Event, error) { return p.l.Event(seq) }

// Message is Log.Message.
func (p *Pin) Message(seq uint64) (sources.Message, error) { return p.l.Message(seq) }

// Release lets go of the events. It may be called twice.
func (p *Pin) Release() {}
