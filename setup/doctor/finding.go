package doctor

// Result is what a check found.
type Result string

const (
	OK            Result = "ok"
	Info          Result = "info"
	Warning       Result = "warning"
	Critical      Result = "critical"
	Unknown       Result = "unknown"
	NotApplicable Result = "not applicable"
)

// Finding is what a check says about one thing.
type Finding struct {
	Check   string // id of the check: queue-without-consumer
	Title   string // "notifications.info on broker B has no consumer"
	Result  Result
	Subject string // what it is about: nova@ctl1, B:/:notifications.info, /etc/nova/nova.conf

	Evidence []Evidence
	Why      string // what follows from it, in sentences
	Fix      string // the one thing to do
	// Step is the step of the setup's plan that would mend it; "" none does.
	Step string
}

// Evidence is one thing that was seen, with the place to look at it.
type Evidence struct {
	Text string // "transport_url = rabbit://…@10.0.0.5:5672/", masked

	// One of these, or none: where the interface opens it.
	File  string // a line of a file
	Line  int
	Queue *QueueName // a queue of a broker
	Event string     // message id of an event
	Unit  string     // a unit of systemd
}

// QueueName says which queue.
type QueueName struct{ Broker, VHost, Name string }
