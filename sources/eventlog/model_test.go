package eventlog

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/ceilotop/ceilotop/sources"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// put is one event as a naive log would keep it.
type put struct {
	m sources.Message
	e sources.Event
}

// invent makes an event of every shape the log treats differently.
func invent(r *rand.Rand, n int) put {
	pick := func(texts ...string) string { return texts[r.IntN(len(texts))] }
	id := func() string {
		return fmt.Sprintf("%08x-%04x-%04x-%04x-%012x", r.Uint32(), r.IntN(1<<16), r.IntN(1<<16), r.IntN(1<<16), r.Int64N(1<<48))
	}
	bare := strings.ReplaceAll(id(), "-", "")
	at := time.Date(2026, 11, 23, 8, 0, 0, n, time.UTC).Add(time.Duration(n) * time.Millisecond)
	p := put{
		m: sources.Message{
			ReceivedAt: at, Broker: pick("A", "B"), Exchange: pick("nova", "cinder", "openstack"),
			RoutingKey: pick("notifications.info", "notifications.error"), Redelivered: r.IntN(20) == 0, Properties: oslosProperties,
		},
		e: sources.Event{
			EventType: pick("compute.instance.create.end", "volume.usage", "", "名前"), Priority: pick("info", "error"),
			PublisherID: "compute.node" + fmt.Sprint(r.IntN(40)), Service: pick("nova", "cinder", ""), Host: "node" + fmt.Sprint(r.IntN(40)),
			MessageID: pick(id(), id(), bare, strings.ToUpper(id()), "odd", ""), RequestID: pick("req-"+id(), "", "req-", bare),
			GlobalRequestID: pick("", "", "req-"+id(), "req-", bare, "\x04"),
			ProjectID:       pick(bare, "p1", "p2"), UserID: pick("u1", "u2", ""), ResourceID: pick(id(), "node1-cpu", ""), ResourceName: pick("vm", "云主机", ""),
			Err: pick("", "", "", "no envelope"),
		},
	}
	if r.IntN(3) > 0 {
		p.e.Timestamp = at.Add(-time.Duration(r.IntN(5000)) * time.Millisecond).Truncate(time.Microsecond)
	}
	if r.IntN(4) == 0 {
		p.e.Meters = []string{"cpu", "memory"}[:r.IntN(3)]
	}
	head := pick("", fmt.Sprintf(`"message_id": %q, `, p.e.MessageID))
	inner := "{" + head + fmt.Sprintf(`"n": %d, "text": %q, "junk": "%s"}`, n, p.e.ResourceID, strings.Repeat("ab", r.IntN(2000)))
	switch r.IntN(4) {
	case 0:
		p.m.Body = []byte(inner)
	case 1:
		p.m.Body = []byte{byte(n), 0, 255}
	case 2:
		p.m.Body = []byte{}
	default:
		text, _ := json.Marshal(inner)
		p.m.Body = fmt.Appendf(nil, `{"oslo.version": "2.0", "oslo.message": %s}`, text)
	}
	if r.IntN(10) == 0 {
		stamp := at.Truncate(time.Second)
		p.m.Properties = sources.Properties{ContentType: "text/plain", Priority: 3, MessageID: id(), Timestamp: &stamp}
	}
	if r.IntN(10) == 0 {
		p.m.Headers = map[string]any{
			"n": int32(n), "big": int64(1) << 40, "b": []byte{1, 0}, "t": true, "f": 1.5, "nil": nil, "s": "x",
			"at": at.Truncate(time.Second), "list": []any{"a", uint8(1)}, "deep": map[string]any{"x": int16(-1)},
		}
	}
	p.e.ReceivedAt, p.e.Broker, p.e.Exchange = p.m.ReceivedAt, p.m.Broker, p.m.Exchange
	p.e.RoutingKey, p.e.Redelivered, p.e.Size = p.m.RoutingKey, p.m.Redelivered, len(p.m.Body)
	return p
}

// TestLogKeepsWhatWasPut drives the log and a plain slice with the same random
// steps: whatever the log says it keeps is what was put, byte for byte.
func TestLogKeepsWhatWasPut(t *testing.T) {
	t.Parallel()
	for _, o := range []Options{
		{MaxEvents: 1}, {MaxEvents: 10}, {MaxEvents: 700}, {MaxEvents: 20000}, {MaxBytes: minBytes}, {MaxEvents: 9000, MaxBytes: 12 << 20},
	} {
		t.Run(fmt.Sprintf("%d events %d bytes", o.MaxEvents, o.MaxBytes), func(t *testing.T) {
			t.Parallel()
			r := rand.New(rand.NewPCG(1, uint64(o.MaxEvents)))
			l := New(o)
			defer l.Close()
			var all []put
			var pins []*pinned
			for step := 0; step < 12; step++ {
				for range r.IntN(600) {
					p := invent(r, len(all))
					m, e := p.m, p.e
					m.Body = bytes.Clone(p.m.Body)
					if seq := l.Put(&m, &e); seq != uint64(len(all)+1) {
						t.Fatalf("Put = %d, want %d", seq, len(all)+1)
					}
					for i := range m.Body {
						m.Body[i] = 'x' // the log has its own copy
					}
					all = append(all, p)
				}
				first, next := l.Bounds()
				if o.MaxBytes == 0 && next-first != min(uint64(len(all)), uint64(o.MaxEvents)) || next != uint64(len(all)+1) {
					t.Fatalf("Bounds() = %d, %d after %d events", first, next, len(all))
				}
				if s := l.Stats(); s.Bytes > l.o.MaxBytes || s.Kept != next-first || s.Evicted != first-1 || s.Seen != uint64(len(all)) {
					t.Fatalf("Stats() = %+v, bounds %d %d", s, first, next)
				}
				var e sources.Event
				if l.Row(first-1, &e) || l.Row(next, &e) {
					t.Fatal("Row gives what is not kept")
				}
				if _, err := l.Message(first - 1); !errors.Is(err, ErrEvicted) {
					t.Fatalf("Message(%d) = %v, want ErrEvicted", first-1, err)
				}
				for range 10 {
					if next > first {
						seq := first + r.Uint64N(next-first)
						check(t, l, all[seq-1], seq)
					}
				}
				if r.IntN(4) == 0 && next > first {
					pins = append(pins, pinSome(l, r, first, next))
				}
				for _, p := range pins {
					for _, seq := range p.seqs {
						check(t, p, all[seq-1], seq)
					}
				}
				if len(pins) > 2 {
					pins[0].Release()
					pins[0].Release()
					pins = pins[1:]
				}
			}
			for _, p := range pins {
				p.Release()
			}
			checkBytes(t, l)
		})
	}
}

type pinned struct {
	*Pin
	seqs []uint64
}

// pinSome pins a screenful, in a row or spread over all that is kept.
func pinSome(l *Log, r *rand.Rand, first, next uint64) *pinned {
	p := &pinned{}
	if r.IntN(2) == 0 {
		lo := first + r.Uint64N(next-first)
		hi := min(lo+8, next-1)
		p.Pin = l.Pin(lo, hi)
		for seq := lo; seq <= hi; seq++ {
			p.seqs = append(p.seqs, seq)
		}
		return p
	}
	for range 8 {
		p.seqs = append(p.seqs, first+r.Uint64N(next-first))
	}
	p.Pin = l.PinRows(p.seqs...)
	return p
}

type reader interface {
	Row(uint64, *sources.Event) bool
	Message(uint64) (sources.Message, error)
}

func check(t *testing.T, l reader, want put, seq uint64) {
	t.Helper()
	var e sources.Event
	if !l.Row(seq, &e) {
		t.Fatalf("Row(%d) says evicted", seq)
	}
	want.e.Seq, want.e.Duplicate = seq, e.Duplicate
	if !reflect.DeepEqual(e, want.e) {
		t.Fatalf("Row(%d)\n got %+v\nwant %+v", seq, e, want.e)
	}
	m, err := l.Message(seq)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(m.Body, want.m.Body) {
		t.Fatalf("Message(%d).Body\n got %q\nwant %q", seq, m.Body, want.m.Body)
	}
	m.Body, want.m.Body = nil, nil
	if !reflect.DeepEqual(m, want.m) {
		t.Fatalf("Message(%d)\n got %#v\nwant %#v", seq, m, want.m)
	}
}

// checkBytes compares the running count with one made from scratch.
func checkBytes(t *testing.T, l *Log) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	sum := l.seen.size() + l.count.size() + codecBytes
	for _, seg := range l.segs {
		sum += seg.size()
	}
	if sum != l.bytes {
		t.Errorf("the log counts %d bytes, its parts have %d", l.bytes, sum)
	}
}
