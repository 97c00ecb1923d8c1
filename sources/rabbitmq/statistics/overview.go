package statistics

import (
	"context"
	"errors"
	"io"

	"github.com/ceilotop/ceilotop/sources"
)

// overview is /api/overview.
type overview struct {
	Version   text `json:"rabbitmq_version"`
	Cluster   text `json:"cluster_name"`
	Node      text `json:"node"`
	RatesMode text `json:"rates_mode"`
	// Disabled is true where the broker counts nothing but messages in queues.
	Disabled flag `json:"disable_stats"`
	Stats    maybe[struct {
		Unroutable number `json:"drop_unroutable"`
	}] `json:"message_stats"`
	Queues maybe[struct {
		Messages number      `json:"messages"`
		Growth   maybe[pace] `json:"messages_details"`
	}] `json:"queue_totals"`
	Objects maybe[struct {
		Queues number `json:"queues"`
	}] `json:"object_totals"`
}

func (a *api) overview(ctx context.Context) (o overview, err error) {
	err = a.get(ctx, "overview", nil, func(r io.Reader) error { return readObject(r, &o) })
	if err == nil && o.Version == "" && o.Cluster == "" {
		err = errors.New("it is no RabbitMQ management API")
	}
	return o, err
}

func (o overview) fill(s *sources.Statistics) {
	s.Version = string(o.Version)
	s.Unroutable = o.Stats.value.Unroutable.size()
	s.Messages = o.Queues.value.Messages.count()
	s.Growth = o.Queues.value.Growth.value.Rate.rate()
	s.QueuesInAll = o.Objects.value.Queues.count()
}
