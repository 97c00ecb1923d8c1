package managed

import (
	"fmt"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// puppet says it as data of hiera: packstack and TripleO apply the same
// modules. The parameters are those of puppet-nova, -cinder, -glance, -neutron
// and -ceilometer (manifests/init.pp, manifests/ceilometer.pp,
// manifests/notify/rabbitmq.pp, manifests/agent/notification.pp). hiera reads
// no other files by itself, so PASSWORD stands where the password belongs.
func puppet(a setup.Answers) []File {
	b := a.BrokerB
	user, password := listener(b)
	var h strings.Builder
	fmt.Fprintf(&h, "# PASSWORD is %s.\n# Encrypt what you put in its place, with eyaml for one.\n# Escape it as in a URL if it holds more than letters and digits.\n", place(b.Password))
	if b.StrictUsers {
		fmt.Fprintf(&h, "# LISTENER is %s.\n", place(password))
	}
	url := text(transport(b, b.User, "PASSWORD"))
	listens := url
	if b.StrictUsers {
		listens = text(transport(b, user, "LISTENER"))
	}
	for _, s := range services(a) {
		switch s {
		case "nova":
			fmt.Fprintf(&h, "nova::notification_transport_url: %s\nnova::notification_driver: messagingv2\nnova::notification_format: unversioned\nnova::notify_on_state_change: vm_and_task_state\n", url)
			fmt.Fprintf(&h, "nova::compute::instance_usage_audit: true\nnova::compute::instance_usage_audit_period: %s\n", text(a.Audit.Period))
		case "cinder":
			fmt.Fprintf(&h, "cinder::ceilometer::notification_transport_url: %s\ncinder::ceilometer::notification_driver: messagingv2\n", url)
		case "glance":
			fmt.Fprintf(&h, "glance::notify::rabbitmq::notification_transport_url: %s\nglance::notify::rabbitmq::notification_driver: messagingv2\n", url)
		default:
			fmt.Fprintf(&h, "%[1]s::notification_transport_url: %[2]s\n%[1]s::notification_driver: messagingv2\n", s, url)
		}
	}
	fmt.Fprintf(&h, "ceilometer::notification_transport_url: %s\n", listens)
	h.WriteString("ceilometer::agent::notification::messaging_urls:\n")
	if a.Migration {
		h.WriteString("  - \"%{lookup('ceilometer::default_transport_url')}\" # broker A, while services move\n")
	}
	fmt.Fprintf(&h, "  - %s\n", listens)
	return []File{{Name: "ceilotop.yaml", Where: "put into the data of hiera, in a level of these nodes", Text: h.String(), After: "puppet agent --test"}}
}
