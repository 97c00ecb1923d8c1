package rabbitmq

import (
	"errors"
	"io"
	"strings"
	"testing"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

func TestGreetingErrorsAreJudged(t *testing.T) {
	t.Parallel()
	server := func(code int, text string) error { return &amqp.Error{Code: code, Reason: text, Server: true} }
	explains := amqp.Table{"capabilities": amqp.Table{closeOnFailure: true}}
	grant := `rabbitmqctl set_permissions -p tele ceilometer '^ceilotop\.' '^ceilotop\.' '^(ceilotop\..*|nova)$'`
	for _, tt := range []struct {
		name       string
		err        error
		first      string
		properties amqp.Table
		user, host string

		reason, command string // command "-": it is no refusal
	}{
		{
			name: "wrong password", err: server(403, "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN."),
			reason: "wrong user name or password", command: "rabbitmqctl change_password ceilometer",
		},
		{
			name: "wrong password, old broker", err: amqp.ErrCredentials,
			reason: "wrong user name or password", command: "rabbitmqctl change_password ceilometer",
		},
		{
			name: "a broker that stops", err: amqp.ErrCredentials, properties: explains,
			reason: "closed during the greeting", command: "-",
		},
		{
			name: "guest from afar", err: server(403, "ACCESS_REFUSED - Login was refused"), user: "guest", host: "10.0.0.5",
			reason: "from its own host only", command: "rabbitmqctl add_user ceilotop && " + strings.Replace(grant, " ceilometer ", " ceilotop ", 1),
		},
		{
			name: "guest on loopback", err: server(403, "ACCESS_REFUSED - Login was refused"), user: "guest", host: "::1",
			reason: "wrong user name or password", command: "rabbitmqctl change_password guest",
		},
		{
			name: "no such virtual host", err: server(530, "NOT_ALLOWED - vhost tele not found"),
			reason: "there is no such virtual host", command: "rabbitmqctl add_vhost tele && " + grant,
		},
		{
			name: "virtual host not permitted", err: server(530, "NOT_ALLOWED - access to vhost 'tele' refused for user 'ceilometer'"),
			reason: "no permission there", command: grant,
		},
		{
			name: "limit of connections", err: server(530, "NOT_ALLOWED - access to vhost 'tele' refused for user 'ceilometer': connection limit (3) is reached"),
			reason: "limit of connections", command: "-",
		},
		{
			name: "a user called limit", err: server(530, "NOT_ALLOWED - access to vhost 'tele' refused for user 'limit'"), user: "limit",
			reason: "no permission there", command: strings.Replace(grant, " ceilometer ", " limit ", 1),
		},
		{
			name: "virtual host is down", err: server(530, "NOT_ALLOWED - vhost 'tele' is down"),
			reason: "it is down", command: "-",
		},
		{name: "no common way to log in", err: amqp.ErrSASL, reason: "no way to log in", command: ""},
		{name: "the node stops", err: server(320, "CONNECTION_FORCED - broker forced connection closure"), reason: "CONNECTION_FORCED", command: "-"},
		{name: "the line breaks", err: io.ErrUnexpectedEOF, reason: "unexpected EOF", command: "-"},
		{name: "a TLS port", err: amqp.ErrFrame, first: "\x15\x03\x03\x00\x02\x02\x46", reason: "speaks TLS", command: ""},
		{name: "a web server", err: amqp.ErrFrame, first: "HTTP/1.1", reason: "speaks HTTP, not AMQP", command: ""},
		{name: "AMQP 1.0", err: amqp.ErrFrame, first: "AMQP\x00\x01\x00\x00", reason: "does not speak AMQP 0-9-1", command: ""},
		{name: "ssh", err: amqp.ErrFrame, first: "SSH-2.0-", reason: "does not speak AMQP", command: ""},
	} {
		a := attempt{
			host:  oslo.Host{Name: "10.0.0.1", Port: 5673, Username: "ceilometer", Password: "hunter2"},
			vhost: "tele", exchanges: []string{"nova"}, first: []byte(tt.first), properties: tt.properties,
		}
		if tt.user != "" {
			a.host.Username = tt.user
		}
		if tt.host != "" {
			a.host.Name = tt.host
		}
		err := a.greeting(tt.err)
		if !strings.Contains(err.Error(), tt.reason) || !strings.Contains(err.Error(), a.host.Address()) {
			t.Errorf("%s: the error is %q, want it to name the host and say %q", tt.name, err, tt.reason)
		}
		if strings.Contains(err.Error()+sources.HintOf(err), "hunter2") {
			t.Errorf("%s: the error shows the password", tt.name)
		}
		var refused *RefusedError
		if got := errors.As(err, &refused); got != (tt.command != "-") {
			t.Errorf("%s: a refusal: %v", tt.name, got)
		}
		if refused != nil && refused.Command != tt.command {
			t.Errorf("%s: the command is\n%s, want\n%s", tt.name, refused.Command, tt.command)
		}
		if refused != nil && (refused.Hint() == "" || !strings.HasSuffix(refused.Hint(), refused.Command)) {
			t.Errorf("%s: the hint is %q, want it to end with the command", tt.name, refused.Hint())
		}
	}
}

func TestRefusalOfABindingNamesWhatWasRefused(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"ACCESS_REFUSED - access to queue 'ceilotop.x' in vhost '/' refused for user 'u'":          "queue",
		"ACCESS_REFUSED - write access to queue 'ceilotop.x' in vhost '/' refused for user 'u'":    "queue",
		"ACCESS_REFUSED - access to exchange 'a queue' in vhost '/' refused for user 'u'":          "exchange",
		"ACCESS_REFUSED - read access to exchange 'access to queue' in vhost '/' refused for user": "exchange",
		"ACCESS_REFUSED": "",
	} {
		if got := refusedKind(text); got != want {
			t.Errorf("refusedKind(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestRefusalCountsForHostsWithTheSameCredentials(t *testing.T) {
	t.Parallel()
	one := oslo.Host{Name: "h1", Port: 5672, Username: "u", Password: "p"}
	same, other := one, one
	same.Name, other.Name = "h2", "h3"
	other.Password = "q"
	r := refusals{}
	r.add(one, &RefusedError{Reason: "wrong password", everywhere: true})
	if r.of(one) == nil || r.of(same) == nil || r.of(other) != nil {
		t.Error("a wrong password must count for all hosts that have it, and for no other")
	}
	r = refusals{}
	r.add(one, &RefusedError{Reason: "its certificate is for another host"})
	if r.of(one) == nil || r.of(same) != nil {
		t.Error("a bad certificate must count for its host only")
	}
}
