// Package managed says the plan in the words of the tool that owns a host's
// configuration, since what is edited behind its back is gone at its next run.
// No text holds a password: each refers to the file or the variable that does.
package managed

import (
	"fmt"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// File is what to give to a tool.
type File struct {
	Manager string // kolla
	Name    string // globals.yml, with directories below it
	Where   string // "append to /etc/kolla/globals.yml on the machine that runs kolla-ansible"
	Text    string // without a password
	After   string // the command that makes it happen
}

// For says it to each tool that was found on the machine; nothing when there is
// none, or when the operator wants the files edited all the same.
func For(a setup.Answers, f setup.Facts) []File {
	if a.Apply.ForceLocal {
		return nil
	}
	var all []File
	seen := make(map[string]bool)
	for _, m := range f.Managers {
		name, say := m.Name, tools[m.Name]
		if m.Name == "packstack" || m.Name == "tripleo" {
			name = "puppet" // both set hiera's data
		}
		if say == nil || seen[name] {
			continue
		}
		seen[name] = true
		for _, file := range say(a) {
			file.Manager = name
			if after := applies(m); after != "" {
				file.After = after
			}
			all = append(all, file)
		}
	}
	return all
}

// applies is the command of a tool that runs Puppet by itself; "" it is none.
// packstack makes the manifests anew from its answer file and has every node
// apply them (packstack plugins/puppet_950.py); no agent would.
func applies(m setup.Manager) string {
	switch m.Name {
	case "packstack":
		return "packstack --answer-file=" + setup.ShellWord(m.Evidence)
	case "tripleo":
		return "openstack overcloud deploy, with the options of the last time"
	}
	return ""
}

var tools = map[string]func(setup.Answers) []File{
	"kolla": kolla, "openstack-ansible": openStackAnsible, "puppet": puppet, "packstack": puppet, "tripleo": puppet,
}

// services are those that shall notify.
func services(a setup.Answers) []string {
	var names []string
	for _, s := range []struct {
		name string
		on   bool
	}{
		{"nova", a.Features.Nova},
		{"cinder", a.Features.Cinder},
		{"glance", a.Features.Glance},
		{"neutron", a.Features.Neutron},
		{"heat", a.Features.Heat},
		{"keystone", a.Features.Keystone},
	} {
		if s.on {
			names = append(names, s.name)
		}
	}
	return names
}

func notifies(a setup.Answers, service string) bool { return slices.Contains(services(a), service) }

// lookup is the expression with which Ansible reads a password where it runs.
func lookup(p setup.Password) string {
	kind, what, _ := strings.Cut(p.Ref, ":")
	switch kind {
	case "env":
		return "{{ lookup('env', " + python(what) + ") }}"
	case "file":
		return "{{ lookup('file', " + python(what) + ") }}"
	}
	return "{{ lookup('file', " + python(stored(p)) + ") }}"
}

// stored is the file in which a generated password is kept.
func stored(p setup.Password) string {
	name := p.Name
	if name == "" {
		name = "broker_b"
	}
	return "/var/lib/ceilotop/secrets/" + name
}

// place says to people where a password is.
func place(p setup.Password) string {
	kind, what, _ := strings.Cut(p.Ref, ":")
	switch kind {
	case "env":
		return "in the variable " + sources.Visible(what)
	case "file":
		return "in " + sources.Visible(what)
	}
	return "in " + stored(p)
}

// listener is what Ceilometer logs in to broker B with.
func listener(b setup.BrokerAnswers) (user string, p setup.Password) {
	if b.StrictUsers {
		return b.User + "-listener", b.ListenerPassword
	}
	return b.User, b.Password
}

// transport is the URL of broker B; user and password are put in as they are:
// a name, or an expression of the tool.
func transport(b setup.BrokerAnswers, user, password string) string {
	var hosts []string
	for _, host := range b.Hosts() {
		hosts = append(hosts, fmt.Sprintf("%s:%s@%s", user, password, net.JoinHostPort(host, strconv.Itoa(b.Port))))
	}
	// The virtual host / is an empty path behind the slash, written as a second
	// one.
	vhost := "/"
	if b.VHost != "/" {
		vhost = url.PathEscape(b.VHost)
	}
	return "rabbit://" + strings.Join(hosts, ",") + "/" + vhost + tls(b)
}

func tls(b setup.BrokerAnswers) string {
	switch {
	case !b.TLS:
		return ""
	case b.CAFile == "":
		return "?ssl=1"
	}
	return "?ssl=1&ssl_ca_file=" + b.CAFile
}

// python quotes a text inside an expression of Jinja.
func python(s string) string {
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'"
}

// text quotes a text for YAML.
func text(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(sources.Visible(s)) + `"`
}
