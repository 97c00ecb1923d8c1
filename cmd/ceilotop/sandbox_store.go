package main

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest/standin"
)

// sandboxAgent stands in for Ceilometer's notification agent and for the Gnocchi
// that it writes to: of each event that it hears it keeps the newest sample of
// what the event feeds.
type sandboxAgent struct {
	urls func() []oslo.TransportURL // of the brokers that it reads; none: it does not run
	port int                        // of broker B

	decoder oslo.Decoder // belongs to the bus's goroutine, as the next does
	event   sources.Event

	mu      sync.Mutex
	sizes   map[string]float64 // of images: not each event has one
	samples map[string][]sandboxSample
}

func newSandboxAgent(urls func() []oslo.TransportURL, port int) *sandboxAgent {
	return &sandboxAgent{urls: urls, port: port, sizes: make(map[string]float64), samples: make(map[string][]sandboxSample)}
}

// sandboxSample is the newest one of a meter of a resource.
type sandboxSample struct {
	meter, unit string
	value       float64
	at          time.Time
}

// hear takes a message from the bus.
func (g *sandboxAgent) hear(m *sources.Message) {
	if m.Broker != "B" || len(g.reads()) == 0 {
		return
	}
	g.decoder.Decode(m, &g.event)
	e := &g.event
	if e.Err != "" || e.ResourceID == "" || e.EventType == "compute.instance.update" {
		return
	}
	var payload struct {
		Size     *float64 `json:"size"`
		MemoryMB *float64 `json:"memory_mb"`
		VCPUs    *float64 `json:"vcpus"`
	}
	if json.Unmarshal(e.Payload, &payload) != nil {
		return
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	keep := func(meter, unit string, value *float64) {
		if value != nil {
			g.keep(e.ResourceID, sandboxSample{meter, unit, *value, e.ReceivedAt})
		}
	}
	switch {
	case strings.HasPrefix(e.EventType, "image."):
		size := g.sizes[e.ResourceID]
		if payload.Size != nil {
			size = *payload.Size
		}
		g.sizes[e.ResourceID] = size
		keep("image.size", "B", &size)
	case strings.HasPrefix(e.EventType, "volume."):
		keep("volume.size", "GB", payload.Size)
	case strings.HasPrefix(e.EventType, "compute.instance."):
		keep("memory", "MB", payload.MemoryMB)
		keep("vcpus", "vcpu", payload.VCPUs)
	}
}

// maxSandboxResources bounds what is kept while a demo runs for days.
const maxSandboxResources = 2000

func (g *sandboxAgent) keep(resource string, s sandboxSample) {
	all := g.samples[resource]
	if i := slices.IndexFunc(all, func(old sandboxSample) bool { return old.meter == s.meter }); i >= 0 {
		all[i] = s
		return
	}
	if all == nil && len(g.samples) >= maxSandboxResources {
		g.samples, g.sizes = make(map[string][]sandboxSample), make(map[string]float64)
	}
	g.samples[resource] = append(all, s)
}

// of are the samples of a resource.
func (g *sandboxAgent) of(resource string) []sandboxSample {
	g.mu.Lock()
	defer g.mu.Unlock()
	return slices.Clone(g.samples[resource])
}

// reads are the URLs of the sandbox's broker B among those that it reads.
func (g *sandboxAgent) reads() (all []oslo.TransportURL) {
	for _, u := range g.urls() {
		if len(u.Hosts) > 0 && u.Hosts[0].Port == g.port {
			all = append(all, u)
		}
	}
	return all
}

// brokers are those that it reads.
func (g *sandboxAgent) brokers() map[string]bool {
	all := make(map[string]bool)
	for _, u := range g.urls() {
		if len(u.Hosts) > 0 && u.Hosts[0].Port == g.port {
			all["B"] = true
		} else if len(u.Hosts) > 0 {
			all["A"] = true
		}
	}
	return all
}

// consumers are what broker B says about it.
func (g *sandboxAgent) consumers() (all []standin.Consumer) {
	for _, u := range g.reads() {
		for _, queue := range agentQueues {
			all = append(all, standin.Consumer{Queue: "notifications." + queue, VHost: cmp.Or(u.VirtualHost, "/"), User: u.Hosts[0].Username, Program: agentProgram})
		}
	}
	return all
}

// agentReads are the URLs that the sandbox's ceilometer.conf has its agent read,
// while the unit runs.
func (s *sandbox) agentReads() (all []oslo.TransportURL) {
	if !s.units.runs(agentUnit) {
		return nil
	}
	urls := s.routes.entries("ceilometer", "notification", "messaging_urls")
	if len(urls) == 0 { // those that it would send to
		urls = s.routes.entries("ceilometer", "oslo_messaging_notifications", "transport_url")
	}
	for _, e := range urls {
		if u, err := oslo.ParseTransportURL(e.Value); err == nil {
			all = append(all, u)
		}
	}
	return all
}
