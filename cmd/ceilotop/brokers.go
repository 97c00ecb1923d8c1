package main

import (
	"errors"
	"fmt"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

// brokers are those that --url names, or else those that the configuration
// files of the machine name, or the one file of --config.
func (a *app) brokers() ([]broker, error) {
	if len(a.urls) > 0 {
		if a.config != "" {
			return nil, misused("--url and --config: only one of them can say which brokers there are")
		}
		return a.urlBrokers()
	}
	inspect, where := machine.Inspect, a.root
	if a.config != "" {
		inspect, where = machine.InspectFile, a.config
	}
	facts, err := inspect(where)
	if err != nil {
		return nil, err
	}
	if len(facts.Brokers) == 0 {
		return nil, a.nothingFound(facts, where)
	}
	return a.found(facts), nil
}

// nothingFound says everything that was in the way: what could not be read is
// unknown, which is not the same as not configured.
func (a *app) nothingFound(facts setup.Facts, where string) error {
	var all []error
	for _, b := range facts.Broken {
		all = append(all, b)
	}
	for _, u := range facts.Unreadable {
		all = append(all, u)
	}
	if len(all) > 0 {
		return errors.Join(all...)
	}
	err := fmt.Errorf("find brokers: none is named in %s", where)
	if a.config == "" {
		err = fmt.Errorf("find brokers: no file of nova, neutron, cinder, glance, keystone, heat or ceilometer names one; looked below %s in etc, etc/kolla and var/lib/config-data/puppet-generated", where)
	}
	return sources.WithHint(err, fmt.Sprintf("ceilotop demo, or name a broker: %s", urlForms))
}

// found turns facts into brokers. What an operator should know goes with the
// first of them.
func (a *app) found(facts setup.Facts) []broker {
	var all []broker
	for _, b := range facts.Brokers {
		all = append(all, broker{name: b.Name, url: b.URL, notes: unknownOptions(b.Name, b.URL)})
	}
	notes := append(facts.Notes, all[0].notes...)
	for _, b := range facts.Broken {
		notes = append(notes, b.Error())
	}
	for _, u := range facts.Unreadable {
		notes = append(notes, u.Error()+" (hint: "+u.Hint()+")")
	}
	all[0].notes = notes
	return all
}

// sayNotes says what an operator should know about the brokers that were found.
func (a *app) sayNotes(brokers []broker) {
	for _, b := range brokers {
		for _, note := range b.notes {
			a.say("%s", sources.Visible(note))
		}
	}
}
