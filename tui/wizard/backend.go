package wizard

import (
	"context"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/setup/interview"
)

// Backend does what the page may not do itself. Every method but Diff may take
// its time and is called in a tea.Cmd; one after the other, but for Probe and
// Verify, which may run beside the others. Errors have hints and hold no
// password.
type Backend interface {
	// Detect looks at the machine, and takes up answers that were kept; resumed
	// says when those were kept, zero that there were none.
	Detect(ctx context.Context) (i *interview.Interview, resumed time.Time, err error)
	// Keep saves the answers without passwords, for the next start.
	Keep(i *interview.Interview) error
	// Probe tests what the answers name, and tells of each test when it begins
	// and when it ends. It changes nothing.
	Probe(ctx context.Context, i *interview.Interview, tell func(setup.Probe)) error
	// Draft fetches the passwords, asks the servers and makes the plan: of this
	// machine first, then of the other nodes that the answers name.
	Draft(ctx context.Context, i *interview.Interview) (*Draft, error)
	// Diff is the masked unified diff of the files that a step changes, "" none.
	Diff(n *Node, step string) string
	// Export writes a bundle for each node that has a plan, and says where.
	Export(ctx context.Context, d *Draft) (dirs []string, err error)
	// MayApply says why this machine's plan cannot be applied from here: no
	// root, an open run, a tool that owns the host.
	MayApply(d *Draft) error
	// Apply carries out this machine's plan. tell is called at the begin and end
	// of each action, and the run waits until it returns; output gets the lines
	// that programs print meanwhile.
	Apply(ctx context.Context, d *Draft, tell func(setup.Progress), output func(line string)) (setup.Result, error)
	// Rollback takes the last run back; the files in leave stay as they are and
	// count as taken back. A setup.EditedError names those that keep it from
	// its end.
	Rollback(ctx context.Context, leave []string, tell func(setup.Progress), output func(line string)) error
	// LastRun is the run that Rollback would take back; "" none.
	LastRun() string
	// Verify looks at the way of the events since a time; it asks the servers.
	Verify(ctx context.Context, d *Draft, since time.Time) ([]setup.Hop, error)
	// Trials are those that can be made here; Try makes one.
	Trials(d *Draft) []setup.Trial
	Try(ctx context.Context, d *Draft, id string) error
	// MayAudit says why the audit cannot be run from here.
	MayAudit(ctx context.Context) error
	// Audit runs cinder-volume-usage-audit.
	Audit(ctx context.Context, r audit.Request, output func(line string)) (audit.Report, error)
	// Schedules are those of the audit that this machine has.
	Schedules(ctx context.Context) ([]audit.Schedule, error)
}

// Draft is a plan for each node, this machine's first.
type Draft struct {
	Nodes []Node
	// Warnings are what is odd about the answers, a sentence each.
	Warnings []string
}

// Node is a plan for one node, or why there is none.
type Node struct {
	Name  string
	Facts setup.Facts
	// Answers have their passwords.
	Answers setup.Answers
	Plan    setup.Plan
	// Err is why there is no plan: its files were not fetched.
	Err error
	// Snippets are what the tool that owns the host has to be given instead.
	Snippets []Snippet
}

// Snippet is a text for another tool.
type Snippet struct {
	Manager, Name, Where, Text, After string
}
