package rabbitmq

import (
	"errors"
	"net"
	"os"
	"testing"
	"testing/synctest"
	"time"
)

func TestSilentBrokerIsNoticed(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer ours.Close()   //nolint:errcheck // a pipe
		defer theirs.Close() //nolint:errcheck // a pipe
		w := newWire(ours)
		w.watch()
		go func() {
			for range 10 { // a broker that sends heartbeats
				time.Sleep(heartbeat / 2)
				_, _ = theirs.Write([]byte{8, 0, 0, 0, 0, 0, 0, 0xce})
			}
		}()
		begun := time.Now()
		buf := make([]byte, 8)
		var err error
		for err == nil {
			_, err = w.Read(buf)
		}
		if !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Read returned %v, want a deadline", err)
		}
		silent := time.Since(begun) - 10*heartbeat/2
		if silent > silence || silent < silence-time.Second {
			t.Errorf("the silence was noticed after %v, want %v", silent, silence)
		}
	})
}

func TestGoodbyeIsBounded(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		ours, theirs := net.Pipe()
		defer ours.Close()   //nolint:errcheck // a pipe
		defer theirs.Close() //nolint:errcheck // a pipe
		w := newWire(ours)
		w.watch()
		time.Sleep(2 * time.Second) // so that a read would extend the deadline
		w.within(leaving)
		begun := time.Now()
		if _, err := w.Read(make([]byte, 8)); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("Read returned %v, want a deadline", err)
		}
		if d := time.Since(begun); d != leaving {
			t.Errorf("the goodbye took %v, want %v", d, leaving)
		}
	})
}

func TestFirstBytesAreRemembered(t *testing.T) {
	t.Parallel()
	ours, theirs := net.Pipe()
	defer ours.Close() //nolint:errcheck // a pipe
	go func() {
		_, _ = theirs.Write([]byte("HTT"))
		_, _ = theirs.Write([]byte("P/1.1 400"))
		_ = theirs.Close()
	}()
	w := newWire(ours)
	for buf := make([]byte, 4); ; {
		if _, err := w.Read(buf); err != nil {
			break
		}
	}
	if got := string(w.beginning()); got != "HTTP/1.1" {
		t.Errorf("the first bytes are %q", got)
	}
}
