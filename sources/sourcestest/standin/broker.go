package standin

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"slices"
	"strconv"
	"sync"
)

// BrokerVersion is what a Broker says that it is.
const BrokerVersion = "3.10.8"

// Broker stands in for a RabbitMQ: its management API, and its AMQP port as far
// as a login.
type Broker struct {
	web   *web
	amqp  net.Listener
	conns sync.WaitGroup

	mu       sync.Mutex
	closed   bool
	open     map[net.Conn]bool
	users    map[string]*user
	vhosts   map[string]bool
	grants   map[grant]permissions
	policies map[grant]policy // by virtual host and name
	queues   []Queue
	consumes func() []Consumer
}

type user struct {
	hash string
	tags []string
}

// grant is a virtual host and who, or what, is in it.
type grant struct{ vhost, name string }

type permissions struct {
	User      string `json:"user"`
	VHost     string `json:"vhost"`
	Configure string `json:"configure"`
	Write     string `json:"write"`
	Read      string `json:"read"`
}

type policy struct {
	VHost      string         `json:"vhost"`
	Name       string         `json:"name"`
	Pattern    string         `json:"pattern"`
	ApplyTo    string         `json:"apply-to"`
	Priority   int            `json:"priority"`
	Definition map[string]any `json:"definition"`
}

// Queue is one that the broker says it has.
type Queue struct {
	Name      string `json:"name"`
	VHost     string `json:"vhost"`
	Type      string `json:"type"`
	Durable   bool   `json:"durable"`
	Messages  int    `json:"messages"`
	Consumers int    `json:"consumers"`
}

// NewBroker starts one that has the virtual host / and an administrator.
func NewBroker(admin, password string, queues ...Queue) (*Broker, error) {
	b := &Broker{
		open:   make(map[net.Conn]bool),
		users:  map[string]*user{admin: {hashed(password), []string{"administrator"}}},
		vhosts: map[string]bool{"/": true},
		grants: map[grant]permissions{{"/", admin}: {admin, "/", ".*", ".*", ".*"}}, policies: make(map[grant]policy),
		queues: queues,
	}
	if err := b.listen(); err != nil {
		return nil, err
	}
	b.conns.Go(b.accept)
	return b, nil
}

// listen takes two ports that are as far apart as RabbitMQ's are: who knows one
// looks for the other there.
func (b *Broker) listen() (err error) {
	for range 50 {
		if b.amqp, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
			return err
		}
		if b.web, err = serve(b.Port()+10000, b.api()); err == nil {
			return nil
		}
		_ = b.amqp.Close()
	}
	return err
}

// AdminURL is that of the management API.
func (b *Broker) AdminURL() string { return b.web.URL() }

// Port is AMQP's, on 127.0.0.1.
func (b *Broker) Port() int { return b.amqp.Addr().(*net.TCPAddr).Port }

// URL is the transport_url of an ordinary user, who is made. He may look at the
// management API.
func (b *Broker) URL(name, password string) string {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.users[name] = &user{hashed(password), []string{"management"}}
	b.grants[grant{"/", name}] = permissions{name, "/", ".*", ".*", ".*"}
	return "rabbit://" + name + ":" + password + "@127.0.0.1:" + strconv.Itoa(b.Port()) + "/"
}

// Close ends it and all its connections.
func (b *Broker) Close() {
	b.web.close()
	_ = b.amqp.Close()
	b.mu.Lock()
	b.closed = true
	for c := range b.open {
		_ = c.Close()
	}
	b.mu.Unlock()
	b.conns.Wait()
}

// hashed is RabbitMQ's salted SHA-256.
func hashed(password string) string {
	salt := newID()[:4]
	sum := sha256.Sum256([]byte(salt + password))
	return base64.StdEncoding.EncodeToString(append([]byte(salt), sum[:]...))
}

// proves reports whether a password is the user's. The caller holds the lock.
func (b *Broker) proves(name, password string) bool {
	u := b.users[name]
	if u == nil {
		return false
	}
	raw, err := base64.StdEncoding.DecodeString(u.hash)
	if err != nil || len(raw) != 4+sha256.Size {
		return false
	}
	sum := sha256.Sum256(append(raw[:4:4], password...))
	return subtle.ConstantTimeCompare(sum[:], raw[4:]) == 1
}

// refuses says why a user cannot log in to a virtual host, as RabbitMQ says it,
// with the code; 0 lets him in.
func (b *Broker) refuses(name, password, vhost string) (code uint16, text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	_, may := b.grants[grant{vhost, name}]
	switch {
	case !b.proves(name, password):
		return 403, "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. For details see the broker logfile."
	case vhost != anyVHost && !b.vhosts[vhost]:
		return 530, "NOT_ALLOWED - vhost " + vhost + " not found"
	case vhost != anyVHost && !may:
		return 530, "NOT_ALLOWED - access to vhost '" + vhost + "' refused for user '" + name + "'"
	}
	return 0, ""
}

// anyVHost asks about the password alone.
const anyVHost = "\x00"

// mayManage reports whether a user may look at the management API, or change
// something there.
func (b *Broker) mayManage(name, password string, change bool) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.proves(name, password) {
		return false
	}
	tags := b.users[name].tags
	return slices.Contains(tags, "administrator") || len(tags) > 0 && !change
}
