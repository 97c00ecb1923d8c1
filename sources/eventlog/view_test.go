package eventlog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// matcher is a Matcher of a test; body asks for the body.
type matcher struct {
	match func(*sources.Event) bool
	body  bool
}

func (m matcher) Match(e *sources.Event) bool { return m.match(e) }
func (m matcher) NeedsBody() bool             { return m.body }

// splitter is matcher in pieces: the service is nova and the size is odd.
type splitter struct{ matcher }

func newSplitter() splitter {
	return splitter{matcher{match: func(e *sources.Event) bool { return e.Service == "nova" && e.Size%2 == 1 }}}
}

func (s splitter) FieldTests() []sources.FieldTest {
	return []sources.FieldTest{{Field: sources.FieldService, Pass: func(t string) bool { return t == "nova" }}}
}
func (s splitter) Decide(passed uint64) (bool, bool)              { return false, passed&1 == 0 }
func (s splitter) MatchRest(passed uint64, e *sources.Event) bool { return e.Size%2 == 1 }
func (s splitter) Reads() []sources.Field                         { return nil }
func (s splitter) ReadsPayload() bool                             { return false }

// finish refreshes v until all that is put is in it.
func finish(t *testing.T, v *View) {
	t.Helper()
	synctest.Wait()
	time.Sleep(2 * followGap)
	synctest.Wait()
	v.Refresh()
	if _, _, finished := v.Progress(); !finished {
		t.Fatal("the scan does not end")
	}
}

func TestViewIsTheListOfMatches(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]Matcher{
		"everything": nil,
		"rows":       matcher{match: func(e *sources.Event) bool { return e.Service == "nova" }},
		"split":      newSplitter(),
		"bodies":     matcher{match: func(e *sources.Event) bool { return strings.Contains(string(e.Raw), "7") }, body: true},
		"nothing":    matcher{match: func(*sources.Event) bool { return false }},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				const kept = 3000
				r := rand.New(rand.NewPCG(2, 2))
				l := New(Options{MaxEvents: kept})
				defer l.Close()
				var all []put
				add := func(n int) {
					for range n {
						p := invent(r, len(all))
						l.Put(&p.m, &p.e)
						all = append(all, p)
					}
				}
				add(2500)
				v := l.View(m)
				defer v.Close()
				for range 6 {
					finish(t, v)
					first, next := l.Bounds()
					var want []uint64
					for seq := first; seq < next; seq++ {
						e := all[seq-1].e
						e.Raw = all[seq-1].m.Body
						if m == nil || m.Match(&e) {
							want = append(want, seq)
						}
					}
					got := make([]uint64, v.Len())
					for i := range got {
						got[i] = v.At(i)
						if at, found := v.Index(got[i]); at != i || !found {
							t.Fatalf("Index(%d) = %d, %v, want %d", got[i], at, found, i)
						}
					}
					if !slices.Equal(got, want) {
						t.Fatalf("view has %d events, want %d", len(got), len(want))
					}
					add(r.IntN(1500))
				}
			})
		})
	}
}

func TestViewStandsStillBetweenRefreshes(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := rand.New(rand.NewPCG(3, 3))
		l := New(Options{MaxEvents: 1000})
		defer l.Close()
		put := func(n int) {
			for i := range n {
				p := invent(r, i)
				l.Put(&p.m, &p.e)
			}
		}
		put(900)
		for _, m := range []Matcher{nil, newSplitter()} {
			v := l.View(m)
			finish(t, v)
			shown := make([]uint64, v.Len())
			for i := range shown {
				shown[i] = v.At(i)
			}
			put(5000) // the log wraps
			synctest.Wait()
			time.Sleep(time.Second)
			if v.Newer() == 0 {
				t.Error("Newer() = 0 after 5,000 events")
			}
			for i, seq := range shown {
				if v.At(i) != seq {
					t.Fatalf("At(%d) = %d, was %d before the log went on", i, v.At(i), seq)
				}
			}
			if !v.Refresh() || v.Newer() != 0 {
				t.Error("Refresh did not take over what came")
			}
			v.Close()
		}
	})
}

func TestViewFindsTheNewestFirst(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		l := New(Options{})
		defer l.Close()
		for i := range 20000 {
			l.Put(&sources.Message{Body: []byte("{}")}, &sources.Event{Size: i})
		}
		hold := make(chan struct{})
		v := l.View(matcher{match: func(e *sources.Event) bool {
			if e.Seq < 19000 {
				<-hold
			}
			return true
		}})
		defer v.Close()
		synctest.Wait()
		v.Refresh()
		if n := v.Len(); n < 40 || v.At(n-1) != 20000 {
			t.Errorf("the first %d events of the list are there, want the newest", n)
		}
		done, total, finished := v.Progress()
		if done != v.Len() || total != 20000 || finished {
			t.Errorf("Progress() = %d, %d, %v while the scan is held", done, total, finished)
		}
		close(hold)
		finish(t, v)
		if v.Len() != 20000 {
			t.Errorf("Len() = %d after the scan", v.Len())
		}
	})
}

// TestManyAtOnce is for the race detector.
func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	l := New(Options{MaxEvents: 5000, MaxBytes: 12 << 20})
	defer l.Close()
	var group sync.WaitGroup
	for broker := range 2 {
		group.Go(func() {
			r := rand.New(rand.NewPCG(4, uint64(broker)))
			for i := range 3000 {
				p := invent(r, i)
				p.m.Body = fmt.Appendf(p.m.Body, "%d", i)
				l.Put(&p.m, &p.e)
			}
		})
	}
	for n := range 3 {
		group.Go(func() {
			for round := range 6 {
				var m Matcher = newSplitter()
				if n == 1 {
					m = matcher{match: func(e *sources.Event) bool { return len(e.Raw)%2 == 0 }, body: true}
				}
				v := l.View(m)
				for range 10 {
					v.Refresh()
					for i := 1; i < v.Len(); i++ {
						if v.At(i-1) >= v.At(i) {
							t.Errorf("At(%d) = %d after %d", i, v.At(i), v.At(i-1))
							break
						}
					}
					var e sources.Event
					if v.Len() > 0 && l.Row(v.At(v.Len()-1), &e) && e.Seq != v.At(v.Len()-1) {
						t.Errorf("Row gives another event")
					}
					if s := l.Stats(); s.Bytes > 12<<20 || s.Kept > 5000 {
						t.Errorf("over the bounds: %d events, %d bytes", s.Kept, s.Bytes)
					}
				}
				first, next := l.Bounds()
				if next > first {
					p := l.Pin(next-1, next-1)
					if round%2 == 0 {
						p.Event(next - 1)
					}
					p.Release()
				}
				v.Close()
			}
		})
	}
	group.Wait()
}
