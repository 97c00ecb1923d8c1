package doctor

import (
	"errors"
	"slices"

	"github.com/ceilotop/ceilotop/sources"
)

// Examine runs the checks of those ids over what was seen, or all of them with
// none, and returns what they found, the worst first. A check that found nothing
// wrong is there as OK, one whose parts could not be seen as Unknown with the
// reason, and one that has nothing to judge here as NotApplicable, so that every
// check is accounted for.
func Examine(seen *Seen, only []string) []Finding {
	s := *seen
	s.read = newReading(s.Facts)
	var all []Finding
	for _, c := range All() {
		if len(only) == 0 || slices.Contains(only, c.ID) {
			all = append(all, c.examine(&s)...)
		}
	}
	slices.SortStableFunc(all, func(x, y Finding) int { return x.Result.rank() - y.Result.rank() })
	return all
}

// examine is what one check says. What it leaves open is filled in from the
// check, and text from outside is made visible.
func (c Check) examine(s *Seen) []Finding {
	found := c.blind(s)
	if found == nil {
		found = c.Judge(s)
	}
	if len(found) == 0 {
		found = c.nothing(s)
	}
	for i := range found {
		f := &found[i]
		f.Check = c.ID
		if f.Title == "" {
			f.Title = c.Title
		}
		if f.Result == Critical || f.Result == Warning || f.Result == Info {
			f.Why = orElse(f.Why, c.Why)
			f.Fix = orElse(f.Fix, c.Fix)
		}
		f.Title, f.Subject = sources.Visible(f.Title), sources.Visible(f.Subject)
		f.Why, f.Fix = sources.Visible(f.Why), sources.Visible(f.Fix)
		f.Evidence = slices.Clone(f.Evidence)
		for n := range f.Evidence {
			f.Evidence[n].Text = sources.Visible(f.Evidence[n].Text)
		}
	}
	return found
}

// nothing is what a check says that found nothing: all is well, as far as all
// could be read.
func (c Check) nothing(s *Seen) []Finding {
	if slices.Contains(c.Needs, Configuration) && len(s.Facts.Unreadable) > 0 {
		u := s.Facts.Unreadable[0]
		return []Finding{{Result: Unknown, Why: u.Error(), Fix: u.Hint()}}
	}
	if slices.Contains(c.Needs, Configuration) && len(s.Facts.Programs) == 0 {
		return []Finding{{Result: NotApplicable, Why: "no service has its configuration on this machine"}}
	}
	return []Finding{{Result: OK}}
}

func orElse(text, otherwise string) string {
	if text != "" {
		return text
	}
	return otherwise
}

// blind says why the check cannot be made; nil: it can.
func (c Check) blind(s *Seen) []Finding {
	if c.Any {
		return s.unasked(c.Needs...)
	}
	for _, p := range c.Needs {
		if err := s.Lacks[p]; err != nil {
			return []Finding{{Result: Unknown, Why: err.Error(), Fix: sources.HintOf(err)}}
		}
		if err := s.absent(p); err != nil {
			return []Finding{{Result: NotApplicable, Why: err.Error()}}
		}
	}
	return nil
}

// absent says of a part without which there is nothing to judge that it is not
// there: a cloud may have one broker alone.
func (s *Seen) absent(p Part) error {
	switch {
	case p == BrokerA && s.A == nil:
		return errors.New("no broker A is known")
	case p == BrokerB && s.B == nil:
		return errors.New("no broker B is known")
	}
	return nil
}

// Worst is the result that decides about all of them: OK for none, and where
// nothing applies.
func Worst(all []Finding) Result {
	worst := OK
	for _, f := range all {
		if f.Result.rank() < worst.rank() {
			worst = f.Result
		}
	}
	return worst
}

// ranks are the results, the worst first. What is not known is worse than a
// remark: it may be anything.
var ranks = []Result{Critical, Warning, Unknown, Info, OK, NotApplicable}

func (r Result) rank() int { return slices.Index(ranks, r) }
