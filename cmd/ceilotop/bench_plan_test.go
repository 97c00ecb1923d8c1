//go:build bench

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// figurePlan makes the whole plan of a node with seven files to edit, from the
// disk to the steps, beside reading these files.
func figurePlan(t *testing.T, table *figures) {
	root := t.TempDir()
	write := func(name, text string) {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var status strings.Builder
	for _, p := range []string{"nova-api 2:26.1.0-2", "cinder-api 2:21.1.0-2", "glance-api 2:25.1.0-2", "neutron-server 2:21.0.0-7", "heat-api 1:19.0.0-2", "keystone 2:22.0.0-2", "ceilometer-agent-notification 1:19.0.0-3"} {
		name, version, _ := strings.Cut(p, " ")
		fmt.Fprintf(&status, "Package: %s\nStatus: install ok installed\nVersion: %s\n\n", name, version)
	}
	write("etc/os-release", "ID=debian\nVERSION_ID=\"12\"\n")
	write("var/lib/dpkg/status", status.String())
	files := map[string]int{
		"etc/nova/nova.conf": 353_000, "etc/cinder/cinder.conf": 214_000, "etc/glance/glance-api.conf": 204_000, "etc/neutron/neutron.conf": 79_000,
		"etc/heat/heat.conf": 84_000, "etc/keystone/keystone.conf": 100_000, "etc/ceilometer/ceilometer.conf": 42_000,
	}
	for name, size := range files {
		write(name, "[DEFAULT]\ntransport_url = rabbit://openstack:x@192.0.2.11:5672/\n[database]\nconnection = x\n"+string(osloconftest.Sample(2, size)))
	}
	floor := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			for name := range files {
				text, err := os.ReadFile(filepath.Join(root, name))
				if err != nil {
					b.Fatal(err)
				}
				sink += add(text)
			}
		}
	})
	ours := testing.Benchmark(func(b *testing.B) {
		for b.Loop() {
			facts, err := machine.Survey(b.Context(), root, nil)
			if err != nil {
				b.Fatal(err)
			}
			a := answers.Defaults(facts)
			a.Roles = []setup.NodeRole{setup.Controller}
			a.Features = setup.Features{Glance: true, Nova: true, Cinder: true, Neutron: true, Heat: true, Keystone: true}
			a.BrokerB.Host, a.BrokerB.Password.Value = "192.0.2.71", "secret"
			a.Keystone.AuthURL, a.Keystone.Password.Value = "http://192.0.2.11:5000", "secret"
			if n := len(changed(steps.Build(a, facts))); n < len(files) {
				b.Fatalf("%d files are edited, want %d", n, len(files))
			}
		}
	})
	table.add("look at a node and plan the edit of seven files", fmt.Sprintf("%.0f ms", float64(ours.NsPerOp())/1e6),
		fmt.Sprintf("read and loop %.1f ms", float64(floor.NsPerOp())/1e6), "≤ 100 ms")
}
