package recording

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	flushAfter = time.Second // what a killed process may lose
	buffered   = 256 << 10   // bytes gathered for one write or one zstd block
)

// Writer appends messages to a new recording. It may be used by several
// goroutines at once. After an error every call returns that error.
type Writer struct {
	mu     sync.Mutex
	path   string
	file   *os.File
	zstd   *zstd.Encoder // nil: not compressed
	buf    *bufio.Writer
	line   []byte
	timer  *time.Timer // runs while something is not flushed yet
	armed  bool
	count  uint64
	unsafe map[string]uint64 // messages that are not flushed yet, by broker
	err    error
	closed bool
}

// Create starts a recording in a new file that only its owner may read: bodies
// name users, projects and addresses. An existing file is never touched.
func Create(path string) (*Writer, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, sources.WithHint(fmt.Errorf("record to %s: the file exists", path),
			"choose another name: recordings are never overwritten")
	}
	if err != nil {
		return nil, fmt.Errorf("record to %s: %w", path, reason(err))
	}
	return newWriter(path, f)
}

func newWriter(path string, f *os.File) (*Writer, error) {
	var err error
	w := &Writer{path: path, file: f, unsafe: map[string]uint64{}}
	var out io.Writer = f
	if strings.HasSuffix(path, ".zst") {
		// One goroutine: the sink must know of a full disk, and two cores are
		// shared with the broker. 300 MB/s is ten times what 10,000/s need.
		w.zstd, err = zstd.NewWriter(f, zstd.WithEncoderConcurrency(1), zstd.WithEncoderLevel(zstd.SpeedFastest))
		if err != nil {
			f.Close()
			return nil, fmt.Errorf("record to %s: %w", path, err)
		}
		out = w.zstd
	}
	w.buf = bufio.NewWriterSize(out, buffered)
	w.timer = time.AfterFunc(time.Hour, w.flushSoon)
	w.timer.Stop()
	return w, nil
}

// Path is the name that was given to Create.
func (w *Writer) Path() string { return w.path }

// Count is how many messages were written.
func (w *Writer) Count() uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.count
}

// Write appends one message. It is on disk within a second, or after Flush.
func (w *Writer) Write(m *sources.Message) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.write(m); err != nil {
		return err
	}
	w.count++
	w.unsafe[m.Broker]++
	return nil
}

// mark appends a mark, which is no message and not counted.
func (w *Writer) mark(k Mark) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.write(k.message())
}

func (w *Writer) write(m *sources.Message) error {
	if w.err != nil {
		return w.err
	}
	if w.closed {
		return fmt.Errorf("record to %s: %w", w.path, fs.ErrClosed)
	}
	w.line = append(AppendLine(w.line[:0], m), '\n')
	if _, err := w.buf.Write(w.line); err != nil {
		return w.fail(err)
	}
	if cap(w.line) > 1<<20 { // one huge body is no reason to keep a huge buffer
		w.line = nil
	}
	if !w.armed {
		w.armed = true
		w.timer.Reset(flushAfter)
	}
	return nil
}

// Flush hands everything written so far to the operating system.
func (w *Writer) Flush() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return w.err
	}
	return w.flush()
}

// Close finishes the recording. Only its error tells that all is on disk.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.closed {
		return w.err
	}
	w.closed = true
	w.timer.Stop()
	err := w.err
	if err == nil {
		err = w.flush()
	}
	if w.zstd != nil {
		if e := w.zstd.Close(); e != nil && err == nil {
			err = w.fail(e)
		}
	}
	if e := w.file.Close(); e != nil && err == nil {
		err = w.fail(e)
	}
	return err
}

func (w *Writer) flushSoon() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !w.closed {
		_ = w.flush() // the next Write, Flush or Close returns it
	}
}

func (w *Writer) flush() error {
	w.armed = false
	if w.err != nil {
		return w.err
	}
	if err := w.buf.Flush(); err != nil {
		return w.fail(err)
	}
	if w.zstd != nil {
		if err := w.zstd.Flush(); err != nil {
			return w.fail(err)
		}
	}
	clear(w.unsafe)
	return nil
}

// abandon closes a file that could not be written, and tells how many messages
// of each broker may not be in it. Nothing more is written: behind the line
// that was cut, nothing could be read.
func (w *Writer) abandon() map[string]uint64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.timer.Stop()
	if !w.closed {
		w.closed = true
		_ = w.file.Close()
		if w.zstd != nil {
			w.zstd.Reset(io.Discard)
			_ = w.zstd.Close()
		}
	}
	return w.unsafe
}

func (w *Writer) fail(err error) error {
	w.err = fmt.Errorf("record to %s: after %d messages: %w", w.path, w.count, reason(err))
	switch {
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		w.err = sources.WithHint(w.err, "make room, or record to a name ending in .zst: that is about a tenth of the size")
	case errors.Is(err, syscall.EFBIG):
		w.err = sources.WithHint(w.err, "raise the limit on file sizes (ulimit -f)")
	}
	return w.err
}

// reason drops the path that a PathError repeats.
func reason(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
