package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// brokenAgent has a real agent of Ceilometer's.
func brokenAgent(t *testing.T, broker *sourcestest.Broker) {
	if !sourcestest.HaveAgent() || !sourcestest.HaveKeystone() {
		unavailable(t, "Ceilometer's agent or Keystone is not installed; on Debian: apt-get install --no-install-recommends ceilometer-agent-notification keystone")
	}
	i := sourcestest.Keystone(t)
	const meters = "pipelines = meter\n" // and not that of events
	w := newWard(t, broker, i, "[notification]\n", "[notification]\n"+meters)
	const file = "etc/ceilometer/ceilometer.conf"
	config, log := filepath.Join(w.root, file), filepath.Join(w.root, "var/log/ceilometer/ceilometer-agent-notification.log")
	done(t, os.MkdirAll(filepath.Dir(log), 0o755))
	w.edit(t, file, "[DEFAULT]\n", "[DEFAULT]\nlog_file = "+log+"\n")
	w.agent = sourcestest.Agent(t)
	w.agent.Start(t, config)
	again := func() { // its old log is put away
		w.agent.Stop()
		_ = os.Remove(log)
		w.agent.Start(t, config)
	}
	// changed starts it with another file, and again with its own.
	changed := func(t *testing.T, old, with string) func() {
		back := w.edit(t, file, old, with)
		again()
		return together(back, again)
	}
	w.suffer(t, []trouble{
		{"it is stopped", []string{"queue-unread"}, func(t *testing.T) func() {
			w.agent.Stop()
			return again
		}},
		{"a second consumer", []string{"queue-shared"}, func(t *testing.T) func() {
			other := w.consume(t, w.b, "stacktach-worker", infos)
			return func() { other.Close() }
		}},
		{"it wants queues that are durable", []string{"broker-durable", "log-queue", "queue-unread"}, func(t *testing.T) func() {
			return changed(t, "[publisher]\n", "[oslo_messaging_rabbit]\namqp_durable_queues = True\n[publisher]\n")
		}},
		{"it reads another topic", []string{"queue-unread", "topics-differ"}, func(t *testing.T) func() {
			return changed(t, "topics = notifications", "topics = telemetry")
		}},
		{"it publishes its own events", []string{"queue-events"}, func(t *testing.T) func() {
			back := changed(t, meters, "")
			stop := w.send(t, w.b, sending{exchange: "nova", key: infos})
			return func() {
				stop()
				back()
				dropQueue(t, w.b, "event.sample")
			}
		}},
	})
}

// deadGnocchi comes when all others are done: every cloud here has its stores in
// one catalogue.
func deadGnocchi(t *testing.T, broker *sourcestest.Broker, i *sourcestest.Identity) {
	w := newWard(t, broker, i)
	w.read(t)
	remove := i.Service(t, "metric", sourcestest.Region, map[string]string{"public": refusing(t)})
	w.await(t, "store-unreachable")
	remove()
}

// missingEndpoint takes Ceilometer's API out of the catalogue. It was last a part of
// Pike. For the same reason as a dead Gnocchi it comes last.
func missingEndpoint(t *testing.T, broker *sourcestest.Broker, i *sourcestest.Identity) {
	w := newWard(t, broker, i, "Version: 1:19.0.0-1", "Version: 1:9.0.5-1")
	w.read(t)
	url := behindKeystone(t, i, sourcestest.CeilometerAPI(t, sourcestest.SmallCloud()))
	listed := func() (remove func()) {
		return i.Service(t, "metering", sourcestest.Region, map[string]string{"public": url, "internal": url, "admin": url})
	}
	remove := listed()
	w.await(t)
	remove()
	w.await(t, "catalogue-metering")
	listed()
	w.await(t)
}
