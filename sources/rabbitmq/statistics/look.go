package statistics

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/rabbitmq"
)

// closedFor is how long a management API that did not answer is left alone. It
// writes a line to the broker's log each time it refuses somebody.
const closedFor = time.Minute

// look finds the management API, unless it is known or was looked for just now.
func (a *Asker) look(ctx context.Context) {
	if a.api != nil || time.Now().Before(a.again) {
		return
	}
	a.again, a.closed = time.Now().Add(closedFor), ""
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
			if a.closed == "" || denied(err) { // the one that knows us has more to say
				a.closed = found.lack(err)
			}
		}
		if a.config.Management != "" {
			return // it is the same for each host
		}
	}
}

// stay keeps a password where it was sent.
func stay(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// close gives up the management API for a while.
func (a *Asker) close(base string, err error) {
	a.log.Info("the management API does not answer", "base", base, "error", err)
	a.closed = a.api.lack(err)
	a.api, a.again = nil, time.Now().Add(closedFor)
}

// recognise makes sure that it is our broker's: another one may well answer at a
// port that was guessed, and know the user. A broker says the name of its cluster
// when it greets a client.
func (a *Asker) recognise(ctx context.Context, o overview, h oslo.Host) error {
	conn, greeting := rabbitmq.Open(ctx, a.config.URL, h)
	a.keep(conn, greeting)
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
	return fmt.Sprintf("%s refuses user %s, who lacks a tag%s (rabbitmqctl set_user_tags %s monitoring)", at, user, lost, user)
}
