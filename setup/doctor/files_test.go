package doctor_test

import (
	"io/fs"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
)

const (
	nova       = "/etc/nova/nova.conf"
	cinder     = "/etc/cinder/cinder.conf"
	glance     = "/etc/glance/glance-api.conf"
	ceilometer = "/etc/ceilometer/ceilometer.conf"
	dpkg       = "/var/lib/dpkg/status"
)

// edit is a row's change: a piece of a file in place of another one.
func edit(path, old, with string) func(*testing.T, tree) {
	return func(t *testing.T, f tree) { f.change(t, path, old, with) }
}

// lay is a row's change: a file with this text.
func lay(path, text string) func(*testing.T, tree) {
	return func(_ *testing.T, f tree) { f[path] = text }
}

func TestEveryFileCanBeReadByItsService(t *testing.T) {
	t.Parallel()
	specify(t, "file-broken", "zed-debian", []outcome{
		{name: "all can", result: doctor.OK},
		{
			name: "a block that was pasted with its blanks", result: doctor.Critical,
			files: edit(cinder, "[DEFAULT]\n", " [DEFAULT]\n"), says: []string{"the line begins with a blank but continues nothing"}, at: cinder + ":1",
		},
		{
			name: "the dots of a guide", result: doctor.Critical,
			files: edit(nova, "[notifications]\n", "...\n[notifications]\n"), says: []string{nova},
		},
	})
}

func TestWhatMayNotBeReadIsUnknown(t *testing.T) {
	t.Parallel()
	hidden := func(s *doctor.Seen) {
		s.Facts.Unreadable = []setup.Unreadable{{Path: nova, Owner: "root:nova", Mode: fs.FileMode(0o640)}}
	}
	specify(t, "file-hidden", "zed-debian", []outcome{
		{name: "all may", result: doctor.OK},
		{name: "one may not", seen: hidden, result: doctor.Unknown, says: []string{nova, "root:nova"}, at: nova},
	})
	specify(t, "topics-differ", "zed-debian", []outcome{
		{name: "silence about the others proves nothing", seen: hidden, result: doctor.Unknown, says: []string{nova}},
	})
}

func TestNoValueHasACommentInIt(t *testing.T) {
	t.Parallel()
	specify(t, "value-glued", "zed-debian", []outcome{
		{name: "none has", result: doctor.OK},
		{
			name: "behind the driver", result: doctor.Warning,
			files: edit(cinder, "driver = messagingv2", "driver = messagingv2 # for telemetry"), says: []string{"[oslo_messaging_notifications] driver"}, at: cinder + ":5",
		},
		{
			name: "behind a password, which is not shown", result: doctor.Warning,
			files: edit(ceilometer, "password = Key7stone", "password = Key7stone //comment"), says: []string{"[service_credentials] password"},
		},
		{
			name: "a placeholder of the guide", result: doctor.Warning,
			files: edit(ceilometer, "password = Key7stone", "password = CEILOMETER_PASS"), says: []string{"placeholder"},
		},
		{
			name: "an option that is not telemetry's", result: doctor.OK,
			files: edit(nova, "instance_usage_audit = True", "instance_usage_audit = True\nmy_ip = 192.0.2.11 # management"),
		},
	})
}

func TestNoSectionIsMisspelt(t *testing.T) {
	t.Parallel()
	specify(t, "section-unread", "zed-debian", []outcome{
		{name: "none is", result: doctor.OK},
		{
			name: "a letter is missing", result: doctor.Warning,
			files: edit(glance, "[oslo_messaging_notifications]", "[oslo_messaging_notification]"), says: []string{"[oslo_messaging_notification]", "write [oslo_messaging_notifications]"}, at: glance + ":3",
		},
		{
			name: "DEFAULT in small letters", result: doctor.Warning,
			files: edit(cinder, "[DEFAULT]", "[default]"), says: []string{"write [DEFAULT]"}, at: cinder + ":1",
		},
		{
			name: "a section of another driver", result: doctor.OK,
			files: edit(nova, "[notifications]", "[oslo_messaging_kafka]\n[notifications]"),
		},
	})
}
