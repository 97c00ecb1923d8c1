package machine

import (
	"context"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

const dpkgStatus = "/var/lib/dpkg/status"

// rpmDatabases are where rpm keeps what is installed, of today and of before
// Fedora 36.
var rpmDatabases = []string{"/usr/lib/sysimage/rpm", "/var/lib/rpm"}

// packages lists those installed packages that telemetry or a service of
// OpenStack has to do with, in one call.
func (v *survey) packages(ctx context.Context) {
	var all []setup.Package
	switch sys := v.facts.System; {
	case sys.Family == setup.Debian:
		all = v.dpkg(ctx, sys)
	case sys.Family == setup.RedHat:
		all = v.rpm(ctx, sys)
	default:
		v.note("The distribution is not known, so its packages are not either.")
	}
	all = slices.DeleteFunc(all, func(p setup.Package) bool { return !concerns(p.Name) })
	slices.SortFunc(all, func(a, b setup.Package) int { return strings.Compare(a.Name+" "+a.Version, b.Name+" "+b.Version) })
	v.facts.Packages = slices.Compact(all)
}

// dpkg asks dpkg-query, or reads what dpkg-query would read.
func (v *survey) dpkg(ctx context.Context, sys setup.System) []setup.Package {
	if sys.Here() {
		out, err := v.run(ctx, "dpkg-query", "-W", "-f", `${db:Status-Abbrev}\t${Package}\t${Version}\n`)
		if err == nil {
			return parseDpkgQuery(string(out))
		}
		v.note("The packages were read from %s: %v.", dpkgStatus, err)
	}
	return parseDpkgStatus(v.text(dpkgStatus))
}

// parseDpkgQuery takes the packages whose files are there: the second letter of
// the abbreviation is their state, i for installed.
func parseDpkgQuery(out string) (all []setup.Package) {
	for line := range strings.Lines(out) {
		fields := strings.Split(strings.TrimRight(line, "\n"), "\t")
		if len(fields) == 3 && len(fields[0]) > 1 && fields[0][1] == 'i' {
			all = append(all, setup.Package{Name: fields[1], Version: fields[2]})
		}
	}
	return all
}

// parseDpkgStatus reads dpkg's own list: a paragraph for each package that is or
// was installed.
func parseDpkgStatus(text string) (all []setup.Package) {
	var p setup.Package
	installed := false
	end := func() {
		if installed && p.Name != "" {
			all = append(all, p)
		}
		p, installed = setup.Package{}, false
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\r\n")
		if line == "" {
			end()
			continue
		}
		key, value, _ := strings.Cut(line, ":")
		value = strings.TrimSpace(value)
		switch key {
		case "Package":
			p.Name = value
		case "Version":
			p.Version = value
		case "Status":
			installed = strings.HasSuffix(value, " installed")
		}
	}
	end()
	return all
}

// rpm is asked below another root too: nothing else reads its database.
func (v *survey) rpm(ctx context.Context, sys setup.System) []setup.Package {
	args := []string{"-qa", "--qf", `%{NAME}\t%|EPOCH?{%{EPOCH}:}:{}|%{VERSION}-%{RELEASE}\n`}
	if !sys.Here() {
		if !slices.ContainsFunc(rpmDatabases, v.tree.has) {
			return nil
		}
		args = append([]string{"--root", sys.Root}, args...)
	}
	out, err := v.run(ctx, "rpm", args...)
	if err != nil {
		v.note("The packages are not known: %v.", err)
	}
	var all []setup.Package
	for line := range strings.Lines(string(out)) {
		name, version, ok := strings.Cut(strings.TrimRight(line, "\n"), "\t")
		if ok && name != "" {
			all = append(all, setup.Package{Name: name, Version: version})
		}
	}
	return all
}

// concerned begin a part of a name that says whose package it is.
var concerned = []string{
	"nova", "cinder", "glance", "keystone", "neutron", "heat", "ceilometer", "gnocchi", "aodh", "panko", "swift",
	"oslo", "pecan", "rabbitmq", "mongo", "memcache", "httpd", "apache2", "libapache2", "wsgi", "uwsgi", "policycoreutils", "cron",
}

// concerns goes by the parts of a package's name: python3-oslo.messaging.
func concerns(name string) bool {
	for part := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == '-' || r == '_' || r == '.' }) {
		if slices.ContainsFunc(concerned, func(c string) bool { return strings.HasPrefix(part, c) }) {
			return true
		}
	}
	return false
}
