//go:build bench

package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// benchBroker gives the URL of an own virtual host on a real node. Its exchanges
// are there already, as in a cloud that has run for a while: ceilotop looks for
// missing ones only once a minute.
func benchBroker(t *testing.T) string {
	t.Helper()
	v := sourcestest.SharedB(t).VHost(t)
	declare(v.Channel(t))
	return v.URL()
}

// consumption is what one consumer process took for a number of messages.
type consumption struct {
	wall time.Duration // from the publisher's "go" to the consumer's end
	cpu  time.Duration // of the consumer, user and system
}

// consume starts the consumer, then the publisher, and waits for the consumer
// to end by itself after its count of messages.
func consume(t *testing.T, consumer *exec.Cmd, url string, count, rate int) consumption {
	t.Helper()
	if err := consumer.Start(); err != nil {
		t.Fatal(err)
	}
	sent := 0 // until killed
	if rate > 0 {
		sent = count
	}
	publisher, out := startPublisher(t, url, sent, rate, "")
	expect(t, out, "go")
	start := time.Now()
	if err := consumer.Wait(); err != nil {
		t.Fatalf("%v: %v", consumer.Args, err)
	}
	took := time.Since(start)
	_ = publisher.Process.Kill()
	_ = publisher.Wait()
	state := consumer.ProcessState
	return consumption{took, state.UserTime() + state.SystemTime()}
}

func startPublisher(t *testing.T, url string, count, rate int, mix string) (*exec.Cmd, *bufio.Reader) {
	t.Helper()
	publisher := role(t, "publish", "CEILOTOP_BENCH_URL="+url, "CEILOTOP_BENCH_COUNT="+strconv.Itoa(count),
		"CEILOTOP_BENCH_RATE="+strconv.Itoa(rate), "CEILOTOP_BENCH_MIX="+mix)
	pipe, err := publisher.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := publisher.Start(); err != nil {
		t.Fatal(err)
	}
	return publisher, bufio.NewReader(pipe)
}

func expect(t *testing.T, out *bufio.Reader, word string) {
	t.Helper()
	line, err := out.ReadString('\n')
	if err != nil || line != word+"\n" {
		t.Fatalf("publisher said %q (%v), want %q", line, err, word)
	}
}

// eventsCommand is the product: JSON lines, thrown away by the kernel.
func eventsCommand(t *testing.T, url string, count int, stdout io.Writer) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), binary(t), "events", "--url", "B=env:CEILOTOP_BENCH_B", "-f", "json", "-n", strconv.Itoa(count), "--idle-exit", "20s")
	cmd.Env = append(os.Environ(), "CEILOTOP_BENCH_B="+url, "XDG_STATE_HOME="+t.TempDir())
	cmd.Stdout = stdout // nil is /dev/null
	return cmd
}

func floorCommand(t *testing.T, url string, count int) *exec.Cmd {
	t.Helper()
	return role(t, "floor", "CEILOTOP_BENCH_URL="+url, "CEILOTOP_BENCH_COUNT="+strconv.Itoa(count))
}

// figureSaturated lets broker, publisher and consumer fight for the machine,
// ours and the floor in turn, three pairs.
func figureSaturated(t *testing.T, table *figures) {
	const count, pairs = 120_000, 3
	url := benchBroker(t)
	var ratios, ours, bare []float64
	for range pairs {
		b := consume(t, floorCommand(t, url, count), url, count, 0)
		o := consume(t, eventsCommand(t, url, count, nil), url, count, 0)
		ours, bare = append(ours, perSecond(count, o.wall)), append(bare, perSecond(count, b.wall))
		ratios = append(ratios, b.wall.Seconds()/o.wall.Seconds())
	}
	table.add("events -f json, saturated broker", fmt.Sprintf("%.0f/s", median(ours)), fmt.Sprintf("bare consumer %.0f/s, ratio %.2f", median(bare), median(ratios)), "ratio ≥ 0.85")
}

// figurePaced publishes 10,000 events a second and reads what comes out; and
// 4,000, for machines on which the broker alone cannot follow the first.
func figurePaced(t *testing.T, table *figures) {
	for _, rate := range []int{10_000, 4_000} {
		paced(t, table, rate*10, rate)
	}
}

func paced(t *testing.T, table *figures, count, rate int) {
	t.Helper()
	url := benchBroker(t)
	said := &strings.Builder{}
	consumer := floorCommand(t, url, count)
	consumer.Stdout = said
	bare := consume(t, consumer, url, count, rate)
	lines := &lineCounter{}
	ours := consume(t, eventsCommand(t, url, count, lines), url, count, rate)
	table.add(fmt.Sprintf("events -f json at %d/s: arrived", rate), fmt.Sprint(lines.count), fmt.Sprint(count), "all")
	table.add("  took", ours.wall.Round(time.Second/10).String(), bare.wall.Round(time.Second/10).String(), "10 s, or the machine cannot publish so fast")
	table.add("  lag from publish to line read, p99", lines.p99().Round(time.Millisecond/10).String(), "to the bare consumer "+strings.TrimSpace(said.String()), "≤ 250 ms")
	table.add("  CPU per event", perEvent(ours.cpu, count), fmt.Sprintf("bare consumer %s, ratio %.2f", perEvent(bare.cpu, count), float64(ours.cpu)/float64(bare.cpu)), "≤ 1.5 ×")
}

// figurePolling publishes polling batches, the largest of ordinary messages.
func figurePolling(t *testing.T, table *figures) {
	const count, rate = 10_000, 1_000
	url := benchBroker(t)
	lines := &lineCounter{}
	cmd := eventsCommand(t, url, count, lines)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	publisher, out := startPublisher(t, url, count, rate, "polling")
	expect(t, out, "go")
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	_ = publisher.Process.Kill()
	_ = publisher.Wait()
	table.add("polling batches at 1,000/s: arrived", fmt.Sprint(lines.count), fmt.Sprint(count), "all")
	table.add("  lag p99", lines.p99().Round(time.Millisecond/10).String(), "", "≤ 250 ms")
}

// lineCounter reads JSON lines as they come out of the pipe and compares each
// one's own timestamp, written by the publisher, with the time of reading.
type lineCounter struct {
	count int
	lags  []time.Duration
	rest  []byte
}

func (l *lineCounter) Write(p []byte) (int, error) {
	now := time.Now()
	l.rest = append(l.rest, p...)
	text := l.rest
	for {
		line, after, found := bytes.Cut(text, []byte("\n"))
		if !found {
			l.rest = append(l.rest[:0], text...)
			return len(p), nil
		}
		text = after
		l.count++
		_, stamp, _ := bytes.Cut(line, []byte(`"timestamp":"`))
		stamp, _, _ = bytes.Cut(stamp, []byte(`"`))
		if sent, err := time.Parse(time.RFC3339Nano, string(stamp)); err == nil {
			l.lags = append(l.lags, now.Sub(sent))
		}
	}
}

func (l *lineCounter) p99() time.Duration { return percentile(l.lags, 99) }

func percentile(d []time.Duration, p int) time.Duration {
	if len(d) == 0 {
		return -1
	}
	sorted := slices.Sorted(slices.Values(d))
	return sorted[min(len(sorted)-1, len(sorted)*p/100)]
}

func median(v []float64) float64 {
	sorted := slices.Sorted(slices.Values(v))
	return sorted[len(sorted)/2]
}

func perSecond(n int, d time.Duration) float64 { return float64(n) / d.Seconds() }

func perEvent(d time.Duration, n int) string {
	return fmt.Sprintf("%.1f µs", float64(d.Microseconds())/float64(n))
}
