package words

var pipelineEnglish = Pipeline{
	Title: "Pipeline",
	Keys: PipelineKeys{
		Open: "open", Next: "next part", Prev: "part before", Broken: "next that is broken", All: "all or few stations",
		Events: "its events", Step: "step of the plan", Copy: "copy", Look: "look now", Faults: "switch faults",
		Flip: "on or off", Close: "close",
	},

	Verdict:  "Is broker A free of notifications?",
	Isolated: "ISOLATED", Leaking: "LEAKING", Draining: "DRAINING", Unjudged: "UNKNOWN",
	Leak: "%s via %s", Because: "because %s", MoreLeaks: "+%d more", MoreQueues: "+%d more",
	Left: "%s: %s left", LastEvent: "last %s ago", SeenAgo: "looked %s ago",
	JudgedAt: "judged at", Reasons: "reasons", Leaks: "leaks", Queues: "queues",

	Looking: "Looking at the brokers, the files and the programs of this machine.", NoBroker: "no broker is known",
	LookFailed: "could not look", Hint: "hint: %s",

	Publishers: "publishers", Exchanges: "exchanges", QueuesTitle: "queues", Consumers: "consumers", StoreTitle: "store",
	Rate: "rate", Depth: "depth", Growth: "grow/s", Readers: "cons", Lag: "lag", Last: "last",
	More: "%d more", Alarm: "alarm: %s", Lacks: "not known: %s", AllWell: "well",

	Findings: "findings", NoFinding: "No finding.", NotLooked: "not looked yet",
	Critical: "critical", Warning: "warning", Info: "info", OK: "ok", Unknown: "unknown", NotApplicable: "not applicable",
	Check: "check", Subject: "about", Evidence: "evidence", Why: "why", Fix: "fix", Result: "result",
	StepIs: "step %s of the plan", Source: "source",

	Broker: "broker", VHost: "vhost", Name: "name", Kind: "kind", State: "state", Address: "address",
	Type: "type", Durable: "durable", AutoDelete: "auto-delete", Exclusive: "exclusive", Policy: "policy",
	Argument: "argument %s", Messages: "messages", Ready: "ready", Unacked: "unacknowledged", Bytes: "bytes",
	Published: "published/s", Delivered: "delivered/s", Acked: "acknowledged/s", Connections: "connections",
	Bindings: "bindings", Key: "key", From: "from", To: "to", Program: "program", PID: "pid", Peer: "peer", User: "user",
	Since: "since", Service: "service", Unit: "unit", Prefetch: "prefetch", NoAck: "without acknowledgement", Unlimited: "no limit",
	Yes: "yes", No: "no", NotKnown: "not known", None: "none",
	ServiceOfUnit: "of unit %s", ServiceOfEvents: "%s, by its events", ServiceUnknown: "unknown: neither a unit here nor an event names it",
	NeedsManagement: "The management API is closed: bindings, connections, consumers and rates are not known, and only the queues that were asked for by name are shown.",
	ConnectionGone:  "this connection is gone", Gone: "it is not there any more",
	Events: "events", Count: "count", Duplicates: "duplicates", File: "file",
	Loading: "reading", NoLine: "no line of a file is named",
	Status: "status", Newest: "newest", Rows: "rows", Backlog: "measures to process", Error: "error",
	NodeMemory: "memory %s of %s", NodeDisk: "disk %s free, limit %s",
	NoEvents: "no event is known here", NoStep: "no step of the plan mends this", NothingOpens: "nothing opens here",
	CopiedFix: "fix", CopyAll: "text", UnitHelp: "systemctl status %s",

	FaultOn: "on", FaultOff: "off", FaultSwitched: "%s: %s",

	GroupPicture: "Pipeline", GroupHere: "Here", GroupMoving: "Moving",
}
