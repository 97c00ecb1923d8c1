package answers

import (
	"slices"

	"github.com/ceilotop/ceilotop/setup"
)

// asked are the decisions that only a person can make, by key. Every other
// answer has a default that holds nearly everywhere, and is asked only where it
// has to be answered and there is none. known says that the default stands in
// the machine's own files. None of them looks at the answer that it is about: a
// question that was answered stays where it was, so that one can go back to it.
//
// The list is short on purpose: somebody who has never done it decides what he
// can decide, and looks at the rest in the list of all answers.
var asked = map[string]func(a setup.Answers, f setup.Facts, known bool) bool{
	// Without a version nobody knows how the options are called.
	"profile": func(_ setup.Answers, f setup.Facts, _ bool) bool { return unversioned(f) },

	// The other nodes: a controller's files do not name them.
	"nodes.control": func(a setup.Answers, f setup.Facts, _ bool) bool { return has(a, setup.Controller) && several(a, f) },
	"nodes.compute": func(a setup.Answers, _ setup.Facts, _ bool) bool { return has(a, setup.Controller) },
	"nodes.storage": func(a setup.Answers, _ setup.Facts, _ bool) bool {
		return has(a, setup.Controller) && !has(a, setup.Storage) && a.Features.Cinder
	},

	"broker_b.host":    always,
	"broker_b.ca_file": unknown, // it matters with TLS alone, and is no default then
	// Somebody has to make users on the broker, unless root can do it here.
	"broker_b.admin_user": func(a setup.Answers, f setup.Facts, _ bool) bool { return !rootOfB(a, f) },
	"broker_b.admin_password": func(a setup.Answers, f setup.Facts, _ bool) bool {
		return a.BrokerB.AdminUser != "" && !rootOfB(a, f)
	},
	// A password of the services is generated. One that was typed in an earlier
	// conversation was not kept.
	"broker_b.password":          typedOnce("broker_b.password"),
	"broker_b.listener_password": typedOnce("broker_b.listener_password"),
	"broker_b.tap_password":      typedOnce("broker_b.tap_password"),
	"keystone.password":          typedOnce("keystone.password"),
	"mongo.password":             typedOnce("mongo.password"),

	"keystone.auth_url": unknown,
	// Ceilometer's user is made with an administrator's login.
	"keystone.cloud": func(_ setup.Answers, f setup.Facts, _ bool) bool { return f.System.Here() && f.Administrator == "" },

	"mongo.admin_user": func(_ setup.Answers, f setup.Facts, _ bool) bool {
		return f.Servers.MongoDB != nil && f.Servers.MongoDB.AuthOn
	},
	"mongo.admin_password": always,

	"audit.period":      unknown,
	"apply.mode":        always,
	"apply.force_local": always, // it matters where a tool owns the files
}

func always(setup.Answers, setup.Facts, bool) bool { return true }

func unknown(_ setup.Answers, _ setup.Facts, known bool) bool { return !known }

// typedOnce asks for a password that no reference leads to.
func typedOnce(key string) func(setup.Answers, setup.Facts, bool) bool {
	return func(a setup.Answers, _ setup.Facts, _ bool) bool { return passwordAt(&a, key).Ref == "" }
}

// asks reports whether a person has to be asked for an answer that matters.
func (f field) asks(a setup.Answers, facts setup.Facts, found map[string]finding) bool {
	text, evidence := f.byDefault(a, facts, found)
	if f.required && text == "" {
		return true
	}
	ask, decided := asked[f.key]
	return decided && ask(a, facts, evidence != "")
}

func has(a setup.Answers, role setup.NodeRole) bool { return slices.Contains(a.Roles, role) }

// rootOfB reports whether rabbitmqctl can make the users.
func rootOfB(a setup.Answers, f setup.Facts) bool {
	return f.System.Here() && f.System.Privileged && a.BrokerB.Host != f.System.Hostname && isLocal(a.BrokerB.Hosts()[0], f)
}

// several reports whether there are signs of more than one controller.
func several(a setup.Answers, f setup.Facts) bool {
	return len(a.Keystone.Memcached) > 1 || slices.ContainsFunc(f.Brokers, func(b setup.Broker) bool {
		return b.Name == "A" && len(b.URL.Hosts) > 1
	})
}

// unversioned reports whether there are services and none of them tells its
// release, or that of the others.
func unversioned(f setup.Facts) bool {
	return len(f.Programs) > 0 && !slices.ContainsFunc(f.Services, func(s setup.Service) bool {
		return slices.Contains(releasing, s.Name) && (s.Version != "" || s.Release != "")
	})
}

var releasing = []string{"nova", "cinder", "glance", "keystone", "neutron", "heat", "ceilometer", "oslo.messaging"}
