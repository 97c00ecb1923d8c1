package answers_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// zed is a controller of a cloud whose services all use broker A.
func zed(t *testing.T) setup.Facts {
	t.Helper()
	a, err := oslo.ParseTransportURL("rabbit://openstack:s3cretOfA@192.0.2.10:5672//")
	if err != nil {
		t.Fatal(err)
	}
	f := setup.Facts{
		System:        setup.System{Root: "/", Privileged: true, Hostname: "control", Init: "systemd"},
		Brokers:       []setup.Broker{{Name: "A", URL: a, From: []setup.Origin{{File: "/etc/nova/nova.conf", Line: 2}}}},
		Administrator: "the OS_* variables",
	}
	for service, version := range map[string]string{"nova": "26.2.1", "cinder": "21.3.1", "glance": "25.1.0", "ceilometer": "19.0.0"} {
		file := "/etc/" + service + "/" + service + ".conf"
		text := "[keystone_authtoken]\nwww_authenticate_uri = http://192.0.2.10:5000\nmemcached_servers = 192.0.2.10:11211\n"
		f.Services = append(f.Services, setup.Service{Name: service, Version: version})
		f.Files = append(f.Files, setup.File{Path: file, Service: service, Text: []byte(text)})
		f.Programs = append(f.Programs, setup.Program{Service: service, Main: file, Files: []string{file}})
	}
	for _, unit := range []string{"nova-api", "nova-conductor", "cinder-volume", "cinder-api", "glance-api", "ceilometer-agent-notification"} {
		f.Units = append(f.Units, setup.Unit{Name: unit + ".service"})
	}
	return f
}

// keysAsked are the keys of what a person is asked with these answers.
func keysAsked(t *testing.T, f setup.Facts, given ...string) string {
	t.Helper()
	texts := make(map[string]string)
	for _, g := range given {
		key, text, _ := strings.Cut(g, "=")
		texts[key] = text
	}
	a, err := answers.Merge(f, answers.Given(texts))
	if err != nil {
		t.Fatal(err)
	}
	var keys []string
	for _, q := range answers.Questions(a, f) {
		if q.Relevant(a) && q.Ask {
			keys = append(keys, q.Key)
		}
	}
	return strings.Join(keys, " ")
}

func TestOnlyWhatAPersonMustDecideIsAsked(t *testing.T) {
	t.Parallel()
	base := zed(t)
	change := func(how func(*setup.Facts)) setup.Facts {
		f := zed(t)
		how(&f)
		return f
	}
	const withB = "broker_b.host=192.0.2.71"
	for what, c := range map[string]struct {
		facts setup.Facts
		given []string
		want  string
	}{
		"at first": {base, nil, "nodes.compute broker_b.host audit.period apply.mode"},
		"with an administrator": {
			base,
			[]string{withB, "broker_b.admin_user=admin"},
			"nodes.compute broker_b.host broker_b.admin_user broker_b.admin_password audit.period apply.mode",
		},
		"rabbitmqctl can do it": {base, []string{"broker_b.host=127.0.0.1"}, "nodes.compute broker_b.host audit.period apply.mode"},
		"no management API":     {base, []string{withB, "broker_b.admin_url=none"}, "nodes.compute broker_b.host audit.period apply.mode"},
		"no openrc": {
			change(func(f *setup.Facts) { f.Administrator = "" }),
			[]string{withB},
			"nodes.compute broker_b.host broker_b.admin_user keystone.cloud audit.period apply.mode",
		},
		"TLS": {base, []string{withB, "broker_b.tls=true"}, "nodes.compute broker_b.host broker_b.ca_file broker_b.admin_user audit.period apply.mode"},
		"volumes elsewhere": {
			change(func(f *setup.Facts) {
				f.Units = slices.DeleteFunc(f.Units, func(u setup.Unit) bool { return u.Name == "cinder-volume.service" })
			}),
			[]string{withB},
			"nodes.compute nodes.storage broker_b.host broker_b.admin_user audit.period apply.mode",
		},
		"several controllers": {base, []string{withB, "keystone.memcached=192.0.2.10:11211,192.0.2.11:11211"}, "nodes.control nodes.compute broker_b.host broker_b.admin_user audit.period apply.mode"},
		"a compute node":      {base, []string{withB, "roles=compute"}, "broker_b.host broker_b.admin_user audit.period apply.mode"},
		"the period is known": {
			change(func(f *setup.Facts) {
				f.Files[0].Text = []byte("[DEFAULT]\ninstance_usage_audit_period = hour\nvolume_usage_audit_period = hour\n")
				f.Files[0].Path, f.Programs[0] = "/etc/x.conf", setup.Program{Service: "nova", Files: []string{"/etc/x.conf"}}
			}),
			[]string{withB},
			"nodes.compute broker_b.host broker_b.admin_user apply.mode",
		},
		"a tool owns the files": {
			change(func(f *setup.Facts) { f.Managers = []setup.Manager{{Name: "kolla"}} }),
			[]string{withB},
			"nodes.compute broker_b.host broker_b.admin_user audit.period apply.mode apply.force_local",
		},
		"no version": {
			change(func(f *setup.Facts) { f.Services = nil }),
			[]string{withB},
			"profile nodes.compute broker_b.host broker_b.admin_user audit.period apply.mode",
		},
		"Keystone is not known": {
			change(func(f *setup.Facts) { f.Programs, f.Files = nil, nil }),
			[]string{withB},
			"nodes.compute broker_b.host broker_b.admin_user keystone.auth_url audit.period apply.mode",
		},
		"a password that was not kept": {base, []string{withB, "keystone.password="}, "nodes.compute broker_b.host broker_b.admin_user keystone.password audit.period apply.mode"},
		"nothing at all": {
			setup.Facts{System: setup.System{Root: "/"}},
			nil,
			"roles broker_b.host keystone.cloud keystone.auth_url audit.period apply.mode",
		},
	} {
		if got := keysAsked(t, c.facts, c.given...); got != c.want {
			t.Errorf("%s:\n%s\nwant\n%s", what, got, c.want)
		}
	}
}
