package recording

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// tryAgain is how long a recorder whose disk is full waits before it tries
	// another file; it doubles up to tryLimit while no file lasts that long.
	tryAgain = 5 * time.Second
	tryLimit = time.Minute
)

// Ledger records for as long as it is let, and says in marks what it observed.
//
// In a directory it makes a compressed file for each day, UTC, and a new one
// each time it is started: events-2026-11-28T091503Z.jsonl.zst, by the time of
// its first line, so that names sort as time does. When a file cannot be
// written on, because the disk is full or for any other reason, it counts what
// it loses and goes on in another file as soon as it can; the marks show the
// time between as one that was not observed. Into a single file it writes until
// there is an error, as a Writer does.
//
// Its methods may be called from several goroutines.
type Ledger struct {
	// Filter is what messages had to match to come here, for the marks; OnTrouble
	// is told when writing fails, and when it goes on. It must not block. Both
	// are set before the first message.
	Filter    string
	OnTrouble func(Trouble)

	path  string
	daily bool
	now   func() time.Time

	mu      sync.Mutex
	w       *Writer // nil: nothing can be written at present
	opened  time.Time
	dayEnds time.Time
	live    map[string]*sight
	absent  map[string]bool // brokers that are not listened to
	closed  bool

	wait      time.Duration     // before another try, after the next failure
	retryAt   time.Time         // while w is nil
	since     time.Time         // when it was that writing failed
	lost      map[string]uint64 // since then, by broker
	unwritten uint64            // in all
}

// Trouble is that a Ledger cannot write, or with Err nil that it can again.
type Trouble struct {
	Err  error
	Path string    // of the file that goes on
	From time.Time // when it began
	Lost uint64    // messages that are in no file, at most
}

// sight is a broker that is observed now.
type sight struct {
	session           time.Time // when its tap became live, to know the next one
	since, until      time.Time
	exchanges, denied []string
	dropped           uint64
}

// OpenLedger records into path: a new file, or if it is a directory or ends in
// a slash, a file a day in that directory, which is made if need be. The first
// file is there when it returns, so that what cannot work is told at once.
func OpenLedger(path string) (*Ledger, error) { return openLedger(path, time.Now) }

func openLedger(path string, now func() time.Time) (*Ledger, error) {
	l := &Ledger{path: path, now: now, live: map[string]*sight{}, absent: map[string]bool{}, lost: map[string]uint64{}, wait: tryAgain}
	info, err := os.Stat(path)
	l.daily = strings.HasSuffix(path, "/") || err == nil && info.IsDir()
	if l.daily && errors.Is(err, fs.ErrNotExist) {
		err = os.Mkdir(path, 0o700)
		if err != nil {
			return nil, sources.WithHint(fmt.Errorf("record to %s: %w", path, reason(err)), "make its parent directory first, or check whose it is")
		}
	}
	if err := l.open(now()); err != nil {
		return nil, err
	}
	return l, nil
}

// Path is the file that is being written, or the last that was.
func (l *Ledger) Path() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.w == nil {
		return l.path
	}
	return l.w.path
}

// Unwritten is how many messages could not be written in all.
func (l *Ledger) Unwritten() uint64 {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.unwritten
}

// Write appends a message. In a directory it returns no error but that of a
// Ledger that was closed: see OnTrouble.
func (l *Ledger) Write(m *sources.Message) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return fmt.Errorf("record to %s: %w", l.path, fs.ErrClosed)
	}
	at := m.ReceivedAt
	if at.IsZero() {
		at = l.now()
	}
	if !l.ready(at) {
		l.lose(m.Broker, 1)
		return nil
	}
	if err := l.w.Write(m); err != nil {
		l.lose(m.Broker, 1)
		return l.failed(err)
	}
	if b := l.live[m.Broker]; b != nil {
		b.until = later(b.until, at)
	}
	return nil
}

// Close marks the end of what was observed and finishes the file.
func (l *Ledger) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.closed {
		return nil
	}
	l.closed = true
	if l.w == nil {
		return nil
	}
	for _, name := range l.brokers() {
		if err := l.w.mark(l.end(name)); err != nil {
			return err
		}
	}
	return l.w.Close()
}

// ready makes sure that there is a file for what came at the given time.
func (l *Ledger) ready(at time.Time) bool {
	switch {
	case l.w == nil:
		return l.reopen()
	case l.daily && !at.Before(l.dayEnds):
		return l.turn(at)
	}
	return true
}

// turn ends the day's file and begins the next. What was observed goes on: the
// new file says it did from where the old one stops.
func (l *Ledger) turn(at time.Time) bool {
	for _, name := range l.brokers() {
		if err := l.w.mark(l.end(name)); err != nil {
			_ = l.failed(err)
			return false
		}
	}
	if err := l.w.Close(); err != nil {
		_ = l.failed(err)
		return false
	}
	for _, b := range l.live {
		b.since = b.until
	}
	err := l.open(at)
	if err == nil {
		err = l.begin()
	}
	if err != nil {
		_ = l.failed(err)
	}
	return err == nil
}

// open makes the next file. It is called without one.
func (l *Ledger) open(at time.Time) error {
	l.opened = l.now()
	if !l.daily {
		var err error
		l.w, err = Create(l.path)
		return err
	}
	at = at.UTC()
	l.dayEnds = at.Truncate(24 * time.Hour).Add(24 * time.Hour)
	name := filepath.Join(l.path, at.Format("events-2006-01-02T150405Z"))
	for n := 1; ; n++ {
		path := name + ".jsonl.zst"
		if n > 1 { // somebody else records into the same directory
			path = name + "_" + strconv.Itoa(n) + ".jsonl.zst"
		}
		f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) && n < 1000 {
			continue
		}
		if err != nil {
			return fmt.Errorf("record to %s: %w", path, reason(err))
		}
		l.w, err = newWriter(path, f)
		return err
	}
}

// begin writes what is observed into a file that has nothing yet.
func (l *Ledger) begin() error {
	for _, name := range l.brokers() {
		if err := l.w.mark(l.began(name)); err != nil {
			return err
		}
	}
	for name := range l.absent {
		if err := l.w.mark(l.never(name)); err != nil {
			return err
		}
	}
	return l.w.Flush()
}

// failed gives the file up. In a directory it is tried again, in another one.
func (l *Ledger) failed(err error) error {
	if !l.daily {
		return err
	}
	now := l.now()
	if now.Sub(l.opened) >= tryLimit {
		l.wait = tryAgain
	}
	for broker, n := range l.w.abandon() {
		l.lose(broker, n)
	}
	l.w = nil
	l.since, l.retryAt = now, now.Add(l.wait)
	l.wait = min(2*l.wait, tryLimit)
	l.trouble(Trouble{Err: err, From: now})
	return nil
}

// reopen goes on in a new file when it is time and there is room. What was
// observed begins anew: the messages before are lost.
func (l *Ledger) reopen() bool {
	now := l.now()
	if now.Before(l.retryAt) {
		return false
	}
	for _, b := range l.live {
		b.since, b.until = later(b.since, now), later(b.since, now)
	}
	err := l.open(now)
	if err == nil {
		if err = l.begin(); err != nil {
			path := l.w.path
			l.w.abandon()
			_ = os.Remove(path) // it has marks at most
		}
	}
	if err != nil {
		l.w = nil
		l.retryAt = now.Add(l.wait)
		l.wait = min(2*l.wait, tryLimit)
		return false
	}
	var lost uint64
	for _, n := range l.lost {
		lost += n
	}
	clear(l.lost)
	l.trouble(Trouble{Path: l.w.path, From: l.since, Lost: lost})
	return true
}

func (l *Ledger) trouble(t Trouble) {
	if l.OnTrouble != nil {
		l.OnTrouble(t)
	}
}

func (l *Ledger) lose(broker string, n uint64) {
	l.lost[broker] += n
	l.unwritten += n
}

func (l *Ledger) brokers() []string {
	names := make([]string, 0, len(l.live))
	for name := range l.live {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}
