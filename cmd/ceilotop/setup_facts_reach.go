package main

import (
	"context"
	"errors"
	"net"
	"sync"
	"syscall"
	"time"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// reachTime is how long a broker's port may take to answer. Within a cloud it
// takes a millisecond.
const reachTime = 2 * time.Second

// reach tries the brokers' ports, all at once. Nothing is sent.
func (v *factsView) reach(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, reachTime)
	defer cancel()
	var wg sync.WaitGroup
	for i := range v.Brokers {
		for j := range v.Brokers[i].Hosts {
			wg.Add(1)
			go func(h *hostView) {
				defer wg.Done()
				h.try(ctx)
			}(&v.Brokers[i].Hosts[j])
		}
	}
	wg.Wait()
}

func (h *hostView) try(ctx context.Context) {
	var d net.Dialer
	conn, err := d.DialContext(ctx, "tcp", h.Address)
	answers := err == nil
	h.Answers = &answers
	if answers {
		conn.Close()
		return
	}
	h.Error = known(whyNot(err))
}

// whyNot is the reason in a few words. A name's answer is the whole of it.
func whyNot(err error) string {
	var timeout net.Error
	var name *net.DNSError
	switch {
	case errors.Is(err, syscall.ECONNREFUSED):
		return "connection refused"
	case errors.As(err, &name) && name.IsNotFound:
		return "no such host"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "no answer within " + reachTime.String()
	}
	var op *net.OpError
	if errors.As(err, &op) && op.Err != nil {
		return op.Err.Error()
	}
	return err.Error()
}

// reasonOf leaves the place out of the error of a value, which stands beside it.
func reasonOf(err error) string {
	var bad *osloconf.ValueError
	if errors.As(err, &bad) {
		return bad.Reason
	}
	return err.Error()
}
