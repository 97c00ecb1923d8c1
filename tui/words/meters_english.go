package words

var metersEnglish = Meters{
	Title: "Meters",
	Keys: MetersKeys{
		Filter: "filter", Unique: "by name or resource", Resources: "its resources", Events: "events of the resource",
		Reload: "reload now", Stores: "about the stores", Definitions: "definitions, both ways",
		Open: "open", Decoded: "decoded", Raw: "raw JSON", Full: "full screen", Switch: "list or detail",
		Mark: "mark", Copy: "copy", Save: "save what is shown",
		Wide: "more columns", Times: "age, UTC, local time",
		SortLeft: "sort by column left", SortRight: "sort by column right", SortFlip: "reverse the order",
		Accept: "apply", Cancel: "cancel",
	},

	Name: "meter", Resources: "resources", Resource: "resource", Type: "type", Unit: "unit", Age: "age",
	LastUTC: "newest (UTC)", LastLocal: "newest (local)", State: "state", Recent: "recent", Value: "value",
	Gaps: "gaps", Every: "every", Project: "project", User: "user", Source: "source", Metric: "metric", Store: "store",
	Newest: "newest sample", Asked: "asked", Statistics: "statistics", Samples: "newest samples",
	FedBy: "fed by", LastEvent: "last event", BreaksAt: "breaks at",
	Hops: [7]string{
		"unknown", "no definition: it is polled, or nothing feeds it", "the definition is there, and Ceilometer does not use it",
		"the pipeline leaves the meter out", "no event that feeds it has come yet", "such events came, but none as info or sample",
		"events come, and the store has no sample of the last: look at the notification agent",
	},
	Breaches: [10]string{
		"missing", "no def.", "left out", "pipeline", "no event", "priority", "agent", "unread", "away", "en route",
	},
	NoStoreHas:  "missing: it is expected, and no store has it",
	Unsaved:     "its events are read and make no sample in the store: look at the notification agent's log for this meter",
	OnItsWay:    "the first event is younger than %s, which the agent and the store may take",
	Definitions: "Definitions, both ways", NoDefinitions: "The definitions are not read yet, or cannot be; the program's log says why.",
	DefinitionsFrom: "from %s", UnusedTypes: "%s event types came that no definition uses",
	TypesBeyond:      "%s more events were of types that there was no room for",
	UnhitDefinitions: "%s definitions no event has hit", IdleDefinitions: "%s definitions Ceilometer leaves out",
	HitDefinitions: "%s definitions events have hit", Ago: "%s ago",
	EveryUnknown: "not known",

	Loading: "loading", Failed: "error", None: "none", Ahead: "ahead", ByUse: "by use", Unjudged: "unjudged",
	Undecided: "unknown", Fresh: "fresh", Late: "late", Stale: "stale",

	Acceptance: "acceptance", Missing: "missing", Elsewhere: "elsewhere", Unknown: "unknown",

	Looking: "looking for stores", NoStores: "No store of meters was found.",
	NoStoresHelp: "Start with --ceilometer-url, --mongodb-url or --gnocchi-url, or with OS_* set.",
	Waiting:      "waiting", Unreadable: "cannot be read", SoFar: "%s so far", Total: "%s meters",
	PartOnly: "%s meters, then an error", OldList: "%s meters as of %s", Cut: "the first %s of at least %s meters",
	Backlog: "%s measures wait", Refreshing: "refreshing, %s so far", Unwell: "state unknown: %s",
	ElsewhereIs: "stored elsewhere: %s", MoreStores: "%s more stores: %s", Hint: "hint: %s",
	StoresTitle: "Stores", Address: "address", FoundBy: "found by", Version: "version", Listed: "list as of",
	BacklogName: "backlog", BacklogIs: "%s measures of %s metrics", HintName: "hint", Note: "note",

	ByName: "by name", ByResource: "by resource", Row: "%s/%s", RowOf: "%s/%s of %s", OfName: "of %s", OfResource: "resource %s",
	FilterIs: "filter %s", SortedBy: "sorted by %s%s", SortBy: "Sort by %s", Marked: "%s marked", SamplesOf: "samples of %s of %s rows",
	Arranging: "sorting", Saving: "saving", Ascending: "▴", Descending: "▾",

	FilterPrompt: "filter", FilterHelp: "text · !text · ~regex · -f fuzzy · =expression", Matches: "%s of %s rows",
	ErrorAt: "character %d: %s",

	NothingMatches: "Nothing matches; %s rows were looked at.", NothingMatchesHelp: "/ changes the filter, esc clears it.",
	LoadingList: "Waiting for the first rows.", AllFailed: "No list has arrived. %s tells all about the stores, %s tries again.",
	NoMetersOf: "No store has a meter of %s.", NoMetersHelp: "esc goes back.",
	OnlyElsewhere: "The meters of this cloud are stored elsewhere.", Empty: "The stores have no meter.",
	WideScroll: "more columns than there is room for: l scrolls to them", NoRow: "nothing is selected", NoResource: "this meter names no resource", NotUnique: "this is a single resource already",
	CannotSave: "saving is not available here", SaveBusy: "still saving", Saved: "%s rows saved to %s", SaveFailed: "saving: %s",
	CopiedRow: "the meter", CopiedRows: "the marked meters", CopiedJSON: "the JSON", CopiedDetail: "the detail",
	CopiedResource: "the resource id", CopiedName: "the name",
	CopyResource: "Copy the resource id", CopyName: "Copy the name", Unmark: "Take all marks away",
	Decoded: "decoded", Raw: "raw", LinesOf: "line %s of %s", AgoAt: "%s ago, %s", GapsIn: "%s in the newest %s samples",
	GapOf: "… nothing for %s", AskedOf: "%s of %s resources", NotAskable: "the store cannot be asked for this one alone",
	TooBroad:      "of one resource only: %s lists them",
	StatisticsAre: "min %s  max %s  avg %s", StatisticsSum: "sum %s  count %s",
	StatisticsOver: "of the %s before the newest sample",
	GroupReading:   "Reading", GroupDetail: "Detail", GroupLook: "Appearance", GroupMoving: "Moving", GroupPrompt: "While typing",
}
