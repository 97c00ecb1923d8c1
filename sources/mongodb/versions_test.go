package mongodb

import (
	"fmt"
	"net"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// TestMongoDB26KeepsTheContract runs the lists over the protocol that has no
// command find. Statistics are computed from the same stream, and checked once
// below.
func TestMongoDB26KeepsTheContract(t *testing.T) {
	t.Parallel()
	db, docs := sourcestest.MongoDB(t), sourcestest.SmallCloud()
	db.Load(t, docs)
	old := &oldServer{max: 2}
	sourcestest.CheckMeterStore(t, open(t, old.start(t, db)), docs,
		sourcestest.Without("statistics", "statistics by period", "statistics by group", "statistics by aggregate", "samples by condition"))
	for _, message := range []string{"find message", "find message with $maxTimeMS"} {
		if !old.saw(message) {
			t.Errorf("the server got no %s", message)
		}
	}
}

func TestEveryVersionFromMongoDB26To36IsRead(t *testing.T) {
	t.Parallel()
	db, docs := sourcestest.MongoDB(t), sourcestest.LargeCloud(2500, 1)
	db.Load(t, docs)
	for wire, version := range map[int32]string{2: "2.6", 3: "3.0", 4: "3.2", 5: "3.4", 6: "3.6"} {
		t.Run(version, func(t *testing.T) {
			t.Parallel()
			old := &oldServer{max: wire}
			s := open(t, old.start(t, db))
			n := 0
			for m, err := range s.Meters(t.Context(), sources.MeterQuery{}) {
				if err != nil {
					t.Fatal(err)
				}
				if want := docs.Resources[n].ID; m.ResourceID.Value != want {
					t.Fatalf("meter %d is of %q, want %q", n, m.ResourceID.Value, want)
				}
				n++
			}
			if n != len(docs.Resources) {
				t.Errorf("got %d meters, want %d", n, len(docs.Resources))
			}
			more := map[bool]string{true: "getMore message", false: "getMore"}[wire < 4]
			if !old.saw(more) {
				t.Errorf("the list of %d documents came without a %s", n, more)
			}
			for st, err := range s.Statistics(t.Context(), sources.StatisticsQuery{Meter: "memory"}) {
				if err != nil {
					t.Fatal(err)
				}
				if st.Count.Value != 2500 {
					t.Errorf("statistics of %v samples, want 2500", st.Count.Value)
				}
			}
			if _, err := s.Health(t.Context()); err != nil {
				t.Errorf("health: %v", err)
			}
			for range s.Meters(t.Context(), sources.MeterQuery{}) {
				break
			}
			kill := map[bool]string{true: "killCursors message", false: "killCursors"}[wire < 4]
			if !old.sees(kill) {
				t.Errorf("after an early end the server got no %s", kill)
			}
		})
	}
}

func TestMongoDB26ChecksTheLoginAgainstTheDatabaseInThePath(t *testing.T) {
	t.Parallel()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(1, 1))
	old := &oldServer{max: 2, login: "ceilometer:s3cret"}
	url := old.start(t, db)
	for _, err := range open(t, url).Meters(t.Context(), sources.MeterQuery{}) {
		if err != nil {
			t.Error(err)
		}
	}
	if !old.saw(db.Name + ": authenticate") {
		t.Errorf("the login was not checked against %s: %q", db.Name, old.seen)
	}
	for _, err := range open(t, strings.Replace(url, "s3cret", "wr0ng", 1)).Meters(t.Context(), sources.MeterQuery{}) {
		want := fmt.Sprintf("as ceilometer, checked against the database %s: user and password do not fit", db.Name)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
}

func TestOfSeveralHostsTheFirstMayBeDead(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	dead := l.Addr().String()
	_ = l.Close()
	db := sourcestest.MongoDB(t)
	db.Load(t, sourcestest.LargeCloud(1, 2))
	old := &oldServer{max: 6, replicaSet: "rs0"}
	url := strings.Replace(old.start(t, db), scheme, scheme+dead+",", 1)
	for _, set := range []string{"?replicaSet=rs0", ""} {
		if n := count(t, open(t, url+set), sources.MeterQuery{}); n != 2 {
			t.Errorf("%s: got %d meters, want 2", set, n)
		}
	}
	alone := &oldServer{max: 6}
	url = strings.Replace(alone.start(t, nil), scheme, scheme+dead+",", 1)
	says(t, firstError(t, open(t, url+"?serverSelectionTimeoutMS=1000")), dead+": dial tcp", "mongod")
}

func TestVersionsThatCannotBeReadAreOneSentence(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		min, max   int32
		want, hint string
	}{
		"2.2":    {0, 0, "is older than 2.6 (wire version 0), too old for this program", "--source api"},
		"2.4":    {0, 1, "is older than 2.6 (wire version 1), too old for this program", "--source api"},
		"future": {18, 30, "speaks only to newer programs (wire version 18 and up; this one knows up to 17)", "Ceilometer's database"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := &oldServer{min: c.min, max: c.max}
			err := firstError(t, open(t, old.start(t, nil)))
			if !strings.HasPrefix(err.Error(), "list meters: MongoDB at 127.0.0.1:") || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("got %q, want …%q", err, c.want)
			}
			if !strings.Contains(sources.HintOf(err), c.hint) {
				t.Errorf("the hint is %q, want %q in it", sources.HintOf(err), c.hint)
			}
		})
	}
}

// firstError lists meters, which must fail at once.
func firstError(t *testing.T, s *Store) error {
	t.Helper()
	for m, err := range s.Meters(t.Context(), sources.MeterQuery{}) {
		if err == nil {
			t.Fatalf("got the meter %+v, want an error", m)
		}
		return err
	}
	t.Fatal("got an empty list, want an error")
	return nil
}
