package usage

import (
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// maxInventories bounds how many can say that a resource is gone: later ones
// still say what there is.
const maxInventories = 64

// Take takes an inventory, of any moment, beside the events.
func (l *Ledger) Take(v *sources.Inventory) {
	at := instantOf(v.At)
	bit := uint64(0)
	if len(l.taken) < maxInventories {
		bit = 1 << len(l.taken)
		t := taken{at: at, whole: make(map[sources.Kind]bool)}
		for _, kind := range sources.Kinds {
			t.whole[kind] = v.Whole(kind)
		}
		t.absent = v.Store == ""
		l.taken = append(l.taken, t)
	}
	for i := range v.Servers {
		l.list(serverListed(&v.Servers[i], at), bit)
	}
	for i := range v.Volumes {
		l.list(volumeListed(&v.Volumes[i], at), bit)
	}
	for i := range v.Images {
		l.list(imageListed(&v.Images[i], at), bit)
	}
}

func (l *Ledger) list(f *fact, bit uint64) {
	if f.id == "" {
		return
	}
	r := l.resource(f.kind, f.id)
	r.inventory |= bit
	l.note(r, f)
	if a := f.attached(); a != nil {
		r := l.resource(a.kind, a.id)
		r.inventory |= bit
		l.note(r, a)
	}
}

func serverListed(s *sources.Server, at instant) *fact {
	f := &fact{kind: sources.KindServer, id: s.ID, name: s.Name, at: at}
	if s.LaunchedAt.IsZero() {
		return f
	}
	f.launched = secondOf(s.LaunchedAt)
	if !s.CreatedAt.IsZero() {
		f.created = min(secondOf(s.CreatedAt), f.launched)
	}
	f.seen = seenAt(s.SeenAt, at)
	if !s.TerminatedAt.IsZero() {
		f.gone = secondOf(s.TerminatedAt)
		f.seen = min(f.seen, instantOf(s.TerminatedAt))
	}
	f.state = state{project: s.ProjectID, user: s.UserID}
	if s.Flavor != nil {
		f.state.size = [4]int64{s.Flavor.VCPUs, s.Flavor.MemoryMB, s.Flavor.RootGB, s.Flavor.EphemeralGB}
		f.sized = true
	} else {
		f.aliveTo = f.seen.second()
	}
	return f
}

// seenAt is when one of an inventory is known to have been there.
func seenAt(seen time.Time, at instant) instant {
	if seen.IsZero() {
		return at
	}
	return min(at, instantOf(seen))
}

func volumeListed(v *sources.Volume, at instant) *fact {
	f := &fact{kind: sources.KindVolume, id: v.ID, name: v.Name, at: at}
	if v.CreatedAt.IsZero() || v.Status == "creating" || v.Status == "error" {
		return f
	}
	f.created, f.seen, f.sized = secondOf(v.CreatedAt), seenAt(v.SeenAt, at), true
	if !v.DeletedAt.IsZero() {
		f.gone = secondOf(v.DeletedAt)
		f.seen = min(f.seen, instantOf(v.DeletedAt))
	}
	f.state = state{project: v.ProjectID, user: v.UserID, size: [4]int64{v.SizeGB}}
	f.hold = holdOf("", word(v.Status), 0)
	if len(v.Servers) > 0 {
		f.hold = held
	}
	return f
}

func imageListed(i *sources.Image, at instant) *fact {
	f := &fact{kind: sources.KindImage, id: i.ID, name: i.Name, at: at}
	if i.Size == nil || i.Status != "active" && i.Status != "deactivated" {
		return f
	}
	if !i.CreatedAt.IsZero() {
		f.created = secondOf(i.CreatedAt)
	}
	f.seen, f.sized = seenAt(i.SeenAt, at), true
	if !i.DeletedAt.IsZero() {
		f.gone = secondOf(i.DeletedAt)
		f.seen = min(f.seen, instantOf(i.DeletedAt))
	}
	f.state = state{project: i.ProjectID, size: [4]int64{*i.Size}}
	return f
}
