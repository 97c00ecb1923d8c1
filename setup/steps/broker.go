package steps

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// broker is B's own part: users, virtual host, permissions, and a bound for
// queues that nobody reads.
func (b *builder) broker() {
	if b.find("B1") != nil {
		return
	}
	b.brokerUsers()
	b.brokerPolicy()
}

func (b *builder) brokerUsers() {
	s := b.add("B1", setup.BrokerNode, "broker user, virtual host and permissions", "Telemetry's messages go to broker B, where its services log in as users of their own.")
	s.Check = "the virtual host is there, each user has the permissions, and the planned password is accepted over AMQP"
	s.Verify = "log in over AMQP as each user"
	s.Undo = "the virtual host and the users that were made are removed; the password of a user that was there before stays changed"
	away := b.outOfReach(s)
	if !b.apart(s) {
		return
	}
	users := b.users()
	for _, u := range users {
		if u.name == "" {
			s.block("the answers name no user of broker B", "set broker_b.user in the answers")
			return
		}
		if !u.password.Set() {
			s.block("there is no password for the broker's user "+sources.Visible(u.name), "set broker_b."+u.answer+" in the answers, or let it be generated")
			return
		}
	}
	br := b.f.Servers.BrokerB
	switch {
	case away:
		b.putUsers(s, &setup.BrokerServer{}, users)
	case br == nil:
		s.block("broker B was not asked", "set broker_b.host and broker_b.admin_url in the answers")
	case br.ReachError != "" && !br.Reachable:
		s.block("broker B does not answer: "+sources.Visible(br.ReachError), cmp.Or(br.Hint, "start RabbitMQ on "+sources.Visible(b.a.BrokerB.Host)+" and open port "+fmt.Sprint(b.port())))
	case br.Error != "":
		b.usersUnseen(s, br, users)
	default:
		b.usersSeen(s, br, users)
	}
}

// usersUnseen decides without the management API: a login proves user, virtual
// host and password, but no permissions.
func (b *builder) usersUnseen(s *step, br *setup.BrokerServer, users []brokerUser) {
	all := true
	for _, u := range users {
		known, _ := have(br, u.name)
		all = all && known.Login
	}
	here := slices.Contains(b.a.Roles, setup.BrokerNode) && b.f.System.Privileged && !br.Refused
	switch {
	case all:
		s.found("all users can log in; their permissions are unknown, because the management API could not be asked: %s", sources.Visible(br.Error))
	case here:
		b.putUsers(s, br, users)
		s.found("the management API could not be asked, so that rabbitmqctl is used: %s", sources.Visible(br.Error))
	default:
		s.block(sources.Visible(br.Error), cmp.Or(br.Hint, "set broker_b.admin_url and its user in the answers, or run ceilotop on the broker's own node"))
	}
	if !all {
		for _, u := range users {
			s.Manual = append(s.Manual, "rabbitmqctl add_user "+quote(u.name), fmt.Sprintf("rabbitmqctl set_permissions -p %s %s %s %s %s", quote(b.vhost()), quote(u.name), quote(u.may.Configure), quote(u.may.Write), quote(u.may.Read)))
		}
	}
}

func (b *builder) usersSeen(s *step, br *setup.BrokerServer, users []brokerUser) {
	var missing []brokerUser
	for _, u := range users {
		known, _ := have(br, u.name)
		switch {
		case !known.Exists:
			s.found("there is no user %s", sources.Visible(u.name))
		case known.Permissions == nil || *known.Permissions != u.may:
			s.found("%s has other permissions", sources.Visible(u.name))
		case !known.Login:
			s.found("%s cannot log in: %s", sources.Visible(u.name), sources.Visible(known.LoginError))
		default:
			s.found("%s can log in and has the permissions", sources.Visible(u.name))
			continue
		}
		missing = append(missing, u)
	}
	b.putUsers(s, br, missing)
}

func (b *builder) putUsers(s *step, br *setup.BrokerServer, users []brokerUser) {
	if !br.VHost {
		if br.Error != "" {
			s.found("it is unknown whether the virtual host %s is there", sources.Visible(b.vhost()))
		} else {
			s.found("there is no virtual host %s", sources.Visible(b.vhost()))
		}
		s.do(setup.PutVHost{Name: b.vhost()})
	}
	for _, u := range users {
		known, _ := have(br, u.name)
		s.do(setup.PutUser{Name: u.name, Password: u.password, VHost: b.vhost(), Permissions: u.may, Exists: known.Exists}, u.password)
	}
}

func have(br *setup.BrokerServer, name string) (setup.BrokerUser, bool) {
	i := slices.IndexFunc(br.Users, func(u setup.BrokerUser) bool { return u.Name == name })
	if i < 0 {
		return setup.BrokerUser{}, false
	}
	return br.Users[i], true
}

// quote makes a word for a shell of a name that may hold anything: it is shown.
func quote(name string) string { return setup.ShellWord(sources.Visible(name)) }

// boundsName is the policy's, and boundsPattern are the queues that grow where
// nobody reads them: priorities that the agent of Mitaka leaves, the agent's own
// events, and Nova's versioned notifications.
const (
	boundsName    = "ceilotop-bounds"
	boundsPattern = `^((versioned_)?notifications\.|event\.sample$)`
	week          = 7 * 24 * 60 * 60 * 1000
	bound         = 1_000_000
)

func (b *builder) brokerPolicy() {
	s := b.add("B2", setup.BrokerNode, "bound the queues that nobody reads", "Publishers make these queues by themselves and they never expire, so that a queue without a reader fills the broker.")
	if !b.profile("ceilometer").DrainsAll() {
		s.Reason += " The agent of Mitaka reads info and sample alone, and leaves error, warn, audit, critical and debug."
	}
	s.Check = "a policy with max-length or message-ttl holds for notifications.*"
	s.Verify = "rabbitmqctl list_policies -p " + quote(b.vhost())
	s.Undo = "the policy is removed"
	away := b.outOfReach(s)
	if !b.needs(s, "B1") {
		return
	}
	br := b.f.Servers.BrokerB
	if away {
		br = &setup.BrokerServer{}
	}
	if br == nil || br.Error != "" && !b.changing("B1") {
		why := "broker B was not asked"
		if br != nil {
			why = "the policies are unknown: " + sources.Visible(br.Error)
		}
		s.is(setup.NotHere, why)
		return
	}
	want := setup.Policy{Name: boundsName, Pattern: boundsPattern, ApplyTo: "queues", Definition: map[string]any{"max-length": bound, "message-ttl": week}}
	for _, p := range br.Policies {
		if p.Name == boundsName || p.ApplyTo == "exchanges" || !covers(p) {
			continue
		}
		if bounds(p) {
			s.found("the policy %s bounds them", sources.Visible(p.Name))
			return
		}
		// Of the policies that match a queue only one holds, so that ours says
		// what the other one says as well.
		if p.Priority >= want.Priority {
			want.Priority = p.Priority + 1
			own := want.Definition
			want.Definition = maps.Clone(p.Definition)
			if want.Definition == nil {
				want.Definition = make(map[string]any)
			}
			maps.Copy(want.Definition, map[string]any{"max-length": own["max-length"], "message-ttl": own["message-ttl"]})
		}
	}
	for _, p := range br.Policies {
		if p.Name == boundsName && p.Pattern == want.Pattern && p.Priority == want.Priority && same(p.Definition, want.Definition) {
			s.found("the policy is there")
			return
		}
	}
	found := "no policy bounds notifications.*"
	if br.Error != "" {
		found = "it is unknown whether a policy bounds notifications.*"
	}
	s.found(found+"; it will hold at most %d messages of the last 7 days a queue", bound)
	s.do(setup.PutPolicy{VHost: b.vhost(), Policy: want})
}

func covers(p setup.Policy) bool {
	re, err := regexp.Compile(p.Pattern)
	return err != nil || re.MatchString("notifications.info")
}

func bounds(p setup.Policy) bool {
	for _, name := range []string{"max-length", "max-length-bytes", "message-ttl", "expires"} {
		if _, ok := p.Definition[name]; ok {
			return true
		}
	}
	return false
}

// same compares definitions as JSON has them: a number has no type there.
func same(x, y map[string]any) bool {
	a, err1 := json.Marshal(x)
	b, err2 := json.Marshal(y)
	return err1 == nil && err2 == nil && bytes.Equal(a, b)
}
