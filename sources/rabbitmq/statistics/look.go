package statistics

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// closedFor is how long a management API that refused somebody is left alone: it
// writes a line to the broker's log each time. One that did not answer is asked
// again sooner.
const (
	closedFor = time.Minute
	silentFor = 10 * time.Second
)

// look finds the management API, unless it is known or was looked for just now.
func (a *Asker) look(ctx context.Context) {
	if a.api != nil || time.Now().Before(a.again) {
		return
	}
	a.again, a.closed = time.Now().Add(silentFor), ""
	for _, h := range a.config.URL.Hosts {
		bases, way := rabbitmq.Beside(a.config.Management, a.config.URL, h)
		way.MaxIdleConnsPerHost = together
		for _, base := range bases {
			found := &api{
				base: strings.TrimSuffix(base, "/"), user: h.Username, password: h.Password, way: way,
				client: &http.Client{Transport: rabbitmq.Bounded(way), CheckRedirect: stay},
			}
			if a.config.User != "" {
				found.user, found.password = a.config.User, a.config.Password
			}
			o, err := found.overview(ctx)
			if err == nil {
				err = a.recognise(ctx, o, h)
			}
			if err == nil {
				a.api = found
				return
			}
			way.CloseIdleConnections()
			a.remember(found, err)
		}
		if a.config.Management != "" {
			return // it is the same for each host
		}
	}
}

// remember keeps why an API does not answer. One that knows us has more to say.
func (a *Asker) remember(found *api, err error) {
	a.log.Info("the management API does not answer", "base", found.base, "error", err)
	if denied(err) {
		a.again = time.Now().Add(closedFor)
	}
	if a.closed == "" || denied(err) {
		a.closed = found.lack(err)
	}
}

// stay keeps a password where it was sent.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// close gives up the management API for a while.
func (a *Asker) close(err error) {
	a.again, a.closed = time.Now().Add(silentFor), ""
	a.remember(a.api, err)
	a.api = nil
}

// recognise makes sure that it is our broker's: another one may well answer at a
// port that was guessed, and know the user. A broker says the name of its cluster
// when it greets a client.
func (a *Asker) recognise(ctx context.Context, o overview, h oslo.Host) error {
	hosts := []oslo.Host{h}
	if a.config.Management != "" {
		hosts = a.config.URL.Hosts
	}
	var greeting rabbitmq.Greeting
	for _, h := range hosts {
		var conn *amqp.Connection
		conn, greeting = rabbitmq.Open(ctx, a.config.URL, h)
		if a.keep(conn, greeting); greeting.Reached {
			break
		}
	}
	switch {
	case !greeting.Reached && a.config.Management == "":
		return fmt.Errorf("whether it is this broker's cannot be told: %w", greeting.Err)
	case greeting.Cluster != "" && o.Cluster != "" && greeting.Cluster != string(o.Cluster):
		return fmt.Errorf("it is another broker's: of the cluster %s, not of %s", sources.Visible(string(o.Cluster)), sources.Visible(greeting.Cluster))
	}
	return nil
}

// lack is the sentence about an API that does not answer.
func (a *api) lack(err error) string {
	const lost = "; so only queues with well-known names are seen, without rates, connections, bindings and alarms"
	user := sources.Visible(a.user)
	at := "the management API at " + sources.Visible(a.base)
	var r *refusal
	switch {
	case !denied(err):
		return fmt.Sprintf("%s could not be asked: %v%s (rabbitmq-plugins enable rabbitmq_management)", at, err, lost)
	case errors.As(err, &r) && strings.Contains(strings.ToLower(r.reason), "login failed"):
		return fmt.Sprintf("%s refuses the password of user %s%s", at, user, lost)
	}
	return fmt.Sprintf("%s refuses user %s, who lacks a tag%s (%s)", at, user, lost, a.tagCommand())
}

// tagCommand lets the user see what is kept from it.
func (a *api) tagCommand() string {
	return rabbitmq.Line("set_user_tags", sources.Visible(a.user), "monitoring")
}
