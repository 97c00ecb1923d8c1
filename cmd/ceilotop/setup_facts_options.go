package main

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// programView is a program with what takes effect in its files.
type programView struct {
	Service string       `json:"service"`
	Main    string       `json:"main"`
	Files   []string     `json:"files"`    // in the order in which they are read
	DropIns []string     `json:"drop_ins"` // those that win only without --config-file
	Options []optionView `json:"options"`  // those that are set
	// NotRead are those of Files that could not be read or parsed: what they set
	// is not known.
	NotRead []string `json:"not_read"`
}

type optionView struct {
	Section string `json:"section"`
	Key     string `json:"key"`
	// Values is one, or all of an option that adds up; none when it is not set.
	Values []settingView `json:"values"`
	// Shadowed are settings that do not take effect.
	Shadowed []settingView `json:"shadowed"`
}

type settingView struct {
	Value sources.Text `json:"value"` // masked; null with an error
	File  string       `json:"file"`
	Line  int          `json:"line"`
	// Name is the option's old name where it is set under that.
	Name   sources.Text `json:"old_name"`
	DropIn bool         `json:"drop_in"` // it wins only without --config-file
	Error  sources.Text `json:"error"`
}

// telemetryOption is an option that decides about telemetry.
type telemetryOption struct {
	services []string // nil: all
	group    string
	key      string
	multi    bool
}

const notificationsGroup = "oslo_messaging_notifications"

var telemetryOptions = []telemetryOption{
	{nil, notificationsGroup, "driver", true},
	{nil, notificationsGroup, "transport_url", false},
	{nil, notificationsGroup, "topics", false},
	{nil, notificationsGroup, "retry", false},
	{nil, "DEFAULT", "transport_url", false},
	{nil, "DEFAULT", "rpc_backend", false},
	{nil, "DEFAULT", "control_exchange", false},
	{nil, "oslo_messaging_rabbit", "rabbit_host", false},
	{nil, "oslo_messaging_rabbit", "rabbit_hosts", false},
	{nil, "oslo_messaging_rabbit", "rabbit_userid", false},
	{nil, "oslo_messaging_rabbit", "rabbit_password", false},
	{nil, "oslo_messaging_rabbit", "rabbit_virtual_host", false},
	{nil, "oslo_messaging_rabbit", "amqp_durable_queues", false},
	{nil, "oslo_messaging_rabbit", "rabbit_quorum_queue", false},
	{[]string{"nova"}, "DEFAULT", "instance_usage_audit", false},
	{[]string{"nova"}, "DEFAULT", "instance_usage_audit_period", false},
	{[]string{"nova"}, "notifications", "notify_on_state_change", false},
	{[]string{"nova"}, "notifications", "notification_format", false},
	{[]string{"cinder"}, "DEFAULT", "volume_usage_audit_period", false},
	{[]string{"ceilometer"}, "notification", "messaging_urls", true},
	{[]string{"ceilometer"}, "database", "connection", false},
	{[]string{"ceilometer"}, "DEFAULT", "meter_dispatchers", true},
	{[]string{"ceilometer"}, "DEFAULT", "pipeline_cfg_file", false},
	{[]string{"ceilometer"}, "polling", "cfg_file", false},
}

// programsOf says of each program which options of telemetry take effect. A file
// that cannot be parsed is left out; it is among the broken ones.
func programsOf(f setup.Facts) []programView {
	parsed := make(map[string]*osloconf.File)
	all := make([]programView, 0, len(f.Programs))
	for _, p := range f.Programs {
		v := programView{Service: p.Service, Main: p.Main, Files: list(p.Files, same), DropIns: list(p.Late, same), NotRead: []string{}}
		var files []*osloconf.File
		for _, name := range p.Files {
			file, ok := f.File(name)
			if _, done := parsed[name]; ok && !done {
				parsed[name], _ = osloconf.Parse(name, file.Text)
			}
			if parsed[name] == nil {
				v.NotRead = append(v.NotRead, name)
				continue
			}
			files = append(files, parsed[name])
		}
		config := osloconf.Merge(files...)
		v.Options = make([]optionView, 0)
		for _, o := range telemetryOptions {
			if o.services != nil && !slices.Contains(o.services, p.Service) {
				continue
			}
			if shown := o.in(config, p); len(shown.Values) > 0 {
				v.Options = append(v.Options, shown)
			}
		}
		all = append(all, v)
	}
	return all
}

func (o telemetryOption) in(config *osloconf.Config, p setup.Program) optionView {
	old := osloconf.Deprecated(o.group, o.key)
	v := optionView{Section: o.group, Key: o.key, Shadowed: []settingView{}}
	setting := func(value osloconf.Value) settingView { return o.setting(value, p) }
	if o.multi {
		v.Values = list(config.GetMulti(o.group, o.key, old...), setting)
		return v
	}
	if all := config.Settings(o.group, o.key, old...); len(all) > 0 {
		v.Values = list(all[:1], setting)
		v.Shadowed = list(all[1:], setting)
	}
	return v
}

func (o telemetryOption) setting(value osloconf.Value, p setup.Program) settingView {
	s := settingView{
		Value: sources.Known(osloconf.Mask(o.key, value.Text)),
		File:  value.File, Line: value.Line, DropIn: slices.Contains(p.Late, value.File),
	}
	if value.Key != o.key || osloconf.Normalise(value.Section) != o.group {
		s.Name = sources.Known("[" + value.Section + "] " + value.Key)
	}
	if value.Err != nil {
		s.Value, s.Error = sources.Text{}, known(reasonOf(value.Err))
	}
	return s
}
