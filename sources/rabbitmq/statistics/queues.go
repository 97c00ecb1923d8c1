package statistics

import (
	"context"
	"net/url"
	"strconv"

	"github.com/ceilotop/ceilotop/sources"
)

// pageSize is how many rows of a list are read at most.
const pageSize = 500

// queueRow is a row of /api/queues.
type queueRow struct {
	VHost      text                  `json:"vhost"`
	Name       text                  `json:"name"`
	Type       text                  `json:"type"`
	Policy     text                  `json:"policy"`
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
const queueColumns = "vhost,name,type,policy,durable,auto_delete,exclusive,arguments,messages,messages_ready," +
	"messages_unacknowledged,message_bytes,consumers,messages_details,message_stats"

func (q queueRow) statistics() sources.QueueStatistics {
	stats := q.Stats.value
	return sources.QueueStatistics{
		VHost: string(q.VHost), Name: string(q.Name), Type: string(q.Type), Policy: string(q.Policy),
		Durable: bool(q.Durable), AutoDelete: bool(q.AutoDelete), Exclusive: bool(q.Exclusive), Arguments: q.Arguments.value,
		Messages: q.Messages.count(), Ready: q.Ready.count(), Unacked: q.Unacked.count(), Bytes: q.Bytes.size(), Readers: q.Readers.count(),
		Published: stats.Published.value.Rate.rate(), Delivered: stats.Delivered.value.Rate.rate(), Acked: stats.Acked.value.Rate.rate(),
		Growth: q.Growth.value.Rate.rate(),
	}
}

func page(columns string) url.Values {
	return url.Values{"page": {"1"}, "page_size": {strconv.Itoa(pageSize)}, "columns": {columns}}
}

// first are the first rows, in the broker's own order.
func (a *api) queues(ctx context.Context, query url.Values) (queues []queueRow, l list, err error) {
	l, err = rows(ctx, a, "queues", query, func(q queueRow) {
		if q.Name == "" {
			return // a queue has one
		}
		queues = append(queues, q)
	})
	return queues, l, err
}
