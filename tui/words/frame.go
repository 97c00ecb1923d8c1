package words

// Header is what stands above every page.
type Header struct {
	// The states of a broker's tap.
	Connecting, Live, Retrying, Refused, Ended string
	RetryIn                                    string // %s a duration: "retrying in %s"
	RetryNow                                   string
	PressKey                                   string // %s a key: "%s retries"
	NoBrokers                                  string
	ServerAs                                   string // %s a version: "RabbitMQ %s"
	Missing                                    string // %d exchanges that are not there yet
	Rate                                       string // %s a number: "%s/s"
	Seen                                       string
	Kept                                       string
	Evicted                                    string
	Duplicates                                 string
	Undecodable                                string
	Dropped                                    string // "possibly dropped"
	DuplicatesShort, DroppedShort              string // where there is no room for the words
	Secrets                                    string // with --show-secrets
	Blocked                                    string // %s broker, %s reason
	Denied                                     string // %s broker, %s exchanges that may not be read, %s a key
	Alarm                                      string // %s broker, %s alarms
	AllLive                                    string // the answer to the retry key when nothing waits
	RetryAsked                                 string // %s brokers: the retry key was pressed
}

// Brokers is the box that tells all that is known about the brokers.
type Brokers struct {
	Title, Address, Server, State, Since, Error, Hint          string
	Exchanges, Missing, Denied, Queue, Received, Dropped, Note string
	Waiting                                                    string // %d messages in the tap's queue
	None                                                       string
}

// Dialog is what the confirmations say.
type Dialog struct {
	Yes, No   string
	QuitTitle string
	QuitText  string
	AnyKey    string // below the introduction
}

// Help is the page that ? opens.
type Help struct {
	Title, Global, Search, NoMatch   string
	Reading, Field, Palette, Confirm string // the groups of what lies over a page
	Footer                           string
}

// Palette is what : and ctrl+p open.
type Palette struct {
	Title, Prompt, NoMatch string
	Page                   string // %s a page's title: "Page: %s"
	Unknown                string // %s what was typed
	Quit, Help, OwnLog     string
	Brokers                string
	Suspend, Retry         string
	Theme                  string // %s a theme's name
}

// OwnLog is the page of the program's own records.
type OwnLog struct {
	Title, Empty string
	Dropped      string // %d records that are gone
}

// Theme names the themes.
type Theme struct {
	Auto, Dark, Light, Basic, Mono string
	Changed                        string // %s a theme's name
}

// Replay is what the header says while a recording plays.
type Replay struct {
	Position       string // %s at, %s total
	Paused         string
	Unpaced        string // speed 0: as fast as it goes
	Pause, Resume  string
	Faster, Slower string
	Skip           string // %s a duration
	SpeedIs        string // %s a factor
	FullSpeed      string // it cannot be faster
}

// Copy is what a copy to the clipboard reports.
type Copy struct {
	Done     string // %s what, %s its size
	TooLarge string // %s what, %s its size, %s the limit
	Empty    string
}

// Keys are the descriptions of the bindings of the frame and of lists.
type Keys struct {
	Palette, Help, Back, Quit, Interrupt, Suspend, OwnLog, Brokers, Retry string
	Page                                                                  string // %s a page's title
	Faster, Slower                                                        string
	Up, Down, Top, Bottom, PageUp, PageDown, Left, Right                  string
	Yes, No, Confirm, Switch, Close, Choose, Search, Next, Prev           string
	WordLeft, WordRight, Start, End                                       string
	Erase, EraseAhead, EraseWord, EraseToStart, EraseToEnd                string
}
