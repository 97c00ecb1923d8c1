package steps_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
)

// BenchmarkBuildSevenFiles is the plan for a node whose nova.conf is as large as
// Debian's, 353 kB, with seven files to edit. It shall take 100 ms at most.
func BenchmarkBuildSevenFiles(b *testing.B) {
	a, f := answers(setup.NodeRoles...), machine(profile.Zed, setup.Debian)
	a.MongoDB, f.Servers.MongoDB = setup.MongoAnswers{}, nil
	for path, size := range map[string]int{novaConf: 353_000, cinderConf: 214_000, "/etc/glance/glance-api.conf": 204_000, "/etc/neutron/neutron.conf": 79_000, "/etc/heat/heat.conf": 84_000, "/etc/keystone/keystone.conf": 100_000, ceilometerConf: 42_000} {
		old, _ := f.File(path)
		file(&f, path, old.Service, append([]byte("[DEFAULT]\ntransport_url = rabbit://openstack:rpcsecret@192.0.2.11:5672/\n[database]\nconnection = x\n"), osloconftest.Sample(2, size)...))
	}
	b.ReportAllocs()
	for b.Loop() {
		files := 0
		for _, s := range steps.Build(a, f).Steps {
			for _, act := range s.Actions {
				if act.Kind() == "file" {
					files++
				}
			}
		}
		if files < 7 {
			b.Fatalf("%d files are edited, want seven and the audit's own", files)
		}
	}
}
