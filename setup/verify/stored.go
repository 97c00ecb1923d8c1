package verify

import (
	"fmt"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Family is meters that come of one kind of event. One of them in the store is
// the proof.
type Family struct {
	Name   string   // image, volume, memory, vcpus
	Meters []string // that are looked for, the likeliest first
	prefix string   // of the events that feed it
	wanted func(setup.Features) bool
}

var families = []Family{
	{"image", []string{"image.size", "image.download", "image.serve"}, "image.", func(f setup.Features) bool { return f.Glance }},
	{"volume", []string{"volume.size"}, "volume.", func(f setup.Features) bool { return f.Cinder }},
	{"memory", []string{"memory"}, "compute.instance.", func(f setup.Features) bool { return f.Nova }},
	{"vcpus", []string{"vcpus"}, "compute.instance.", func(f setup.Features) bool { return f.Nova }},
}

// Families are those that the answers want.
func Families(f setup.Features) []Family {
	var all []Family
	for _, one := range families {
		if one.wanted(f) {
			all = append(all, one)
		}
	}
	return all
}

// Fed are the arrivals on B that feed the family. compute.instance.update feeds
// nothing since Queens, and before it never comes alone for long.
func (f Family) Fed(arrivals []Arrival) []Arrival {
	var all []Arrival
	for _, a := range arrivals {
		if a.Broker == "B" && strings.HasPrefix(a.Type, f.prefix) && a.Type != "compute.instance.update" {
			all = append(all, a)
		}
	}
	return all
}

// working is how long Ceilometer and its store may take from an event to its
// sample: Gnocchi works measures off every few seconds to a minute.
const working = 2 * time.Minute

// stored judges whether the first sample of a family is in the store.
func (s Sight) stored(f Family) setup.Hop {
	h := setup.Hop{ID: "stored:" + f.Name, Title: "a sample of " + f.Meters[0] + " is in the store", Detail: "no sample since " + clock(s.Since)}
	if sample, ok := s.Store.Samples[f.Name]; ok {
		h.State = setup.HopProven
		h.Detail = fmt.Sprintf("%s of %s at %s in %s", sample.Meter, sample.ResourceID.Or("-"), clock(sample.Timestamp), s.Store.Address.URL)
		return h
	}
	if why, state := setup.Dropped(s.Facts.Pipelines, f.Meters[0]); why != "" {
		h.State, h.Why, h.Hint = state, why, setup.DroppedHint
		return h
	}
	if s.Store.Err != nil {
		h.State, h.Why, h.Hint = setup.HopUnknown, s.Store.Err.Error(), sources.HintOf(s.Store.Err)
		return h
	}
	h.State = setup.HopWaiting
	fed := f.Fed(s.Arrivals)
	if len(fed) == 0 {
		h.Why = "no event that feeds it has arrived on B yet"
		return h
	}
	first := fed[0]
	for _, a := range fed {
		if a.First.Before(first.First) {
			first = a
		}
	}
	h.Why = fmt.Sprintf("%s arrived on B at %s and is on its way", first.Type, clock(first.First))
	if agent := s.consumes(); agent.State == setup.HopBroken {
		h.State, h.Why, h.Hint = setup.HopBroken, fmt.Sprintf("%s arrived on B at %s, and nobody consumes it", first.Type, clock(first.First)), agent.Hint
	} else if s.Now.Sub(first.First) > working {
		h.State, h.Why, h.Hint = setup.HopBroken, fmt.Sprintf("%s arrived on B at %s, but made no sample in the store", first.Type, clock(first.First)), "look at the agent's log for this meter"
	}
	return h
}

// SampleOf asks for the newest sample of one of the family's meters since a
// time: of that resource, where one is known.
func (f Family) SampleOf(meter, resource string, since time.Time) sources.SampleQuery {
	q := sources.SampleQuery{Meter: meter, Limit: 1, Conditions: []sources.Condition{
		{Field: "timestamp", Op: sources.GreaterOrEqual, Value: since.UTC().Format("2006-01-02T15:04:05")},
	}}
	if resource != "" {
		q.Conditions = append(q.Conditions, sources.Condition{Field: "resource_id", Op: sources.Equal, Value: resource})
	}
	return q
}
