package managed

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// kolla says it to kolla-ansible. Its notify_transport_url is put together from
// om_notify_{transport,user,password,port,vhost} and the hosts of the inventory
// group om_notify_group (ansible/group_vars/all/common.yml; all.yml up to
// 2025.1). Broker B is usually in no group of Kolla's, so the URL is written
// out, as its guide on an external RabbitMQ does, which also has the name
// nova_cell_notify_transport_url: Nova's cells take that one
// (ansible/roles/nova-cell/templates/nova.conf.j2).
//
// With enable_ceilometer the templates set driver = messagingv2, Nova's audit
// and notify_on_state_change; what they do not set comes by the overrides in
// node_custom_config, which Kolla renders as templates and merges last.
func kolla(a setup.Answers) []File {
	b := a.BrokerB
	var g strings.Builder
	g.WriteString("# Notifications go to broker B; RPC stays where it is.\n")
	g.WriteString("enable_ceilometer: \"yes\"\nom_notify_transport: \"rabbit\"\n")
	fmt.Fprintf(&g, "om_notify_user: %s\nom_notify_password: %s\nom_notify_port: \"%d\"\nom_notify_vhost: %s\n", text(b.User), text(lookup(b.Password)), b.Port, text(b.VHost))
	g.WriteString("# Broker B is in no group of the inventory: om_notify_group is not used.\n")
	fmt.Fprintf(&g, "notify_transport_url: %s\n", text(transport(b, "{{ om_notify_user }}", "{{ om_notify_password }}")))
	g.WriteString("nova_cell_notify_transport_url: \"{{ notify_transport_url }}\"\n")
	where := "append to /etc/kolla/globals.yml where kolla-ansible runs"
	files := []File{{Name: "globals.yml", Where: where, Text: g.String(), After: reconfigure(a)}}

	override := func(name, text string) {
		files = append(files, File{Name: "config/" + name, Where: "merge into /etc/kolla/config/" + name, Text: text, After: reconfigure(a)})
	}
	notify := "[oslo_messaging_notifications]\ndriver = messagingv2\n"
	for _, s := range services(a) {
		text := notify
		switch s {
		case "nova":
			text = fmt.Sprintf("[DEFAULT]\ninstance_usage_audit = true\ninstance_usage_audit_period = %s\n\n[notifications]\nnotify_on_state_change = vm_and_task_state\nnotification_format = unversioned\n\n%s", a.Audit.Period, notify)
		case "cinder":
			text = fmt.Sprintf("[DEFAULT]\nvolume_usage_audit_period = %s\n\n%s", a.Audit.Period, notify)
		}
		override(s+".conf", text)
	}
	user, password := listener(b)
	var urls []string
	if a.Migration {
		urls = append(urls, "messaging_urls = {{ rpc_transport_url }}", "messaging_urls = "+transport(b, user, lookup(password)))
	} else if b.StrictUsers {
		urls = append(urls, "messaging_urls = "+transport(b, user, lookup(password)))
	}
	if len(urls) > 0 {
		override("ceilometer.conf", "[notification]\n"+strings.Join(urls, "\n")+"\n")
	}
	if a.Features.Cinder && a.Audit.Schedule != "none" {
		files = append(files, File{
			Name: "audit.cron", Where: "install as /etc/cron.d/ceilotop-audit on one host that runs the container cinder_volume",
			Text: fmt.Sprintf("# Once a period, on one host.\n%s root docker exec -u cinder cinder_volume cinder-volume-usage-audit --config-file /etc/cinder/cinder.conf >/dev/null\n", cron(a.Audit.Period)),
		})
	}
	return files
}

// reconfigure names the roles by the tags of ansible/site.yml.
func reconfigure(a setup.Answers) string {
	return "kolla-ansible reconfigure -i INVENTORY -t " + strings.Join(append([]string{"ceilometer"}, services(a)...), ",")
}

// cron is five minutes after a period's end, whatever its offset: the audit is
// of the last period that is complete.
func cron(period string) string {
	unit, offset, _ := strings.Cut(period, "@")
	n := 0
	fmt.Sscan(offset, &n)
	switch unit {
	case "hour":
		return fmt.Sprintf("%d * * * *", (n+5)%60)
	case "day":
		return fmt.Sprintf("5 %d * * *", n)
	case "month":
		return fmt.Sprintf("5 0 %d * *", max(n, 1))
	}
	return fmt.Sprintf("5 0 1 %d *", max(n, 1))
}
