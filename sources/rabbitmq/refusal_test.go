package rabbitmq

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// Each refusal names one line; when an operator runs that very line, the tap works.
func TestRefusalNamesTheLineThatCuresIt(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedA(t)
	grant := func(v *sourcestest.VHost) string {
		return "rabbitmqctl set_permissions -p " + v.Name + " " + v.User + ` '^ceilotop\.' '^ceilotop\.' '` + readPattern(DefaultExchanges) + `'`
	}
	for _, tt := range []struct {
		name   string
		spoil  func(*testing.T, *sourcestest.VHost)
		reason string
		cure   func(*sourcestest.VHost) string
	}{
		{
			"wrong password",
			func(t *testing.T, v *sourcestest.VHost) {
				right := v.Password
				v.Password = "another"
				v.Tag(t, "")
				v.Password = right
			},
			"wrong user name or password",
			func(v *sourcestest.VHost) string { return "rabbitmqctl change_password " + v.User },
		},
		{
			"no such virtual host",
			func(t *testing.T, v *sourcestest.VHost) {
				_, err := v.Broker.Client().DeleteVhost(v.Name)
				check(t, err)
			},
			"there is no such virtual host",
			func(v *sourcestest.VHost) string { return "rabbitmqctl add_vhost " + v.Name + " && " + grant(v) },
		},
		{
			"no permission in the virtual host",
			func(t *testing.T, v *sourcestest.VHost) {
				_, err := v.Broker.Client().ClearPermissionsIn(v.Name, v.User)
				check(t, err)
			},
			"the user has no permission there",
			grant,
		},
		{
			"no permission to make a queue",
			func(t *testing.T, v *sourcestest.VHost) { v.Grant(t, "^$", ".*", ".*") },
			"make a queue on", grant,
		},
		{
			"no permission to read the queue",
			func(t *testing.T, v *sourcestest.VHost) { v.Grant(t, ".*", ".*", "^nova$") },
			"read the own queue on", grant,
		},
		{
			"no permission to bind the queue",
			func(t *testing.T, v *sourcestest.VHost) { v.Grant(t, ".*", "^$", ".*") },
			"bind a queue on", grant,
		},
		{
			"no permission to read any exchange",
			func(t *testing.T, v *sourcestest.VHost) { v.Grant(t, ".*", ".*", `^ceilotop\.`) },
			"read from the exchange nova on", grant,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := b.VHost(t)
			nova := newService(t, v, "nova")
			tt.spoil(t, v)
			r := run(t, v)
			err := r.refusal(t)
			var refused *RefusedError
			if !errors.As(err, &refused) {
				t.Fatalf("Run returned %v, want a refusal", err)
			}
			if !strings.Contains(err.Error(), tt.reason) || !strings.Contains(err.Error(), v.User) || strings.Contains(err.Error(), "\n") {
				t.Errorf("the error is %q, want one line that says %q and names the user", err, tt.reason)
			}
			if refused.Command != tt.cure(v) || !strings.HasSuffix(sources.HintOf(err), ": "+refused.Command) {
				t.Fatalf("the hint is\n%s\nwant it to end with\n%s", sources.HintOf(err), tt.cure(v))
			}
			if s := r.tap.Status(); s.State != sources.Refused || s.Err != err { //nolint:errorlint // the very same
				t.Errorf("the status is %+v", s)
			}

			b.Shell(t, refused.Command, v.Password+"\n")
			cured := run(t, v)
			if tt.name == "no such virtual host" { // the exchange went with it
				b.Ctl(t, "set_permissions", "-p", v.Name, sourcestest.Admin, ".*", ".*", ".*")
				nova = newService(t, v, "nova")
			}
			cured.bound(t, "nova")
			cured.received(t, nova.publish(t, 0, 10))
		})
	}
}

func TestExchangeThatMayNotBeReadLeavesTheOthers(t *testing.T) {
	t.Parallel()
	v := sourcestest.SharedA(t).VHost(t)
	nova := newService(t, v, "nova")
	newService(t, v, "keystone")
	v.Grant(t, ".*", ".*", `^(ceilotop\..*|nova)$`)
	r := run(t, v)
	r.bound(t, "nova")
	r.received(t, nova.publish(t, 0, 10))
	s := r.await(t, "keystone to be denied", func(s sources.BrokerStatus) bool { return slices.Equal(s.Denied, []string{"keystone"}) })
	if !strings.Contains(s.DeniedHint, "rabbitmqctl set_permissions") {
		t.Errorf("the hint is %q, want the line that cures it", s.DeniedHint)
	}
	v.Grant(t, ".*", ".*", ".*")
	r.bound(t, "nova", "keystone")
	if s := r.tap.Status(); s.Denied != nil || s.DeniedHint != "" {
		t.Errorf("still denied: %v (%s)", s.Denied, s.DeniedHint)
	}
}

func TestPermissionWithdrawnWhileTapping(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name     string
		withdraw func(*testing.T, *sourcestest.VHost)
		reason   string
	}{
		{"all of them", func(t *testing.T, v *sourcestest.VHost) {
			_, err := v.Broker.Client().ClearPermissionsIn(v.Name, v.User)
			check(t, err)
		}, "the user has no permission there"},
		{"to read the exchange", func(t *testing.T, v *sourcestest.VHost) { v.Grant(t, ".*", ".*", `^ceilotop\.`) }, "read from the exchange nova"},
		{"the user himself", func(t *testing.T, v *sourcestest.VHost) {
			_, err := v.Broker.Client().DeleteUser(v.User)
			check(t, err)
		}, "wrong user name or password"},
		{"the virtual host", func(t *testing.T, v *sourcestest.VHost) {
			_, err := v.Broker.Client().DeleteVhost(v.Name)
			check(t, err)
		}, "open the virtual host"}, // its permissions go a moment before it does
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := sourcestest.SharedA(t).VHost(t)
			nova := newService(t, v, "nova")
			r := run(t, v)
			r.bound(t, "nova")
			r.received(t, nova.publish(t, 0, 10))
			tt.withdraw(t, v)
			if err := r.refusal(t); !strings.Contains(err.Error(), tt.reason) || sources.HintOf(err) == "" {
				t.Errorf("Run returned %q with the hint %q, want it to say %q", err, sources.HintOf(err), tt.reason)
			}
			if s := r.tap.Status(); s.State != sources.Refused || s.Exchanges != nil {
				t.Errorf("the status is %+v", s)
			}
		})
	}
}
