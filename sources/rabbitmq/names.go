package rabbitmq

import (
	"strings"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// address is host:port/vhost, so the virtual host "/" gives host:port//.
func address(h oslo.Host, vhost string) string { return h.Address() + "/" + vhost }

// refusedKind is "queue" or "exchange", whichever comes first behind the words
// "access to" in the broker's reply: the name that follows may be anything.
func refusedKind(reply string) string {
	_, rest, _ := strings.Cut(reply, "access to ")
	kind, _, _ := strings.Cut(rest, " ")
	return kind
}
