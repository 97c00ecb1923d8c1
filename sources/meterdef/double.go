package meterdef

import "strings"

// Nova sends most notifications twice while [notifications] notification_format
// is both: unversioned, as compute.instance.create.end, and versioned, as
// instance.create.end, on a topic that Ceilometer does not read.

// respelled are the actions that the two forms name differently, the unversioned
// first.
var respelled = [][2]string{
	{"compute.instance.resize.prep.", "instance.resize_prep."},
	{"compute.instance.finish_resize.", "instance.resize_finish."},
	{"compute.instance.resize.revert.", "instance.resize_revert."},
	{"compute.instance.resize.confirm.", "instance.resize_confirm."},
	{"compute.instance.rebuild.scheduled", "instance.rebuild_scheduled"},
	{"compute.instance.volume.attach", "instance.volume_attach.end"},
	{"compute.instance.volume.detach", "instance.volume_detach.end"},
	{"compute.instance.live_migration.pre.", "instance.live_migration_pre."},
	{"compute.instance.live_migration.post.dest.", "instance.live_migration_post_dest."},
	{"compute.instance.live_migration._post.", "instance.live_migration_post."},
	{"compute.instance.live_migration._rollback.", "instance.live_migration_rollback."},
	{"compute.instance.live.migration.abort.", "instance.live_migration_abort."},
	{"compute.instance.live.migration.force.complete.", "instance.live_migration_force_complete."},
	{"aggregate.addhost.", "aggregate.add_host."},
	{"aggregate.removehost.", "aggregate.remove_host."},
	{"aggregate.updateprop.", "aggregate.update_prop."},
	{"aggregate.updatemetadata.", "aggregate.update_metadata."},
	{"servergroup.addmember", "server_group.add_member"},
	{"servergroup.", "server_group."},
	{"compute.instance.", "instance."},
}

// Double returns the event type of the same action in the other of nova's two
// forms, and whether the given one is the versioned form, which Ceilometer does
// not read. It is "" for an event type of which only one form is known.
func Double(eventType string) (other string, versioned bool) {
	for _, pair := range respelled {
		if rest, ok := strings.CutPrefix(eventType, pair[0]); ok {
			return pair[1] + rest, false
		}
		if rest, ok := strings.CutPrefix(eventType, pair[1]); ok {
			return pair[0] + rest, true
		}
	}
	return "", false
}
