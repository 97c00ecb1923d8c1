package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"slices"
	"strings"
)

// expressionSearch is a regular expression (RE2, so its time is linear). Go's
// automaton takes 20 ns a byte when case does not count, so it is started only
// where literals of the expression are.
type expressionSearch struct {
	re   *regexp.Regexp
	need []alternatives // each has a text that is in every match
	head *finder        // begins every match; nil: unknown
	at   *regexp.Regexp // re, for a match at the very start

	begin *beginning
}

// alternatives are texts in lower case.
type alternatives struct {
	texts   []string
	finders []finder
}

func newRegex(p *parser) (pattern, error) {
	source, flags := p.rest, ""
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, regexError(p, err)
	}
	if !typedUpper(source) {
		flags = "(?i)"
	}
	re, err := regexp.Compile(flags + source)
	if err != nil {
		return nil, regexError(p, err)
	}
	s := &expressionSearch{re: re, begin: beginningOf(flags + source)}
	for _, texts := range required(tree) {
		a := alternatives{texts: texts}
		for _, text := range texts {
			a.finders = append(a.finders, newFinder(text, true))
		}
		s.need = append(s.need, a)
	}
	if head := literalHead(tree); head != "" {
		if s.at, err = regexp.Compile(`\A(?:` + flags + source + `)`); err == nil {
			f := newFinder(head, true)
			s.head = &f
		}
	}
	return s, nil
}

func regexError(p *parser, err error) error {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return p.fail(Other, "%s", err)
	}
	at := max(0, strings.Index(p.rest, e.Expr))
	return &SyntaxError{p.at + at, e.Code.String() + " in the regular expression: " + e.Expr, BadPattern, e.Code.String() + ": " + e.Expr}
}

// typedUpper reports whether a capital was typed that stands for itself, not
// \D or \pL: then case counts, as in text.
func typedUpper(source string) bool {
	for i := 0; i < len(source); i++ {
		switch c := source[i]; {
		case c == '\\' && strings.HasPrefix(source[i+1:], "p"), c == '\\' && strings.HasPrefix(source[i+1:], "P"):
			if end := strings.IndexByte(source[i:], '}'); strings.HasPrefix(source[i+2:], "{") && end > 0 {
				i += end
			} else {
				i += 2
			}
		case c == '\\':
			i++
		case strings.HasPrefix(source[i:], "(?P<"):
			i += 3
		case c-'A' < 26:
			return true
		}
	}
	return hasUpper(strings.Map(func(r rune) rune {
		if r < 0x80 {
			return -1
		}
		return r
	}, source))
}

func (s *expressionSearch) field(text string) bool {
	for i := range s.need {
		if !slices.ContainsFunc(s.need[i].texts, func(need string) bool { return containsFold(text, need) }) {
			return false
		}
	}
	return s.begin.in(text) && s.re.MatchString(text)
}

func (s *expressionSearch) body(text []byte) bool {
	for i := range s.need {
		if !slices.ContainsFunc(s.need[i].finders, func(f finder) bool { return f.index(text) >= 0 }) {
			return false
		}
	}
	plain := unescape(text)
	defer plain.free()
	if s.head == nil {
		return s.re.Match(plain.b)
	}
	for rest := plain.b; ; {
		i := s.head.index(rest)
		if i < 0 {
			return false
		}
		if s.at.Match(rest[i:]) {
			return true
		}
		rest = rest[i+1:]
	}
}

const (
	maxAlternatives = 8 // that are worth looking for
	minLiteral      = 2 // characters; a single one is nearly everywhere
)

// required returns sets of texts in lower case: every match has one of each.
func required(re *syntax.Regexp) (all [][]string) {
	switch re.Op {
	case syntax.OpLiteral:
		if lit, ok := literal(re); ok {
			return [][]string{{lit}}
		}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		for _, sub := range re.Sub {
			all = append(all, required(sub)...)
		}
	case syntax.OpAlternate:
		var one []string
		for _, sub := range re.Sub {
			sets := required(sub)
			if len(sets) == 0 || len(one)+len(sets[0]) > maxAlternatives {
				return nil
			}
			one = append(one, slices.MaxFunc(sets, func(a, b []string) int { return len(a[0]) - len(b[0]) })...)
		}
		return [][]string{one}
	}
	return all
}

// literal returns re's text, if it can be looked for in JSON byte by byte. K and
// S have a third form in Unicode that folds to them.
func literal(re *syntax.Regexp) (string, bool) {
	lit := strings.ToLower(string(re.Rune))
	return lit, len(lit) >= minLiteral && isASCII(string(re.Rune))
}

func literalHead(re *syntax.Regexp) string {
	if re.Op == syntax.OpConcat {
		re = re.Sub[0]
	}
	if re.Op != syntax.OpLiteral {
		return ""
	}
	lit, ok := literal(re)
	if !ok {
		return ""
	}
	return lit
}
