package gnocchi

import "time"

// measuresAtOnce is about how many measures are held at a time.
const measuresAtOnce = 1_000_000

// window is the part of the time whose measures are read at once. The first is
// the newest, and each ends where the last began. One that may have all that is
// left, has it; others get longer where there is little.
type window struct {
	period
	start  time.Time // of all that was asked for
	step   time.Duration
	wanted int
	fits   bool // all that is kept
}

// newWindow is the first window. A limited list wants no more at first than will
// do in an ordinary case: of one metric a thousand measures, which are three
// days and a half at five minutes each.
func newWindow(list []series, b bounds, limit, atOnce int) *window {
	w := &window{start: b.from, period: b.period(), wanted: atOnce, fits: true}
	var perSecond float64
	var coarsest time.Duration
	kept := 0
	for _, one := range list {
		perSecond += 1 / one.granularity.Seconds()
		coarsest = max(coarsest, one.granularity)
		kept += min(one.points, atOnce+1) // a sum that cannot overflow
		w.fits = w.fits && one.points > 0
	}
	w.fits = w.fits && kept <= atOnce
	fits := w.fits
	if limit > 0 {
		w.wanted = min(w.wanted, 1000+4*min(limit, atOnce))
		w.fits = false
	}
	w.step = max(2*coarsest, time.Duration(min(float64(w.wanted)/perSecond, longest.Seconds())*float64(time.Second)))
	end := time.Now().UTC()
	if !b.to.IsZero() {
		end = b.to
	}
	w.back(end)
	w.fits = fits
	return w
}

// back sets the beginning of the window that ends at a time.
func (w *window) back(end time.Time) {
	w.from = end.Add(-w.step)
	if w.fits || w.from.Unix() < 0 || w.from.Before(w.start) {
		w.from = w.start
	}
}

// older moves on to what is older, unless that was the oldest.
func (w *window) older(got int) bool {
	if w.from.Equal(w.start) {
		return false
	}
	if got < w.wanted/4 {
		w.step = min(4*w.step, longest/4)
	}
	w.to = w.from
	w.back(w.to)
	return true
}
