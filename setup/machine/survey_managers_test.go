package machine

import (
	"fmt"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

func TestManagersAreFoundByWhatTheyLeave(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		files map[string]string
		want  string
	}{
		"nobody":               {map[string]string{"etc/nova/nova.conf": "[DEFAULT]\n# Ansible managed\n"}, ""},
		"kolla":                {map[string]string{"etc/kolla/globals.yml": "---\n", "etc/kolla/nova-api/nova.conf": ""}, "kolla [/etc/kolla] /etc/kolla/globals.yml"},
		"a node of kolla":      {map[string]string{"etc/kolla/nova-api/nova.conf": ""}, "kolla [/etc/kolla] /etc/kolla/nova-api"},
		"openstack-ansible":    {map[string]string{"etc/openstack_deploy/user_variables.yml": ""}, "openstack-ansible [] /etc/openstack_deploy"},
		"tripleo":              {map[string]string{"var/lib/config-data/puppet-generated/nova/etc/nova/nova.conf": ""}, "tripleo [/var/lib/config-data] /var/lib/config-data/puppet-generated"},
		"packstack":            {map[string]string{"root/packstack-answers-20161020-101010.txt": "", "root/.bashrc": ""}, "packstack [] /root/packstack-answers-20161020-101010.txt"},
		"devstack":             {map[string]string{"opt/stack/devstack/stackrc": ""}, "devstack [] /opt/stack/devstack"},
		"kubernetes":           {map[string]string{"etc/kubernetes/kubelet.conf": ""}, "kubernetes [/var/lib/openstack /var/lib/edpm-config /var/lib/kubelet] /etc/kubernetes/kubelet.conf"},
		"puppet, of what":      {map[string]string{"opt/puppetlabs/bin/puppet": ""}, "puppet [] /opt/puppetlabs"},
		"puppet, of cinder":    {map[string]string{"var/lib/puppet/state/resources.txt": "file[/etc/motd]\ncinder_config[DEFAULT/debug]\ncinder_config[DEFAULT/x]\nfile[/etc/mongod.conf]\n", "etc/puppetlabs/x": ""}, "puppet [/etc/cinder /etc/mongod.conf] /var/lib/puppet/state/resources.txt"},
		"puppet, of the clock": {map[string]string{"var/lib/puppet/state/resources.txt": "file[/etc/ntp.conf]\n", "opt/puppetlabs/x": ""}, ""},
		"headers": {map[string]string{
			"etc/nova/nova.conf": "# {{ x }}\n#\n# Ansible managed\n[DEFAULT]\n", "etc/mongod.conf": "# This file is managed by Puppet. DO NOT EDIT\n",
			"etc/cinder/cinder.conf": "\n; ansible managed: do not touch\n[DEFAULT]\n",
		}, "ansible [/etc/nova/nova.conf /etc/cinder/cinder.conf] /etc/nova/nova.conf\npuppet [/etc/mongod.conf] /etc/mongod.conf"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts := survey7(t, machineWith(t, c.files), recorded(nil))
			equal(t, "managers", names(facts.Managers, func(m setup.Manager) string { return fmt.Sprint(m.Name, " ", m.Paths, " ", m.Evidence) }), c.want)
		})
	}
}

func TestKollaNamesTheRelease(t *testing.T) {
	t.Parallel()
	facts := survey7(t, machineWith(t, map[string]string{
		"etc/kolla/globals.yml":                "---\n#openstack_release: \"zed\"\nopenstack_release: \"2025.1\" # of today\n",
		"etc/kolla/nova-api/nova.conf":         "",
		"etc/kolla/config/nova.conf":           "[DEFAULT]\n",
		"etc/kolla/ceilometer-central/x":       "",
		"etc/kolla/mariadb/galera.cnf":         "",
		"usr/lib/python3/dist-packages/README": "",
	}), recorded(nil))
	equal(t, "services", names(facts.Services, func(s setup.Service) string { return s.Name + "|" + s.Version + "|" + s.Release + "|" + s.Evidence }), `
nova||2025.1|/etc/kolla/globals.yml: 2025.1
ceilometer||2025.1|/etc/kolla/globals.yml: 2025.1`)
	equal(t, "files", names(facts.Files, func(f setup.File) string { return f.Service + " " + f.Path }), `
nova /etc/kolla/nova-api/nova.conf
kolla /etc/kolla/globals.yml
kolla /etc/kolla/config/nova.conf`)
}

// The files are in the form in which dockerd and podman write them, cut.
func TestTheImagesOfContainersNameTheRelease(t *testing.T) {
	t.Parallel()
	root := machineWith(t, map[string]string{
		"etc/kolla/globals.yml":                                         "openstack_release: yoga\n",
		"etc/kolla/globals.d/20-release.yml":                            "openstack_release: 'zed'\n",
		"etc/kolla/nova-api/nova.conf":                                  "",
		"etc/kolla/cinder-api/cinder.conf":                              "",
		"etc/kolla/glance-api/glance-api.conf":                          "",
		"etc/kolla/neutron-server/neutron.conf":                         "",
		"var/lib/docker/containers/0a/config.v2.json":                   `{"Name":"/nova_api","Config":{"Image":"quay.io/openstack.kolla/nova-api:2025.1-ubuntu-noble","Env":["X_PASSWORD=hunter2"]}}`,
		"var/lib/docker/containers/0b/config.v2.json":                   `{"Name":"/glance_api","Config":{"Image":"registry.local:4000/glance-api:20.0.1"}}`,
		"var/lib/docker/containers/0c/config.v2.json":                   `{"Name":`,
		"var/lib/docker/containers/0d/hostconfig.json":                  "",
		"var/lib/containers/storage/overlay-containers/containers.json": `[{"id":"1","names":["cinder_api"],"metadata":"{\"image-name\":\"quay.io/openstack.kolla/cinder-api:2024.2-rocky-9\"}"}]`,
	})
	facts := survey7(t, root, recorded(nil))
	equal(t, "services", names(facts.Services, func(s setup.Service) string { return s.Name + "|" + s.Release + "|" + s.Evidence }), `
nova|2025.1|/var/lib/docker/containers/0a/config.v2.json: quay.io/openstack.kolla/nova-api:2025.1-ubuntu-noble
cinder|2024.2|/var/lib/containers/storage/overlay-containers/containers.json: quay.io/openstack.kolla/cinder-api:2024.2-rocky-9
glance|zed|/etc/kolla/globals.d/20-release.yml: zed
neutron|zed|/etc/kolla/globals.d/20-release.yml: zed`)
}
