package words

var usageEnglish = Usage{
	Title: "Usage",
	Keys: UsageKeys{
		Open: "what it is made of", By: "by project, user or resource", Basis: "audits and unobserved time", Events: "its events",
		Copy: "copy", Look: "sum up now", SortLeft: "sort by the column before", SortRight: "sort by the next column", SortFlip: "sort the other way",
	},

	Span: "%s to %s", ByProject: "by project", ByUser: "by user", ByThing: "by resource", Of: "of %s",
	Row: "%s/%s", SortedBy: "sorted by %s%s", SortBy: "sort by %s", Ascending: "▴", Descending: "▾",
	Project: "project", User: "user", Thing: "resource", Name: "name",
	Servers: "servers", Volumes: "volumes", Images: "images",
	All:         "all are known",
	NoInventory: "lower bound, without an inventory of what was silent",
	Gaps:        "lower bound: unobserved time may have had more",

	UnobservedFor: "%s s unobserved", Missed: "%s events were gone from memory before they were counted: record to keep all",
	Anew:   "counted anew: the resources before took too much memory, record to keep all",
	Audits: "audits agree in %s periods", AuditsDiffer: "audits: %s of %s periods differ · %s shows them", NoAudit: "no audit has come",

	Computing: "Summing up what the events tell of.", Nothing: "No server, volume or image is known yet.",
	Help:   "Usage is summed up from the events of Nova, Cinder and Glance. It appears with the first that says a size.",
	Failed: "the sums could not be made: %s",

	VCPUs: "vCPU·s", Memory: "RAM MB·s", Root: "root GB·s", Ephemeral: "eph GB·s", Volume: "vol GB·s", Attached: "att GB·s", Image: "image B·s",
	Download: "sent B", Downloads: "sent", Cost: "cost",

	Meter: "meter", Unit: "unit", Certain: "certain", Inferred: "inferred", Unobserved: "unobserved", Total: "total",
	Unpriced: "without a price: %s",

	Basis: "audits and unobserved time", UnobservedTime: "unobserved time", GapOf: "%s to %s, %s s", More: "and %s more",
	AuditOf: "audit of %s %s to %s: %d expected, %d arrived", Missing: "missing", Twice: "twice", Ghost: "ghost",
	Unjudged: "too little was observed after it to miss anything", Agrees: "as the events say",
	Unreadable: "%s events should tell of usage and cannot be read", Untold: "%s downloads may have been counted twice",
	Unsized: "the server %s was there, and nothing says how large", Uncompared: "%s events of audits are of too many periods to be compared",
	LinesOf: "%s of %s", CopiedLine: "figures", CopiedBasis: "audits and unobserved time",

	GroupReading: "Usage", GroupLook: "Order", GroupMoving: "Moving",
}
