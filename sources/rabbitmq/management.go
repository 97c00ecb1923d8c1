package rabbitmq

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

const (
	managementAgain    = time.Minute // while there is none
	managementPatience = 3 * time.Second
	managementLimit    = 8 << 20 // bytes of one answer
)

// report is what the management API said at one moment.
type report struct {
	answered  bool
	forbidden bool // it is there, but the user may not ask it
	exchanges []string
	bindings  []string // the sources of the own queue
	alarms    []string
	published uint64 // messages routed into the own queue; 0 unknown
	waiting   int    // of those, neither delivered nor dropped, or on their way
}

// lack tells what is unknown without an answer. A connection that never publishes
// is never sent connection.blocked, so AMQP alone does not tell of alarms.
func (r report) lack() string {
	const lost = ", so memory and disk alarms go unseen and drops are a guess"
	switch {
	case r.answered:
		return ""
	case r.forbidden:
		return "the management API refuses this user" + lost
	}
	return "no management API" + lost
}

// management asks the broker's management API about what concerns one queue. It
// is a help and never needed.
type management struct {
	bases       []string
	user        oslo.Host
	vhost       string
	queue       string
	transport   *http.Transport
	client      *rabbithole.Client // the one that knows the queue
	status      int                // of the last answer; the client loses that of a refusal
	nodesDenied bool
}

func newManagement(configured string, u oslo.TransportURL, l *link) *management {
	m := &management{
		bases: managementBases(configured, u.TLS != nil, l.attempt.host),
		user:  l.attempt.host, vhost: l.attempt.vhost, queue: l.queue,
		transport: &http.Transport{DisableKeepAlives: true, TLSHandshakeTimeout: managementPatience},
	}
	if u.TLS != nil {
		// What could not be read has been told when the link was made.
		if config, _, err := tlsConfig(u, l.attempt.host.Name); err == nil {
			m.transport.TLSClientConfig = config
		} else {
			m.transport.TLSClientConfig = &tls.Config{ServerName: l.attempt.host.Name, MinVersion: tls.VersionTLS12}
		}
	}
	return m
}

// managementBases are the places to look. A second node on one host usually has
// both ports moved by the same distance. A password that goes to the broker
// through TLS goes nowhere without it.
func managementBases(configured string, secure bool, h oslo.Host) []string {
	if configured != "" {
		return []string{configured}
	}
	scheme, usual := "http://", 15672
	if secure {
		scheme, usual = "https://", 15671
	}
	ports := []int{h.Port + 10000}
	if ports[0] != usual {
		ports = append(ports, usual)
	}
	var bases []string
	for _, port := range ports {
		if port <= 65535 {
			bases = append(bases, scheme+net.JoinHostPort(h.Name, strconv.Itoa(port)))
		}
	}
	return bases
}

// watch reports at once, whether or not there is an answer, and then every few
// seconds until ctx ends.
func (m *management) watch(ctx context.Context, every time.Duration, reports chan<- report) {
	defer m.transport.CloseIdleConnections()
	for {
		r := m.ask(ctx)
		select {
		case reports <- r:
		case <-ctx.Done():
			return
		}
		pause := every
		if m.client == nil {
			pause = managementAgain
		}
		if r.forbidden { // each attempt writes a line to the broker's log
			return
		}
		select {
		case <-time.After(pause):
		case <-ctx.Done():
			return
		}
	}
}

// ask fills a report. Only an API that knows our own queue is the API of our
// broker: another one may well answer at a port that was guessed.
func (m *management) ask(ctx context.Context) (r report) {
	if m.client == nil {
		for _, base := range m.bases {
			c, err := rabbithole.NewTLSClient(base, m.user.Username, m.user.Password.Reveal(), frugal{ctx, m.transport, &m.status})
			if err != nil {
				continue
			}
			c.SetTimeout(managementPatience)
			if _, err = c.GetQueue(m.vhost, m.queue); err == nil {
				m.client = c
				break
			}
			r.forbidden = r.forbidden || m.status == http.StatusUnauthorized
		}
		if m.client == nil {
			return r
		}
		r.forbidden = false
	}
	if m.fill(&r) != nil {
		return report{}
	}
	r.answered = true
	return r
}

func (m *management) fill(r *report) error {
	queue, err := m.client.GetQueue(m.vhost, m.queue)
	if err != nil {
		return err
	}
	if r.waiting = queue.Messages; queue.MessageStats != nil {
		r.published = uint64(max(queue.MessageStats.Publish, 0))
	}
	exchanges, err := m.client.ListExchangesIn(m.vhost)
	if err != nil {
		return err
	}
	for _, e := range exchanges {
		r.exchanges = append(r.exchanges, e.Name)
	}
	bindings, err := m.client.ListQueueBindings(m.vhost, m.queue)
	if err != nil {
		return err
	}
	for _, b := range bindings {
		r.bindings = append(r.bindings, b.Source)
	}
	r.alarms = m.alarms()
	return nil
}

// alarms needs the tag monitoring. Without it the health check tells, on brokers
// that have it.
func (m *management) alarms() (alarms []string) {
	if !m.nodesDenied {
		nodes, err := m.client.ListNodes()
		if err == nil {
			for _, n := range nodes {
				if n.MemAlarm {
					alarms = append(alarms, "memory alarm on "+n.Name)
				}
				if n.DiskFreeAlarm {
					alarms = append(alarms, "disk alarm on "+n.Name)
				}
			}
			return alarms
		}
		m.nodesDenied = m.status == http.StatusUnauthorized
	}
	check, err := m.client.HealthCheckAlarms()
	if err != nil || check.Ok() {
		return nil
	}
	for _, a := range check.Alarms {
		alarms = append(alarms, a.Resource+" alarm on "+a.Node)
	}
	slices.Sort(alarms)
	return slices.Compact(alarms)
}

// frugal makes requests end with a context, asks for the columns that are read,
// and reads so much and no more.
type frugal struct {
	ctx    context.Context
	base   http.RoundTripper
	status *int
}

func (f frugal) RoundTrip(r *http.Request) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(f.ctx, managementPatience)
	r = r.Clone(ctx)
	r.URL.RawQuery = columns(r.URL.Path)
	answer, err := f.base.RoundTrip(r)
	if err != nil {
		cancel()
		*f.status = 0
		return nil, err
	}
	*f.status = answer.StatusCode
	answer.Body = bounded{io.LimitReader(answer.Body, managementLimit), answer.Body, cancel}
	return answer, nil
}

// columns keeps the answers small on brokers with thousands of exchanges. A
// column that is an object is asked for as a whole: of one without the members
// that are asked for RabbitMQ makes an empty list.
func columns(path string) string {
	path = strings.TrimPrefix(path, "/api/")
	kind, _, _ := strings.Cut(path, "/")
	switch {
	case strings.HasSuffix(path, "/bindings"):
		return "columns=source"
	case kind == "queues":
		return "columns=name,messages,message_stats"
	case kind == "exchanges":
		return "columns=name"
	case kind == "nodes":
		return "columns=name,mem_alarm,disk_free_alarm"
	}
	return "" // a health check would lose what it says
}

type bounded struct {
	io.Reader
	body   io.Closer
	cancel context.CancelFunc
}

func (b bounded) Close() error {
	defer b.cancel()
	return b.body.Close()
}
