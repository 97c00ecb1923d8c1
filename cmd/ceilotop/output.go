package main

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
)

const (
	// flushEvery bounds how long a line stays in the buffer. A quiet feed is
	// written line by line, a busy one in few large writes.
	flushEvery = 50 * time.Millisecond
	bufferSize = 128 << 10
)

// errEnough says that the number of events asked for was written.
var errEnough = errors.New("enough events")

// output writes events as lines. Several brokers' goroutines share it: each
// formats into a buffer of its own and takes the lock only to append.
type output struct {
	to      io.Writer
	columns *columns          // nil: JSON
	filter  *filter.Filter    // nil: everything
	record  *recording.Ledger // nil: not recorded
	limit   uint64            // 0: none

	// ended is told, once, why there is no sense in going on: errEnough, or the
	// error of a write.
	ended context.CancelCauseFunc

	mu      sync.Mutex
	buf     []byte
	timer   *time.Timer
	armed   bool // the timer will flush
	flushed time.Time
	count   uint64
	err     error
}

// several says that there is more than one broker: text then names it.
func (o *output) several(yes bool) {
	if o.columns != nil {
		o.columns.broker = yes
	}
}

// start names the columns on a terminal.
func (o *output) start(ended context.CancelCauseFunc, terminal bool) {
	o.ended = ended
	if terminal && o.columns != nil {
		o.mu.Lock()
		defer o.mu.Unlock()
		o.buf = append(o.columns.header(), '\n')
		o.flush()
	}
}

// receiver returns the function that takes one broker's events.
func (o *output) receiver(string) receiver {
	var line []byte
	return func(m *sources.Message, e *sources.Event) {
		if o.filter != nil && !o.filter.Match(e) {
			return
		}
		if o.columns != nil {
			line = o.columns.append(line[:0], e)
		} else {
			line = oslo.AppendEvent(line[:0], e)
		}
		line = append(line, '\n')
		o.put(m, line)
		if cap(line) > 1<<20 { // one huge event is no reason to keep a huge buffer
			line = nil
		}
	}
}

func (o *output) put(m *sources.Message, line []byte) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.err != nil {
		return
	}
	if o.record != nil {
		if err := o.record.Write(m); err != nil {
			o.end(err)
			return
		}
	}
	o.buf = append(o.buf, line...)
	o.count++
	switch {
	case o.limit > 0 && o.count == o.limit:
		o.flush()
		o.end(errEnough)
	case len(o.buf) >= bufferSize:
		o.flush()
	case !o.armed:
		o.soon()
	}
}

// soon flushes now if the last flush is long ago, else a little later. The
// clock is read once a flush, not once an event.
func (o *output) soon() {
	wait := flushEvery - time.Since(o.flushed)
	if wait <= 0 {
		o.flush()
		return
	}
	o.armed = true
	if o.timer == nil {
		o.timer = time.AfterFunc(wait, func() {
			o.mu.Lock()
			defer o.mu.Unlock()
			o.armed = false
			o.flush()
		})
		return
	}
	o.timer.Reset(wait)
}

// flush writes what is buffered; o.mu is held.
func (o *output) flush() {
	if len(o.buf) == 0 || o.err != nil && o.err != errEnough {
		return
	}
	_, err := o.to.Write(o.buf)
	o.buf = o.buf[:0]
	if cap(o.buf) > 8*bufferSize {
		o.buf = nil
	}
	o.flushed = time.Now()
	if err != nil {
		o.end(err)
	}
}

func (o *output) end(err error) {
	if o.err == nil {
		o.err = err
		o.ended(err)
	}
}

// written is how many events were put out.
func (o *output) written() uint64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.count
}

// close flushes, finishes the recording and returns the first error, but not
// errEnough.
func (o *output) close() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.timer != nil {
		o.timer.Stop()
	}
	o.flush()
	err := o.err
	if errors.Is(err, errEnough) {
		err = nil
	}
	if o.record != nil {
		if e := o.record.Close(); err == nil {
			err = e
		}
	}
	return err
}
