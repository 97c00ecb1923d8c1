package machine

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// State is how a run ended.
type State string

const (
	Whole       State = "whole"
	Stopped     State = "stopped" // at an action that failed, or by the operator
	RolledBack  State = "rolled back"
	Interrupted State = "interrupted" // killed, or still at work: the lock tells
)

// Run is one that a journal remembers.
type Run struct {
	ID      string
	Dir     string
	State   State
	Cause   string // why it was stopped
	Begun   time.Time
	Ended   time.Time // the last record
	Records []setup.Record
	// Damage says which lines of the records cannot be read. The last one of a
	// run that was killed may be cut short; that is no damage.
	Damage []string
}

// Open reports whether the run left things behind that belong to no whole one:
// it was stopped or interrupted, and not all was taken back.
func (r Run) Open() bool {
	if r.State != Stopped && r.State != Interrupted {
		return false
	}
	return slices.ContainsFunc(r.Records, func(r setup.Record) bool {
		return !r.Reverted && r.Undo.Kind != setup.InstallPackages{}.Kind()
	})
}

// Runs lists the runs whose journals are below root, the oldest first, without
// the original texts of their files.
func Runs(root string) ([]Run, error) {
	t := &tree{root: cmp.Or(root, "/")}
	all, err := t.resolve(journals)
	var entries []os.DirEntry
	if err == nil {
		all = t.real(all)
		entries, err = os.ReadDir(all)
	}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil
	case errors.Is(err, fs.ErrPermission):
		return nil, sources.WithHint(fmt.Errorf("looking for earlier runs: %w", err), "Run the command as root.")
	case err != nil:
		return nil, fmt.Errorf("looking for earlier runs: %w", err)
	}
	var runs []Run
	for _, e := range entries {
		if !e.IsDir() {
			continue
		}
		r, err := readRun(filepath.Join(all, e.Name()))
		if err != nil {
			return nil, fmt.Errorf("looking for earlier runs: %w", err)
		}
		runs = append(runs, r)
	}
	return runs, nil
}

func readRun(dir string) (Run, error) {
	r := Run{ID: filepath.Base(dir), Dir: dir, State: Interrupted}
	r.Begun, _ = time.Parse("20060102T150405.000Z", r.ID[:min(len(r.ID), len("20060102T150405.000Z"))])
	text, err := os.ReadFile(filepath.Join(dir, recordsFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // killed before it was made
		return r, err
	}
	for n, line := range slices.Collect(bytes.Lines(text)) {
		var e entry
		if !bytes.HasSuffix(line, []byte("\n")) {
			break
		}
		if err := json.Unmarshal(line, &e); err != nil {
			r.Damage = append(r.Damage, fmt.Sprintf("line %d of %s cannot be read", n+1, filepath.Join(dir, recordsFile)))
			continue
		}
		r.add(e)
	}
	return r, nil
}

func (r *Run) add(e entry) {
	r.Ended = e.At
	switch {
	case e.Begin != nil && e.Undo != nil:
		r.State = Interrupted
		r.Records = append(r.Records, setup.Record{Number: *e.Begin, Step: e.Step, Undo: *e.Undo})
	case e.Done != nil:
		r.mark(*e.Done, func(r *setup.Record) { r.Done = true })
	case e.Reverted != nil:
		r.mark(*e.Reverted, func(r *setup.Record) { r.Reverted = true })
	case e.Rollback:
		r.State, r.Cause = Interrupted, ""
	case e.End != "":
		r.State, r.Cause = e.End, e.Cause
	}
}

func (r *Run) mark(number int, set func(*setup.Record)) {
	for i := range r.Records {
		if r.Records[i].Number == number {
			set(&r.Records[i])
		}
	}
}

// Reopen reads the original texts into the run's records, and opens its journal
// for Rollback to write into. A text that cannot be read is left out: its
// record alone cannot be taken back then.
func (r *Run) Reopen() (*Journal, error) {
	for i := range r.Records {
		u := &r.Records[i].Undo
		if u.Existed && u.Path != "" {
			u.Original, _ = os.ReadFile(filepath.Join(r.Dir, original(r.Records[i].Number)))
		}
	}
	j := &Journal{dir: r.Dir, back: true}
	err := j.reopen()
	if err != nil {
		j.shut()
		return nil, fmt.Errorf("opening the journal %s: %w", r.Dir, err)
	}
	return j, nil
}

func (j *Journal) reopen() error {
	var err error
	if j.records, err = os.OpenFile(filepath.Join(j.dir, recordsFile), os.O_RDWR|os.O_CREATE, 0o600); err != nil {
		return err
	}
	text, err := io.ReadAll(j.records)
	if err != nil {
		return err
	}
	j.size = int64(bytes.LastIndexByte(text, '\n') + 1) // a half line is written over
	if err := j.records.Truncate(j.size); err != nil {
		return err
	}
	j.log, _ = os.OpenFile(filepath.Join(j.dir, "log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	// On a full disk this cannot be noted; that keeps nobody from taking back.
	_ = j.write(entry{Rollback: true}, "rollback")
	return nil
}
