package oslo

import "strings"

// service returns the service that an exchange, or the first word of a
// publisher_id, names by itself. The exchange openstack names none: it is the
// default of every service that sets no other, Cinder above all.
func service(word string) string {
	switch word {
	case "nova", "cinder", "glance", "keystone", "neutron", "ceilometer", "heat", "swift", "ironic", "trove", "sahara",
		"zaqar", "magnum", "manila", "aodh", "barbican", "octavia", "designate", "magnetodb", "murano", "mistral",
		"senlin", "watcher", "masakari", "blazar", "cyborg", "zun", "tacker", "gnocchi", "placement", "cloudkitty",
		"monasca", "congress", "vitrage", "freezer", "karbor", "solum", "searchlight", "adjutant", "venus":
		return word
	case "central", "dns":
		return "designate"
	}
	return ""
}

// serviceOf derives the service: what the exchange says, else the publisher,
// else the event type; "" if none is known.
func serviceOf(exchange, publisher, eventType string) string {
	if s := service(exchange); s != "" {
		return s
	}
	first, sep := publisher, strings.IndexAny(publisher, ".:")
	if sep >= 0 {
		first = publisher[:sep]
	}
	if s := service(first); s != "" {
		return s
	}
	if dash := strings.IndexByte(first, '-'); dash > 0 { // nova-compute:HOST
		if s := service(first[:dash]); s != "" {
			return s
		}
	}
	switch first {
	case "compute", "conductor", "api", "compute_task", "aggregate", "servergroup", "keypair", "cells", "consoleauth",
		"console", "cert":
		return "nova"
	case "scheduler":
		// Both have one; Nova's speaks of destinations and instances only.
		if strings.HasPrefix(eventType, "scheduler.select_destinations") || strings.HasPrefix(eventType, "scheduler.run_instance") ||
			exchange != "openstack" {
			return "nova"
		}
		return "cinder"
	case "volume", "snapshot", "backup", "volumeType", "volumeTypeExtraSpecs", "volumeTypeProject", "QoSSpecs", "group",
		"groupType", "groupTypeSpecs", "group_snapshot", "consistencygroup", "cgsnapshot", "capacity", "transfer":
		return "cinder"
	case "identity":
		return "keystone"
	case "image":
		return "glance"
	case "network", "metering", "l3", "dhcp", "firewall", "loadbalancer", "vpn":
		return "neutron"
	case "telemetry":
		return "ceilometer"
	case "ceilometermiddleware":
		return "swift"
	case "orchestration":
		return "heat"
	case "share":
		return "manila"
	case "taskmanager":
		return "trove"
	}
	return serviceOfType(eventType)
}

// serviceOfType is for publishers that say nothing, such as the name of a host.
func serviceOfType(eventType string) string {
	first := eventType
	if dot := strings.IndexByte(eventType, '.'); dot >= 0 {
		first = eventType[:dot]
	}
	if s := service(first); s != "" {
		return s
	}
	switch first {
	case "compute", "instance", "aggregate", "keypair", "servergroup", "server_group", "flavor", "compute_task", "libvirt":
		return "nova"
	case "volume":
		if eventType == "volume.usage" { // Nova's word for the use of an attached volume
			return "nova"
		}
		return "cinder"
	case "snapshot", "backup", "volume_type", "volume_type_extra_specs", "volume_type_project", "qos_specs", "group",
		"group_type", "group_type_specs", "group_snapshot", "consistencygroup", "cgsnapshot", "capacity":
		return "cinder"
	case "image", "task", "metadef_namespace", "metadef_object", "metadef_property", "metadef_tag", "metadef_resource_type":
		return "glance"
	case "identity":
		return "keystone"
	case "network", "subnet", "port", "router", "floatingip", "security_group", "security_group_rule", "firewall",
		"firewall_policy", "firewall_rule", "vpnservice", "ipsecpolicy", "ikepolicy", "ipsec_site_connection", "pool",
		"vip", "member", "health_monitor", "l3", "subnetpool", "address_scope", "trunk", "qos":
		return "neutron"
	case "orchestration":
		return "heat"
	case "telemetry", "metering", "event", "alarm":
		return "ceilometer"
	case "objectstore":
		return "swift"
	case "baremetal", "hardware":
		return "ironic"
	case "share":
		return "manila"
	}
	return ""
}

// hostOf takes the host out of a publisher_id, without Cinder's @backend#pool.
// Some publishers name none: Glance's image.localhost is a default that nobody
// sets, aggregate.NAME is a host aggregate, ceilometer.polling a daemon.
func hostOf(publisher string) string {
	sep := strings.IndexAny(publisher, ".:")
	if sep < 0 {
		return ""
	}
	first, host := publisher[:sep], publisher[sep+1:]
	if publisher[sep] == '.' {
		switch first {
		case "aggregate", "ceilometer":
			return ""
		case "image":
			if host == "localhost" {
				return ""
			}
		case "telemetry":
			host = strings.TrimPrefix(host, "publisher.")
		}
	}
	if i := strings.IndexAny(host, "@#"); i >= 0 {
		host = host[:i]
	}
	return host
}
