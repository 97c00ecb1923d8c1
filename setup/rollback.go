package setup

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Rollback takes the actions of a run back, the newest first, whether they were
// carried out, interrupted, or never began. Those that are taken back already
// are passed over, so that it may be called again. Records are in the order of
// the run; tell may be nil. The journal is closed in any case.
//
// What someone edited since is left alone. The rest is decided by what helps
// whoever is called at night: the cloud has to be as it was, and nothing may get
// worse. So all other files go back, and their units are restarted: files
// do not depend on each other. But what is older than the thing that stays, and
// no file and no unit, stays too: that thing may still name the broker's user,
// the virtual host, the database or the password, and a service whose user is
// gone is worse off than before. The error names everything that
// stays for that reason. After it was looked into, a second Rollback takes
// back the rest; a caller who was told to leave a file drops its record.
//
// Units that were started or enabled are stopped and disabled. A unit that was
// restarted is restarted once more, as soon as the last of its files is back.
// Packages stay installed: removing them may remove what others installed.
func Rollback(ctx context.Context, records []Record, m Machine, j Journal, tell func(Progress)) error {
	b := &back{machine: m, journal: j, tell: tell, records: records, restored: make(map[string]bool)}
	err := b.all(ctx)
	if closing := j.Close(err); err == nil && closing != nil {
		err = fmt.Errorf("everything was taken back, but closing the journal failed: %w", closing)
	}
	return err
}

type back struct {
	machine Machine
	journal Journal
	tell    func(Progress)
	records []Record

	restored map[string]bool // files that are as they were
	restarts []restart
	failed   failures
	held     bool     // what could not be taken back may need what is older
	stay     []string // what an edited thing may need
	edited   []string // files that somebody edited since
	unnoted  error    // the first failure of the journal
}

// restart is one that waits for its files.
type restart struct {
	deed    Deed
	unit    string
	verb    Verb
	files   []string // none: it is always needed
	numbers []int    // of its records
}

func (b *back) all(ctx context.Context) error {
	for _, r := range b.records {
		if r.Reverted && r.file() {
			b.restored[r.Undo.Path] = true
		}
	}
	for i, r := range slices.Backward(b.records) {
		if err := ctx.Err(); err != nil {
			return sources.WithHint(fmt.Errorf("stopped before taking back step %s, %s: %w", r.Step, r.Undo.Did, err), "Run ceilotop setup rollback again to go on.")
		}
		switch {
		case r.Reverted:
		case r.Undo.Kind == InstallPackages{}.Kind():
			b.say(i, r.Deed(), Stays, nil)
		case b.held && !r.file() && !r.unit():
			b.stay = append(b.stay, r.Undo.Did)
			b.say(i, r.Deed(), Stays, nil)
		default:
			b.one(context.WithoutCancel(ctx), i, r)
		}
		b.restart(context.WithoutCancel(ctx), i)
	}
	return b.verdict()
}

// one takes a record back.
func (b *back) one(ctx context.Context, i int, r Record) {
	starts := r.Undo.Verb == Start || r.Undo.Verb == Restart || r.Undo.Verb == Reload
	if r.unit() && r.Undo.WasActive && starts && r.Undo.Verb != Start {
		b.wait(r)
		return
	}
	if err := b.machine.Revert(ctx, r.Undo); err != nil {
		// A command, such as systemd's daemon-reload, needs nothing that is older.
		b.held = b.held || r.Undo.Kind != Run{}.Kind()
		if r.file() && errors.Is(err, ErrDrifted) && !slices.Contains(b.edited, r.Undo.Path) {
			b.edited = append(b.edited, r.Undo.Path)
		}
		b.fail(i, r.Deed(), err)
		return
	}
	b.note(r.Number)
	switch {
	case r.file():
		b.restored[r.Undo.Path] = true
	case r.unit() && !r.Undo.WasActive && starts:
		// It is stopped now, so its later restarts are taken back with it.
		b.restarts = slices.DeleteFunc(b.restarts, func(w restart) bool {
			if w.unit == r.Undo.Unit {
				b.note(w.numbers...)
			}
			return w.unit == r.Undo.Unit
		})
	}
	b.say(i, r.Deed(), TakenBack, nil)
}

// note writes down what was taken back. A full disk must not keep a cloud from
// being taken back, and reverting once more does no harm.
func (b *back) note(numbers ...int) {
	for _, n := range numbers {
		if err := b.journal.Reverted(n); err != nil && b.unnoted == nil {
			b.unnoted = err
		}
	}
}

// wait remembers that a unit has to be restarted. Once is enough for all its
// files. It is noted only when it is done.
func (b *back) wait(r Record) {
	for n := range b.restarts {
		w := &b.restarts[n]
		if w.unit != r.Undo.Unit {
			continue
		}
		if len(w.files) > 0 && len(r.Undo.Because) > 0 {
			w.files = append(w.files, r.Undo.Because...)
		} else {
			w.files = nil
		}
		w.numbers = append(w.numbers, r.Number)
		return
	}
	b.restarts = append(b.restarts, restart{deed: r.Deed(), unit: r.Undo.Unit, verb: r.Undo.Verb, files: slices.Clone(r.Undo.Because), numbers: []int{r.Number}})
}

// restart restarts the units none of whose files is still to be taken back after
// the record number i. One none of whose files could be taken back runs with
// what it has.
func (b *back) restart(ctx context.Context, i int) {
	b.restarts = slices.DeleteFunc(b.restarts, func(w restart) bool {
		if slices.ContainsFunc(b.records[:i], func(r Record) bool {
			return !r.Reverted && (r.file() && slices.Contains(w.files, r.Undo.Path) || r.unit() && r.Undo.Unit == w.unit)
		}) {
			return false
		}
		if len(w.files) > 0 && !slices.ContainsFunc(w.files, func(path string) bool { return b.restored[path] }) {
			b.say(i, w.deed, LeftOut, nil)
			return true
		}
		if err := b.machine.Do(ctx, ControlUnit{Unit: w.unit, Verb: w.verb}); err != nil {
			b.held = true
			b.fail(i, w.deed, err)
			return true
		}
		b.note(w.numbers...)
		b.say(i, w.deed, TakenBack, nil)
		return true
	})
}

func (b *back) fail(i int, d Deed, err error) {
	b.failed = append(b.failed, fmt.Errorf("taking back step %s, %s: %w", d.Step, d.Action, err))
	b.say(i, d, Failed, err)
}

func (b *back) verdict() error {
	var err error
	if len(b.failed) > 0 {
		err = b.failed
	}
	switch {
	case err == nil && b.unnoted != nil:
		return fmt.Errorf("everything was taken back, but the journal could not note it: %w", b.unnoted)
	case err == nil:
		return nil
	}
	if len(b.stay) > 0 {
		err = fmt.Errorf("%w; these stay, because what could not be taken back may need them: %s", err, strings.Join(b.stay, "; "))
	}
	if len(b.edited) > 0 {
		err = &EditedError{b.edited, err}
	}
	if errors.Is(err, ErrDrifted) {
		return sources.WithHint(err, "Put the file right by hand, the journal's reverse.patch shows how, then: ceilotop setup rollback --leave FILE")
	}
	return sources.WithHint(err, "Remove the cause and run ceilotop setup rollback again.")
}

func (b *back) say(i int, d Deed, phase Phase, err error) {
	if b.tell != nil {
		b.tell(Progress{Deed: d, Number: len(b.records) - i, Total: len(b.records), Phase: phase, Err: err})
	}
}

// EditedError is one of Rollback that left files alone, because somebody edited
// or removed them since the run. Who drops the records of these files has the
// rest taken back.
type EditedError struct {
	Files []string
	Err   error
}

func (e *EditedError) Error() string { return e.Err.Error() }
func (e *EditedError) Unwrap() error { return e.Err }

// failures are several errors, in one line.
type failures []error

func (f failures) Error() string {
	var all []string
	for _, err := range f {
		all = append(all, err.Error())
	}
	return strings.Join(all, "; ")
}

func (f failures) Unwrap() []error { return f }
