// Package ownlog keeps what the program itself has to say: an slog.Handler
// that holds the last records in memory for the interface and can write all of
// them to a file. While the interface has the terminal nothing may go to
// standard error, so this is where records go instead.
//
// Handle never blocks on the reader: the ring drops its oldest record and
// counts it. Passwords are masked before a record is kept or written, and
// control characters made visible.
package ownlog

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// Options are those of a Ring; the zero value keeps 1,000 records of level
// info and above, in memory only.
type Options struct {
	Capacity int
	Level    slog.Leveler
	Out      io.Writer           // a line for each record; nil writes none
	Mask     func([]byte) []byte // in addition to what Ring masks by itself
}

// Record is one thing the program said.
type Record struct {
	Time  time.Time
	Level slog.Level
	Text  string // message and attributes, fit for a terminal
}

// Ring is the handler. Handlers derived from it by With share its records.
type Ring struct {
	*shared
	prefix string // attributes given by With, as text
	group  string
}

type shared struct {
	o       Options
	changed chan struct{}

	mu      sync.Mutex
	records []Record
	start   int
	dropped uint64
}

// New makes an empty ring.
func New(o Options) *Ring {
	if o.Capacity <= 0 {
		o.Capacity = 1000
	}
	if o.Level == nil {
		o.Level = slog.LevelInfo
	}
	return &Ring{shared: &shared{o: o, changed: make(chan struct{}, 1)}}
}

// Changed receives after records came, once for any number of them.
func (r *Ring) Changed() <-chan struct{} { return r.changed }

// Records returns what is kept, oldest first, and how many are gone.
func (r *Ring) Records() (kept []Record, dropped uint64) {
	r.mu.Lock()
	defer r.mu.Unlock()
	kept = append(kept, r.records[r.start:]...)
	return append(kept, r.records[:r.start]...), r.dropped
}

// Enabled implements slog.Handler.
func (r *Ring) Enabled(_ context.Context, level slog.Level) bool { return level >= r.o.Level.Level() }

// Handle implements slog.Handler.
func (r *Ring) Handle(_ context.Context, rec slog.Record) error {
	var b strings.Builder
	b.WriteString(rec.Message)
	b.WriteString(r.prefix)
	rec.Attrs(func(a slog.Attr) bool {
		write(&b, r.group, a)
		return true
	})
	text := maskURLs(b.String())
	if r.o.Mask != nil {
		text = string(r.o.Mask([]byte(text)))
	}
	return r.add(Record{Time: rec.Time, Level: rec.Level, Text: sources.Visible(text)})
}

// WithAttrs implements slog.Handler.
func (r *Ring) WithAttrs(attrs []slog.Attr) slog.Handler {
	var b strings.Builder
	b.WriteString(r.prefix)
	for _, a := range attrs {
		write(&b, r.group, a)
	}
	return &Ring{r.shared, b.String(), r.group}
}

// WithGroup implements slog.Handler.
func (r *Ring) WithGroup(name string) slog.Handler {
	if name == "" {
		return r
	}
	return &Ring{r.shared, r.prefix, r.group + name + "."}
}

func (s *shared) add(rec Record) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.records) < s.o.Capacity {
		s.records = append(s.records, rec)
	} else {
		s.records[s.start] = rec
		s.start = (s.start + 1) % len(s.records)
		s.dropped++
	}
	select {
	case s.changed <- struct{}{}:
	default:
	}
	if s.o.Out == nil {
		return nil
	}
	_, err := fmt.Fprintf(s.o.Out, "%s %-5s %s\n", rec.Time.UTC().Format(time.RFC3339Nano), rec.Level, rec.Text)
	return err
}

func write(b *strings.Builder, group string, a slog.Attr) {
	v := a.Value.Resolve()
	if v.Kind() == slog.KindGroup {
		if a.Key != "" {
			group += a.Key + "."
		}
		for _, inner := range v.Group() {
			write(b, group, inner)
		}
		return
	}
	if a.Equal(slog.Attr{}) {
		return
	}
	text := v.String()
	if secret(a.Key) && text != "" {
		text = sources.Masked
	}
	if text == "" || strings.ContainsAny(text, " \t\n\"=") {
		text = fmt.Sprintf("%q", text)
	}
	b.WriteString(" " + group + a.Key + "=" + text)
}

// secret tells by its name that an attribute is not to be shown.
func secret(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc([]string{"password", "passwd", "secret", "token", "credential"},
		func(word string) bool { return strings.Contains(name, word) })
}
