package eventlog

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// named is splitter with the fields that a caller of Each wants to see.
type named struct{ splitter }

func (named) Reads() []sources.Field {
	return []sources.Field{sources.FieldEventType, sources.FieldHost}
}

// Whoever follows with Each sees every match once, in order, however often and
// wherever he stops, with the fields that he asked for.
func TestEachIsEveryMatchOnce(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 7))
	l := New(Options{})
	defer l.Close()
	m := named{newSplitter()}
	var want, got []uint64
	from := uint64(0)
	for n := range 3000 {
		p := invent(r, n)
		p.e.Seq = uint64(n + 1)
		l.Put(&p.m, &p.e)
		if m.Match(&p.e) {
			want = append(want, uint64(n+1))
		}
		if r.IntN(200) > 0 && n < 2999 {
			continue
		}
		next := l.Each(from, m, func(e *sources.Event) {
			got = append(got, e.Seq)
			whole, err := l.Event(e.Seq)
			if err != nil && !errors.Is(err, ErrBodyDropped) {
				t.Fatal(err)
			}
			var row sources.Event
			if !l.Row(e.Seq, &row) || e.EventType != row.EventType || e.Host != row.Host || !e.ReceivedAt.Equal(whole.ReceivedAt) || !e.Timestamp.Equal(row.Timestamp) {
				t.Fatalf("event %d is %+v, its row %+v", e.Seq, e, row)
			}
		})
		if next != uint64(n+2) {
			t.Fatalf("after %d events the next is %d", n+1, next)
		}
		if again := l.Each(next, m, func(*sources.Event) { t.Error("an event comes twice") }); again != next {
			t.Errorf("without a new event the next is %d, not %d", again, next)
		}
		from = next
	}
	if !slices.Equal(got, want) || len(want) == 0 {
		t.Errorf("%d events, want %d", len(got), len(want))
	}
}

// What is no longer kept is passed over; the number of the next stays right.
func TestEachPassesOverWhatIsGone(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(12, 7))
	l := New(Options{MaxEvents: 100})
	defer l.Close()
	for n := range 5000 {
		p := invent(r, n)
		l.Put(&p.m, &p.e)
	}
	first, next := l.Bounds()
	if first < 2 {
		t.Fatal("nothing was dropped")
	}
	if got := l.Each(1, newSplitter(), func(e *sources.Event) {
		if e.Seq < first {
			t.Errorf("event %d is given, the first kept is %d", e.Seq, first)
		}
	}); got != next {
		t.Errorf("the next is %d, not %d", got, next)
	}
	if got := l.Each(next+1000, newSplitter(), func(*sources.Event) { t.Error("an event that has not come") }); got != next+1000 {
		t.Errorf("whoever is ahead is sent back to %d", got)
	}
}
