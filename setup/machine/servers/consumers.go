package servers

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
)

// Consumers asks broker B who consumes a queue of its virtual host. A queue that
// is not there has none. Nothing is asked when the facts are those of another
// machine, unless it has servers of its own.
func Consumers(ctx context.Context, a setup.Answers, f setup.Facts, o Options, queue string) ([]verify.Consumer, error) {
	if !f.System.Reaches() {
		return nil, &failure{text: "who consumes " + queue + " is not asked: the files are not those of this machine"}
	}
	limited, cancel := context.WithTimeout(ctx, o.timeout())
	defer cancel()
	server, err := connectB(limited, a.BrokerB, f, o)
	if err != nil {
		return nil, err
	}
	if _, slow := server.(*ctl); slow {
		limited, cancel = context.WithTimeout(ctx, ctlFactor*o.timeout())
		defer cancel()
	}
	return server.consumers(limited, cmp.Or(a.BrokerB.VHost, "/"), queue)
}

// consumers are those that the management API knows. The program's name is in
// the properties that oslo.messaging gives its connection: PROGRAM:PID:UUID
// (since 5.6.0).
func (a *admin) consumers(ctx context.Context, vhost, queue string) ([]verify.Consumer, error) {
	if vhost == "" || queue == "" {
		return nil, errNoName
	}
	all, err := a.client(ctx).ListConsumersIn(vhost)
	switch {
	case missing(err):
		return nil, nil
	case errors.As(err, new(*json.UnmarshalTypeError)):
		// Of a channel without statistics yet RabbitMQ says "[]" where it
		// otherwise says whose it is.
		return a.consumerCount(ctx, vhost, queue)
	case err != nil:
		return nil, a.explain(ctx, "ask who consumes "+sources.Visible(queue), err)
	}
	var found []verify.Consumer
	for _, c := range all {
		if c.Queue.Name != queue {
			continue
		}
		one := verify.Consumer{Host: c.ChannelDetails.PeerHost, User: c.ChannelDetails.User}
		if name := c.ChannelDetails.ConnectionName; name != "" && len(found) < named {
			if connection, err := a.client(ctx).GetConnection(name); err == nil && connection != nil {
				program, _ := connection.ClientProperties["connection_name"].(string)
				one.Program, _, _ = strings.Cut(program, ":")
			}
		}
		found = append(found, one)
	}
	return found, nil
}

func (a *admin) consumerCount(ctx context.Context, vhost, queue string) ([]verify.Consumer, error) {
	all, err := a.queues(ctx, vhost)
	for _, q := range all {
		if q.Name == queue {
			return make([]verify.Consumer, q.Consumers), err
		}
	}
	return nil, err
}

// named is for how many consumers the program is asked for.
const named = 8

// consumers are those that rabbitmqctl lists: not whose they are.
func (c *ctl) consumers(ctx context.Context, vhost, queue string) ([]verify.Consumer, error) {
	var rows []struct {
		Queue string `json:"queue_name"`
	}
	if err := c.table(ctx, &rows, "list_consumers", in(vhost), "queue_name"); err != nil {
		return nil, err
	}
	var found []verify.Consumer
	for _, r := range rows {
		if r.Queue == queue {
			found = append(found, verify.Consumer{})
		}
	}
	return found, nil
}
