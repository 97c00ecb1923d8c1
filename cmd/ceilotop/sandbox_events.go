package main

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// route says where the events of the sandbox's services come: the recording is
// of a cloud that was set up in part. It reads the sandbox's files, so that a
// setup, its rollback and what is edited by hand all count.
type route struct {
	files map[string]string // by exchange
	a, b  string            // host and port of the sandbox's brokers

	mu   sync.Mutex
	read map[string]routed
}

// routed is what a file said when it looked like that.
type routed struct {
	size             int64
	at               time.Time
	conf             *osloconf.File
	broker, exchange string
	sent             bool
	versioned        bool // Nova's of the other form too
}

func newRoute(etc string, a, b int) *route {
	r := &route{a: fmt.Sprintf("127.0.0.1:%d", a), b: fmt.Sprintf("127.0.0.1:%d", b), files: make(map[string]string), read: make(map[string]routed)}
	for exchange, file := range map[string]string{
		"nova": "nova/nova.conf", "glance": "glance/glance-api.conf", "cinder": "cinder/cinder.conf", "keystone": "keystone/keystone.conf", "ceilometer": "ceilometer/ceilometer.conf",
	} {
		r.files[exchange] = filepath.Join(etc, filepath.FromSlash(file))
	}
	return r
}

// of is the broker that a service's events are sent to, and the exchange there;
// false: they are not sent at all. recorded is where those are that no file tells
// of.
func (r *route) of(service, recorded string) (broker, exchange string, sent bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, ok := r.look(service)
	if !ok {
		return recorded, service, true
	}
	return seen.broker, seen.exchange, seen.sent
}

// versioned reports whether Nova sends versioned notifications.
func (r *route) versioned() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, _ := r.look("nova")
	return seen.versioned
}

// reaches reports whether some service sends to a broker.
func (r *route) reaches(broker string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	for service := range r.files {
		if seen, ok := r.look(service); ok && seen.broker == broker {
			return true
		}
	}
	return false
}

// entries are those of an option of a service's file.
func (r *route) entries(service, section, key string) []osloconf.Entry {
	r.mu.Lock()
	defer r.mu.Unlock()
	seen, ok := r.look(service)
	if !ok || seen.conf == nil {
		return nil
	}
	return seen.conf.Find(section, key)
}

// look reads a file, if it has changed.
func (r *route) look(service string) (routed, bool) {
	file, ours := r.files[service]
	info, err := os.Stat(file)
	if !ours || err != nil {
		return routed{}, false
	}
	seen, known := r.read[service]
	if !known || seen.size != info.Size() || !seen.at.Equal(info.ModTime()) {
		seen = r.judge(service, file)
		seen.size, seen.at = info.Size(), info.ModTime()
		r.read[service] = seen
	}
	return seen, true
}

// judge reads where a file has notifications sent. A URL of neither broker leads
// nowhere.
func (r *route) judge(service, file string) (seen routed) {
	const section = "oslo_messaging_notifications"
	seen.exchange = service
	conf, err := parseConf(file)
	if err != nil {
		return seen // a service does not start with such a file
	}
	seen.conf = conf
	switch url := cmp.Or(lastOf(conf.Find(section, "transport_url")), lastOf(conf.Find("DEFAULT", "transport_url"))); {
	case strings.Contains(url, "@"+r.b+"/"):
		seen.broker = "B"
	case strings.Contains(url, "@"+r.a+"/"):
		seen.broker = "A"
	}
	if service == "cinder" { // the others have an exchange of their own
		seen.exchange = cmp.Or(lastOf(conf.Find("DEFAULT", "control_exchange")), "openstack")
	}
	// The polling agent sends its batches whatever the driver is.
	driven := service == "ceilometer" || slices.ContainsFunc(conf.Find(section, "driver"), func(e osloconf.Entry) bool { return strings.HasPrefix(e.Value, "messaging") })
	seen.sent = driven && seen.broker != ""
	format := lastOf(conf.Find("notifications", "notification_format"))
	seen.versioned = format == "both" || format == "versioned"
	return seen
}

func lastOf(all []osloconf.Entry) string {
	if len(all) == 0 {
		return ""
	}
	return all[len(all)-1].Value
}
