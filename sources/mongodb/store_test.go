package mongodb

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"go.mongodb.org/mongo-driver/event"
	"go.uber.org/goleak"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// reading are the commands that a store may send. None of them writes.
var reading = []string{
	"find", "getMore", "killCursors", "listCollections", "listIndexes", "collStats", "buildInfo",
	"hello", "isMaster", "ping", "endSessions", "saslStart", "saslContinue", "getnonce", "authenticate",
}

// open makes a store of a URL and fails the test when it sends anything but
// reading commands.
func open(t testing.TB, url string) *Store {
	t.Helper()
	s, err := New(Config{URL: sources.Secret(url), From: "the test"})
	if err != nil {
		t.Fatal(err)
	}
	s.options.SetMonitor(&event.CommandMonitor{Started: func(_ context.Context, e *event.CommandStartedEvent) {
		if !slices.Contains(reading, e.CommandName) {
			t.Errorf("the store sent the command %s: %v", e.CommandName, e.Command)
		}
	}})
	t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		if err := s.Close(ctx); err != nil {
			t.Errorf("close: %v", err)
		}
	})
	return s
}

func TestTheStoreKeepsTheContract(t *testing.T) {
	t.Parallel()
	db, docs := sourcestest.MongoDB(t), sourcestest.SmallCloud()
	db.Load(t, docs)
	sourcestest.CheckMeterStore(t, open(t, db.URL()), docs)
}

func TestWhereNeedsNoServer(t *testing.T) {
	t.Parallel()
	s := open(t, "mongodb://ceilometer:secret@192.0.2.1,192.0.2.2:27018/ceilometer?replicaSet=rs0")
	want := sources.StoreAddress{Kind: sources.MongoDB, URL: "mongodb://192.0.2.1,192.0.2.2:27018/ceilometer", From: "the test"}
	if got := s.Where(); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestTLS(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(3, 2))
	names := map[string]string{"the driver's option": db.TLSURL(), "pymongo's option": strings.Replace(db.TLSURL(), "tlsCAFile", "ssl_ca_certs", 1)}
	for name, url := range names {
		t.Run(name, func(t *testing.T) {
			n := 0
			for _, err := range open(t, url).Meters(t.Context(), sources.MeterQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				n++
			}
			if n != 6 {
				t.Errorf("got %d meters, want 6", n)
			}
		})
	}
}
