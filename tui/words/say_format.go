package words

import (
	"cmp"
	"iter"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// sayings are the texts in the form in which they are looked up.
type sayings struct {
	exact map[string]string
	// begin are the formats by their first bytes; the others begin with a value.
	begin  map[string][]*format
	others []*format
}

// indexed is how many bytes the index looks at.
const indexed = 4

// fit are the formats that a text may be of, those with most letters first.
func (s *sayings) fit(text string) []*format {
	var all []*format
	for _, formats := range [][]*format{s.begin[text[:min(indexed, len(text))]], s.others} {
		for _, f := range formats {
			if strings.HasPrefix(text, f.literals[0]) && strings.HasSuffix(text, f.literals[len(f.literals)-1]) {
				all = append(all, f)
			}
		}
	}
	slices.SortStableFunc(all, func(a, b *format) int { return cmp.Compare(b.letters, a.letters) })
	return all
}

// format is a text with values in it.
type format struct {
	literals []string // what stands before, between and behind the values
	values   []value
	pieces   []piece // of the Chinese
	letters  int     // of the literals
}

// value is what may stand in one place of a format.
type value struct {
	kind byte // d: digits, f: digits with a dot, q: in quotes, s: anything
	// open says that a sentence may stand there that nobody knows, such as behind
	// a colon; first, that one may begin the text that has to be known.
	open, first bool
}

// piece is a text, or the value of that number.
type piece struct {
	text  string
	value int // -1: the text
}

// place is where a format has a value.
var place = regexp.MustCompile(`%(?:\[(\d+)\])?[-+# 0]*\d*(?:\.\d+)?([a-z%])`)

func compile(all iter.Seq2[string, string]) *sayings {
	s := &sayings{exact: make(map[string]string), begin: make(map[string][]*format)}
	for english, chinese := range all {
		f := &format{}
		text, from := "", 0
		for _, at := range place.FindAllStringSubmatchIndex(english, -1) {
			text += english[from:at[0]]
			from = at[1]
			if english[at[4]] == '%' {
				text += "%"
				continue
			}
			f.literals = append(f.literals, text)
			f.values = append(f.values, valueOf(english[at[4]], text, len(f.values)))
			text = ""
		}
		text += english[from:]
		if len(f.values) == 0 {
			s.exact[text] = pieces(chinese)[0].text
			continue
		}
		f.literals = append(f.literals, text)
		for _, l := range f.literals {
			f.letters += letters(l)
		}
		f.pieces = pieces(chinese)
		if first := f.literals[0]; len(first) >= indexed {
			s.begin[first[:indexed]] = append(s.begin[first[:indexed]], f)
		} else {
			s.others = append(s.others, f)
		}
	}
	return s
}

func valueOf(verb byte, before string, number int) value {
	switch verb {
	case 'd', 'o', 'x':
		return value{kind: 'd'}
	case 'f', 'q':
		return value{kind: verb}
	}
	open := verb == 'w' || strings.HasSuffix(before, ": ") || strings.HasSuffix(before, "(")
	return value{'s', open, number == 0 && before == ""}
}

// pieces cuts a Chinese text at its values.
func pieces(chinese string) []piece {
	var all []piece
	text, from, next := "", 0, 0
	for _, at := range place.FindAllStringSubmatchIndex(chinese, -1) {
		text += chinese[from:at[0]]
		from = at[1]
		if chinese[at[4]] == '%' {
			text += "%"
			continue
		}
		if at[2] >= 0 {
			n, _ := strconv.Atoi(chinese[at[2]:at[3]])
			next = n - 1
		}
		if text != "" {
			all = append(all, piece{text, -1})
		}
		all = append(all, piece{"", next})
		text = ""
		next++
	}
	if text += chinese[from:]; text != "" || len(all) == 0 {
		all = append(all, piece{text, -1})
	}
	return all
}

func letters(s string) (n int) {
	for _, r := range s {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

// fill is the Chinese with its values. Where a value meets the text there is a
// blank between Chinese and other letters, and none between Chinese ones.
func (f *format) fill(values []string) string {
	text := ""
	for _, p := range f.pieces {
		next := p.text
		if p.value >= 0 {
			next = values[p.value]
		}
		text = meet(text, next)
	}
	return text
}

func meet(before, behind string) string {
	if before == "" || behind == "" {
		return before + behind
	}
	last, _ := utf8.DecodeLastRuneInString(before)
	first, _ := utf8.DecodeRuneInString(behind)
	switch {
	case last == ' ' && wide(first):
		if cut := strings.TrimSuffix(before, " "); endsWide(cut) || !unicode.Is(unicode.Han, first) {
			before = cut
		}
	case first == ' ' && wide(last):
		if cut := strings.TrimPrefix(behind, " "); startsWide(cut) || !unicode.Is(unicode.Han, last) {
			behind = cut
		}
	case unicode.Is(unicode.Han, last) && narrow(first), narrow(last) && unicode.Is(unicode.Han, first):
		before += " "
	}
	return before + behind
}

// wide reports whether a character is Chinese, or Chinese punctuation.
func wide(r rune) bool {
	return unicode.Is(unicode.Han, r) || strings.ContainsRune("，。；：？！（）、“”《》", r)
}

// narrow reports whether a character is one that a blank keeps from a Chinese one.
func narrow(r rune) bool {
	return r > ' ' && r < unicode.MaxASCII && !strings.ContainsRune(" ,.;:!?()", r) || unicode.Is(unicode.Latin, r)
}

func endsWide(s string) bool {
	r, _ := utf8.DecodeLastRuneInString(s)
	return wide(r)
}

func startsWide(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return wide(r)
}
