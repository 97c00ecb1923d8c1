package meters

import (
	"context"
	"sync"

	"github.com/ceilotop/ceilotop/sources"
)

// feed is a list of one store while it streams in. A command fills it, and each
// Frame takes what there is.
type feed struct {
	mu   sync.Mutex
	rows []row // only ever appended to, so what was taken stays as it is
	done bool
	cut  bool // there is more than the limit
	err  error
}

// load asks a store for all its meters and says with wake that some have come.
// One more than the limit is asked for, because that alone tells whether the
// limit cut anything off.
func (f *feed) load(ctx context.Context, of *store, at sources.StoreAddress, from sources.MeterStore, limit int, wake func()) {
	keys, texts := keyring{}, intern{}
	n, cut := 0, false
	var failed error
	for m, err := range from.Meters(ctx, sources.MeterQuery{Limit: limit + 1}) {
		if err != nil {
			failed = err
			break
		}
		if n == limit {
			cut = true
			break
		}
		n++
		texts.meter(&m)
		r := row{key: keys.key(identify(at, &m)), store: of, meter: m}
		f.mu.Lock()
		f.rows = append(f.rows, r)
		f.mu.Unlock()
		wake()
	}
	if failed == nil && !cut {
		failed = ctx.Err() // a list that was called off is not whole
	}
	f.mu.Lock()
	f.done, f.cut, f.err = true, cut, failed
	f.mu.Unlock()
	wake()
}

// taken is what a feed has at one moment.
type taken struct {
	rows      []row
	done, cut bool
	err       error
}

func (f *feed) take() taken {
	f.mu.Lock()
	defer f.mu.Unlock()
	return taken{f.rows[:len(f.rows):len(f.rows)], f.done, f.cut, f.err}
}

// whole reports whether the list is all that the store has.
func (t *taken) whole() bool { return t.done && !t.cut && t.err == nil }
