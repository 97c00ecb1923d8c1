package usage

import "github.com/ceilotop/ceilotop/sources"

// Told matches the events that a Ledger reads. It is an eventlog.Splitter: a log
// has few types of events, and asks about each of them once.
type Told struct{}

// Match reports whether a Ledger reads e.
func (Told) Match(e *sources.Event) bool { return tells(e.EventType) }

func tells(eventType string) bool {
	kind, _, _ := actionOf(eventType)
	return kind != ""
}

// NeedsBody is false: the type decides.
func (Told) NeedsBody() bool { return false }

// FieldTests ask for the type.
func (Told) FieldTests() []sources.FieldTest {
	return []sources.FieldTest{{Field: sources.FieldEventType, Pass: tells}}
}

// Decide always knows.
func (Told) Decide(passed uint64) (match, sure bool) { return passed != 0, true }

// MatchRest is Decide.
func (Told) MatchRest(passed uint64, _ *sources.Event) bool { return passed != 0 }

// Reads is nothing: the whole event is read where it matches.
func (Told) Reads() []sources.Field { return nil }

// ReadsPayload is false.
func (Told) ReadsPayload() bool { return false }
