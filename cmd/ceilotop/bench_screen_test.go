//go:build bench

package main

import (
	"bytes"
	"fmt"
	"net"
	"os"
	"os/exec"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// screen is the program on a real pseudo-terminal; everything it writes is
// counted and kept.
type screen struct {
	t       *testing.T
	cmd     *exec.Cmd
	tty     *os.File
	started time.Time

	mu   sync.Mutex
	seen []byte
	more *sync.Cond
}

func openScreen(t *testing.T, env []string, args ...string) *screen {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t), args...)
	cmd.Env = append(os.Environ(), append(env, "TERM=xterm-256color", "COLORTERM=", "XDG_STATE_HOME="+t.TempDir(), "SSH_TTY=/dev/pts/0")...)
	s := &screen{t: t, cmd: cmd, started: time.Now()}
	s.more = sync.NewCond(&s.mu)
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	if err != nil {
		t.Fatal(err)
	}
	s.tty = tty
	go s.read()
	t.Cleanup(func() {
		_, _ = tty.Write([]byte{3}) // ctrl+c
		done := make(chan struct{})
		go func() { _ = cmd.Wait(); close(done) }()
		select {
		case <-done:
		case <-time.After(5 * time.Second):
			_ = cmd.Process.Kill()
			t.Error("ctrl+c did not end the program within 5 s")
		}
		tty.Close()
	})
	return s
}

func (s *screen) read() {
	buffer := make([]byte, 64<<10)
	for {
		n, err := s.tty.Read(buffer)
		s.mu.Lock()
		s.seen = append(s.seen, buffer[:n]...)
		s.more.Broadcast()
		s.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (s *screen) written() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.seen)
}

// wait returns how long it took until text was written after offset from.
func (s *screen) wait(from int, text string) time.Duration {
	s.t.Helper()
	start := time.Now()
	watchdog := time.AfterFunc(10*time.Second, func() { s.more.Broadcast() })
	defer watchdog.Stop()
	s.mu.Lock()
	defer s.mu.Unlock()
	for !bytes.Contains(s.seen[from:], []byte(text)) {
		if time.Since(start) >= 10*time.Second {
			s.t.Fatalf("%q never came; the last bytes were %q", text, s.seen[max(from, len(s.seen)-400):])
		}
		s.more.Wait()
	}
	return time.Since(start)
}

func (s *screen) key(k string) {
	if _, err := s.tty.Write([]byte(k)); err != nil {
		s.t.Fatal(err)
	}
}

// quiet waits until nothing has been written for the given time.
func (s *screen) quiet(d time.Duration) {
	for last, since := s.written(), time.Now(); time.Since(since) < d; time.Sleep(20 * time.Millisecond) {
		if n := s.written(); n != last {
			last, since = n, time.Now()
		}
	}
}

// figureScreen counts bytes to a 120×40 terminal.
func figureScreen(t *testing.T, table *figures) {
	url := benchBroker(t)
	s := openScreen(t, []string{"CEILOTOP_BENCH_B=" + url}, "--url", "B=env:CEILOTOP_BENCH_B")
	s.wait(0, "live")
	publisher, out := startPublisher(t, url, 2_000, 500, "")
	expect(t, out, "go")
	_ = publisher.Wait()
	s.quiet(3 * time.Second)

	before := s.written()
	time.Sleep(10 * time.Second) // the figure is a count over time
	table.add("bytes to 120×40, idle, in 10 s", fmt.Sprint(s.written()-before), "", "0")

	s.key(" ") // pause
	for range 60 {
		s.key("k")
		s.quiet(60 * time.Millisecond)
	}
	before = s.written()
	for range 20 {
		s.key("k")
		s.quiet(60 * time.Millisecond)
	}
	table.add("  one-row scroll", fmt.Sprintf("%d", (s.written()-before)/20), "", "≤ 250")
	s.key("G")

	for _, rate := range []int{1_000, 10_000, 0} {
		publisher, out := startPublisher(t, url, 0, rate, "")
		expect(t, out, "go")
		time.Sleep(2 * time.Second)
		before, start := s.written(), time.Now()
		time.Sleep(8 * time.Second)
		per := float64(s.written()-before) / time.Since(start).Seconds() / 1000
		_ = publisher.Process.Kill()
		_ = publisher.Wait()
		name := fmt.Sprintf("%d/s", rate)
		if rate == 0 {
			name = "a saturated broker"
		}
		table.add("  following "+name, fmt.Sprintf("%.1f kB/s", per), "", "≤ 50 kB/s")
		s.quiet(2 * time.Second)
	}
}

// figureKeys opens and leaves the palette under 5,000 events a second. Its
// title is the first thing on the wire that could not have come by itself.
func figureKeys(t *testing.T, table *figures) {
	const palette = "Commands" // its title
	url := benchBroker(t)
	s := openScreen(t, []string{"CEILOTOP_BENCH_B=" + url}, "--url", "B=env:CEILOTOP_BENCH_B", "--lang", "en")
	s.wait(0, "live")
	publisher, out := startPublisher(t, url, 0, 5_000, "")
	expect(t, out, "go")
	time.Sleep(2 * time.Second)
	var took []time.Duration
	for range 100 {
		from := s.written()
		s.key(":")
		took = append(took, s.wait(from, palette))
		s.key("\x1b")
		time.Sleep(150 * time.Millisecond) // an operator's pace, and a lone escape needs its time-out
	}
	_ = publisher.Process.Kill()
	_ = publisher.Wait()
	table.add("key to paint at 5,000/s, p99 of 100", fmt.Sprintf("%.1f ms (median %.1f)", ms(percentile(took, 99)), ms(percentile(took, 50))), "", "≤ 50 ms")
}

// figureFirstFrame starts the program against brokers that take the connection
// and never say a word, and against a closed port.
func figureFirstFrame(t *testing.T, table *figures) {
	mute, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer mute.Close()
	var took []time.Duration
	for range 10 {
		s := openScreen(t, []string{
			"CEILOTOP_BENCH_A=rabbit://u:p@" + mute.Addr().String() + "//",
			"CEILOTOP_BENCH_B=rabbit://u:p@127.0.0.1:1//",
		}, "--url", "A=env:CEILOTOP_BENCH_A", "--url", "B=env:CEILOTOP_BENCH_B", "--lang", "en")
		s.wait(0, "Events")
		took = append(took, time.Since(s.started))
	}
	table.add("first frame, every broker unreachable", fmt.Sprintf("%.0f ms, slowest of 10 %.0f ms", ms(percentile(took, 50)), ms(percentile(took, 100))), "", "≤ 100 ms from exec")
}
