package servers_test

import (
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// probed runs the tests and returns how each ended. Each has to begin before it
// ends, once, and none may show a secret.
func probed(t *testing.T, a setup.Answers, f setup.Facts, o servers.Options, secrets ...string) map[string]setup.Probe {
	t.Helper()
	var mu sync.Mutex
	ends, running := make(map[string]setup.Probe), make(map[string]bool)
	err := servers.Probe(t.Context(), a, f, o, func(p setup.Probe) {
		if !mu.TryLock() {
			t.Error("two tests were told at once")
			mu.Lock()
		}
		defer mu.Unlock()
		silent(t, fmt.Sprintf("%+v", p), secrets...)
		switch _, ended := ends[p.ID]; {
		case p.State == setup.ProbeRunning:
			if running[p.ID] || ended {
				t.Errorf("%s began twice", p.ID)
			}
			running[p.ID] = true
		case !running[p.ID] || ended:
			t.Errorf("%s ended without a begin, or twice: %+v", p.ID, p)
		default:
			ends[p.ID] = p
		}
		if p.Title == "" || p.Address == "" {
			t.Errorf("%+v", p)
		}
		if (p.State == setup.ProbeFailed) != (p.Hint != "") {
			t.Errorf("a hint belongs to a test that failed: %+v", p)
		}
		if tested := p.State == setup.ProbePassed || p.State == setup.ProbeFailed; tested != (p.Latency > 0) || p.State != setup.ProbeRunning && p.Detail == "" {
			t.Errorf("a test that ended says how long and what: %+v", p)
		}
	})
	if err != nil || len(ends) != len(running) {
		t.Errorf("%d tests of %d ended: %v", len(ends), len(running), err)
	}
	return ends
}

// want compares how tests ended, as "state detail", with what each says.
func want(t *testing.T, what string, got map[string]setup.Probe, wanted map[string]string) {
	t.Helper()
	for id, w := range wanted {
		state, detail, _ := strings.Cut(w, " ")
		if p := got[id]; string(p.State) != state || !strings.Contains(p.Detail+" → "+p.Hint, detail) {
			t.Errorf("%s: %s is %s %q → %q, want %q", what, id, p.State, p.Detail, p.Hint, w)
		}
	}
	for id, p := range got {
		if _, ok := wanted[id]; !ok {
			t.Errorf("%s: nobody wants %s: %+v", what, id, p)
		}
	}
}

func TestBrokerBIsProbed(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	narrow := b.VHost(t)
	narrow.Tag(t, "management")
	narrow.Grant(t, `^(nova|notifications\..*)$`, "^nova$", "^$")
	without := func(a setup.BrokerAnswers) setup.BrokerAnswers { a.AdminURL = ""; return a }
	with := func(a setup.BrokerAnswers, how func(*setup.BrokerAnswers)) setup.BrokerAnswers { how(&a); return a }
	right := brokerAnswers(b, v.Name, v.User, v.Password)
	closedHost, closed := splitPort(t, closedPort(t))
	for what, c := range map[string]struct {
		answers setup.BrokerAnswers
		want    map[string]string
	}{
		"all is right": {right, map[string]string{
			"tcp": "passed open", "amqp": "passed RabbitMQ 3.", "permissions": "passed configure .*, write .*, read .*", "management": "passed administrator of RabbitMQ 3.",
		}},
		"without administration": {without(right), map[string]string{"tcp": "passed ", "amqp": "passed RabbitMQ", "permissions": "passed configure, write and read"}},
		"with TLS": {with(right, func(a *setup.BrokerAnswers) { a.Port, a.TLS, a.CAFile = b.TLSPort, true, b.CAFile }), map[string]string{
			"tcp": "passed ", "amqp": "passed RabbitMQ", "permissions": "passed ", "management": "passed ",
		}},
		"TLS at a port without": {with(without(right), func(a *setup.BrokerAnswers) { a.TLS = true }), map[string]string{
			"tcp": "passed ", "amqp": "failed TLS", "permissions": "skipped not logged in",
		}},
		"a closed port": {with(without(right), func(a *setup.BrokerAnswers) { a.Host, a.Port = closedHost, closed }), map[string]string{
			"tcp": "failed refused → check broker_b.host", "amqp": "skipped port is closed", "permissions": "skipped ",
		}},
		"a closed management API": {with(right, func(a *setup.BrokerAnswers) { a.AdminURL = fmt.Sprintf("http://127.0.0.1:%d", closed) }), map[string]string{
			"tcp": "passed ", "amqp": "passed ", "permissions": "passed ", "management": "failed rabbitmq-plugins enable",
		}},
		"a wrong password": {with(right, func(a *setup.BrokerAnswers) { a.Password = secret("wrong-password") }), map[string]string{
			"tcp": "passed ", "amqp": "failed locked out", "permissions": "passed ", "management": "passed ",
		}},
		"a wrong password, without administration": {with(without(right), func(a *setup.BrokerAnswers) { a.Password, a.AdminUser = secret("wrong-password"), "" }), map[string]string{
			"tcp": "passed ", "amqp": "failed broker_b.admin_user", "permissions": "skipped ",
		}},
		"a virtual host that is missing": {with(right, func(a *setup.BrokerAnswers) { a.VHost = "nowhere" }), map[string]string{
			"tcp": "passed ", "amqp": "skipped virtual host is made", "permissions": "skipped granted", "management": "passed ",
		}},
		"a virtual host that is missing, without administration": {with(without(right), func(a *setup.BrokerAnswers) { a.VHost = "nowhere" }), map[string]string{
			"tcp": "passed ", "amqp": "failed nowhere", "permissions": "skipped ",
		}},
		"a user who is made": {with(right, func(a *setup.BrokerAnswers) {
			a.User, a.Password = unique("new-"), setup.Password{Value: "generated", Fresh: true}
		}), map[string]string{
			"tcp": "passed ", "amqp": "skipped made by the plan", "permissions": "skipped granted by the plan", "management": "passed ",
		}},
		"a new password": {with(right, func(a *setup.BrokerAnswers) { a.Password = setup.Password{Value: "generated", Fresh: true} }), map[string]string{
			"tcp": "passed ", "amqp": "skipped new password", "permissions": "passed ", "management": "passed ",
		}},
		"no password and no administrator": {with(right, func(a *setup.BrokerAnswers) { a.Password, a.AdminUser = setup.Password{}, "" }), map[string]string{
			"tcp": "passed ", "amqp": "skipped no password", "permissions": "skipped ", "management": "skipped no administrator",
		}},
		"refused permissions": {without(brokerAnswers(b, narrow.Name, narrow.User, narrow.Password)), map[string]string{
			"tcp": "passed ", "amqp": "passed ", "permissions": "failed refused: write, read → on the broker run: rabbitmqctl set_permissions -p",
		}},
		"permissions that are granted": {brokerAnswers(b, narrow.Name, narrow.User, narrow.Password), map[string]string{
			"tcp": "passed ", "amqp": "passed ", "permissions": "skipped the plan grants what is lacking: write, read", "management": "passed ",
		}},
		"who is no administrator": {with(brokerAnswers(b, narrow.Name, narrow.User, narrow.Password), func(a *setup.BrokerAnswers) {
			a.AdminUser, a.AdminPassword = narrow.User, secret(narrow.Password)
		}), map[string]string{
			"tcp": "passed ", "amqp": "passed ", "permissions": "failed write", "management": "failed set_user_tags",
		}},
		"a user for each purpose": {with(right, func(a *setup.BrokerAnswers) {
			a.StrictUsers, a.ListenerPassword, a.TapPassword = true, secret("listens-1234"), secret("taps-1234")
		}), map[string]string{
			"tcp": "passed ", "amqp": "passed ", "permissions": "passed ", "management": "passed ",
			"amqp:" + v.User + "-listener": "skipped made by", "permissions:" + v.User + "-listener": "skipped ", "amqp:ceilotop": "skipped made by", "permissions:ceilotop": "skipped ",
		}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			got := probed(t, setup.Answers{BrokerB: c.answers}, here(), options(nil), v.Password, narrow.Password, "wrong-password")
			want(t, what, got, c.want)
		})
	}
}

func TestKeystoneIsProbed(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	right := keystoneAnswers(i, i.UserName, i.Password)
	with := func(how func(*setup.KeystoneAnswers)) setup.KeystoneAnswers { a := right; how(&a); return a }
	admin, wrong := administrator(i), administrator(i)
	wrong["OS_PASSWORD"] = "not-his-password"
	i.Service(t, "metering", sourcestest.Region, map[string]string{"public": "http://192.0.2.11:8777"})
	user := "keystone:" + right.User
	for what, c := range map[string]struct {
		answers setup.KeystoneAnswers
		env     map[string]string
		want    map[string]string
	}{
		"all is right":                        {right, admin, map[string]string{"keystone": "passed the OS_* variables", "catalogue": "passed metering at http://", user: "passed a token"}},
		"a wrong password":                    {with(func(k *setup.KeystoneAnswers) { k.Password = secret("wrong-password") }), admin, map[string]string{"keystone": "passed ", "catalogue": "passed ", user: "failed locked out"}},
		"a wrong password, without an openrc": {with(func(k *setup.KeystoneAnswers) { k.Password = secret("wrong-password") }), nil, map[string]string{"keystone": "failed openrc", "catalogue": "skipped ", user: "failed wrong password"}},
		"a wrong password of the administrator": {right, wrong, map[string]string{
			"keystone": "failed wrong password", "catalogue": "skipped the administrator's token", user: "passed a token",
		}},
		"a region that is missing": {with(func(k *setup.KeystoneAnswers) { k.Region = "RegionTwenty" }), admin, map[string]string{
			"keystone": "passed ", "catalogue": "failed no such region → set keystone.region to one of", user: "passed ",
		}},
		"a user who is made": {with(func(k *setup.KeystoneAnswers) {
			k.User, k.Password = "nobody-yet", setup.Password{Value: "generated", Fresh: true}
		}), admin, map[string]string{"keystone": "passed ", "catalogue": "passed ", "keystone:nobody-yet": "skipped made by the plan"}},
		"a domain that is missing": {with(func(k *setup.KeystoneAnswers) { k.Domain = "nowhere" }), admin, map[string]string{
			"keystone": "passed ", "catalogue": "passed ", user: "failed keystone.domain",
		}},
	} {
		t.Run(what, func(t *testing.T) {
			a := setup.Answers{Roles: []setup.NodeRole{setup.Controller}, Keystone: c.answers}
			want(t, what, probed(t, a, here(), options(c.env), i.Password, "wrong-password", "not-his-password"), c.want)
		})
	}
	compute := setup.Answers{Roles: []setup.NodeRole{setup.Compute}, Keystone: right}
	want(t, "a compute node", probed(t, compute, here(), options(nil)), map[string]string{user: "passed a token"})
}

func TestTheDatabaseIsProbedWhereThereIsOne(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	a := setup.Answers{Profile: "newton", MongoDB: mongoAnswers(t, db.Server.Address, db.Name, db.User, db.Password)}
	want(t, "a login", probed(t, a, here(), options(nil), db.Password), map[string]string{"mongodb": "passed MongoDB"})
	a.MongoDB.Password = secret("wrong-password")
	want(t, "a wrong password", probed(t, a, here(), options(nil), "wrong-password"), map[string]string{"mongodb": "failed do not fit"})
	a.MongoDB.Password = setup.Password{Value: "generated", Fresh: true}
	want(t, "a new password", probed(t, a, here(), options(nil)), map[string]string{"mongodb": "skipped new password"})
	a.MongoDB.Host, a.MongoDB.Port = splitPort(t, closedPort(t))
	want(t, "not installed yet", probed(t, a, here(), options(nil)), map[string]string{"mongodb": "skipped the plan installs it here"})
	a.Profile = "zed"
	want(t, "a release without", probed(t, a, here(), options(nil)), nil)
}

func TestProbesEndWhenTheyAreInterrupted(t *testing.T) {
	t.Parallel()
	silence := listen(t, func(c net.Conn) { _, _ = c.Read(make([]byte, 1)); time.Sleep(time.Minute) })
	host, port := splitPort(t, silence)
	a := setup.Answers{
		BrokerB:  setup.BrokerAnswers{Host: host, Port: port, VHost: "/", User: "u", Password: secret("longenough12"), AdminURL: "http://" + silence, AdminUser: "a", AdminPassword: secret("b")},
		Keystone: setup.KeystoneAnswers{AuthURL: "http://" + silence, User: "u", Password: secret("c"), Memcached: []string{silence}},
	}
	ctx, cancel := context.WithCancel(t.Context())
	var mu sync.Mutex
	var interrupted []string
	err := servers.Probe(ctx, a, here(), options(nil), func(p setup.Probe) {
		mu.Lock()
		defer mu.Unlock()
		if p.ID == "tcp" && p.State == setup.ProbePassed {
			cancel()
		}
		if p.State == setup.ProbeSkipped && p.Detail == "interrupted" {
			interrupted = append(interrupted, p.ID)
		}
	})
	slices.Sort(interrupted)
	if err == nil || strings.Join(interrupted, " ") != "amqp keystone:u management memcached permissions" {
		t.Errorf("%v, %v", interrupted, err)
	}
}

func TestNothingOfAnotherMachineIsProbed(t *testing.T) {
	t.Parallel()
	a := setup.Answers{BrokerB: setup.BrokerAnswers{Host: "127.0.0.1"}}
	want(t, "another root", probed(t, a, setup.Facts{System: setup.System{Root: "/mnt"}}, options(nil)), nil)
}
