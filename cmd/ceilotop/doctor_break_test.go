package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// sending is a stream of notifications: how old they are and how often each is
// sent, to an exchange under a key.
type sending struct {
	exchange, key string
	age           time.Duration
	times         int
}

// send publishes notifications until the test, or what it returns, ends.
func (w *ward) send(t *testing.T, v *sourcestest.VHost, s sending) (stop func()) {
	t.Helper()
	ch := v.Channel(t)
	done(t, ch.ExchangeDeclare(s.exchange, "topic", false, false, false, false, nil))
	ended := make(chan struct{})
	var once sync.Once
	var running sync.WaitGroup
	running.Go(func() {
		for n := 0; ; n++ {
			message := fmt.Sprintf(`{"message_id": "00000000-0000-4000-8000-%012d", "publisher_id": "compute.ctl1", "event_type": "compute.instance.update", "priority": "INFO", "timestamp": "%s", "payload": {}}`,
				time.Now().UnixNano()%1e12, time.Now().UTC().Add(-s.age).Format("2006-01-02 15:04:05.000000"))
			body, _ := json.Marshal(map[string]string{"oslo.version": "2.0", "oslo.message": message})
			for range max(1, s.times) {
				_ = ch.PublishWithContext(t.Context(), s.exchange, s.key, false, false, amqp.Publishing{ContentType: "application/json", Body: body})
			}
			select {
			case <-ended:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	})
	stop = func() { once.Do(func() { close(ended) }); running.Wait() }
	t.Cleanup(stop)
	return stop
}

const infos = "notifications.info"

// fillQueue makes a queue with messages that nobody reads, and returns what takes it
// away.
func fillQueue(t *testing.T, v *sourcestest.VHost, queue string, n int) (drop func()) {
	t.Helper()
	ch := v.Channel(t)
	_, err := ch.QueueDeclare(queue, false, false, false, false, nil)
	done(t, err)
	for range n {
		done(t, ch.PublishWithContext(t.Context(), "", queue, false, false, amqp.Publishing{Body: []byte("{}")}))
	}
	return func() { dropQueue(t, v, queue) }
}

func dropQueue(t *testing.T, v *sourcestest.VHost, queue string) {
	t.Helper()
	_, err := v.Channel(t).QueueDelete(queue, false, false, false)
	done(t, err)
}

// edits is a trouble that is in a file alone.
func (w *ward) edits(file, old, with string) func(*testing.T) func() {
	return func(t *testing.T) func() { return w.edit(t, file, old, with) }
}

// edit replaces a text in a file of the cloud and returns what takes it back.
func (w *ward) edit(t *testing.T, name, old, with string) (back func()) {
	t.Helper()
	path := filepath.Join(w.root, name)
	text, err := os.ReadFile(path)
	done(t, err)
	if !strings.Contains(string(text), old) {
		t.Fatalf("%s has no %q", name, old)
	}
	done(t, os.WriteFile(path, []byte(strings.Replace(string(text), old, with, 1)), 0o640))
	return func() { done(t, os.WriteFile(path, text, 0o640)) }
}

// together does several things in their turn.
func together(all ...func()) func() {
	return func() {
		for _, do := range all {
			do()
		}
	}
}
