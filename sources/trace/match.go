package trace

import "github.com/ceilotop/ceilotop/sources"

// Belongs matches the events of a request and of those made for it. It is an
// eventlog.Splitter: a log has most request ids many times, and asks about each
// of them once.
type Belongs string

// Match reports whether e belongs to the request.
func (b Belongs) Match(e *sources.Event) bool {
	return e.RequestID == string(b) || e.GlobalRequestID == string(b)
}

// NeedsBody is false: both ids are in the row.
func (Belongs) NeedsBody() bool { return false }

// FieldTests ask for the two ids.
func (b Belongs) FieldTests() []sources.FieldTest {
	is := func(text string) bool { return text == string(b) }
	return []sources.FieldTest{{Field: sources.FieldRequestID, Pass: is}, {Field: sources.FieldGlobalRequestID, Pass: is}}
}

// Decide always knows.
func (Belongs) Decide(passed uint64) (match, sure bool) { return passed != 0, true }

// MatchRest is Decide.
func (Belongs) MatchRest(passed uint64, _ *sources.Event) bool { return passed != 0 }

// Reads is nothing more.
func (Belongs) Reads() []sources.Field { return nil }

// ReadsPayload is false.
func (Belongs) ReadsPayload() bool { return false }

// About matches the events about a resource, in the same way.
type About string

// Match reports whether e is about the resource.
func (a About) Match(e *sources.Event) bool { return e.ResourceID == string(a) }

// NeedsBody is false: the id is in the row.
func (About) NeedsBody() bool { return false }

// FieldTests ask for the id.
func (a About) FieldTests() []sources.FieldTest {
	return []sources.FieldTest{{Field: sources.FieldResourceID, Pass: func(text string) bool { return text == string(a) }}}
}

// Decide always knows.
func (About) Decide(passed uint64) (match, sure bool) { return passed != 0, true }

// MatchRest is Decide.
func (About) MatchRest(passed uint64, _ *sources.Event) bool { return passed != 0 }

// Reads is nothing more.
func (About) Reads() []sources.Field { return nil }

// ReadsPayload is false.
func (About) ReadsPayload() bool { return false }

// Phased matches the events that a Tracker has to know, in the same way.
type Phased struct{}

// Match reports whether a Tracker has to know e.
func (Phased) Match(e *sources.Event) bool { return Watches(e.EventType, e.Priority) }

// NeedsBody is false.
func (Phased) NeedsBody() bool { return false }

// FieldTests ask for the type and the priority, each of which may be enough.
func (Phased) FieldTests() []sources.FieldTest {
	return []sources.FieldTest{
		{Field: sources.FieldEventType, Pass: func(text string) bool { return Watches(text, "") }},
		{Field: sources.FieldPriority, Pass: func(text string) bool { return Watches("", text) }},
	}
}

// Decide always knows.
func (Phased) Decide(passed uint64) (match, sure bool) { return passed != 0, true }

// MatchRest is Decide.
func (Phased) MatchRest(passed uint64, _ *sources.Event) bool { return passed != 0 }

// Reads are the fields that a Tracker looks at.
func (Phased) Reads() []sources.Field {
	return []sources.Field{
		sources.FieldEventType, sources.FieldPriority, sources.FieldPublisherID, sources.FieldService, sources.FieldHost, sources.FieldRoutingKey,
		sources.FieldRequestID, sources.FieldGlobalRequestID, sources.FieldResourceID, sources.FieldResourceName, sources.FieldProjectID,
	}
}

// ReadsPayload is false.
func (Phased) ReadsPayload() bool { return false }
