package machine

import (
	"net"
	"reflect"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// metering is a configuration of Ceilometer, and what it says about meters.
type metering struct {
	reader
	dir   string // of its files
	files []*osloconf.File
}

// findStores adds to the facts what the configurations of Ceilometer say about
// stores. Containers of one node repeat each other; each thing is taken once.
func (s *search) findStores(facts *setup.Facts) {
	for _, m := range s.meters {
		for _, store := range m.stores() {
			if !slices.ContainsFunc(facts.Stores, func(o setup.Store) bool { return o.Kind == store.Kind && o.URL == store.URL }) {
				facts.Stores = append(facts.Stores, store)
			}
		}
		for _, group := range []string{"service_credentials", "keystone_authtoken"} {
			c, ok := m.credentials(group)
			if ok && !slices.ContainsFunc(facts.Credentials, func(o setup.Credentials) bool { return reflect.DeepEqual(o.Options, c.Options) }) {
				facts.Credentials = append(facts.Credentials, c)
			}
		}
	}
	s.findPipelines(facts)
	facts.Unreadable, facts.Broken = s.tree.unreadable, s.tree.broken
}

// stores are the databases, the dispatcher's Gnocchi, and the API of this host.
func (m metering) stores() (all []setup.Store) {
	add := func(kind sources.StoreKind, url string, v osloconf.Value) {
		all = append(all, setup.Store{Kind: kind, URL: sources.Secret(url), From: setup.Place{File: v.File, Line: v.Line}})
	}
	v, ok := m.get("database", "metering_connection")
	if !ok {
		v, ok = m.get("database", "connection",
			osloconf.Name{Group: "DEFAULT", Key: "database_connection"},
			osloconf.Name{Group: "database", Key: "sql_connection"},
			osloconf.Name{Group: "DEFAULT", Key: "sql_connection"},
			osloconf.Name{Group: "sql", Key: "connection"})
	}
	switch {
	case !ok:
	case !strings.Contains(v.Text, "://"):
		m.tree.add(setup.Broken{File: v.File, Line: v.Line, Reason: v.Key + ": the value is no URL", Advice: "Write mongodb://USER:PASSWORD@HOST:27017/ceilometer."})
	default:
		add(setup.KindOf(v.Text), v.Text, v)
	}
	if v, ok := m.get("dispatcher_gnocchi", "url"); ok {
		add(sources.Gnocchi, v.Text, v)
	}
	// The port alone says that Ceilometer's API was set up on this host.
	if v, ok := m.get("api", "port"); ok {
		host := "127.0.0.1"
		if h, ok := m.get("api", "host"); ok && h.Text != "0.0.0.0" && h.Text != "::" {
			host = h.Text
		}
		add(sources.CeilometerAPI, "http://"+net.JoinHostPort(host, v.Text), v)
	}
	return all
}

// credentials takes all options of a section, so that package keystone alone
// has to know their names. One without a password, or a secret like it, is no
// use.
func (m metering) credentials(group string) (setup.Credentials, bool) {
	if v, ok := m.get(group, "auth_section"); ok {
		group = v.Text
	}
	c := setup.Credentials{Section: group, Options: make(map[string]sources.Secret)}
	for _, f := range m.files {
		for _, e := range f.Entries() {
			if osloconf.Normalise(e.Section) != osloconf.Normalise(group) {
				continue
			}
			v, ok := m.get(group, e.Key)
			if !ok {
				continue
			}
			if c.From.File == "" {
				c.From = setup.Place{File: v.File, Line: v.Line}
			}
			c.Options[strings.ReplaceAll(e.Key, "-", "_")] = sources.Secret(v.Text)
		}
	}
	usable := false
	for _, key := range []string{"password", "os_password", "admin_password", "token", "application_credential_secret"} {
		usable = usable || c.Options[key] != ""
	}
	if !usable {
		return c, false
	}
	m.localFiles(c.Options)
	return c, true
}

// localFiles finds the files for TLS below the root. What only a container has
// is left out, and the operator is told.
func (m metering) localFiles(options map[string]sources.Secret) {
	for _, key := range []string{"cafile", "os_cacert", "certfile", "keyfile"} {
		name := options[key].Reveal()
		if name == "" {
			continue
		}
		real, found := m.certificate(name)
		options[key] = sources.Secret(real)
		switch {
		case found:
		case key == "cafile" || key == "os_cacert":
			m.search.note("The CA file %s is not on this machine, perhaps only in a container: the system's certificates are used.", name)
			delete(options, key)
		default:
			m.search.note("The client's certificate or key %s is not on this machine, perhaps only in a container: none is sent.", name)
			delete(options, "certfile")
			delete(options, "keyfile")
		}
	}
}
