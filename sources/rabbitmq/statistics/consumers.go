package statistics

import (
	"context"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// consumerRow is a consumer in the answer about one queue.
type consumerRow struct {
	Tag         text   `json:"consumer_tag"`
	AckRequired flag   `json:"ack_required"`
	Prefetch    number `json:"prefetch_count"`
	Channel     maybe[struct {
		Connection text `json:"connection_name"`
		Peer       text `json:"peer_host"`
		User       text `json:"user"`
	}] `json:"channel_details"`
}

// closeLimit is how many queues of notifications are looked at closely.
const closeLimit = 40

// closely asks for the consumers of the queues of notifications, and for all of
// what no list had. A broker lists the consumers of a whole virtual host only all
// at once, which on the broker of RPC are thousands.
func (w *work) closely(ctx context.Context) {
	if w.overview.Disabled {
		return
	}
	names := w.ofNotifications()
	left := closeLimit - len(w.seen)
	if w.unseen = max(0, len(names)-left); w.unseen > 0 {
		names = names[:left]
	}
	for _, name := range names {
		w.seen[name] = true
	}
	each(names, func(name string) { w.close(ctx, w.vhost, name) })
}

// ofNotifications are the queues of notifications in the virtual host, those
// with well-known names first. Left out are those that were seen already, those
// without a reader, and taps.
func (w *work) ofNotifications() (names []string) {
	listed := map[string]*sources.QueueStatistics{}
	for i, q := range w.s.Queues {
		if q.VHost != w.vhost {
			continue
		}
		if listed[q.Name] = &w.s.Queues[i]; w.names.MatchString(q.Name) {
			names = append(names, q.Name)
		}
	}
	for _, b := range w.s.Bindings {
		names = append(names, b.Queue)
	}
	known := w.named()
	if all := w.s.QueuesInAll; all == nil || *all > pageSize {
		names = append(names, known...)
	}
	names = slices.DeleteFunc(names, func(name string) bool {
		q := listed[name]
		return w.seen[name] || strings.HasPrefix(name, tapPrefix) || q != nil && q.Readers != nil && *q.Readers == 0
	})
	slices.SortFunc(names, func(x, y string) int {
		switch a, b := slices.Contains(known, x), slices.Contains(known, y); {
		case a && !b:
			return -1
		case b && !a:
			return 1
		}
		return strings.Compare(x, y)
	})
	return slices.Compact(names)
}

// close asks for one queue.
func (w *work) close(ctx context.Context, vhost, name string) {
	var q queueRow
	query := url.Values{"columns": {queueColumns + ",consumer_details"}}
	err := w.api.get(ctx, "queues/"+url.PathEscape(vhost)+"/"+url.PathEscape(name), query, func(r io.Reader) error { return readObject(r, &q) })
	if absent(err) {
		return // it has been deleted since
	}
	if err != nil {
		w.failed(ctx, sources.Consumers, "consumers of queue "+sources.Visible(name), err)
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.add([]queueRow{q})
	for _, c := range q.Consumers {
		consumer := sources.Consumer{
			VHost: vhost, Queue: name, Tag: string(c.Tag), AckRequired: bool(c.AckRequired),
			Connection: string(c.Channel.value.Connection), Peer: string(c.Channel.value.Peer), User: string(c.Channel.value.User),
		}
		if n := c.Prefetch.count(); n != nil {
			consumer.Prefetch = *n
		}
		w.s.Consumers = append(w.s.Consumers, consumer)
	}
}
