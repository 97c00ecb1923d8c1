package eventlog_test

import (
	"syscall"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/filter"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

func BenchmarkPut(b *testing.B) {
	x := newMix(b)
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	var d oslo.Decoder
	messages := make([]sources.Message, 20000)
	events := make([]sources.Event, len(messages))
	for i := range messages {
		messages[i] = x.next()
		d.Decode(&messages[i], &events[i])
		events[i].Payload = nil
	}
	b.ReportAllocs()
	before := processor(b)
	for i := 0; b.Loop(); i++ {
		l.Put(&messages[i%len(messages)], &events[i%len(messages)])
	}
	b.ReportMetric(float64(processor(b)-before)/float64(b.N), "ns/cpu")
}

func BenchmarkRow(b *testing.B) {
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	newMix(b).fill(l, 20000)
	b.ReportAllocs()
	var e sources.Event
	for i := 0; b.Loop(); i++ {
		l.Row(uint64(i%20000+1), &e)
	}
}

func BenchmarkMessage(b *testing.B) {
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	newMix(b).fill(l, 20000)
	for i := 0; b.Loop(); i++ {
		if _, err := l.Message(uint64(i*997%20000 + 1)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkStats(b *testing.B) {
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	newMix(b).fill(l, 20000)
	for b.Loop() {
		l.Stats()
	}
}

// BenchmarkView100k changes the filter over 100,000 kept events: the time to
// forty rows, and to all.
func BenchmarkView100k(b *testing.B) {
	l := eventlog.New(eventlog.Options{})
	defer l.Close()
	newMix(b).fill(l, 100_000)
	for _, f := range []struct{ name, text string }{
		{"Text", "volume"},
		{"TextSeldom", "no such thing"},
		{"TextNot", "!keystone"},
		{"Regex", `~create.(start|end)`},
		{"RegexNoLiteral", `~[x-z]\d+`},
		{"Expr", `=service=="cinder" && lag_ms>5000`},
		{"ExprRow", `=service != host && lag_ms > 5000`},
		{"Fuzzy", "-f nvcrst"},
		{"Body", "@m1.nano"},
		{"BodySeldom", "@no such thing"},
		{"BodyRegex", "@~display_name.{4,9}renamed"},
		{"BodyFuzzy", "@-f dsplrnm"},
		{"Payload", `=payload.memory_mb > 64`},
	} {
		b.Run(f.name, func(b *testing.B) {
			m, err := filter.Parse(f.text)
			if err != nil {
				b.Fatal(err)
			}
			var first, all time.Duration
			n := 0
			before := processor(b)
			for b.Loop() {
				start := time.Now()
				v := l.View(m)
				seen := false
				for {
					<-v.Changed()
					v.Refresh()
					_, _, finished := v.Progress()
					if !seen && (v.Len() >= 40 || finished) {
						seen = true
						first += time.Since(start)
					}
					if finished {
						break
					}
				}
				all += time.Since(start)
				n = v.Len()
				v.Close()
			}
			b.ReportMetric(first.Seconds()*1000/float64(b.N), "ms/first")
			b.ReportMetric(all.Seconds()*1000/float64(b.N), "ms/all")
			b.ReportMetric((processor(b)-before).Seconds()*1000/float64(b.N), "ms/cpu")
			b.ReportMetric(float64(n), "matches")
		})
	}
}

// processor is the time that the process has computed, on all cores: on a
// machine that does other things too, half of it is what two cores would need.
func processor(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
