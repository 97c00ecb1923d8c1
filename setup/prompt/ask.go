package prompt

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/sources"
)

// begin takes the questions that an earlier conversation answered for asked.
func (t *talk) begin(i *interview.Interview) {
	t.i = i
	for _, q := range i.Asked() {
		if i.Settled(q.Key) {
			t.behind = append(t.behind, q.Key)
		}
	}
}

// questions asks what has not been asked yet. Which those are depends on the
// answers, so that each one is looked for anew.
func (t *talk) questions(ctx context.Context) error {
	for {
		asked := t.i.Asked()
		n := slices.IndexFunc(asked, func(q setup.Question) bool { return !slices.Contains(t.behind, q.Key) })
		if n < 0 {
			return nil
		}
		q := asked[n]
		how, err := t.ask(ctx, q, fmt.Sprintf(t.Texts.Count, n+1, len(asked)))
		switch {
		case err != nil:
			return err
		case how != back:
			t.behind = append(t.behind, q.Key)
		case !t.back(asked[:n]):
			t.sayf("%s", t.Texts.First)
		}
	}
}

// back has the last one of the questions before asked once more, if there is one.
func (t *talk) back(before []setup.Question) bool {
	for _, q := range slices.Backward(before) {
		if n := slices.Index(t.behind, q.Key); n >= 0 {
			t.behind = slices.Delete(t.behind, n, n+1)
			return true
		}
	}
	return false
}

// how a question was left.
type how int

const (
	answered how = iota
	back
)

// ask asks one question until it is answered.
func (t *talk) ask(ctx context.Context, q setup.Question, number string) (how, error) {
	for {
		text, err := t.read(ctx, q, number)
		if err != nil {
			return answered, err
		}
		switch text {
		case "?":
			t.explain(q)
			continue
		case "<":
			return back, nil
		case "list":
			if _, err := t.list(ctx); err != nil {
				return answered, err
			}
			if now, ok := t.i.Question(q.Key); ok { // its default may follow from what was changed
				q = now
			}
			continue
		case "":
			if number == "" && (q.Default != "" || t.i.Answered(q.Key)) {
				return answered, nil // it was looked at in the list
			}
			if err := t.i.Accept(q.Key); err != nil {
				t.complain(err)
				continue
			}
			return answered, nil
		case "-":
			if q.Validate("") == nil {
				text = ""
			}
		}
		if err := t.i.Answer(q.Key, text); err != nil {
			t.complain(err)
			continue
		}
		t.given++
		if odd := q.Warn(text); odd != "" {
			t.sayf("  %s %s", t.Texts.Warning, sources.Visible(t.Say(odd)))
		}
		return answered, nil
	}
}

// read shows a question and reads what is typed. A password keeps its blanks,
// which are told to be wrong and not cut off.
func (t *talk) read(ctx context.Context, q setup.Question, number string) (string, error) {
	var b strings.Builder
	if number != "" {
		b.WriteString(number + " ")
	}
	b.WriteString(t.Say(q.Title))
	switch {
	case q.Secret:
		b.WriteString(t.Texts.Hidden)
	case len(q.Choices) > 0 && len(q.Choices) < 8:
		fmt.Fprintf(&b, t.Texts.Choices, strings.Join(q.Choices, ", "))
	case q.List:
		b.WriteString(t.Texts.Several)
	}
	switch {
	case q.Default != "":
		fmt.Fprintf(&b, " [%s]", sources.Visible(q.Default))
		b.WriteString(t.evidence(q))
	case q.Secret && t.i.Answered(q.Key):
		fmt.Fprintf(&b, " [%s]", t.Texts.Typed)
	case q.Validate("") == nil:
		fmt.Fprintf(&b, " [%s]", t.Texts.None)
	default:
		b.WriteString(t.Texts.Required)
	}
	b.WriteString(": ")
	if q.Secret && t.Secret != nil {
		return t.hidden(ctx, b.String())
	}
	text, err := t.raw(ctx, b.String())
	if !q.Secret {
		text = strings.TrimSpace(text)
	}
	return text, err
}

// explain says what an answer is for, and where that can be read.
func (t *talk) explain(q setup.Question) {
	t.wrap("  ", t.Say(q.Why))
	if q.Validate("") == nil && q.Default != "" {
		t.wrap("  ", t.Texts.Empty)
	}
	if q.Source != "" {
		t.sayf("  %s %s", t.Texts.Source, t.Say(q.Source))
	}
}
