package words

var traceEnglish = Trace{
	States:  [6]string{"happened", "done", "failed", "stuck", "broken off", "no start seen"},
	Request: "request %s", Resource: "resource %s", MadeFor: "and for it %s", Events: "%s events", Took: "took %s", TookOf: "%s by clocks that differ",
	Idle: "nothing under way for %s in %s gaps", StuckAre: "%s stuck", FailedAre: "%s failed", TriedAre: "%s tried again",
	Try: "try %d", StuckFor: "stuck for %s", Nothing: "nothing under way",
	Backward:   "%s: this began before what it followed; the clocks of %s and %s differ",
	Reversed:   "%s: this ended before it began; the clocks of %s and %s differ",
	TriedOn:    "on %s this time, on %s before",
	Untimed:    "%s events have no timestamp and stand where they arrived",
	Again:      "%s events came more than once and count once",
	Doubles:    "%s actions came in Nova's versioned form too; Ceilometer reads the other",
	Versioned:  "%s actions came in Nova's versioned form only; Ceilometer does not read it",
	Unfinished: "begun and not ended", NoneStuck: "Nothing that began is without an end.",
	NoneOld:   "Nothing that began %s ago or earlier is without an end; of what began later, %s is.",
	MoreStuck: "the oldest %s of %s", Forgotten: "%s more were forgotten to bound the memory",
	TooMany: "the first %s of %s events are shown",
	At:      "time", Since: "start", Stage: "part", Host: "host", Action: "action", Item: "resource", Length: "took", State: "state",
	Of: "request", Age: "age", Service: "service", Project: "project",
	Units: Units{"µs", "ms", "s", "min", "h", "d"},
}
