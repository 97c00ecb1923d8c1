package steps

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// leftovers are the queues on broker A that nobody reads any more. They are
// never removed by a plan: what is in them is gone then.
func (b *builder) leftovers() {
	s := b.add("Q1", setup.Controller, "queues left on broker A", "Notifications that were sent before stay in queues of broker A that nobody reads.")
	s.Check = "broker A has no queue notifications.* without a reader"
	s.Verify = "the same"
	s.Undo = "nothing is done"
	if b.outOfReach(s) {
		return
	}
	a := b.f.Servers.BrokerA
	switch {
	case a == nil:
		s.is(setup.NotHere, "broker A was not asked")
		return
	case a.Error != "":
		s.is(setup.NotHere, "broker A's queues are unknown: "+sources.Visible(a.Error))
		return
	}
	for _, q := range a.Queues {
		if !strings.HasPrefix(q.Name, "notifications.") && !strings.HasPrefix(q.Name, "versioned_notifications.") || q.Consumers > 0 {
			continue
		}
		s.found("%s has %d messages and no reader", sources.Visible(q.Name), q.Messages)
		s.Manual = append(s.Manual, "rabbitmqctl delete_queue -p "+quote(b.vhostA())+" "+quote(q.Name)+"   # on broker A, when all notifiers were moved")
	}
	if len(s.Manual) == 0 {
		s.found("there is none")
		return
	}
	b.note("Queues without a reader are left on broker A; step Q1 lists the commands that remove them.")
}

// vhostA is the virtual host that broker A was asked about.
func (b *builder) vhostA() string {
	for _, br := range b.f.Brokers {
		if br.Name == "A" {
			return cmp.Or(br.URL.VirtualHost, "/")
		}
	}
	return "/"
}

// verify changes nothing: it says how the whole is proven.
func (b *builder) verify() {
	s := b.add("V1", setup.Controller, "the meters arrive", "Exit codes prove nothing: only what arrives does.")
	p := b.profile("ceilometer")
	s.Check = "it is asked after every run"
	s.Undo = "nothing is done"
	s.Manual = []string{"ceilotop events -n 10"}
	if p.API() {
		s.Verify = "ceilotop meter-list shows image.*, volume.*, memory and vcpus"
		s.Manual = append(s.Manual, "ceilotop meter-list --source api")
	} else {
		s.Verify = "ceilotop meter-list shows the metrics of Gnocchi"
		s.Manual = append(s.Manual, "ceilotop meter-list --source gnocchi")
	}
	s.found("nothing is changed by this step")
	if b.outOfReach(s) || !p.API() || b.changing("C15", "C16", "C9") {
		return
	}
	for _, port := range b.f.Servers.Ports {
		if port.Name == "ceilometer-api" && !port.Answers && b.find("C16").State == setup.Done {
			s.block(fmt.Sprintf("%s does not answer: %s", sources.Visible(port.Address), sources.Visible(port.Error)), "look at ceilometer_error.log of Apache")
		}
	}
}
