package doctor_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
)

const driver = "driver = messagingv2"

func TestEveryServiceHasADriver(t *testing.T) {
	t.Parallel()
	specify(t, "driver-missing", "zed-debian", []outcome{
		{name: "all have", result: doctor.OK},
		{name: "Nova has none", result: doctor.Warning, files: edit(nova, driver, "#"+driver), says: []string{"nova has no driver"}, at: nova},
		{name: "an empty one", result: doctor.Warning, files: edit(nova, driver, "driver ="), says: []string{"nova has no driver"}},
		{name: "a name that oslo.messaging does not have", result: doctor.Warning, files: edit(cinder, driver, "driver = messagingv22"), says: []string{"cinder's driver messagingv22 is none that oslo.messaging has"}, at: cinder + ":5"},
		{name: "a capital", result: doctor.Warning, files: edit(cinder, driver, "driver = Messagingv2"), says: []string{"Messagingv2 is none"}},
		{name: "a file that cannot be parsed says nothing", result: doctor.Unknown, files: func(t *testing.T, f tree) {
			f.change(t, cinder, driver, "")
			f.change(t, cinder, "[DEFAULT]\n", " [DEFAULT]\n")
		}},
		{name: "noop", result: doctor.Warning, files: edit(cinder, driver, "driver = noop"), says: []string{"cinder's driver noop sends nothing"}, at: cinder + ":5"},
		{name: "log", result: doctor.Warning, files: edit(glance, driver, "driver = log"), at: glance + ":4"},
		{name: "routing, which another file decides", result: doctor.OK, files: edit(glance, driver, "driver = routing")},
		{name: "Neutron, of which no meter is made everywhere", result: doctor.Info, files: edit("/etc/neutron/neutron.conf", driver, "driver = noop")},
		{name: "a line that makes no sense", result: doctor.Unknown, files: edit(nova, "[DEFAULT]\n", "[DEFAULT]\n...\n")},
		{name: "a misspelt section", result: doctor.Warning, files: edit(nova, "[oslo_messaging_notifications]", "[oslo_messaging_notification]"), says: []string{"nova has no driver"}},
	})
	specify(t, "driver-missing", "2025.1-debian", []outcome{
		{
			name: "the old name, which 2025.1 does not read", result: doctor.Warning, says: []string{"does not read [DEFAULT] notification_driver any more"}, at: glance + ":2",
			files: func(t *testing.T, f tree) {
				f.change(t, glance, driver+"\n", "")
				f.change(t, glance, "[DEFAULT]\n", "[DEFAULT]\nnotification_driver = messagingv2\n")
			},
		},
	})
}

func TestDriversDoNotContradictEachOther(t *testing.T) {
	t.Parallel()
	specify(t, "driver-mixed", "zed-debian", []outcome{
		{name: "none do", result: doctor.OK},
		{name: "noop beside messagingv2", result: doctor.Warning, files: edit(nova, driver, driver+"\ndriver = noop"), says: []string{"noop and messagingv2"}, at: nova + ":10"},
		{name: "messaging beside messagingv2", result: doctor.Warning, files: edit(nova, driver, "driver = messaging\n"+driver), says: []string{"by messaging and again by messagingv2"}, at: nova + ":9"},
		{name: "log beside messagingv2", result: doctor.OK, files: edit(nova, driver, "driver = log\n"+driver)},
	})
}

func TestGlanceHasItsDriverWhereItSends(t *testing.T) {
	t.Parallel()
	specify(t, "registry-only", "zed-debian", []outcome{{name: "there is no registry", result: doctor.NotApplicable}})
	specify(t, "registry-only", "newton-redhat", []outcome{
		{name: "in both files", result: doctor.OK},
		{name: "in the registry's alone", result: doctor.Warning, files: edit(glance, driver, "#"+driver), at: "/etc/glance/glance-registry.conf:4"},
	})
}

func TestABrokerThatIsDownDoesNotStopTheServices(t *testing.T) {
	t.Parallel()
	forever := edit(cinder, "retry = 3", "retry = -1")
	specify(t, "retry-forever", "zed-debian", []outcome{
		{name: "they give up", result: doctor.OK},
		{name: "one waits for ever", result: doctor.Info, files: forever, at: cinder + ":7"},
		{name: "by default", result: doctor.Info, files: edit(cinder, "retry = 3", ""), says: []string{"by default"}, at: cinder},
		{
			name: "and the broker has an alarm", result: doctor.Warning, files: forever, says: []string{"cinder waits for broker B: memory alarm"},
			seen: also(func(s *doctor.Seen) { s.B.Nodes[0].MemoryAlarm = true }),
		},
		{
			name: "and the broker blocks", result: doctor.Warning, files: forever, says: []string{"low on disk"},
			seen: func(s *doctor.Seen) {
				s.Taps = []sources.BrokerStatus{{Broker: "B", State: sources.Live, Blocked: "low on disk"}}
			},
		},
	})
	specify(t, "retry-forever", "newton-redhat", []outcome{{name: "Newton has no such option", result: doctor.OK}})
}

func TestNovaSendsNothingThatNobodyReads(t *testing.T) {
	t.Parallel()
	specify(t, "versioned-format", "zed-debian", []outcome{
		{name: "unversioned", result: doctor.OK},
		{name: "both", result: doctor.Warning, files: edit(nova, "notification_format = unversioned", "notification_format = both"), at: nova + ":7"},
		{name: "versioned alone", result: doctor.Warning, files: edit(nova, "notification_format = unversioned", "notification_format = versioned"), says: []string{"alone"}, at: nova + ":7"},
		{name: "the default of Zed", result: doctor.OK, files: edit(nova, "notification_format = unversioned", "")},
	})
	specify(t, "versioned-format", "newton-redhat", []outcome{
		{name: "unversioned", result: doctor.OK},
		{name: "the default of Newton", result: doctor.Warning, files: edit(nova, "notification_format = unversioned", ""), says: []string{"by default"}, at: nova},
	})
}
