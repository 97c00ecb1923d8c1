package topology

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

// Mark notes at each station which checks found something there: a queue that a
// finding has as evidence, and a publisher or an exchange that it is about.
// Checks that found nothing wrong leave no mark.
func (p *Picture) Mark(findings []doctor.Finding) {
	for _, f := range findings {
		if f.Result != doctor.Critical && f.Result != doctor.Warning && f.Result != doctor.Info {
			continue
		}
		for i := range p.Brokers {
			b := &p.Brokers[i]
			for n := range b.Nodes {
				if b.about(&b.Nodes[n], f) {
					mark(&b.Nodes[n], f.Check)
				}
			}
		}
		if slices.ContainsFunc(doctor.All(), func(c doctor.Check) bool { return c.ID == f.Check && slices.Contains(c.Needs, doctor.Store) }) {
			mark(&p.Store, f.Check)
		}
	}
}

func mark(n *Node, check string) {
	if !slices.Contains(n.Findings, check) {
		n.Findings = append(n.Findings, check)
	}
}

func (b *Broker) about(n *Node, f doctor.Finding) bool {
	switch n.Kind {
	case Queue:
		return slices.ContainsFunc(f.Evidence, func(e doctor.Evidence) bool {
			return e.Queue != nil && e.Queue.Broker == b.Name && n.ID == sources.Visible(queueID(b.Name, e.Queue.VHost, e.Queue.Name))
		})
	case Publisher, Exchange, Consumer:
		return f.Subject != "" && f.Subject == n.Name
	}
	return false
}
