package words

// Usage are the texts of the Usage page.
type Usage struct {
	Title string
	Keys  UsageKeys

	// What is summed up, and how.
	Span                       string // %s from, %s to
	Name                       string
	ByProject, ByUser, ByThing string
	Of                         string // %s a project
	Row                        string // %s a number, %s of how many
	SortedBy                   string // %s a column, %s the direction
	SortBy                     string // %s a column
	Ascending, Descending      string
	Project, User, Thing       string
	Servers, Volumes, Images   string
	All, NoInventory, Gaps     string
	UnobservedFor              string // %s seconds
	Missed                     string // %s events
	Anew                       string
	Audits                     string // %s how many periods
	AuditsDiffer               string // %s differ, %s how many periods, %s a key
	NoAudit                    string
	Computing, Nothing, Help   string
	Failed                     string // %s the error

	// The columns, short.
	VCPUs, Memory, Root, Ephemeral, Volume, Attached, Image, Download, Downloads, Cost string

	// The figures of what is selected.
	Meter, Unit, Certain, Inferred, Unobserved, Total string
	Unpriced                                          string // %s meters

	// What the sums rest on.
	Basis                       string
	UnobservedTime              string
	GapOf                       string // %s from, %s to, %s seconds
	More                        string // %s how many
	AuditOf                     string // %s a kind, %s from, %s to, %d expected, %d arrived
	Missing, Twice, Ghost       string
	Unjudged                    string
	Agrees                      string
	Unreadable, Untold, Unsized string // %s how many; of the last: %s a server
	Uncompared                  string // %s how many
	LinesOf                     string // %s which, %s of how many
	CopiedLine, CopiedBasis     string

	GroupReading, GroupLook, GroupMoving string
}

// UsageKeys are the descriptions of the page's bindings.
type UsageKeys struct {
	Open, By, Basis, Events, Copy, Look string
	SortLeft, SortRight, SortFlip       string
}
