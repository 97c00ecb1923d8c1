package words

var eventsEnglish = Events{
	Title: "Events",
	Keys: EventsKeys{
		Pause: "pause, resume", Follow: "follow", Filter: "filter", Window: "time window", Request: "this request", Unfinished: "begun, not ended",
		Meters: "meters of the resource",
		Open:   "open", Decoded: "decoded", Raw: "raw JSON", Full: "full screen", Wrap: "wrap lines", Switch: "list or detail",
		NextMatch: "next match", PrevMatch: "previous match", NextError: "next error", PrevError: "previous error",
		NextWarn: "next warning", PrevWarn: "previous warning",
		NextSame: "next of this request", PrevSame: "previous of this request",
		Mark: "mark", Copy: "copy", Save: "save what is shown",
		Times: "UTC, local time, age", Columns: "choose columns",
		SortLeft: "sort by column left", SortRight: "sort by column right", SortFlip: "reverse the order",
		Search: "search in the detail", Fold: "fold, unfold",
		Accept: "apply", Older: "older entry", Newer: "newer entry", Cancel: "cancel",
		Toggle: "show or hide",
	},

	Time: "time", Service: "service", Priority: "prio", Type: "event type", Resource: "resource", Project: "project",
	Host: "host", Lag: "lag", Broker: "broker", Exchange: "exchange", Request: "request", User: "user", Size: "size",
	Publisher: "publisher", Since: "after",
	Received: "received", Timestamp: "timestamp", RoutingKey: "routing key", ResourceName: "resource name",
	ResourceID: "resource id", MessageID: "message id", Redelivered: "redelivered", Duplicate: "duplicate", Reason: "reason",
	TimeUTC: "time (UTC)", TimeLocal: "time (local)", TimeAge: "age",

	Following: "following", Paused: "paused", Browsing: "stopped", New: "%s new", Row: "%s/%s", Total: "%s events",
	FilterIs: "filter %s", Scanning: "scanned %d%%", From: "since %s", SortedBy: "sorted by %s %s",
	SortedPart: "the newest %s of %s", Sorting: "sorting", Saving: "saving", SavedSoFar: "%s of %s",
	RequestIs: "request %s", Took: "took %s", Evicted: "no longer kept", Ascending: "▴", Descending: "▾",

	FilterPrompt: "filter", SearchPrompt: "search", Matches: "%s of %s events", ErrorAt: "character %d: %s",
	FilterHelp: "text · !text · ~regex · -f fuzzy · =expression · @body",

	Windows:    [6]string{"from now on", "last minute", "last 5 minutes", "last 15 minutes", "last hour", "everything kept"},
	WindowHelp: "0 now  1 1m  2 5m  3 15m  4 1h  9 all",

	NoMatch: "no further match", NoError: "no further error", NoWarn: "no further warning",
	NoSame: "no further event of this request", NoRequest: "this event names no request",
	NoSearch: "nothing to search for: / starts a filter", NoMore: "nothing is selected",
	NoResource: "this event names no resource",
	Copied: EventsCopied{
		Row: "the event", Rows: "the marked events", Value: "the value", JSON: "the JSON", Request: "the request id",
		Resource: "the resource id", Message: "the message id",
	},
	Saved: "%s events saved to %s", SavedGone: "%s events saved to %s; %s were no longer kept",
	SaveFailed: "saving: %s", SaveBusy: "still saving", SaveNothing: "nothing to save",
	CannotSave: "saving is not available here", CannotCopy: "copying is not available here",
	SortStops: "sorted: following stops, s follows again",

	Decoded: "decoded", Raw: "raw", EventIs: "event %s", Payload: "payload", Samples: "samples",
	MoreItems: "… %s more (enter shows them)", MoreBytes: "… %s more", Loading: "loading",
	Gone:       "this event is no longer kept",
	Enveloped:  "oslo.message is a string on the wire; it is shown decoded",
	Compressed: "the body is compressed (%s); this is its payload", Verbatim: "the body as it came",
	Match:         "match %s of %s",
	SampleColumns: [5]string{"meter", "volume", "unit", "resource", "time"},

	ColumnsTitle: "columns", ColumnsHelp: "enter shows or hides · esc closes", ShowColumn: "Column: %s",

	NoBrokers:  "No broker is configured: start with --url B=rabbit://user:password@host:5672/",
	Waiting:    "No broker is live yet.",
	WaitingFor: "%s %s: %s", ConnectedAt: "%s %s: connected at %s", NoneYet: "Connected; no notification has arrived yet.",
	Bound: "bound to %s", MissingAre: "missing: %s", Hint: "hint: %s",
	NothingMatches:     "Nothing matches; %s events were looked at.",
	NothingMatchesHelp: "/ changes the filter, esc clears it.",
	NothingSince:       "Nothing has arrived since %s.", NothingSinceHelp: "T 9 shows everything that is kept.",
	EndedEmpty:   "%s has ended without an event.",
	GroupReading: "Reading", GroupFinding: "Finding", GroupDetail: "Detail", GroupLook: "Appearance", GroupPrompt: "While typing",
	GroupWindow: "Time window", GroupColumns: "Columns", GroupMoving: "Moving",
	CopyRequest: "Copy the request id", CopyResource: "Copy the resource id", CopyMessage: "Copy the message id",
	ResetSort: "Sort by time", ClearFilter: "Clear the filter",
	DayShort: "d", HourShort: "h", MinuteShort: "m", SecondShort: "s", Milliseconds: "ms", Seconds: "s", Mins: "m",
}
