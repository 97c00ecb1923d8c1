package machine

import (
	"net"
	"net/netip"
	"os"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// system says what the machine is.
func (v *survey) system() {
	sys := setup.System{Root: v.tree.root, Privileged: os.Geteuid() == 0}
	release := v.osRelease()
	sys.Distribution, sys.Version, sys.Name = release["ID"], release["VERSION_ID"], release["PRETTY_NAME"]
	sys.Family = v.family(sys.Distribution + " " + release["ID_LIKE"])
	sys.Packager = v.packager(sys.Family)
	running := v.tree.has("/run/systemd/system")
	if running || v.initIsSystemd() {
		sys.Init = "systemd"
	}
	sys.InitRunning = running && sys.Here()
	sys.SELinux = v.seLinux(sys.Here())
	if sys.Here() {
		sys.Hostname, _ = os.Hostname()
		sys.Addresses = addresses()
	} else {
		sys.Hostname = firstLine(v.text("/etc/hostname"))
	}
	v.facts.System = sys
}

func firstLine(text string) string {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
			return line
		}
	}
	return ""
}

// osRelease reads os-release, which is a list of assignments of a shell.
func (v *survey) osRelease() map[string]string {
	text, ok := v.tree.read("/etc/os-release")
	if !ok {
		text, _ = v.tree.read("/usr/lib/os-release")
	}
	return shellAssignments(string(text))
}

// shellAssignments reads KEY=value lines without running them: quotes are taken
// away, and nothing is expanded.
func shellAssignments(text string) map[string]string {
	values := make(map[string]string)
	for line := range strings.Lines(text) {
		key, value, found := strings.Cut(strings.TrimSpace(line), "=")
		if !found || strings.HasPrefix(key, "#") {
			continue
		}
		if n := len(value); n > 1 && (value[0] == '"' || value[0] == '\'') && value[n-1] == value[0] {
			value = value[1 : n-1]
		}
		values[key] = escaped.ReplaceAllString(value, "$1")
	}
	return values
}

var escaped = regexp.MustCompile("\\\\([\"$`\\\\])")

// family goes by the distribution's name and those that it is like, and where
// there is none by the packages' database.
func (v *survey) family(names string) setup.Family {
	for _, name := range strings.Fields(names) {
		switch name {
		case "debian", "ubuntu":
			return setup.Debian
		case "rhel", "centos", "fedora", "rocky", "almalinux", "ol", "suse", "opensuse", "sles":
			return setup.RedHat
		}
	}
	switch {
	case v.tree.has(dpkgStatus):
		return setup.Debian
	case v.tree.has("/etc/redhat-release"), slices.ContainsFunc(rpmDatabases, v.tree.has):
		return setup.RedHat
	}
	return ""
}

var packagers = map[setup.Family][][2]string{
	setup.Debian: {{"apt", "/usr/bin/apt-get"}},
	setup.RedHat: {{"zypper", "/usr/bin/zypper"}, {"dnf", "/usr/bin/dnf"}, {"yum", "/usr/bin/yum"}},
}

func (v *survey) packager(family setup.Family) string {
	for _, p := range packagers[family] {
		if v.tree.has(p[1]) {
			return p[0]
		}
	}
	return ""
}

// initIsSystemd looks at the program that the kernel starts.
func (v *survey) initIsSystemd() bool {
	if p, err := v.tree.resolve("/sbin/init"); err == nil {
		return path.Base(p) == "systemd"
	}
	return v.tree.has("/usr/lib/systemd/systemd") || v.tree.has("/lib/systemd/systemd")
}

// seLinux asks the kernel where it can, else the configuration that the machine
// starts with.
func (v *survey) seLinux(here bool) string {
	if here {
		switch strings.TrimSpace(v.kernel("/sys/fs/selinux/enforce")) {
		case "1":
			return "enforcing"
		case "0":
			return "permissive"
		}
		if v.tree.has("/sys/kernel") {
			return "disabled" // the file system is there whenever SELinux is on
		}
	}
	return shellAssignments(v.text("/etc/selinux/config"))["SELINUX"]
}

// kernel reads a file of the kernel's own, which may not be there and is no
// news then.
func (v *survey) kernel(name string) string {
	text, err := os.ReadFile(v.tree.real(name))
	if err != nil {
		return ""
	}
	return string(text)
}

func addresses() []netip.Prefix {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return nil
	}
	var prefixes []netip.Prefix
	for _, a := range all {
		n, ok := a.(*net.IPNet)
		if !ok {
			continue
		}
		ip, ok := netip.AddrFromSlice(n.IP)
		ones, _ := n.Mask.Size()
		if ok {
			prefixes = append(prefixes, netip.PrefixFrom(ip.Unmap(), ones))
		}
	}
	return prefixes
}
