package machine

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// product is a service, or a library, whose version decides something.
type product struct {
	name     string
	packages []string // that have its version, in the order of belief
}

// products of OpenStack come first; $ stands for python, python2 and python3.
var products = []product{
	{"nova", []string{"openstack-nova-common", "nova-common", "openstack-nova", "$-nova"}},
	{"cinder", []string{"openstack-cinder", "cinder-common", "$-cinder"}},
	{"glance", []string{"openstack-glance", "glance-common", "glance-api", "glance", "$-glance"}},
	{"keystone", []string{"openstack-keystone", "keystone", "$-keystone"}},
	{"neutron", []string{"openstack-neutron-common", "openstack-neutron", "neutron-common", "$-neutron"}},
	{"heat", []string{"openstack-heat-common", "openstack-heat", "heat-common", "$-heat"}},
	{ceilometer, []string{"openstack-ceilometer-common", "ceilometer-common", "openstack-ceilometer", "$-ceilometer"}},
	{"gnocchi", []string{"openstack-gnocchi-common", "gnocchi-common", "openstack-gnocchi", "$-gnocchi"}},
	{"oslo.messaging", []string{"$-oslo-messaging", "$-oslo.messaging"}},
	{"oslo.config", []string{"$-oslo-config", "$-oslo.config"}},
	{"rabbitmq", []string{"rabbitmq-server"}},
	{"mongodb", []string{"mongodb-org-server", "mongodb-server-core", "mongodb-server", "mongodb"}},
	{"memcached", []string{"memcached"}},
	{"httpd", []string{"httpd", "apache2"}},
	{"mod_wsgi", []string{"mod_wsgi", "python3-mod_wsgi", "libapache2-mod-wsgi-py3", "libapache2-mod-wsgi", "apache2-mod_wsgi-python3", "apache2-mod_wsgi"}},
}

// python counts the products that are Python's, and may come without a package.
const python = 10

// services gives each product the version of its package; else the one that its
// Python metadata has, as pip leaves them; else the release that Kolla names.
func (v *survey) services() {
	metadata, releases := v.metadata(), v.releases()
	for i, p := range products {
		s, ok := v.packaged(p)
		if !ok && i < python {
			s, ok = metadata[p.name]
		}
		if !ok && i < python {
			s, ok = v.contained(p.name, releases)
		}
		if ok {
			s.Name = p.name
			v.facts.Services = append(v.facts.Services, s)
		}
	}
}

func (v *survey) packaged(p product) (setup.Service, bool) {
	tool := "rpm"
	if v.facts.System.Family == setup.Debian {
		tool = "dpkg"
	}
	for _, name := range p.packages {
		for _, py := range []string{"python3", "python", "python2"} {
			full := strings.Replace(name, "$", py, 1)
			i := slices.IndexFunc(v.facts.Packages, func(q setup.Package) bool { return q.Name == full })
			if i < 0 {
				continue
			}
			q := v.facts.Packages[i]
			return setup.Service{Version: upstream(q.Version), Evidence: fmt.Sprintf("%s: %s %s", tool, q.Name, q.Version)}, true
		}
	}
	return setup.Service{}, false
}

// upstream takes from a package's version what its packager added: the epoch
// before a colon, the revision behind the last dash, and what follows ~ or +.
func upstream(version string) string {
	if _, rest, ok := strings.Cut(version, ":"); ok {
		version = rest
	}
	if i := strings.LastIndexByte(version, '-'); i >= 0 {
		version = version[:i]
	}
	if i := strings.IndexAny(version, "~+"); i >= 0 {
		version = version[:i]
	}
	return version
}

// sitePackages are where Python's packages lie: of the distribution, of pip, and
// of the virtual environments that devstack and OpenStack-Ansible make.
var sitePackages = []string{
	"/usr/lib", "/usr/lib64", "/usr/local/lib", "/opt/stack/data/venv/lib",
}

const ansibleEnvironments = "/openstack/venvs"

// installed is the name of a directory or file of metadata.
var installed = regexp.MustCompile(`^([A-Za-z0-9_.]+)-([0-9][^-]*)(?:-py[0-9.]+)?\.(?:dist|egg)-info$`)

// metadata finds the products among the packages of Python.
func (v *survey) metadata() map[string]setup.Service {
	libs := slices.Clone(sitePackages)
	for _, name := range v.tree.list(ansibleEnvironments) {
		libs = append(libs, path.Join(ansibleEnvironments, name, "lib"))
	}
	found := make(map[string]setup.Service)
	for _, dir := range v.pythonDirs(libs) {
		for _, entry := range v.tree.list(dir) {
			m := installed.FindStringSubmatch(entry)
			if m == nil {
				continue
			}
			name := strings.ToLower(strings.ReplaceAll(m[1], "_", "."))
			if _, known := found[name]; !known {
				found[name] = setup.Service{Version: upstream(m[2]), Evidence: path.Join(dir, entry)}
			}
		}
	}
	return found
}

// pythonDirs are LIB/python3.11/site-packages and their like.
func (v *survey) pythonDirs(libs []string) (dirs []string) {
	for _, lib := range libs {
		for _, py := range v.tree.list(lib) {
			if !strings.HasPrefix(py, "python") {
				continue
			}
			for _, d := range []string{"site-packages", "dist-packages"} {
				if dir := path.Join(lib, py, d); v.tree.has(dir) {
					dirs = append(dirs, dir)
				}
			}
		}
	}
	return dirs
}
