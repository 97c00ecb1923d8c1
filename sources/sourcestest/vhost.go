package sourcestest

import (
	"crypto/rand"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"
	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// VHost is a virtual host and a user that may do everything in it and nothing
// anywhere else.
type VHost struct {
	Broker         *Broker
	Name           string
	User, Password string
}

// VHost makes a virtual host with a user of its own for this test.
func (b *Broker) VHost(t testing.TB) *VHost {
	t.Helper()
	id := strings.ToLower(rand.Text()[:10])
	v := &VHost{Broker: b, Name: "vhost-" + id, User: "user-" + id, Password: "p@ss/" + id}
	c := b.Client()
	must(t, "create a virtual host", respond(c.PutVhost(v.Name, rabbithole.VhostSettings{})))
	v.Tag(t, "")
	v.Grant(t, ".*", ".*", ".*")
	t.Cleanup(func() {
		_ = respond(c.DeleteVhost(v.Name))
		_ = respond(c.DeleteUser(v.User))
	})
	return v
}

// Tag gives the user a tag: management, monitoring, … or none.
func (v *VHost) Tag(t testing.TB, tag string) {
	t.Helper()
	settings := rabbithole.UserSettings{Name: v.User, Password: v.Password, Tags: rabbithole.UserTags{}}
	if tag != "" {
		settings.Tags = rabbithole.UserTags{tag}
	}
	must(t, "put the user", respond(v.Broker.Client().PutUser(v.User, settings)))
}

// Grant replaces the user's permissions in the virtual host.
func (v *VHost) Grant(t testing.TB, configure, write, read string) {
	t.Helper()
	p := rabbithole.Permissions{Configure: configure, Write: write, Read: read}
	must(t, "grant permissions", respond(v.Broker.Client().UpdatePermissionsIn(v.Name, v.User, p)))
}

// URL is the transport_url of the virtual host.
func (v *VHost) URL() string {
	return fmt.Sprintf("rabbit://%s:%s@%s:%d/%s", v.User, strings.NewReplacer("@", "%40", "/", "%2F").Replace(v.Password),
		v.Broker.Host, v.Broker.Port, v.Name)
}

// Service is the virtual host with one more user, who may do everything in it and
// whose password is plain: with a / in a password, escaped as it should be,
// oslo.messaging 14 gives kombu a URL that kombu cannot read.
func (v *VHost) Service(t testing.TB) *VHost {
	t.Helper()
	s := &VHost{Broker: v.Broker, Name: v.Name, User: "service-" + strings.ToLower(rand.Text()[:10]), Password: strings.ToLower(rand.Text())}
	s.Tag(t, "")
	t.Cleanup(func() { _ = respond(v.Broker.Client().DeleteUser(s.User)) })
	s.Grant(t, ".*", ".*", ".*")
	return s
}

// ServiceURL is the transport_url of one more such user.
func (v *VHost) ServiceURL(t testing.TB) string { t.Helper(); return v.Service(t).URL() }

// TransportURL is the URL, parsed.
func (v *VHost) TransportURL(t testing.TB) oslo.TransportURL {
	t.Helper()
	u, err := oslo.ParseTransportURL(v.URL())
	must(t, "parse the URL", err)
	return u
}

// Dial connects as the administrator, who plays the services, so that what the
// user may do does not matter to them. The connection ends with the test.
func (v *VHost) Dial(t testing.TB) *amqp.Connection {
	t.Helper()
	conn, err := amqp.DialConfig(fmt.Sprintf("amqp://%s:%d", v.Broker.Host, v.Broker.Port), amqp.Config{
		SASL:      []amqp.Authentication{&amqp.PlainAuth{Username: Admin, Password: Admin}},
		Vhost:     v.Name,
		Heartbeat: 30 * time.Second,
	})
	must(t, "connect", err)
	t.Cleanup(func() { _ = conn.CloseDeadline(time.Now().Add(5 * time.Second)) })
	return conn
}

// Channel opens a channel on a connection of its own.
func (v *VHost) Channel(t testing.TB) *amqp.Channel {
	t.Helper()
	ch, err := v.Dial(t).Channel()
	must(t, "open a channel", err)
	return ch
}

func must(t testing.TB, what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// respond closes the body of an answer that nobody reads.
func respond(r *http.Response, err error) error {
	if err == nil && r.Body != nil {
		_ = r.Body.Close()
	}
	return err
}
