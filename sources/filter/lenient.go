package filter

import (
	"errors"
	"regexp"
	"strings"
	"time"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/ast"
	"github.com/expr-lang/expr/vm/runtime"

	"github.com/ceilotop/ceilotop/sources"
)

// lenient replaces every operation that would fail on nil, or on a payload
// that is not as expected, by a function below that does not.
type lenient struct{}

// conditions are the functions that take a list and a condition.
var conditions = map[string]bool{
	"all": true, "none": true, "any": true, "one": true, "filter": true, "count": true,
	"find": true, "findIndex": true, "findLast": true, "findLastIndex": true,
}

func (lenient) Visit(n *ast.Node) {
	switch node := (*n).(type) {
	case *ast.BinaryNode:
		switch node.Operator {
		case "&&", "||", "and", "or":
			node.Left, node.Right = truth(node.Left), truth(node.Right)
		case "<", "<=", ">", ">=", "+", "-", "*", "/", "%", "**", "^", "contains", "startsWith", "endsWith", "matches", "in":
			if pattern, ok := node.Right.(*ast.StringNode); ok && node.Operator == "matches" {
				if re, err := regexp.Compile(pattern.Value); err == nil {
					node.Right = &ast.ConstantNode{Value: re}
				}
			}
			ast.Patch(n, call("__binary", &ast.StringNode{Value: node.Operator}, node.Left, node.Right))
		}
	case *ast.UnaryNode:
		switch node.Operator {
		case "!", "not":
			node.Node = truth(node.Node)
		default:
			ast.Patch(n, call("__negate", &ast.StringNode{Value: node.Operator}, node.Node))
		}
	case *ast.ConditionalNode:
		node.Cond = truth(node.Cond)
	case *ast.MemberNode:
		ast.Patch(n, fetch(node))
	case *ast.BuiltinNode:
		if len(node.Arguments) < 2 {
			return
		}
		body, ok := node.Arguments[1].(*ast.PredicateNode)
		if !ok {
			return
		}
		node.Arguments[0] = call("__list", node.Arguments[0])
		if conditions[node.Name] {
			body.Node = truth(body.Node)
		}
		body.Node = call("__round", &ast.IdentifierNode{Value: budgetName}, body.Node)
	}
}

// fetch is a member of a value. A path of constant keys below the payload is
// one look into its text.
func fetch(n *ast.MemberNode) ast.Node {
	if _, ok := n.Property.(*ast.StringNode); ok {
		switch from := n.Node.(type) {
		case *ast.IdentifierNode:
			if from.Value == "payload" {
				return call("__payload", &ast.IdentifierNode{Value: eventName}, n.Property)
			}
		case *ast.CallNode:
			if calls(from, "__payload") {
				return call("__payload", append(from.Arguments[:len(from.Arguments):len(from.Arguments)], n.Property)...)
			}
		}
	}
	return call("__get", n.Node, n.Property)
}

func calls(n *ast.CallNode, name string) bool {
	id, ok := n.Callee.(*ast.IdentifierNode)
	return ok && id.Value == name
}

func call(name string, arguments ...ast.Node) ast.Node {
	return &ast.CallNode{Callee: &ast.IdentifierNode{Value: name}, Arguments: arguments}
}

// truth makes n a condition: what is not true is false.
func truth(n ast.Node) ast.Node {
	if c, ok := n.(*ast.CallNode); ok && calls(c, "__truth") {
		return n
	}
	return call("__truth", n)
}

var errRounds = errors.New("the expression goes through too much")

// functions are what lenient puts in. Each takes anything.
func functions() []expr.Option {
	return []expr.Option{
		expr.Function("__binary", func(p ...any) (any, error) { return binary(p[0].(string), p[1], p[2]), nil }),
		expr.Function("__negate", func(p ...any) (any, error) { return negate(p[0].(string), p[1]), nil }),
		expr.Function("__truth", func(p ...any) (any, error) { b, _ := p[0].(bool); return b, nil }, new(func(any) bool)),
		expr.Function("__get", func(p ...any) (any, error) { return get(p[0], p[1]), nil }),
		expr.Function("__payload", func(p ...any) (any, error) {
			e, ok := p[0].(*sources.Event)
			if !ok {
				return nil, nil
			}
			keys := make([]string, len(p)-1)
			for i := range keys {
				keys[i], _ = p[i+1].(string)
			}
			return payloadAt(e, keys), nil
		}),
		expr.Function("__list", func(p ...any) (any, error) { return list(p[0]), nil }),
		expr.Function("__round", func(p ...any) (any, error) {
			budget := p[0].(*int)
			if *budget--; *budget < 0 {
				return nil, errRounds
			}
			return p[1], nil
		}),
	}
}

// binary computes a op b. Comparisons of what cannot be compared are false,
// computations with it are nil.
func binary(op string, a, b any) (out any) {
	comparing := true
	switch op {
	case "+", "-", "*", "/", "%", "**", "^":
		comparing = false
	}
	defer func() {
		if recover() != nil { // how expr's runtime says that types do not fit
			out = nil
			if comparing {
				out = false
			}
		}
	}()
	if a == nil || b == nil {
		if comparing {
			return false
		}
		return nil
	}
	switch op {
	case "<":
		return runtime.Less(a, b)
	case "<=":
		return runtime.LessOrEqual(a, b)
	case ">":
		return runtime.More(a, b)
	case ">=":
		return runtime.MoreOrEqual(a, b)
	case "+":
		return runtime.Add(a, b)
	case "-":
		return runtime.Subtract(a, b)
	case "*":
		return runtime.Multiply(a, b)
	case "/":
		return runtime.Divide(a, b)
	case "%":
		return runtime.Modulo(a, b)
	case "**", "^":
		return runtime.Exponent(a, b)
	case "in":
		return runtime.In(a, b)
	}
	if re, ok := b.(*regexp.Regexp); ok {
		return re.MatchString(a.(string))
	}
	return textual(op, a.(string), b.(string))
}

func textual(op, a, b string) bool {
	switch op {
	case "contains":
		return strings.Contains(a, b)
	case "startsWith":
		return strings.HasPrefix(a, b)
	case "endsWith":
		return strings.HasSuffix(a, b)
	}
	re, err := regexp.Compile(b)
	return err == nil && re.MatchString(a)
}

func negate(op string, v any) (out any) {
	defer func() {
		if recover() != nil {
			out = nil
		}
	}()
	if op == "-" && v != nil {
		return runtime.Negate(v)
	}
	return v
}

// get returns a member of a JSON value, nil when there is none.
func get(from, key any) any {
	switch from := from.(type) {
	case map[string]any:
		if name, ok := key.(string); ok {
			return from[name]
		}
	case []any:
		if i, ok := index(key, len(from)); ok {
			return from[i]
		}
	case []string:
		if i, ok := index(key, len(from)); ok {
			return from[i]
		}
	}
	return nil
}

// index counts from the end when it is negative.
func index(key any, n int) (int, bool) {
	i, ok := key.(int)
	if f, isFloat := key.(float64); isFloat {
		i, ok = int(f), true
	}
	if i < 0 {
		i += n
	}
	return i, ok && i >= 0 && i < n
}

// list returns v if it can be gone through, else an empty list.
func list(v any) any {
	switch v := v.(type) {
	case []any, []string, []int, map[string]any, []time.Time:
		return v
	}
	return []any{}
}
