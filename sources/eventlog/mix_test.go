package eventlog_test

import (
	"bytes"
	"encoding/hex"
	"errors"
	"io"
	"math/rand/v2"
	"regexp"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/eventlog"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/recording"
)

// mix makes any number of different notifications of captured ones. Each round
// through them has identifiers of its own: what occurs in one message in
// twenty or more (projects, users, images) stays, everything else is new, and
// the same wherever the capture had the same. Times go on too.
type mix struct {
	messages []sources.Message
	spots    [][]spot
	fresh    []string // of this round, by number
	random   *rand.ChaCha8
	n        int
	at       time.Time
}

// spot is an identifier within a body.
type spot struct{ at, id int }

var (
	identifier = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[0-9a-f]{32}\b`)
	stamp      = regexp.MustCompile(`\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d\.\d{6}`)
)

func newMix(t testing.TB) *mix {
	t.Helper()
	r, err := recording.Open("../oslo/testdata/mix.jsonl.zst")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	x := &mix{random: rand.NewChaCha8([32]byte{1}), at: time.Now().Add(-time.Hour).UTC()}
	for {
		var m sources.Message
		if err := r.Next(&m); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		x.messages = append(x.messages, m)
	}
	in := map[string]int{}
	for _, m := range x.messages {
		seen := map[string]bool{}
		for _, id := range identifier.FindAll(m.Body, -1) {
			if !seen[string(id)] {
				seen[string(id)] = true
				in[string(id)]++
			}
		}
	}
	numbers := map[string]int{}
	for _, m := range x.messages {
		var spots []spot
		for _, at := range identifier.FindAllIndex(m.Body, -1) {
			id := string(m.Body[at[0]:at[1]])
			if in[id]*20 >= len(x.messages) {
				continue
			}
			if _, ok := numbers[id]; !ok {
				numbers[id] = len(numbers)
			}
			spots = append(spots, spot{at[0], numbers[id]<<1 | map[bool]int{true: 1}[len(id) == 36]})
		}
		x.spots = append(x.spots, spots)
	}
	x.fresh = make([]string, len(numbers))
	return x
}

// next returns another message, in memory of its own.
func (x *mix) next() sources.Message {
	i := x.n % len(x.messages)
	if i == 0 {
		for k := range x.fresh {
			var raw [16]byte
			x.random.Read(raw[:])
			x.fresh[k] = hex.EncodeToString(raw[:])
		}
	}
	x.n++
	x.at = x.at.Add(time.Millisecond)
	m := x.messages[i]
	m.Body = bytes.Clone(m.Body)
	for _, s := range x.spots[i] {
		id := x.fresh[s.id>>1]
		if s.id&1 == 0 {
			copy(m.Body[s.at:], id)
			continue
		}
		to := m.Body[s.at:]
		copy(to[0:], id[0:8])
		copy(to[9:], id[8:12])
		copy(to[14:], id[12:16])
		copy(to[19:], id[16:20])
		copy(to[24:], id[20:32])
	}
	for _, at := range stamp.FindAllIndex(m.Body, 1) {
		copy(m.Body[at[0]:], x.at.Format("2006-01-02 15:04:05.000000"))
	}
	m.ReceivedAt = x.at.Add(time.Duration(x.n%7000) * time.Millisecond)
	return m
}

// fill puts n messages into l.
func (x *mix) fill(l *eventlog.Log, n int) (raw int64) {
	var d oslo.Decoder
	var e sources.Event
	for range n {
		m := x.next()
		d.Decode(&m, &e)
		l.Put(&m, &e)
		raw += int64(len(m.Body))
	}
	return raw
}
