package meters

import (
	"context"
	"errors"
	"fmt"
	"time"

	tea "charm.land/bubbletea/v2"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	// totalsOver is the time before the newest sample that the statistics are
	// of: of all time they would cost a large store minutes.
	totalsOver  = 24 * time.Hour
	totalsLimit = 30 * time.Second
)

// totals are the statistics of the row in the detail.
type totals struct {
	run    int // generation
	wanted bool
	cancel context.CancelFunc // nil when nothing is asked
	known  bool
	list   []sources.Statistic
	err    error
}

// summed is what a store answered.
type summed struct {
	run  int
	list []sources.Statistic
	err  error
}

func (s *totals) stop() {
	if s.cancel != nil {
		s.cancel()
	}
}

// newTotals has the statistics asked for with the next frame that has a reading
// of the row: a cursor that runs over the list asks for none of them.
func (p *Page) newTotals() {
	p.detail.totals.stop()
	p.detail.totals = totals{run: p.detail.totals.run + 1, wanted: true}
	p.poke()
}

// sum asks for the statistics.
func (p *Page) sum() tea.Cmd {
	d := &p.detail
	if !d.open || !d.totals.wanted || d.row == nil {
		return nil
	}
	r, g := d.row, p.reading(d.row)
	if !r.askable() || tooBroad(r) || g == nil || g.newest.Timestamp.IsZero() {
		return nil
	}
	d.totals.wanted = false
	ctx, cancel := context.WithTimeout(p.ctx, totalsLimit)
	d.totals.cancel = cancel
	run, from := d.totals.run, r.store.Store.Store
	q := sources.StatisticsQuery{Meter: r.meter.Name, Conditions: []sources.Condition{{
		Field: "timestamp", Op: sources.GreaterOrEqual, Value: g.newest.Timestamp.Add(-totalsOver).UTC().Format("2006-01-02T15:04:05.999999"),
	}}}
	if r.count == 0 {
		q.Conditions = append(q.Conditions, sources.Condition{Field: "resource_id", Op: sources.Equal, Value: r.meter.ResourceID.Value})
	}
	return func() tea.Msg {
		defer cancel()
		msg := summed{run: run}
		for s, err := range from.Statistics(ctx, q) {
			if err != nil {
				msg.err = err
				break
			}
			msg.list = append(msg.list, s)
		}
		if errors.Is(ctx.Err(), context.DeadlineExceeded) {
			msg.err = fmt.Errorf("ask for the statistics of %s: no answer in %s", q.Meter, totalsLimit)
		}
		return msg
	}
}

// tooBroad reports whether Gnocchi would have to be asked about each of many
// resources.
func tooBroad(r *row) bool { return r.store.Address.Kind == sources.Gnocchi && r.count > broad }

func (p *Page) onSummed(msg summed) tea.Cmd {
	if d := &p.detail; msg.run == d.totals.run && d.open {
		d.totals.known, d.totals.list, d.totals.err, d.totals.cancel = true, msg.list, msg.err, nil
	}
	return nil
}

// totalLines are the statistics in the detail.
func (p *Page) totalLines(r *row) (lines []line) {
	w, t, s := p.w, p.theme, &p.detail.totals
	add := func(name, value string, st style) { lines = append(lines, line{name, piece{st, value}}) }
	switch {
	case tooBroad(r):
		add(w.Statistics, sprintf(w.TooBroad, p.k.Resources.Help().Key), t.Muted)
	case !r.askable():
	case s.err != nil:
		add(w.Statistics, reason(s.err), t.Error)
	case !s.known:
		if g := p.reading(r); g == nil || !g.newest.Timestamp.IsZero() {
			add(w.Statistics, w.Loading, t.Muted)
		}
	case len(s.list) == 0:
		add(w.Statistics, w.None, t.Muted)
	}
	for i := range s.list {
		st := &s.list[i]
		add(w.Statistics, sprintf(w.StatisticsAre, figure(st.Min), figure(st.Max), figure(st.Avg)), t.Text)
		add("", sprintf(w.StatisticsSum, figure(st.Sum), figure(st.Count)), t.Text)
	}
	if len(s.list) > 0 {
		add("", sprintf(w.StatisticsOver, p.span(totalsOver)), t.Muted)
	}
	return lines
}

func figure(n sources.Number) string {
	if !n.Known {
		return missing
	}
	return number(n.Value)
}
