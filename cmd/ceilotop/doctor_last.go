package main

import (
	"context"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// mostEvents is how many events a bundle has.
const mostEvents = 200

// lastEvents listens to the brokers for a moment, and gives the last events as
// lines, without their payload, and the hosts that sent them.
func (a *app) lastEvents(ctx context.Context) (lines string, hosts []string) {
	brokers, err := a.brokers()
	if err != nil {
		return "", nil
	}
	log, _ := a.openLog()
	f := a.newFeed(brokers, &subjects{}, log)
	f.list, f.show = true, false
	ctx, cancel := context.WithTimeout(ctx, listenTime)
	defer cancel()
	var mu sync.Mutex
	var last []string
	seen := make(map[string]bool)
	take := func(_ *sources.Message, e *sources.Event) {
		line := string(oslo.AppendEvent(nil, e))
		mu.Lock()
		defer mu.Unlock()
		last = append(last, line)
		last = last[max(0, len(last)-mostEvents):]
		seen[e.Host] = true
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = f.run(ctx, true, func(string) receiver { return take })
	}()
	select {
	case <-ended:
	case <-time.After(listenTime + grip): // a tap that hangs is left behind
	}
	mu.Lock()
	defer mu.Unlock()
	for host := range seen {
		hosts = append(hosts, host)
	}
	if len(last) == 0 {
		return "", hosts
	}
	return strings.Join(last, "\n") + "\n", hosts
}
