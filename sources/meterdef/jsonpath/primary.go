package jsonpath

func (p *parser) primary() (node, error) {
	t := p.peek()
	switch t.kind {
	case '$':
		p.take()
		return root{}, nil
	case '@':
		p.take()
		return this{}, nil
	case '*':
		p.take()
		return fields{"*"}, nil
	case kindName:
		return p.names()
	case kindNamed:
		p.take()
		n, err := named(t.text)
		if err != nil {
			return nil, p.fail(t, err.Error())
		}
		return n, nil
	case '(':
		p.take()
		n, err := p.jsonpath(0)
		if err != nil {
			return nil, err
		}
		return n, p.expect(')')
	case '[':
		return p.brackets(nil)
	}
	return nil, p.unexpected()
}

func (p *parser) names() (node, error) {
	f := fields{p.take().text}
	for p.peek().kind == ',' {
		p.take()
		if p.peek().kind != kindName {
			return nil, p.unexpected()
		}
		f = append(f, p.take().text)
	}
	return f, nil
}

// brackets reads what is in brackets behind left, which is nil at the beginning
// of a path, where no filter and no sort can stand.
func (p *parser) brackets(left node) (node, error) {
	p.take()
	n, err := p.inBrackets(left != nil)
	if err != nil {
		return nil, err
	}
	if err := p.expect(']'); err != nil {
		return nil, err
	}
	if left == nil {
		return n, nil
	}
	return child{left, n}, nil
}

func (p *parser) inBrackets(behind bool) (node, error) {
	switch t := p.peek(); {
	case t.kind == '*':
		p.take()
		return slice{}, nil
	case t.kind == kindName:
		return p.names()
	case t.kind == kindNumber || t.kind == ':':
		return p.slice()
	case behind && t.kind == '?':
		p.take()
		f, err := p.expressions()
		return filter(f), err
	case behind && t.kind == kindSort:
		var s sorted
		for p.peek().kind == kindSort {
			reverse := p.take().text != "/"
			n, err := p.jsonpath(0)
			if err != nil {
				return nil, err
			}
			s = append(s, sortKey{n, reverse})
		}
		return s, nil
	}
	return nil, p.unexpected()
}

func (p *parser) slice() (node, error) {
	start, err := p.maybeInt()
	if err != nil {
		return nil, err
	}
	if p.peek().kind != ':' {
		return index{*start}, nil
	}
	p.take()
	end, err := p.maybeInt()
	return slice{start, end}, err
}

func (p *parser) maybeInt() (*int, error) {
	t := p.peek()
	if t.kind != kindNumber {
		return nil, nil
	}
	v, ok := t.value.(int64)
	if i := int(v); ok && int64(i) == v && i > -maxFound && i < maxFound {
		p.take()
		return &i, nil
	}
	return nil, p.fail(t, "an index too large")
}

// expressions reads what follows a question mark, with & between.
func (p *parser) expressions() ([]expression, error) {
	all, err := p.expression()
	for err == nil && p.peek().kind == '&' {
		p.take()
		var more []expression
		more, err = p.expression()
		all = append(all, more...)
	}
	return all, err
}

// expression reads one, or several in parentheses. A parenthesis may also begin a
// path; which of the two it was, its end tells.
func (p *parser) expression() ([]expression, error) {
	if p.peek().kind == '(' {
		began := p.at
		if n, err := p.jsonpath(0); err == nil {
			return p.comparison(n)
		}
		p.at = began + 1
		if p.depth++; p.depth > maxNested {
			return nil, p.fail(p.peek(), "it is nested too deep")
		}
		defer func() { p.depth-- }()
		all, err := p.expressions()
		if err != nil {
			return nil, err
		}
		return all, p.expect(')')
	}
	n, err := p.jsonpath(0)
	if err != nil {
		return nil, err
	}
	return p.comparison(n)
}

// maxNested bounds the parentheses of a filter, each of which is tried in two
// ways.
const maxNested = 12

func (p *parser) comparison(n node) ([]expression, error) {
	if p.peek().kind != kindCompare {
		return []expression{{target: n}}, nil
	}
	e := expression{target: n, op: p.take().text}
	switch t := p.peek(); t.kind {
	case kindName:
		e.value = t.text
		if e.op == "~" {
			e.pattern = compiled(t.text)
		}
	case kindNumber, kindFloat, kindBool:
		e.value = t.value
	default:
		return nil, p.unexpected()
	}
	p.take()
	return []expression{e}, nil
}
