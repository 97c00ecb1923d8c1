package servers

import (
	"context"
	"errors"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/verify"
	"github.com/ceilotop/ceilotop/sources"
)

// broker is what can be asked of RabbitMQ and done to it: by its management API,
// or by rabbitmqctl on the broker itself.
type broker interface {
	version(ctx context.Context) (string, error) // "" unknown

	vhost(ctx context.Context, name string) (bool, error)
	makeVHost(ctx context.Context, name string) error
	dropVHost(ctx context.Context, name string) error

	user(ctx context.Context, name string) (tags []string, exists bool, err error)
	// setPassword makes the user if need be and keeps his tags. Weaker asks for
	// the hash that RabbitMQ knew before 3.6.
	setPassword(ctx context.Context, name string, exists bool, tags []string, password sources.Secret, weaker bool) error
	dropUser(ctx context.Context, name string) error

	// permissions are those in a virtual host by user, and of a user by virtual
	// host.
	permissions(ctx context.Context, vhost string) (map[string]setup.Permissions, error)
	permissionsOf(ctx context.Context, user string) (map[string]setup.Permissions, error)
	grant(ctx context.Context, vhost, user string, p setup.Permissions) error
	withdraw(ctx context.Context, vhost, user string) error

	policies(ctx context.Context, vhost string) ([]setup.Policy, error)
	putPolicy(ctx context.Context, vhost string, p setup.Policy) error
	dropPolicy(ctx context.Context, vhost, name string) error

	queues(ctx context.Context, vhost string) ([]setup.Queue, error)
	consumers(ctx context.Context, vhost, queue string) ([]verify.Consumer, error)
}

// errNoName guards against a name that would make a request for one thing a
// request for all of its kind.
var errNoName = errors.New("it has no name")
