package usage_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	used "github.com/ceilotop/ceilotop/sources/usage"
	"github.com/ceilotop/ceilotop/tui"
	"github.com/ceilotop/ceilotop/tui/tuitest"
	"github.com/ceilotop/ceilotop/tui/usage"
	"github.com/ceilotop/ceilotop/tui/words"
)

func TestMain(m *testing.M) { tuitest.Main(m) }

// today is when the tests begin.
var today = time.Date(2026, 11, 28, 10, 0, 0, 0, time.UTC)

var errBroken = errors.New("the sum is\x1b[2J broken")

// tally is a real ledger that the tests fill.
type tally struct {
	mu     sync.Mutex
	ledger *used.Ledger
	sight  usage.Sight
	err    error
	sums   int
	takes  time.Duration
}

func (t *tally) Sum(context.Context) (usage.Sight, error) {
	time.Sleep(t.takes)
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sums++
	s := t.sight
	s.Report = t.ledger.Report()
	return s, t.err
}

// add gives the ledger an event.
func (t *tally) add(kind string, at time.Time, payload string) {
	t.mu.Lock()
	defer t.mu.Unlock()
	e := sources.Event{Broker: "B", EventType: kind, Timestamp: at, ReceivedAt: at, Payload: []byte(payload), MessageID: fmt.Sprint(kind, at)}
	t.ledger.Add(&e)
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05") }

// server sends an event of a server that was launched at a time.
func (t *tally) server(kind, project, user, id string, vcpus, mb int, launched, at time.Time, more string) {
	quoted, _ := json.Marshal(user)
	t.add(kind, at, fmt.Sprintf(`{"instance_id":%q,"display_name":"name of %s","tenant_id":%q,"user_id":%s,"vcpus":%d,"memory_mb":%d,"root_gb":20,"ephemeral_gb":0,"created_at":%q,"launched_at":%q%s}`,
		id, id, project, quoted, vcpus, mb, stamp(launched), stamp(launched), more))
}

const (
	acme = "6f1d1e7c5a0b4c0e9b0a7d3a5c9e1f01"
	beta = "7a2e2f8d6b1c4d1fac1b8e4b6d0f2a02"
)

// morning is a small cloud between nine and ten: two servers, one of which was
// silent, a volume, an image that was downloaded, an audit that misses one and has
// a ghost, ten minutes in which nobody listened.
func morning() *tally {
	t := &tally{ledger: newLedger()}
	nine := today.Add(-time.Hour)
	t.ledger.Observed("B", nine, nine.Add(30*time.Minute))
	t.ledger.Observed("B", nine.Add(40*time.Minute), today)
	t.server("compute.instance.create.end", acme, "ann", "web-1", 2, 4096, nine.Add(5*time.Minute), nine.Add(5*time.Minute), "")
	t.server("compute.instance.create.end", acme, "bob", "db-1", 8, 16384, nine.Add(6*time.Minute), nine.Add(6*time.Minute), "")
	t.server("compute.instance.delete.end", acme, "bob", "db-1", 8, 16384, nine.Add(6*time.Minute), nine.Add(20*time.Minute), fmt.Sprintf(`,"deleted_at":%q`, stamp(nine.Add(20*time.Minute))))
	period := fmt.Sprintf(`,"audit_period_beginning":%q,"audit_period_ending":%q`, stamp(nine.Add(21*time.Minute)), stamp(nine.Add(25*time.Minute)))
	t.server("compute.instance.exists", acme, "bob", "db-1", 8, 16384, nine.Add(6*time.Minute), nine.Add(26*time.Minute), period)
	t.server("compute.instance.exists", beta, "eve\x1b[2J", "日志服务器", 1, 512, nine.Add(-48*time.Hour), nine.Add(26*time.Minute), period)
	t.add("volume.create.end", nine.Add(10*time.Minute), fmt.Sprintf(`{"volume_id":"vol-1","display_name":"","tenant_id":%q,"user_id":"ann","size":100,"status":"available","created_at":%q,"launched_at":%q}`,
		acme, stamp(nine.Add(10*time.Minute))+"+00:00", stamp(nine.Add(10*time.Minute))+"+00:00"))
	t.add("image.upload", nine.Add(12*time.Minute), fmt.Sprintf(`{"id":"img-1","name":"cirros","owner":%q,"status":"active","size":12716032,"created_at":%q}`, beta, stamp(nine.Add(12*time.Minute))))
	t.add("image.send", nine.Add(13*time.Minute), fmt.Sprintf(`{"image_id":"img-1","bytes_sent":12716032,"receiver_tenant_id":%q,"receiver_user_id":"ann"}`, acme))
	return t
}

func prices(t testing.TB) *used.Prices {
	p, err := used.ParsePrices("prices.yaml", []byte("currency: EUR\nprices:\n  vcpus: {price: 0.0125, per: vCPU-hour}\n  volume.size: {price: 0.10, per: GB-day}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// fixture is the whole program on a virtual terminal. It begins on the Usage page.
type fixture struct {
	*tuitest.Screen
	*tally
	t      testing.TB
	log    *eventlog.Log
	lang   words.Language
	config usage.Config
}

func run(t *testing.T, o tuitest.Options, before func(*fixture), script func(t *testing.T, f *fixture)) {
	t.Helper()
	t.Parallel()
	tuitest.Run(t, o, func(t *testing.T, screen *tuitest.Screen) {
		time.Sleep(time.Until(today)) // the bubble's clock begins in 2000
		f := &fixture{Screen: screen, tally: morning(), t: t, log: eventlog.New(eventlog.Options{})}
		defer f.log.Close()
		if before != nil {
			before(f)
		}
		f.config.Backend = f.tally
		c := tui.Config{Log: f.log, Lang: f.lang, Usage: &f.config}
		screen.Start(func(ctx context.Context, options ...tea.ProgramOption) error {
			c.TeaOptions = options
			return tui.Run(ctx, c)
		})
		f.Keys("5")
		f.Advance(3 * time.Second)
		script(t, f)
	})
}

// part is the page's part of a screen: without the header and the status line,
// which have their own tests.
func part(screen string) string {
	lines := strings.Split(strings.TrimSuffix(screen, "\n"), "\n")
	return strings.Join(lines[2:len(lines)-1], "\n") + "\n"
}

func newLedger() *used.Ledger { return used.New(time.Time{}, time.Time{}) }
