package oslo

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// sum keeps the compiler from dropping the floor's loop.
var sum uint64

// floor is the least that anything can do with the bodies: look at each byte.
func floor(messages []sources.Message) {
	for i := range messages {
		sum += add(messages[i].Body)
	}
}

// add is a function of its own so that its loop is aligned alike in every
// build: unaligned it takes twice as long, and would flatter the decoder.
//
//go:noinline
func add(body []byte) (s uint64) {
	for _, b := range body {
		s += uint64(b)
	}
	return s
}

func decodeAll(d *Decoder, messages []sources.Message) {
	var e sources.Event
	for i := range messages {
		m := messages[i] // Decode changes what it masks
		d.Decode(&m, &e)
		sum += uint64(len(e.ResourceID))
	}
}

// BenchmarkFloor and BenchmarkDecode cost per message of the captured mix.
func BenchmarkFloor(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	b.ResetTimer()
	for range b.N/len(messages) + 1 {
		floor(messages)
	}
}

func BenchmarkDecode(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	var d Decoder
	decodeAll(&d, messages)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N/len(messages) + 1 {
		decodeAll(&d, messages)
	}
}

func BenchmarkDecodeList(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	d := Decoder{NoPayload: true}
	decodeAll(&d, messages)
	b.ReportAllocs()
	b.ResetTimer()
	for range b.N/len(messages) + 1 {
		decodeAll(&d, messages)
	}
}

// BenchmarkDecodeToFloor takes turns and keeps the fastest turn of each, so that
// a neighbour on the machine disturbs neither figure. The list is what is
// promised; the others are the same with the payload, and bodies of which no
// shape is known, which are learned too.
func BenchmarkDecodeToFloor(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	best := func(old time.Duration, f func()) time.Duration {
		start := time.Now()
		f()
		return min(old, time.Since(start))
	}
	for _, c := range []struct {
		name   string
		d      Decoder
		forget bool
	}{
		{name: "list", d: Decoder{NoPayload: true}},
		{name: "payload"},
		{name: "unknown", d: Decoder{NoPayload: true}, forget: true},
	} {
		b.Run(c.name, func(b *testing.B) {
			d := &c.d
			decodeAll(d, messages)
			plain, decode := time.Hour, time.Hour
			for b.Loop() {
				plain = best(plain, func() { floor(messages) })
				if c.forget {
					d.shapes.plant()
				}
				decode = best(decode, func() { decodeAll(d, messages) })
			}
			n := float64(len(messages))
			b.ReportMetric(float64(plain)/n, "ns-floor")
			b.ReportMetric(float64(decode)/n, "ns-decode")
			b.ReportMetric(float64(decode)/float64(plain), "×floor")
		})
	}
}

func BenchmarkAppendEvent(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	var d Decoder
	var line []byte
	events := make([]sources.Event, len(messages))
	for i := range messages {
		d.Decode(&messages[i], &events[i])
		events[i].Payload = append([]byte(nil), events[i].Payload...)
	}
	b.ReportAllocs()
	b.ResetTimer()
	for i := range b.N {
		line = AppendEvent(line[:0], &events[i%len(events)])
	}
}

func BenchmarkMaskClean(b *testing.B) {
	messages := captured(b, "mix.jsonl.zst")
	var d Decoder
	var clean []text
	for _, m := range messages {
		if d.read(m.Body); !d.scanner.suspect(&d.text) {
			clean = append(clean, d.text)
			d.text = text{}
		}
	}
	d.scanner.secret, d.scanner.quotes, d.scanner.unicode = false, false, false
	b.ResetTimer()
	for i := range b.N {
		if d.scanner.suspect(&clean[i%len(clean)]) {
			b.Fatal("not clean")
		}
	}
}
