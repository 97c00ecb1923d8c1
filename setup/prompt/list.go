package prompt

import (
	"context"
	"slices"
	"strconv"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// list shows all answers that matter and lets any of them be changed. It says
// whether one was answered anew.
func (t *talk) list(ctx context.Context) (changed bool, err error) {
	for {
		all := t.i.Questions()
		t.sayf("\n%s", t.Texts.List)
		for n, q := range all {
			t.sayf("%3d %-28s %s%s", n+1, q.Key, t.value(q), t.evidence(q))
		}
		word, err := t.line(ctx, t.Texts.Which)
		if err != nil || word == "" || word == "<" {
			return changed, err
		}
		n := slices.IndexFunc(all, func(q setup.Question) bool { return q.Key == word })
		if number, err := strconv.Atoi(word); err == nil {
			n = number - 1
		}
		if n < 0 || n >= len(all) {
			t.sayf("%s", t.Texts.Unknown)
			continue
		}
		before := t.given
		if _, err := t.ask(ctx, all[n], ""); err != nil {
			return changed, err
		}
		changed = changed || t.given > before
	}
}

func (t *talk) value(q setup.Question) string {
	switch {
	case q.Default != "":
		return sources.Visible(q.Default)
	case q.Secret && t.i.Answered(q.Key):
		return t.Texts.Typed
	}
	return t.Texts.None
}

// evidence is what a default rests on, or why it is recommended.
func (t *talk) evidence(q setup.Question) string {
	switch {
	case q.Default == "":
	case q.Evidence != "":
		return t.form(t.Texts.From, sources.Visible(t.Say(q.Evidence)))
	case q.Advice != "":
		return t.form(t.Texts.Advice, sources.Visible(t.Say(q.Advice)))
	}
	return ""
}
