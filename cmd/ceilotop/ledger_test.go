package main

import (
	"bufio"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestAKilledRecorderLeavesANamedGap kills the program while messages come and
// starts it again: what it had written is read, and the time between is known
// not to have been observed.
func TestAKilledRecorderLeavesANamedGap(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedB(t).VHost(t)
	ch := v.Channel(t)
	if err := ch.ExchangeDeclare("nova", "topic", false, false, false, false, nil); err != nil {
		t.Fatal(err)
	}
	publish := func(n int) {
		t.Helper()
		for range n {
			if err := ch.Publish("nova", "notifications.info", false, false, amqp.Publishing{
				ContentType: "application/json", Body: []byte(`{"event_type":"compute.instance.exists","payload":{}}`),
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	dir := filepath.Join(t.TempDir(), "ledger")
	const before = 50

	// record starts the program, and returns when it has printed a message.
	record := func() *exec.Cmd {
		t.Helper()
		cmd := exec.Command("ceilotop", "events", "--url", "B="+v.URL(), "--record", dir+"/")
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "HOME="+t.TempDir())
		lines, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = cmd.Process.Kill() })
		seen := make(chan struct{}, 1)
		go func() {
			s := bufio.NewScanner(lines)
			for s.Scan() {
				select {
				case seen <- struct{}{}:
				default:
				}
			}
		}()
		for deadline := time.Now().Add(patience); ; {
			publish(1)
			select {
			case <-seen:
				return cmd
			case <-time.After(50 * time.Millisecond):
				if time.Now().After(deadline) {
					t.Fatal("the recorder prints nothing")
				}
			}
		}
	}
	first := record()
	publish(before)
	// The last second may be lost, so what is counted on was seen in the file.
	sofar := await(t, dir, func(l ledgerRead) bool { return l.messages >= before })
	publish(1000)
	if err := first.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	killed := time.Now()
	after := readLedger(t, dir)
	if after.messages < sofar.messages || len(after.spans) != 1 || after.spans[0].Orderly || after.spans[0].To.After(killed.Add(time.Second)) {
		t.Fatalf("after the kill: %+v, before: %+v", after, sofar)
	}

	second := record()
	if err := second.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	_ = second.Wait()
	if code := second.ProcessState.ExitCode(); code != exitInterrupted {
		t.Errorf("exit code %d, want %d", code, exitInterrupted)
	}
	all := readLedger(t, dir)
	if all.files != 2 || len(all.spans) != 2 || all.spans[0].To != after.spans[0].To || !all.spans[1].Orderly || all.messages <= after.messages {
		t.Fatalf("after the restart: %+v", all)
	}
	gaps := recording.Gaps(recording.Join(all.spans), all.spans[0].From, all.spans[1].To)
	if len(gaps) != 1 || gaps[0].Broker != "B" || !gaps[0].From.Equal(after.spans[0].To) || !gaps[0].To.After(killed) {
		t.Errorf("unobserved are %+v, killed at %v", gaps, killed)
	}
}

type ledgerRead struct {
	files, messages, torn int
	spans                 []recording.Span
}

// readLedger reads all files of a directory as they are now. A line that cannot
// be read has to be a file's last.
func readLedger(t *testing.T, dir string) (l ledgerRead) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "events-*.jsonl.zst"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		r, err := recording.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		l.files++
		torn := 0
		for {
			var m sources.Message
			err := r.Next(&m)
			if err == io.EOF {
				break
			}
			switch {
			case err == nil && torn == 0:
				l.messages++
			case errors.As(err, new(*recording.LineError)):
				torn++
			default:
				t.Fatalf("%s: %v after %d bad lines", path, err, torn)
			}
		}
		l.torn += torn
		l.spans = append(l.spans, r.Observed()...)
		r.Close()
	}
	return l
}

// await reads a ledger that is being written until it is as wanted.
func await(t *testing.T, dir string, wanted func(ledgerRead) bool) ledgerRead {
	t.Helper()
	for deadline := time.Now().Add(patience); ; time.Sleep(50 * time.Millisecond) {
		l := readLedger(t, dir)
		if wanted(l) {
			return l
		}
		if time.Now().After(deadline) {
			t.Fatalf("waited %v: %+v", patience, l)
		}
	}
}
