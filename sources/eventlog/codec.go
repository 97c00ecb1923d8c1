package eventlog

import (
	"fmt"
	"sync/atomic"

	"github.com/klauspost/compress/zstd"
)

// codecBytes is what two encoders and two decoders of 1 MiB windows keep, and the
// block that was read last.
const codecBytes = 4 << 20

// codec compresses and inflates blocks; it is safe for concurrent use.
type codec struct {
	enc *zstd.Encoder
	dec *zstd.Decoder
}

// newCodec takes the fastest level, see the package comment. Neither half
// starts a goroutine.
func newCodec() *codec {
	enc, err := zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest), zstd.WithEncoderConcurrency(2),
		zstd.WithWindowSize(blockSize), zstd.WithEncoderCRC(false), zstd.WithLowerEncoderMem(true))
	if err != nil {
		panic(err) // only for options that are wrong
	}
	dec, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(2), zstd.WithDecoderLowmem(true))
	if err != nil {
		panic(err)
	}
	return &codec{enc, dec}
}

// inflate returns the text of data, in scratch if it has room.
func (c *codec) inflate(scratch, data []byte) ([]byte, error) {
	text, err := c.dec.DecodeAll(data, scratch[:0])
	if err != nil {
		return nil, fmt.Errorf("inflate a block of the event log: %w", err)
	}
	return text, nil
}

// block holds the bodies from start on in its segment's count of bytes. Its
// content never changes, only the form: plain first, compressed later.
type block struct {
	start int
	form  atomic.Pointer[form]
}

type form struct {
	data   []byte
	packed bool
}

// blockBytes is what a block and its form take beside the data: the two
// structures and the pointer to them.
const blockBytes = 80

func newBlock(start int, data []byte) *block {
	b := &block{start: start}
	b.form.Store(&form{data: data})
	return b
}

func (b *block) size() int64 { return int64(cap(b.form.Load().data)) + blockBytes }

// job is a block to compress, and the segment whose bytes it counts in.
type job struct {
	seg *segment
	b   *block
}

// pack ends seg's current block and has it compressed: by the worker, or here
// when the worker is far behind, since raw blocks would push out events. The
// log's lock is held.
func (l *Log) pack(seg *segment) {
	b := seg.endBlock()
	if b == nil {
		return
	}
	if l.queue == nil && !l.closed {
		l.queue = make(chan job, pendingBlocks)
		queue := l.queue
		l.background(func() { l.work(queue) })
	}
	n := int64(cap(b.form.Load().data))
	if l.closed || l.behind == pendingBlocks || l.behind > 0 && l.behindBytes+n > l.o.MaxBytes/segmentPart {
		l.shrink(job{seg, b}, l.codec.enc.EncodeAll(b.form.Load().data, nil))
		return
	}
	l.behind++
	l.behindBytes += n
	l.queue <- job{seg, b} // has room: behind counts what is in it
}

// work compresses blocks until the queue is closed.
func (l *Log) work(queue <-chan job) {
	scratch := make([]byte, 0, blockSize)
	for j := range queue {
		plain := j.b.form.Load().data
		data := l.codec.enc.EncodeAll(plain, scratch[:0])
		l.mu.Lock()
		l.behind--
		l.behindBytes -= int64(cap(plain))
		l.shrink(j, data)
		l.mu.Unlock()
	}
}

// shrink replaces a block's text by data, if that is smaller. A block of a
// segment that is gone already is left as it is.
func (l *Log) shrink(j job, data []byte) {
	if j.seg.evicted && j.seg.pins == 0 || len(data) >= len(j.b.form.Load().data) {
		return
	}
	before := j.b.size()
	j.b.form.Store(&form{data: append([]byte(nil), data...), packed: true})
	j.seg.blockBytes += j.b.size() - before
	l.measure(j.seg)
}
