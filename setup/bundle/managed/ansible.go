package managed

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// openStackAnsible says it to OpenStack-Ansible. Each role puts its URL
// together from SERVICE_oslomsg_notify_{transport,userid,password,port,vhost,
// use_ssl} and the hosts of the group SERVICE_oslomsg_notify_host_group, which
// default to oslomsg_notify_{host_group,port,use_ssl} for all of them
// (openstack-ansible-os_ceilometer and -os_glance, defaults/main.yml). So
// broker B has to be a host of the inventory. The role of Ceilometer listens on
// every service's own URL (templates/ceilometer.conf.j2).
func openStackAnsible(a setup.Answers) []File {
	b := a.BrokerB
	var v strings.Builder
	v.WriteString("# Notifications go to broker B; RPC stays where it is.\noslomsg_notify_host_group: ceilotop_broker_b\noslomsg_notify_transport: rabbit\n")
	fmt.Fprintf(&v, "oslomsg_notify_port: %d\noslomsg_notify_use_ssl: %t\n", b.Port, b.TLS)
	user, password := listener(b)
	for _, s := range append([]string{"ceilometer"}, services(a)...) {
		u, p := b.User, b.Password
		if s == "ceilometer" {
			u, p = user, password
		} else {
			fmt.Fprintf(&v, "%s_ceilometer_enabled: true\n", s)
		}
		fmt.Fprintf(&v, "%[1]s_oslomsg_notify_userid: %[2]s\n%[1]s_oslomsg_notify_password: %[3]s\n%[1]s_oslomsg_notify_vhost: %[4]s\n", s, text(u), text(lookup(p)), text(b.VHost))
		if b.TLS && b.CAFile != "" {
			fmt.Fprintf(&v, "%s_oslomsg_notify_ssl_ca_file: %s\n", s, text(b.CAFile))
		}
	}
	var tags []string
	overrides := func(variable string, lines ...string) {
		fmt.Fprintf(&v, "%s:\n", variable)
		for _, l := range lines {
			v.WriteString("  " + l + "\n")
		}
	}
	if notifies(a, "nova") {
		overrides("nova_nova_conf_overrides", "DEFAULT:", "  instance_usage_audit: true", "  instance_usage_audit_period: "+text(a.Audit.Period),
			"notifications:", "  notify_on_state_change: vm_and_task_state", "  notification_format: unversioned")
	}
	if notifies(a, "cinder") {
		overrides("cinder_cinder_conf_overrides", "DEFAULT:", "  volume_usage_audit_period: "+text(a.Audit.Period))
	}
	for _, s := range append([]string{"ceilometer"}, services(a)...) {
		tags = append(tags, "os-"+s+"-install.yml")
	}
	after := "openstack-ansible " + strings.Join(tags, " ")
	return []File{
		{Name: "user_variables_ceilotop.yml", Where: "put into /etc/openstack_deploy", Text: v.String(), After: after},
		{
			Name: "inventory.ini", Where: "append to /etc/openstack_deploy/inventory.ini", After: after,
			Text: inventory(b.Hosts()),
		},
	}
}

// inventory is the group that the broker's hosts are in.
func inventory(hosts []string) string {
	text := "# ansible_host is what the URLs get.\n[ceilotop_broker_b]\n"
	for i, host := range hosts {
		name := "ceilotop-broker-b"
		if i > 0 {
			name += "-" + strconv.Itoa(i+1)
		}
		text += name + " ansible_host=" + host + "\n"
	}
	return text
}
