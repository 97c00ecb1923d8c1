package filter

import (
	"sync"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/checker"
	"github.com/expr-lang/expr/compiler"
	"github.com/expr-lang/expr/file"
	exprparser "github.com/expr-lang/expr/parser"
	"github.com/expr-lang/expr/vm"

	"github.com/ceilotop/ceilotop/sources"
)

// maxRounds bounds the loops of an expression (any, filter, …) for one event.
const maxRounds = 100_000

// What a program has beside the event's names; the checker knows neither, so
// no operator can type them.
const (
	budgetName = "__budget"
	eventName  = "__event"
)

// program is a part of an expression, ready to run. What is unknown in it is
// nil: compared, it gives false, and computed with, nil again. What fails for
// one event, such as a loop without end, is false for it.
type program struct {
	code  *vm.Program
	names []string
	pool  sync.Pool
}

type machine struct {
	vm     vm.VM
	env    map[string]any
	budget int
}

// compile takes an expression that was checked. It is rewritten so that nothing
// in it minds what is unknown, and is untyped from then on.
func compile(n ast.Node, known func(string) bool) (*program, error) {
	ast.Walk(&n, lenient{})
	used := uses{names: map[string]bool{}, known: known}
	ast.Walk(&n, used)
	tree := &exprparser.Tree{Node: truth(n), Source: file.NewSource("")}
	config := configure(append(functions(), expr.Env(map[string]any{}), expr.AllowUndefinedVariables())...)
	if _, err := checker.Check(tree, config); err != nil {
		return nil, err
	}
	code, err := compiler.Compile(tree, config)
	if err != nil {
		return nil, err
	}
	p := &program{code: code}
	for name := range used.names {
		p.names = append(p.names, name)
	}
	p.pool.New = func() any {
		m := &machine{env: make(map[string]any, len(p.names)+1)}
		m.env[budgetName] = &m.budget
		return m
	}
	return p, nil
}

func (p *program) match(e *sources.Event) bool {
	m := p.pool.Get().(*machine)
	for _, name := range p.names {
		m.env[name] = value(name, e)
	}
	m.env[eventName] = e
	return p.run(m)
}

// test is match for a program that reads one text.
func (p *program) test(name string) func(string) bool {
	return func(text string) bool {
		m := p.pool.Get().(*machine)
		m.env[name] = textValue(text)
		return p.run(m)
	}
}

func (p *program) run(m *machine) bool {
	m.budget = maxRounds
	out, err := m.vm.Run(p.code, m.env)
	for _, name := range p.names {
		m.env[name] = nil // an event's payload is not kept
	}
	m.env[eventName] = nil
	p.pool.Put(m)
	verdict, isBool := out.(bool)
	return err == nil && isBool && verdict
}
