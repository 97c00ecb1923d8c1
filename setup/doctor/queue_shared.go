package doctor

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// reader is a consumer with what is known about its program.
type reader struct {
	program, user, peer string
	pid                 int
}

// agent reports whether it is Ceilometer's.
func (r reader) agent() bool {
	return strings.HasPrefix(path.Base(r.program), "ceilometer-")
}

func (r reader) String() string {
	who := r.program
	if who == "" {
		who = "an unknown program"
	}
	if r.peer == "" {
		return fmt.Sprintf("%s as user %s", who, r.user)
	}
	return fmt.Sprintf("%s as user %s on %s", who, r.user, r.peer)
}

// readers are the consumers of a queue.
func (b side) readers(q *sources.QueueStatistics) []reader {
	var all []reader
	for _, c := range b.now.Consumers {
		if c.VHost != q.VHost || c.Queue != q.Name {
			continue
		}
		r := reader{user: c.User, peer: c.Peer}
		if i := slices.IndexFunc(b.now.Connections, func(o sources.Connection) bool { return o.Name == c.Connection }); i >= 0 {
			r.program, r.pid = b.now.Connections[i].Program, b.now.Connections[i].PID
		}
		all = append(all, r)
	}
	return all
}

// queueShared looks for a program among the consumers that is not Ceilometer's,
// or for one that has another user. Several agents, and several workers of one,
// share the queue as they should.
func queueShared(b side) []Finding {
	if closed := b.closed(sources.Queues, sources.Consumers); closed != nil {
		return closed
	}
	var all []Finding
	for _, q := range b.queues(func(q *sources.QueueStatistics) bool { return q.Name == agentQueue }) {
		if q.Readers != nil && *q.Readers == 0 {
			continue // queue-unread says that
		}
		readers := b.readers(q)
		if len(readers) == 0 {
			all = append(all, b.unreadable(q))
			continue
		}
		strangers := slices.DeleteFunc(slices.Clone(readers), reader.agent)
		users := make(map[string]bool)
		for _, r := range readers {
			users[r.user] = true
		}
		var f Finding
		switch {
		case len(readers) == 1 && readers[0].program == "":
			continue // a lone consumer is Ceilometer's, by whatever name
		case len(strangers) == len(readers) && len(users) == 1 && !named(readers):
			f = Finding{Result: Unknown, Why: "which programs read it is not known: none has given its connection a name"}
		case len(strangers) > 0:
			f = Finding{Result: Critical, Title: fmt.Sprintf("%s reads %s too, and takes Ceilometer's messages", strangers[0], q.Name)}
			if len(strangers) == len(readers) {
				f.Title = fmt.Sprintf("%s reads %s in Ceilometer's place", strangers[0], q.Name)
			}
		case len(users) > 1:
			f = Finding{Result: Warning, Title: fmt.Sprintf("agents with several users read %s", q.Name), Why: "They may belong to two installations of Ceilometer, of which each gets a part of the events."}
		default:
			continue
		}
		f.Subject = b.of(q)
		for _, r := range readers {
			f.Evidence = append(f.Evidence, Evidence{Text: r.String(), Queue: b.link(q)})
		}
		all = append(all, f)
	}
	return all
}

// named reports whether a consumer tells its program.
func named(readers []reader) bool {
	return slices.ContainsFunc(readers, func(r reader) bool { return r.program != "" })
}
