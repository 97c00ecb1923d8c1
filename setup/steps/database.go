package steps

import (
	"bytes"
	"net"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/mongodconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// database is MongoDB, up to Pike.
func (b *builder) database() {
	b.mongoPackages()
	b.mongoConfig()
	b.mongoUnit()
	b.mongoUser()
}

// mongoHere reports whether the database is this machine's business.
func (b *builder) mongoHere(s *step) bool {
	switch host := b.a.MongoDB.Host; {
	case !b.released(s, "ceilometer"):
	case !b.profile("ceilometer").API():
		s.is(setup.Unneeded, "Ceilometer "+b.profile("ceilometer").Release.String()+" has no database of its own")
	case host == "":
		s.block("the answers do not name the database's host", "set mongo.host in the answers")
	case !b.self(host) && !(b.nameless(host) && b.known(b.mongoFile())):
		s.is(setup.NotHere, "the database is on "+sources.Visible(host))
	default:
		return true
	}
	return false
}

// self reports whether a name or an address is this machine's.
func (b *builder) self(host string) bool {
	own := b.f.System.Hostname
	short, _, whole := strings.Cut(own, ".")
	other, _, _ := strings.Cut(host, ".")
	switch {
	case host == "localhost":
		return true
	case host != "" && (strings.EqualFold(host, own) || strings.EqualFold(host, short)):
		return true
	case other != "" && !whole && strings.EqualFold(other, own):
		return true // a host name without its domain
	}
	ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
	if err != nil {
		return false
	}
	return ip.IsLoopback() || b.address(ip)
}

// nameless reports whether nothing is known that a name or an address could be
// compared with. Addresses are unknown below another root.
func (b *builder) nameless(host string) bool {
	if _, err := netip.ParseAddr(strings.Trim(host, "[]")); err != nil {
		return b.f.System.Hostname == ""
	}
	return !b.f.System.Here() && len(b.f.System.Addresses) == 0
}

func (b *builder) address(ip netip.Addr) bool {
	for _, p := range b.f.System.Addresses {
		if p.Addr().Unmap() == ip.Unmap() {
			return true
		}
	}
	return false
}

func (b *builder) mongoFile() string {
	_, name := profile.MongoDB(b.f.System.Family)
	for _, other := range []string{name, "/etc/mongod.conf", "/etc/mongodb.conf"} {
		if b.known(other) {
			return other
		}
	}
	return name
}

func (b *builder) mongoConfig() {
	name := b.mongoFile()
	s := b.add("C2", setup.Controller, "MongoDB's address and file size", "The API and the collector reach the database at the controller's address.")
	s.Check = "bind_ip holds the address, and smallfiles is set where the server knows it"
	s.Verify = "a connection from this host"
	s.Undo = "the file is given back byte for byte"
	if !b.mongoHere(s) || !b.may(s, name) {
		return
	}
	d := b.doc(name)
	if !d.exists {
		s.block(name+" is not there", "run apply, which installs MongoDB, and plan again")
		return
	}
	text, lines := d.text, []string(nil)
	edit := func(o mongodconf.Option, value any, line string) {
		next, err := mongodconf.Set(name, text, o, value)
		if err != nil {
			s.block(err.Error(), sources.HintOf(err))
			return
		}
		if !bytes.Equal(next, text) {
			text, lines = next, append(lines, line)
		}
	}
	if bind, ok := b.bind(s, d); ok {
		edit(mongodconf.BindIP, bind, "bind_ip = "+bind)
	}
	if option, ok := b.smallFiles(d); ok {
		if v, _, err := mongodconf.Get(name, text, option); err == nil && !isTrue(v) {
			edit(option, true, "smallfiles = true")
		}
	}
	switch {
	case s.State == setup.Blocked:
	case len(lines) == 0:
		s.found("%s has both", name)
	default:
		s.found("%s has another %s", name, strings.Join(lines, " and "))
		b.write(s, d, text, lines...)
		if strings.Contains(strings.Join(lines, ""), "smallfiles") {
			s.Manual = append(s.Manual, "where there is a journal of big files, stop mongod and remove journal/prealloc* first")
		}
	}
}

// bind is the new bind_ip; it keeps the loopback address. False means that the
// one that is there does.
func (b *builder) bind(s *step, d *doc) (string, bool) {
	if b.a.MongoDB.BindIP == "" {
		return "", false
	}
	addresses := []string{"127.0.0.1"}
	for part := range strings.SplitSeq(b.a.MongoDB.BindIP, ",") {
		part = strings.TrimSpace(part)
		ip, err := netip.ParseAddr(strings.Trim(part, "[]"))
		switch {
		case part == "localhost":
			continue
		case err != nil:
			s.block("the answer mongo.bind_ip has a part that is no address", "set mongo.bind_ip to addresses of this machine")
			return "", false
		case len(b.f.System.Addresses) > 0 && !ip.IsLoopback() && !ip.IsUnspecified() && !b.address(ip):
			s.block(ip.String()+" is no address of this machine", "set mongo.bind_ip to one of its own")
			return "", false
		}
		addresses = append(addresses, ip.String())
	}
	have, _, err := mongodconf.Get(d.file.Path, d.text, mongodconf.BindIP)
	if err != nil {
		s.block(err.Error(), sources.HintOf(err))
		return "", false
	}
	var all []string
	for part := range strings.SplitSeq(have, ",") {
		if part = strings.TrimSpace(part); part != "" {
			all = append(all, part)
		}
	}
	whole := true
	for _, address := range addresses {
		if !listensAt(all, address) {
			whole = false
			// The wildcard beside another address keeps the server from starting.
			if address == "0.0.0.0" || address == "::" {
				all = nil
			}
			all = append(all, address)
		}
	}
	return strings.Join(all, ","), !whole
}

// listensAt reports whether one of the addresses that a server has covers
// another one.
func listensAt(all []string, address string) bool {
	return slices.ContainsFunc(all, func(a string) bool {
		switch a {
		case address, "*", "::":
			return true
		case "0.0.0.0":
			return !strings.Contains(address, ":")
		case "localhost":
			return address == "127.0.0.1"
		}
		return false
	})
}

// smallFiles is the option where this server has it: it moved in 3.0 and went
// in 4.2, which does not start with it.
func (b *builder) smallFiles(d *doc) (mongodconf.Option, bool) {
	version := ""
	if s, ok := b.f.Service("mongodb"); ok {
		version = s.Version
	} else if m := b.f.Servers.MongoDB; m != nil {
		version = m.Version
	}
	v, ok := profile.ParseVersion(version)
	switch {
	case !ok, !v.Before(4, 2):
		return mongodconf.Option{}, false
	case v.Before(3, 0):
		return mongodconf.SmallFiles26, true
	}
	return mongodconf.SmallFiles30, true
}

func (b *builder) mongoAddress() string {
	port := b.a.MongoDB.Port
	if port == 0 {
		port = 27017
	}
	return net.JoinHostPort(strings.Trim(b.a.MongoDB.Host, "[]"), strconv.Itoa(port))
}
