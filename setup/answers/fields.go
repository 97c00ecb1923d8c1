package answers

import (
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
)

// fields are all answers, in the order in which they are asked and written:
// the default of one may follow from those before it.
var fields = slices.Concat(machineFields(), brokerFields(), keystoneFields(), mongoFields(), cloudFields())

func constant(s string) func(setup.Answers, setup.Facts) string {
	return func(setup.Answers, setup.Facts) string { return s }
}

// Releases are the names that a profile can have.
var Releases = []string{
	"mitaka", "newton", "ocata", "pike", "queens", "rocky", "stein", "train", "ussuri", "victoria", "wallaby", "xena",
	"yoga", "zed", "2023.1", "2023.2", "2024.1", "2024.2", "2025.1", "2025.2", "2026.1",
}

func machineFields() []field {
	profile := field{
		advice: constant("each service is taken for what its package says"), key: "profile", title: "release of OpenStack", choices: append([]string{"auto"}, Releases...),
		why:    "Options move from release to release, and an option that a release does not know is ignored without a word. auto takes each service for what its package says; a release is used only for services whose version was not found.",
		source: "the release notes of oslo.messaging and of each service", otherwise: constant("auto"), required: true,
	}
	profile.get, profile.set = text(func(a *setup.Answers) *string { return &a.Profile })

	roles := field{
		key: "roles", title: "roles of this machine", list: true,
		choices: []string{string(setup.BrokerNode), string(setup.Controller), string(setup.Storage), string(setup.Compute)},
		why:     "They decide which steps are for this machine. A machine may have several.",
		source:  "the packages and units that were found", required: true,
		get: func(a *setup.Answers) string {
			var names []string
			for _, r := range a.Roles {
				names = append(names, string(r))
			}
			return strings.Join(names, ", ")
		},
		set: func(a *setup.Answers, items []string) {
			a.Roles = nil
			for _, r := range setup.NodeRoles {
				for _, i := range items {
					if i == string(r) {
						a.Roles = append(a.Roles, r)
						break
					}
				}
			}
		},
	}
	all := []field{profile, roles}
	for _, n := range []struct {
		key, title, more string
		at               func(*setup.Answers) *[]string
	}{
		{"nodes.control", "all controllers, this one too", " The first controller runs Cinder's audit, so that the list is the same on each.", func(a *setup.Answers) *[]string { return &a.Nodes.Control }},
		{"nodes.compute", "compute nodes", "", func(a *setup.Answers) *[]string { return &a.Nodes.Compute }},
		{"nodes.storage", "storage nodes", "", func(a *setup.Answers) *[]string { return &a.Nodes.Storage }},
	} {
		f := field{
			key: n.key, title: n.title, list: true, check: sshName,
			why:    "Every node that notifies has to send to broker B; one that is left out goes on filling queues on broker A that nobody reads. Names are given to your own ssh as they are." + n.more,
			source: "ssh_config(5)",
		}
		f.get, f.set = list(n.at)
		all = append(all, f)
	}
	return all
}

// Why a service is told to notify, or is left alone.
const (
	measured = "its events become the meters that everybody looks for"
	unwanted = "its events load broker B and become few meters: say true when they are wanted"
)

// scheduled is why the audit is run by a timer, or by cron.
func scheduled(_ setup.Answers, f setup.Facts) string {
	if f.System.Init != "" && f.System.Init != "systemd" {
		return "this machine has no systemd"
	}
	return "systemd keeps what it said, and makes up for a run that was missed"
}

func cloudFields() []field {
	var all []field
	for _, n := range []struct {
		service, title string
		otherwise      string
		advice         string
		at             func(*setup.Answers) *bool
	}{
		{"glance", "Glance notifies", "true", measured, func(a *setup.Answers) *bool { return &a.Features.Glance }},
		{"nova", "Nova notifies", "true", measured, func(a *setup.Answers) *bool { return &a.Features.Nova }},
		{"cinder", "Cinder notifies", "true", measured, func(a *setup.Answers) *bool { return &a.Features.Cinder }},
		{"neutron", "Neutron notifies", "false", unwanted, func(a *setup.Answers) *bool { return &a.Features.Neutron }},
		{"heat", "Heat notifies", "false", unwanted, func(a *setup.Answers) *bool { return &a.Features.Heat }},
		{"keystone", "Keystone notifies", "false", unwanted, func(a *setup.Answers) *bool { return &a.Features.Keystone }},
	} {
		f := field{
			key: "features." + n.service, title: n.title, check: boolean, required: true, otherwise: constant(n.otherwise), advice: constant(n.advice),
			why: "A service without a driver sends nothing; one without a transport of its own sends to broker A.", source: "oslo.messaging, [oslo_messaging_notifications]",
		}
		f.get, f.set = flag(n.at)
		all = append(all, f)
	}
	period := field{
		advice: constant("the shortest period, so that nothing exists unseen for longer than an hour"), key: "audit.period", title: "audit period", check: Period, required: true, otherwise: constant("hour"),
		why:    "How often Nova and Cinder say which instances and volumes exist: hour, day, month or year; @n moves its begin, in the next smaller unit.",
		source: "nova, instance_usage_audit_period; cinder, volume_usage_audit_period",
	}
	period.get, period.set = text(func(a *setup.Answers) *string { return &a.Audit.Period })
	schedule := field{
		advice: scheduled, key: "audit.schedule", title: "schedule of Cinder's audit", choices: []string{"timer", "cron", "none"}, required: true,
		why: "cinder-volume-usage-audit has to be run once a period, on one machine; more often sends the same hour again.", source: "cinder/cmd/volume_usage_audit.py",
		otherwise: func(_ setup.Answers, f setup.Facts) string {
			if f.System.Init != "" && f.System.Init != "systemd" {
				return "cron"
			}
			return "timer"
		},
	}
	schedule.get, schedule.set = text(func(a *setup.Answers) *string { return &a.Audit.Schedule })
	actions := field{
		advice: constant("sent again they would be counted twice"), key: "audit.send_actions", title: "audit sends creations and deletions again", check: boolean, required: true, otherwise: constant("false"),
		why: "They are sent when they happen already; sent again they are counted twice.", source: "cinder/cmd/volume_usage_audit.py, --send_actions",
	}
	actions.get, actions.set = flag(func(a *setup.Answers) *bool { return &a.Audit.SendActions })
	interval := field{
		key: "polling_interval", title: "polling interval", check: interval,
		why: "Of all meters that are polled: 10s, 1m. Empty leaves it. One second is possible now that broker B carries it; the plan says how much that is.", source: "ceilometer, pipeline.yaml up to Ocata and polling.yaml from then on",
		get: func(a *setup.Answers) string {
			if a.PollingInterval == 0 {
				return ""
			}
			return a.PollingInterval.String()
		},
		set: func(a *setup.Answers, items []string) {
			a.PollingInterval, _ = time.ParseDuration(strings.Join(items, ""))
		},
	}
	migration := field{
		advice: constant("it is for moving node by node alone"), key: "migration", title: "listen on both brokers while services move", check: boolean, required: true, otherwise: constant("false"),
		why: "Ceilometer listens on A and B, so that nothing is lost while nodes are changed one by one. Turn it off when the queues on A stay empty.", source: "ceilometer, [notification] messaging_urls",
	}
	migration.get, migration.set = flag(func(a *setup.Answers) *bool { return &a.Migration })
	mode := field{
		advice: constant("it is applied after a word that you type"), key: "apply.mode", title: "what happens with the plan", choices: []string{"local", "patch"}, required: true, otherwise: constant("local"),
		why: "local lets setup apply change this machine, after the word was typed; with patch it refuses, and setup export writes patches and scripts instead.", source: "ceilotop setup --help",
	}
	mode.get, mode.set = text(func(a *setup.Answers) *string { return &a.Apply.Mode })
	output := field{
		advice: constant("below the directory that ceilotop was started in"), key: "apply.output_dir", title: "directory for patches and scripts", otherwise: constant("./ceilotop-bundle"), required: true,
		why: "Its files may hold passwords: they are readable by their owner alone.", source: "ceilotop setup export --help",
	}
	output.get, output.set = text(func(a *setup.Answers) *string { return &a.Apply.OutputDir })
	force := field{
		advice: constant("the tool would write the files again"), key: "apply.force_local", title: "edit files although a tool owns them", check: boolean, required: true, otherwise: constant("false"),
		when: func(_ setup.Answers, f setup.Facts) bool { return len(f.Managers) > 0 },
		why:  "Kolla, Puppet or OpenStack-Ansible write these files again at their next run, and the change is gone.", source: "the manager's own documentation",
	}
	force.get, force.set = flag(func(a *setup.Answers) *bool { return &a.Apply.ForceLocal })
	return append(all, period, schedule, actions, interval, migration, mode, output, force)
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func atoi(items []string) int {
	n, _ := strconv.Atoi(strings.Join(items, ""))
	return n
}
