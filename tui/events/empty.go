package events

import (
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/sources"
)

// emptyView says why nothing is listed and what to do about it.
func (p *Page) emptyView(width, height int) []string {
	lines := []string{strings.Repeat(" ", width)}
	for _, pc := range p.why() {
		for _, text := range paragraph(visible(pc.text), width-2) {
			lines = append(lines, p.cells([]piece{{pc.style, " " + text}}, 0, width, nil))
		}
	}
	for len(lines) < height {
		lines = append(lines, strings.Repeat(" ", width))
	}
	return lines[:height]
}

// why is the text of the empty list.
func (p *Page) why() []piece {
	t, w := p.theme, p.w
	switch {
	case p.progress.percent < 100:
		return []piece{{t.Info, sprintf(w.Scanning, p.progress.percent)}}
	case p.stats.Kept > 0 && (p.scope.filter != nil || p.scope.traced()):
		return []piece{
			{t.Strong, sprintf(w.NothingMatches, group(p.stats.Kept))},
			{t.Muted, w.NothingMatchesHelp},
		}
	case p.stats.Kept > 0 && p.scope.since > 0:
		return []piece{
			{t.Strong, sprintf(w.NothingSince, p.hour(p.scope.from))},
			{t.Muted, w.NothingSinceHelp},
		}
	case len(p.brokers) == 0:
		return []piece{{t.Warn, w.NoBrokers}}
	}
	return p.waiting()
}

// waiting tells of each broker how far it is.
func (p *Page) waiting() []piece {
	t, w := p.theme, p.w
	live := false
	for i := range p.brokers {
		live = live || p.brokers[i].State == sources.Live
	}
	pieces := []piece{{t.Strong, w.Waiting}}
	if live {
		pieces[0].text = w.NoneYet
	}
	for i := range p.brokers {
		b := &p.brokers[i]
		pieces = append(pieces, piece{t.Text, ""})
		switch b.State {
		case sources.Live:
			pieces = append(pieces, piece{t.OK, sprintf(w.ConnectedAt, b.Broker, b.Address, p.hour(b.Since))})
		case sources.Ended:
			pieces = append(pieces, piece{t.Text, sprintf(w.EndedEmpty, b.Broker)})
		default:
			pieces = append(pieces, piece{t.Warn, sprintf(w.WaitingFor, b.Broker, b.Address, p.state(b))})
		}
		if b.Err != nil {
			if hint := sources.HintOf(b.Err); hint != "" {
				pieces = append(pieces, piece{t.Key, sprintf(w.Hint, hint)})
			}
		}
		if len(b.Exchanges) > 0 {
			pieces = append(pieces, piece{t.Muted, sprintf(w.Bound, strings.Join(b.Exchanges, ", "))})
		}
		if len(b.Missing) > 0 {
			pieces = append(pieces, piece{t.Muted, sprintf(w.MissingAre, strings.Join(b.Missing, ", "))})
		}
	}
	return pieces
}

// state is the state of a broker that is not live, and why.
func (p *Page) state(b *sources.BrokerStatus) string {
	h := &p.c.Words.Header
	text := map[sources.State]string{
		sources.Connecting: h.Connecting, sources.Retrying: h.Retrying, sources.Refused: h.Refused,
	}[b.State]
	if b.Err != nil {
		text += ", " + b.Err.Error()
	}
	return text
}

// paragraph breaks a text into lines of at most width cells, between words.
func paragraph(text string, width int) []string {
	return strings.Split(ansi.Wrap(text, max(width, 1), ""), "\n")
}
