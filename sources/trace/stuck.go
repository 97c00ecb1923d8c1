package trace

import (
	"cmp"
	"slices"
	"strings"
	"time"
)

// Stuck are the open steps that began at least so long before now, the oldest
// first, at most limit of them; 0 is all. The second is how many there are. Only
// those of the list are made: the others may be very many.
func (t *Tracker) Stuck(now time.Time, atLeast time.Duration, limit int) (list []Step, total int) {
	latest := now.Add(-atLeast)
	var open []*tracked
	for i := t.old; i != 0; i = t.steps[i-1].next {
		if s := &t.steps[i-1]; s.begun == 0 || !time.Unix(0, s.begun).After(latest) {
			open = append(open, s)
		}
	}
	slices.SortStableFunc(open, func(a, b *tracked) int {
		return cmp.Or(cmp.Compare(a.begun, b.begun), cmp.Compare(a.text[:a.lengths[0]], b.text[:b.lengths[0]]), cmp.Compare(a.kind.action, b.kind.action),
			cmp.Compare(a.text[a.lengths[0]:], b.text[b.lengths[0]:]))
	})
	total = len(open)
	if limit > 0 && total > limit {
		open = open[:limit]
	}
	for _, s := range open {
		list = append(list, s.step())
	}
	return list, total
}

func (s *tracked) step() Step {
	k, resource := s.kind, int(s.lengths[0])+int(s.lengths[1])
	out := Step{
		Action: k.action, Stage: k.stage, Service: k.service, Publisher: k.publisher, Host: k.host, State: Stuck, Count: 1, Try: int(s.try),
		RequestID: s.text[:s.lengths[0]], ResourceID: s.text[s.lengths[0]:resource], ResourceName: s.text[resource:], ProjectID: s.project,
		Begin: Mark{Guess: s.guess, Host: cmp.Or(k.host, k.publisher), Seq: s.seq, seen: true},
	}
	if s.begun != 0 {
		out.Begin.At = time.Unix(0, s.begun).UTC()
	}
	return out
}

// cut bounds a text, at the border of a character. It copies: what is kept must
// not hold the memory of a whole message.
func cut(text string) string {
	if len(text) <= trackedText {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:trackedText-len("…")], "") + "…"
}
