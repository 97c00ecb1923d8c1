package machine

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// journals is where runs are remembered, each in a directory of its own that
// only root may enter:
//
//	plan.json        the plan, without a secret
//	answers          which answers it was made from, without a secret
//	records.jsonl    what was begun, done and taken back, one object a line
//	NNN.orig         the text that a file had before action NNN, byte for byte
//	reverse.patch    takes the files back by hand, with patch -d ROOT -p1; it
//	                 covers the action that was begun last, done or not
//	log              the same for people
//
// All of them are 0600, because orig and reverse.patch hold the passwords that
// stand in the files. Nothing is put beside the files themselves: services own
// those directories.
const journals = "/var/lib/ceilotop/journal"

const recordsFile = "records.jsonl"

// Journal is the journal of one run on the disk. It is a setup.Journal.
type Journal struct {
	dir     string
	records *os.File
	size    int64 // of the records that are whole
	log     *os.File
	patch   string
	back    bool // a rollback writes it
}

// entry is a line of the records.
type entry struct {
	At       time.Time   `json:"at"`
	Begin    *int        `json:"begin,omitempty"`
	Step     string      `json:"step,omitempty"`
	Undo     *setup.Undo `json:"undo,omitempty"`
	Done     *int        `json:"done,omitempty"`
	Rollback bool        `json:"rollback,omitempty"` // one begins
	Reverted *int        `json:"reverted,omitempty"`
	End      State       `json:"end,omitempty"`
	Cause    string      `json:"cause,omitempty"`
}

// NewJournal begins the journal of a run below root. Answers says which answers
// the plan was made from; it must not hold a secret.
func NewJournal(root string, p setup.Plan, answers string) (*Journal, error) {
	plan, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the plan as JSON: %w", err)
	}
	all, err := own(root, journals)
	if err != nil {
		return nil, err
	}
	if err := room(root, all, p); err != nil {
		return nil, err
	}
	j := &Journal{dir: filepath.Join(all, time.Now().UTC().Format("20060102T150405.000Z")+"-"+strings.ToLower(rand.Text()[:6]))}
	if err := j.begin(all, plan, answers); err != nil {
		j.shut()
		return nil, fmt.Errorf("beginning the journal %s: %w", j.dir, err)
	}
	return j, nil
}

func (j *Journal) begin(all string, plan []byte, answers string) error {
	if err := os.Mkdir(j.dir, 0o700); err != nil {
		return err
	}
	if err := j.keep("plan.json", append(plan, '\n')); err != nil {
		return err
	}
	if err := j.keep("answers", []byte(answers)); err != nil {
		return err
	}
	var err error
	if j.records, err = os.OpenFile(filepath.Join(j.dir, recordsFile), os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600); err != nil {
		return err
	}
	if j.log, err = os.OpenFile(filepath.Join(j.dir, "log"), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600); err != nil {
		return err
	}
	if err := syncDirectory(j.dir); err != nil {
		return err
	}
	return syncDirectory(all)
}

// Dir is the directory of the run.
func (j *Journal) Dir() string { return j.dir }

// ID names the run.
func (j *Journal) ID() string { return filepath.Base(j.dir) }

// Begin writes down what takes the action back, before it is carried out.
func (j *Journal) Begin(n int, step string, u setup.Undo) error {
	if u.Kind == (setup.WriteFile{}).Kind() || u.Kind == (setup.RemoveFile{}).Kind() {
		if err := j.keepFile(n, u); err != nil {
			return err
		}
	}
	return j.write(entry{Begin: &n, Step: step, Undo: &u}, "begun    "+step+" "+u.Did)
}

// keepFile keeps the text that a file has, and how to come back to it by hand.
func (j *Journal) keepFile(n int, u setup.Undo) error {
	if u.Existed {
		if err := j.keep(original(n), u.Original); err != nil {
			return err
		}
	}
	old, new := u.Original, u.New
	if !u.Existed {
		old = nil
	} else if old == nil {
		old = []byte{}
	}
	if u.Kind == (setup.RemoveFile{}).Kind() {
		new = nil
	} else if new == nil {
		new = []byte{}
	}
	j.patch = osloconf.Diff(u.Path, new, old) + j.patch // the newest first
	const temporary = "reverse.patch.new"
	_ = os.Remove(filepath.Join(j.dir, temporary))
	if err := j.keep(temporary, []byte(j.patch)); err != nil {
		_ = os.Remove(filepath.Join(j.dir, temporary))
		return err
	}
	if err := os.Rename(filepath.Join(j.dir, temporary), filepath.Join(j.dir, "reverse.patch")); err != nil {
		return err
	}
	return syncDirectory(j.dir)
}

func original(n int) string { return fmt.Sprintf("%03d.orig", n) }

// Done says that the action was carried out.
func (j *Journal) Done(n int) error { return j.write(entry{Done: &n}, fmt.Sprintf("done     %d", n)) }

// Reverted says that the action was taken back.
func (j *Journal) Reverted(n int) error {
	return j.write(entry{Reverted: &n}, fmt.Sprintf("reverted %d", n))
}

// Close ends the run, or the rollback.
func (j *Journal) Close(cause error) error {
	e := entry{End: Whole}
	if j.back {
		e.End = RolledBack
	}
	if cause != nil {
		e.End, e.Cause = Stopped, sources.Visible(cause.Error())
	}
	return errors.Join(j.write(e, string(e.End)+" "+e.Cause), j.shut())
}

func (j *Journal) shut() error {
	var err error
	for _, f := range []*os.File{j.records, j.log} {
		if f != nil {
			err = errors.Join(err, f.Close())
		}
	}
	return err
}

// write appends a record and brings it to the disk. What a full disk took only a
// half of is cut off again, so that the records that follow can be read.
func (j *Journal) write(e entry, words string) error {
	e.At = time.Now().UTC()
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("writing a record as JSON: %w", err)
	}
	line = append(line, '\n')
	if _, err = j.records.WriteAt(line, j.size); err == nil {
		err = j.records.Sync()
	}
	if err != nil {
		_ = j.records.Truncate(j.size)
		return fmt.Errorf("recording in %s: %w", j.dir, err)
	}
	j.size += int64(len(line))
	if j.log != nil { // for people; the records are what counts
		_, _ = fmt.Fprintf(j.log, "%s %s\n", e.At.Format(time.RFC3339), sources.Visible(words))
	}
	return nil
}

// keep writes a file of the journal as a whole.
func (j *Journal) keep(name string, text []byte) error {
	f, err := os.OpenFile(filepath.Join(j.dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(text)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

func syncDirectory(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return d.Sync()
}
