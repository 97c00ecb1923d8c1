package tui

import (
	"github.com/ceilotop/ceilotop/tui/events"
	"github.com/ceilotop/ceilotop/tui/meters"
	"github.com/ceilotop/ceilotop/tui/page"
)

// pages makes every page that is built, in the order of their keys. A page
// that is not built yet is absent, not empty.
func (c *Config) pages(shared page.Shared) []page.Page {
	if c.Pages != nil {
		return c.Pages(shared)
	}
	list := []page.Page{
		events.New(events.Config{
			Shared: shared, Log: c.Log, Save: c.Save, Recorded: c.Player != nil,
			Filter: c.Filter, History: c.History, KeepHistory: c.KeepHistory,
		}),
	}
	if c.Meters != nil {
		m := *c.Meters
		m.Shared = shared
		list = append(list, meters.New(m))
	}
	return list
}
