package wizard

import (
	"net"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// systemOf names the machine and its distribution.
func systemOf(s setup.System) string {
	name := s.Name
	if name == "" {
		name = strings.TrimSpace(s.Distribution + " " + s.Version)
	}
	var parts []string
	for _, part := range []string{s.Hostname, name} {
		if part != "" {
			parts = append(parts, part)
		}
	}
	if s.Root != "" && !s.Here() {
		parts = append(parts, s.Root)
	}
	return strings.Join(parts, " · ")
}

// serviceOf is a service, its version, and where that is known from.
func serviceOf(s setup.Service) string {
	t := s.Name
	switch {
	case s.Version != "" && s.Release != "":
		t += " " + s.Version + " " + s.Release
	case s.Version != "" || s.Release != "":
		t += " " + s.Version + s.Release
	}
	if s.Evidence != "" {
		t += " (" + s.Evidence + ")"
	}
	return t
}

// hostsOf are the nodes of a broker and its virtual host, without a password.
func hostsOf(b setup.Broker) string {
	var hosts []string
	for _, h := range b.URL.Hosts {
		hosts = append(hosts, net.JoinHostPort(h.Name, strconv.Itoa(h.Port)))
	}
	return strings.Join(hosts, ", ") + " " + b.URL.VirtualHost
}

// managerOf is a tool that owns files here, and what says so.
func managerOf(m setup.Manager) string {
	if m.Evidence == "" {
		return m.Name
	}
	return m.Name + " (" + m.Evidence + ")"
}
