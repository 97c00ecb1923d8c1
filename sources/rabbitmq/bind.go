package rabbitmq

import (
	"errors"
	"fmt"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
)

// bind tries one exchange. It reports false when the link is at its end.
func (k *keeper) bind(e *exchange) bool {
	err := k.link.bind(e.name, k.tap.keys)
	switch code(err) {
	case 0:
		if err != nil {
			return false // the connection broke, which the session sees too
		}
		if !e.bound {
			k.tap.log.Info("bound to the exchange", "exchange", e.name)
		}
		k.schedule.isBound(e, time.Now())
		return true
	case amqp.NotFound:
		if e.bound {
			k.tap.log.Info("the exchange is gone", "exchange", e.name)
		}
		k.schedule.isMissing(e, time.Now())
		return true
	case amqp.AccessRefused:
		if aboutQueue(err) {
			k.giveUp(k.link.attempt.permission("bind a queue", err))
			return false
		}
		k.refuse(e, err)
		return true
	}
	k.link.fail(fmt.Errorf("bind to the exchange %s: %w", e.name, err))
	return false
}

// refuse notes that the user may not read from an exchange. The broker looks at
// permissions before it looks whether there is such an exchange; to ask for that
// alone takes no permission before RabbitMQ 4.3.1, and some from then on.
func (k *keeper) refuse(e *exchange, err error) {
	there := k.link.exists(e.name)
	if code(there) == amqp.NotFound {
		k.schedule.isMissing(e, time.Now())
		return
	}
	if e.refused == nil {
		k.tap.log.Warn("may not read from the exchange", "exchange", e.name)
	}
	k.schedule.isRefused(e, time.Now(), k.link.attempt.permission("read from the exchange "+e.name, err))
	e.exists = there == nil
}

// giveUp ends the link for a refusal. While the tap was live something has been
// withdrawn: the permission, the user or the whole virtual host. Only another
// greeting tells which, so that is left to the next attempt.
func (k *keeper) giveUp(refused *RefusedError) {
	if k.live {
		k.link.fail(sources.WithHint(errors.New(refused.Reason), refused.Hint()))
		return
	}
	k.link.fail(refused)
}

// aboutQueue tells whether it was the queue or the exchange that a binding was
// refused for: "… access to queue 'ceilotop.…' in vhost …".
func aboutQueue(err error) bool {
	var reply *amqp.Error
	return errors.As(err, &reply) && refusedKind(reply.Reason) == "queue"
}
