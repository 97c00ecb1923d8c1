package statistics

import (
	"context"
	"net/url"
	"strconv"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// pageSize is how many rows of a list are read at most.
const pageSize = 500

// queueRow is a row of /api/queues.
type queueRow struct {
	VHost      text                  `json:"vhost"`
	Name       text                  `json:"name"`
	Type       text                  `json:"type"`
	Policy     text                  `json:"policy"`
	Bounds     maybe[map[string]any] `json:"effective_policy_definition"`
	Durable    flag                  `json:"durable"`
	AutoDelete flag                  `json:"auto_delete"`
	Exclusive  flag                  `json:"exclusive"`
	Arguments  maybe[map[string]any] `json:"arguments"`
	Messages   number                `json:"messages"`
	Ready      number                `json:"messages_ready"`
	Unacked    number                `json:"messages_unacknowledged"`
	Bytes      number                `json:"message_bytes"`
	Readers    number                `json:"consumers"`
	Growth     maybe[pace]           `json:"messages_details"`
	Stats      maybe[struct {
		Published maybe[pace] `json:"publish_details"`
		Delivered maybe[pace] `json:"deliver_get_details"`
		Acked     maybe[pace] `json:"ack_details"`
	}] `json:"message_stats"`
	Consumers maybeList[consumerRow] `json:"consumer_details"` // only of one queue
}

// columns of a list. Those that are objects are asked for as a whole: of one
// without the members that are asked for RabbitMQ makes an empty list.
const queueColumns = "vhost,name,type,policy,effective_policy_definition,durable,auto_delete,exclusive,arguments,messages,messages_ready," +
	"messages_unacknowledged,message_bytes,consumers,messages_details,message_stats"

func (q queueRow) statistics() sources.QueueStatistics {
	stats := q.Stats.value
	return sources.QueueStatistics{
		VHost: string(q.VHost), Name: string(q.Name), Type: string(q.Type), Policy: string(q.Policy), Bounds: q.Bounds.value,
		Durable: bool(q.Durable), AutoDelete: bool(q.AutoDelete), Exclusive: bool(q.Exclusive), Arguments: q.Arguments.value,
		Messages: q.Messages.count(), Ready: q.Ready.count(), Unacked: q.Unacked.count(), Bytes: q.Bytes.size(), Readers: q.Readers.count(),
		Published: stats.Published.value.Rate.rate(), Delivered: stats.Delivered.value.Rate.rate(), Acked: stats.Acked.value.Rate.rate(),
		Growth: q.Growth.value.Rate.rate(),
	}
}

func page(columns string) url.Values {
	return url.Values{"page": {"1"}, "page_size": {strconv.Itoa(pageSize)}, "columns": {columns}}
}

// queues lists what there is, on a broker where that is not too much.
func (w *work) queues(ctx context.Context) {
	queues, l, err := w.api.queues(ctx, page(queueColumns))
	if err != nil {
		w.failed(ctx, sources.Queues, "queues", err)
		return
	}
	w.add(queues)
	w.cut(sources.Queues, "queues", len(queues), l)
	w.shown(l.total)
}

// shown says that queues are kept from the user. Only an administrator is shown
// virtual hosts that he may not enter.
func (w *work) shown(total number) {
	shown, all, user := total.count(), w.s.QueuesInAll, sources.Visible(w.api.user)
	if w.wide && !w.all && shown != nil && all != nil && *shown < *all {
		hidden := *all - *shown
		w.s.Hidden = &hidden
		w.lack("user %s is shown only %d of %d queues, those of the virtual hosts that it may enter (%s)",
			user, *shown, *all, rabbitmq.Line("set_permissions", "-p", "VHOST", user, "^$", "^$", "^$"))
	}
}

// add leaves out what is there already.
func (w *work) add(queues []queueRow) {
	have := map[[2]string]bool{}
	for _, q := range w.s.Queues {
		have[[2]string{q.VHost, q.Name}] = true
	}
	for _, q := range queues {
		if at := [2]string{string(q.VHost), string(q.Name)}; !have[at] {
			have[at] = true
			w.s.Queues = append(w.s.Queues, q.statistics())
		}
	}
}

func (a *api) queues(ctx context.Context, query url.Values) (queues []queueRow, l list, err error) {
	l, err = rows(ctx, a, "queues", query, pageSize, func(q queueRow) {
		if q.Name != "" { // a queue has one
			queues = append(queues, q)
		}
	})
	return queues, l, err
}
