package words

// Meters are the texts of the Meters page.
type Meters struct {
	Title string
	Keys  MetersKeys

	// The titles of the columns, and of the fields of the detail.
	Name, Resources, Resource, Type, Unit, Age, LastUTC, LastLocal, State string
	Recent, Value, Gaps, Every, Project, User, Source, Metric, Store      string
	Newest, Asked, Statistics, Samples, EveryUnknown                      string

	// How fresh a meter is: short, for the column.
	Loading, Failed, None, Ahead, ByUse, Unjudged, Undecided, Fresh, Late, Stale string

	// The acceptance band.
	Acceptance, Missing, Elsewhere, Unknown string

	// The stores.
	Looking, NoStores, NoStoresHelp string
	Waiting, Unreadable             string
	SoFar                           string // %s a number, while the list arrives
	Total                           string // %s a number
	PartOnly                        string // %s a number: the list ended with an error
	OldList                         string // %s a number, %s a time: a refresh failed
	Cut                             string // %s a number, %s how many there are at least
	Backlog                         string // %s a number of measures
	Refreshing                      string // %s a number
	Unwell                          string // %s why the store does not say how it does
	ElsewhereIs                     string // %s a URL
	MoreStores                      string // %s how many, %s a key
	Hint                            string // %s what to do
	StoresTitle                     string
	Address, FoundBy, Version       string
	Listed, BacklogName             string
	BacklogIs                       string // %s measures, %s metrics
	HintName, Note                  string

	// What feeds a meter, and where the way from its events to the store ends.
	FedBy, LastEvent, BreaksAt string
	Hops                       [7]string // by meterdef.Hop

	// What is expected and in no store: where its way breaks off, in eight cells at
	// most.
	Breaches            [10]string // by hop, then those behind the brokers
	NoStoreHas, Unsaved string
	OnItsWay            string // %s how long that may take
	BandTitle           string
	BandUnknown         string // %s a key

	// The definitions, both ways.
	Definitions, NoDefinitions        string
	DefinitionsFrom                   string // %s where they are from
	UnusedTypes, TypesBeyond          string // %s how many
	UnhitDefinitions, IdleDefinitions string // %s how many
	HitDefinitions                    string // %s how many
	Ago                               string // %s an age

	// The line above the list.
	ByName, ByResource    string
	Row                   string // %s a number, %s of how many
	RowOf                 string // %s a number, %s of how many, %s before the filter
	OfName                string // %s a meter
	OfResource            string // %s a resource
	FilterIs              string // %s the filter
	SortedBy              string // %s a column, %s the direction
	SortBy                string // %s a column
	Marked                string // %s how many
	SamplesOf             string // %s of how many rows the samples are known, %s of how many rows
	Arranging, Saving     string
	Ascending, Descending string

	FilterPrompt, FilterHelp string
	Matches                  string // %s a number, %s of how many
	ErrorAt                  string // %d the position, %s what is wrong

	// When there is nothing to list.
	NothingMatches                 string // %s how many rows were looked at
	NothingMatchesHelp             string
	LoadingList                    string
	AllFailed                      string // %s a key, %s a key
	NoMetersOf                     string // %s a resource
	NoMetersHelp, OnlyElsewhere    string
	Empty                          string
	NoRow, NoResource, NotUnique   string
	WideScroll                     string
	CannotSave, SaveBusy           string
	Saved                          string // %s how many, %s path
	SaveFailed                     string // %s the error
	CopiedRow, CopiedRows          string
	CopiedJSON, CopiedDetail       string
	CopiedResource, CopiedName     string
	CopyResource, CopyName, Unmark string
	Decoded, Raw                   string
	LinesOf                        string // %s which, %s of how many
	AgoAt                          string // %s an age, %s a time
	GapsIn                         string // %s gaps, %s samples
	GapOf                          string // %s a duration
	AskedOf                        string // %s how many, %s of how many
	NotAskable                     string
	TooBroad                       string // %s a key
	StatisticsAre                  string // %s min, %s max, %s average
	StatisticsSum                  string // %s sum, %s count
	StatisticsOver                 string // %s a duration
	GroupReading, GroupDetail      string
	GroupLook, GroupMoving         string
	GroupPrompt                    string
}

// MetersKeys are the descriptions of the page's bindings.
type MetersKeys struct {
	Filter, Unique, Resources, Events, Reload, Stores, Band, Definitions string
	Open, Decoded, Raw, Full, Switch                                     string
	Mark, Copy, Save                                                     string
	Wide, Times, SortLeft, SortRight, SortFlip                           string
	Accept, Cancel                                                       string
}
