package meterdef

const (
	instanceMetadata = "host flavor_id=instance_flavor_id flavor_name=instance_type display_name image_ref=image_meta.base_image_ref " +
		"2025.2:image_meta queens:launched_at queens:created_at queens:deleted_at"
	nodeResource = `$.payload.host + "_" + $.payload.nodename`
	nodeMetric   = "metrics[?(@.name='~')]"
	nodeMetadata = "event_type=$.event_type host=$.publisher_id source=" + nodeMetric + ".source"
)

var (
	ofInstance = extra{metadata: instanceMetadata, userMetadata: true}
	ofNode     = extra{timestamp: nodeMetric + ".timestamp", metadata: nodeMetadata}
	lookedUp   = extra{lookup: true}
	noMore     extra
)

// packaged are the definitions of all releases in the order of their files, as
// far as they measure something.
var packaged = append([]entry{
	{"liberty", "", gauge, "B", "image.size", "image.upload image.delete image.update", "size", "id", "owner", "", noMore},
	{"liberty", "", delta, "B", "image.download", "image.send", "bytes_sent", "image_id", "receiver_tenant_id", "receiver_user_id", noMore},
	{"liberty", "", delta, "B", "image.serve", "image.send", "bytes_sent", "image_id", "owner_id", "", noMore},
	{"liberty", "mitaka", gauge, "index", "magnetodb.table.index.count", "magnetodb.table.create.end", "index_count", "table_uuid", "", "$._context_user", noMore},

	{"queens", "", gauge, "GB", "volume.provider.capacity.total volume.provider.capacity.free volume.provider.capacity.allocated volume.provider.capacity.provisioned volume.provider.capacity.virtual_free", "capacity.backend.*", "%", "name_to_id", "", "", noMore},
	{"queens", "", gauge, "GB", "volume.provider.pool.capacity.total volume.provider.pool.capacity.free volume.provider.pool.capacity.allocated volume.provider.pool.capacity.provisioned volume.provider.pool.capacity.virtual_free", "capacity.pool.*", "%", "name_to_id", "", "", extra{metadata: "provider=name_to_id.`split(#,·0,·1)`"}},
	{"liberty", "", gauge, "GB", "volume.size", "volume.exists train:volume.retype volume.create.* volume.delete.* volume.resize.* volume.attach.* volume.detach.* volume.update.* train:volume.manage.*", "size", "volume_id", "tenant_id", "user_id", extra{metadata: "ocata:display_name ocata:volume_type 2025.1:volume_type_id=volume_type rocky:image_id=glance_metadata[?key=image_id].value rocky:instance_id=volume_attachment[0].server_id"}},
	{"liberty", "", gauge, "GB", "snapshot.size", "snapshot.exists snapshot.create.* snapshot.delete.* train:snapshot.manage.*", "volume_size", "snapshot_id", "tenant_id", "user_id", extra{metadata: "ocata:display_name"}},
	{"ocata", "", gauge, "GB", "backup.size", "backup.exists backup.create.* backup.delete.* backup.restore.*", "size", "backup_id", "tenant_id", "user_id", extra{metadata: "display_name"}},

	{"liberty", "", gauge, "$.payload.metrics.[*].unit", "$.payload.metrics.[*].name", "magnum.bay.metrics.*", "metrics.[*].value", "resource_id", "project_id", "user_id", lookedUp},
	{"liberty", "", delta, "$.payload.measurements.[*].metric.[*].unit", "$.payload.measurements.[*].metric.[*].name", "objectstore.http.request", "measurements.[*].result", "target.id", "initiator.project_id", "initiator.id", lookedUp},

	{"liberty", "newton", gauge, "MB", "memory", "compute.instance.*", "memory_mb", "instance_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", gauge, "vcpu", "vcpus", "compute.instance.*", "vcpus", "instance_id", "tenant_id", "user_id", noMore},
	{"mitaka", "newton", gauge, "sec", "compute.instance.booting.time", "compute.instance.create.end", "created_at to launched_at", "instance_id", "tenant_id", "", noMore},
	{"liberty", "newton", gauge, "GB", "disk.root.size", "compute.instance.*", "root_gb", "instance_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", gauge, "GB", "disk.ephemeral.size", "compute.instance.*", "ephemeral_gb", "instance_id", "tenant_id", "user_id", noMore},
	{"ocata", "ocata", gauge, "MB", "memory", "compute.instance.*", "memory_mb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"ocata", "ocata", gauge, "vcpu", "vcpus", "compute.instance.*", "vcpus", "instance_id", "tenant_id", "user_id", ofInstance},
	{"pike", "pike", gauge, "MB", "memory", "compute.instance.(?!create.start).*", "memory_mb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"pike", "pike", gauge, "vcpu", "vcpus", "compute.instance.(?!create.start).*", "vcpus", "instance_id", "tenant_id", "user_id", ofInstance},
	{"queens", "", gauge, "MB", "memory", "compute.instance.(?!create.start|update).*", "memory_mb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"queens", "", gauge, "vcpu", "vcpus", "compute.instance.(?!create.start|update).*", "vcpus", "instance_id", "tenant_id", "user_id", ofInstance},
	{"ocata", "", gauge, "sec", "compute.instance.booting.time", "compute.instance.create.end", "created_at to launched_at", "instance_id", "tenant_id", "", ofInstance},
	{"ocata", "ocata", gauge, "GB", "disk.root.size", "compute.instance.*", "root_gb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"ocata", "ocata", gauge, "GB", "disk.ephemeral.size", "compute.instance.*", "ephemeral_gb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"pike", "pike", gauge, "GB", "disk.root.size", "compute.instance.(?!create.start).*", "root_gb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"pike", "pike", gauge, "GB", "disk.ephemeral.size", "compute.instance.(?!create.start).*", "ephemeral_gb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"queens", "", gauge, "GB", "disk.root.size", "compute.instance.(?!create.start|update).*", "root_gb", "instance_id", "tenant_id", "user_id", ofInstance},
	{"queens", "", gauge, "GB", "disk.ephemeral.size", "compute.instance.(?!create.start|update).*", "ephemeral_gb", "instance_id", "tenant_id", "user_id", ofInstance},

	{"liberty", "", delta, "B", "bandwidth", "l3.meter", "bytes", "label_id", "tenant_id", "", noMore},
	{"liberty", "", gauge, "MHz", "compute.node.cpu.frequency", "compute.metrics.update", nodeMetric + ".value", nodeResource, "", "", ofNode},
	{"liberty", "", cumulative, "ns", "compute.node.cpu.user.time compute.node.cpu.kernel.time compute.node.cpu.idle.time compute.node.cpu.iowait.time", "compute.metrics.update", nodeMetric + ".value", nodeResource, "", "", ofNode},
	{"liberty", "", gauge, "percent", "compute.node.cpu.kernel.percent compute.node.cpu.idle.percent compute.node.cpu.user.percent compute.node.cpu.iowait.percent compute.node.cpu.percent", "compute.metrics.update", nodeMetric + ".value * 100", nodeResource, "", "", ofNode},

	{"ocata", "zed", delta, "user", "$.payload.outcome - $.payload.outcome + 'identity.authenticate.' + $.payload.outcome", "identity.authenticate", "1", "initiator.id", "", "initiator.id", noMore},
	{"2023.1", "", delta, "user", "$.payload.outcome.`sub(/.*/, )` + 'identity.authenticate.' + $.payload.outcome", "identity.authenticate", "1", "initiator.id", "", "initiator.id", noMore},
	{"mitaka", "ocata", cumulative, "s", "dns.domain.exists", "dns.domain.exists", "audit_period_beginning to audit_period_ending", "id", "tenant_id", "$._context_user", extra{metadata: "status pool_id host=$.publisher_id"}},
	{"pike", "", cumulative, "s", "dns.domain.exists", "dns.domain.exists", "audit_period_beginning to audit_period_ending", "id", "tenant_id", "$.ctxt.user", extra{metadata: "status pool_id host=$.publisher_id"}},
	{"mitaka", "", cumulative, "s", "trove.instance.exists", "trove.instance.exists", "audit_period_beginning to audit_period_ending", "instance_id", "tenant_id", "user_id", extra{metadata: "nova_instance_id state service_id instance_type instance_type_id"}},
	{"pike", "", gauge, "GB", "manila.share.size", "share.create.* share.delete.* share.extend.* share.shrink.*", "size", "share_id", "project_id", "user_id", extra{metadata: "name host status availability_zone protocol=proto"}},
}, counters...)

// counters are the definitions that only count, which are off unless they are
// asked for.
var counters = []entry{
	{"liberty", "newton", gauge, "image", "image", "image.upload image.update image.delete", "1", "id", "owner", "", noMore},
	{"liberty", "newton", gauge, "image", "image.upload image.delete image.update", "#", "1", "id", "owner", "", noMore},
	{"liberty", "newton", delta, "stack", "stack.create stack.update stack.delete stack.resume stack.suspend", "orchestration.#.end", "1", "stack_identity", "tenant_id", "_context_trustor_user_id", noMore},
	{"liberty", "mitaka", gauge, "table", "magnetodb.table.create magnetodb.table.delete", "#.end", "1", "table_uuid", "_context_tenant", "_context_user", noMore},
	{"liberty", "newton", gauge, "volume", "volume", "volume.exists volume.create.* volume.delete.* volume.resize.* volume.attach.* volume.detach.* volume.update.*", "1", "volume_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", delta, "volume", "volume.exists volume.create.start volume.create.end volume.delete.start volume.delete.end volume.update.end volume.update.start volume.resize.end volume.resize.start volume.attach.end volume.attach.start volume.detach.end volume.detach.start", "#", "1", "volume_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", gauge, "snapshot", "snapshot", "snapshot.exists snapshot.create.* snapshot.delete.*", "1", "snapshot_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", delta, "snapshot", "snapshot.exists snapshot.create.start snapshot.create.end snapshot.delete.start snapshot.delete.end", "#", "1", "snapshot_id", "tenant_id", "user_id", noMore},
	{"liberty", "newton", delta, "cluster", "cluster.create cluster.update cluster.delete", "sahara.#", "1", "cluster_id", "project_id", "", noMore},
	{"liberty", "newton", delta, "user", "identity.user.created identity.user.updated identity.user.deleted", "#", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "group", "identity.group.created identity.group.updated identity.group.deleted", "#", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "project", "identity.project.created identity.project.updated identity.project.deleted", "#", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "role", "identity.role.created identity.role.updated identity.role.deleted", "#", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "role_assignment", "identity.role_assignment.created identity.role_assignment.deleted", "#", "1", "role", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "user", "identity.authenticate.success identity.authenticate.pending identity.authenticate.failure", "identity.authenticate", "1", "initiator.id", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "trust", "identity.trust.created", "identity.OS-TRUST:trust.created", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "trust", "identity.trust.deleted", "identity.OS-TRUST:trust.deleted", "1", "resource_info", "", "initiator.id", noMore},
	{"liberty", "newton", delta, "request", "storage.api.request", "objectstore.http.request", "1", "target.id", "initiator.project_id", "initiator.id", noMore},
	{"liberty", "newton", gauge, "trace", "$.payload.name", "profiler.*", "1", `"profiler-" + $.payload.base_id`, "project_id", "user_id", noMore},
}
