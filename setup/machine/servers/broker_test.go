package servers_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine/servers"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

var everything = setup.Permissions{Configure: ".*", Write: ".*", Read: ".*"}

// awkward are names that have to survive URLs and shells.
var awkward = []string{"plain", "a/b", "with%2Fescape", "späce  名前", "?x=1#y&z", "..", "q\"uo'te", "a+b;c"}

func TestABrokerIsMadeReadyAndTakenBack(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	for _, awk := range awkward {
		t.Run(awk, func(t *testing.T) {
			t.Parallel()
			vhost, user, pw := unique("v-")+awk, unique("u-")+awk, "pa/ss:@% "+unique("w-")
			answers := setup.Answers{BrokerB: brokerAnswers(b, vhost, user, pw)}
			o := options(nil)
			m := servers.New(answers, here(), o)

			before := servers.Ask(t.Context(), answers, here(), o).BrokerB
			if before.Error != "" || !before.Reachable || before.VHost || before.Users[0].Exists || before.Users[0].Login {
				t.Fatalf("before: %+v", before)
			}
			if before.Users[0].LoginError == "" || before.Version == "" {
				t.Errorf("before: %+v", before)
			}

			policy := setup.Policy{Name: "ceilotop " + awk, Pattern: `^notifications\.`, ApplyTo: "queues", Priority: 1, Definition: map[string]any{"max-length": 1000, "message-ttl": 60000}}
			undo := []setup.Undo{
				run(t, m, setup.PutVHost{Name: vhost}, pw),
				run(t, m, setup.PutUser{Name: user, Password: secret(pw), VHost: vhost, Permissions: everything}, pw),
				run(t, m, setup.PutPolicy{VHost: vhost, Policy: policy}, pw),
			}

			after := servers.Ask(t.Context(), answers, here(), o).BrokerB
			if after.Error != "" || !after.VHost {
				t.Fatalf("after: %+v", after)
			}
			u := after.Users[0]
			if u.Name != user || !u.Exists || !u.Login || u.Permissions == nil || *u.Permissions != everything || len(u.Tags) != 0 {
				t.Errorf("the user afterwards: %+v", u)
			}
			if len(after.Policies) != 1 || after.Policies[0].Name != policy.Name || after.Policies[0].Pattern != policy.Pattern || after.Policies[0].Definition["max-length"] != 1000.0 {
				t.Errorf("policies afterwards: %+v", after.Policies)
			}

			for i := len(undo) - 1; i >= 0; i-- {
				if undo[i].Existed {
					t.Errorf("%s existed", undo[i].Did)
				}
				revert(t, m, undo[i])
			}
			gone := servers.Ask(t.Context(), answers, here(), o).BrokerB
			if gone.VHost || gone.Users[0].Exists || gone.Error != "" {
				t.Errorf("after rollback: %+v", gone)
			}
		})
	}
}

func TestAVirtualHostWithQueuesIsNotDeleted(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	vhost, user := unique("v-"), unique("u-")
	m := servers.New(setup.Answers{BrokerB: brokerAnswers(b, vhost, user, "x")}, here(), options(nil))
	made := run(t, m, setup.PutVHost{Name: vhost})
	userMade := run(t, m, setup.PutUser{Name: user, Password: secret("secret-word"), VHost: vhost, Permissions: everything})
	t.Cleanup(func() { _, _ = b.Client().DeleteVhost(vhost) })

	if err := m.Revert(t.Context(), made); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("with another's permissions: %v", err)
	}
	ch := channel(t, b, vhost, user, "secret-word")
	if _, err := ch.QueueDeclare("notifications.info", true, false, false, false, nil); err != nil {
		t.Fatal(err)
	}
	revert(t, m, userMade)
	err := m.Revert(t.Context(), made)
	if !errors.Is(err, setup.ErrDrifted) || !strings.Contains(err.Error(), "notifications.info") {
		t.Errorf("with a queue: %v", err)
	}
	if _, err := b.Client().GetVhost(vhost); err != nil {
		t.Errorf("the virtual host: %v", err)
	}
}

func TestWhatWasThereBeforeStays(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	v.Tag(t, "management")
	v.Grant(t, "old", "older", "oldest")
	var told heard
	o := options(nil)
	o.Tell = told.tell
	m := servers.New(setup.Answers{BrokerB: brokerAnswers(b, v.Name, v.User, v.Password)}, here(), o)

	vhost := run(t, m, setup.PutVHost{Name: v.Name})
	same := run(t, m, setup.PutUser{Name: v.User, Password: secret(v.Password), VHost: v.Name, Permissions: everything, Exists: true}, v.Password)
	if !vhost.Existed || !same.Existed || strings.Contains(same.Did, "cannot") {
		t.Errorf("%+v, %+v", vhost, same)
	}
	revert(t, m, same)
	if p, err := b.Client().GetPermissionsIn(v.Name, v.User); err != nil || p.Configure != "old" || p.Write != "older" || p.Read != "oldest" {
		t.Errorf("permissions after rollback: %+v, %v", p, err)
	}
	if told.text() != "" {
		t.Errorf("told: %s", told.text())
	}

	const fresh = "another-password"
	other := run(t, m, setup.PutUser{Name: v.User, Password: secret(fresh), VHost: v.Name, Permissions: everything, Exists: true}, fresh)
	channel(t, b, v.Name, v.User, fresh)
	if u, err := b.Client().GetUser(v.User); err != nil || len(u.Tags) != 1 || u.Tags[0] != "management" {
		t.Errorf("tags after a new password: %+v, %v", u, err)
	}
	revert(t, m, other)
	if !strings.Contains(told.text(), "cannot be taken back") || !strings.Contains(other.Did, "cannot be brought back") {
		t.Errorf("told %q, did %q", told.text(), other.Did)
	}
	revert(t, m, vhost)
	if _, err := b.Client().GetVhost(v.Name); err != nil {
		t.Errorf("the virtual host that was there: %v", err)
	}

	if _, err := m.Prepare(t.Context(), setup.PutUser{Name: v.User, Password: secret(fresh), VHost: v.Name}); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came meanwhile: %v", err)
	}
	if err := m.Do(t.Context(), setup.PutUser{Name: v.User, Password: secret("stolen"), VHost: v.Name}); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user who came at the last moment: %v", err)
	}
	channel(t, b, v.Name, v.User, fresh)
}

func TestRollbackLeavesAloneWhatAnotherChanged(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	m := servers.New(setup.Answers{BrokerB: brokerAnswers(b, v.Name, v.User, v.Password)}, here(), options(nil))
	policy := setup.Policy{Name: "limit", Pattern: "^n", ApplyTo: "queues", Definition: map[string]any{"max-length": 10}}
	first := run(t, m, setup.PutPolicy{VHost: v.Name, Policy: policy})
	policy.Definition = map[string]any{"max-length": 20}
	second := run(t, m, setup.PutPolicy{VHost: v.Name, Policy: policy})
	if err := m.Revert(t.Context(), first); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a policy that was changed since: %v", err)
	}
	revert(t, m, second)
	revert(t, m, first)

	user := unique("u-")
	made := run(t, m, setup.PutUser{Name: user, Password: secret("secret-word"), VHost: v.Name, Permissions: everything})
	t.Cleanup(func() { _, _ = b.Client().DeleteUser(user) })
	b.Ctl(t, "set_permissions", "-p", v.Name, user, "x", "y", "z")
	if err := m.Revert(t.Context(), made); !errors.Is(err, setup.ErrDrifted) {
		t.Errorf("a user with other permissions: %v", err)
	}
}

// TestBrokersBefore36 stands a front before a real broker that says it is 3.5.7.
// That is as near as one can get: the real one checks the MD5 hash.
func TestBrokersBefore36(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	v := b.VHost(t)
	version := regexp.MustCompile(`"rabbitmq_version":"[^"]*"`)
	var bodies heard
	old := front(t, b.ManagementURL(), func(r *http.Response) error {
		if r.Request.Method == http.MethodPut {
			bodies.tell(r.Request.URL.Path)
		}
		if !strings.HasSuffix(r.Request.URL.Path, "/overview") {
			return nil
		}
		text, err := io.ReadAll(r.Body)
		text = version.ReplaceAll(text, []byte(`"rabbitmq_version":"3.5.7"`))
		r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(text)), int64(len(text))
		r.Header.Set("Content-Length", fmt.Sprint(len(text)))
		return err
	})
	answers := brokerAnswers(b, v.Name, unique("u-"), "secret-word")
	answers.AdminURL = old.URL + "/"
	var told heard
	o := options(nil)
	o.Tell = told.tell
	m := servers.New(setup.Answers{BrokerB: answers}, here(), o)
	u := run(t, m, setup.PutUser{Name: answers.User, Password: answers.Password, VHost: v.Name, Permissions: everything}, "secret-word")
	if got, err := b.Client().GetUser(answers.User); err != nil || got.HashingAlgorithm != "rabbit_password_hashing_md5" {
		t.Errorf("the user: %+v, %v", got, err)
	}
	if !strings.Contains(told.text(), "MD5") {
		t.Errorf("told: %q", told.text())
	}
	revert(t, m, u)
}

func TestRabbitmqctlServesWhereThereIsNoManagement(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	vhost, user, pw := unique("v /%2F-"), unique("u-é"), "pä ss'\""+unique("w-")
	answers := brokerAnswers(b, vhost, user, pw)
	answers.AdminURL = "http://" + closedPort(t)
	facts := here()
	facts.System.Privileged = true
	o := options(nil)
	o.Rabbitmqctl = b.CtlCommand()
	m := servers.New(setup.Answers{BrokerB: answers}, facts, o)
	policy := setup.Policy{Name: "limit", Pattern: `^notifications\.`, ApplyTo: "queues", Priority: 2, Definition: map[string]any{"max-length": 1000}}
	undo := []setup.Undo{
		run(t, m, setup.PutVHost{Name: vhost}, pw),
		run(t, m, setup.PutUser{Name: user, Password: secret(pw), VHost: vhost, Permissions: everything}, pw),
		run(t, m, setup.PutPolicy{VHost: vhost, Policy: policy}, pw),
	}
	for _, admin := range []string{answers.AdminURL, ""} {
		answers.AdminURL = admin
		got := servers.Ask(t.Context(), setup.Answers{BrokerB: answers}, facts, o).BrokerB
		if got.Error != "" || !got.VHost || !got.Users[0].Login || *got.Users[0].Permissions != everything || len(got.Policies) != 1 || got.Admin != "" || got.Version == "" {
			t.Errorf("by rabbitmqctl, with the address %q: %+v", admin, got)
		}
	}
	for i := len(undo) - 1; i >= 0; i-- {
		revert(t, m, undo[i])
	}
	if gone, err := b.Client().GetVhost(vhost); err == nil {
		t.Errorf("the virtual host is still there: %+v", gone)
	}

	facts.System.Privileged = false
	got := servers.Ask(t.Context(), setup.Answers{BrokerB: answers}, facts, o).BrokerB
	if got.Error == "" || got.Hint == "" || got.Refused {
		t.Errorf("without root: %+v", got)
	}
}

// channel is one of a user, or fails the test.
func channel(t *testing.T, b *sourcestest.Broker, vhost, user, password string) *amqp.Channel {
	t.Helper()
	ch, err := connect(t, b, vhost, user, password).Channel()
	if err != nil {
		t.Fatal(err)
	}
	return ch
}

func connect(t *testing.T, b *sourcestest.Broker, vhost, user, password string) *amqp.Connection {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", b.Host, b.Port), amqp.Config{
		SASL: []amqp.Authentication{&amqp.PlainAuth{Username: user, Password: password}}, Vhost: vhost,
	})
	if err != nil {
		t.Fatalf("log in as %s: %v", user, err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}
