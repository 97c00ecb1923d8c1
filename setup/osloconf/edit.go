package osloconf

import (
	"slices"
	"strings"
)

// Edit returns a file in which the changes are made, and nothing else: every
// line that they do not touch is the same, byte for byte. Without anything to
// change it returns f itself.
//
// A new option lands below its last commented default (#key = in column 0 of
// its section), else behind the last line of the last section of that name,
// else in a new section at the end. The text that comes out is parsed again,
// and unless its meaning differs by exactly the changes the edit is refused. An
// error is an *EditError.
func (f *File) Edit(changes ...Change) (*File, error) {
	e := edit{file: f, replaced: make(map[int]string), dropped: make(map[int]bool), below: make(map[int][]string)}
	seen := make(map[Name]bool, len(changes))
	for _, c := range changes {
		if reason, advice := c.check(); reason != "" {
			return nil, f.refuse(c, reason, advice)
		}
		if seen[c.name()] {
			return nil, f.refuse(c, "the option is to be changed twice at once", "Ask for one change of each option.")
		}
		seen[c.name()] = true
		e.add(c)
	}
	if len(e.replaced)+len(e.dropped)+len(e.below)+len(e.sections) == 0 {
		return f, nil
	}
	edited, err := Parse(f.name, []byte(e.text()))
	if err != nil {
		return nil, f.refuse(changes[0], "the file would not be one that oslo.config can parse", "Edit the file by hand.")
	}
	if c, ok := f.unexpected(edited, changes); ok {
		return nil, f.refuse(c, "the edit would change more than was asked for", "Edit the file by hand.")
	}
	return edited, nil
}

// Find returns the assignments of one option, in the order of the file.
func (f *File) Find(section, key string) []Entry {
	var found []Entry
	for _, e := range f.entries {
		if e.Key == key && Normalise(e.Section) == Normalise(section) {
			found = append(found, e)
		}
	}
	return found
}

// edit collects what happens to each line, counted from 0.
type edit struct {
	file     *File
	replaced map[int]string   // the line's new text, without its line end
	dropped  map[int]bool     // lines that go
	below    map[int][]string // new lines under a line
	sections []section        // new ones at the end
}

type section struct {
	name  string
	lines []string
}

func (e *edit) add(c Change) {
	found := e.file.Find(c.section, c.key)
	switch {
	case c.op == opUnset:
		for _, entry := range found {
			e.drop(entry)
		}
	case len(found) == 0:
		for _, v := range c.values {
			e.insert(c, v)
		}
	case c.op == opSet:
		if last := found[len(found)-1]; !same(last.Value, c.values[0]) {
			e.replace(last, c.values[0])
		}
	default:
		e.setMulti(c, found)
	}
}

// setMulti gives the lines of values that go to values that come, in order; what
// is left over is dropped or added at the end.
func (e *edit) setMulti(c Change, found []Entry) {
	goes, comes := difference(found, c.values)
	for len(goes) > 0 && len(comes) > 0 {
		e.replace(goes[0], comes[0])
		goes, comes = goes[1:], comes[1:]
	}
	for _, entry := range goes {
		e.drop(entry)
	}
	for _, v := range comes {
		at := found[len(found)-1].LastLine - 1
		e.below[at] = append(e.below[at], assignment(c.key, v))
	}
}

// difference compares what is there with what is wanted, each value as often as
// it occurs.
func difference(found []Entry, wanted []string) (goes []Entry, comes []string) {
	comes = slices.Clone(wanted)
	for _, entry := range found {
		i := slices.IndexFunc(comes, func(v string) bool { return same(v, entry.Value) })
		if i < 0 {
			goes = append(goes, entry)
			continue
		}
		comes = slices.Delete(comes, i, i+1)
	}
	return goes, comes
}

func (e *edit) drop(entry Entry) {
	for i := entry.Line - 1; i < entry.LastLine; i++ {
		e.dropped[i] = true
	}
}

// replace keeps what stands before the value: the key, the sign and the blanks.
func (e *edit) replace(entry Entry, value string) {
	raw := e.file.lines[entry.Line-1].Raw
	body := strings.TrimRightFunc(raw[:len(raw)-len(eol(raw))], isSpace)
	sign := strings.IndexAny(body, "=:") + 1
	rest := body[sign:]
	before := body[:len(body)-len(strings.TrimLeftFunc(rest, isSpace))]
	// An empty value has no blank in front of it to keep.
	if rest == "" && isBlank(body[sign-2]) {
		before += " "
	}
	e.replaced[entry.Line-1] = strings.TrimRightFunc(before+quoted(value), isSpace)
	for i := entry.Line; i < entry.LastLine; i++ {
		e.dropped[i] = true
	}
}

func isBlank(c byte) bool { return c == ' ' || c == '\t' }

// insert finds the place for an option that is not in the file.
func (e *edit) insert(c Change, value string) {
	line := assignment(c.key, value)
	if at, ok := e.file.landing(c.section, c.key); ok {
		e.below[at] = append(e.below[at], line)
		return
	}
	i := slices.IndexFunc(e.sections, func(s section) bool { return Normalise(s.name) == Normalise(c.section) })
	if i < 0 {
		i = len(e.sections)
		e.sections = append(e.sections, section{name: c.section})
	}
	e.sections[i].lines = append(e.sections[i].lines, line)
}

func assignment(key, value string) string {
	return strings.TrimRightFunc(key+" = "+quoted(value), isSpace)
}

// landing is the line under which a new option belongs, if its section exists.
func (f *File) landing(section, key string) (line int, ok bool) {
	name := Normalise(section)
	commented, last := -1, -1
	for i, l := range f.lines {
		if l.Kind == Blank || l.Section == noSection || l.Section != section && Normalise(l.Section) != name {
			continue
		}
		last = i
		if l.Kind == Comment && comments(l.Raw, key) {
			commented = i
		}
	}
	if commented >= 0 {
		return commented, true
	}
	return last, last >= 0
}

// comments reports whether a line is #key = something.
func comments(raw, key string) bool {
	rest, ok := strings.CutPrefix(raw[1:], key)
	rest = strings.TrimLeft(rest, " \t")
	return ok && rest != "" && (rest[0] == '=' || rest[0] == ':')
}
