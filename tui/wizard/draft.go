package wizard

import (
	"path"

	"github.com/ceilotop/ceilotop/setup"
)

// drafted is how the making of a plan ended, with all that the page shows of it:
// nothing of this is asked for while a screen is drawn.
type drafted struct {
	run       int
	draft     *Draft
	err       error
	summaries []summary // one a node
	mayNot    error     // why the plan cannot be applied from here
	lastRun   string    // the run that can be taken back
}

// summary is a node's plan in numbers.
type summary struct {
	changes, blocked, done int
	files                  []fileCount
	diffs                  map[string]string // by step
	steps                  map[string]counts // by step
	restarts               []restart
}

type counts struct{ plus, minus int }

type fileCount struct {
	path   string
	counts counts
}

func (f fileCount) base() string { return path.Base(f.path) }

func summarize(b Backend, d *Draft) []summary {
	all := make([]summary, len(d.Nodes))
	for i := range d.Nodes {
		all[i] = summaryOf(b, &d.Nodes[i])
	}
	return all
}

func summaryOf(b Backend, n *Node) summary {
	s := summary{diffs: map[string]string{}, steps: map[string]counts{}}
	if n.Err != nil {
		return s
	}
	for _, step := range n.Plan.Steps {
		switch step.State {
		case setup.Change:
			s.changes++
		case setup.Blocked:
			s.blocked++
		case setup.Done:
			s.done++
		}
		if step.State != setup.Change {
			continue
		}
		if diff := b.Diff(n, step.ID); diff != "" {
			s.diffs[step.ID] = diff
			s.count(step.ID, diff)
		}
		s.restart(step)
	}
	return s
}

// count adds the lines of a unified diff up, file by file.
func (s *summary) count(step, diff string) {
	for _, l := range diffLines(diff) {
		switch l.kind {
		case added:
			s.add(step, l.file, counts{plus: 1})
		case removed:
			s.add(step, l.file, counts{minus: 1})
		}
	}
}

func (s *summary) add(step, file string, c counts) {
	total := s.steps[step]
	s.steps[step] = counts{total.plus + c.plus, total.minus + c.minus}
	for i := range s.files {
		if f := &s.files[i]; f.path == file {
			f.counts.plus += c.plus
			f.counts.minus += c.minus
			return
		}
	}
	s.files = append(s.files, fileCount{file, c})
}
