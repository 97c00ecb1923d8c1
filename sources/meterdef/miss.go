package meterdef

// Reason is why a definition gave no sample of an event, or one that no store
// takes.
type Reason int

// The reasons.
const (
	// EventType: the definition is for events of other types; the detail names
	// them.
	EventType Reason = iota + 1
	// Priority: Ceilometer makes samples only of what is sent as info or sample.
	Priority
	// Versioned: Ceilometer does not read nova's versioned notifications; the
	// detail is the unversioned event type.
	Versioned
	// NoVolume: the volume's path matched nothing, and Ceilometer drops the sample.
	NoVolume
	// NotNumber: the volume is no number, and Ceilometer drops the sample.
	NotNumber
	// NoNames: the definition looks names up and found none.
	NoNames
	// Uneven: the definition looks lists up and they differ in length.
	Uneven
	// Failed: something went wrong, and Ceilometer loses all samples of this event.
	Failed
	// NoResource: the sample has no resource. MongoDB keeps it, Gnocchi does not.
	NoResource
	// Counter: the definition only counts, which is off by default until Newton.
	Counter
	// Refused: Ceilometer left the definition out when it read the file.
	Refused
	// Overridden: a definition of the same name comes before it.
	Overridden
	// Filtered: the pipeline leaves the meter out.
	Filtered
)

var reasons = [...]string{
	EventType:  "it is for other event types",
	Priority:   "Ceilometer makes samples only of what is sent as info or sample",
	Versioned:  "Ceilometer does not read versioned notifications",
	NoVolume:   "its volume is not in this event",
	NotNumber:  "its volume is no number in this event",
	NoNames:    "there are no names in this event",
	Uneven:     "its lists differ in length in this event",
	Failed:     "it fails on this event, and Ceilometer loses all samples of the event",
	NoResource: "the sample has no resource, and Gnocchi does not take it",
	Counter:    "definitions that only count are off by default",
	Refused:    "Ceilometer left it out when it read the file",
	Overridden: "another of the same name comes first",
	Filtered:   "the pipeline leaves the meter out",
}

func (r Reason) String() string {
	if r <= 0 || int(r) >= len(reasons) {
		return "unknown"
	}
	return reasons[r]
}

// Miss is a definition that nearly made a sample of an event, and why it did not.
type Miss struct {
	Meter  string
	Place  Place // where the definition is written
	Reason Reason
	Detail string // in English; "" if the reason says all
}

func (m Miss) String() string {
	s := m.Meter + ": " + m.Reason.String()
	if m.Detail != "" {
		s += " (" + m.Detail + ")"
	}
	return s
}

// Place is where a definition is written: a line of a file, or the built-in table
// of a release, which has no lines.
type Place struct {
	File string
	Line int
}
