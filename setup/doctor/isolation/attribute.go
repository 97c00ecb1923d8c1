package isolation

import (
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

// attribute says why a sender sends to A: the line of the file that makes it so,
// or what else does.
func (s sight) attribute(l Leak) Leak {
	if l.Service == "" {
		l.Reason = "which service sends it does not stand in the message"
		return l
	}
	if !s.Here(l.Service, l.Host) {
		if l.Host == "" {
			l.Reason = "it does not say on which host it runs, and has no configuration on this machine"
		} else {
			l.Reason = fmt.Sprintf("on %s, not readable from here", l.Host)
		}
		return l
	}
	for _, one := range s.senders {
		if one.Service == l.Service && one.Unknown == "" && one.Sends && one.Broker == "A" {
			l.Because, l.Reason = one.From, one.Reason
			return l
		}
	}
	for _, r := range s.runners {
		if r.Service == l.Service && r.Stale.Path != "" {
			l.Because = setup.Place{File: r.Stale.Path}
			l.Reason = fmt.Sprintf("%s was started before the file was changed", r.Program)
			return l
		}
	}
	for _, one := range s.senders {
		if one.Service == l.Service && one.Unknown != "" {
			l.Because, l.Reason = one.From, one.Unknown
			return l
		}
	}
	l.Reason = "its files here lead to another broker: a program of it runs that has read others"
	if s.open(l.Service) == nil {
		return l
	}
	l.Reason = s.open(l.Service).why
	return l
}

// leaking says what to do about the first leak that something can be done about.
func (v *Verdict) leaking(s sight) {
	for _, l := range v.Leaks {
		fix, step := s.mend(l)
		if v.Fix == "" || v.Step == "" && step != "" {
			v.Fix, v.Step = fix, step
		}
	}
}

// mend is what ends one leak.
func (s sight) mend(l Leak) (fix, step string) {
	if l.Service == "" {
		return "look who publishes there: ceilotop events", ""
	}
	if !s.Here(l.Service, l.Host) {
		return fmt.Sprintf("run ceilotop setup plan on %s", orThe(l.Host, "the node of "+l.Service)), ""
	}
	for _, one := range s.senders {
		if one.Service == l.Service && one.Sends && one.Unknown == "" && one.Broker == "A" {
			return s.cure(one), one.Step
		}
	}
	if r := s.old(l.Service); r != nil && r.fix != "" {
		return r.fix, ""
	}
	return fmt.Sprintf("look which programs of %s run here, and restart them", l.Service), ""
}

// cure is what makes a program notify B.
func (s sight) cure(one doctor.Sender) string {
	switch {
	case one.Step != "":
		return "ceilotop setup apply, which edits " + one.From.File + " in step " + one.Step
	case one.Ignores:
		return "upgrade " + one.Service + ", or let Ceilometer's agent listen on A as well with [notification] messaging_urls"
	}
	return "write broker B into transport_url of [oslo_messaging_notifications] in " + one.From.File + ", and restart " + one.Service
}

func orThe(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// leftOver says what a queue still holds that nobody reads.
func leftOver(q Drain) string {
	if q.Messages == 1 {
		return fmt.Sprintf("1 message is left over in %s, and nobody reads it", q.Name)
	}
	return fmt.Sprintf("%d messages are left over in %s, and nobody reads them", q.Messages, q.Name)
}

// rid is the command that ends a leftover. ceilotop never runs it: what is in
// the queue would be lost.
func rid(q Drain) string {
	return fmt.Sprintf("let an agent read A once more, or throw them away: rabbitmqctl purge_queue -p %s %s", setup.ShellWord(q.VHost), setup.ShellWord(q.Name))
}

// filling says of a queue that it takes messages.
func filling(name string, rate float64) string {
	return fmt.Sprintf("%s takes %s messages a second, and no event of them was heard", name, decimal(rate))
}
