//go:build bench

package main

import (
	"bufio"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strconv"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// mixFile is a selection of captured notifications in the proportions of the
// whole capture; it belongs to the decoder's own benchmark.
const mixFile = "../../sources/oslo/testdata/mix.jsonl.zst"

// template is a captured body whose message id and timestamp can be written
// anew in place, so that a million of them are a million different messages.
type template struct {
	exchange, key       string
	body                []byte
	message, stamp, uid int // offsets; stamp is 26 bytes, message 36, uid 32
}

var (
	messageAt = regexp.MustCompile(`\\"message_id\\": \\"([0-9a-f-]{36})\\"`)
	stampAt   = regexp.MustCompile(`\\"timestamp\\": \\"(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6})\\", \\"_unique_id\\": \\"([0-9a-f]{32})\\"`)
)

// templates reads the mix; only is a prefix of the routing key, or "".
func templates(keep func(*sources.Message) bool) ([]template, error) {
	r, err := recording.Open(mixFile)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	var all []template
	for {
		var m sources.Message
		if err := r.Next(&m); err != nil {
			break
		}
		id, stamp := messageAt.FindSubmatchIndex(m.Body), stampAt.FindSubmatchIndex(m.Body)
		if id == nil || stamp == nil || !keep(&m) {
			continue
		}
		all = append(all, template{m.Exchange, m.RoutingKey, m.Body, id[2], stamp[2], stamp[4]})
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("no usable message in %s", mixFile)
	}
	return all, nil
}

func everything(*sources.Message) bool { return true }

// render writes the n-th message's own ids and the time into dst.
func (t *template) render(dst []byte, random *rand.ChaCha8, now time.Time) []byte {
	dst = append(dst[:0], t.body...)
	var raw [16]byte
	random.Read(raw[:])
	id := dst[t.message : t.message+36]
	hex.Encode(id[0:8], raw[0:4])
	hex.Encode(id[9:13], raw[4:6])
	hex.Encode(id[14:18], raw[6:8])
	hex.Encode(id[19:23], raw[8:10])
	hex.Encode(id[24:36], raw[10:16])
	random.Read(raw[:])
	hex.Encode(dst[t.uid:t.uid+32], raw[:])
	// Not in place: time formats nine digits and takes three back.
	var stamp [32]byte
	copy(dst[t.stamp:], now.UTC().AppendFormat(stamp[:0], "2006-01-02 15:04:05.000000"))
	return dst
}

// publish is the role that loads the broker: CEILOTOP_BENCH_COUNT messages (0:
// until killed) at CEILOTOP_BENCH_RATE a second (0: as fast as the broker takes
// them). It first waits until somebody is bound, so that nothing is lost
// before the start, and then says "go" on standard output.
func publish() {
	count, rate := parameter("COUNT"), parameter("RATE")
	keep := everything
	if os.Getenv("CEILOTOP_BENCH_MIX") == "polling" {
		keep = func(m *sources.Message) bool { return m.RoutingKey == "notifications.sample" }
	}
	mix, err := templates(keep)
	must(err)
	conn := dialBroker()
	ch, err := conn.Channel()
	must(err)
	declare(ch)
	waitForBinding(conn, mix)

	fmt.Println("go")
	start, random := time.Now(), rand.NewChaCha8([32]byte{1})
	var body []byte
	for n := 0; count == 0 || n < count; n++ {
		if rate > 0 && n%20 == 0 {
			due := start.Add(time.Duration(n) * time.Second / time.Duration(rate))
			time.Sleep(time.Until(due))
		}
		t := &mix[n%len(mix)]
		body = t.render(body, random, time.Now())
		err := ch.Publish(t.exchange, t.key, false, false, amqp.Publishing{
			ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: 2, Body: body,
		})
		if err != nil {
			return // the consumer has what it wanted and the broker was stopped
		}
	}
	fmt.Println("sent")
	must(ch.Close()) // waits until the broker has taken everything
	must(conn.Close())
	fmt.Println("done")
}

// waitForBinding asks the broker itself: a mandatory message comes back as long
// as no queue would get it. One small message for each exchange gets through.
func waitForBinding(conn *amqp.Connection, mix []template) {
	ch, err := conn.Channel()
	must(err)
	defer ch.Close()
	returned := ch.NotifyReturn(make(chan amqp.Return, 1))
	confirmed := ch.NotifyPublish(make(chan amqp.Confirmation, 1))
	must(ch.Confirm(false))
	wanted := map[string]string{}
	for _, t := range mix {
		wanted[t.exchange] = t.key
	}
	for exchange, key := range wanted {
		for deadline := time.Now().Add(30 * time.Second); ; {
			must(ch.Publish(exchange, key, true, false, amqp.Publishing{Body: []byte("{}")}))
			<-confirmed
			select {
			case <-returned:
				if time.Now().After(deadline) {
					must(fmt.Errorf("nobody bound to %s", exchange))
				}
				time.Sleep(20 * time.Millisecond) // asking the broker again, not luck
				continue
			default:
			}
			break
		}
	}
}

// floor is the role to compare with: a bare amqp091-go consumer with the tap's
// own queue, prefetch and acknowledgements, that throws every body away.
func floor() {
	want := parameter("COUNT")
	conn := dialBroker()
	ch, err := conn.Channel()
	must(err)
	must(ch.Qos(1000, 0, false))
	q, err := ch.QueueDeclare("ceilotop.floor", false, true, true, false, amqp.Table{
		"x-max-length": int64(50_000), "x-max-length-bytes": int64(64 << 20), "x-message-ttl": int64(60_000),
	})
	must(err)
	declare(ch)
	for _, exchange := range exchanges {
		must(ch.QueueBind(q.Name, "notifications.*", exchange, false, nil))
		must(ch.QueueBind(q.Name, "versioned_notifications.*", exchange, false, nil))
	}
	deliveries, err := ch.Consume(q.Name, "", false, true, false, false, nil)
	must(err)
	got := 0
	var lags []time.Duration
	for d := range deliveries {
		if got%64 == 0 { // seldom enough to cost nothing
			if at := stampAt.FindSubmatchIndex(d.Body); at != nil {
				sent, err := time.Parse("2006-01-02 15:04:05.000000", string(d.Body[at[2]:at[3]]))
				must(err)
				lags = append(lags, time.Since(sent))
			}
		}
		if got++; got%250 == 0 || len(deliveries) == 0 {
			must(d.Ack(true))
		}
		if got == want {
			break
		}
	}
	must(conn.Close())
	fmt.Println(percentile(lags, 99).Round(time.Millisecond / 10))
}

// dialBroker connects to the broker that the harness named.
func dialBroker() *amqp.Connection {
	u, err := oslo.ParseTransportURL(os.Getenv("CEILOTOP_BENCH_URL"))
	must(err)
	conn, err := amqp.DialConfig("amqp://"+u.Hosts[0].Address(), amqp.Config{
		SASL:      []amqp.Authentication{&amqp.PlainAuth{Username: u.Hosts[0].Username, Password: u.Hosts[0].Password.Reveal()}},
		Vhost:     u.VirtualHost,
		Heartbeat: 30 * time.Second,
	})
	must(err)
	return conn
}

var exchanges = []string{"nova", "glance", "cinder", "openstack", "keystone", "ceilometer"}

// declare does what the services do with their first notification.
func declare(ch *amqp.Channel) {
	for _, exchange := range exchanges {
		must(ch.ExchangeDeclare(exchange, "topic", false, false, false, false, nil))
	}
}

func parameter(name string) int {
	n, err := strconv.Atoi(os.Getenv("CEILOTOP_BENCH_" + name))
	must(err)
	return n
}

func must(err error) {
	if err != nil {
		w := bufio.NewWriter(os.Stderr)
		fmt.Fprintln(w, "bench:", err)
		w.Flush()
		os.Exit(1)
	}
}
