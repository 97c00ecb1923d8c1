package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// route says where the demo's events come from once the sandbox was set up: the
// recording is of a cloud on which nova was never moved to broker B. It reads the
// sandbox's files, so that a setup, its rollback and what is edited by hand all
// count.
type route struct {
	files map[string]string // by exchange
	b     string            // host and port of the sandbox's broker B

	mu   sync.Mutex
	read map[string]routed
}

// routed is what a file said when it looked like that.
type routed struct {
	size   int64
	at     time.Time
	broker string
	sent   bool
}

func (s *sandbox) route() *route {
	r := &route{b: fmt.Sprintf("127.0.0.1:%d", s.b.Port()), files: make(map[string]string), read: make(map[string]routed)}
	for exchange, file := range map[string]string{"nova": "nova/nova.conf", "glance": "glance/glance-api.conf", "cinder": "cinder/cinder.conf"} {
		r.files[exchange] = filepath.Join(s.root(), "etc", filepath.FromSlash(file))
	}
	return r
}

// of is the broker that an exchange's events are sent to, where the recording
// has them on recorded; false: they are not sent at all. A file that does not
// name the sandbox's B leaves the recording as it is.
func (r *route) of(exchange, recorded string) (broker string, sent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	file, ours := r.files[exchange]
	if !ours {
		return recorded, true
	}
	info, err := os.Stat(file)
	if err != nil {
		return recorded, true
	}
	seen, known := r.read[exchange]
	if !known || seen.size != info.Size() || !seen.at.Equal(info.ModTime()) {
		seen = routed{size: info.Size(), at: info.ModTime()}
		seen.broker, seen.sent = r.judge(file)
		r.read[exchange] = seen
	}
	if seen.broker == "" {
		return recorded, true
	}
	return seen.broker, seen.sent
}

// judge reads a file: "" is no broker of its own for notifications.
func (r *route) judge(file string) (broker string, sent bool) {
	const section = "oslo_messaging_notifications"
	conf, err := parseConf(file)
	if err != nil {
		return "", true
	}
	url := lastOf(conf.Find(section, "transport_url"))
	if !strings.Contains(url, "@"+r.b+"/") {
		return "", true
	}
	drivers := conf.Find(section, "driver")
	return "B", slices.ContainsFunc(drivers, func(e osloconf.Entry) bool { return strings.HasPrefix(e.Value, "messaging") })
}

func lastOf(all []osloconf.Entry) string {
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].Value
}
