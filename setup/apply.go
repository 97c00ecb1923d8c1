package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ceilotop/ceilotop/sources"
)

// ErrDrifted says that the machine is not what the plan was made from, or what
// the run left behind.
var ErrDrifted = errors.New("it was changed by someone else meanwhile")

// Apply carries out the steps of a plan whose state is Change, in order, and
// tells of each action; tell may be nil.
//
// Before the first change it looks at every file that the plan edits: when one
// of them drifted, nothing is done at all. It stops at the first action that
// fails, or whose record does not reach the journal, and the Result says which
// one and what was done until then; nothing is taken back unasked. A context
// that ends stops it between two actions, never within one: half of an
// installation helps nobody. The journal is closed in any case.
//
// A restart whose files this run did not change is left out.
func Apply(ctx context.Context, p Plan, m Machine, j Journal, tell func(Progress)) (Result, error) {
	r := &run{machine: m, journal: j, tell: tell, deeds: p.deeds(), changed: make(map[string]bool)}
	err := r.apply(ctx)
	r.result.Rest = len(r.deeds) - r.next
	if closing := j.Close(err); err == nil && closing != nil {
		err = fmt.Errorf("closing the journal: %w", closing)
	}
	return r.result, err
}

type deed struct {
	step   string
	action Action
}

func (p Plan) deeds() []deed {
	var all []deed
	for _, s := range p.Steps {
		if s.State != Change {
			continue
		}
		for _, a := range s.Actions {
			all = append(all, deed{s.ID, a})
		}
	}
	return all
}

type run struct {
	machine Machine
	journal Journal
	tell    func(Progress)
	deeds   []deed
	next    int
	changed map[string]bool // files
	result  Result
}

func (r *run) apply(ctx context.Context) error {
	if err := r.look(ctx); err != nil {
		return err
	}
	for ; r.next < len(r.deeds); r.next++ {
		if err := ctx.Err(); err != nil {
			return sources.WithHint(fmt.Errorf("stopped before %s: %w (%d of %d actions were carried out)", r.deeds[r.next].action, err, len(r.result.Done), len(r.deeds)),
				"Take back what was done: ceilotop setup rollback")
		}
		d := r.deeds[r.next]
		named := Deed{Step: d.step, Action: d.action.String()}
		if r.needless(d.action) {
			r.result.LeftOut = append(r.result.LeftOut, named)
			r.say(named, LeftOut, nil)
			continue
		}
		r.say(named, Begun, nil)
		if err := r.carryOut(ctx, d); err != nil {
			r.result.Failed = &named
			r.say(named, Failed, err)
			r.next++
			return fmt.Errorf("step %s, %s: %w", d.step, d.action, err)
		}
		r.result.Done = append(r.result.Done, named)
		r.say(named, Finished, nil)
	}
	return nil
}

// look prepares the first edit of every file, so that one that drifted is found
// before anything else was changed.
func (r *run) look(ctx context.Context) error {
	seen := make(map[string]bool)
	for _, d := range r.deeds {
		path := fileOf(d.action)
		if path == "" || seen[path] {
			continue
		}
		seen[path] = true
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("stopped before the first change: %w", err)
		}
		if _, err := r.machine.Prepare(ctx, d.action); err != nil {
			r.result.Failed = &Deed{Step: d.step, Action: d.action.String()}
			return fmt.Errorf("nothing was changed: step %s, %s: %w", d.step, d.action, err)
		}
	}
	return nil
}

func fileOf(a Action) string {
	switch a := a.(type) {
	case WriteFile:
		return a.Path
	case RemoveFile:
		return a.Path
	}
	return ""
}

func (r *run) carryOut(ctx context.Context, d deed) error {
	ctx = context.WithoutCancel(ctx)
	undo, err := r.machine.Prepare(ctx, d.action)
	if err != nil {
		return err
	}
	if err := r.journal.Begin(r.next, d.step, undo); err != nil {
		return fmt.Errorf("writing the journal: %w", err)
	}
	if path := fileOf(d.action); path != "" {
		r.changed[path] = true
	}
	if err := r.machine.Do(ctx, d.action); err != nil {
		return err
	}
	if err := r.journal.Done(r.next); err != nil {
		return fmt.Errorf("writing the journal after it was carried out: %w", err)
	}
	return nil
}

// needless reports whether an action is a restart for the sake of files that
// this run left as they were.
func (r *run) needless(a Action) bool {
	c, ok := a.(ControlUnit)
	if !ok || len(c.Because) == 0 || c.Verb != Restart && c.Verb != Reload {
		return false
	}
	return !slices.ContainsFunc(c.Because, func(path string) bool { return r.changed[path] })
}

func (r *run) say(d Deed, phase Phase, err error) {
	if r.tell != nil {
		r.tell(Progress{Deed: d, Number: r.next + 1, Total: len(r.deeds), Phase: phase, Err: err})
	}
}
