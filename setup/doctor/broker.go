package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// brokerChecks are about the brokers themselves: who may log in, and whether
// they take what is sent.
var brokerChecks = []Check{
	{
		ID: "broker-refuses", Title: "the brokers accept every login that the files name", Severity: Critical,
		Why:    "A service that is refused tries again for ever, once a second, and its APIs may wait for it.",
		Fix:    "write the user and password that the broker knows into the file, or change them on the broker with rabbitmqctl change_password",
		Source: "RabbitMQ docs/access-control", Needs: []Part{Logins, Taps}, Any: true, Judge: brokerRefuses,
	},
	{
		ID: "broker-unreachable", Title: "the brokers answer", Severity: Critical,
		Why:    "A service that cannot reach its broker waits for it, by default for ever, and with it the request that it serves.",
		Fix:    "start the broker or mend the way to it; retry = 3 in [oslo_messaging_notifications] keeps the APIs from waiting",
		Source: "oslo.messaging impl_rabbit.py", Needs: []Part{Logins, Taps}, Any: true, Judge: brokerUnreachable,
	},
	{
		ID: "broker-alarm", Title: "no broker has an alarm", Severity: Critical,
		Why:    "The broker takes nothing any more from anybody, on all of its nodes. Whoever publishes waits, and the APIs with him.",
		Fix:    "find the queue that has grown and the reader that it lacks, or give the broker more memory or disk",
		Source: "RabbitMQ docs/alarms", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(brokerAlarm),
	},
	{
		ID: "broker-permission", Title: "every user has the rights that notifications need", Severity: Critical,
		Why:    "A service declares and binds the queue, and the agent reads it. One that may not do so logs an error and drops the notification.",
		Fix:    "rabbitmqctl set_permissions -p / USER '.*' '.*' '.*'",
		Source: "RabbitMQ docs/access-control", Needs: []Part{Logins}, Judge: brokerPermission,
	},
	{
		ID: "tap-permission", Title: "the tap may read every exchange", Severity: Warning,
		Why:    "What these exchanges carry is not seen here. Ceilometer is not affected.",
		Fix:    "let the tap's user read the exchanges",
		Source: "RabbitMQ docs/access-control", Needs: []Part{Taps}, Wants: []Part{Logins}, Judge: tapPermission,
	},
	{
		ID: "broker-unroutable", Title: "broker B drops nothing that is sent to it", Severity: Critical,
		Why:    "A message that no queue is bound for is lost without a word to anybody. So it goes when a queue was deleted while the services run: they never declare it again before they are restarted.",
		Fix:    "restart the services that send to the exchange whose queue is gone",
		Source: "RabbitMQ docs/publishers", Needs: []Part{BrokerB}, Judge: onB(brokerUnroutable),
	},
	{
		ID: "broker-durable", Title: "services and queues agree about durability", Severity: Critical,
		Why:    "The broker refuses a queue or an exchange that is there with other arguments: 406 PRECONDITION_FAILED. The service that declares it sends nothing.",
		Fix:    "make amqp_durable_queues, amqp_auto_delete and rabbit_quorum_queue the same in every service, stop them, delete the queue and the exchange, and start them",
		Source: "oslo.messaging impl_rabbit.py", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(inequivalent),
	},
}

// origins are the options as evidence, each once.
func (s *Seen) origins(from []setup.Origin) (all []Evidence) {
	for _, o := range from {
		e := Evidence{Text: fmt.Sprintf("%s of %s", o.Key, o.Service), File: s.path(o.File), Line: o.Line}
		if !slices.Contains(all, e) {
			all = append(all, e)
		}
	}
	return all
}

// serving are the services of options, each once: nova, cinder.
func serving(from []setup.Origin) string {
	var names []string
	for _, o := range from {
		if !slices.Contains(names, o.Service) {
			names = append(names, o.Service)
		}
	}
	return strings.Join(names, ", ")
}

func brokerRefuses(s *Seen) (all []Finding) {
	refused := make(map[string]bool)
	for _, l := range s.Logins {
		if !l.Refused {
			continue
		}
		refused[l.Broker] = true
		all = append(all, Finding{
			Result: Critical, Subject: l.Address, Title: fmt.Sprintf("broker %s refuses the user %s of %s", l.Broker, l.User, serving(l.From)),
			Evidence: append(s.origins(l.From), Evidence{Text: l.Err}), Fix: l.Hint,
		})
	}
	for _, t := range s.Taps {
		if t.State == sources.Refused && !refused[t.Broker] && !s.enters(t.Broker) {
			all = append(all, Finding{Result: Critical, Subject: t.Address, Title: fmt.Sprintf("broker %s refuses the tap", t.Broker), Evidence: said(t.Err), Fix: sources.HintOf(t.Err)})
		}
	}
	return all
}

// enters reports whether a login that the files name is accepted by a broker. What
// is refused to the tap there is a right, and no service's.
func (s *Seen) enters(broker string) bool {
	return slices.ContainsFunc(s.Logins, func(l Login) bool { return l.Broker == broker && l.Reached && l.Err == "" })
}

// unasked is Unknown when none of the parts could be seen.
func (s *Seen) unasked(parts ...Part) []Finding {
	var why error
	for _, p := range parts {
		if s.Lacks[p] == nil {
			return nil
		}
		why = s.Lacks[p]
	}
	return []Finding{{Result: Unknown, Why: why.Error(), Fix: sources.HintOf(why)}}
}

func said(err error) []Evidence {
	if err == nil {
		return nil
	}
	return []Evidence{{Text: err.Error()}}
}

func brokerUnreachable(s *Seen) (all []Finding) {
	silent := make(map[string]bool)
	for _, l := range s.Logins {
		if l.Reached || l.Refused || l.Err == "" || silent[l.Broker+l.Address] {
			continue
		}
		silent[l.Broker], silent[l.Broker+l.Address] = true, true
		all = append(all, Finding{
			Result: Critical, Subject: l.Address, Title: fmt.Sprintf("broker %s does not answer at %s", l.Broker, l.Address),
			Evidence: append(s.origins(l.From), Evidence{Text: l.Err}), Fix: l.Hint,
		})
	}
	for _, t := range s.Taps {
		if t.State == sources.Retrying && !silent[t.Broker] {
			all = append(all, Finding{Result: Critical, Subject: t.Address, Title: fmt.Sprintf("the tap of broker %s has lost its connection", t.Broker), Evidence: said(t.Err), Fix: sources.HintOf(t.Err)})
		}
	}
	return all
}

func brokerAlarm(b side) (all []Finding) {
	var evidence []Evidence
	for _, n := range b.now.Nodes {
		if n.MemoryAlarm {
			e := Evidence{Text: fmt.Sprintf("%s has reached its memory watermark", n.Name)}
			if n.Memory != nil && n.MemoryLimit != nil {
				e.Text = fmt.Sprintf("%s takes %d MiB of memory, and its watermark is %d MiB", n.Name, *n.Memory>>20, *n.MemoryLimit>>20)
			}
			evidence = append(evidence, e)
		}
		if n.DiskAlarm {
			e := Evidence{Text: fmt.Sprintf("%s has too little free disk", n.Name)}
			if n.DiskFree != nil && n.DiskFreeLimit != nil {
				e.Text = fmt.Sprintf("%s has %d MiB of free disk, and needs %d MiB", n.Name, *n.DiskFree>>20, *n.DiskFreeLimit>>20)
			}
			evidence = append(evidence, e)
		}
	}
	asked := b.now.Management && len(b.now.Nodes) > 0
	for _, t := range b.seen.Taps {
		if t.Broker != b.name {
			continue
		}
		if len(evidence) == 0 {
			for _, alarm := range t.Alarms {
				evidence = append(evidence, Evidence{Text: alarm})
			}
		}
		if t.Blocked != "" {
			evidence = append(evidence, Evidence{Text: fmt.Sprintf("connection.blocked: %s", t.Blocked)})
		}
	}
	blocked := 0
	for _, c := range b.now.Connections {
		if c.State == "blocked" {
			blocked++
		}
	}
	if blocked > 0 {
		evidence = append(evidence, Evidence{Text: fmt.Sprintf("connections that are blocked: %d", blocked)})
	}
	if len(evidence) > 0 {
		return []Finding{{Result: Critical, Subject: b.String(), Title: fmt.Sprintf("broker %s has an alarm and takes no messages", b.name), Evidence: evidence}}
	}
	if !asked {
		if closed := b.closed(sources.Nodes); closed != nil {
			return closed
		}
		return []Finding{{Result: Unknown, Subject: b.String(), Why: "whether the broker has an alarm is not known", Fix: "give ceilotop's user the tag monitoring"}}
	}
	return nil
}

func brokerPermission(s *Seen) (all []Finding) {
	for _, l := range s.Logins {
		if l.Err != "" || !l.Known {
			continue // broker-refuses says that, or nothing is sent there
		}
		if len(l.Denied) == 0 {
			continue
		}
		all = append(all, Finding{
			Result: Critical, Subject: l.Address,
			Title:    fmt.Sprintf("on broker %s the user %s of %s lacks rights for notifications: %s", l.Broker, l.User, serving(l.From), strings.Join(l.Denied, ", ")),
			Evidence: s.origins(l.From),
			Fix:      fmt.Sprintf("rabbitmqctl set_permissions -p %s %s '.*' '.*' '.*'", setup.ShellWord(l.VHost), setup.ShellWord(l.User)),
		})
	}
	return all
}

func tapPermission(s *Seen) (all []Finding) {
	for _, t := range s.Taps {
		if t.State == sources.Refused && s.enters(t.Broker) {
			all = append(all, Finding{
				Result: Warning, Subject: t.Address, Title: fmt.Sprintf("broker %s lets services in, and refuses the tap", t.Broker), Evidence: said(t.Err),
				Fix: fmt.Sprintf("give ceilotop a user of its own, which no service uses, with configure, write and read on its own queues and read on the exchanges; then start it with --url %s=env:NAME", t.Broker),
			})
		}
		if len(t.Denied) == 0 {
			continue
		}
		all = append(all, Finding{
			Result: Warning, Subject: t.Address, Title: fmt.Sprintf("on broker %s the tap may not read %s", t.Broker, strings.Join(t.Denied, ", ")), Fix: t.DeniedHint,
		})
	}
	return all
}

func brokerUnroutable(b side) []Finding {
	if b.now.Unroutable == nil {
		if closed := b.closed(); closed != nil {
			return closed
		}
		return []Finding{{Result: Unknown, Subject: b.String(), Why: "the broker does not say how many messages it drops: it counts them from RabbitMQ 3.8 on"}}
	}
	dropped := *b.now.Unroutable
	if dropped == 0 {
		return nil
	}
	if b.before == nil || b.before.Unroutable == nil {
		return []Finding{{
			Result: Info, Subject: b.String(), Title: fmt.Sprintf("broker B has dropped %d messages since it was started", dropped),
			Why: "Whether it still does so takes a second look.", Fix: "look again in a minute",
		}}
	}
	if dropped <= *b.before.Unroutable { // it was started anew, or is still
		return nil
	}
	return []Finding{{Result: Critical, Subject: b.String(), Title: fmt.Sprintf("broker B drops messages that no queue is bound for: %d in %s", dropped-*b.before.Unroutable, whole(b.now.At.Sub(b.before.At)))}}
}
