package recording

import (
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// at is a time of the day on which everything here happens.
func at(clock string) time.Time {
	t, err := time.Parse("15:04:05", clock)
	if err != nil {
		panic(err)
	}
	return time.Date(2026, 11, 28, t.Hour(), t.Minute(), t.Second(), 0, time.UTC)
}

// came is a message of broker B that was received then.
func came(clock string) *sources.Message {
	m := message(`{"event_type":"x"}`)
	m.Broker, m.ReceivedAt = "B", at(clock)
	return m
}

func began(clock string, exchanges ...string) *sources.Message {
	k := Mark{Broker: "B", At: at(clock), Kind: Began, Since: at(clock), Exchanges: exchanges}
	return k.message()
}

func alive(until string) *sources.Message {
	k := Mark{Broker: "B", At: at(until).Add(2 * time.Second), Kind: Alive, Until: at(until)}
	return k.message()
}

func ended(until string) *sources.Message {
	k := Mark{Broker: "B", At: at(until).Add(2 * time.Second), Kind: Ended, Until: at(until)}
	return k.message()
}

func lines(ms ...*sources.Message) []byte {
	var text []byte
	for _, m := range ms {
		text = append(AppendLine(text, m), '\n')
	}
	return text
}

// observed reads lines to their end.
func observed(t *testing.T, text []byte) (spans []Span, messages int) {
	t.Helper()
	r, err := NewReader(bytes.NewReader(text), "r")
	if err != nil {
		t.Fatal(err)
	}
	for {
		var m sources.Message
		switch err := r.Next(&m); {
		case err == io.EOF:
			return r.Observed(), messages
		case err == nil:
			messages++
			if m.RoutingKey == MarkKey {
				t.Error("a mark was given as a message")
			}
		case !errors.As(err, new(*LineError)):
			t.Fatal(err)
		}
	}
}

func TestARecordingTellsWhenItObserved(t *testing.T) {
	t.Parallel()
	span := func(from, to string, orderly bool, exchanges ...string) Span {
		return Span{Broker: "B", From: at(from), To: at(to), Told: true, Orderly: orderly, Exchanges: exchanges}
	}
	for name, c := range map[string]struct {
		lines []*sources.Message
		want  []Span
	}{
		"a quiet night that ended in order": {
			[]*sources.Message{began("01:00:00"), alive("02:00:00"), ended("06:00:00")},
			[]Span{span("01:00:00", "06:00:00", true)},
		},
		"killed after a sign of life": {
			[]*sources.Message{began("01:00:00"), came("01:30:00"), alive("02:00:00")},
			[]Span{span("01:00:00", "02:00:00", false)},
		},
		"killed after a message": {
			[]*sources.Message{began("01:00:00"), alive("02:00:00"), came("02:30:00")},
			[]Span{span("01:00:00", "02:30:00", false)},
		},
		"two runs in one file": {
			[]*sources.Message{began("01:00:00"), alive("02:00:00"), began("03:00:00"), ended("04:00:00")},
			[]Span{span("01:00:00", "02:00:00", false), span("03:00:00", "04:00:00", true)},
		},
		"an exchange that came later": {
			[]*sources.Message{began("01:00:00", "nova"), ended("02:00:00"), began("02:00:00", "nova", "cinder"), alive("03:00:00")},
			[]Span{span("01:00:00", "02:00:00", true, "nova"), span("02:00:00", "03:00:00", false, "nova", "cinder")},
		},
		"the line that began it was lost": {
			[]*sources.Message{came("00:30:00"), alive("01:00:00"), alive("02:00:00")},
			[]Span{span("01:00:00", "02:00:00", false)},
		},
		"a message while nothing was observed": {
			[]*sources.Message{began("01:00:00"), ended("02:00:00"), came("03:00:00")},
			[]Span{span("01:00:00", "02:00:00", true)},
		},
		"never listened to": {
			[]*sources.Message{ended("01:00:00")},
			[]Span{span("01:00:00", "01:00:00", true)},
		},
		"not listened to at first": {
			[]*sources.Message{ended("01:00:00"), began("02:00:00"), alive("03:00:00")},
			[]Span{span("02:00:00", "03:00:00", false)},
		},
		"no marks at all": {
			[]*sources.Message{came("01:00:00"), came("00:59:59"), came("03:00:00")},
			[]Span{{Broker: "B", From: at("00:59:59"), To: at("03:00:00")}},
		},
		"nothing at all": {nil, nil},
	} {
		if got, _ := observed(t, lines(c.lines...)); len(got)+len(c.want) > 0 && !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s:\n got %+v\nwant %+v", name, got, c.want)
		}
	}
}

// Wherever a kill cuts the file, what is said to be observed was, and no more
// than the last moment is missing from it.
func TestWhatIsObservedNeverExceedsWhatWasWritten(t *testing.T) {
	t.Parallel()
	all := []*sources.Message{began("01:00:00"), came("01:00:01"), alive("01:00:05"), came("01:00:08"), alive("01:00:10"), ended("01:00:15")}
	text := lines(all...)
	for cut := 0; cut <= len(text); cut += 3 {
		whole := bytes.Count(text[:cut], []byte("\n"))
		// A line is whole without its line break too.
		if cut < len(text) && text[cut] == '\n' {
			whole++
		}
		spans, _ := observed(t, text[:cut])
		want := at("01:00:00")
		for i, m := range all[:whole] {
			switch k, _ := parseMark(m); {
			case i == 0:
			case isMark(m):
				want = k.Until
			default:
				want = m.ReceivedAt
			}
		}
		if whole == 0 {
			if len(spans) != 0 {
				t.Fatalf("cut at %d: %+v", cut, spans)
			}
			continue
		}
		if len(spans) != 1 || !spans[0].To.Equal(want) || spans[0].Orderly != (whole == len(all)) {
			t.Fatalf("cut at %d of %d, %d whole lines: %+v, want until %v", cut, len(text), whole, spans, want)
		}
	}
}

func TestMarksAreOrdinaryLinesToOthers(t *testing.T) {
	t.Parallel()
	k := Mark{Broker: "B", At: at("01:00:00"), Kind: Began, Since: at("00:59:58"), Exchanges: []string{"nova"}, Filter: "~x", Dropped: 3, Unwritten: 4}
	var m sources.Message
	if err := ParseLine(AppendLine(nil, k.message()), &m); err != nil {
		t.Fatal(err)
	}
	if got, err := parseMark(&m); err != nil || !reflect.DeepEqual(got, k) {
		t.Errorf("read back %+v (%v), want %+v", got, err, k)
	}
	for _, part := range []string{`"event_type":"ceilotop.observation.began"`, `"timestamp":"2026-11-28 01:00:00.000000"`, `"payload":{`} {
		if !strings.Contains(string(m.Body), part) {
			t.Errorf("%s is not in the body %s", part, m.Body)
		}
	}
	// What a tenant could send over a real exchange is a message.
	m.Exchange = "nova"
	if isMark(&m) {
		t.Error("a notification passes for a mark")
	}
}

func TestAMarkThatSaysNothingIsABadLine(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{`, `{"payload":{"state":"began"}}`, `{"payload":{"state":"dancing","until":"2026-11-28T01:00:00Z"}}`} {
		m := began("01:00:00")
		m.Body = []byte(body)
		r, err := NewReader(bytes.NewReader(lines(m, came("02:00:00"))), "r")
		if err != nil {
			t.Fatal(err)
		}
		if _, bad := all(t, r); len(bad) != 1 {
			t.Errorf("%s: bad lines: %v", body, bad)
		}
	}
}

func TestSpansOfSeveralRecordingsAreJoined(t *testing.T) {
	t.Parallel()
	span := func(broker, from, to string) Span {
		return Span{Broker: broker, From: at(from), To: at(to), Told: true}
	}
	got := Join(
		[]Span{span("B", "03:00:00", "04:00:00"), span("A", "01:00:00", "02:00:00")},
		[]Span{span("B", "01:00:00", "03:00:00"), span("B", "02:00:00", "02:30:00"), span("B", "05:00:00", "06:00:00")},
	)
	want := []Span{span("A", "01:00:00", "02:00:00"), span("B", "01:00:00", "04:00:00"), span("B", "05:00:00", "06:00:00")}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("joined\n got %+v\nwant %+v", got, want)
	}
	gaps := Gaps(got, at("00:30:00"), at("05:30:00"))
	if want := []Gap{
		{"A", at("00:30:00"), at("01:00:00")},
		{"A", at("02:00:00"), at("05:30:00")},
		{"B", at("00:30:00"), at("01:00:00")},
		{"B", at("04:00:00"), at("05:00:00")},
	}; !reflect.DeepEqual(gaps, want) {
		t.Errorf("gaps\n got %+v\nwant %+v", gaps, want)
	}
	if gaps := Gaps(got, at("02:00:00"), at("02:00:00")); len(gaps) != 0 {
		t.Errorf("no time has the gaps %+v", gaps)
	}
}

func TestEndIsOfMessagesAndNotOfMarks(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"r.jsonl", "r.jsonl.zst"} {
		path := filepath.Join(t.TempDir(), name)
		w := create(t, path)
		for _, m := range []*sources.Message{began("01:00:00"), came("02:00:00"), alive("03:00:00")} {
			if err := w.Write(m); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if last, known := End(path); !known || !last.Equal(at("02:00:00")) {
			t.Errorf("%s: ends at %v (%v)", name, last, known)
		}
		if spans, err := Observed(path); err != nil || len(spans) != 1 || !spans[0].To.Equal(at("03:00:00")) {
			t.Errorf("%s: observed %+v (%v)", name, spans, err)
		}
	}
	if _, err := Observed(filepath.Join(t.TempDir(), "none")); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("of a file that is not there: %v", err)
	}
}
