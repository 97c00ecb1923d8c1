package steps_test

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf/osloconftest"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

const (
	controlIP = "192.0.2.11"
	brokerIP  = "192.0.2.71"
)

// first is each service's major version in Mitaka.
var first = map[string]int{"ceilometer": 6, "nova": 13, "cinder": 8, "glance": 12, "keystone": 9, "neutron": 8, "heat": 6}

func hash(text []byte) string {
	h := sha256.Sum256(text)
	return hex.EncodeToString(h[:])
}

// file puts a file among the facts, in place of one of the same path.
func file(f *setup.Facts, path, service string, text []byte) {
	f.Files = slices.DeleteFunc(slices.Clone(f.Files), func(o setup.File) bool { return o.Path == path })
	f.Files = append(f.Files, setup.File{Path: path, Service: service, Text: text, SHA256: hash(text), Mode: 0o640, Owner: "root:" + service})
}

// config is a file of oslo.config in the form of OpenStack's samples, with the
// options in front.
func config(seed uint64, options string) []byte {
	return append([]byte(options), osloconftest.Sample(seed, 1500)...)
}

// machine is an all-in-one node of a release with nothing of telemetry's set
// up but the packages.
func machine(release profile.Release, family setup.Family) setup.Facts {
	f := setup.Facts{System: setup.System{
		Root: "/", Privileged: true, Hostname: "control", Distribution: "centos", Version: "7", Name: "CentOS Linux 7", Family: family,
		Packager: "yum", Init: "systemd", InitRunning: true, SELinux: "enforcing",
		Addresses: []netip.Prefix{netip.MustParsePrefix("127.0.0.1/8"), netip.MustParsePrefix(controlIP + "/24")},
	}}
	httpd, mongo := "/etc/httpd/conf/httpd.conf", "/etc/mongod.conf"
	if family == setup.Debian {
		f.System.Distribution, f.System.Version, f.System.Name, f.System.Packager, f.System.SELinux = "debian", "9", "Debian 9", "apt", ""
		httpd, mongo = "/etc/apache2/ports.conf", "/etc/mongodb.conf"
	}
	for _, name := range []string{"nova", "cinder", "glance", "keystone", "neutron", "heat", "ceilometer"} {
		version := fmt.Sprintf("%d.0.1", first[name]+int(release))
		f.Services = append(f.Services, setup.Service{Name: name, Version: version, Evidence: "rpm: openstack-" + name + "-common " + version})
	}
	rpc := "[DEFAULT]\ntransport_url = rabbit://openstack:rpcsecret@192.0.2.11:5672/\n"
	for i, name := range []string{"nova", "neutron", "heat"} {
		program(&f, name, "/etc/"+name+"/"+name+".conf", config(uint64(i), rpc))
	}
	program(&f, "cinder", "/etc/cinder/cinder.conf", config(3, rpc+"[database]\nconnection = mysql://cinder:dbsecret@192.0.2.11/cinder\n"))
	program(&f, "glance", "/etc/glance/glance-api.conf", config(4, ""))
	if release < profile.Victoria {
		program(&f, "glance", "/etc/glance/glance-registry.conf", config(5, ""))
	}
	program(&f, "keystone", "/etc/keystone/keystone.conf", config(6, ""))
	program(&f, "ceilometer", "/etc/ceilometer/ceilometer.conf", config(7, ""))
	file(&f, mongo, "mongodb", []byte("bind_ip = 127.0.0.1\n"))
	file(&f, httpd, "httpd", []byte("Listen 80\n"))
	source := "---\nsources:\n    - name: meter_source\n      interval: 600\n      meters:\n          - \"*\"\n      sinks:\n          - meter_sink\n"
	file(&f, "/etc/ceilometer/pipeline.yaml", "ceilometer", []byte(source))
	if release >= profile.Ocata {
		file(&f, "/etc/ceilometer/polling.yaml", "ceilometer", []byte(source))
	}
	for _, u := range units(family) {
		f.Units = append(f.Units, setup.Unit{Name: u, Enabled: "enabled", Active: "active"})
	}
	f.Brokers = []setup.Broker{{Name: "A", URL: mustURL("rabbit://openstack:rpcsecret@192.0.2.11:5672/")}}
	f.Servers = setup.Servers{
		BrokerA:  &setup.BrokerServer{Address: "192.0.2.11:5672", Reachable: true, Version: "3.6.5", VHost: true},
		BrokerB:  &setup.BrokerServer{Address: brokerIP + ":5672", Reachable: true, Version: "3.6.5"},
		Keystone: &setup.KeystoneServer{Asked: "http://192.0.2.11:5000", V3: true, Unversioned: true, UserDomain: setup.Named{ID: "e0353a67", Name: "default"}, ProjectDomain: setup.Named{ID: "e0353a67", Name: "default"}, Project: setup.Named{ID: "5e1f", Name: "service"}, Role: setup.Named{ID: "ad11", Name: "admin"}},
		MongoDB:  &setup.MongoServer{Address: controlIP + ":27017", Version: "2.6.12", WireVersion: 2},
	}
	return f
}

func mustURL(text string) oslo.TransportURL {
	u, err := oslo.ParseTransportURL(text)
	if err != nil {
		panic(err)
	}
	return u
}

func program(f *setup.Facts, service, main string, text []byte) {
	file(f, main, service, text)
	f.Programs = append(f.Programs, setup.Program{Service: service, Main: main, Files: []string{main}})
}

// units are those that run on the node before telemetry comes.
func units(family setup.Family) []string {
	var all []string
	all = append(all, profile.Units(family, "nova", "api", "scheduler", "conductor", "compute")...)
	all = append(all, profile.Units(family, "cinder", "api", "scheduler", "volume")...)
	all = append(all, profile.Units(family, "glance", "api", "registry")...)
	all = append(all, profile.Units(family, "neutron", "server")...)
	all = append(all, profile.Units(family, "heat", "api", "engine")...)
	httpd, _ := profile.HTTPD(family)
	return append(all, httpd)
}

func password(name, value string) setup.Password {
	return setup.Password{Ref: "generate", Value: sources.Secret(value), Fresh: true, Name: name}
}

// answers are those of the guide, with every feature.
func answers(roles ...setup.NodeRole) setup.Answers {
	return setup.Answers{
		Profile: "auto", Roles: roles,
		Nodes:    setup.Nodes{Control: []string{controlIP}, Compute: []string{"192.0.2.31", "192.0.2.32"}},
		BrokerB:  setup.BrokerAnswers{Host: brokerIP, Port: 5672, VHost: "/", User: "ceilometer", Password: password("broker_b", "BrokerSecret1"), AdminURL: "http://192.0.2.71:15672", ListenerPassword: password("listener", "ListenSecret1"), TapPassword: password("tap", "TapSecret1")},
		Keystone: setup.KeystoneAnswers{AuthURL: "http://192.0.2.11:5000", AdminURL: "http://192.0.2.11:35357", Region: "RegionOne", Project: "service", Domain: "default", User: "ceilometer", Password: password("keystone", "KeystoneSecret1"), Role: "admin", Memcached: []string{"192.0.2.11:11211"}},
		MongoDB:  setup.MongoAnswers{Host: controlIP, Port: 27017, BindIP: controlIP, Database: "ceilometer", User: "ceilometer", Password: password("mongo", "MongoSecret1")},
		API:      setup.APIAnswers{Host: controlIP, Port: 8777},
		Features: setup.Features{Glance: true, Nova: true, Cinder: true, Neutron: true, Heat: true, Keystone: true},
		Audit:    setup.AuditAnswers{Period: "hour", Schedule: "timer"},
	}
}

// settle makes of the facts what they are when the plan was carried out.
func settle(f setup.Facts, p setup.Plan) setup.Facts {
	f.Files, f.Units, f.Packages = slices.Clone(f.Files), slices.Clone(f.Units), slices.Clone(f.Packages)
	copied := func() {
		if b := f.Servers.BrokerB; b != nil {
			c := *b
			c.Users, c.Policies = slices.Clone(b.Users), slices.Clone(b.Policies)
			f.Servers.BrokerB = &c
		}
		if k := f.Servers.Keystone; k != nil {
			c := *k
			c.Services, c.Endpoints = slices.Clone(k.Services), slices.Clone(k.Endpoints)
			f.Servers.Keystone = &c
		}
		if m := f.Servers.MongoDB; m != nil {
			c := *m
			f.Servers.MongoDB = &c
		}
	}
	copied()
	unit := func(name string, change func(*setup.Unit)) {
		i := slices.IndexFunc(f.Units, func(u setup.Unit) bool { return u.Name == name })
		if i < 0 {
			f.Units = append(f.Units, setup.Unit{Name: name, Enabled: "disabled", Active: "inactive"})
			i = len(f.Units) - 1
		}
		change(&f.Units[i])
	}
	for _, s := range p.Steps {
		for _, a := range s.Actions {
			switch a := a.(type) {
			case setup.WriteFile:
				service := ""
				if old, ok := f.File(a.Path); ok {
					service = old.Service
				} else if strings.Contains(a.Path, "httpd") || strings.Contains(a.Path, "apache2") {
					service = "httpd"
				}
				file(&f, a.Path, service, a.New)
			case setup.InstallPackages:
				for _, name := range a.Names {
					f.Packages = append(f.Packages, setup.Package{Name: name, Version: "1"})
				}
			case setup.ControlUnit:
				unit(a.Unit, func(u *setup.Unit) {
					switch a.Verb {
					case setup.Enable:
						u.Enabled = "enabled"
					case setup.Disable:
						u.Enabled = "disabled"
					case setup.Stop:
						u.Active = "inactive"
					default:
						u.Active = "active"
					}
				})
			case setup.Run:
				if a.Argv[0] == "a2ensite" {
					f.Files = append(f.Files, setup.File{Path: "/etc/apache2/sites-enabled/" + a.Argv[1] + ".conf", Service: "httpd"})
				}
			case setup.PutVHost:
				f.Servers.BrokerB.VHost = true
			case setup.PutUser:
				b := f.Servers.BrokerB
				b.Users = slices.DeleteFunc(b.Users, func(u setup.BrokerUser) bool { return u.Name == a.Name })
				may := a.Permissions
				b.Users = append(b.Users, setup.BrokerUser{Name: a.Name, Exists: true, Login: true, Permissions: &may})
			case setup.PutPolicy:
				b := f.Servers.BrokerB
				b.Policies = slices.DeleteFunc(b.Policies, func(q setup.Policy) bool { return q.Name == a.Policy.Name })
				b.Policies = append(b.Policies, a.Policy)
			case setup.PutIdentity:
				f.Servers.Keystone.User, f.Servers.Keystone.Login = setup.Named{ID: "ce11", Name: a.Name}, true
			case setup.AssignRole:
				f.Servers.Keystone.Assigned = true
			case setup.PutService:
				f.Servers.Keystone.Services = append(f.Servers.Keystone.Services, setup.CatalogueService{ID: "5e", Name: a.Name, Type: a.Type})
			case setup.PutEndpoint:
				k := f.Servers.Keystone
				k.Endpoints = slices.DeleteFunc(k.Endpoints, func(e setup.CatalogueEndpoint) bool { return e.ID == a.ID })
				k.Endpoints = append(k.Endpoints, setup.CatalogueEndpoint{ID: "e-" + a.Interface, ServiceID: "5e", Interface: a.Interface, Region: a.Region, URL: a.URL})
			case setup.PutDatabaseUser:
				f.Servers.MongoDB.User, f.Servers.MongoDB.Login = true, true
			case setup.KeepSecret:
				f.Secrets = append(f.Secrets, setup.StoredSecret{Name: a.Password.Name, Value: a.Password.Value})
			default:
				panic(fmt.Sprintf("an action that the test does not know: %T", a))
			}
		}
	}
	return f
}

// states lists the steps that are in one of the states, with the reason.
func states(p setup.Plan, states ...setup.State) []string {
	var all []string
	for _, s := range p.Steps {
		if slices.Contains(states, s.State) {
			all = append(all, fmt.Sprintf("%s %s: %s", s.ID, s.State, s.Why))
		}
	}
	return all
}

// step returns a step that has to be there.
func step(t *testing.T, p setup.Plan, id string) setup.Step {
	t.Helper()
	s, ok := p.Step(id)
	if !ok {
		t.Fatalf("the plan has no step %s", id)
	}
	return s
}

// written is the text that the plan gives a file; "" when it leaves it alone.
func written(p setup.Plan, path string) string {
	for _, s := range p.Steps {
		for _, a := range s.Actions {
			if w, ok := a.(setup.WriteFile); ok && w.Path == path {
				return string(w.New)
			}
		}
	}
	return ""
}

func mustPrefix(text string) netip.Prefix { return netip.MustParsePrefix(text) }
