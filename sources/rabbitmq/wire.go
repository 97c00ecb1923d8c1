package rabbitmq

import (
	"bufio"
	"net"
	"sync"
	"time"
)

const (
	heartbeat = 30 * time.Second
	// silence is how long a broker may send nothing before the connection
	// counts as dead: three times the interval at which amqp091-go expects it
	// to send, which is half of what was agreed.
	silence = 3 * heartbeat / 2
	// readBuffer takes what has arrived in one system call. amqp091-go's own
	// buffer of 4 KiB holds less than two notifications.
	readBuffer = 64 << 10
	// leaving is the longest that a goodbye may take.
	leaving = 2 * time.Second
	// firstBytes are enough to tell one protocol from another.
	firstBytes = 8
)

// wire is the connection as amqp091-go sees it: something to read, write and
// close. It watches over the silence itself, at most once a second: were the
// deadline of the socket within the library's reach, it would move it with each
// frame, three times a message.
type wire struct {
	conn net.Conn
	in   *bufio.Reader
	seen int // of the first bytes, by the reader

	mu      sync.Mutex
	first   []byte    // the first bytes that came, to tell what was answered
	moved   time.Time // when the deadline was moved last
	watched bool      // false during the greeting and the goodbye
}

func newWire(conn net.Conn) *wire {
	return &wire{conn: conn, in: bufio.NewReaderSize(conn, readBuffer)}
}

func (w *wire) Read(p []byte) (int, error) {
	if w.in.Buffered() == 0 {
		w.extend()
	}
	n, err := w.in.Read(p)
	if w.seen < firstBytes && n > 0 {
		w.remember(p[:min(n, firstBytes-w.seen)])
	}
	return n, err
}

func (w *wire) remember(p []byte) {
	w.seen += len(p)
	w.mu.Lock()
	defer w.mu.Unlock()
	w.first = append(w.first, p...)
}

// beginning are the first bytes that came.
func (w *wire) beginning() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.first
}

func (w *wire) Write(p []byte) (int, error) { return w.conn.Write(p) }
func (w *wire) Close() error                { return w.conn.Close() }

// within bounds everything from now on, the greeting or the goodbye.
func (w *wire) within(d time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched = false
	_ = w.conn.SetDeadline(time.Now().Add(d))
}

// watch ends the bound of the greeting and begins to watch over the silence.
func (w *wire) watch() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.watched = true
	w.moved = time.Now()
	_ = w.conn.SetDeadline(time.Time{})
	_ = w.conn.SetReadDeadline(w.moved.Add(silence))
}

func (w *wire) extend() {
	now := time.Now()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.watched && now.Sub(w.moved) >= time.Second {
		w.moved = now
		_ = w.conn.SetReadDeadline(now.Add(silence))
	}
}
