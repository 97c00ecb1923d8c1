package recording

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// MaxLine is the longest line a Reader takes. A body may be 10 MB, and as
	// JSON inside JSON each of its quotes and control characters grows.
	MaxLine = 64 << 20
	// maxWindow lets `zstd --long=27` through and nothing that would let a
	// small hostile file take gigabytes.
	maxWindow = 128 << 20
)

// LineError is a line that could not be read. Reading may go on behind it.
type LineError struct {
	Name   string // of the recording
	Line   int    // the first is 1
	Reason error
}

func (e *LineError) Error() string { return fmt.Sprintf("%s:%d: %v", e.Name, e.Line, e.Reason) }
func (e *LineError) Unwrap() error { return e.Reason }

// Reader reads a recording from its beginning. It is for one goroutine, except
// for Progress.
type Reader struct {
	name  string
	file  *os.File // nil: not ours to close
	size  int64    // 0: unknown
	read  atomic.Int64
	zstd  *zstd.Decoder
	lines *bufio.Reader
	line  int
	long  []byte // a line that did not fit into lines' buffer
	cut   error  // the stream ended with this after the last line
	done  bool
	watch watch
}

// Open opens a recording, compressed or not; "-" is not special.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("open recording %s: %w", path, reason(err))
	}
	info, err := f.Stat()
	if err == nil && info.IsDir() {
		err = errors.New("it is a directory")
	}
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open recording %s: %w", path, reason(err))
	}
	r, err := NewReader(f, path)
	if err != nil {
		f.Close()
		return nil, err
	}
	r.file = f
	if info.Mode().IsRegular() {
		r.size = info.Size()
	}
	return r, nil
}

// NewReader reads a recording from in. The name stands in errors.
func NewReader(in io.Reader, name string) (*Reader, error) {
	r := &Reader{name: name}
	raw := bufio.NewReaderSize(&counter{in: in, n: &r.read}, 64<<10)
	r.lines = raw
	if magic, _ := raw.Peek(4); bytes.Equal(magic, []byte{0x28, 0xb5, 0x2f, 0xfd}) {
		var err error
		r.zstd, err = zstd.NewReader(raw, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxWindow(maxWindow))
		if err != nil {
			return nil, fmt.Errorf("open recording %s: %w", name, err)
		}
		r.lines = bufio.NewReaderSize(r.zstd, 256<<10)
	}
	return r, nil
}

// Next reads the next message into m; marks of the recorder are for Observed
// and no messages. It returns io.EOF at the end, a
// *LineError for a line that is no message, after which it may be called again,
// and any other error when the file itself cannot be read on.
func (r *Reader) Next(m *sources.Message) error {
	for {
		text, err := r.nextLine()
		if err != nil {
			return err
		}
		if len(bytes.TrimSpace(text)) == 0 {
			continue
		}
		if err := ParseLine(text, m); err != nil {
			return &LineError{r.name, r.line, err}
		}
		if !isMark(m) {
			r.watch.saw(m)
			return nil
		}
		k, err := parseMark(m)
		if err != nil {
			return &LineError{r.name, r.line, err}
		}
		r.watch.mark(&k)
	}
}

// Line is the number of the line that Next read last.
func (r *Reader) Line() int { return r.line }

// Progress is how much of the file was read, from 0 to 1, and whether that can
// be known. It may be called from any goroutine.
func (r *Reader) Progress() (part float64, known bool) {
	if r.size <= 0 {
		return 0, false
	}
	return min(float64(r.read.Load())/float64(r.size), 1), true
}

// Close releases the file.
func (r *Reader) Close() error {
	r.done = true
	if r.zstd != nil {
		r.zstd.Close()
	}
	if r.file != nil {
		return r.file.Close()
	}
	return nil
}

// nextLine returns a line that is valid until the next call. The common line
// is returned from the buffer without a copy.
func (r *Reader) nextLine() ([]byte, error) {
	if r.done {
		return nil, r.end()
	}
	r.line++
	part, err := r.lines.ReadSlice('\n')
	if err == nil {
		return part, nil
	}
	r.long = append(r.long[:0], part...)
	skipped := false
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.lines.ReadSlice('\n')
		if skipped = skipped || len(r.long)+len(part) > MaxLine; !skipped {
			r.long = append(r.long, part...)
		}
	}
	if err != nil {
		r.done = true
		if !errors.Is(err, io.EOF) {
			r.cut = err
		}
		if r.cut == nil && len(r.long) == 0 {
			return nil, io.EOF
		}
	}
	if skipped {
		r.long = nil
		return nil, &LineError{r.name, r.line, fmt.Errorf("longer than %d MiB", MaxLine>>20)}
	}
	if r.cut != nil {
		if len(r.long) == 0 {
			return nil, r.end()
		}
		if errors.Is(r.cut, io.ErrUnexpectedEOF) {
			r.cut = nil // the half line says it
		}
	}
	return r.long, nil
}

// end reports once why the stream stopped before its end, then io.EOF. A
// compressed recording is cut off when the recorder was killed: everything up
// to its last second is there, so this is a bad last line and no more.
func (r *Reader) end() error {
	err := r.cut
	r.cut = nil
	switch {
	case err == nil:
		return io.EOF
	case errors.Is(err, io.ErrUnexpectedEOF):
		return &LineError{r.name, r.line, errors.New("the compressed file is cut off here")}
	}
	return fmt.Errorf("read recording %s: after line %d: %w", r.name, r.line, reason(err))
}

// counter counts what was taken from the file, for Progress.
type counter struct {
	in io.Reader
	n  *atomic.Int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.in.Read(p)
	c.n.Add(int64(n))
	return n, err
}
