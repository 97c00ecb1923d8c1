package rabbitmq_test

import (
	"testing"

	"github.com/ceilotop/ceilotop/sources/rabbitmq"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestRightsAreToldWithoutUsingThem(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	for _, c := range []struct {
		configure, write, read string
		want                   rabbitmq.Rights
	}{
		{".*", ".*", ".*", rabbitmq.Rights{Configure: true, Write: true, Read: true}},
		{"^$", ".*", ".*", rabbitmq.Rights{Write: true, Read: true}},
		{".*", "^nova$", ".*", rabbitmq.Rights{Configure: true, Read: true}},
		{".*", `^notifications\..*$`, "^$", rabbitmq.Rights{Configure: true, Write: true}},
		{"^$", "^$", "^$", rabbitmq.Rights{}},
	} {
		v := b.VHost(t)
		v.Grant(t, c.configure, c.write, c.read)
		u := v.TransportURL(t)
		got, err := rabbitmq.May(t.Context(), u, u.Hosts[0], "notifications.")
		if err != nil || got != c.want {
			t.Errorf("configure %s, write %s, read %s: %+v, %v", c.configure, c.write, c.read, got, err)
		}
		queues, err := b.Client().ListQueuesIn(v.Name)
		if err != nil || len(queues) > 0 {
			t.Errorf("queues afterwards: %v, %v", queues, err)
		}
	}
	v := b.VHost(t)
	u := v.TransportURL(t)
	u.Hosts[0].Password = "wrong"
	if _, err := rabbitmq.May(t.Context(), u, u.Hosts[0], "notifications."); err == nil {
		t.Error("a wrong password was taken")
	}
}
