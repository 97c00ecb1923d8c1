package words

// Wizard are the texts of the Setup page.
type Wizard struct {
	Title  string
	Keys   WizardKeys
	Impact Impact

	// The sections.
	Detect, Questions, Tests, Plan, Apply, Verify string
	NotYetDetected                                string
	GoToSection                                   string // %s a section

	// What stands in many places.
	Hint                              string // %s what to do
	From                              string // %s where something is known from
	State, Step, Lines, Address       string
	Detail, Why, Where, Command, Note string

	// The machine.
	Detecting                                    string
	System, Roles, Services, Managed, Unreadable string
	Brokers                                      string
	Controller, Compute, Storage                 string // roles of a node
	Broker                                       string // %s A or B
	NothingFound                                 string
	Resumed                                      string // %s a time, %s a key
	SetAside                                     string
	GoOnToQuestions                              string // %s a key
	ForgetTitle, ForgetText                      string

	// The questions.
	QuestionOf                          string // %d which, %d of how many
	EnterTakes                          string // %s a key, %s a value
	Unchanged                           string // %s a value
	NoDefault, YourAnswer, HiddenAnswer string
	NoDefaultEmpty, LeavesEmpty         string // %s a key
	SourceIs                            string // %s where that can be read
	ListHelp, SecretHelp                string
	FieldLeft                           string // %s a key
	AllAsked                            string // %s, %s and %s keys
	Live                                string
	MoreInPlan                          string // n lines, section
	Felt                                string // a thing, what is said of it
	NoPlanYet                           string // %s why
	Question, Answer, RestsOn           string

	// The tests.
	Test, Latency, WhatCameBack                          string
	ProbeRunning, ProbePassed, ProbeFailed, ProbeSkipped string
	TestOfManagement, TestOfPermissions, TestOfCatalogue string // one word each
	TestsRun, NoTests                                    string

	// The plan.
	Drafting, NoPlan, NothingToDo, NothingToDoChecked string
	ToChange, AreDone, AreBlocked                     string // %d steps
	SnippetsFor                                       string // %s a tool
	ManagedBy                                         string // %s a tool, %s a key
	Restarts                                          string // %s services
	Overview, Snippet, WhatIsDone                     string
	FilesChange, ServicesRestart, Warnings            string // %d how many
	StepDone, StepChange, StepBlocked                 string
	StepUnneeded, StepNotHere                         string
	Does, ByHand, Checked, Proof, WayBack             string
	Tool, Afterwards                                  string
	CopiedText, CopiedSnippet, CopiedDiff             string

	// Carrying it out.
	ExportTitle, ExportText, Exporting string
	ApplyTitle                         string
	ApplyHelp                          string // %s the word
	ApplyText                          string // %d steps, %d files, %d services
	TypeWord                           string // %s the word
	WrongWord, PlanChanged             string
	RollbackTitle                      string
	RollbackHelp                       string // %s a run, %s the word
	RollbackText                       string // %s a run
	EditedSince                        string // %s a file
	RunGoesOn, NoRun                   string
	Applying, RollingBack              string
	Paused                             string // %s a key
	OutputDropped                      string // %d lines
	LeftOut, Stays                     string
	Applied                            string // %d actions, %d left out
	GoOnToVerify                       string // %s a key
	Stopped                            string // %d actions done, %d not begun
	TakeItBack                         string // %s a key
	TakenBack, NotTakenBack            string
	TakenBackBut                       string // files
	ManagedElsewhere                   string // a tool, a section
	Recommended                        string // reason
	NotTakenBackOf                     string // n actions
	TrialLacks                         string
	NoTestsHere                        string // root

	// The way of the events.
	Looking                                      string
	WatchedSince                                 string // %s a time, %s a time
	SeenAgo                                      string // %s a duration: 40s
	Watched                                      string
	HopProven, HopWaiting, HopBroken, HopUnknown string
	Proves                                       string // %s what
	EnterTries                                   string // %s a key
	TrialTitle                                   string
	TrialText                                    string // %s what, %s what it proves, %s the command
	TrialRuns, TrialGoesOn, TrialFailed          string
	TrialDone, TrialOffered                      string
	Schedule                                     string // %s when

	// The audit.
	AuditTitle, AuditAction, AuditAbout, AuditRuns string
	EnterAudits                                    string // %s a key
	AuditWindow, LastPeriod, LastHour, GivenTimes  string
	BeginAt, EndAt, SendActions                    string
	SendActionsTitle, SendActionsWarning           string
	WrongTime, EndFirst                            string
	AuditProven, AuditIncomplete, AuditUnproven    string
	Window, RunAs, ExitCode, AllHosts              string
	CountOf                                        string // %s a sign, %s a host, %s an event, %d arrived, %s expected
	Missing, Duplicate, Ghost                      string

	GroupQuestion, GroupSections, GroupHere, GroupMoving, GroupTyping string
}

// WizardKeys are the descriptions of the page's bindings.
type WizardKeys struct {
	Next, Prev, GoOn, Forget, Look         string
	Take, Previous, Complete, Why, All     string
	Empty                                  string
	Leave, Return, Yes, No, Switch, Toggle string
	Again, Open, Copy, NextNode, PrevNode  string
	Export, Apply, Rollback, Pause, Audit  string
	Accept, Cancel, BoxUp, BoxDown         string
}

// Impact is what is felt while a kind of service is restarted.
type Impact struct {
	Compute, Scheduler, Volume, Agent, API, WebServer string
	Listener, Polling, Broker, Database, Cache, Timer string
	Reload, Other                                     string
}
