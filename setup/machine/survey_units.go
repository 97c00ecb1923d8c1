package machine

import (
	"context"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
)

// unitNames are the units that telemetry's setup may have to do with, under the
// names of both families.
var unitNames = []string{
	"openstack-ceilometer-notification", "openstack-ceilometer-central", "openstack-ceilometer-compute", "openstack-ceilometer-collector",
	"openstack-ceilometer-api", "openstack-ceilometer-ipmi", "openstack-ceilometer-polling",
	"ceilometer-agent-notification", "ceilometer-agent-central", "ceilometer-agent-compute", "ceilometer-collector",
	"ceilometer-api", "ceilometer-agent-ipmi", "ceilometer-polling", "ceilometer-agent-polling",
	"openstack-glance-api", "openstack-glance-registry", "glance-api", "glance-registry",
	"openstack-nova-api", "openstack-nova-scheduler", "openstack-nova-conductor", "openstack-nova-compute", "openstack-nova-metadata-api", "openstack-nova-os-compute-api",
	"nova-api", "nova-scheduler", "nova-conductor", "nova-compute", "nova-api-metadata", "nova-api-os-compute",
	"openstack-cinder-api", "openstack-cinder-scheduler", "openstack-cinder-volume", "openstack-cinder-backup",
	"cinder-api", "cinder-scheduler", "cinder-volume", "cinder-backup",
	"openstack-keystone", "keystone", "neutron-server", "neutron-api", "neutron-rpc-server",
	"openstack-heat-api", "openstack-heat-api-cfn", "openstack-heat-engine", "heat-api", "heat-api-cfn", "heat-engine",
	"openstack-gnocchi-api", "openstack-gnocchi-metricd", "gnocchi-api", "gnocchi-metricd",
	"mongod", "mongodb", "rabbitmq-server", "memcached", "httpd", "apache2", "cron", "crond",
}

// madeUnits are those whose names a tool made up, and ceilotop's own.
var madeUnits = regexp.MustCompile(`^(ceilotop[\w.-]*|kolla-[\w.-]+-container|tripleo_[\w.-]+|edpm_[\w.-]+|devstack@[\w.-]+)\.(service|timer)$`)

const ownUnits = "/etc/systemd/system"

// unitDirs in the order in which systemd believes them.
var unitDirs = []string{ownUnits, "/run/systemd/system", "/usr/local/lib/systemd/system", "/usr/lib/systemd/system", "/lib/systemd/system"}

// units asks systemctl about all of them in one call, and reads the unit files
// where it cannot be asked: these tell all but what runs.
func (v *survey) units(ctx context.Context) {
	var names []string
	for _, n := range unitNames {
		names = append(names, n+".service")
	}
	for _, n := range v.tree.list(ownUnits) {
		if madeUnits.MatchString(n) {
			names = append(names, n)
		}
	}
	for _, f := range v.facts.Files { // those of the audit
		if n := path.Base(f.Path); strings.HasSuffix(n, ".timer") && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	if v.facts.System.InitRunning {
		args := []string{"show", "--no-pager", "--property=Id,LoadState,UnitFileState,ActiveState,NRestarts,ExecMainStartTimestamp,FragmentPath", "--"}
		out, err := v.run(ctx, "systemctl", append(args, names...)...)
		v.facts.Units = parseUnits(string(out))
		if err == nil {
			return
		}
		v.note("Which of the units run is not known: %v.", err)
	}
	for _, n := range names {
		_, answered := v.facts.Unit(n)
		if u, ok := v.unitFile(n); ok && !answered {
			v.facts.Units = append(v.facts.Units, u)
		}
	}
}

// parseUnits reads blocks of KEY=value with empty lines between them. Two names
// of one unit give its block twice.
func parseUnits(out string) (all []setup.Unit) {
	for block := range strings.SplitSeq(out, "\n\n") {
		values := make(map[string]string)
		for line := range strings.Lines(block) {
			key, value, _ := strings.Cut(strings.TrimSpace(line), "=")
			values[key] = value
		}
		known := func(u setup.Unit) bool { return u.Name == values["Id"] }
		if values["Id"] == "" || values["LoadState"] == "not-found" || slices.ContainsFunc(all, known) {
			continue
		}
		u := setup.Unit{
			Name: values["Id"], Enabled: values["UnitFileState"], Active: values["ActiveState"],
			Started: values["ExecMainStartTimestamp"], File: values["FragmentPath"],
		}
		u.Restarts, _ = strconv.Atoi(values["NRestarts"]) // systemd has it since 235
		if values["LoadState"] == "masked" {
			u.Enabled = "masked"
		}
		all = append(all, u)
	}
	return all
}

// unitFile tells from the files what `systemctl is-enabled` would say.
func (v *survey) unitFile(name string) (setup.Unit, bool) {
	for _, dir := range unitDirs {
		file := path.Join(dir, name)
		if v.tree.link(file) == "/dev/null" {
			return setup.Unit{Name: name, Enabled: "masked", File: file}, true
		}
		if !v.tree.has(file) {
			continue
		}
		u := setup.Unit{Name: name, Enabled: "static", File: file}
		text, ok := v.tree.read(file)
		switch {
		case !ok:
			u.Enabled = ""
		case v.wanted(name):
			u.Enabled = "enabled"
		case installSection.Match(text):
			u.Enabled = "disabled"
		}
		return u, true
	}
	return setup.Unit{}, false
}

var installSection = regexp.MustCompile(`(?m)^\[Install\]`)

// wanted reports whether a target wants the unit.
func (v *survey) wanted(name string) bool {
	for _, dir := range v.tree.list(ownUnits) {
		if !strings.HasSuffix(dir, ".wants") && !strings.HasSuffix(dir, ".requires") {
			continue
		}
		if v.tree.link(path.Join(ownUnits, dir, name)) != "" {
			return true
		}
	}
	return false
}
