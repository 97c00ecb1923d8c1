package jsonpath

import "strings"

// Path is a path that has been read. It is safe for several goroutines.
type Path struct {
	text string
	node node
}

// Match is something that a path found.
type Match struct {
	node  *datum
	Value Value
}

// Where is the way to the match with dots between, as in payload.metrics.[0].
func (m Match) Where() string {
	var names []string
	for d := m.node; d.context != nil; d = d.context {
		names = append([]string{d.path}, names...)
	}
	return strings.Join(names, ".")
}

// Find returns what the path names in v, in order. An error is what Ceilometer
// would stumble over.
func (p *Path) Find(v Value) ([]Match, error) {
	found, err := p.node.find(&datum{value: v})
	if err != nil {
		return nil, err
	}
	all := make([]Match, len(found))
	for i, d := range found {
		if d == nowhere {
			return nil, errNowhere
		}
		all[i] = Match{d, d.value}
	}
	return all, nil
}

func (p *Path) String() string { return p.text }

// Parse reads a path.
func Parse(path string) (*Path, error) {
	tokens, err := lex(path)
	if err != nil {
		return nil, err
	}
	p := &parser{path: path, tokens: tokens}
	n, err := p.jsonpath(0)
	if err != nil {
		return nil, err
	}
	if p.peek().kind != kindEnd {
		return nil, p.unexpected()
	}
	return &Path{path, n}, nil
}

// parser decides between ways to read a path as the library's generated parser
// does, by these levels: inside an operator of one, only operators of a higher
// one are read. Arithmetic has none: all is read that follows it.
type parser struct {
	path   string
	tokens []token
	at     int
	depth  int
}

var levels = map[kind]int{kindDescend: 4, '.': 5, '|': 6, '&': 7, kindWhere: 8}

func (p *parser) peek() token { return p.tokens[p.at] }

func (p *parser) take() token {
	t := p.tokens[p.at]
	if t.kind != kindEnd {
		p.at++
	}
	return t
}

func (p *parser) fail(t token, reason string) error { return &Error{p.path, t.at, reason} }

func (p *parser) unexpected() error {
	t := p.peek()
	if t.kind == kindEnd {
		return p.fail(t, "it ends too early")
	}
	end := len(p.path)
	if p.at+1 < len(p.tokens) {
		end = p.tokens[p.at+1].at
	}
	return p.fail(t, "an unexpected "+strings.TrimSpace(p.path[t.at:end]))
}

func (p *parser) expect(k kind) error {
	if p.peek().kind != k {
		return p.unexpected()
	}
	p.take()
	return nil
}

func arithmetic(k kind) bool { return k == '+' || k == '-' || k == '*' }

// jsonpath reads what is inside an operator of a level, 0 for none.
func (p *parser) jsonpath(level int) (node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.fail(p.peek(), "it is nested too deep")
	}
	defer func() { p.depth-- }()
	var n node
	var err error
	if k := p.peek().kind; k == kindNumber || k == kindFloat {
		n, err = p.constant()
	} else {
		n, err = p.primary()
	}
	for err == nil {
		k := p.peek().kind
		switch l := levels[k]; {
		case l > level:
			p.take()
			var right node
			if right, err = p.jsonpath(l); err == nil {
				n = binary(k, n, right)
			}
		case level == 0 && k == '[':
			n, err = p.brackets(n)
		case level == 0 && arithmetic(k):
			n, err = p.operation(operandOf(n))
		default:
			return n, nil
		}
	}
	return nil, err
}

func binary(k kind, left, right node) node {
	switch k {
	case '.':
		return child{left, right}
	case kindDescend:
		return descendants{left, right}
	case '|':
		return union{left, right}
	case '&':
		return intersection{left, right}
	}
	return where{left, right}
}

// constant reads arithmetic that begins with a number.
func (p *parser) constant() (node, error) {
	t := p.take()
	if !arithmetic(p.peek().kind) {
		return nil, p.unexpected()
	}
	return p.operation(operand{constant: t.value})
}

// operation reads the operator and what is right of it. A number can be followed
// by one of its own kind only, 1 + 2.5 is no path.
func (p *parser) operation(left operand) (node, error) {
	op := byte(p.take().kind)
	t := p.peek()
	if t.kind != kindNumber && t.kind != kindFloat {
		right, err := p.jsonpath(0)
		return operation{op, left, operandOf(right)}, err
	}
	if arithmetic(p.tokens[p.at+1].kind) {
		right, err := p.jsonpath(0)
		return operation{op, left, operand{path: right}}, err
	}
	switch left.constant.(type) {
	case string, nil: // a path or a quotation goes with either
	case float64:
		if t.kind != kindFloat {
			return nil, p.unexpected()
		}
	default:
		if t.kind != kindNumber {
			return nil, p.unexpected()
		}
	}
	p.take()
	return operation{op, left, operand{constant: t.value}}, nil
}

// operandOf takes a single name for a text: a field in arithmetic needs its $.
func operandOf(n node) operand {
	if f, ok := n.(fields); ok && len(f) == 1 {
		return operand{constant: f[0]}
	}
	return operand{path: n}
}
