package main

import (
	"context"
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/remote"
	"github.com/ceilotop/ceilotop/sources"
)

// fetchesOnly brings the files of one made-up compute node, and of no other.
func fetchesOnly(name string) func(context.Context, string, remote.Options) (remote.Node, error) {
	return func(_ context.Context, host string, _ remote.Options) (remote.Node, error) {
		if host != name {
			return remote.Node{}, sources.WithHint(fmt.Errorf("fetching the files of %s: no route to host", host), "Try: ssh "+host+" true")
		}
		dir, err := os.MkdirTemp("", "ceilotop-node-")
		if err != nil {
			return remote.Node{}, err
		}
		for path, text := range map[string]string{
			"etc/hostname": name, "etc/os-release": "ID=debian\nVERSION_ID=\"12\"\n",
			"etc/nova/nova.conf":  "[DEFAULT]\ntransport_url = rabbit://a:b@192.0.2.11/\n",
			"var/lib/dpkg/status": "Package: nova-compute\nStatus: install ok installed\nVersion: 2:26.2.0-1\n\n",
		} {
			path = filepath.Join(dir, path)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				return remote.Node{}, err
			}
			if err := os.WriteFile(path, []byte(text), 0o640); err != nil {
				return remote.Node{}, err
			}
		}
		return remote.Node{Dir: dir}, nil
	}
}

func TestThisMachineIsNotFetched(t *testing.T) {
	t.Parallel()
	sys := setup.System{Hostname: "ctl1.example.com", Addresses: []netip.Prefix{netip.MustParsePrefix("192.0.2.5/24")}}
	nodes := setup.Nodes{
		Control: []string{"ctl1", "root@ctl1.example.com", "ctl2"},
		Storage: []string{"192.0.2.5", "ctl2", "st1"}, Compute: []string{"localhost", "root@c1"},
	}
	if got := others(nodes, sys); !slices.Equal(got, []string{"ctl2", "st1", "root@c1"}) {
		t.Errorf("other nodes: %v", got)
	}
}
