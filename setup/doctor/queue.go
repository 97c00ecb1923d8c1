package doctor

import (
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// unreadFix is what to do about a queue that the agent should read.
const unreadFix = "start ceilometer-agent-notification, and look whether it listens on broker B"

// queueChecks are about queues that nobody reads, or not fast enough, on every
// virtual host of A and B. None is purged or deleted here: what lies in them may
// be what someone is billed by.
var queueChecks = []Check{
	{
		ID: "queue-unread", Title: "Ceilometer reads its queues on broker B", Severity: Critical,
		Why:    "Nothing that arrives there becomes a sample, and the queue grows until the broker stops all who publish.",
		Fix:    unreadFix,
		Source: "ceilometer notification.py", Needs: []Part{BrokerB}, Judge: onB(queueUnread),
	},
	{
		ID: "queue-growing", Title: "no notification queue grows although it is read", Severity: Warning,
		Why:    "The agent is slower than the services. Samples come later and later, until the broker stops all who publish.",
		Fix:    "raise workers in [notification] of ceilometer.conf, or start one more agent",
		Source: "ceilometer notification.py", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(queueGrowing),
	},
	{
		ID: "queue-versioned", Title: "Nova's versioned notifications do not pile up", Severity: Warning,
		Why:    "Nova sends each notification in two formats by default, and Ceilometer reads the old one alone. Nothing ever empties these queues.",
		Fix:    "set notification_format = unversioned in [notifications] of nova.conf and restart Nova",
		Source: "nova conf/notifications.py", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(queueVersioned),
	},
	{
		ID: "queue-level", Title: "no queue of a level or topic piles up unread", Severity: Warning,
		Why:    "A publisher makes a queue for each level that it sends, whether anybody reads it or not. Nothing ever empties it.",
		Fix:    "let Ceilometer listen for it, or bound the queue by a policy",
		Source: "oslo.messaging notify/notifier.py", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(queueLevel),
	},
	{
		ID: "queue-events", Title: "the agent's own events do not pile up", Severity: Warning,
		Why:    "The agent's event pipeline publishes each event once more to event.sample, which nothing reads since the collector is gone. It grows faster than all others.",
		Fix:    "publish the events elsewhere in event_pipeline.yaml, or nowhere, and restart the agent",
		Source: "ceilometer pipeline/event.py", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(queueEvents),
	},
	{
		ID: "queue-leftover", Title: "no notification queue is left on broker A", Severity: Warning,
		Why:    "The services send to broker B now, and what is left on A is read by nobody. It takes memory from RPC.",
		Fix:    "let an agent read A once more until the queue is empty, or bound it by a policy",
		Source: "oslo.messaging notify/messaging.py", Needs: []Part{BrokerA}, Wants: []Part{BrokerB}, Judge: queueLeftover,
	},
	{
		ID: "queue-memory", Title: "the memory watermark is far at the rate of now", Severity: Critical,
		Why:    "At the watermark the broker stops all who publish, and with them the APIs that notify.",
		Fix:    "find the reader that is missing, or bound the queue by a policy",
		Source: "RabbitMQ docs/memory", Needs: []Part{BrokerA, BrokerB}, Any: true, Judge: onEach(queueMemory),
	},
	{
		ID: "queue-shared", Title: "Ceilometer alone reads its queue", Severity: Critical,
		Why:    "A queue gives each message to one of its consumers. What the other one takes never becomes a sample.",
		Fix:    "give the other program a topic of its own, or a pool",
		Source: "ceilometer install/custom.rst", Needs: []Part{BrokerB}, Judge: onB(queueShared),
	},
}

// unreadable says of a queue whose consumers are not known that it is unknown.
func (b side) unreadable(q *sources.QueueStatistics) Finding {
	return Finding{Result: Unknown, Subject: b.of(q), Why: fmt.Sprintf("who reads %s is not known", q.Name), Evidence: []Evidence{b.depth(q)}}
}

// unread is what is said of a queue without a consumer: nothing while it is
// empty, and no more than a remark once it is bounded.
func (b side) unread(q *sources.QueueStatistics, title, fix string) []Finding {
	switch {
	case q.Readers == nil || held(q) == nil && *q.Readers == 0:
		return []Finding{b.unreadable(q)}
	case *q.Readers > 0 || *held(q) == 0:
		return nil
	}
	f := Finding{Result: Warning, Title: title, Subject: b.of(q), Evidence: b.evidence(q), Fix: fix}
	switch by, known := b.bound(q); {
	case by != "":
		f.Result = Info
		f.Evidence = append(f.Evidence, Evidence{Text: fmt.Sprintf("%s bounds it", by), Queue: b.link(q)})
	case !known:
		f.Evidence = append(f.Evidence, Evidence{Text: fmt.Sprintf("whether the policy %s bounds it is not known", q.Policy), Queue: b.link(q)})
	}
	if f.Result == Warning && b.name == "B" {
		f.Step = b.seen.mending("B2")
	}
	return []Finding{f}
}

func queueUnread(b side) (all []Finding) {
	for _, q := range b.queues(func(q *sources.QueueStatistics) bool {
		return q.Name == agentQueue || q.Name == "notifications.sample" || q.Name == meteringQueue
	}) {
		switch {
		case q.Readers == nil:
			all = append(all, b.unreadable(q))
		case *q.Readers == 0:
			f := Finding{Result: Critical, Title: fmt.Sprintf("nobody reads %s on broker %s", q.Name, b.name), Subject: b.of(q), Evidence: b.evidence(q)}
			if q.Name == meteringQueue {
				f.Fix = "start ceilometer-collector"
			}
			all = append(all, f)
		}
	}
	return all
}

// growsSlowly is what a queue may hold before its growth is worth a word: the
// exists events of an hour come all at once.
const growsSlowly = 1000

func queueGrowing(b side) (all []Finding) {
	for _, q := range b.queues(notifies) {
		if q.Readers == nil || held(q) == nil {
			all = append(all, b.unreadable(q))
			continue
		}
		if *q.Readers == 0 || *held(q) < growsSlowly {
			continue
		}
		switch g := b.growth(q); {
		case g == nil:
			all = append(all, Finding{Result: Unknown, Subject: b.of(q), Why: fmt.Sprintf("whether %s grows is not known", q.Name), Evidence: []Evidence{b.depth(q)}})
		case *g > 0:
			all = append(all, Finding{Result: Warning, Title: fmt.Sprintf("%s on broker %s grows although it is read", q.Name, b.name), Subject: b.of(q), Evidence: b.evidence(q)})
		}
	}
	return all
}

func queueVersioned(b side) (all []Finding) {
	for _, q := range b.queues(func(q *sources.QueueStatistics) bool {
		topic, _, ok := topicOf(q.Name)
		return ok && topic == versionedTopic
	}) {
		all = append(all, b.unread(q, fmt.Sprintf("%s on broker %s piles up", q.Name, b.name),
			fmt.Sprintf("set notification_format = unversioned in [notifications] of nova.conf and restart Nova; or, if something is to read it, bound it: %s", policyFor(q.VHost, "ceilotop-versioned", `^versioned_notifications\.`)))...)
	}
	return all
}

func queueLevel(b side) (all []Finding) {
	for _, q := range b.queues(notifies) {
		topic, _, _ := topicOf(q.Name)
		if topic == versionedTopic || q.Name == eventQueue || b.theAgents(q) || b.left(q) {
			continue
		}
		all = append(all, b.unread(q, fmt.Sprintf("%s on broker %s piles up unread", q.Name, b.name),
			fmt.Sprintf("let Ceilometer listen for it (topics in [oslo_messaging_notifications]), or bound it: %s", policyFor(q.VHost, boundName(topic), topicPattern(topic))))...)
	}
	return all
}

// theAgents are those of B that queue-unread is about.
func (b side) theAgents(q *sources.QueueStatistics) bool {
	return b.name == "B" && (q.Name == agentQueue || q.Name == "notifications.sample" || q.Name == meteringQueue)
}

func queueEvents(b side) (all []Finding) {
	for _, q := range b.queues(func(q *sources.QueueStatistics) bool { return q.Name == eventQueue }) {
		all = append(all, b.unread(q, fmt.Sprintf("%s on broker %s piles up", q.Name, b.name),
			fmt.Sprintf("publish the events elsewhere in event_pipeline.yaml, or nowhere, and restart the agent; until then bound it: %s", policyFor(q.VHost, "ceilotop-events", exactly(q.Name))))...)
	}
	return all
}

// left reports whether a queue on A is what queue-leftover is about: one of
// notifications, where there is a B for them.
func (b side) left(q *sources.QueueStatistics) bool {
	topic, _, ok := topicOf(q.Name)
	return ok && topic == "notifications" && b.name == "A" && b.seen.B != nil
}

func queueLeftover(s *Seen) (all []Finding) {
	b := s.broker(BrokerA)
	if s.B == nil && s.Lacks[BrokerB] == nil {
		return []Finding{{Result: NotApplicable, Why: "no broker B is known"}}
	}
	for _, q := range b.queues(b.left) {
		if held(q) == nil || q.Readers == nil {
			all = append(all, b.unreadable(q))
			continue
		}
		if g := b.growth(q); g != nil && *g > 0 {
			continue // what is sent there now is no leftover
		}
		f := Finding{Title: fmt.Sprintf("%s is left on broker A", q.Name), Subject: b.of(q), Evidence: b.evidence(q)}
		remove := fmt.Sprintf("rabbitmqctl delete_queue -p %s %s --if-empty --if-unused", setup.ShellWord(q.VHost), setup.ShellWord(q.Name))
		switch {
		case *q.Readers > 0:
			continue // an agent that listens on both
		case *held(q) > 0:
			f.Result = Warning
			f.Fix = fmt.Sprintf("let an agent read A once more (messaging_urls of [notification]) until it is empty, or bound it, which drops what is old: %s", policyFor(q.VHost, "ceilotop-leftover", exactly(q.Name)))
		default:
			f.Result = Info
			f.Why = "It is empty and harmless, as long as no service sends to it."
			f.Fix = fmt.Sprintf("once no service sends to broker A any more: %s", remove)
		}
		if by, _ := b.bound(q); by != "" && f.Result == Warning {
			f.Result = Info
			f.Evidence = append(f.Evidence, Evidence{Text: fmt.Sprintf("%s bounds it", by), Queue: b.link(q)})
		}
		all = append(all, f)
	}
	if n := b.now.Hidden; len(all) == 0 && n != nil && *n > 0 {
		return []Finding{{Result: Unknown, Subject: b.String(), Why: fmt.Sprintf("queues of virtual hosts that ceilotop's user may not enter: %d", *n)}}
	}
	return all
}

// soon and near are when the watermark is worth a word.
const (
	soon = time.Hour
	near = 24 * time.Hour
)

func queueMemory(b side) (all []Finding) {
	if closed := b.closed(sources.Queues, sources.Nodes); closed != nil {
		return closed
	}
	room, known := b.room()
	if !known {
		return []Finding{{Result: Unknown, Subject: b.String(), Why: "how much memory the broker may still take is not known"}}
	}
	for _, q := range b.queues(notifies) {
		g := b.growth(q)
		if g == nil || *g <= 0 || q.Messages == nil || *q.Messages == 0 || q.Bytes == nil {
			continue // queue-growing says what is not known
		}
		each := float64(*q.Bytes)/float64(*q.Messages) + perMessage
		left := time.Duration(float64(room) / (each * *g) * float64(time.Second))
		if left < 0 || left > near {
			continue
		}
		f := Finding{Result: Warning, Subject: b.of(q), Evidence: b.evidence(q), Title: fmt.Sprintf("at this rate %s fills the memory of broker %s in %s", q.Name, b.name, left.Round(time.Minute))}
		if left < soon {
			f.Result = Critical
		}
		f.Evidence = append(f.Evidence, Evidence{Text: fmt.Sprintf("%d MiB are left to the watermark, and a message takes some %d bytes", room>>20, int(each))})
		f.Fix = fmt.Sprintf("find the reader that is missing, or bound the queue: %s", policyFor(q.VHost, "ceilotop-memory", exactly(q.Name)))
		all = append(all, f)
	}
	return all
}

// perMessage is what a classic queue takes for a message beside its body.
const perMessage = 750

// room is the memory that the node nearest to its watermark may still take.
func (b side) room() (uint64, bool) {
	var room uint64
	known := false
	for _, n := range b.now.Nodes {
		if !n.Running || n.Memory == nil || n.MemoryLimit == nil {
			continue
		}
		var own uint64
		if *n.MemoryLimit > *n.Memory {
			own = *n.MemoryLimit - *n.Memory
		}
		if !known || own < room {
			room = own
		}
		known = true
	}
	return room, known
}
