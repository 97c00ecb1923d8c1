package tui

import (
	"slices"

	"github.com/ceilotop/ceilotop/tui/events"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/page"
	"github.com/ceilotop/ceilotop/tui/pipeline"
	"github.com/ceilotop/ceilotop/tui/usage"
	"github.com/ceilotop/ceilotop/tui/wizard"
)

// numbers are the keys of the pages. They are fixed, so that a finger that has
// learned one finds it where another page is absent.
var numbers = []string{"events", "meters", "pipeline", "setup", "usage"}

// numberOf is the key of the page with the ID.
func numberOf(id string) int { return slices.Index(numbers, id) + 1 }

// pages makes every page that is built, in the order of their keys. A page
// that is not built yet is absent, not empty.
func (c *Config) pages(shared page.Shared) []page.Page {
	if c.Pages != nil {
		return c.Pages(shared)
	}
	list := []page.Page{
		events.New(events.Config{
			Shared: shared, Log: c.Log, Save: c.Save, Recorded: c.Player != nil,
			Explain: c.Explain, Filter: c.Filter, History: c.History, KeepHistory: c.KeepHistory,
		}),
	}
	if c.Meters != nil {
		m := *c.Meters
		m.Shared = shared
		list = append(list, meters.New(m))
	}
	if c.Pipeline != nil {
		l := *c.Pipeline
		l.Shared = shared
		list = append(list, pipeline.New(l))
	}
	if c.Setup != nil {
		s := *c.Setup
		s.Shared = shared
		list = append(list, wizard.New(s))
	}
	if c.Usage != nil {
		u := *c.Usage
		u.Shared = shared
		list = append(list, usage.New(u))
	}
	return list
}
