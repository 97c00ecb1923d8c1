package doctor

import (
	"fmt"
	"net"
	"net/netip"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/mongodconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

// mongodChecks are about the database's own file.
var mongodChecks = []Check{
	{
		ID: "mongod-file", Title: "mongod can read its own file", Severity: Critical,
		Why:    "mongod does not start, or did not since the file was edited, and nothing is stored.",
		Fix:    "write the option in the form that the rest of the file has",
		Source: "mongod.conf is key = value up to 2.4, YAML from 2.6 on; smallFiles was removed in 4.2",
		Needs:  []Part{Configuration}, Judge: mongodFile,
	},
	{
		ID: "mongod-address", Title: "mongod listens where Ceilometer looks for it", Severity: Critical,
		Why:    "The collector cannot connect: \"Failed to connect to db, purpose metering\", and the samples wait in their queue.",
		Fix:    "add the address to bind_ip, and keep 127.0.0.1 there; then restart mongod",
		Source: "docs.mongodb.com net.bindIp",
		Needs:  []Part{Configuration}, Judge: mongodAddress,
	},
}

// mongods are the files of the database on this machine.
func (s *Seen) mongods() (all []setup.File) {
	for _, f := range s.Facts.Files {
		if f.Service == "mongodb" {
			all = append(all, f)
		}
	}
	return all
}

var (
	iniLine  = regexp.MustCompile(`^[ \t]*[A-Za-z][\w.]*[ \t]*=`)
	yamlLine = regexp.MustCompile(`^[ \t]*[A-Za-z]\w*:([ \t]|$)`)
)

// noMongod says that no file of mongod is on this machine; nil: one is.
func (s *Seen) noMongod() []Finding {
	if len(s.mongods()) > 0 {
		return nil
	}
	return []Finding{{Result: NotApplicable, Why: "there is no mongod.conf here"}}
}

func mongodFile(s *Seen) (found []Finding) {
	found = s.noMongod()
	for _, f := range s.mongods() {
		form, n := mongodconf.FormOf(f.Text), 0
		before := len(found)
		for line := range strings.Lines(string(f.Text)) {
			n++
			line = strings.TrimRight(line, "\r\n")
			odd, name := iniLine, "YAML"
			if form == mongodconf.Ini {
				odd, name = yamlLine, "key = value"
			}
			if !strings.HasPrefix(strings.TrimSpace(line), "#") && odd.MatchString(line) {
				key := strings.TrimSpace(strings.FieldsFunc(line, func(r rune) bool { return r == '=' || r == ':' })[0])
				found = append(found, Finding{
					Result: Critical, Subject: f.Path, Title: fmt.Sprintf("%s is written as %s, and %s is not", f.Path, name, key), Step: s.mending("C2"),
					Evidence: []Evidence{{Text: key, File: f.Path, Line: n}},
				})
				break
			}
		}
		if len(found) > before {
			continue
		}
		bind, _, err := mongodconf.Get(f.Path, f.Text, mongodconf.BindIP)
		if err != nil {
			found = append(found, Finding{
				Result: Critical, Subject: f.Path, Title: "mongod cannot read its file: " + err.Error(), Fix: sources.HintOf(err),
				Evidence: []Evidence{{Text: "not readable", File: f.Path}},
			})
			continue
		}
		found = append(found, s.smallFiles(f)...)
		for address := range strings.SplitSeq(bind, ",") {
			address = strings.TrimSpace(address)
			ip, err := netip.ParseAddr(address)
			if err != nil || ip.IsLoopback() || ip.IsUnspecified() || len(s.Facts.System.Addresses) == 0 || s.mine(ip) {
				continue
			}
			found = append(found, Finding{
				Result: Critical, Subject: f.Path, Title: "bind_ip has " + address + ", which is no address of this machine", Fix: "set bind_ip to addresses of this machine", Step: s.mending("C2"),
				Evidence: []Evidence{{Text: "bind_ip = " + bind, File: f.Path, Line: lineOf(f.Text, "bind")}},
			})
		}
	}
	return found
}

// smallFiles is an option that keeps a newer mongod from starting.
func (s *Seen) smallFiles(f setup.File) []Finding {
	version := ""
	if is, ok := s.Facts.Service("mongodb"); ok {
		version = is.Version
	}
	v, ok := profile.ParseVersion(version)
	if !ok || v.Before(4, 2) {
		return nil
	}
	for _, option := range []mongodconf.Option{mongodconf.SmallFiles26, mongodconf.SmallFiles30} {
		if _, set, err := mongodconf.Get(f.Path, f.Text, option); err == nil && set {
			return []Finding{{
				Result: Critical, Subject: f.Path, Title: "MongoDB " + version + " does not start with smallfiles", Fix: "remove the option", Step: s.mending("C2"),
				Evidence: []Evidence{{Text: "smallfiles", File: f.Path, Line: lineOf(f.Text, "small")}, s.version("mongodb")},
			}}
		}
	}
	return nil
}

// lineOf is the first line that begins with a word, in any case, and is no comment; 0
// none.
func lineOf(text []byte, word string) int {
	n := 0
	for line := range strings.Lines(string(text)) {
		n++
		if strings.HasPrefix(strings.ToLower(strings.TrimSpace(line)), word) {
			return n
		}
	}
	return 0
}

// mine reports whether an address is one of this machine's.
func (s *Seen) mine(ip netip.Addr) bool {
	return ip.IsLoopback() || slices.ContainsFunc(s.Facts.System.Addresses, func(p netip.Prefix) bool { return p.Addr().Unmap() == ip.Unmap() })
}

// mongodAddress compares the addresses of this machine alone: where the database
// is on another one, its file is not here.
func mongodAddress(s *Seen) (found []Finding) {
	found = s.noMongod()
	for _, f := range s.mongods() {
		bind, set, err := mongodconf.Get(f.Path, f.Text, mongodconf.BindIP)
		if err != nil {
			continue
		}
		if !set {
			if v, ok := profile.ParseVersion(s.mongoVersion()); !ok || v.Before(3, 6) {
				continue // it listens everywhere, as far as is known
			}
			bind = "127.0.0.1"
		}
		for _, store := range s.Facts.Stores {
			for _, host := range hostsOf(store) {
				ip, err := netip.ParseAddr(host)
				if host == "localhost" {
					ip, err = netip.MustParseAddr("127.0.0.1"), nil
				}
				if err != nil || !s.mine(ip) || listensAt(bind, ip) {
					continue
				}
				found = append(found, Finding{
					Result: Critical, Subject: f.Path, Title: fmt.Sprintf("Ceilometer looks for the database at %s, and mongod listens at %s", host, bind), Step: s.mending("C2"),
					Evidence: []Evidence{
						{Text: store.At(), File: s.path(store.From.File), Line: store.From.Line},
						{Text: "bind_ip = " + bind, File: f.Path, Line: lineOf(f.Text, "bind")},
					},
				})
			}
		}
	}
	return once(found)
}

func (s *Seen) mongoVersion() string {
	if is, ok := s.Facts.Service("mongodb"); ok {
		return is.Version
	}
	return ""
}

// hostsOf are those of a store in MongoDB.
func hostsOf(store setup.Store) (hosts []string) {
	if store.Kind != sources.MongoDB {
		return nil
	}
	_, rest, _ := strings.Cut(store.At(), "://")
	rest, _, _ = strings.Cut(rest, "/")
	for part := range strings.SplitSeq(rest, ",") {
		part = part[strings.LastIndex(part, "@")+1:]
		if host, _, err := net.SplitHostPort(part); err == nil {
			part = host
		}
		hosts = append(hosts, strings.Trim(part, "[]"))
	}
	return hosts
}

func listensAt(bind string, ip netip.Addr) bool {
	for address := range strings.SplitSeq(bind, ",") {
		switch address = strings.TrimSpace(address); address {
		case "*", "::", ip.String():
			return true
		case "0.0.0.0":
			return ip.Is4()
		case "localhost":
			if ip.IsLoopback() {
				return true
			}
		}
	}
	return false
}
