package pipeline

import (
	"cmp"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor/isolation"
	"github.com/ceilotop/ceilotop/tui/theme"
)

// verdictWord is a verdict's first word, with its sign.
func (p *Page) verdictWord() (sign string, s theme.Style, word string) {
	t, w := p.theme, p.w
	if !p.judged {
		return signUnknown, t.Muted, w.Unjudged
	}
	switch p.verdict.State {
	case isolation.Isolated:
		return signOK, t.OK, w.Isolated
	case isolation.Leaking:
		return signBroken, t.Error, w.Leaking
	case isolation.Draining:
		return signWarn, t.Warn, w.Draining
	}
	return signUnknown, t.Warn, w.Unjudged
}

// verdictLine is the verdict in one line: the word, who or what, because of
// which line, and how old it is. What names the culprit goes last when there is
// no room.
func (p *Page) verdictLine(width int, focus bool) string {
	t := p.theme
	sign, style, word := p.verdictWord()
	head := []piece{{style, " " + sign + " " + word}}
	if focus {
		head = []piece{{style, ">" + sign + " " + word}}
	}
	age := p.verdictAge()
	rest := width - cells([]piece{age}) - 2
	body, extra := p.verdictBody(rest - cells(head) - 1)
	var over *theme.Style
	if focus {
		over = &t.Selected
	}
	pieces := append(head, piece{t.Text, " "})
	pieces = append(pieces, body...)
	if cells(pieces)+cells(extra) <= rest {
		pieces = append(pieces, extra...)
	}
	if room := width - cells(pieces) - cells([]piece{age}) - 1; room > 0 && age.text != "" {
		pad := make([]byte, room)
		for i := range pad {
			pad[i] = ' '
		}
		pieces = append(pieces, piece{t.Text, string(pad)}, age)
	}
	return draw(pieces, width, over)
}

// verdictBody is what is said behind the word: what cannot be left out, and what
// may.
func (p *Page) verdictBody(width int) (body, extra []piece) {
	t, w, v := p.theme, p.w, &p.verdict
	switch {
	case !p.judged && p.look.err != nil:
		return []piece{{t.Error, w.LookFailed + ": " + p.say(p.look.err.Error())}}, nil
	case !p.judged:
		return []piece{{t.Muted, w.Looking}}, nil
	}
	switch v.State {
	case isolation.Leaking:
		if len(v.Leaks) == 0 {
			break
		}
		l := &v.Leaks[0]
		for long := range shortest + 1 {
			if body = p.leakPieces(l, long); cells(body) <= width {
				break
			}
		}
		if l.Reason != "" && (l.Because.File != "" || cells(p.leakPieces(l, whole)) > width) {
			extra = append(extra, piece{t.Muted, " · " + p.say(l.Reason)})
		}
		return body, extra
	case isolation.Draining:
		if len(v.Queues) == 0 {
			break
		}
		q := &v.Queues[0]
		body = append(body, piece{t.Text, p.left(q)})
		if n := len(v.Queues) - 1; n > 0 {
			body = append(body, piece{t.Warn, " " + sprintf(w.MoreQueues, n)})
		}
		return body, nil
	}
	if len(v.Why) > 0 {
		body = append(body, piece{t.Text, p.say(v.Why[0])})
	}
	return body, nil
}

// How much of a leak is said in its line: who, via what and why; the same without
// the reason, or with the line by the last part of its file's name; and without
// the exchange as well.
const (
	whole = iota
	shortReason
	shortest
)

// leakPieces are the first leak and how many more there are.
func (p *Page) leakPieces(l *isolation.Leak, long int) []piece {
	t := p.theme
	who, why := p.leaker(l), p.because(l)
	if long > whole {
		why = ""
		if l.Because.File != "" {
			why = setup.Place{File: base(l.Because.File), Line: l.Because.Line}.String()
		}
	}
	if long == shortest {
		who = leakerName(l)
	}
	pieces := []piece{{t.Strong, who}}
	if why != "" {
		pieces = append(pieces, piece{t.Text, " " + why})
	}
	if n := len(p.verdict.Leaks) - 1; n > 0 {
		pieces = append(pieces, piece{t.Error, " " + sprintf(p.w.MoreLeaks, n)})
	}
	return pieces
}

// leaker is who leaks: nova@ctl1 via nova.
func (p *Page) leaker(l *isolation.Leak) string {
	if l.Exchange == "" {
		return leakerName(l)
	}
	return sprintf(p.w.Leak, leakerName(l), l.Exchange)
}

func leakerName(l *isolation.Leak) string {
	who := cmp.Or(l.Service, signUnknown)
	if l.Host != "" {
		who += "@" + l.Host
	}
	return who
}

// because is the line that makes it so, or why none can be named.
func (p *Page) because(l *isolation.Leak) string {
	switch {
	case l.Because.File != "":
		return sprintf(p.w.Because, l.Because.String())
	case l.Reason != "":
		return sprintf(p.w.Because, p.say(l.Reason))
	}
	return ""
}

// left is a queue that drains.
func (p *Page) left(q *isolation.Drain) string {
	text := sprintf(p.w.Left, q.Name, count(&q.Messages))
	if q.Rate == nil {
		return text
	}
	return text + ", " + growth(q.Rate) + "/s"
}

// verdictAge is when the last event leaked, or else how old the verdict is.
func (p *Page) verdictAge() piece {
	t, w, v := p.theme, p.w, &p.verdict
	if !p.judged {
		return piece{}
	}
	if v.State == isolation.Leaking && len(v.Leaks) > 0 && !v.Leaks[0].Last.IsZero() {
		return piece{t.Error, sprintf(w.LastEvent, p.ago(v.Leaks[0].Last))}
	}
	if v.At.IsZero() {
		return piece{}
	}
	age := piece{t.Muted, sprintf(w.SeenAgo, p.ago(v.At))}
	if p.now.Sub(v.At) > staleAfter {
		age.style = t.Warn
	}
	return age
}
