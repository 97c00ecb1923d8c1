package words

// Pipeline are the texts of the Pipeline page.
type Pipeline struct {
	Title string
	Keys  PipelineKeys

	// The verdict.
	Verdict                               string
	Isolated, Leaking, Draining, Unjudged string
	Leak                                  string // %s service@host, %s exchange
	Because                               string // %s FILE:LINE
	MoreLeaks, MoreQueues                 string // %d more
	Left                                  string // %s queue, %s messages
	LastEvent, SeenAgo                    string // %s a duration
	JudgedAt, Reasons, Leaks, Queues      string

	// Before there is anything to show.
	Looking, NoBroker, LookFailed string
	Hint                          string // %s what to do

	// The stations and what stands beside them.
	Publishers, Exchanges, QueuesTitle, Consumers, StoreTitle string
	Rate, Depth, Growth, Readers, Lag, Last                   string
	More                                                      string // %d stations that are folded
	Alarm, Lacks                                              string // %s what
	AllWell                                                   string

	// The findings.
	Findings, NoFinding, NotLooked                      string
	Critical, Warning, Info, OK, Unknown, NotApplicable string
	Check, Subject, Evidence, Why, Fix, Result          string
	StepIs                                              string // %s its id
	Source                                              string

	// The details.
	Broker, VHost, Name, Kind, State, Address          string
	Type, Durable, AutoDelete, Exclusive, Policy       string
	Argument                                           string // %s its name
	Messages, Ready, Unacked, Bytes                    string
	Published, Delivered, Acked, Connections           string
	Bindings, Key, From, To, Program, PID, Peer, User  string
	Since, Service, Unit, Prefetch, NoAck, Unlimited   string
	Yes, No, NotKnown, None                            string
	ServiceOfUnit, ServiceOfEvents, ServiceUnknown     string // %s unit; %s service; –
	NeedsManagement, ConnectionGone, Gone              string
	Events, Count, Duplicates                          string
	File                                               string
	Loading, NoLine                                    string
	Status, Newest, Rows, Backlog, Error               string
	NodeMemory, NodeDisk                               string // %s in use or free, %s limit
	NoEvents, NoStep, NothingOpens, CopiedFix, CopyAll string
	UnitHelp                                           string // %s unit

	// Faults that can be switched on.
	FaultOn, FaultOff string
	FaultSwitched     string // %s its title, %s on or off

	GroupPicture, GroupHere, GroupMoving string
}

// PipelineKeys describe the bindings.
type PipelineKeys struct {
	Open, Next, Prev, Broken, All, Events, Step, Copy, Look, Faults, Flip, Close string
}
