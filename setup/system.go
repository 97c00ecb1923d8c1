package setup

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/netip"
	"path"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// System is the machine itself.
type System struct {
	// Root is the directory below which everything was looked for. Only for "/"
	// is the machine the one that ceilotop runs on.
	Root       string
	Privileged bool // ceilotop runs as root
	// OwnServers says that the files below another Root belong to a sandbox: the
	// brokers, Keystone and the database that they name are its own, and may be
	// asked and changed as on the machine itself.
	OwnServers bool

	Hostname     string
	Distribution string // ID of os-release: debian, centos, …; "" unknown
	Version      string // its VERSION_ID
	Name         string // its PRETTY_NAME
	Family       Family
	Packager     string // dnf, yum, apt, zypper; "" none was found
	Init         string // systemd, or "" for another one
	InitRunning  bool   // systemctl can be asked; false in a container and below another root, but for a sandbox with units of its own
	SELinux      string // enforcing, permissive, disabled; "" unknown
	Addresses    []netip.Prefix
}

// Here reports whether the facts are of the machine that ceilotop runs on:
// packages and units may be asked and changed only then.
func (s System) Here() bool { return s.Root == "/" }

// Reaches reports whether the servers that the files name may be asked and
// changed: from the machine itself, or from a sandbox.
func (s System) Reaches() bool { return s.Here() || s.OwnServers }

// Family decides the names of units, packages and paths.
type Family string

const (
	RedHat Family = "redhat" // RDO; openSUSE's names are the same
	Debian Family = "debian" // and Ubuntu
)

// Service is one of OpenStack's services, or of what telemetry needs, that this
// machine has a package or a container of.
type Service struct {
	Name    string // nova, cinder, glance, keystone, neutron, ceilometer, gnocchi, oslo.messaging, rabbitmq, mongodb, memcached, httpd, …
	Version string // upstream's, without epoch and revision; "" unknown
	// Release is the one that the tool names which installed it, where no version
	// is known: 2025.1, zed, master.
	Release  string
	Evidence string // "dpkg: nova-common 2:26.1.0-2"
}

// Package is an installed package.
type Package struct {
	Name    string
	Version string // as the package manager writes it
}

// Unit is a unit of systemd, with systemctl's own words.
type Unit struct {
	Name     string // with .service
	Enabled  string // enabled, disabled, static, masked; "" unknown
	Active   string // active, inactive, failed; "" unknown
	Restarts int    // NRestarts
	Started  string // ExecMainStartTimestamp
	File     string // FragmentPath
}

// Running reports whether the unit is active.
func (u Unit) Running() bool { return u.Active == "active" }

// File is a file that a plan may have to change, or that decides about one.
type File struct {
	Path    string // as the machine knows it: without the root before it
	Service string // nova, …; "mongodb", "httpd"
	Text    []byte `json:"-"`
	SHA256  string // of the text, in hex
	Mode    fs.FileMode
	Owner   string    // user:group
	Changed time.Time // when its text was written last; zero unknown
	Target  string    // where a symbolic link leads, else ""
	Names   int       // its hard links; 0 unknown
}

// SHA256 is the hash of a text as File and WriteFile have it, in hex.
func SHA256(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

// String and GoString keep the text, which holds passwords, out of every way of
// printing a File.
func (f File) String() string { return f.Path }

// GoString is the path too.
func (f File) GoString() string { return f.Path }

// Program is one program of a service, with all the files that it reads. Two
// programs may have the same Main: nova-compute of Debian reads
// nova-compute.conf behind it, Nova's other programs do not.
type Program struct {
	Service string   // nova
	Main    string   // /etc/nova/nova.conf
	Files   []string // in the order in which they are read, Main among them
	// Late are those of Files that win over Main only where the program is
	// started without --config-file: its drop-ins.
	Late []string
}

// Listener is a socket of this machine that takes connections.
type Listener struct {
	Address netip.AddrPort
	Process string // "" unknown
}

// Manager is a tool that owns the configuration of this host. Files that it
// writes must not be edited behind its back.
type Manager struct {
	Name     string   // kolla, puppet, tripleo, packstack, openstack-ansible, devstack, kubernetes
	Evidence string   // "/etc/kolla/globals.yml"
	Paths    []string // the directories and files whose owner it is; none: the whole host
}

// File returns the file of that path.
func (f Facts) File(path string) (File, bool) {
	for _, file := range f.Files {
		if file.Path == path {
			return file, true
		}
	}
	return File{}, false
}

// Service returns what is known about a service's version.
func (f Facts) Service(name string) (Service, bool) {
	for _, s := range f.Services {
		if s.Name == name {
			return s, true
		}
	}
	return Service{}, false
}

// Installed reports whether a service was found as a package of its own, and not
// only as the library that other services bring.
func (f Facts) Installed(name string) (evidence string, ok bool) {
	s, known := f.Service(name)
	_, pkg, _ := strings.Cut(s.Evidence, ": ")
	packaged := strings.HasPrefix(s.Evidence, "dpkg: ") || strings.HasPrefix(s.Evidence, "rpm: ")
	return s.Evidence, known && packaged && !strings.HasPrefix(pkg, "python")
}

// Unit returns the unit of that name.
func (f Facts) Unit(name string) (Unit, bool) {
	for _, u := range f.Units {
		if u.Name == name {
			return u, true
		}
	}
	return Unit{}, false
}

// Has reports whether a package is installed.
func (f Facts) Has(pkg string) bool {
	for _, p := range f.Packages {
		if p.Name == pkg {
			return true
		}
	}
	return false
}

// Hidden reports whether a path could not be read, or a directory above it: what
// stands there is unknown.
func (f Facts) Hidden(name string) (Unreadable, bool) {
	for _, u := range f.Unreadable {
		for p := name; ; p = path.Dir(p) {
			if u.Path == p || u.Path == path.Join(f.System.Root, p) {
				return u, true
			}
			if p == "/" || p == "" {
				break
			}
		}
	}
	return Unreadable{}, false
}

// Unusable reports whether a path, or a directory above it, is there but is not
// what it should be: a socket, a directory, a link to nothing.
func (f Facts) Unusable(name string) (Broken, bool) {
	for _, b := range f.Broken {
		if b.Line > 0 {
			continue
		}
		for p := name; p != "/" && p != "." && p != ""; p = path.Dir(p) {
			if b.File == p || b.File == path.Join(f.System.Root, p) {
				return b, true
			}
		}
	}
	return Broken{}, false
}

// StoredSecret is a password that an earlier run generated and keeps.
type StoredSecret struct {
	Name  string // broker_b, keystone, mongo, …
	Value sources.Secret
}
