package statistics

import (
	"context"
	"fmt"
	"net/url"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// someFor is how long the long lists of a broker with many queues are kept, also
// when it did not answer in time. To search ten thousand queues by name costs it
// a quarter of a second.
const someFor = time.Minute

// To sort ten thousand queues by their messages costs the broker a second when
// it is idle, and twenty when it is not: it asks each queue. So that is done
// only where messages wait in queues that no other list has shown, and the less
// often the longer it took, which keeps it below a thirtieth of the time.
const (
	sortFrom  = 1000 // messages
	sortShare = 30
)

// some is what was read of a long list.
type some struct {
	queues []queueRow
	list   list
	at     time.Time
	took   time.Duration
	lacks  string // why there is none
}

// find searches for the queues that have to do with notifications, of all
// virtual hosts.
func (w *work) find(ctx context.Context) {
	if time.Since(w.searched.at) > someFor {
		w.searched = w.search(ctx)
	}
}

// found adds what the search found.
func (w *work) found() {
	w.add(w.searched.queues)
	if l := w.searched.list; w.searched.queues != nil {
		w.shown(l.total)
		l.total = l.filtered
		w.cut(sources.Queues, "queues of notifications", len(w.searched.queues), l)
	}
	if w.searched.lacks != "" {
		w.partly(sources.Queues)
	}
	w.said(w.searched)
}

// fullest adds the queues with the most messages.
func (w *work) fullest(ctx context.Context) {
	if !w.unfound() {
		return
	}
	if time.Since(w.sorted.at) > max(someFor, sortShare*w.sorted.took) {
		w.sorted = w.sort(ctx)
	}
	w.add(w.sorted.queues)
	w.said(w.sorted)
}

// unfound reports whether more messages wait in the broker than in the queues
// that were found; true where that is not known.
func (w *work) unfound() bool {
	all := w.s.Messages
	if all == nil {
		return true
	}
	left := *all
	for _, q := range w.s.Queues {
		if q.Messages != nil {
			left -= *q.Messages
		}
	}
	return left >= sortFrom
}

func (w *work) said(s some) {
	if s.lacks != "" {
		w.lack("%s", s.lacks)
	}
}

func (w *work) search(ctx context.Context) (found some) {
	query := page(queueColumns)
	query.Set("use_regex", "true")
	query.Set("name", w.names.String())
	return w.long(ctx, "the search for queues of notifications in all virtual hosts", query)
}

// sort leaves out the statistics: the broker need not look for ten thousand.
// Brokers before 3.10 do not know how, and send them.
func (w *work) sort(ctx context.Context) some {
	query := page(queueColumns)
	query.Set("sort", "messages")
	query.Set("sort_reverse", "true")
	query.Set("disable_stats", "true")
	query.Set("enable_queue_totals", "true")
	return w.long(ctx, "the list of queues by their messages", query)
}

func (w *work) long(ctx context.Context, what string, query url.Values) some {
	began := time.Now()
	queues, l, err := w.api.queues(ctx, query)
	found := some{queues: queues, list: l, at: time.Now(), took: time.Since(began)}
	if err != nil {
		found.queues = nil
		found.lacks = fmt.Sprintf("%s did not come, and is tried again after a minute: %v", what, err)
	}
	return found
}
