package steps

import (
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// install makes a step that brings packages.
func (b *builder) install(s *step, packages []profile.Package) {
	s.Check = "the package manager knows all of them"
	s.Verify = "the same"
	s.Undo = "packages are left installed; the package manager's own history can take them back"
	away := b.away(s)
	var missing []string
	for _, alternatives := range packages {
		if !slices.ContainsFunc(alternatives, b.f.Has) {
			missing = append(missing, alternatives[0])
		}
	}
	switch {
	case len(missing) == 0:
		s.found("all packages are installed")
	case b.managed(s):
	case away:
		s.do(setup.InstallPackages{Packager: b.packager(), Names: missing})
	case b.f.System.Packager == "":
		s.block("no package manager was found, and these are missing: "+strings.Join(missing, ", "), "install them by hand")
	default:
		s.found("missing: %s", strings.Join(missing, ", "))
		s.do(setup.InstallPackages{Packager: b.f.System.Packager, Names: missing})
	}
}

// packager is the one that was found, else the one that the distribution has.
func (b *builder) packager() string {
	if b.f.System.Packager != "" {
		return b.f.System.Packager
	}
	v, ok := profile.ParseVersion(b.f.System.Version)
	switch {
	case b.f.System.Family == setup.Debian:
		return "apt"
	case ok && v.Major < 8:
		return "yum"
	}
	return "dnf"
}

func (b *builder) controllerPackages() {
	s := b.add("C9", setup.Controller, "Ceilometer's packages", "The agents that listen and poll on the controller.")
	if b.released(s, "ceilometer") {
		b.install(s, b.profile("ceilometer").ControllerPackages(b.f.System.Family))
	}
}

func (b *builder) computePackages() {
	s := b.add("K1", setup.Compute, "Ceilometer's compute agent", "The agent that asks the hypervisor.")
	if b.released(s, "ceilometer") {
		b.install(s, b.profile("ceilometer").ComputePackages(b.f.System.Family))
	}
}

// modern reports whether the distribution has no MongoDB any more.
func (b *builder) modern() bool {
	v, ok := profile.ParseVersion(b.f.System.Version)
	if !ok {
		return false
	}
	switch strings.ToLower(b.f.System.Distribution) {
	case "debian":
		return v.Major >= 10
	case "rhel", "centos", "rocky", "almalinux", "ol":
		return v.Major >= 8
	case "ubuntu":
		return v.Major >= 22
	}
	return false
}

func (b *builder) mongoPackages() {
	s := b.add("C1", setup.Controller, "MongoDB's packages", "Ceilometer up to Pike keeps its samples in a database.")
	if !b.mongoHere(s) {
		return
	}
	if _, ok := b.f.Service("mongodb"); ok {
		s.Check = "a MongoDB is installed"
		s.found("MongoDB is installed")
		return
	}
	if b.f.System.Here() && b.modern() {
		s.block(sources.Visible(b.f.System.Name)+" has no package of MongoDB", "name a MongoDB on another host in the answer mongo.host")
		return
	}
	b.install(s, profile.MongoPackages(b.f.System.Family))
}
