package servers

import (
	"context"
	"sync"

	"github.com/ceilotop/ceilotop/setup"
)

// Ask asks the servers that the answers and the facts name. It returns when each
// has answered or has let its time pass. What could not be learnt is said in the
// fields; a server that nothing names stays nil. For facts of another machine
// nothing is asked at all, unless it has servers of its own.
func Ask(ctx context.Context, a setup.Answers, f setup.Facts, o Options) (s setup.Servers) {
	if !f.System.Reaches() {
		return s
	}
	var asking sync.WaitGroup
	if a.BrokerB.Host != "" {
		asking.Go(func() { s.BrokerB = askB(ctx, a.BrokerB, f, o) })
	}
	for _, b := range f.Brokers {
		if b.Name == "A" {
			asking.Go(func() { s.BrokerA = askA(ctx, b.URL, o) })
			break
		}
	}
	if a.Keystone.AuthURL != "" || a.Keystone.Cloud != "" {
		asking.Go(func() { s.Keystone = askKeystone(ctx, a.Keystone, o) })
	}
	if a.MongoDB.Host != "" {
		asking.Go(func() { s.MongoDB = askMongoDB(ctx, a.MongoDB, o) })
	}
	asking.Go(func() { s.Ports = askPorts(ctx, a, o) })
	asking.Wait()
	return s
}
