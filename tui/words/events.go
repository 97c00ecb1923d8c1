package words

// Events are the texts of the Events page.
type Events struct {
	Title string
	Keys  EventsKeys

	// The titles of the columns, and of the fields of the detail.
	Time, Service, Priority, Type, Resource, Project, Host, Lag, Broker, Exchange, Request, User, Size, Publisher, Since string
	Received, Timestamp, RoutingKey, ResourceName, ResourceID, MessageID, Redelivered, Duplicate, Reason                 string
	TimeUTC, TimeLocal, TimeAge                                                                                          string

	// The line above the list.
	Following, Paused, Browsing string
	New                         string // %s a number
	Row                         string // %s a number, %s of how many
	Total                       string // %s a number
	FilterIs                    string // %s the filter
	Scanning                    string // %d per cent
	From                        string // %s a time
	SortedBy                    string // %s a column, %s the direction
	SortedPart                  string // %s how many, %s of how many
	Sorting, Saving             string
	SavedSoFar                  string // %s a number, %s of how many
	RequestIs                   string // %s the request id
	ResourceIs                  string // %s the resource id
	Took                        string // %s a duration
	Evicted                     string
	Ascending, Descending       string

	// The prompts.
	FilterPrompt, SearchPrompt string
	Matches                    string // %s a number, %s of how many
	ErrorAt                    string // %d the position, %s what is wrong
	FilterHelp                 string

	// Time windows, in the order of the keys 0 1 2 3 4 9.
	Windows    [6]string
	WindowHelp string

	// Jumps that found nothing, and other notices.
	NoMatch, NoError, NoWarn, NoSame, NoRequest, NoSearch, NoMore string
	NoResource, NoSameResource                                    string
	Copied                                                        EventsCopied
	Saved                                                         string // %s how many, %s path
	SavedGone                                                     string // %s how many, %s path, %s how many had gone
	SaveFailed                                                    string // %s the error
	SaveBusy, SaveNothing, CannotSave, CannotCopy                 string
	SortStops                                                     string

	// What an event feeds.
	Meters, Meter, NotMeter, NoMeters string
	Double                            string
	DoubleUsed, DoubleVersioned       string     // %s the event type of the other form
	Misses                            [14]string // by meterdef.Reason

	// The detail.
	Decoded, Raw     string
	EventIs          string // %s its number
	Payload, Samples string
	MoreItems        string // %s how many
	MoreBytes        string // %s a size
	Loading, Gone    string
	Enveloped        string
	Compressed       string // %s a size
	Verbatim         string
	Match            string // %s which, %s of how many
	SampleColumns    [5]string

	// The list of columns.
	ColumnsTitle, ColumnsHelp string
	ShowColumn                string // %s a column

	// When there is nothing to list.
	NoBrokers                   string
	Waiting                     string
	WaitingFor                  string // %s a broker, %s its address, %s its state
	ConnectedAt                 string // %s a broker, %s its address, %s a time
	NoneYet                     string
	Bound                       string // %s exchanges
	MissingAre                  string // %s exchanges
	Hint                        string // %s what to do
	NothingMatches              string // %s how many events were looked at
	NothingMatchesHelp          string
	NothingSince                string // %s a time
	NothingSinceHelp            string
	EndedEmpty                  string // %s a source
	GroupReading, GroupFinding  string
	GroupDetail, GroupLook      string
	GroupPrompt, GroupWindow    string
	GroupColumns, GroupMoving   string
	CopyRequest, CopyResource   string
	CopyMessage, ResetSort      string
	ClearFilter                 string
	HourShort, MinuteShort      string // units of an age
	SecondShort, DayShort       string
	Milliseconds, Seconds, Mins string // units of a lag, behind a number
}

// EventsCopied names what a copy took.
type EventsCopied struct{ Row, Rows, Value, JSON, Request, Resource, Message string }

// EventsKeys are the descriptions of the page's bindings.
type EventsKeys struct {
	Pause, Follow, Filter, Window, Request, Meters                 string
	Life, Unfinished                                               string
	Open, Decoded, Raw, Full, Wrap, Switch                         string
	NextMatch, PrevMatch, NextError, PrevError, NextWarn, PrevWarn string
	NextSame, PrevSame                                             string
	Mark, Copy, Save                                               string
	Times, Columns, SortLeft, SortRight, SortFlip                  string
	Search, Fold                                                   string
	Accept, Older, Newer, Cancel                                   string
	Toggle                                                         string
}
