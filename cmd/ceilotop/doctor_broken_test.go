package main

import (
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestDoctorFindsWhatIsBrokenAndNothingElse breaks one thing after the other in
// clouds of real brokers, sees that finding and no other one, mends it and sees
// it go. Each cloud has its own virtual hosts, so that they need not wait for
// each other.
func TestDoctorFindsWhatIsBrokenAndNothingElse(t *testing.T) {
	t.Parallel()
	var i *sourcestest.Identity
	if sourcestest.HaveKeystone() {
		i = sourcestest.Keystone(t)
	}
	broker := sourcestest.SharedB(t)
	t.Run("clouds", func(t *testing.T) {
		for name, do := range map[string]func(*testing.T, *ward){
			"files": brokenFiles, "brokers": brokenBrokers, "queues": brokenQueues, "events": brokenEvents,
		} {
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				w := newWard(t, broker, i)
				w.read(t)
				do(t, w)
			})
		}
		t.Run("agent", func(t *testing.T) { t.Parallel(); brokenAgent(t, broker) })
	})
	if i != nil {
		t.Run("Gnocchi", func(t *testing.T) { deadGnocchi(t, broker, i) })
		t.Run("a catalogue without the API", func(t *testing.T) { missingEndpoint(t, broker, i) })
	}
}

// TestDoctorFindsAnAlarm has a broker of its own, since an alarm stops all who
// publish.
func TestDoctorFindsAnAlarm(t *testing.T) {
	t.Parallel()
	own := sourcestest.RabbitMQ(t)
	w := newWard(t, own, nil)
	w.read(t)
	w.suffer(t, []trouble{
		{"memory", []string{"broker-alarm"}, func(t *testing.T) func() {
			own.Ctl(t, "set_vm_memory_high_watermark", "0.00001")
			return func() { own.Ctl(t, "set_vm_memory_high_watermark", "0.4") }
		}},
		{"memory, with services that wait for ever", []string{"broker-alarm", "retry-forever"}, func(t *testing.T) func() {
			back := w.edit(t, "etc/nova/nova.conf", "retry = 3\n", "")
			stop := w.send(t, w.b, sending{exchange: "nova", key: infos})
			own.Ctl(t, "set_vm_memory_high_watermark", "0.00001")
			return together(func() { own.Ctl(t, "set_vm_memory_high_watermark", "0.4") }, stop, back)
		}},
	})
}

// brokenFiles are services whose configuration is wrong.
func brokenFiles(t *testing.T, w *ward) {
	const (
		driver  = "driver = messagingv2\n"
		section = "[oslo_messaging_notifications]"
	)
	toB := "transport_url = " + w.frontB.url(w.b) + "\n"
	all := []trouble{
		{"a driver that sends nothing", []string{"driver-missing"}, w.edits("etc/nova/nova.conf", driver, "driver = noop\n")},
		{"an audit without a driver", []string{"audit-driver", "driver-missing"}, w.edits("etc/cinder/cinder.conf", driver, "")},
		{"two drivers", []string{"driver-mixed"}, w.edits("etc/glance/glance-api.conf", driver, driver+"driver = messaging\n")},
		{"a section that is misspelt", []string{"driver-missing", "section-unread"}, w.edits("etc/glance/glance-api.conf", section, "[oslo_messaging_notification]")},
		{"a line that nobody can read", []string{"file-broken"}, w.edits("etc/cinder/cinder.conf", "[DEFAULT]\n", "[DEFAULT]\n...\n")},
		{"a URL in DEFAULT alone", []string{"one-stayed-behind", "sent-where-nobody-listens"}, func(t *testing.T) func() {
			return together(w.edit(t, "etc/glance/glance-api.conf", driver+toB, driver), w.send(t, w.a, sending{exchange: "glance", key: infos}))
		}},
		{"a release that ignores the URL", []string{"one-stayed-behind", "sent-where-nobody-listens", "url-ignored"}, w.edits("var/lib/dpkg/status", "Version: 2:25.1.0-2", "Version: 2:12.0.0-2")},
		{"versioned notifications", []string{"queue-versioned", "versioned-format"}, func(t *testing.T) func() {
			return together(w.edit(t, "etc/nova/nova.conf", "notification_format = unversioned", "notification_format = both"), fillQueue(t, w.b, "versioned_notifications.info", 20))
		}},
		{"a topic that the agent does not read", []string{"queue-level", "topics-differ"}, func(t *testing.T) func() {
			return together(w.edit(t, "etc/nova/nova.conf", "topics = notifications", "topics = billing"), fillQueue(t, w.b, "billing.info", 20))
		}},
		{"an audit that brings back what was deleted", []string{"audit-send-actions"}, w.edits("etc/cron.d/cinder-volume-usage-audit", "usage-audit\n", "usage-audit --send_actions\n")},
		{"an audit of the default period", []string{"audit-schedule"}, w.edits("etc/cinder/cinder.conf", "volume_usage_audit_period = hour\n", "")},
		{"a pipeline that drops a meter", []string{"pipeline-drops"}, w.edits("etc/ceilometer/pipeline.yaml", `"*"`, `"!image.size"`)},
		{"a pipeline that leads nowhere", []string{"pipeline-nowhere"}, w.edits("etc/ceilometer/pipeline.yaml", "gnocchi://", "notifier://")},
	}
	if w.identity != nil {
		// As in the guide that the recipe copies: both are said, what and why.
		all = append(all, trouble{
			"credentials that Keystone refuses",
			[]string{"identity-login", "value-glued"},
			w.edits("etc/ceilometer/ceilometer.conf", "password = "+w.identity.Password, "password = "+w.identity.Password+"//comment"),
		})
	}
	w.suffer(t, all)
}

// brokenBrokers are brokers that do not take what is sent.
func brokenBrokers(t *testing.T, w *ward) {
	stopped := func(t *testing.T) func() {
		w.frontB.stop()
		return func() { w.frontB.start(t) }
	}
	w.suffer(t, []trouble{
		{"a wrong password", []string{"broker-refuses"}, w.edits("etc/nova/nova.conf", "rabbit://"+w.b.User+":", "rabbit://"+w.b.User+":wrong")},
		{"a virtual host that is not there", []string{"broker-refuses", "sent-where-nobody-listens"}, w.edits("etc/neutron/neutron.conf", w.frontB.url(w.b), w.frontB.url(w.b)+"-other")},
		{"a permission that was revoked", []string{"broker-permission"}, func(t *testing.T) func() {
			w.b.Grant(t, "^ceilotop.*", "^ceilotop.*", ".*")
			return func() { w.b.Grant(t, ".*", ".*", ".*") }
		}},
		{"a broker that is down", []string{"broker-unreachable"}, stopped},
		{"a broker that is down and waited for", []string{"broker-unreachable", "retry-forever"}, func(t *testing.T) func() {
			return together(w.edit(t, "etc/nova/nova.conf", "retry = 3\n", ""), stopped(t))
		}},
	})
}

// brokenQueues are queues that nobody reads, or somebody else.
func brokenQueues(t *testing.T, w *ward) {
	filled := func(v *sourcestest.VHost, queue string) func(*testing.T) func() {
		return func(t *testing.T) func() { return fillQueue(t, v, queue, 20) }
	}
	w.suffer(t, []trouble{
		{"a second consumer", []string{"queue-shared"}, func(t *testing.T) func() {
			other := w.consume(t, w.b, "stacktach-worker", infos)
			return func() { other.Close() }
		}},
		{"versioned notifications on A", []string{"queue-versioned"}, filled(w.a, "versioned_notifications.info")},
		{"the agent's own events", []string{"queue-events"}, filled(w.b, "event.sample")},
		{"a level that nobody reads", []string{"queue-level"}, filled(w.b, "billing.error")},
		{"messages of before the move", []string{"queue-leftover"}, filled(w.a, infos)},
		{"an agent that reads A still", []string{"queue-unread", "sent-where-nobody-listens"}, func(t *testing.T) func() {
			back := w.edit(t, "etc/ceilometer/ceilometer.conf", "messaging_urls = "+w.frontB.url(w.b), "messaging_urls = "+w.frontA.url(w.a))
			w.reader.Close()
			drop := fillQueue(t, w.a, infos, 20)
			onA := w.consume(t, w.a, agentsName, infos)
			return together(back, func() { onA.Close() }, drop, func() { w.read(t) })
		}},
	})
}

// brokenEvents are events that get lost, or say that something is wrong.
func brokenEvents(t *testing.T, w *ward) {
	sent := func(s sending) func(*testing.T) func() {
		return func(t *testing.T) func() { return w.send(t, w.b, s) }
	}
	w.suffer(t, []trouble{
		{"a queue that was deleted while services send", []string{"queue-missing"}, func(t *testing.T) func() {
			stop := w.send(t, w.b, sending{exchange: "nova", key: infos})
			dropQueue(t, w.b, infos)
			return func() {
				stop()
				w.reader.Close()
				w.declare(t, w.b.Channel(t), infos)
				w.read(t)
			}
		}},
		{"an exchange that the agent does not know", []string{"exchange-unbound"}, sent(sending{exchange: "octavia", key: infos})},
		{"a binding that is gone", []string{"exchange-unbound"}, func(t *testing.T) func() {
			ch := w.b.Channel(t)
			for _, level := range wardLevels {
				done(t, ch.QueueUnbind("notifications."+level, "notifications."+level, "nova", nil))
			}
			stop := w.send(t, w.b, sending{exchange: "nova", key: infos})
			return func() {
				stop()
				for _, level := range wardLevels {
					w.declare(t, w.b.Channel(t), "notifications."+level)
				}
			}
		}},
		{"a clock that is behind", []string{"event-clock"}, sent(sending{exchange: "nova", key: infos, age: 2 * time.Hour})},
		{"a clock that is ahead", []string{"event-clock"}, sent(sending{exchange: "nova", key: infos, age: -2 * time.Hour})},
		{"events that come twice", []string{"event-duplicates"}, sent(sending{exchange: "nova", key: infos, times: 2})},
	})
}
