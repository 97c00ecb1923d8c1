package machine

import (
	"path"
	"slices"
	"strings"
)

// program is one file of configuration that a service has.
type program struct {
	service string
	file    string
	dist    string   // the distribution's defaults, read first
	dropIns []string // directories beside the file, read last
}

// programs in the order in which they are believed.
var programs = []program{
	{"nova", "nova.conf", "nova-dist.conf", []string{"nova.conf.d"}},
	{"neutron", "neutron.conf", "neutron-dist.conf", []string{"neutron.conf.d", "conf.d/common", "conf.d/neutron-server"}},
	{"cinder", "cinder.conf", "cinder-dist.conf", []string{"cinder.conf.d"}},
	{"glance", "glance-api.conf", "glance-api-dist.conf", []string{"glance.conf.d", "glance-api.conf.d"}},
	{"glance", "glance-registry.conf", "glance-registry-dist.conf", []string{"glance.conf.d", "glance-registry.conf.d"}},
	{"keystone", "keystone.conf", "keystone-dist.conf", []string{"keystone.conf.d"}},
	{"heat", "heat.conf", "heat-dist.conf", []string{"heat.conf.d"}},
	{ceilometer, "ceilometer.conf", "ceilometer-dist.conf", []string{"ceilometer.conf.d"}},
}

const ceilometer = "ceilometer"

// novaCompute is what Debian starts nova-compute with, behind nova.conf. Nova's
// other programs do not read it.
const novaCompute = "/etc/nova/nova-compute.conf"

// instance is one service as it is started: a set of files that are read
// together.
type instance struct {
	service string
	dist    string   // the distribution's defaults; "" in a container
	files   []string // in the order in which they are read, after the defaults
}

// Where the tools that install OpenStack put each container's files.
const (
	kolla   = "/etc/kolla"
	tripleO = "/var/lib/config-data/puppet-generated"
)

func (t *tree) instances() []instance {
	kollaDirs, tripleODirs := t.list(kolla), t.list(tripleO)
	var all []instance
	for _, p := range programs {
		all = t.instance(all, p, path.Join("/etc", p.service), path.Join("/usr/share", p.service, p.dist))
		if p.service == "nova" && t.has(novaCompute) {
			all = t.instance(all, p, path.Join("/etc", p.service), path.Join("/usr/share", p.service, p.dist))
			last := &all[len(all)-1]
			last.files = slices.Insert(last.files, 1, novaCompute)
		}
		for _, container := range of(p.service, kollaDirs) {
			all = t.instance(all, p, path.Join(kolla, container), "")
		}
		for _, container := range of(p.service, tripleODirs) {
			all = t.instance(all, p, path.Join(tripleO, container, "etc", p.service), "")
		}
	}
	return all
}

// of picks a service's containers: nova-api, nova_libvirt. The directory of
// Kolla's own overrides, config, is none.
func of(service string, dirs []string) []string {
	var own []string
	for _, d := range dirs {
		if rest, ok := strings.CutPrefix(d, service); ok && (rest == "" || rest[0] == '-' || rest[0] == '_') {
			own = append(own, d)
		}
	}
	return own
}

// instance adds the program whose files are in dir.
func (t *tree) instance(all []instance, p program, dir, dist string) []instance {
	files := []string{path.Join(dir, p.file)}
	for _, d := range p.dropIns {
		for _, name := range t.list(path.Join(dir, d)) {
			if strings.HasSuffix(name, ".conf") && !strings.HasPrefix(name, ".") {
				files = append(files, path.Join(dir, d, name))
			}
		}
	}
	return append(all, instance{p.service, dist, files})
}
