package machine

import (
	"encoding/hex"
	"net/netip"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup/doctor"
)

// Processes are those of OpenStack's services that run on this machine, and of
// telemetry's stores, by their numbers. Connections of another user's process
// can be told by root alone, so that Peers may be lacking. Programs inside
// containers are among them, with the paths that they have there.
func Processes() ([]doctor.Process, error) { return processes("/proc") }

// telemetry are the programs and units that telemetry has to do with.
var telemetry = regexp.MustCompile(`^(openstack-)?(nova|cinder|glance|neutron|heat|keystone|ceilometer|gnocchi|rabbitmq-server|mongod)([-_.@].*)?$`)

func processes(proc string) (all []doctor.Process, err error) {
	boot, err := bootTime(filepath.Join(proc, "stat"))
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(proc)
	if err != nil {
		return nil, err
	}
	peers := connections(proc)
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil {
			continue
		}
		dir := filepath.Join(proc, e.Name())
		argv := commandLine(dir)
		p := doctor.Process{PID: pid, Program: programOf(argv), Unit: unitOf(dir), Files: configFiles(argv)}
		if !telemetry.MatchString(p.Program) && (p.Unit == "" || !telemetry.MatchString(p.Unit)) {
			continue
		}
		if ticks, ok := startTicks(dir); ok {
			p.Started = boot.Add(time.Duration(ticks) * time.Second / ticksPerSecond)
		}
		p.Peers = peersOf(dir, peers)
		all = append(all, p)
	}
	slices.SortFunc(all, func(x, y doctor.Process) int { return x.PID - y.PID })
	return all, nil
}

// ticksPerSecond is USER_HZ, which is the same on all machines that Go knows.
const ticksPerSecond = 100

// bootTime reads when the machine was started, in whole seconds.
func bootTime(name string) (time.Time, error) {
	text, err := os.ReadFile(name)
	if err != nil {
		return time.Time{}, err
	}
	for line := range strings.Lines(string(text)) {
		if word, found := strings.CutPrefix(line, "btime "); found {
			n, err := strconv.ParseInt(strings.TrimSpace(word), 10, 64)
			return time.Unix(n, 0), err
		}
	}
	return time.Time{}, os.ErrNotExist
}

// startTicks is the 22nd field of stat. The second one is a name in brackets,
// which may hold blanks and brackets.
func startTicks(dir string) (int64, bool) {
	text, err := os.ReadFile(filepath.Join(dir, "stat"))
	if err != nil {
		return 0, false
	}
	fields := strings.Fields(string(text)[strings.LastIndex(string(text), ")")+1:])
	if len(fields) < 20 {
		return 0, false
	}
	n, err := strconv.ParseInt(fields[19], 10, 64)
	return n, err == nil
}

// commandLine is what the process was started with, or what it has written in
// its place: cotyledon's workers call themselves "NAME: worker(0)".
func commandLine(dir string) []string {
	text, err := os.ReadFile(filepath.Join(dir, "cmdline"))
	if err != nil || len(text) == 0 {
		return nil
	}
	argv := strings.Split(strings.TrimRight(string(text), "\x00"), "\x00")
	if len(argv) == 1 {
		argv = strings.Fields(argv[0])
	}
	return argv
}

// programOf is the name of the program: of a script its own, not Python's.
func programOf(argv []string) string {
	for i, word := range argv {
		name := strings.TrimSuffix(path.Base(word), ":")
		if strings.HasPrefix(name, "python") || i > 0 && strings.HasPrefix(word, "-") {
			continue
		}
		if name == "uwsgi" {
			return hosted(argv[i:])
		}
		return name
	}
	return ""
}

// hosted is a program that uwsgi runs, by the service that its options name:
// "keystone-uwsgi".
func hosted(argv []string) string {
	for _, word := range argv[1:] {
		if name := path.Base(word); telemetry.MatchString(name) {
			service, _, _ := strings.Cut(name, ".")
			service, _, _ = strings.Cut(service, "-")
			return service + "-uwsgi"
		}
	}
	return "uwsgi"
}

// configFiles are those of --config-file, in their order.
func configFiles(argv []string) (files []string) {
	for i, word := range argv {
		switch name, found := strings.CutPrefix(word, "--config-file="); {
		case found:
			files = append(files, name)
		case word == "--config-file" && i+1 < len(argv):
			files = append(files, argv[i+1])
		}
	}
	return files
}

// unitOf is the unit of systemd in whose group the process is; "" in none.
func unitOf(dir string) string {
	text, err := os.ReadFile(filepath.Join(dir, "cgroup"))
	if err != nil {
		return ""
	}
	for line := range strings.Lines(string(text)) {
		parts := strings.Split(strings.TrimSpace(line), "/")
		for _, part := range slices.Backward(parts) {
			if strings.HasSuffix(part, ".service") {
				return part
			}
		}
	}
	return ""
}

// connections are the far ends of the machine's TCP connections, by inode.
func connections(proc string) map[string]string {
	const established = "01"
	all := make(map[string]string)
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		text, err := os.ReadFile(filepath.Join(proc, table))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			fields := strings.Fields(line)
			if len(fields) < 10 || fields[3] != established {
				continue
			}
			if address, ok := socketAddress(fields[2]); ok {
				all[fields[9]] = address.String()
			}
		}
	}
	return all
}

// socketAddress reads "0100007F:2710". An address is words of 32 bits, the bytes
// of each turned round.
func socketAddress(text string) (netip.AddrPort, bool) {
	host, port, _ := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	n, err2 := strconv.ParseUint(port, 16, 16)
	if err != nil || err2 != nil || len(raw) != 4 && len(raw) != 16 {
		return netip.AddrPort{}, false
	}
	for word := range slices.Chunk(raw, 4) {
		slices.Reverse(word)
	}
	ip, _ := netip.AddrFromSlice(raw)
	return netip.AddrPortFrom(ip.Unmap(), uint16(n)), true
}

// peersOf are the far ends of a process' connections, each once.
func peersOf(dir string, peers map[string]string) (all []string) {
	entries, err := os.ReadDir(filepath.Join(dir, "fd"))
	if err != nil {
		return nil
	}
	for _, e := range entries {
		target, _ := os.Readlink(filepath.Join(dir, "fd", e.Name()))
		inode, isSocket := strings.CutPrefix(target, "socket:[")
		if peer := peers[strings.TrimSuffix(inode, "]")]; isSocket && peer != "" && !slices.Contains(all, peer) {
			all = append(all, peer)
		}
	}
	slices.Sort(all)
	return all
}
