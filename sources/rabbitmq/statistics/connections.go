package statistics

import (
	"context"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// connectionRow is a row of /api/connections.
type connectionRow struct {
	Name   text   `json:"name"`
	User   text   `json:"user"`
	VHost  text   `json:"vhost"`
	Peer   text   `json:"peer_host"`
	State  text   `json:"state"`
	Since  number `json:"connected_at"` // milliseconds
	Client maybe[struct {
		Name text `json:"connection_name"`
	}] `json:"client_properties"`
}

// channelRow is a row of /api/channels. Only channels count what is published.
type channelRow struct {
	Connection maybe[struct {
		Name text `json:"name"`
	}] `json:"connection_details"`
	Stats maybe[struct {
		Published maybe[pace] `json:"publish_details"`
	}] `json:"message_stats"`
}

// connections lists those of the virtual host, the busiest first.
func (w *work) connections(ctx context.Context) {
	if w.overview.Disabled {
		w.partly(sources.Connections)
		w.partly(sources.Consumers)
		w.lack("the broker keeps no statistics, so rates, connections and consumers are unknown (management.disable_stats in rabbitmq.conf)")
		return
	}
	query := page("name,user,vhost,peer_host,state,connected_at,client_properties")
	query.Set("sort", "recv_oct_details.rate")
	query.Set("sort_reverse", "true")
	of := "vhosts/" + url.PathEscape(w.vhost)
	l, err := rows(ctx, w.api, of+"/connections", query, pageSize, func(c connectionRow) {
		connection := sources.Connection{
			Name: string(c.Name), User: string(c.User), VHost: w.vhost, Peer: string(c.Peer), State: string(c.State),
		}
		connection.Program, connection.PID = program(string(c.Client.value.Name))
		if ms := c.Since.count(); ms != nil {
			connection.Since = time.UnixMilli(int64(*ms)).UTC()
		}
		w.s.Connections = append(w.s.Connections, connection)
	})
	if err != nil {
		w.failed(ctx, sources.Connections, "connections", err)
		return
	}
	w.cut(sources.Connections, "connections", len(w.s.Connections), l)

	published := map[string]float64{}
	query = page("connection_details,message_stats")
	query.Set("sort", "message_stats.publish_details.rate")
	query.Set("sort_reverse", "true")
	_, err = rows(ctx, w.api, of+"/channels", query, pageSize, func(c channelRow) {
		if rate := c.Stats.value.Published.value.Rate; rate.known {
			published[string(c.Connection.value.Name)] += rate.value
		}
	})
	if err != nil {
		w.failed(ctx, sources.Connections, "channels, which tell how much a connection publishes,", err)
	}
	for i := range w.s.Connections {
		if rate, known := published[w.s.Connections[i].Name]; known {
			w.s.Connections[i].Published = &rate
		}
	}
}

// program reads the name that oslo.messaging gives to a connection since 5.6.0,
// program:pid:uuid. A program may have colons in its name.
func program(name string) (program string, pid int) {
	rest, id, ok := cutLast(name)
	if !ok || len(id) != 36 || strings.Count(id, "-") != 4 {
		return "", 0
	}
	program, number, _ := cutLast(rest)
	if pid, _ = strconv.Atoi(number); pid <= 0 || program == "" {
		return "", 0
	}
	return program, pid
}

func cutLast(s string) (before, after string, found bool) {
	i := strings.LastIndexByte(s, ':')
	if i < 0 {
		return "", s, false
	}
	return s[:i], s[i+1:], true
}
