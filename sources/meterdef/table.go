package meterdef

import "time"

const (
	gauge      = "gauge"
	delta      = "delta"
	cumulative = "cumulative"
)

// How often to expect a sample.
const (
	onEvent = 0                // only when something happens
	report  = time.Minute      // nova-compute's own report of its node
	polled5 = 5 * time.Minute  // polling.yaml since Pike
	polled  = 10 * time.Minute // pipeline.yaml and polling.yaml before it
	audited = time.Hour        // cinder's and nova's usage audits, once an hour
)

// known is one or more meters, by their names with blanks between, that
// have everything else in common.
type known struct {
	kindOf, unit string
	// newUnit is the unit since 2026.1, "" if it is the same.
	newUnit  string
	interval time.Duration
	names    string
}

var table = []known{
	// Instances, from nova's notifications and its hourly audit.
	{gauge, "MB", "MiB", audited, "memory"},
	{gauge, "vcpu", "", audited, "vcpus"},
	{gauge, "GB", "GiB", audited, "disk.root.size disk.ephemeral.size"},
	{gauge, "sec", "", onEvent, "compute.instance.booting.time"},
	{gauge, "instance", "", polled, "instance"},
	{delta, "instance", "", onEvent, "instance.scheduled"},

	// Instances, asked of the hypervisor.
	{cumulative, "ns", "", polled, "cpu"},
	{delta, "ns", "", polled, "cpu.delta"},
	{gauge, "%", "", polled, "cpu_util"},
	{gauge, "B", "", polled, "cpu_l3_cache"},
	{gauge, "MB", "MiB", polled, "memory.usage memory.resident"},
	{gauge, "B/s", "", polled, "memory.bandwidth.total memory.bandwidth.local"},
	{cumulative, "MB", "MiB", polled5, "memory.swap.in memory.swap.out"},
	{gauge, "MB", "MiB", polled5, "memory.available"},
	{gauge, "", "", polled5, "power.state"},
	{gauge, "", "", polled, "perf.cpu.cycles perf.instructions perf.cache.references perf.cache.misses"},
	{cumulative, "request", "", polled, "disk.read.requests disk.write.requests disk.device.read.requests disk.device.write.requests"},
	{cumulative, "B", "", polled, "disk.read.bytes disk.write.bytes disk.device.read.bytes disk.device.write.bytes"},
	{gauge, "request/s", "", polled, "disk.read.requests.rate disk.write.requests.rate disk.device.read.requests.rate disk.device.write.requests.rate"},
	{gauge, "B/s", "", polled, "disk.read.bytes.rate disk.write.bytes.rate disk.device.read.bytes.rate disk.device.write.bytes.rate"},
	{gauge, "ms", "", polled, "disk.latency disk.device.latency"},
	{cumulative, "ns", "", polled5, "disk.device.read.latency disk.device.write.latency"},
	{gauge, "count/s", "", polled, "disk.iops disk.device.iops"},
	{gauge, "B", "", polled, "disk.capacity disk.allocation disk.usage disk.device.capacity disk.device.allocation disk.device.usage"},
	{cumulative, "B", "", polled, "network.incoming.bytes network.outgoing.bytes"},
	{cumulative, "packet", "", polled, "network.incoming.packets network.outgoing.packets"},
	{cumulative, "packet", "", polled, "network.incoming.packets.drop network.outgoing.packets.drop network.incoming.packets.error network.outgoing.packets.error"},
	{gauge, "B/s", "", polled, "network.incoming.bytes.rate network.outgoing.bytes.rate"},
	{gauge, "packet/s", "", polled, "network.incoming.packets.rate network.outgoing.packets.rate"},
	{delta, "B", "", polled5, "network.incoming.bytes.delta network.outgoing.bytes.delta"},

	// Compute nodes, from nova-compute's monitors.
	{gauge, "MHz", "", report, "compute.node.cpu.frequency"},
	{cumulative, "ns", "", report, "compute.node.cpu.user.time compute.node.cpu.kernel.time compute.node.cpu.idle.time compute.node.cpu.iowait.time"},
	{gauge, "percent", "", report, "compute.node.cpu.user.percent compute.node.cpu.kernel.percent compute.node.cpu.idle.percent compute.node.cpu.iowait.percent compute.node.cpu.percent"},

	// Images. Until Newton those that only count were off by default.
	{gauge, "B", "", polled, "image.size"},
	{delta, "B", "", onEvent, "image.download image.serve"},
	{gauge, "image", "", polled, "image"},
	{gauge, "image", "", onEvent, "image.upload image.update image.delete"},

	// Volumes, from cinder's notifications and its hourly audit.
	{gauge, "GB", "GiB", audited, "volume.size snapshot.size backup.size"},
	{gauge, "GB", "GiB", polled, "volume.snapshot.size volume.backup.size"},
	{gauge, "GB", "GiB", onEvent, "volume.provider.capacity.total volume.provider.capacity.free volume.provider.capacity.allocated volume.provider.capacity.provisioned volume.provider.capacity.virtual_free"},
	{gauge, "GB", "GiB", onEvent, "volume.provider.pool.capacity.total volume.provider.pool.capacity.free volume.provider.pool.capacity.allocated volume.provider.pool.capacity.provisioned volume.provider.pool.capacity.virtual_free"},
	{gauge, "health", "", polled5, "volume.service.health"},
	{gauge, "volume", "", onEvent, "volume"},
	{delta, "volume", "", onEvent, "volume.exists volume.create.start volume.create.end volume.delete.start volume.delete.end volume.update.start volume.update.end volume.resize.start volume.resize.end volume.attach.start volume.attach.end volume.detach.start volume.detach.end"},
	{gauge, "snapshot", "", onEvent, "snapshot"},
	{delta, "snapshot", "", onEvent, "snapshot.exists snapshot.create.start snapshot.create.end snapshot.delete.start snapshot.delete.end"},
	{gauge, "GB", "GiB", onEvent, "manila.share.size"},
	{gauge, "status", "", polled5, "manila.share.status"},

	// Networks.
	{delta, "B", "", polled5, "bandwidth"}, // neutron-metering-agent's report_interval
	{gauge, "ip", "", polled, "ip.floating"},
	{delta, "ip", "", onEvent, "ip.floating.create ip.floating.update"},
	{gauge, "network", "", onEvent, "network"},
	{delta, "network", "", onEvent, "network.create network.update"},
	{gauge, "subnet", "", onEvent, "subnet"},
	{delta, "subnet", "", onEvent, "subnet.create subnet.update"},
	{gauge, "port", "", onEvent, "port"},
	{delta, "port", "", onEvent, "port.create port.update"},
	{gauge, "router", "", onEvent, "router"},
	{delta, "router", "", onEvent, "router.create router.update"},
	{gauge, "vpnservice", "", polled, "network.services.vpn"},
	{gauge, "ipsec_site_connection", "", polled, "network.services.vpn.connections"},
	{gauge, "firewall", "", polled, "network.services.firewall"},
	{gauge, "firewall_policy", "", polled, "network.services.firewall.policy"},
	{gauge, "firewall_rule", "", onEvent, "network.services.firewall.rule"},
	{gauge, "ipsecpolicy", "", onEvent, "network.services.vpn.ipsecpolicy"},
	{gauge, "ikepolicy", "", onEvent, "network.services.vpn.ikepolicy"},
	{gauge, "pool", "", polled, "network.services.lb.pool"},
	{gauge, "vip", "", polled, "network.services.lb.vip"},
	{gauge, "member", "", polled, "network.services.lb.member"},
	{gauge, "listener", "", polled, "network.services.lb.listener"},
	{gauge, "loadbalancer", "", polled, "network.services.lb.loadbalancer"},
	{gauge, "health_monitor", "", polled, "network.services.lb.health_monitor"},
	{gauge, "connection", "", polled, "network.services.lb.active.connections"},
	{cumulative, "connection", "", polled, "network.services.lb.total.connections"},
	{gauge, "B", "", polled, "network.services.lb.incoming.bytes network.services.lb.outgoing.bytes"},
	{gauge, "status", "", polled5, "loadbalancer.operating loadbalancer.provisioning"},
	{gauge, "status", "", polled5, "dns.zone.status"},
	{gauge, "recordset", "", polled5, "dns.zone.recordsets"},
	{gauge, "second", "", polled5, "dns.zone.ttl"},
	{gauge, "serial", "", polled5, "dns.zone.serial"},
	{cumulative, "s", "", audited, "dns.domain.exists"},

	// Switches, asked of an SDN controller.
	{gauge, "switch", "", polled, "switch"},
	{gauge, "port", "", polled, "switch.port"},
	{cumulative, "packet", "", polled, "switch.port.receive.packets switch.port.transmit.packets switch.port.receive.drops switch.port.transmit.drops switch.port.receive.errors switch.port.transmit.errors"},
	{cumulative, "packet", "", polled, "switch.port.receive.frame_error switch.port.receive.overrun_error switch.port.receive.crc_error switch.port.collision.count"},
	{cumulative, "B", "", polled, "switch.port.receive.bytes switch.port.transmit.bytes"},
	{gauge, "table", "", polled, "switch.table"},
	{gauge, "entry", "", polled, "switch.table.active.entries"},
	{gauge, "packet", "", polled, "switch.table.lookup.packets switch.table.matched.packets"},
	{gauge, "flow", "", polled, "switch.flow"},
	{gauge, "s", "", polled, "switch.flow.duration_seconds"},
	{gauge, "ns", "", polled, "switch.flow.duration_nanoseconds"},
	{cumulative, "packet", "", polled, "switch.flow.packets"},
	{cumulative, "B", "", polled, "switch.flow.bytes"},

	// Object stores.
	{gauge, "object", "", polled, "storage.objects storage.containers.objects radosgw.objects radosgw.containers.objects rgw.objects rgw.containers.objects"},
	{gauge, "B", "", polled, "storage.objects.size storage.containers.objects.size radosgw.objects.size radosgw.containers.objects.size rgw.objects.size rgw.containers.objects.size"},
	{gauge, "container", "", polled, "storage.objects.containers"},
	{gauge, "object", "", polled, "radosgw.objects.containers rgw.objects.containers"},
	{gauge, "request", "", polled, "radosgw.api.request"},
	{delta, "B", "", onEvent, "storage.objects.incoming.bytes storage.objects.outgoing.bytes"},
	{delta, "request", "", onEvent, "storage.api.request http.request http.response"},

	// Sensors of the nodes themselves.
	{gauge, "C", "", polled, "hardware.ipmi.temperature hardware.ipmi.node.temperature hardware.ipmi.node.inlet_temperature hardware.ipmi.node.outlet_temperature"},
	{gauge, "V", "", polled, "hardware.ipmi.voltage hardware.ipmi.node.voltage"},
	{gauge, "A", "", polled, "hardware.ipmi.current hardware.ipmi.node.current"},
	{gauge, "RPM", "", polled, "hardware.ipmi.fan hardware.ipmi.node.fan"},
	{gauge, "W", "", polled, "hardware.ipmi.power hardware.ipmi.node.power"},
	{gauge, "CFM", "", polled, "hardware.ipmi.node.airflow"},
	{gauge, "CUPS", "", polled, "hardware.ipmi.node.cups"},
	{gauge, "%", "", polled, "hardware.ipmi.node.cpu_util hardware.ipmi.node.mem_util hardware.ipmi.node.io_util"},
	{gauge, "process", "", polled, "hardware.cpu.load.1min hardware.cpu.load.5min hardware.cpu.load.15min"},
	{gauge, "%", "", polled, "hardware.cpu.util hardware.system_stats.cpu.idle"},
	{gauge, "KB", "", polled, "hardware.disk.size.total hardware.disk.size.used hardware.memory.total hardware.memory.used hardware.memory.swap.total hardware.memory.swap.avail hardware.memory.buffer hardware.memory.cached"},
	{cumulative, "B", "", polled, "hardware.network.incoming.bytes hardware.network.outgoing.bytes"},
	{cumulative, "packet", "", polled, "hardware.network.outgoing.errors"},
	{cumulative, "datagrams", "", polled, "hardware.network.ip.incoming.datagrams hardware.network.ip.outgoing.datagrams"},
	{cumulative, "blocks", "", polled, "hardware.system_stats.io.incoming.blocks hardware.system_stats.io.outgoing.blocks"},
	{cumulative, "kWh", "", polled, "energy"},
	{gauge, "W", "", polled, "power"},

	// What is left of other services. Until Newton those that only count were
	// off by default.
	{delta, "stack", "", onEvent, "stack.create stack.update stack.delete stack.resume stack.suspend"},
	{delta, "cluster", "", onEvent, "cluster.create cluster.update cluster.delete"},
	{delta, "user", "", onEvent, "identity.authenticate.success identity.authenticate.pending identity.authenticate.failure identity.user.created identity.user.updated identity.user.deleted"},
	{delta, "group", "", onEvent, "identity.group.created identity.group.updated identity.group.deleted"},
	{delta, "project", "", onEvent, "identity.project.created identity.project.updated identity.project.deleted"},
	{delta, "role", "", onEvent, "identity.role.created identity.role.updated identity.role.deleted"},
	{delta, "role_assignment", "", onEvent, "identity.role_assignment.created identity.role_assignment.deleted"},
	{delta, "trust", "", onEvent, "identity.trust.created identity.trust.deleted"},
	{gauge, "table", "", onEvent, "magnetodb.table.create magnetodb.table.delete"},
	{gauge, "index", "", onEvent, "magnetodb.table.index.count"},
	{cumulative, "s", "", onEvent, "trove.instance.exists"},
	{gauge, "evaluation_result_count", "", polled5, "alarm.evaluation_result"},
}

// families are meters whose names are made while the cloud runs. The first that
// has a name counts.
var families = []known{
	// From Ocata to Zed the name's expression came out as itself.
	{delta, "user", "", onEvent, "$.payload.outcome - $.payload.outcome + 'identity.authenticate.' + *"},
	{delta, "user", "", onEvent, "identity.authenticate.*"},
	{gauge, "", "", polled, "hardware.ipmi.*"}, // other sensors
	{delta, "", "", onEvent, "network.services.*.create"},
	{delta, "", "", onEvent, "network.services.*.update"},
	{delta, "B", "", onEvent, "storage.objects.*.bytes"}, // measured by swift's middleware
	{gauge, "", "", polled, "*.rate"},                    // made by a transformer
	{delta, "", "", polled, "*.delta"},
}
