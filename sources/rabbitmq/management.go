package rabbitmq

import (
	"context"
	"net/http"
	"slices"
	"strings"
	"time"

	rabbithole "github.com/michaelklishin/rabbit-hole/v3"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

const managementAgain = time.Minute // while there is none

// report is what the management API said at one moment.
type report struct {
	answered  bool
	forbidden bool // it is there, but the user may not ask it
	exchanges []string
	bindings  []string // the sources of the own queue
	alarms    []string
	fresh     []fresh
	partly    bool   // nothing but the exchanges was asked for
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

	wanted, keys []string             // of the exchanges and bindings that matter
	since        map[string]time.Time // since when which exchange is there
	took         time.Duration        // to list them
}

func newManagement(configured string, u oslo.TransportURL, l *link, wanted, keys []string) *management {
	bases, way := Beside(configured, u, l.attempt.host)
	way.DisableKeepAlives = true
	return &management{
		wanted: wanted, keys: keys,
		bases: bases, transport: way,
		user: l.attempt.host, vhost: l.attempt.vhost, queue: l.queue,
	}
}

// watch reports at once, whether or not there is an answer, and then every few
// seconds until ctx ends; in between, which exchanges there are.
func (m *management) watch(ctx context.Context, p pace, reports chan<- report) {
	defer m.transport.CloseIdleConnections()
	for {
		r := m.ask(ctx)
		if !told(ctx, reports, r) || r.forbidden { // each attempt writes a line to the broker's log
			return
		}
		pause := p.management
		if m.client == nil {
			pause = managementAgain
		}
		for end := time.Now().Add(pause); time.Now().Before(end); {
			wait := time.Until(end)
			if r.answered {
				wait = min(wait, m.rest(p.appear))
			}
			select {
			case <-time.After(wait):
			case <-ctx.Done():
				return
			}
			if !r.answered || !time.Now().Before(end) {
				break
			}
			if between, ok := m.appeared(ctx); ok && !told(ctx, reports, between) {
				return
			}
		}
	}
}

func told(ctx context.Context, reports chan<- report, r report) bool {
	select {
	case reports <- r:
		return true
	case <-ctx.Done():
		return false
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
	if r.exchanges, err = m.list(); err != nil {
		return err
	}
	r.fresh = m.fresh()
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

// frugal makes requests end with a context, and asks for the columns that are
// read.
type frugal struct {
	ctx    context.Context
	base   http.RoundTripper
	status *int
}

func (f frugal) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(f.ctx)
	r.URL.RawQuery = columns(r.URL.Path)
	answer, err := Bounded(f.base).RoundTrip(r)
	if err != nil {
		*f.status = 0
		return nil, err
	}
	*f.status = answer.StatusCode
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
	case strings.HasSuffix(path, "/bindings/source"):
		return "columns=destination,destination_type,routing_key"
	case kind == "queues":
		return "columns=name,messages,message_stats"
	case kind == "exchanges":
		return "columns=name"
	case kind == "nodes":
		return "columns=name,mem_alarm,disk_free_alarm"
	}
	return "" // a health check would lose what it says
}
