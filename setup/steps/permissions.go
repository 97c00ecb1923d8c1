package steps

import (
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// brokerUser is a user of broker B as it shall be.
type brokerUser struct {
	name     string
	password setup.Password
	answer   string // the answer that gives the password
	may      setup.Permissions
}

// Listener is the name of the user that Ceilometer's agent listens as, and Tap
// that of ceilotop, when users are strict.
const (
	listenerSuffix = "-listener"
	tapUser        = "ceilotop"
)

func (b *builder) listener() string { return b.a.BrokerB.User + listenerSuffix }

// users are one for everything, or with strict users one each for those who
// notify, for the agent who listens, and for ceilotop.
//
// The expressions were proven on RabbitMQ 3.10.8 with oslo.messaging 14.0.3: with
// each of their parts taken away, the broker refuses something that is needed. A
// notifier declares its exchange and its queue, binds them and publishes, but
// reads no message. The listener declares both for all of its exchanges.
func (b *builder) users() []brokerUser {
	br := b.a.BrokerB
	if !br.StrictUsers {
		return []brokerUser{{br.User, br.Password, "password", setup.Permissions{Configure: ".*", Write: ".*", Read: ".*"}}}
	}
	exchanges := strings.Join(b.exchanges(), "|")
	queues, own := `notifications\..*`, exchanges
	if b.profile("ceilometer").API() {
		// The agent publishes to the collector, which reads as the same user.
		queues += `|(metering|event)\..*`
		own += `|(metering|event)\..*`
	} else {
		queues += `|event\..*`
	}
	both := "^(" + exchanges + "|" + queues + ")$"
	return []brokerUser{
		{br.User, br.Password, "password", setup.Permissions{Configure: both, Write: both, Read: "^(" + own + ")$"}},
		{b.listener(), br.ListenerPassword, "listener_password", setup.Permissions{Configure: both, Write: "^(" + queues + ")$", Read: both}},
		{tapUser, br.TapPassword, "tap_password", setup.Permissions{Configure: `^ceilotop\..*$`, Write: `^ceilotop\..*$`, Read: "^(" + exchanges + `|ceilotop\..*)$`}},
	}
}

// exchanges are all that somebody may declare: the agent's, and what services
// of this machine call theirs.
func (b *builder) exchanges() []string {
	var all []string
	add := func(name string) {
		if name = strings.TrimSpace(name); name != "" && !slices.Contains(all, regexp.QuoteMeta(name)) {
			all = append(all, regexp.QuoteMeta(name))
		}
	}
	for _, name := range b.profile("ceilometer").Exchanges() {
		add(name)
	}
	for _, service := range witnesses {
		for _, main := range b.mains(service) {
			if v, ok := b.get(main, "DEFAULT", "control_exchange"); ok {
				add(v.Text)
			}
		}
	}
	for _, main := range b.mains("ceilometer") {
		for _, v := range b.multi(main, "notification", "notification_control_exchanges") {
			add(v)
		}
	}
	return all
}

// multi are the values of an option that adds up.
func (b *builder) multi(main, section, key string) []string {
	set, ok := b.open(&step{}, main)
	if !ok {
		return nil
	}
	var all []string
	for _, v := range set.config(set.orders[0], false).GetMulti(section, key) {
		if v.Err == nil {
			all = append(all, v.Text)
		}
	}
	return all
}
