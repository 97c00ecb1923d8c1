package statistics

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"github.com/ceilotop/ceilotop/sources"
)

// together is how many questions are put at once.
const together = 4

// fill asks for everything. An error means that the API does not answer; what it
// does not answer in part goes to the lacks.
func (a *Asker) fill(ctx context.Context, s *sources.Statistics) error {
	o, err := a.api.overview(ctx)
	if err != nil {
		return err
	}
	o.fill(s)
	w := &work{Asker: a, s: s, overview: o, vhost: a.config.URL.VirtualHost, seen: map[string]bool{}}
	w.tags(ctx)
	w.nodes(ctx)
	many := s.QueuesInAll != nil && *s.QueuesInAll > pageSize
	if many { // first what everybody waits for
		w.find(ctx)
	} else {
		w.queues(ctx)
	}
	w.exchanges(ctx)
	w.bindings(ctx)
	w.closely(ctx)
	if many {
		w.found() // after those that were asked for just now
		w.closely(ctx)
	}
	w.connections(ctx)
	if many { // what costs the broker most comes last
		w.fullest(ctx)
	}
	if w.unseen > 0 {
		w.partly(sources.Consumers)
		w.lack("of %d queues of notifications only %d were asked for their consumers", len(w.seen)+w.unseen, len(w.seen))
	}
	if ctx.Err() != nil {
		w.lack("the broker did not answer everything within %v, so some of it is missing", w.patience)
	}
	return nil
}

// work is one answer while it is made.
type work struct {
	*Asker
	s        *sources.Statistics
	overview overview
	vhost    string          // of notifications
	wide     bool            // the user has the tag monitoring, or more
	all      bool            // the user is an administrator
	seen     map[string]bool // queues of the virtual host that were looked at closely
	unseen   int             // those that would have been too many

	mu sync.Mutex // of s, where questions are put together
}

func (w *work) lack(format string, args ...any) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if said := fmt.Sprintf(format, args...); !slices.Contains(w.s.Lacks, said) {
		w.s.Lacks = append(w.s.Lacks, said)
	}
}

// partly notes that a table is not whole.
func (w *work) partly(t sources.Table) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(w.s.Partial, t) {
		w.s.Partial = append(w.s.Partial, t)
	}
}

// failed says that a part of a table could not be asked. When everybody's time is
// over that is said once, for all.
func (w *work) failed(ctx context.Context, t sources.Table, part string, err error) {
	w.partly(t)
	switch {
	case ctx.Err() != nil:
	case denied(err):
		w.lack("%s are not shown to user %s (%s)", part, sources.Visible(w.api.user), w.api.tagCommand())
	default:
		w.lack("%s could not be asked for: %v", part, err)
	}
}

// cut says that a list is longer than what was read of it.
func (w *work) cut(t sources.Table, part string, read int, l list) {
	if l.unread > 0 {
		w.partly(t)
		w.lack("%d rows of the %s could not be read", l.unread, part)
	}
	switch all := l.total.count(); {
	case all != nil && *all > read+l.unread:
		w.partly(t)
		w.lack("only %d of %d %s were read", read, *all, part)
	case l.more:
		w.partly(t)
		w.lack("only the first %d %s were read", read+l.unread, part)
	}
}

// each puts a question about each of the names, some at once.
func each(names []string, question func(name string)) {
	var all sync.WaitGroup
	turns := make(chan struct{}, together)
	for _, name := range names {
		turns <- struct{}{}
		all.Go(func() {
			question(name)
			<-turns
		})
	}
	all.Wait()
}
