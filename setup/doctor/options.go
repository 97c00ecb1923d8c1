package doctor

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// option is one that decides about telemetry.
type option struct {
	services   []string // whose it is; nil: everybody's
	group, key string
	multi      bool
	otherwise  string // its default, as far as it is one for all releases
}

const (
	defaults = "DEFAULT"
	rabbit   = "oslo_messaging_rabbit"
)

var options = []option{
	{nil, notifications, "driver", true, ""},
	{nil, notifications, "transport_url", false, ""},
	{nil, notifications, "topics", false, "notifications"},
	{nil, notifications, "retry", false, "-1"},
	{nil, defaults, "transport_url", false, ""},
	{nil, defaults, "rpc_backend", false, ""},
	{nil, defaults, "control_exchange", false, ""},
	{nil, rabbit, "rabbit_host", false, ""},
	{nil, rabbit, "rabbit_hosts", false, ""},
	{nil, rabbit, "amqp_durable_queues", false, "False"},
	{nil, rabbit, "rabbit_quorum_queue", false, "False"},
	{[]string{"nova"}, "notifications", "notification_format", false, ""},
	{[]string{"nova"}, "notifications", "notify_on_state_change", false, ""},
	{[]string{"nova"}, defaults, "instance_usage_audit", false, "False"},
	{[]string{"nova"}, defaults, "instance_usage_audit_period", false, "month"},
	{[]string{"cinder"}, defaults, "volume_usage_audit_period", false, "month"},
	{[]string{ceilometer}, "notification", "messaging_urls", true, ""},
	{[]string{ceilometer}, "database", "connection", false, ""},
	{[]string{ceilometer}, "database", "metering_time_to_live", false, "-1"},
	{[]string{ceilometer}, "api", "default_api_return_limit", false, "100"},
	{[]string{ceilometer}, "publisher", "telemetry_secret", false, ""},
	{[]string{ceilometer}, rabbit, "rabbit_qos_prefetch_count", false, "0"},
}

const ceilometer = "ceilometer"

// Effective are the options of telemetry that take effect in each program, with
// the defaults of those that nothing sets. It is what Seen.Options holds.
func Effective(f setup.Facts) (all []Option) {
	for _, p := range newReading(f).programs {
		for _, o := range options {
			if o.services == nil || slices.Contains(o.services, p.Service) {
				all = append(all, o.in(p))
			}
		}
	}
	return all
}

func (o option) in(p program) Option {
	is := Option{Service: p.Service, Program: p.name, Section: o.group, Name: o.key}
	values := p.all(o.group, o.key)
	if !o.multi {
		values = values[:0]
		if v, ok := p.get(o.group, o.key); ok {
			values = append(values, v)
		}
	}
	for _, v := range values {
		is.Set = true
		is.From = setup.Place{File: v.File, Line: v.Line}
		is.Values = append(is.Values, osloconf.Mask(o.key, v.Text))
	}
	if !is.Set && o.standard(p) != "" {
		is.Values = []string{o.standard(p)}
	}
	return is
}

// standard is the default of an option in that release.
func (o option) standard(p program) string {
	switch {
	case o.key == "control_exchange" && p.Service == "cinder": // which never sets its own
		return "openstack"
	case o.key == "control_exchange":
		return p.Service
	case o.key == "notification_format" && p.known() && p.of.Versioned():
		return "both"
	case o.key == "notification_format" && p.known():
		return "unversioned"
	case o.key == "retry" && p.known() && !p.of.Retry():
		return ""
	}
	return o.otherwise
}
