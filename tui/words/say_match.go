package words

import "strings"

// say translates a text, or leaves it as it is.
func (s *sayings) say(english string) string {
	if !strings.Contains(english, "\n") {
		text, _ := s.read().know(english, 0)
		return text
	}
	lines := strings.Split(english, "\n")
	for i, line := range lines {
		lines[i], _ = s.read().know(line, 0)
	}
	return strings.Join(lines, "\n")
}

func (s *sayings) read() *reading {
	return &reading{s: s, known: make(map[string]known), left: mostScans}
}

// The two bound what a text from outside can cost that looks like many of ours
// at once. Ours need a tenth of that.
const (
	mostScans  = 200 // of all formats
	mostNested = 8   // a text in a text
)

// reading is the work on one text.
type reading struct {
	s     *sayings
	known map[string]known // the parts that were looked up
	left  int
}

type known struct {
	text string
	how  extent
}

// extent is how much of a text is known.
type extent uint8

const (
	nothing extent = iota
	partly         // one of several parts
	joined         // every part
	wholly         // as one text
)

// know translates a text as far as it is known.
func (r *reading) know(text string, depth int) (string, extent) {
	if k, ok := r.known[text]; ok {
		return k.text, k.how
	}
	r.known[text] = known{text, nothing} // while it is being looked up
	chinese, how := r.find(text, depth)
	if how == nothing {
		chinese = text
	}
	r.known[text] = known{chinese, how}
	return chinese, how
}

func (r *reading) find(text string, depth int) (string, extent) {
	if chinese, ok := r.s.exact[text]; ok {
		return chinese, wholly
	}
	if depth > mostNested || r.left <= 0 || !strings.Contains(text, " ") {
		return "", nothing
	}
	r.left--
	fit := r.s.fit(text)
	if chinese, ok := r.format(fit, text, names, depth); ok {
		return chinese, wholly
	}
	if chinese, how := r.parts(text, depth, reasons); how != nothing {
		return chinese, how
	}
	if chinese, ok := r.format(fit, text, sentences, depth); ok {
		return chinese, wholly
	}
	if chinese, how := r.parts(text, depth, others); how != nothing {
		return chinese, how
	}
	if chinese, ok := r.format(fit, text, anything, depth); ok {
		return chinese, wholly
	}
	return "", nothing
}

// strictness says what may stand in the place of a value that is not open. With
// names alone there is nearly always one way only to read a text; a sentence in
// the midst of another one is rare, and a path with a blank still rarer.
type strictness uint8

const (
	names     strictness = iota // a word, or several with commas between them
	sentences                   // a text that is known, too
	anything                    // if enough of the format is there
)

// few letters, as in "%s is %s", make a sentence of anything: a name has to
// stand before them, and a name or a whole text behind.
const few = 4

// enough is how many letters a format has that cannot be taken for another one.
const enough = 12

func (r *reading) format(fit []*format, text string, how strictness, depth int) (string, bool) {
	for _, f := range fit {
		if how == anything && f.letters < enough {
			continue
		}
		values := make([]string, len(f.values))
		if r.match(f, 0, text[len(f.literals[0]):], values, how, depth) {
			return f.fill(values), true
		}
	}
	return "", false
}

// match reads the values of a format from the n-th on, and translates them.
func (r *reading) match(f *format, n int, rest string, values []string, how strictness, depth int) bool {
	behind := f.literals[n+1]
	if n == len(f.values)-1 {
		word, ok := strings.CutSuffix(rest, behind)
		return ok && r.take(f, n, word, values, how, depth)
	}
	for from := 0; from < len(rest) && r.left > 0; {
		at := strings.Index(rest[from:], behind)
		if at < 0 {
			return false
		}
		at += from
		if r.take(f, n, rest[:at], values, how, depth) && r.match(f, n+1, rest[at+len(behind):], values, how, depth) {
			return true
		}
		from = at + 1
	}
	return false
}

// take says whether a word can be that value.
func (r *reading) take(f *format, n int, word string, values []string, how strictness, depth int) bool {
	v := f.values[n]
	values[n] = word
	switch {
	case word == "":
		return false
	case v.kind == 'd':
		return strings.Trim(word, "-0123456789") == ""
	case v.kind == 'f':
		return strings.Trim(word, "-.0123456789") == ""
	case v.kind == 'q':
		return len(word) > 1 && word[0] == '"' && word[len(word)-1] == '"'
	case name(word):
		values[n], _ = r.know(word, depth+1)
		return true
	case f.letters < few && !v.open:
		chinese, whole := r.s.exact[word]
		values[n] = chinese
		return whole && !v.first
	case v.open, v.first, how != names:
		var known extent
		values[n], known = r.know(word, depth+1)
		return v.open || known == wholly || how == sentences && known == joined || how == anything
	}
	return false
}

// name reports whether a text is one word, or several with commas between them.
func name(text string) bool {
	for {
		word, rest, found := strings.Cut(text, " ")
		if !found {
			return true
		}
		if !strings.HasSuffix(word, ",") {
			return false
		}
		text = rest
	}
}

// joint is how texts are put together.
type joint struct {
	english, chinese string
	keep             int  // of its bytes, those that belong to the first part
	both             bool // both parts have to be known: it is nothing of ours otherwise
}

var (
	reasons = []joint{{"; ", "；", 0, false}, {", ", "，", 0, true}}
	others  = []joint{{": ", "：", 0, false}, {". ", "", 1, true}}
)

// parts takes apart what was joined: reasons, causes, sentences, and a command
// with a remark behind it.
func (r *reading) parts(text string, depth int, joints []joint) (string, extent) {
	if command, remark, found := strings.Cut(text, "   # "); found {
		chinese, how := r.know(remark, depth+1)
		return command + "   # " + chinese, how
	}
	for _, j := range joints {
		for at := range cuts(text, j.english) {
			first, one := r.know(text[:at+j.keep], depth+1)
			if one < joined && j.both {
				continue
			}
			second, two := r.know(text[at+len(j.english):], depth+1)
			switch {
			case one >= joined && two >= joined:
				return first + j.chinese + second, joined
			case !j.both && (one != nothing || two != nothing):
				return first + j.chinese + second, partly
			}
		}
	}
	return "", nothing
}

// cuts are the places of a separator.
func cuts(text, separator string) func(yield func(int) bool) {
	return func(yield func(int) bool) {
		for from := 0; ; {
			at := strings.Index(text[from:], separator)
			if at < 0 || !yield(from+at) {
				return
			}
			from += at + len(separator)
		}
	}
}
