package filter

import (
	"errors"
	"regexp"
	"regexp/syntax"
	"strings"
)

// expressionSearch is a regular expression (RE2, so its time is linear).
type expressionSearch struct {
	re   *regexp.Regexp
	need []finder // one of these is in every match; nil: unknown
	lits []string
}

func newRegex(p *parser) (pattern, error) {
	source := p.rest
	tree, err := syntax.Parse(source, syntax.Perl)
	if err != nil {
		return nil, regexError(p, err)
	}
	if !typedUpper(source) {
		source = "(?i)" + source
	}
	re, err := regexp.Compile(source)
	if err != nil {
		return nil, regexError(p, err)
	}
	s := &expressionSearch{re: re}
	for _, lit := range required(tree) {
		s.lits = append(s.lits, lit)
		s.need = append(s.need, newFinder(lit, true))
	}
	return s, nil
}

func regexError(p *parser, err error) error {
	var e *syntax.Error
	if !errors.As(err, &e) {
		return p.fail("%s", err)
	}
	at := max(0, strings.Index(p.rest, e.Expr))
	return &SyntaxError{p.at + at, e.Code.String() + " in the regular expression: " + e.Expr}
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
	if s.lits != nil {
		found := false
		for _, lit := range s.lits {
			found = found || containsFold(text, lit)
		}
		if !found {
			return false
		}
	}
	return s.re.MatchString(text)
}

func (s *expressionSearch) body(text []byte) bool {
	if s.need != nil {
		found := false
		for i := range s.need {
			found = found || s.need[i].in(text)
		}
		if !found {
			return false
		}
	}
	plain := unescape(text)
	defer plain.free()
	return s.re.Match(plain.b)
}

// maxRequired is how many literals are worth looking for before the expression.
const maxRequired = 8

// required returns texts, in lower case, of which every match has at least one;
// nil if that is unknown. Looking for them is ten times as fast as the automaton.
func required(re *syntax.Regexp) []string {
	switch re.Op {
	case syntax.OpLiteral:
		lit := strings.ToLower(string(re.Rune))
		if !isASCII(string(re.Rune)) || len(lit) < 2 || strings.ContainsAny(lit, `"\`) {
			return nil
		}
		return []string{lit}
	case syntax.OpCapture, syntax.OpPlus:
		return required(re.Sub[0])
	case syntax.OpRepeat:
		if re.Min > 0 {
			return required(re.Sub[0])
		}
	case syntax.OpConcat:
		var best []string
		for _, sub := range re.Sub {
			if lits := required(sub); lits != nil && (best == nil || shortest(lits) > shortest(best)) {
				best = lits
			}
		}
		return best
	case syntax.OpAlternate:
		var all []string
		for _, sub := range re.Sub {
			lits := required(sub)
			if lits == nil || len(all)+len(lits) > maxRequired {
				return nil
			}
			all = append(all, lits...)
		}
		return all
	}
	return nil
}

func shortest(lits []string) int {
	n := len(lits[0])
	for _, lit := range lits {
		n = min(n, len(lit))
	}
	return n
}
