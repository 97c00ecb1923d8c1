package main

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/tui/words"
)

// doctorTable is a line for each finding, the worst first, and then what there is
// to say about each. Checks that are ok, or have nothing to judge, are counted
// unless they were asked for.
func doctorTable(w *words.Words, found []doctor.Finding, all bool) string {
	shown := slices.DeleteFunc(slices.Clone(found), func(f doctor.Finding) bool {
		return !all && (f.Result == doctor.OK || f.Result == doctor.NotApplicable)
	})
	s := &doctorSheet{words: w}
	s.rows(shown)
	if !all {
		s.count(found, doctor.OK, "%d checks are ok")
		s.count(found, doctor.NotApplicable, "%d checks have nothing to judge here")
	}
	for _, f := range shown {
		if f.Result != doctor.OK && f.Result != doctor.Unknown {
			s.finding(f)
		}
	}
	s.unknown(shown)
	return s.String()
}

// unknown names the checks that could not be made, together where it is for the
// same reason: a broker that is dead has many.
func (s *doctorSheet) unknown(found []doctor.Finding) {
	type reason struct{ why, fix string }
	checks := make(map[reason][]string)
	var order []doctor.Finding
	for _, f := range found {
		if f.Result != doctor.Unknown {
			continue
		}
		r := reason{f.Why, f.Fix}
		if checks[r] == nil {
			order = append(order, f)
		}
		if !slices.Contains(checks[r], f.Check) {
			checks[r] = append(checks[r], f.Check)
		}
	}
	for _, f := range order {
		ids := checks[reason{f.Why, f.Fix}]
		if len(ids) == 1 {
			s.finding(f)
			continue
		}
		f.Check, f.Title, f.Subject = strings.Join(ids, ", "), string(doctor.Unknown), ""
		s.finding(f)
	}
}

// explained is what a check itself is about.
func explained(w *words.Words, c doctor.Check) string {
	s := &doctorSheet{words: w}
	s.line(0, c.ID+": "+w.Say(c.Title))
	s.field(w.Say("severity"), w.Say(string(c.Severity)))
	s.field(w.Say("why"), w.Say(c.Why))
	s.field(w.Say("fix"), w.Say(c.Fix))
	s.field(w.Say("source"), c.Source)
	return s.String()
}

// doctorSheet is text 80 columns wide in one language.
type doctorSheet struct {
	strings.Builder
	words *words.Words
}

// The widest that the columns before the last one get.
const (
	resultWidth  = 8
	subjectWidth = 18
)

func (s *doctorSheet) rows(found []doctor.Finding) {
	ids := 0
	for _, f := range found {
		ids = max(ids, len(f.Check))
	}
	for _, f := range found {
		subject := f.Subject
		if subject == "" {
			subject = "-"
		}
		if over := width(subject) - subjectWidth; over > 0 { // a path's end says more than its begin
			subject = "…" + ansi.TruncateLeft(subject, over+1, "")
		}
		line := pad(s.words.Say(s.short(f.Result)), resultWidth) + "  " + pad(f.Check, ids) + "  " + pad(subject, subjectWidth) + "  " + s.words.Say(f.Title)
		s.WriteString(ansi.Truncate(line, sheetWidth, "…") + "\n")
	}
}

// short is a result in a word.
func (s *doctorSheet) short(r doctor.Result) string {
	if r == doctor.NotApplicable {
		return "n/a"
	}
	return string(r)
}

func (s *doctorSheet) count(found []doctor.Finding, r doctor.Result, format string) {
	n := 0
	for _, f := range found {
		if f.Result == r {
			n++
		}
	}
	if n > 0 {
		s.WriteString(s.words.Say(fmt.Sprintf(format, n)) + "\n")
	}
}

// finding is all that there is to say about one.
func (s *doctorSheet) finding(f doctor.Finding) {
	head := f.Check + ": " + s.words.Say(f.Title)
	if f.Subject != "" {
		head += " (" + f.Subject + ")"
	}
	s.WriteByte('\n')
	s.line(0, head)
	if f.Why != "" {
		s.field(s.words.Say("why"), s.words.Say(f.Why))
	}
	for _, e := range f.Evidence {
		text := s.words.Say(e.Text)
		if at := whereIs(e); at != "" {
			text = at + "  " + text
		}
		s.field(s.words.Say("evidence"), text)
	}
	if f.Fix != "" {
		s.field(s.words.Say("fix"), s.words.Say(f.Fix))
	}
	if f.Step != "" {
		s.field(s.words.Say("step"), fmt.Sprintf("%s: ceilotop setup plan", f.Step))
	}
}

// whereIs is the place to look at a piece of evidence.
func whereIs(e doctor.Evidence) string {
	switch {
	case e.File != "" && e.Line > 0:
		return fmt.Sprintf("%s:%d", e.File, e.Line)
	case e.File != "":
		return e.File
	case e.Queue != nil:
		return e.Queue.Broker + ":" + e.Queue.VHost + ":" + e.Queue.Name
	case e.Unit != "":
		return e.Unit
	}
	return e.Event
}

// fieldWidth is that of the names before the texts.
const fieldWidth = 10

func (s *doctorSheet) field(name, text string) { s.line(2+fieldWidth, "  "+pad(name, fieldWidth)+text) }

func (s *doctorSheet) line(hang int, text string) {
	for i, line := range fold(sources.Visible(text), sheetWidth, sheetWidth-hang) {
		if i > 0 {
			s.WriteString(strings.Repeat(" ", hang))
		}
		s.WriteString(line + "\n")
	}
}

func pad(text string, to int) string { return text + strings.Repeat(" ", max(to-width(text), 0)) }

// fold breaks a text into lines, at blanks and between Chinese characters: a path
// or a URL that is broken cannot be copied.
func fold(text string, first, others int) (lines []string) {
	room, line := first, ""
	for _, word := range pieces(text) {
		if width(line)+width(strings.TrimRight(word, " ")) > room && strings.TrimSpace(line) != "" {
			lines = append(lines, strings.TrimRight(line, " "))
			line, room = "", others
			word = strings.TrimLeft(word, " ")
		}
		line += word
	}
	return append(lines, strings.TrimRight(line, " "))
}

// pieces are what may stand on a line of its own: words with the blanks behind
// them, and Chinese characters with the marks behind them.
func pieces(text string) (all []string) {
	begin, before := 0, rune(0)
	for i, r := range text {
		han := unicode.Is(unicode.Han, r)
		if i > begin && (before == ' ' && r != ' ' || han || unicode.Is(unicode.Han, before) && !closes(r) && r != ' ') {
			all = append(all, text[begin:i])
			begin = i
		}
		before = r
	}
	return append(all, text[begin:])
}

// closes tells marks that no line begins with.
func closes(r rune) bool { return strings.ContainsRune("，。；：、）」》？！,.;:)", r) }
