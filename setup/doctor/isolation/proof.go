package isolation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// stale is how old the broker's numbers may be.
const stale = 2 * time.Minute

// blind is what would have to be seen before anything can be said about A: its
// tap and its numbers. Nothing stands in for them.
func (s sight) blind() (all []reason) {
	tap, tapped := s.tap()
	if s.A == nil && !tapped && s.Lacks[doctor.BrokerA] == nil && s.Lacks[doctor.Taps] == nil {
		if i := slices.IndexFunc(s.Facts.Brokers, func(b setup.Broker) bool { return b.Name == "A" }); i < 0 {
			return []reason{{why: "no broker A is known", fix: "name it: ceilotop --url A=rabbit://…"}}
		}
	}
	switch {
	case !tapped && s.Lacks[doctor.Taps] != nil:
		all = append(all, lacking(s.Lacks[doctor.Taps]))
	case !tapped:
		all = append(all, reason{why: "broker A is not tapped"})
	case tap.State != sources.Live && tap.Err != nil:
		all = append(all, reason{why: fmt.Sprintf("broker %s: %s", tap.Broker, tap.Err), fix: sources.HintOf(tap.Err)})
	case tap.State != sources.Live:
		all = append(all, reason{why: fmt.Sprintf("the tap of broker A is %s", tap.State)})
	case len(tap.Denied) > 0:
		all = append(all, reason{why: fmt.Sprintf("the exchange %s of broker A may not be read", tap.Denied[0]), fix: tap.DeniedHint})
	}
	switch {
	case s.A == nil && s.Lacks[doctor.BrokerA] != nil:
		all = append(all, lacking(s.Lacks[doctor.BrokerA]))
	case s.A == nil:
		all = append(all, reason{why: "the queues of broker A were not asked for"})
	case s.At.Sub(s.A.At) > stale:
		all = append(all, reason{why: fmt.Sprintf("the last numbers of broker A are of %s", clock(s.A.At))})
	case s.A.Management && !s.A.Whole(sources.Queues):
		all = append(all, reason{why: fmt.Sprintf("not all queues of broker A were seen: %s", strings.Join(s.A.Lacks, "; "))})
	default:
		for _, q := range s.queues() {
			switch depth, rate := depth(q), s.grows(q); {
			case depth == nil:
				all = append(all, reason{why: fmt.Sprintf("how many messages %s of broker A holds is not known", q.Name)})
			case *depth == 0:
			case q.Readers == nil && (rate == nil || *rate >= 0):
				all = append(all, reason{why: fmt.Sprintf("who reads the %d messages in %s of broker A is not known", *depth, q.Name)})
			case q.Published == nil && rate == nil:
				all = append(all, reason{why: fmt.Sprintf("whether %s of broker A, which holds %d messages, still takes more is not known yet", q.Name, *depth)})
			}
		}
	}
	return all
}

// lacking is an error as a reason.
func lacking(err error) reason { return reason{why: err.Error(), fix: sources.HintOf(err)} }

func (s sight) tap() (sources.BrokerStatus, bool) {
	i := slices.IndexFunc(s.Taps, func(b sources.BrokerStatus) bool { return b.Broker == "A" })
	if i < 0 {
		return sources.BrokerStatus{}, false
	}
	return s.Taps[i], true
}

// quiet is how long the tap of A has heard nothing while it listened, and since
// when. Before it listened, anything may have passed.
func (s sight) quiet(sent []Leak) (time.Duration, time.Time) {
	tap, ok := s.tap()
	if !ok || tap.State != sources.Live || tap.Since.IsZero() {
		return 0, time.Time{}
	}
	since := tap.Since
	for _, l := range sent {
		if l.Last.After(since) {
			since = l.Last
		}
	}
	return max(s.At.Sub(since), 0), since
}

// configuration is what the files and the processes of this machine say: what
// speaks against it, which no silence disproves, and what leaves it open.
func (s sight) configuration(quiet time.Duration, sent []Leak) (against, open []reason) {
	if err := s.Lacks[doctor.Configuration]; err != nil {
		open = append(open, lacking(err))
	} else if len(s.senders) == 0 {
		open = append(open, reason{why: "no service that notifies has its configuration on this machine"})
	}
	for _, u := range s.Facts.Unreadable {
		open = append(open, lacking(u))
	}
	for _, one := range s.senders {
		if one.Sends && one.Unknown == "" && one.Broker == "A" {
			against = append(against, s.leads(one))
		}
	}
	for _, service := range s.services() {
		if r := s.old(service); r != nil && !s.heardOnB(service, s.At.Add(-quiet)) {
			against = append(against, *r)
		} else if r := cmp.Or(r, s.open(service)); r != nil {
			open = append(open, *r)
		}
	}
	for _, l := range sent { // of long ago, but the tap has missed a while since
		if now, _ := s.quiet(sent); now < quiet && !s.mended(l) {
			open = append(open, reason{why: fmt.Sprintf("%s sent to broker A at %s, and the tap has not listened for long enough since", doctor.At(l.Service, l.Host), clock(l.Last))})
		}
	}
	return distinct(against), distinct(open)
}

func distinct(all []reason) []reason {
	var kept []reason
	for _, r := range all {
		if !slices.ContainsFunc(kept, func(o reason) bool { return o.why == r.why }) {
			kept = append(kept, r)
		}
	}
	return kept
}

// services are those of this machine that can notify, each once.
func (s sight) services() (all []string) {
	for _, one := range s.senders {
		if !slices.Contains(all, one.Service) {
			all = append(all, one.Service)
		}
	}
	slices.Sort(all)
	return all
}

// leads says which line leads notifications to A, before one has come.
func (s sight) leads(one doctor.Sender) reason {
	return reason{
		why:  fmt.Sprintf("%s will notify broker A, because of %s: %s", one.Program, one.From, one.Reason),
		fix:  s.cure(one),
		step: one.Step,
	}
}

// old is a process of a service that has not read its files as they are now.
func (s sight) old(service string) *reason {
	for _, r := range s.runners {
		if r.Service == service && r.Stale.Path != "" {
			one := reason{why: fmt.Sprintf("%s was started before %s was changed", r.Program, r.Stale.Path)}
			if r.Unit != "" {
				one.fix = "systemctl restart " + r.Unit
			}
			return &one
		}
	}
	return nil
}

// heardOnB reports whether events of a service here have come over B since, which
// is more than silence.
func (s sight) heardOnB(service string, since time.Time) bool {
	return slices.ContainsFunc(s.Arrivals, func(a doctor.Arrival) bool {
		return a.Broker == "B" && a.Service == service && a.Last.After(since) && s.Here(a.Service, a.Host)
	})
}

// open is why files and processes do not prove that a service here leaves A
// alone; nil: they do.
func (s sight) open(service string) *reason {
	for _, one := range s.senders {
		switch {
		case one.Service != service:
		case one.Unknown != "":
			why := one.Program + ": " + one.Unknown
			if one.From.File != "" {
				why = one.From.String() + ": " + one.Unknown
			}
			return &reason{why: why, fix: one.Hint, step: one.Step}
		case one.Sends && one.Broker == "A":
			r := s.leads(one)
			return &r
		}
	}
	if r := s.old(service); r != nil {
		return r
	}
	runs := false
	for _, r := range s.runners {
		if r.Service != service {
			continue
		}
		if runs = true; r.Unread != "" {
			return &reason{why: fmt.Sprintf("when %s was changed, which %s reads, is not known", r.Unread, r.Program)}
		}
	}
	if runs || s.stopped(service) {
		return nil
	}
	if err := s.Lacks[doctor.Processes]; err != nil {
		r := lacking(fmt.Errorf("when %s was started is not known: %w", service, err))
		return &r
	}
	return &reason{why: fmt.Sprintf("when %s was started is not known: no process of it was seen", service)}
}

// stopped reports whether all units of a service here are known not to run.
func (s sight) stopped(service string) bool {
	found := false
	for _, u := range s.Facts.Units {
		if doctor.ServiceOf(u.Name) != service || u.Active == "" {
			continue
		}
		if found = true; u.Active != "inactive" && u.Active != "failed" {
			return false
		}
	}
	return found
}

// proof says what the verdict rests on.
func (s sight) proof(proven bool, quiet time.Duration, since time.Time) string {
	if !proven {
		return fmt.Sprintf("no notification came over broker A for %s", whole(quiet))
	}
	text := "every service here notifies another broker, and runs with its files as they are: " + list(s.services())
	if since.IsZero() {
		return text
	}
	return text + fmt.Sprintf("; broker A is quiet since %s, which is all that tells of other nodes", clock(since))
}

func silence(quiet time.Duration, since time.Time, needed time.Duration) string {
	if since.IsZero() {
		return "silence proves nothing yet: how long A is quiet is not known"
	}
	return fmt.Sprintf("A is quiet for %s, and silence alone proves it after %s", whole(quiet), whole(needed))
}
