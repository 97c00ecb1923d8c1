package machine

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// listeners reads the kernel's tables of TCP sockets. Whose a socket is can be
// told of one's own processes only, unless root asks.
func listeners(proc string) []setup.Listener {
	var all []setup.Listener
	inodes := make(map[string]int) // the place in all
	for _, table := range []string{"net/tcp", "net/tcp6"} {
		text, err := os.ReadFile(filepath.Join(proc, table))
		if err != nil {
			continue
		}
		for line := range strings.Lines(string(text)) {
			address, inode, ok := parseSocket(line)
			if ok {
				inodes[inode] = len(all)
				all = append(all, setup.Listener{Address: address})
			}
		}
	}
	if len(all) > 0 {
		nameProcesses(proc, all, inodes)
	}
	slices.SortFunc(all, func(a, b setup.Listener) int {
		if a.Address.Port() != b.Address.Port() {
			return int(a.Address.Port()) - int(b.Address.Port())
		}
		return a.Address.Compare(b.Address)
	})
	return slices.Compact(all)
}

// listening is the state TCP_LISTEN.
const listening = "0A"

// parseSocket reads "0: 0100007F:2710 00000000:0000 0A … uid timeout inode".
func parseSocket(line string) (address netip.AddrPort, inode string, ok bool) {
	fields := strings.Fields(line)
	if len(fields) < 10 || fields[3] != listening {
		return address, "", false
	}
	address, ok = socketAddress(fields[1])
	return address, fields[9], ok
}

// nameProcesses looks for the sockets among the open files of all processes.
func nameProcesses(proc string, all []setup.Listener, inodes map[string]int) {
	descriptors, err := filepath.Glob(filepath.Join(proc, "[0-9]*", "fd"))
	if err != nil {
		return
	}
	left := len(inodes)
	for _, dir := range descriptors {
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // another user's, or it has ended
		}
		for _, e := range entries {
			target, err := os.Readlink(filepath.Join(dir, e.Name()))
			if err != nil {
				continue
			}
			inode, isSocket := strings.CutPrefix(target, "socket:[")
			i, ours := inodes[strings.TrimSuffix(inode, "]")]
			if !isSocket || !ours || all[i].Process != "" {
				continue
			}
			name, err := os.ReadFile(filepath.Join(filepath.Dir(dir), "comm"))
			if err != nil {
				continue
			}
			all[i].Process = strings.TrimSpace(string(name))
			if left--; left == 0 {
				return
			}
		}
	}
}
