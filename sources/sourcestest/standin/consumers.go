package standin

import (
	"net/http"
	"strconv"
)

// Consumer is one that the broker says it has: a client that reads a queue.
type Consumer struct{ Queue, VHost, User, Program string }

// Consumes has the broker ask for its consumers whenever somebody asks it.
func (b *Broker) Consumes(ask func() []Consumer) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.consumes = ask
}

// consumers are all of them. The caller holds the lock.
func (b *Broker) consumers() []Consumer {
	if b.consumes == nil {
		return nil
	}
	return b.consumes()
}

// connectionName is that of a program's one connection.
func (b *Broker) connectionName(c Consumer) string {
	return "127.0.0.1:" + c.Program + " -> 127.0.0.1:" + strconv.Itoa(b.Port())
}

func (b *Broker) listConsumers(w http.ResponseWriter, vhost string) {
	list := []map[string]any{}
	for i, c := range b.consumers() {
		if c.VHost != vhost {
			continue
		}
		list = append(list, map[string]any{
			"consumer_tag": strconv.Itoa(i + 1), "ack_required": true, "exclusive": false, "prefetch_count": 100, "active": true,
			"queue":           map[string]any{"name": c.Queue, "vhost": c.VHost},
			"channel_details": map[string]any{"connection_name": b.connectionName(c), "name": b.connectionName(c) + " (1)", "number": 1, "node": "stand-in@localhost", "peer_host": "127.0.0.1", "user": c.User},
		})
	}
	answer(w, http.StatusOK, list)
}

func (b *Broker) connection(w http.ResponseWriter, name string) {
	for _, c := range b.consumers() {
		if b.connectionName(c) == name {
			answer(w, http.StatusOK, map[string]any{
				"name": name, "user": c.User, "vhost": c.VHost, "peer_host": "127.0.0.1", "state": "running",
				"client_properties": map[string]any{"connection_name": c.Program + ":1:stand-in", "product": "a stand-in"},
			})
			return
		}
	}
	notFound(w)
}
