package setup

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Pipeline is a pipeline.yaml: which meters go to which publishers.
type Pipeline struct {
	Sources []PipelineSource
}

// PipelineSource is a source with the publishers of its sinks.
type PipelineSource struct {
	Name       string
	Meters     []string // patterns of fnmatch; those that begin with ! exclude
	Publishers []Publisher
}

// Publisher is where a sink sends its samples.
type Publisher struct {
	URL  sources.Secret
	From Place
}

// At is the URL for people.
func (p Publisher) At() string { return WithoutCredentials(p.URL.Reveal()) }

// Elsewhere reports whether the publisher keeps samples in a place that
// ceilotop cannot read. Those of the bus (notifier, rpc) lead to Ceilometer's
// collector and with it to the store of [database], as does direct.
func (p Publisher) Elsewhere() bool {
	scheme, _, _ := strings.Cut(p.URL.Reveal(), ":")
	switch strings.ToLower(scheme) {
	case "gnocchi", "notifier", "rpc", "direct", "database":
		return false
	}
	return true
}

// Publishers are those that a meter is sent to, each once. None means that
// Ceilometer drops the meter's samples.
func (p Pipeline) Publishers(meter string) []Publisher {
	var all []Publisher
	for _, s := range p.Sources {
		if !s.takes(meter) {
			continue
		}
		for _, publisher := range s.Publishers {
			if !slices.ContainsFunc(all, func(q Publisher) bool { return q.URL == publisher.URL }) {
				all = append(all, publisher)
			}
		}
	}
	return all
}

// Elsewhere are the publishers that keep a meter where ceilotop cannot read it;
// none when at least one leads to a store that it can read.
func (p Pipeline) Elsewhere(meter string) []Publisher {
	all := p.Publishers(meter)
	if slices.ContainsFunc(all, func(q Publisher) bool { return !q.Elsewhere() }) {
		return nil
	}
	return all
}

// takes does as Ceilometer does (pipeline is_supported): exclusions first, and
// with nothing but exclusions everything else is taken.
func (s PipelineSource) takes(meter string) bool {
	matches := func(pattern string) bool { return sources.Fnmatch(pattern, meter) }
	var included []string
	for _, pattern := range s.Meters {
		if excluded, ok := strings.CutPrefix(pattern, "!"); !ok {
			included = append(included, pattern)
		} else if matches(excluded) {
			return false
		}
	}
	return slices.ContainsFunc(included, matches) || len(included) == 0 && len(s.Meters) > 0
}

// DroppedHint is what to do about a meter that is Dropped.
const DroppedHint = "look at the sources and sinks of pipeline.yaml"

// Dropped says what pipelines do with a meter that never reaches a store that
// ceilotop can read; "" it may, or no pipeline is known.
func Dropped(pipelines []Pipeline, meter string) (why string, state HopState) {
	var elsewhere []Publisher
	for _, p := range pipelines {
		if len(p.Publishers(meter)) > 0 && len(p.Elsewhere(meter)) == 0 {
			return "", ""
		}
		elsewhere = append(elsewhere, p.Elsewhere(meter)...)
	}
	switch {
	case len(pipelines) == 0:
		return "", ""
	case len(elsewhere) == 0:
		return "no source of pipeline.yaml takes " + meter + ", so that Ceilometer drops it", HopBroken
	}
	return fmt.Sprintf("%s goes to %s (%s), which ceilotop cannot read", meter, elsewhere[0].At(), elsewhere[0].From), HopUnknown
}
