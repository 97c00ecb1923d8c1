package usage

import (
	"hash/fnv"
	"math/big"
	"strings"
)

// maxRemembered is how many downloads are remembered, so that none counts twice
// that two brokers delivered or two recordings hold: 40 MiB of them.
const maxRemembered = 2 << 20

// downloads are what came of image.send.
type downloads struct {
	seen  map[uint64]struct{}
	total map[receipt]*sent
}

// receipt is who got which image.
type receipt struct{ id, project, user string }

type sent struct {
	bytes big.Int // what a wire says may be any number
	times int64
}

func (l *Ledger) download(d *download, messageID string) {
	at := d.at.second()
	if !l.asked(at, at+1) {
		return
	}
	h := fnv.New64a()
	h.Write([]byte(messageID))
	if messageID == "" {
		for _, part := range []string{d.id, d.project, d.user} {
			h.Write([]byte(part))
		}
		for shift := 0; shift < 64; shift += 8 {
			h.Write([]byte{byte(d.at >> shift)})
		}
	}
	w := &l.downloads
	if w.seen == nil {
		w.seen, w.total = make(map[uint64]struct{}), make(map[receipt]*sent)
	}
	switch _, known := w.seen[h.Sum64()]; {
	case known:
		return
	case len(w.seen) < maxRemembered:
		w.seen[h.Sum64()] = struct{}{}
		l.held += perReceipt
	default:
		l.counts.Untold++
	}
	k := receipt{d.id, d.project, d.user}
	got := w.total[k]
	if got == nil {
		got = new(sent)
		l.held += perReceiver
		w.total[receipt{strings.Clone(k.id), strings.Clone(k.project), strings.Clone(k.user)}] = got
	}
	got.bytes.Add(&got.bytes, big.NewInt(d.bytes))
	got.times++
}
