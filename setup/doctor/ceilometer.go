package doctor

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// ceilometerChecks are about Ceilometer's own options.
var ceilometerChecks = []Check{
	{
		ID: "secret-differs", Title: "all of Ceilometer here sign with the same secret", Severity: Critical,
		Why:    "A sample that was signed with another secret is thrown away: \"message signature invalid, discarding message\".",
		Fix:    "give all of them the same [publisher] telemetry_secret, on every node, and restart them",
		Source: "ceilometer/publisher/utils.py verify_signature",
		Needs:  []Part{Configuration}, Judge: secretDiffers,
	},
	{
		ID: "non-metric-off", Title: "it is meant that meters which only count are left out", Severity: Info,
		Why:    "Up to Newton the meters image, volume, instance, network and their kin, whose volume is always 1, are left out unless the option says otherwise. Their *.size are there.",
		Fix:    "set disable_non_metric_meters = False in [notification] to have them, or do without: Ocata removed them",
		Source: "ceilometer/meter/notifications.py at newton-eol",
		Needs:  []Part{Configuration}, Judge: nonMetricOff,
	},
	{
		ID: "database-grows", Title: "the database of samples has an end", Severity: Info,
		Why:    "With metering_time_to_live = -1, the default, samples are kept for ever, until the disk is full and nothing is stored any more.",
		Fix:    "set metering_time_to_live = 2592000 in [database] and restart the collector",
		Source: "ceilometer/storage/__init__.py; citellus 69",
		Needs:  []Part{Configuration}, Judge: databaseGrows,
	},
	{
		ID: "prefetch-unbounded", Title: "the agent does not take the whole backlog at once", Severity: Critical,
		Why:    "Up to Pike the agent takes as many messages as there are, so that its memory grows by the whole backlog when it starts, and the kernel ends it.",
		Fix:    "set rabbit_qos_prefetch_count = 100 in [oslo_messaging_rabbit] of ceilometer.conf",
		Source: "oslo.messaging impl_rabbit.py; ceilometer sets 100 since 10.0.0",
		Needs:  []Part{Configuration, BrokerB}, Judge: prefetchUnbounded,
	},
	{
		ID: "transient-denied", Title: "the broker lets services declare their queues", Severity: Critical,
		Why:    "RabbitMQ refuses from 4.3 on queues that are neither durable nor exclusive, as oslo.messaging makes them by default: nobody can declare notifications.*.",
		Fix:    "set amqp_durable_queues or rabbit_quorum_queue in [oslo_messaging_rabbit] of every service on that broker, or permit transient_nonexcl_queues there",
		Source: "rabbitmq-website docs/queues.md, deprecated features",
		Needs:  []Part{Configuration}, Wants: []Part{BrokerA, BrokerB, Taps, Logins}, Judge: transientDenied,
	},
}

// secretDiffers compares within this machine; what other nodes have is named to
// be looked at.
func secretDiffers(s *Seen) []Finding {
	const unset = "change this for valid signing" // the default
	type signer struct {
		value string
		at    Evidence
	}
	var all []signer
	for _, p := range s.ceilometers() {
		one := signer{unset, Evidence{Text: "no telemetry_secret in [publisher]", File: p.Main}}
		if v, ok := p.get("publisher", "telemetry_secret"); ok {
			one = signer{v.Text, shown(v)}
		}
		if !slices.ContainsFunc(all, func(o signer) bool { return o.at == one.at }) {
			all = append(all, one)
		}
	}
	if len(all) < 2 {
		return []Finding{{Result: NotApplicable, Why: "this machine has one secret at most; compare [publisher] telemetry_secret with the one of the other nodes"}}
	}
	for _, one := range all[1:] {
		if one.value != all[0].value {
			return []Finding{{
				Result: Critical, Subject: one.at.File, Title: "two programs of Ceilometer sign with different secrets",
				Evidence: []Evidence{all[0].at, one.at},
			}}
		}
	}
	return nil
}

func nonMetricOff(s *Seen) (found []Finding) {
	for _, p := range s.ceilometers() {
		if !p.known() || p.of.Release > profile.Newton {
			continue
		}
		f := Finding{Result: Info, Subject: p.Main, Title: "meters that only count are left out", Evidence: []Evidence{{Text: "disable_non_metric_meters = True, by default", File: p.Main}}}
		if v, ok := p.get("notification", "disable_non_metric_meters"); ok {
			if isFalse(v.Text) {
				continue
			}
			f.Evidence = []Evidence{shown(v)}
		}
		found = append(found, f)
	}
	return once(found)
}

func isFalse(v string) bool {
	return slices.Contains([]string{"false", "0", "off", "no"}, strings.ToLower(strings.TrimSpace(v)))
}

func isTrue(v string) bool {
	return slices.Contains([]string{"true", "1", "on", "yes"}, strings.ToLower(strings.TrimSpace(v)))
}

func databaseGrows(s *Seen) (found []Finding) {
	for _, p := range s.ceilometers() {
		if !p.known() || !p.of.API() {
			continue
		}
		connection, stores := p.get("database", "connection")
		if metering, ok := p.get("database", "metering_connection"); ok {
			connection, stores = metering, true
		}
		if !stores {
			continue
		}
		f := Finding{Result: Info, Subject: p.Main, Title: "samples are kept for ever", Evidence: []Evidence{shown(connection)}}
		if v, ok := p.get("database", "metering_time_to_live"); ok {
			if n, err := strconv.Atoi(strings.TrimSpace(v.Text)); err != nil || n > 0 {
				continue
			}
			f.Evidence = append(f.Evidence, shown(v))
		}
		found = append(found, f)
	}
	return once(found)
}

// backlog is how many messages make an agent without a prefetch fail.
const backlog = 100_000

func prefetchUnbounded(s *Seen) (found []Finding) {
	waiting, deepest := 0, sources.QueueStatistics{}
	for _, q := range s.B.Queues {
		if strings.HasPrefix(q.Name, "notifications.") && q.Ready != nil && *q.Ready > waiting {
			waiting, deepest = *q.Ready, q
		}
	}
	for _, p := range s.ceilometers() {
		v, ok := p.get(rabbit, "rabbit_qos_prefetch_count")
		if !p.known() || !p.of.API() || waiting <= backlog || ok && strings.TrimSpace(v.Text) != "0" {
			continue
		}
		found = append(found, Finding{
			Result: Critical, Subject: p.Main, Title: fmt.Sprintf("the agent will take %d messages of %s at once", waiting, deepest.Name),
			Evidence: []Evidence{
				{Text: "rabbit_qos_prefetch_count = 0", File: p.Main, Line: v.Line},
				{Text: fmt.Sprintf("%d messages wait", waiting), Queue: &QueueName{"B", deepest.VHost, deepest.Name}},
			},
		})
	}
	return once(found)
}

// transientDenied compares the versions of the brokers with the options of those
// that declare queues there.
func transientDenied(s *Seen) (found []Finding) {
	known := false
	for _, b := range s.Facts.Brokers {
		text := s.versionOf(b.Name)
		v, ok := profile.ParseVersion(text)
		known = known || ok
		if !ok || v.Before(4, 3) {
			continue
		}
		for _, p := range s.programs() {
			to, ok := s.notifies(p)
			if !ok || to.broker.Name != b.Name || p.Service != ceilometer && len(p.drivers(sends)) == 0 || p.lasting() {
				continue
			}
			found = append(found, Finding{
				Result: Critical, Subject: p.Main, Title: fmt.Sprintf("%s may not declare its queues on broker %s, RabbitMQ %s", p.name, b.Name, text),
				Evidence: []Evidence{{Text: "neither amqp_durable_queues nor rabbit_quorum_queue in [" + rabbit + "]", File: p.Main}, to.evidence()},
			})
		}
	}
	if !known {
		return []Finding{{Result: Unknown, Why: "the version of RabbitMQ is not known"}}
	}
	return once(found)
}

// lasting reports whether the program's queues outlive the broker's restart.
func (p program) lasting() bool {
	for _, key := range []string{"amqp_durable_queues", "rabbit_quorum_queue"} {
		if v, ok := p.get(rabbit, key); ok && isTrue(v.Text) {
			return true
		}
	}
	return false
}

// versionOf is a broker's version, from whoever knows it.
func (s *Seen) versionOf(broker string) string {
	of := func(statistics *sources.Statistics, server *setup.BrokerServer) string {
		switch {
		case statistics != nil && statistics.Version != "":
			return statistics.Version
		case server != nil:
			return server.Version
		}
		return ""
	}
	version := ""
	switch broker {
	case "A":
		version = of(s.A, s.Facts.Servers.BrokerA)
	case "B":
		version = of(s.B, s.Facts.Servers.BrokerB)
	}
	for _, tap := range s.Taps {
		if version == "" && tap.Broker == broker {
			version = tap.Version
		}
	}
	return version
}
