package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// meetingChecks are about senders and listeners: whether they meet.
var meetingChecks = []Check{
	{
		ID: "sent-where-nobody-listens", Title: "Ceilometer listens on the brokers that services notify", Severity: Critical,
		Why:    "The notifications pile up in a queue of that broker that nobody reads, and no meter is made of them.",
		Fix:    "name that broker, with its virtual host, in [notification] messaging_urls of ceilometer.conf: one line for each",
		Source: "ceilometer/notification.py: messaging_urls, in place of its own transport",
		Needs:  []Part{Configuration}, Judge: sentWhereNobodyListens,
	},
	{
		ID: "one-stayed-behind", Title: "all services here notify the same broker", Severity: Warning,
		Why:    "A part of the events is still on broker A. Typically the nodes were edited and the controller's own services were not, so that scheduler.*, the API's and some create.start are missing on B.",
		Fix:    "give the file the [oslo_messaging_notifications] transport_url of the others, and restart the service",
		Source: "oslo.messaging notify/notifier.py; each node that notifies has a file of its own",
		Needs:  []Part{Configuration}, Judge: oneStayedBehind,
	},
	{
		ID: "topics-differ", Title: "services send to a topic that Ceilometer reads", Severity: Critical,
		Why:    "Each topic has queues of its own. Those of this one fill, and nobody reads them.",
		Fix:    "let topics be the same in [oslo_messaging_notifications] of the service and of ceilometer.conf",
		Source: "oslo.messaging notify/notifier.py topics; ceilometer/notification.py",
		Needs:  []Part{Configuration}, Judge: topicsDiffer,
	},
}

// sentWhereNobodyListens needs an agent's configuration here: without one it is
// on another node.
func sentWhereNobodyListens(s *Seen) (found []Finding) {
	agents := s.ceilometers()
	var ears []way
	for _, p := range agents {
		ears = append(ears, s.listens(p)...)
	}
	if len(agents) == 0 {
		return []Finding{{Result: NotApplicable, Why: "no Ceilometer has its configuration on this machine"}}
	}
	if len(ears) == 0 {
		return []Finding{{Result: Unknown, Why: "where Ceilometer listens does not stand in a file that could be read"}}
	}
	for _, p := range s.programs() {
		to, ok := s.notifies(p)
		heard := slices.ContainsFunc(ears, func(w way) bool { return w.broker.Name == to.broker.Name })
		if !ok || heard || !p.notifier() || len(p.drivers(sends)) == 0 {
			continue
		}
		f := Finding{
			Result: Critical, Subject: p.Service,
			Title:    fmt.Sprintf("%s notifies broker %s at %s, where Ceilometer does not listen", p.name, to.broker.Name, to.address()),
			Evidence: []Evidence{to.evidence(), ears[0].evidence()}, Step: s.mending("C12"),
		}
		if i := slices.IndexFunc(ears, func(w way) bool { return w.broker.Name == "B" }); i >= 0 && to.broker.Name == "A" && (!p.known() || p.of.HonoursNotificationURL()) {
			f.Evidence[1], f.Step = ears[i].evidence(), s.mending(steps[p.Service]...)
			f.Fix = fmt.Sprintf("set transport_url in [oslo_messaging_notifications] of %s to broker B, where Ceilometer listens, and restart the service", p.Main)
		}
		if i := slices.IndexFunc(ears, func(w way) bool { return sameServers(w.broker, to.broker) }); i >= 0 {
			f.Title = fmt.Sprintf("%s notifies virtual host %s, and Ceilometer listens on %s alone", p.name, to.broker.URL.VirtualHost, ears[i].broker.URL.VirtualHost)
			f.Evidence[1] = ears[i].evidence()
		}
		found = append(found, f)
	}
	return once(found)
}

// sameServers reports whether two brokers are virtual hosts of one RabbitMQ.
func sameServers(x, y setup.Broker) bool {
	u := x.URL
	u.VirtualHost = y.URL.VirtualHost
	return u.Same(y.URL)
}

// oneStayedBehind compares the programs that could notify another broker than
// their calls: once one of them does, all should.
func oneStayedBehind(s *Seen) (found []Finding) {
	var moved, behind []way
	for _, p := range s.programs() {
		to, ok := s.notifies(p)
		if !ok || !p.notifier() || len(p.drivers(sends)) == 0 || p.known() && !p.of.HonoursNotificationURL() && !p.of.OnlyNotifies() {
			continue
		}
		if to.broker.Name == "A" {
			behind = append(behind, to)
		} else {
			moved = append(moved, to)
		}
	}
	if len(moved) == 0 {
		return nil
	}
	for _, w := range behind {
		found = append(found, Finding{
			Result: Warning, Subject: w.program.Main,
			Title:    fmt.Sprintf("%s still notifies broker A, and %s broker %s", w.program.name, moved[0].program.name, moved[0].broker.Name),
			Evidence: []Evidence{w.evidence(), moved[0].evidence()}, Step: s.mending(steps[w.program.Service]...),
		})
	}
	return once(found)
}

// topics are those of a program, with the line that names them. Ceilometer's own
// old option wins over the one of oslo.messaging.
func (p program) topics() ([]string, Evidence) {
	v, ok := p.get(notifications, "topics")
	if w, found := p.get(defaults, "notification_topics"); found && p.Service == ceilometer && (!p.known() || p.of.OldNames()) {
		v, ok = w, true
	}
	if !ok {
		return []string{"notifications"}, Evidence{Text: "topics = notifications, by default", File: p.Main}
	}
	var all []string
	for topic := range strings.SplitSeq(v.Text, ",") {
		if topic = strings.TrimSpace(topic); topic != "" {
			all = append(all, topic)
		}
	}
	return all, shown(v)
}

// topicsDiffer looks for one topic that both sides have: services that send to
// several send each event to each of them.
func topicsDiffer(s *Seen) (found []Finding) {
	agents := s.ceilometers()
	if len(agents) == 0 {
		return []Finding{{Result: NotApplicable, Why: "no Ceilometer has its configuration on this machine"}}
	}
	var read []string
	var where Evidence
	for _, p := range agents {
		topics, at := p.topics()
		read, where = append(read, topics...), at
	}
	for _, p := range s.programs() {
		topics, at := p.topics()
		unread := slices.DeleteFunc(slices.Clone(topics), func(t string) bool { return slices.Contains(read, t) })
		if !p.notifier() || len(p.drivers(sends)) == 0 || len(unread) == 0 {
			continue
		}
		f := Finding{
			Result: Critical, Subject: p.Main,
			Title:    fmt.Sprintf("%s sends to the topic %s, and Ceilometer reads %s", p.name, strings.Join(topics, ", "), strings.Join(read, ", ")),
			Evidence: []Evidence{at, where}, Step: s.mending(append(slices.Clone(steps[p.Service]), "C12")...),
		}
		if len(unread) < len(topics) {
			f.Result = Info
			f.Why = "It sends each event to each of its topics. The queues of this one fill unless another program reads them."
			f.Title = fmt.Sprintf("%s sends to the topic %s too, which Ceilometer does not read", p.name, strings.Join(unread, ", "))
		}
		found = append(found, f)
	}
	return once(found)
}
