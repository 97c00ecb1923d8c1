package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// exchangeChecks are about the way from an exchange to Ceilometer's queue.
var exchangeChecks = []Check{
	{
		ID: "queue-missing", Title: "Ceilometer's queue is there on broker B", Severity: Critical,
		Why:    "What is sent is lost without a word to anybody. The services declared the queue once and never do so again before they are restarted.",
		Fix:    "restart ceilometer-agent-notification, which declares and binds it, or the services that send",
		Source: "oslo.messaging impl_rabbit.py", Needs: []Part{BrokerB}, Judge: onB(queueMissing),
	},
	{
		ID: "exchange-unbound", Title: "every exchange that notifies leads to Ceilometer's queue", Severity: Critical,
		Why:    "Events reach this exchange, as the tap sees, and end there.",
		Fix:    "add the exchange to notification_control_exchanges in [notification] of ceilometer.conf and restart the agent, or restart the service that sends to it",
		Source: "ceilometer notification.py", Needs: []Part{BrokerB, Events}, Judge: onB(exchangeUnbound),
	},
	{
		ID: "exchange-openstack", Title: "Cinder sends to an exchange of its own", Severity: Info,
		Why:    "A service without control_exchange sends to openstack. Ceilometer does not listen there, and hears the service all the same, because it binds the shared queue to its own exchange. Whoever looks for an exchange named cinder finds none.",
		Fix:    "set control_exchange = cinder in cinder.conf if a program listens to that exchange",
		Source: "oslo.messaging transport.py", Needs: []Part{BrokerB}, Judge: onB(exchangeOpenstack),
	},
	{
		ID: "exchange-absent", Title: "every service has sent its first notification", Severity: Info,
		Why:    "A service makes its exchange with its first notification, and again with the first one after a broker was restarted.",
		Fix:    "make the service send something: ceilotop setup has harmless ways",
		Source: "oslo.messaging impl_rabbit.py", Needs: []Part{Taps, Configuration}, Judge: exchangeAbsent,
	},
}

// exchanges are the broker's exchanges that events came from lately.
func (b side) arrivals() map[string]uint64 {
	all := make(map[string]uint64)
	for _, a := range b.seen.Arrivals {
		if a.Broker == b.name && a.Exchange != "" {
			all[a.Exchange] += a.Count
		}
	}
	return all
}

func queueMissing(b side) []Finding {
	if len(b.queues(func(q *sources.QueueStatistics) bool { return q.Name == agentQueue })) > 0 {
		return nil
	}
	if closed := b.closed(); closed != nil {
		return closed
	}
	var evidence []Evidence
	arrived := b.arrivals()
	for _, name := range keys(arrived) {
		evidence = append(evidence, Evidence{Text: fmt.Sprintf("events that came over the exchange %s: %d", name, arrived[name])})
	}
	if len(evidence) > 0 {
		return []Finding{{Result: Critical, Subject: b.String(), Title: fmt.Sprintf("there is no queue %s on broker B, and services send", agentQueue), Evidence: evidence}}
	}
	for _, x := range b.now.Exchanges {
		if slices.Contains(publishing, x.Name) {
			return []Finding{{Result: Warning, Subject: b.String(), Title: fmt.Sprintf("there is no queue %s on broker B, but the exchange %s is there", agentQueue, x.Name)}}
		}
	}
	return []Finding{{
		Result: Info, Subject: b.String(), Title: fmt.Sprintf("there is no queue %s on broker B yet", agentQueue),
		Why: "Neither a service nor the agent was there since the broker was started.",
	}}
}

// publishing are the exchanges of the services that notify, by their defaults.
var publishing = []string{"nova", "glance", "cinder", "openstack", "neutron", "keystone", "heat", "ironic", "swift", "sahara", "trove", "zaqar", "magnum", "dns", "designate", "manila", "octavia", "barbican", "aodh"}

func keys(counts map[string]uint64) []string {
	var all []string
	for name := range counts {
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}

// exchangeUnbound needs both: events that came, and bindings that are not there.
// An exchange that is silent may have lost its publisher.
func exchangeUnbound(b side) (all []Finding) {
	arrived := b.arrivals()
	if len(arrived) == 0 {
		return nil
	}
	if closed := b.closed(); closed != nil {
		return closed
	}
	if len(b.queues(func(q *sources.QueueStatistics) bool { return q.Name == agentQueue })) == 0 {
		return nil // queue-missing says that
	}
	for _, name := range keys(arrived) {
		var to []string
		for _, bound := range b.now.Bindings {
			if bound.Exchange == name && !strings.HasPrefix(bound.Queue, "ceilotop.") {
				to = append(to, bound.Queue)
			}
		}
		if slices.ContainsFunc(to, func(queue string) bool { _, _, ok := topicOf(queue); return ok }) {
			continue
		}
		all = append(all, Finding{
			Result: Critical, Subject: name, Title: fmt.Sprintf("the exchange %s on broker B leads to no queue of notifications", name),
			Evidence: []Evidence{{Text: fmt.Sprintf("events that came over the exchange %s: %d", name, arrived[name])}},
		})
	}
	return all
}

func exchangeOpenstack(b side) []Finding {
	for _, bound := range b.now.Bindings {
		if bound.Exchange == "openstack" && bound.Queue == agentQueue {
			return []Finding{{
				Result: Info, Subject: "openstack", Title: "a service sends to the exchange openstack",
				Evidence: []Evidence{{Text: fmt.Sprintf("%s is bound to it", agentQueue), Queue: &QueueName{b.name, bound.VHost, bound.Queue}}},
			}}
		}
	}
	if len(b.now.Bindings) == 0 {
		return b.closed()
	}
	return nil
}

// exchangeAbsent looks at the tap of B. Where there is none all goes over A.
func exchangeAbsent(s *Seen) []Finding {
	name := "A"
	if slices.ContainsFunc(s.Taps, func(t sources.BrokerStatus) bool { return t.Broker == "B" }) {
		name = "B"
	}
	for _, t := range s.Taps {
		if t.Broker != name || t.State != sources.Live {
			continue
		}
		var silent []string
		for _, p := range s.programs() {
			if slices.Contains([]string{"nova", "glance", "cinder", "keystone", "neutron", "heat"}, p.Service) && slices.Contains(t.Missing, p.exchange()) && !slices.Contains(silent, p.Service) {
				silent = append(silent, p.Service)
			}
		}
		if len(silent) > 0 {
			return []Finding{{Result: Info, Subject: t.Address, Title: fmt.Sprintf("%s has sent nothing over broker %s since it was started", strings.Join(silent, ", "), name)}}
		}
	}
	return nil
}

// exchange is the one that a program's notifications go to. Cinder sets none of
// its own.
func (p program) exchange() string {
	if v, set := p.get("DEFAULT", "control_exchange"); set && v.Text != "" {
		return v.Text
	}
	if p.Service == "cinder" {
		return "openstack"
	}
	return p.Service
}
