package filter

import (
	"errors"
	"math/bits"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/conf"
	"github.com/expr-lang/expr/file"
	exprparser "github.com/expr-lang/expr/parser"

	"github.com/ceilotop/ceilotop/sources"
)

// maxTests is how many field tests a filter has at most: one bit each.
const maxTests = bits.UintSize - 1

// configure returns expr's settings. Functions whose answer changes while a
// list stands still are not there, nor is what tells of this machine.
func configure(options ...expr.Option) *conf.Config {
	c := conf.CreateNew()
	for _, option := range append(options, expr.DisableBuiltin("now"), expr.Timezone("UTC")) {
		option(c)
	}
	for name := range c.Disabled {
		delete(c.Builtins, name)
	}
	return c
}

// expression compiles what follows =. Its parts that read one text only become
// field tests; the others are run for each event.
func (f *Filter) expression(p parser) error {
	tree, err := p.condition(names{}, times)
	if err != nil {
		return err
	}
	f.root, err = f.split(tree)
	if err != nil {
		return p.exprError(err)
	}
	return nil
}

// condition parses and checks what follows =. env has the names it knows with
// their types; moments are those that are compared with a time.
func (p *parser) condition(env any, moments map[string]bool) (ast.Node, error) {
	config := configure(expr.Env(env))
	tree, err := exprparser.ParseWithConfig(p.rest, config)
	if err != nil {
		return nil, p.exprError(err)
	}
	look := &inspector{p: p, times: moments}
	if look.inspect(&tree.Node); look.err != nil {
		return nil, look.err
	}
	result, err := checker.Check(tree, config)
	if err != nil {
		return nil, p.exprError(err)
	}
	if k := result.Kind(); k != reflect.Bool && k != reflect.Interface {
		return nil, p.fail(NoCondition, "this is %s, not a condition that is true or false", article(result))
	}
	return tree.Node, nil
}

func article(t reflect.Type) string {
	switch t.Kind() {
	case reflect.String:
		return "a text"
	case reflect.Int, reflect.Int64, reflect.Float64:
		return "a number"
	case reflect.Slice, reflect.Array:
		return "a list"
	case reflect.Struct:
		return "a time"
	}
	return "a value"
}

// exprError makes one line of an error of expr, and its place one of the typed
// text. Expr counts characters.
func (p *parser) exprError(err error) error {
	var e *file.Error
	if !errors.As(err, &e) {
		line, _, _ := strings.Cut(err.Error(), "\n")
		return p.fail(Other, "%s", line)
	}
	at := 0
	for range e.From {
		_, n := utf8.DecodeRuneInString(p.rest[at:])
		at += n
	}
	line, _, _ := strings.Cut(e.Message, "\n")
	return &SyntaxError{Offset: p.at + at, Msg: line}
}

// inspector refuses what a filter has no use for, and reads texts that are
// compared with a time as times.
type inspector struct {
	p     *parser
	times map[string]bool
	err   error
}

func (v *inspector) inspect(n *ast.Node) { ast.Walk(n, v) }

func (v *inspector) Visit(n *ast.Node) {
	switch node := (*n).(type) {
	case *ast.CallNode:
		if _, ok := node.Callee.(*ast.MemberNode); ok {
			v.refuse(node.Callee, "values have no methods here")
		}
	case *ast.IdentifierNode:
		switch node.Value {
		case "$env":
			v.refuse(node, "name the fields one by one")
		case "null": // what the JSON lines say for what expr calls nil
			ast.Patch(n, &ast.NilNode{})
		}
	case *ast.BinaryNode:
		switch node.Operator {
		case "<", "<=", ">", ">=", "==", "!=":
			v.time(node.Left, &node.Right)
			v.time(node.Right, &node.Left)
		}
	}
}

func (v *inspector) refuse(n ast.Node, why string) {
	if v.err == nil {
		v.err = v.p.exprError(&file.Error{Location: n.Location(), Message: why})
	}
}

var timeForms = []string{
	time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02 15:04", time.DateOnly,
}

func (v *inspector) time(name ast.Node, other *ast.Node) {
	id, ok := name.(*ast.IdentifierNode)
	text, isText := (*other).(*ast.StringNode)
	if !ok || !isText || !v.times[id.Value] {
		return
	}
	for _, form := range timeForms {
		if t, err := time.Parse(form, text.Value); err == nil {
			c := &ast.ConstantNode{Value: t}
			c.SetType(reflect.TypeFor[time.Time]())
			ast.Patch(other, c)
			return
		}
	}
	v.refuse(*other, `this is no time; write it like "2026-11-23T08:00:00" (UTC)`)
}

// split turns the logic of an expression into nodes and what is between into
// tests and programs.
func (f *Filter) split(n ast.Node) (node, error) {
	switch n := n.(type) {
	case *ast.UnaryNode:
		if n.Operator == "!" || n.Operator == "not" {
			sub, err := f.split(n.Node)
			return not{sub}, err
		}
	case *ast.BinaryNode:
		and, or := n.Operator == "&&" || n.Operator == "and", n.Operator == "||" || n.Operator == "or"
		if !and && !or {
			break
		}
		a, err := f.split(n.Left)
		if err != nil {
			return nil, err
		}
		b, err := f.split(n.Right)
		if _, cheap := b.(number); cheap {
			a, b = b, a // neither has an effect, so the order is ours
		}
		if or {
			return either{a, b}, err
		}
		return both{a, b}, err
	}
	return f.leaf(n)
}

func (f *Filter) leaf(n ast.Node) (node, error) {
	if fast := comparison(n); fast != nil {
		return number(fast), nil
	}
	used := uses{names: map[string]bool{}, known: ofEvent}
	ast.Walk(&n, used)
	prog, err := compile(n, ofEvent)
	if err != nil {
		return nil, err
	}
	if len(used.names) == 1 && len(f.tests) < maxTests {
		for name := range used.names {
			if field, ok := texts[name]; ok {
				f.tests = append(f.tests, sources.FieldTest{Field: field, Pass: prog.test(name)})
				return anyOf(1 << (len(f.tests) - 1)), nil
			}
		}
	}
	for name := range used.names {
		if field, ok := texts[name]; ok {
			f.reads = append(f.reads, field)
		}
		f.body = f.body || bodies[name]
		f.payload = f.payload || name == "payload"
	}
	if used.names["raw"] {
		f.reads = append(f.reads, sources.FieldError)
	}
	return rest(prog.match), nil
}

// uses collects the known names in an expression.
type uses struct {
	names map[string]bool
	known func(string) bool
}

func (u uses) Visit(n *ast.Node) {
	if id, ok := (*n).(*ast.IdentifierNode); ok && u.known(id.Value) {
		u.names[id.Value] = true
	}
}

// ofEvent knows the event's names.
func ofEvent(name string) bool {
	_, isText := texts[name]
	return isText || numbers[name] || times[name] || bodies[name] || name == "meters"
}

// comparison makes a function of a number compared with a constant, the most
// frequent thing that is no test; nil for anything else.
func comparison(n ast.Node) func(*sources.Event) bool {
	b, ok := n.(*ast.BinaryNode)
	if !ok {
		return nil
	}
	id, ok := b.Left.(*ast.IdentifierNode)
	if !ok || !numbers[id.Value] {
		return nil
	}
	var limit float64
	switch c := b.Right.(type) {
	case *ast.IntegerNode:
		limit = float64(c.Value)
	case *ast.FloatNode:
		limit = c.Value
	default:
		return nil
	}
	var holds func(float64) bool
	switch b.Operator {
	case "<":
		holds = func(v float64) bool { return v < limit }
	case "<=":
		holds = func(v float64) bool { return v <= limit }
	case ">":
		holds = func(v float64) bool { return v > limit }
	case ">=":
		holds = func(v float64) bool { return v >= limit }
	default:
		return nil
	}
	if id.Value == "size" {
		return func(e *sources.Event) bool { return holds(float64(e.Size)) }
	}
	return func(e *sources.Event) bool {
		lag, known := e.Lag()
		return known && holds(milliseconds(lag))
	}
}
