package isolation

import (
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// Options are what an operator may choose.
type Options struct {
	// Quiet is how long A has to be silent to prove isolation without the files;
	// 0 is the package's Quiet.
	Quiet time.Duration
}

func (o Options) quiet() time.Duration {
	if o.Quiet > 0 {
		return o.Quiet
	}
	return Quiet
}

// Judge says what is known about broker A. It reads the configuration, the
// processes, the plan, what arrived, the tap of A and A's statistics.
//
// A message on A is a leak whoever sent it. Without one, A is free only when
// nothing that would show a leak was out of sight, and something more than
// silence speaks for it. What speaks against it, such as a file that names A, is
// stronger than any silence.
func Judge(seen *doctor.Seen, o Options) Verdict {
	return judge(read(seen), o)
}

// sight is what was seen, with its files read.
type sight struct {
	*doctor.Seen
	senders []doctor.Sender
	runners []doctor.Runner
	unheard []Leak // what came into queues between two sights
}

func read(seen *doctor.Seen) sight {
	s := seen.Read()
	return sight{Seen: s, senders: s.Senders(), runners: s.Runners()}
}

func judge(s sight, o Options) Verdict {
	v := Verdict{At: s.At, Queues: s.backlogs()}
	sent := s.sent()
	v.Leaks = s.leaks(sent, o.quiet())
	blind := s.blind()
	against, open := s.configuration(o.quiet(), sent)
	quiet, since := s.quiet(sent)
	switch proven := len(open) == 0; {
	case len(v.Leaks) > 0:
		v.State = Leaking
		v.leaking(s)
	case len(blind) > 0:
		v.State = Unknown
		v.because(blind)
	case len(against) > 0:
		v.State = Unknown
		v.because(against)
	case !proven && quiet < o.quiet():
		v.State = Unknown
		v.because(open)
		v.Why = append(v.Why, silence(quiet, since, o.quiet()))
	default:
		v.State = Isolated
		v.Why = append(v.Why, s.proof(proven, quiet, since))
		v.remains(s)
	}
	v.clean()
	return v
}

// reason is a sentence of Why, with what helps.
type reason struct{ why, fix, step string }

// because takes reasons over. The first one that has a cure gives it.
func (v *Verdict) because(all []reason) {
	for _, r := range all {
		v.Why = append(v.Why, r.why)
		if v.Fix == "" {
			v.Fix, v.Step = r.fix, r.step
		}
	}
}

// remains looks at what is in A's queues although nothing is sent there.
func (v *Verdict) remains(s sight) {
	for _, q := range v.Queues {
		if !q.LeftOver {
			v.State = Draining
		}
	}
	for _, q := range v.Queues {
		if q.LeftOver {
			v.Why = append(v.Why, leftOver(q))
			if v.Fix == "" && v.State == Isolated {
				v.Fix = rid(q)
			}
		}
	}
	if n := s.A.Hidden; n != nil && *n > 0 {
		v.Why = append(v.Why, fmt.Sprintf("queues of broker A's other virtual hosts were not looked at: %d", *n))
	}
	if !s.A.Management {
		v.Why = append(v.Why, "the management API of broker A is closed: queues of other topics were not looked at")
	}
}

// clean makes text from outside visible: names of hosts, services and queues.
func (v *Verdict) clean() {
	for i := range v.Leaks {
		l := &v.Leaks[i]
		for _, text := range []*string{&l.Service, &l.Host, &l.Exchange, &l.Reason, &l.Because.File} {
			*text = sources.Visible(*text)
		}
	}
	for i := range v.Queues {
		q := &v.Queues[i]
		q.VHost, q.Name = sources.Visible(q.VHost), sources.Visible(q.Name)
	}
	for i := range v.Why {
		v.Why[i] = sources.Visible(v.Why[i])
	}
	v.Fix = sources.Visible(v.Fix)
}
