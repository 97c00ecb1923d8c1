package eventlog

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

func TestDuplicatesAreOfOneBroker(t *testing.T) {
	t.Parallel()
	l := New(Options{})
	defer l.Close()
	put := func(broker, exchange, id string) bool {
		seq := l.Put(&sources.Message{Broker: broker, Exchange: exchange}, &sources.Event{Broker: broker, MessageID: id})
		var e sources.Event
		l.Row(seq, &e)
		return e.Duplicate
	}
	for _, tt := range []struct {
		name, broker, exchange, id string
		want                       bool
	}{
		{"first", "A", "nova", "1", false},
		{"on the other broker", "B", "nova", "1", false},
		{"again", "A", "nova", "1", true},
		{"by another exchange", "B", "cinder", "1", true},
		{"no id", "A", "nova", "", false},
		{"no id again", "A", "nova", "", false},
	} {
		if got := put(tt.broker, tt.exchange, tt.id); got != tt.want {
			t.Errorf("%s: Duplicate = %v, want %v", tt.name, got, tt.want)
		}
	}
	if s := l.Stats(); s.Duplicates != 2 {
		t.Errorf("Duplicates = %d, want 2", s.Duplicates)
	}
}

func TestSeenRemembersAtLeastTheLastOnes(t *testing.T) {
	t.Parallel()
	s := newSeen(100)
	for i := range 1000 {
		if s.add("A", fmt.Sprint(i)) {
			t.Fatalf("id %d is new", i)
		}
		ask := s // a copy, because asking is remembering
		ask.young, ask.old = slices.Clone(s.young), slices.Clone(s.old)
		if back := i - 99; back >= 0 && !ask.add("A", fmt.Sprint(back)) {
			t.Fatalf("id %d is forgotten at %d", back, i)
		}
	}
	if s.add("A", "0") {
		t.Error("id 0 should be forgotten by now")
	}
}

func TestStatsTellRatesAndLagOfTheLastMinute(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(Options{})
		defer l.Close()
		if s := l.Stats(); !s.Idle || s.Rate != 0 || len(s.Spark) != 60 || s.Lag.Known {
			t.Errorf("an empty log says %+v", s)
		}
		for second := range 10 {
			for i := range 100 {
				now := time.Now()
				e := sources.Event{
					ReceivedAt: now, Timestamp: now.Add(-time.Duration(i+1) * time.Millisecond), Broker: "B",
					Service: []string{"nova", "nova", "nova", "cinder"}[i%4], EventType: fmt.Sprint("type ", second*100+i),
				}
				if i == 0 {
					e.Err = "broken"
				}
				l.Put(&sources.Message{}, &e)
			}
			time.Sleep(time.Second)
		}
		s := l.Stats()
		if s.Seen != 1000 || s.Undecodable != 10 || s.Idle {
			t.Errorf("Seen, Undecodable, Idle = %d, %d, %v", s.Seen, s.Undecodable, s.Idle)
		}
		if s.Rate != 100 || s.Spark[59] != 0 || s.Spark[58] != 100 || s.Spark[49] != 100 || s.Spark[48] != 0 {
			t.Errorf("Rate %v, Spark %v", s.Rate, s.Spark)
		}
		if c := s.Services[0]; c.Name != "nova" || c.Total != 750 || c.Rate != 75 || time.Since(c.Last) != time.Second || c.Spark[58] != 75 {
			t.Errorf("first service %+v", c)
		}
		if n := len(s.Types); n != maxNames+1 || s.Types[maxNames].Name != Other || s.Types[maxNames].Total != 1000-maxNames {
			t.Errorf("%d types, the last %+v", n, s.Types[n-1])
		}
		if lag := s.Lag; !lag.Known || lag.Max != 100*time.Millisecond || lag.P50 < 50*time.Millisecond || lag.P50 > 54*time.Millisecond ||
			lag.P99 < 99*time.Millisecond || lag.P99 > 100*time.Millisecond {
			t.Errorf("Lag = %+v", lag)
		}
		time.Sleep(10 * time.Second)
		if s := l.Stats(); s.Rate != 0 || s.Idle || !s.Lag.Known {
			t.Errorf("ten seconds later: Rate %v, Idle %v, Lag %+v", s.Rate, s.Idle, s.Lag)
		}
		time.Sleep(time.Minute)
		if s := l.Stats(); !s.Idle || s.Lag.Known || s.Services[0].Spark != nil || s.Services[0].Total != 750 {
			t.Errorf("after a minute of silence: %+v", s)
		}
	})
}

func TestLagBucketsAreSixPercentWide(t *testing.T) {
	t.Parallel()
	for us := int64(0); us < 1<<40; us = us*17/16 + 1 {
		lag := time.Duration(us) * time.Microsecond
		up := edge(bucket(lag))
		if up < lag || up > lag+lag/16+time.Microsecond {
			t.Fatalf("a lag of %v is reported as %v", lag, up)
		}
	}
	if bucket(-time.Second) != negative {
		t.Error("a negative lag has a bucket of its own")
	}
}

func TestHugeBodiesDoNotBreakTheBound(t *testing.T) {
	t.Parallel()
	l := New(Options{MaxBytes: 32 << 20})
	defer l.Close()
	for i := range 12 {
		body := bytes.Repeat([]byte{'a' + byte(i%26)}, 10<<20)
		if i%2 == 0 {
			body = body[:3<<20]
		}
		seq := l.Put(&sources.Message{Body: body}, &sources.Event{Size: len(body), ResourceName: strings.Repeat("名", 1<<20)})
		if s := l.Stats(); s.Bytes > 32<<20 {
			t.Fatalf("%d bytes after body %d", s.Bytes, i)
		}
		var e sources.Event
		if !l.Row(seq, &e) || e.Size != len(body) || len(e.ResourceName) > maxFieldLength+4 {
			t.Fatalf("Row(%d) = size %d, name of %d bytes", seq, e.Size, len(e.ResourceName))
		}
		m, err := l.Message(seq)
		if i%2 == 0 && !bytes.Equal(m.Body, body) {
			t.Fatalf("Message(%d) = %d bytes, %v", seq, len(m.Body), err)
		}
		if _, event := l.Event(seq); i%2 == 1 && (!errors.Is(err, ErrBodyDropped) || !errors.Is(event, ErrBodyDropped)) {
			t.Fatalf("Message(%d), Event: %v, %v, want ErrBodyDropped", seq, err, event)
		}
	}
	if s := l.Stats(); s.BodiesDropped != 6 {
		t.Errorf("BodiesDropped = %d, want 6", s.BodiesDropped)
	}
}

func TestClosedLogStillWorks(t *testing.T) {
	t.Parallel()
	l := New(Options{MaxBytes: minBytes})
	v := l.View(newSplitter())
	l.Close()
	l.Close()
	body := bytes.Repeat([]byte("0123456789"), 3000)
	for range 100 {
		l.Put(&sources.Message{Body: body}, &sources.Event{})
	}
	if m, err := l.Message(100); err != nil || !bytes.Equal(m.Body, body) {
		t.Errorf("Message(100) of a closed log: %v", err)
	}
	v.Refresh()
	v.Close()
	l.View(nil).Close()
}
