package servers_test

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

// TestTheStandInsAreAsTheRealServers lives through a setup on real servers and
// on those that stand in for them: whatever is asked, the answer is the same.
func TestTheStandInsAreAsTheRealServers(t *testing.T) {
	t.Parallel()
	i := sourcestest.Keystone(t)
	vhost, user, pw := unique("v-")+"/", unique("u-"), "pa/ss:@% "+unique("w-")
	kind := unique("metering-")
	actual := life{
		answers: setup.Answers{
			BrokerB: brokerAnswers(sourcestest.SharedB(t), vhost, user, pw), Keystone: keystoneAnswers(i, user, pw),
		},
		env: administrator(i), domain: i.DomainID, kind: kind, region: sourcestest.Region,
		same: map[string]string{i.Project: "PROJECT", i.DomainName: "DOMAIN", i.DomainID: "DOMAIN-ID"},
	}

	b, err := standin.NewBroker(sourcestest.Admin, sourcestest.Admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(b.Close)
	k, err := standin.NewKeystone(sourcestest.Region, sourcestest.Admin, sourcestest.Admin)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(k.Close)
	env := administrator(i)
	env["OS_AUTH_URL"] = k.URL() + "/v3"
	other := life{
		answers: setup.Answers{
			BrokerB: setup.BrokerAnswers{
				Host: "127.0.0.1", Port: b.Port(), VHost: vhost, User: user, Password: secret(pw),
				AdminURL: b.AdminURL(), AdminUser: sourcestest.Admin, AdminPassword: secret(sourcestest.Admin),
			},
			Keystone: setup.KeystoneAnswers{AuthURL: k.URL(), Region: sourcestest.Region, Project: "service", Domain: "Default", User: user, Password: secret(pw), Role: "admin"},
		},
		env: env, domain: "default", kind: kind, region: sourcestest.Region,
		same: map[string]string{"/stand-in": "", `"Name":"service"`: `"Name":"PROJECT"`, `["service"]`: `["PROJECT"]`, `"project":"service"`: `"project":"PROJECT"`, "project service": "project PROJECT", `"Default"`: `"DOMAIN"`, `"default"`: `"DOMAIN-ID"`, "domain default": "domain DOMAIN-ID"},
	}
	want, got := actual.live(t), other.live(t)
	for n := range max(len(want), len(got)) {
		if n >= len(want) || n >= len(got) || want[n] != got[n] {
			t.Fatalf("the real servers, and the stand-ins:\n%s\n%s", at(want, n), at(got, n))
		}
	}
	if len(want) < 20 {
		t.Errorf("only %d things were asked", len(want))
	}
}

func at(lines []string, n int) string {
	if n < len(lines) {
		return lines[n]
	}
	return "(nothing)"
}

// life is a setup on some servers, from the first question to the rollback.
type life struct {
	answers setup.Answers
	env     map[string]string
	domain  string
	kind    string // of the service in the catalogue
	region  string
	same    map[string]string // what is called differently
}

func (l life) live(t *testing.T) (lines []string) {
	t.Helper()
	o := options(l.env)
	o.Tell = func(s string) { lines = append(lines, "told: "+l.plain(s)) }
	b, k := l.answers.BrokerB, l.answers.Keystone
	say := func(what string, v any) {
		text, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, what+": "+l.plain(string(text)))
	}
	ask := func() *setup.KeystoneServer {
		s := servers.Ask(t.Context(), l.answers, here(), o)
		s.BrokerB.Admin, s.BrokerB.Version, s.BrokerB.Address = "", "", ""
		// Other tests make regions, and services of the type metering in them.
		s.Keystone.Regions, s.Keystone.Services, s.Keystone.Endpoints = nil, nil, nil
		s.Keystone.Asked = ""
		say("broker", s.BrokerB)
		say("Keystone", s.Keystone)
		return s.Keystone
	}
	failed := func(doing string, err error) {
		if err == nil {
			lines = append(lines, doing+": no error")
			return
		}
		lines = append(lines, doing+": "+l.plain(err.Error()))
	}
	m := servers.New(l.answers, here(), o)
	found := ask()
	url := "http://192.0.2.7:8777"
	actions := []setup.Action{
		setup.PutVHost{Name: b.VHost},
		setup.PutUser{Name: b.User, Password: b.Password, VHost: b.VHost, Permissions: everything},
		setup.PutPolicy{VHost: b.VHost, Policy: setup.Policy{Name: "p", Pattern: `^notifications\.`, ApplyTo: "queues", Definition: map[string]any{"max-length": 9}}},
		setup.PutIdentity{Name: k.User, DomainID: l.domain, Password: k.Password},
		setup.AssignRole{User: k.User, DomainID: l.domain, Role: "admin", ProjectID: found.Project.ID, Project: k.Project},
		setup.PutService{Name: "ceilometer", Type: l.kind, Description: "Telemetry"},
		setup.PutEndpoint{Type: l.kind, Interface: "public", Region: l.region, URL: url},
	}
	var undo []setup.Undo
	for _, a := range actions {
		u := run(t, m, a)
		say("undo of "+a.Kind(), u)
		undo = append(undo, u)
	}
	ask()
	// The next time everything is there; users have the planned passwords.
	for _, a := range actions {
		u, err := m.Prepare(t.Context(), a)
		say("again "+a.Kind(), u)
		failed("again "+a.Kind(), err)
	}
	wrong := l
	wrong.answers.BrokerB.Password, wrong.answers.Keystone.Password = secret("wrong"), secret("wrong")
	s := servers.Ask(t.Context(), wrong.answers, here(), o)
	say("wrong password", []string{s.BrokerB.Users[0].LoginError, s.Keystone.LoginError})
	elsewhere := l.answers
	elsewhere.BrokerB.VHost += "x"
	say("no virtual host", servers.Ask(t.Context(), elsewhere, here(), o).BrokerB.Users[0].LoginError)
	elsewhere = l.answers
	elsewhere.BrokerB.AdminPassword = secret("wrong")
	s = servers.Ask(t.Context(), elsewhere, here(), o)
	say("wrong administrator", []any{s.BrokerB.Error, s.BrokerB.Refused})

	failed("delete a user who has a role", m.Revert(t.Context(), undo[3]))
	failed("delete a virtual host that is used", m.Revert(t.Context(), undo[0]))
	for _, u := range slices.Backward(undo) {
		revert(t, m, u)
	}
	ask()
	return lines
}

var (
	anyID      = regexp.MustCompile(`\b[0-9a-f]{32}\b`)
	anyAddress = regexp.MustCompile(`127\.0\.0\.1:\d+|localhost:\d+`)
)

// plain takes out what differs from server to server.
func (l life) plain(text string) string {
	for from, to := range l.same {
		text = strings.ReplaceAll(text, from, to)
	}
	return anyAddress.ReplaceAllString(anyID.ReplaceAllString(text, "ID"), "ADDRESS")
}
