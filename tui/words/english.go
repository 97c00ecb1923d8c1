package words

var english = Words{
	Language: English,
	Header: Header{
		Connecting: "connecting", Live: "live", Retrying: "retrying", Refused: "refused", Ended: "ended",
		RetryIn: "retrying in %s", RetryNow: "retrying now", PressKey: "%s retries", NoBrokers: "no broker",
		ServerAs: "RabbitMQ %s", Missing: "%d exchanges missing", Denied: "%s: may not read %s; %s has the line that cures it",
		Rate: "%s/s", Seen: "seen", Kept: "kept", Evicted: "evicted", Duplicates: "duplicates",
		Undecodable: "undecodable", Dropped: "possibly dropped", DuplicatesShort: "dup", DroppedShort: "dropped?", Secrets: "secrets shown",
		Blocked: "broker %s has stopped publishers: %s",
		Alarm:   "broker %s has an alarm: %s",
		AllLive: "no broker waits for a retry", RetryAsked: "retrying %s",
	},
	Brokers: Brokers{
		Title: "Brokers", Address: "address", Server: "server", State: "state", Since: "since", Error: "error",
		Hint: "hint", Exchanges: "exchanges", Missing: "missing", Denied: "not permitted", Queue: "queue", Received: "received",
		Dropped: "possibly dropped", Note: "note", Waiting: "%d waiting", None: "no broker",
	},
	Dialog: Dialog{
		Yes: "Yes", No: "No", QuitTitle: "Quit", QuitText: "Leave ceilotop?",
		AnyKey: "any key closes this",
	},
	Help: Help{
		Title: "Keys", Global: "Everywhere", Search: "search", NoMatch: "no key does that",
		Reading: "Reading a text", Field: "Typing", Palette: "Commands", Confirm: "Questions",
		Footer: "/ searches · j k move · esc closes",
	},
	Palette: Palette{
		Title: "Commands", Prompt: ":", NoMatch: "no such command", Page: "page: %s", Unknown: "no command %q",
		Quit: "quit", Help: "show all keys", OwnLog: "show what ceilotop did", Brokers: "show the brokers", Suspend: "suspend to the shell",
		Retry: "retry the brokers now", Theme: "theme: %s",
	},
	OwnLog: OwnLog{
		Title: "What ceilotop did", Empty: "nothing yet", Dropped: "%d older records are gone",
	},
	Theme: Theme{
		Auto: "as the terminal", Dark: "dark", Light: "light", Basic: "16 colours", Mono: "no colours",
		Changed: "theme: %s",
	},
	Replay: Replay{
		Position: "replay %s/%s", Paused: "paused", Unpaced: "full speed", Pause: "replay: pause",
		Resume: "replay: go on", Faster: "replay: faster", Slower: "replay: slower",
		Skip: "replay: forward %s", SpeedIs: "replay speed ×%s",
		FullSpeed: "replay: as fast as it goes",
	},
	Copy: Copy{
		Done: "copied %s (%s)", TooLarge: "%s is too large to copy: %s, the terminal takes %s",
		Empty: "nothing to copy",
	},
	Keys: Keys{
		Palette: "commands", Help: "keys", Back: "back", Quit: "back, then quit", Interrupt: "quit at once",
		Suspend: "suspend", OwnLog: "what ceilotop did", Brokers: "brokers", Retry: "retry brokers", Page: "page %s",
		Faster: "replay faster", Slower: "replay slower",
		Up: "up", Down: "down", Top: "first", Bottom: "last", PageUp: "page up", PageDown: "page down",
		Left: "left", Right: "right",
		Yes: "yes", No: "no", Confirm: "choose", Switch: "other answer", Close: "close", Choose: "run",
		Search: "search", Next: "next", Prev: "previous",
		WordLeft: "word left", WordRight: "word right", Start: "to the start", End: "to the end",
		Erase: "erase", EraseAhead: "erase ahead", EraseWord: "erase the word",
		EraseToStart: "erase to the start", EraseToEnd: "erase to the end",
	},
	Events:   eventsEnglish,
	Trace:    traceEnglish,
	Meters:   metersEnglish,
	Pipeline: pipelineEnglish,
	Usage:    usageEnglish,
	Wizard:   wizardEnglish,
	Demo:     demoEnglish,
	Prompt:   promptEnglish,
	Filter:   filterEnglish,
}
