package doctor

import (
	"fmt"
	"path"
	"slices"
	"strings"
	"time"
)

// signature is a text that a service writes into its log when something is
// wrong, with what it means. Signatures of one kind are one check.
type signature struct {
	// text is looked for as it stands; "…" in it is anything.
	text   string
	result Result
	title  string
}

// The texts are those of oslo.messaging 5.10.0 to 18.1.0, Ceilometer mitaka-eol
// to 26.0.0, and Cinder.
var (
	refused = []signature{
		{"closed the connection. Check login credentials", Critical, "the broker refuses the login"},
		{"ACCESS_REFUSED", Critical, "the broker refuses the login or a permission"},
	}
	unreachable = []signature{
		{"AMQP server on … is unreachable", Critical, "the broker cannot be reached"},
		{"The broker has blocked the connection", Critical, "the broker takes no messages"},
		{"Could not send notification to", Critical, "notifications are lost"},
	}
	undeclared = []signature{
		{"PRECONDITION_FAILED", Critical, "a queue or exchange is there with other arguments"},
		{"Failed to declare consumer for topic", Critical, "the agent cannot consume a queue"},
		{"Failed to consume message from queue", Warning, "the agent was cut off from its queue"},
		{"Failed to publish message to topic", Warning, "a message could not be sent"},
		{"Failed to load any notification handlers for", Critical, "the agent has nothing to do with its messages"},
	}
	unstored = []signature{
		{"Failed to connect to db, purpose", Critical, "the database cannot be reached"},
		{"Failed to record metering data", Critical, "samples are not stored"},
		{"ServerSelectionTimeoutError", Critical, "the database cannot be reached"},
		{"Gnocchi client exception while pushing measures", Critical, "Gnocchi does not take the measures"},
		{"Error creating resource", Warning, "Gnocchi does not make a resource"},
		{"Fail to search resource type", Warning, "Gnocchi does not know a type of resource"},
	}
	unsigned = []signature{
		{"message signature invalid, discarding message", Critical, "samples are thrown away, signed with another secret"},
	}
	unpolled = []signature{
		{"Skipping …, keystone issue", Warning, "a pollster cannot log in to Keystone"},
		{"service is not registered in keystone", Warning, "a pollster's service is not in the catalogue"},
	}
	undefined = []signature{
		{"Error loading meter definition", Warning, "a definition of a meter is dropped"},
	}
	unaudited = []signature{
		{"can't compare offset-naive and offset-aware datetimes", Critical, "the audit fails at --send_actions"},
		{"volume notification failed", Critical, "the audit cannot send"},
	}
)

// logChecks are about what the services' logs say.
var logChecks = []Check{
	logCheck("log-login", "no service is refused by its broker", refused,
		"The service tries again each second and sends nothing meanwhile.",
		"compare user, password and virtual host of its URL with the broker: rabbitmqctl list_permissions; mend it with rabbitmqctl change_password or set_permissions",
		"oslo.messaging impl_rabbit.py; COA 16"),
	logCheck("log-broker", "no service waits for its broker", unreachable,
		"While the broker does not take messages, whoever sends one waits or loses it.",
		"look at the broker: rabbitmqctl status shows its alarms; and at the network between them",
		"oslo.messaging impl_rabbit.py; rabbitmq.com/docs/alarms"),
	logCheck("log-queue", "no service fails at a queue", undeclared,
		"Two services with different amqp_durable_queues or rabbit_quorum_queue cannot share a queue, and a consumer that failed reads nothing.",
		"make the options equal on all nodes, stop the services, delete the queue and the exchange, and start them",
		"launchpad.net/bugs/1822778"),
	logCheck("log-store", "what is measured is stored", unstored,
		"Samples wait in a queue or are lost.",
		"look whether the store answers, and whether ceilometer-upgrade was run after the last upgrade",
		"ceilometer/publisher/gnocchi.py, ceilometer/storage/__init__.py"),
	logCheck("log-signature", "every sample has the signature that is expected", unsigned,
		"The sample came, and is thrown away.",
		"give all nodes the same [publisher] telemetry_secret",
		"ceilometer/publisher/utils.py"),
	logCheck("log-poll", "no pollster is skipped", unpolled,
		"Its meters are missing; those of notifications are there.",
		"mend [service_credentials] of ceilometer.conf, or the catalogue",
		"ceilometer/polling/manager.py"),
	logCheck("log-definition", "every definition of a meter is read", undefined,
		"The definition is left out: its events arrive, and no meter is made of them.",
		"mend the definition in meters.yaml",
		"ceilometer/declarative.py"),
	logCheck("log-audit", "the audit of the volumes does not fail", unaudited,
		"Its events are missing, and its exit code says nothing.",
		"leave --send_actions out, and look at what stands around the line",
		"launchpad.net/bugs/1646675"),
}

// Signatures are the texts that the logs are searched for, with … for anything.
func Signatures() (all []string) {
	for _, group := range [][]signature{refused, unreachable, undeclared, unstored, unsigned, unpolled, undefined, unaudited} {
		for _, s := range group {
			all = append(all, s.text)
		}
	}
	return all
}

// fresh is how long a line counts: what was wrong writes again, and what was
// mended is silent.
const fresh = 10 * time.Minute

func logCheck(id, title string, of []signature, why, fix, source string) Check {
	return Check{
		ID: id, Title: title, Severity: Critical, Why: why, Fix: fix, Source: source, Needs: []Part{Configuration, Logs},
		Judge: func(s *Seen) []Finding { return s.logged(of) },
	}
}

// logged are the signatures that a log had lately, once a file: the last line is
// the evidence. What a process wrote before it was last started is of the past.
func (s *Seen) logged(of []signature) (found []Finding) {
	if len(s.LogFiles) == 0 {
		return []Finding{{Result: NotApplicable, Why: "no log of a service is here"}}
	}
	type place struct{ file, text string }
	counts, last := make(map[place]int), make(map[place]LogLine)
	var order []place
	for _, l := range s.Logs {
		if l.At.IsZero() || s.At.Sub(l.At) > fresh || l.At.Before(s.restarted(l.File)) {
			continue
		}
		p := place{l.File, l.Signature}
		if counts[p] == 0 {
			order = append(order, p)
		}
		counts[p]++
		last[p] = l
	}
	for _, p := range order {
		i := slices.IndexFunc(of, func(g signature) bool { return g.text == p.text })
		if i < 0 {
			continue
		}
		l := last[p]
		found = append(found, Finding{
			Result: of[i].result, Subject: path.Base(p.file), Title: fmt.Sprintf("%s: %s, %d times in ten minutes", path.Base(p.file), of[i].title, counts[p]),
			Evidence: []Evidence{{Text: l.Text, File: l.File, Line: l.Line}},
		})
	}
	return found
}

// restarted is when the last of those was started that may write a log: a
// service's directory has several.
func (s *Seen) restarted(file string) (last time.Time) {
	name := strings.ReplaceAll(strings.TrimSuffix(path.Base(file), ".log"), "_", "-")
	service := path.Base(path.Dir(file))
	for _, r := range s.runners() {
		if r.service == service && (strings.HasSuffix(r.name, name) || strings.HasSuffix(strings.TrimSuffix(r.unit, ".service"), name)) && r.started.After(last) {
			last = r.started
		}
	}
	return last
}
