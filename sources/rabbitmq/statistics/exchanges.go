package statistics

import (
	"context"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// exchangeRow is a row of /api/exchanges.
type exchangeRow struct {
	VHost      text `json:"vhost"`
	Name       text `json:"name"`
	Type       text `json:"type"`
	Durable    flag `json:"durable"`
	AutoDelete flag `json:"auto_delete"`
	Stats      maybe[struct {
		In maybe[pace] `json:"publish_in_details"`
	}] `json:"message_stats"`
}

// bindingRow is a row of the bindings of an exchange.
type bindingRow struct {
	Destination text `json:"destination"`
	Kind        text `json:"destination_type"`
	Key         text `json:"routing_key"`
}

const (
	exchangeLimit = 64     // exchanges whose bindings are asked for
	bindingLimit  = 20_000 // bindings of one exchange: on the broker of RPC some for each host
)

// exchanges lists those of the virtual host. OpenStack's are of the type topic,
// which in this order comes first.
func (w *work) exchanges(ctx context.Context) {
	query := page("vhost,name,type,durable,auto_delete,message_stats")
	query.Set("sort", "type")
	query.Set("sort_reverse", "true")
	l, err := rows(ctx, w.api, "exchanges/"+url.PathEscape(w.vhost), query, pageSize, func(e exchangeRow) {
		w.s.Exchanges = append(w.s.Exchanges, sources.Exchange{
			VHost: w.vhost, Name: string(e.Name), Type: string(e.Type), Durable: bool(e.Durable), AutoDelete: bool(e.AutoDelete),
			Published: e.Stats.value.In.value.Rate.rate(),
		})
	})
	if err != nil {
		w.failed(ctx, sources.Exchanges, "exchanges", err)
		w.partly(sources.Bindings) // whose exchanges are not known
		return
	}
	w.cut(sources.Exchanges, "exchanges", len(w.s.Exchanges), l)
}

// bindings asks each exchange that may carry notifications where they go. A list
// of all bindings has one for each queue of the broker besides.
func (w *work) bindings(ctx context.Context) {
	var names []string
	for _, e := range w.s.Exchanges {
		if e.Type == "topic" && e.Name != "" && !strings.HasPrefix(e.Name, "amq.") {
			names = append(names, e.Name)
		}
	}
	slices.SortStableFunc(names, func(x, y string) int { return rank(x) - rank(y) })
	if len(names) > exchangeLimit {
		w.partly(sources.Bindings)
		w.lack("of %d topic exchanges only %d were asked for their bindings", len(names), exchangeLimit)
		names = names[:exchangeLimit]
	}
	each(names, func(name string) {
		var found []sources.Binding
		query := url.Values{"columns": {"destination,destination_type,routing_key"}}
		path := "exchanges/" + url.PathEscape(w.vhost) + "/" + url.PathEscape(name) + "/bindings/source"
		l, err := rows(ctx, w.api, path, query, bindingLimit, func(b bindingRow) {
			if key := string(b.Key); b.Kind == "queue" && (w.names.MatchString(key) || rabbitmq.WildTopic(key)) {
				found = append(found, sources.Binding{VHost: w.vhost, Exchange: name, Queue: string(b.Destination), Key: key})
			}
		})
		if err != nil && !absent(err) {
			w.failed(ctx, sources.Bindings, "bindings of exchange "+sources.Visible(name), err)
		}
		w.cut(sources.Bindings, "bindings of exchange "+sources.Visible(name), len(found), list{more: l.more, unread: l.unread})
		w.mu.Lock()
		defer w.mu.Unlock()
		w.s.Bindings = append(w.s.Bindings, found...)
	})
	slices.SortFunc(w.s.Bindings, func(a, b sources.Binding) int {
		return strings.Compare(a.Exchange+"\x00"+a.Queue+"\x00"+a.Key, b.Exchange+"\x00"+b.Queue+"\x00"+b.Key)
	})
}

// rank puts the exchanges that services are known to use first.
func rank(exchange string) int {
	if i := slices.Index(rabbitmq.DefaultExchanges, exchange); i >= 0 {
		return i
	}
	return len(rabbitmq.DefaultExchanges)
}
