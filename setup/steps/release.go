package steps

import (
	"fmt"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// witnesses are the services that tell another one's release, the most telling
// first.
var witnesses = []string{"nova", "cinder", "glance", "keystone", "neutron", "heat", "ceilometer", "oslo.messaging"}

// profile is the release that a service is taken for. It goes into the plan
// with the reason.
func (b *builder) profile(name string) profile.Service {
	if p, ok := b.profiles[name]; ok {
		return p
	}
	release, why := b.release(name)
	p := profile.New(name, release)
	if s, ok := b.f.Service("oslo.messaging"); ok {
		if v, ok := profile.ParseVersion(s.Version); ok {
			p.Messaging = v
		}
	}
	b.profiles[name] = p
	b.plan.Profiles = append(b.plan.Profiles, setup.Profiled{Service: name, Release: release.String(), Why: why})
	return p
}

// guess is the profile of a service that the plan says nothing about.
func (b *builder) guess(name string) profile.Service {
	notes, profiles := b.plan.Notes, b.plan.Profiles
	_, known := b.profiles[name]
	p := b.profile(name)
	if !known {
		delete(b.profiles, name)
		b.plan.Notes, b.plan.Profiles = notes, profiles
	}
	return p
}

func (b *builder) release(name string) (profile.Release, string) {
	if s, ok := b.f.Service(name); ok {
		if r, ok := profile.Of(name, s.Version); ok {
			if profile.Newer(name, s.Version) {
				b.note("%s %s is newer than all releases that ceilotop knows, and is taken for %s: read in its release notes whether its options have moved.", name, sources.Visible(s.Version), r)
			}
			return r, sources.Visible(s.Evidence)
		}
		if r, ok := profile.Named(s.Release); ok {
			return r, sources.Visible(s.Evidence)
		}
		if _, ok := profile.ParseVersion(s.Version); ok && profile.Knows(name) {
			b.older = append(b.older, name)
			return profile.Mitaka, sources.Visible(s.Evidence) + ", which is older"
		}
	}
	if r, ok := profile.Named(b.a.Profile); ok {
		return r, "the answers say so"
	}
	for _, other := range witnesses {
		if s, ok := b.f.Service(other); ok && other != name {
			r, ok := profile.Of(other, s.Version)
			if !ok {
				r, ok = profile.Named(s.Release)
			}
			if ok {
				return r, fmt.Sprintf("%s is of this release (%s)", other, sources.Visible(s.Evidence))
			}
		}
	}
	all := profile.Releases()
	r := all[len(all)-1]
	b.guessed = append(b.guessed, name)
	b.note("Nothing here tells the release of OpenStack, and options differ between releases; the answer profile names it.")
	return r, "nothing tells the release"
}

// released blocks a step that would be another one for another release, where
// nothing tells which it is.
func (b *builder) released(s *step, service string) bool {
	b.profile(service)
	if slices.Contains(b.older, service) {
		s.block(service+" is older than Mitaka, the first release that has notifications of its own", "upgrade "+service+" first")
		return false
	}
	if slices.Contains(b.guessed, service) {
		s.block("nothing tells the release of "+service, "set profile in the answers")
		return false
	}
	return true
}
