package filter

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// maxLength bounds what Parse takes, and with it the time that it needs.
const maxLength = 4096

// SyntaxError says what is wrong with a filter, and where in the typed text.
type SyntaxError struct {
	Offset int // in bytes
	Msg    string
	// Code and Arg are Msg for those who say it in another language.
	Code Code
	Arg  string
}

// Code is what is wrong with a filter, in general.
type Code uint8

const (
	Other          Code = iota // what the expression language says, in Msg alone
	TooLong                    // Arg: how many characters a filter may have
	NothingYet                 // there is a prefix and nothing behind it
	BodyExpression             // @ before an expression
	NoCondition                // the expression is neither true nor false
	NoBody                     // @ where rows have no body
	BadPattern                 // Arg: what is wrong in the regular expression, and the piece of it
)

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("filter, character %d: %s", e.Offset+1, e.Msg)
}

// Hint names the way out that always works.
func (e *SyntaxError) Hint() string {
	return `write \ before the first character to search for the text as it is`
}

// listed are the fields that text, regular expressions and fuzzy text look at.
var listed = []sources.Field{
	sources.FieldService, sources.FieldPriority, sources.FieldEventType, sources.FieldResourceID, sources.FieldResourceName,
	sources.FieldProjectID, sources.FieldUserID, sources.FieldHost, sources.FieldPublisherID, sources.FieldExchange,
	sources.FieldRequestID, sources.FieldBroker, sources.FieldError,
}

// pattern is a text, a regular expression or a fuzzy text.
type pattern interface {
	field(text string) bool // in a listed field
	body(text []byte) bool  // in a body, as JSON text
}

// Parse compiles what the operator typed. The error is a *SyntaxError. Empty
// text gives nil, nil: no filter.
func Parse(text string) (*Filter, error) {
	if len(text) > maxLength {
		return nil, &SyntaxError{maxLength, fmt.Sprintf("a filter has at most %d characters", maxLength), TooLong, strconv.Itoa(maxLength)}
	}
	typed := strings.TrimSpace(text)
	if typed == "" {
		return nil, nil
	}
	p := parser{at: strings.Index(text, typed), rest: typed}
	f := &Filter{text: text}
	negate, whole := p.prefixes()
	var err error
	switch kind := p.kind(); {
	case p.rest == "":
		err = p.fail(NothingYet, "nothing to search for yet")
	case kind == expression && whole:
		p.at--
		err = p.fail(BodyExpression, "an expression reads the body as payload: leave out the @")
	case kind == expression:
		err = f.expression(p)
	default:
		var pat pattern
		if pat, err = p.pattern(kind); err == nil {
			f.search(pat, whole)
		}
	}
	if err != nil {
		return nil, err
	}
	if negate {
		f.root = not{f.root}
	}
	return f, nil
}

func (f *Filter) search(pat pattern, whole bool) {
	if whole {
		f.body = true
		f.root = rest(func(e *sources.Event) bool { return pat.body(bodyText(e)) })
		return
	}
	for _, field := range listed {
		f.tests = append(f.tests, sources.FieldTest{Field: field, Pass: pat.field})
	}
	f.root = anyOf(1<<len(listed) - 1)
}

// parser walks over the typed text.
type parser struct {
	at   int // how many bytes of the typed text are done
	rest string
}

type form int

const (
	text form = iota
	regex
	fuzzily
	expression
)

// special are the characters that mean something at the start.
const special = `!@~=\-`

// prefixes takes ! and @, in any order.
func (p *parser) prefixes() (negate, whole bool) {
	for {
		switch {
		case !whole && p.take("@"):
			whole = true
		case !negate && p.take("!"):
			negate = true
		default:
			return negate, whole
		}
	}
}

// kind takes what tells the form of the rest.
func (p *parser) kind() form {
	switch {
	case p.take("~"):
		return regex
	case p.take("="):
		return expression
	case p.rest == "-f":
		p.take("-f")
		return fuzzily
	case p.take("-f "):
		p.space()
		return fuzzily
	case len(p.rest) > 1 && p.rest[0] == '\\' && strings.IndexByte(special, p.rest[1]) >= 0:
		p.take(`\`)
	}
	return text
}

func (p *parser) take(prefix string) bool {
	rest, ok := strings.CutPrefix(p.rest, prefix)
	if ok {
		p.at += len(prefix)
		p.rest = rest
	}
	return ok
}

func (p *parser) space() {
	for p.take(" ") {
	}
}

func (p *parser) fail(code Code, format string, args ...any) error {
	return &SyntaxError{Offset: p.at, Msg: fmt.Sprintf(format, args...), Code: code}
}

func (p *parser) pattern(kind form) (pattern, error) {
	switch kind {
	case regex:
		return newRegex(p)
	case fuzzily:
		return newFuzzy(p.rest), nil
	}
	return newSubstring(p.rest), nil
}
