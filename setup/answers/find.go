package answers

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// finding is what the machine says about an answer, and where.
type finding struct{ text, evidence string }

// find collects what the machine's own files say.
func find(f setup.Facts) map[string]finding {
	s := &search{facts: f, found: make(map[string]finding)}
	s.programs()
	s.brokerB()
	s.keystone()
	s.mongo()
	s.features()
	s.roles()
	return s.found
}

type search struct {
	facts   setup.Facts
	configs []config
	found   map[string]finding
}

// config is what one program reads.
type config struct {
	service string
	*osloconf.Config
}

func (s *search) programs() {
	for _, p := range s.facts.Programs {
		var files []*osloconf.File
		for _, name := range p.Files {
			if file, ok := s.facts.File(name); ok {
				if parsed, err := osloconf.Parse(file.Path, file.Text); err == nil {
					files = append(files, parsed)
				}
			}
		}
		s.configs = append(s.configs, config{p.Service, osloconf.Merge(files...)})
	}
}

// note keeps the first thing that was found.
func (s *search) note(key, text, evidence string) {
	if _, known := s.found[key]; !known && text != "" && clean(text) == nil {
		s.found[key] = finding{text, sources.Visible(evidence)}
	}
}

// option notes the first of the services' options that is set.
func (s *search) option(key, group, option string, services ...string) {
	for _, service := range services {
		for _, c := range s.configs {
			if c.service != service {
				continue
			}
			if v, ok := c.Get(group, option, osloconf.Deprecated(group, option)...); ok && v.Err == nil {
				s.note(key, v.Text, fmt.Sprintf("%s:%d", v.File, v.Line))
			}
		}
	}
}

func (s *search) brokerB() {
	if b := s.facts.Servers.BrokerB; b != nil && b.Admin != "" {
		s.note("broker_b.admin_url", strings.TrimSuffix(b.Admin, "/"), "its answer")
	}
	for _, b := range s.facts.Brokers {
		if b.Name == "B" && !b.URL.NoHost && len(b.URL.Hosts) > 0 {
			s.note("broker_b.host", hostsOf(b.URL), origin(b))
		}
	}
}

// hostsOf are the hosts of a URL as an answer. One port and one user are answered
// for all of them, so that those which differ from the first are left out.
func hostsOf(u oslo.TransportURL) string {
	var names []string
	for _, h := range u.Hosts {
		if first := u.Hosts[0]; h.Port == first.Port && h.Username == first.Username {
			names = append(names, h.Name)
		}
	}
	return strings.Join(names, ",")
}

// onBrokerB finds the other answers about broker B, in the URLs that lead to the
// host that was answered: another host's users and virtual hosts are not its.
func onBrokerB(f setup.Facts, answered []string) map[string]finding {
	s := &search{facts: f, found: make(map[string]finding)}
	for _, b := range f.Brokers {
		if b.Name == "A" || b.URL.NoHost {
			continue
		}
		i := slices.IndexFunc(b.URL.Hosts, func(h oslo.Host) bool { return strings.EqualFold(h.Name, answered[0]) })
		if i < 0 {
			continue
		}
		h, from := b.URL.Hosts[i], origin(b)
		s.note("broker_b.port", number(h.Port), from)
		s.note("broker_b.user", h.Username, from)
		s.note("broker_b.vhost", b.URL.VirtualHost, from)
		if b.URL.TLS != nil {
			s.note("broker_b.tls", "true", from)
			s.note("broker_b.ca_file", b.URL.TLS.CAFile, from)
		}
		return s.found // one URL's parts belong together
	}
	return nil
}

func origin(b setup.Broker) string {
	if len(b.From) == 0 {
		return ""
	}
	return fmt.Sprintf("%s:%d", b.From[0].File, b.From[0].Line)
}

// keystone looks where Ceilometer logs in, then where the other services check
// tokens: user and password of those are their own.
func (s *search) keystone() {
	for _, where := range []struct {
		group    string
		services []string
	}{
		{"service_credentials", []string{"ceilometer"}},
		{"keystone_authtoken", []string{"ceilometer", "glance", "nova", "cinder", "neutron"}},
	} {
		for _, option := range []string{"www_authenticate_uri", "auth_uri", "auth_url"} {
			for _, service := range where.services {
				for _, c := range s.configs {
					if v, ok := c.Get(where.group, option); ok && c.service == service && v.Err == nil {
						s.url(v.Text, fmt.Sprintf("%s:%d", v.File, v.Line))
					}
				}
			}
		}
		s.option("keystone.region", where.group, "region_name", where.services...)
		s.option("keystone.project", where.group, "project_name", where.services...)
		s.option("keystone.domain", where.group, "user_domain_name", where.services...)
		s.option("keystone.domain", where.group, "user_domain_id", where.services...)
		s.option("keystone.memcached", where.group, "memcached_servers", where.services...)
		s.option("keystone.user", where.group, "username", "ceilometer")
	}
}

// url takes a URL of Keystone apart: the port tells the two it once had.
func (s *search) url(text, from string) {
	u, err := url.Parse(text)
	if err != nil || webURL(text) != nil {
		return
	}
	u.Path = strings.TrimSuffix(u.Path, "/")
	for _, version := range []string{"/v3", "/v2.0"} {
		u.Path = strings.TrimSuffix(u.Path, version)
	}
	if u.Port() == "35357" {
		s.note("keystone.admin_url", u.String(), from)
		return
	}
	s.note("keystone.auth_url", u.String(), from)
}

func (s *search) mongo() {
	for _, store := range s.facts.Stores {
		if store.Kind != sources.MongoDB {
			continue
		}
		u, err := url.Parse(store.URL.Reveal())
		if err != nil {
			continue
		}
		s.note("mongo.host", u.Hostname(), store.From.String())
		s.note("mongo.port", u.Port(), store.From.String())
		s.note("mongo.db", strings.Trim(u.Path, "/"), store.From.String())
		s.note("mongo.user", u.User.Username(), store.From.String())
	}
}

func (s *search) features() {
	if len(s.facts.Programs) == 0 {
		return
	}
	for _, service := range []string{"glance", "nova", "cinder"} {
		i := slices.IndexFunc(s.facts.Programs, func(p setup.Program) bool { return p.Service == service })
		if evidence, ok := s.facts.Installed(service); i < 0 && ok {
			s.note("features."+service, "true", evidence)
			continue
		}
		if i < 0 {
			s.found["features."+service] = finding{"false", "the files, of which none configures " + service}
			continue
		}
		s.note("features."+service, "true", s.facts.Programs[i].Main)
	}
	// The audits are told how often by the options that they read themselves.
	s.option("audit.period", "DEFAULT", "volume_usage_audit_period", "cinder")
	s.option("audit.period", "DEFAULT", "instance_usage_audit_period", "nova")
}
