package doctor

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// levels are the priorities that oslo.messaging's notifier has: a publisher
// makes a queue for each that it uses, TOPIC.LEVEL, whether anybody reads it or
// not (oslo_messaging/notify/notifier.py).
var levels = []string{"audit", "critical", "debug", "error", "info", "sample", "warn"}

// agentQueue and versionedTopic have their names from oslo.messaging's and
// Nova's defaults, eventQueue from Ceilometer's own event pipeline.
const (
	agentQueue     = "notifications.info"
	versionedTopic = "versioned_notifications"
	eventQueue     = "event.sample"
	meteringQueue  = "metering.sample"
)

// topicOf takes the name of a notification queue apart: notifications.info. Any
// other topic with one of the levels counts as well, since operators choose
// theirs.
func topicOf(name string) (topic, level string, ok bool) {
	at := strings.LastIndexByte(name, '.')
	if at <= 0 || !slices.Contains(levels, name[at+1:]) {
		return "", "", false
	}
	return name[:at], name[at+1:], true
}

// Notifies reports whether a queue of this name holds notifications.
func Notifies(queue string) bool {
	_, _, ok := topicOf(queue)
	return ok
}

func notifies(q *sources.QueueStatistics) bool { return Notifies(q.Name) }

// ours are the names of ceilotop's taps, which are nobody's business here.
func ours(q *sources.QueueStatistics) bool {
	return q.Exclusive || strings.HasPrefix(q.Name, "ceilotop.")
}

// queues are the broker's queues that a check is about.
func (b side) queues(about func(*sources.QueueStatistics) bool) []*sources.QueueStatistics {
	var all []*sources.QueueStatistics
	for i := range b.now.Queues {
		if q := &b.now.Queues[i]; !ours(q) && about(q) {
			all = append(all, q)
		}
	}
	return all
}

// bound is what keeps a queue from growing for ever; "" nothing does. Known is
// false for a policy whose text was not seen.
func (b side) bound(q *sources.QueueStatistics) (by string, known bool) {
	for _, name := range []string{"x-message-ttl", "x-max-length", "x-max-length-bytes", "x-expires"} {
		if _, ok := q.Arguments[name]; ok {
			return name, true
		}
	}
	if q.Policy == "" {
		return "", true
	}
	if q.Bounds != nil { // as the broker itself has it in effect
		if slices.ContainsFunc(bounds, func(name string) bool { _, ok := q.Bounds[name]; return ok }) {
			return q.Policy, true
		}
		return "", true
	}
	server := b.seen.Facts.Servers.BrokerA
	if b.name == "B" {
		server = b.seen.Facts.Servers.BrokerB
	}
	if server == nil {
		return "", false
	}
	i := slices.IndexFunc(server.Policies, func(p setup.Policy) bool { return p.Name == q.Policy })
	if i < 0 {
		return "", false
	}
	for _, name := range bounds {
		if _, ok := server.Policies[i].Definition[name]; ok {
			return q.Policy, true
		}
	}
	return "", true
}

// bounds are what a policy may have that keeps a queue from growing for ever.
var bounds = []string{"message-ttl", "max-length", "max-length-bytes", "expires"}

// policyFor is the command that bounds queues of a broker. A queue has one policy
// alone: the one with the highest priority.
func policyFor(vhost, name, pattern string) string {
	return "rabbitmqctl set_policy -p " + setup.ShellWord(vhost) + " --priority 1 --apply-to queues " + name + " " + setup.ShellWord(pattern) +
		` '{"message-ttl":604800000,"max-length":1000000}'`
}

// exactly is a pattern of the one name.
func exactly(name string) string { return "^" + regexp.QuoteMeta(name) + "$" }

// boundName names the policy of a topic, and topicPattern are its queues.
func boundName(topic string) string {
	return "ceilotop-" + strings.Map(func(r rune) rune {
		if r == '-' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' {
			return r
		}
		return '-'
	}, topic)
}

func topicPattern(topic string) string { return "^" + regexp.QuoteMeta(topic) + `\.` }
