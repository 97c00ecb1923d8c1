package rabbitmq

import (
	"errors"
	"fmt"
	"net"
	"strings"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// attempt is what an error is judged by: who was asked for what, and how much
// of an answer came.
type attempt struct {
	host      oslo.Host
	vhost     string
	exchanges []string // wanted
	stranger  bool     // nobody logs in: the broker is only to introduce itself

	first      []byte     // the first bytes the other side sent
	properties amqp.Table // of the server, once it introduced itself
}

// greeting judges a connection that failed between the first byte and the
// virtual host.
func (a attempt) greeting(err error) error {
	where := a.host.Address()
	if fault := a.protocol(); fault != nil {
		return fault
	}
	if fault := clientCertificateFault(a.host, err); fault != nil {
		return fault
	}
	var reply *amqp.Error
	if !errors.As(err, &reply) {
		return fmt.Errorf("connect to %s: %w", where, err)
	}
	switch {
	case reply == amqp.ErrSASL:
		return &RefusedError{
			Reason: fmt.Sprintf("log in to %s as %s: the broker offers no way to log in that we can use", where, a.host.Username),
			Advice: "Allow the mechanism PLAIN on the broker (auth_mechanisms in rabbitmq.conf).",
			cause:  err, everywhere: true,
		}
	case reply.Code == amqp.AccessRefused && (reply.Server || reply == amqp.ErrCredentials && !a.explains()):
		return a.login(err)
	case reply.Code == amqp.NotAllowed && reply.Server:
		return a.vhostRefusal(reply)
	case reply == amqp.ErrCredentials, reply == amqp.ErrVhost:
		// The broker would have told us of a refusal. That it only hung up
		// means that it is stopping, or that a proxy lost it.
		return fmt.Errorf("connect to %s: the connection was closed during the greeting", where)
	}
	return fmt.Errorf("connect to %s: %w", where, reply)
}

// protocol tells from the first bytes that the other side speaks another
// language. A broker begins with a method frame (1) on channel 0.
func (a attempt) protocol() error {
	const reason = "connect to %s: that port %s"
	where := a.host.Address()
	fault := &RefusedError{}
	switch first := string(a.first); {
	case first == "" || strings.HasPrefix(first, "\x01\x00\x00"):
		return nil
	case strings.HasPrefix(first, "\x15\x03"):
		fault.Reason = fmt.Sprintf(reason, where, "speaks TLS")
		fault.Advice = "Add ?ssl=1 to the URL, or use the broker's port without TLS."
	case strings.HasPrefix(first, "HTTP"):
		fault.Reason = fmt.Sprintf(reason, where, "speaks HTTP, not AMQP")
		fault.Advice = "Write the AMQP port into the URL: 5672, unless the broker was told otherwise."
	case strings.HasPrefix(first, "AMQP"):
		fault.Reason = fmt.Sprintf(reason, where, "does not speak AMQP 0-9-1")
		fault.Advice = "Write the address of a RabbitMQ broker into the URL."
	default:
		fault.Reason = fmt.Sprintf(reason, where, "does not speak AMQP")
		fault.Advice = "Write the broker's AMQP port into the URL: 5672, unless the broker was told otherwise."
	}
	return fault
}

// explains reports whether this broker says why it refuses a login. Those that
// do not just hang up, which then means a wrong password.
func (a attempt) explains() bool {
	capabilities, _ := a.properties["capabilities"].(amqp.Table)
	yes, _ := capabilities[closeOnFailure].(bool)
	return yes
}

func (a attempt) login(cause error) error {
	user := a.host.Username
	e := &RefusedError{cause: cause, everywhere: true}
	if user == "guest" && !loopback(a.host.Name) {
		const own = "ceilotop"
		e.Reason = fmt.Sprintf("log in to %s as guest: refused, because RabbitMQ lets guest in from its own host only", a.host.Address())
		e.Command = Line("add_user", own) + " && " + grantCommand(a.vhost, own, a.exchanges)
		e.Advice = "Make a user and write him into the URL; on the broker run: " + e.Command
		return e
	}
	e.Reason = fmt.Sprintf("log in to %s as %s: wrong user name or password", a.host.Address(), user)
	e.Command = Line("change_password", user)
	e.Advice = "Correct the password in the URL, or on the broker run (it asks for the password; with no such user, say add_user): " + e.Command
	return e
}

// vhostRefusal judges the code 530. Limits and virtual hosts that are down pass;
// a virtual host that is not there, or that the user may not enter, does not.
func (a attempt) vhostRefusal(reply *amqp.Error) error {
	text := strings.NewReplacer(a.vhost, "", a.host.Username, "").Replace(reply.Reason)
	grant := grantCommand(a.vhost, a.host.Username, a.exchanges)
	where := fmt.Sprintf("open the virtual host %s on %s as %s", a.vhost, a.host.Address(), a.host.Username)
	e := &RefusedError{cause: reply, everywhere: true}
	switch {
	case strings.Contains(text, "limit"):
		return sources.WithHint(fmt.Errorf("%s: the broker's limit of connections is reached", where),
			"Close other connections, or raise the limit (rabbitmqctl set_vhost_limits, set_user_limits).")
	case strings.Contains(text, "is down"):
		return sources.WithHint(fmt.Errorf("%s: it is down", where),
			"On the broker run: "+Line("restart_vhost", "-p", a.vhost))
	case strings.Contains(text, "not found"):
		e.Reason = where + ": there is no such virtual host"
		e.Command = Line("add_vhost", a.vhost) + " && " + grant
		e.Advice = "Correct the URL, or on the broker run: " + e.Command
	default:
		e.Reason = where + ": the user has no permission there"
		e.Command = grant
		e.Advice = "On the broker run: " + e.Command
	}
	return e
}

// permission judges the code 403 on a channel: the user may enter the virtual
// host, but not do this. His other permissions may be a service's, and
// set_permissions replaces them, so the hint says to look first.
func (a attempt) permission(doing string, cause error) *RefusedError {
	e := &RefusedError{
		Reason: fmt.Sprintf("%s on %s as %s: the permission for it is missing in the virtual host %s",
			doing, a.host.Address(), a.host.Username, a.vhost),
		Command: grantCommand(a.vhost, a.host.Username, a.exchanges),
		cause:   cause, everywhere: true,
	}
	e.Advice = "Run on the broker, if no service uses this user (it replaces his permissions; " +
		Line("list_user_permissions", a.host.Username) + " shows them): " + e.Command
	return e
}

// code is the reply code of the broker, or 0.
func code(err error) int {
	var reply *amqp.Error
	if errors.As(err, &reply) && reply.Server {
		return reply.Code
	}
	return 0
}

func loopback(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}
