package pyyaml

import (
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

const (
	maxDepth = 100
	// maxValues bounds what aliases of aliases can blow a file up to.
	maxValues = 1_000_000
)

type reader struct {
	document *Document
	anchors  map[string]Value
	values   int
}

func (r *reader) value(n ast.Node, depth int) (Value, error) {
	if depth > maxDepth {
		return nil, refuse(n, "nested too deep")
	}
	if r.values++; r.values > maxValues {
		return nil, refuse(n, "too many values")
	}
	switch n := n.(type) {
	case nil:
		return nil, nil
	case *ast.AnchorNode:
		v, err := r.value(n.Value, depth+1)
		if err == nil {
			r.anchors[n.Name.GetToken().Value] = v
		}
		return v, err
	case *ast.AliasNode:
		name := n.Value.GetToken().Value
		v, ok := r.anchors[name]
		if !ok {
			return nil, refuse(n, "no anchor is called "+name)
		}
		return v, nil
	case *ast.SequenceNode:
		list := []Value{}
		for _, e := range n.Values {
			v, err := r.value(e, depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		return list, nil
	case *ast.MappingNode:
		return r.mapping(n, n.Values, depth)
	case *ast.MappingValueNode:
		return r.mapping(n, []*ast.MappingValueNode{n}, depth)
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.TagNode:
		return r.tagged(n, depth)
	case *ast.CommentGroupNode:
		return nil, nil
	}
	if s, ok := n.(*ast.StringNode); ok && s.Token.Type == token.StringType && s.Value != "" && strings.IndexByte("%@`", s.Value[0]) >= 0 {
		return nil, refuse(n, "no YAML: a word that begins with "+s.Value[:1]+" must be in quotes")
	}
	return scalar(n), nil
}

// mapping reads keys in their order; those merged from another come first, and
// give way to the mapping's own.
func (r *reader) mapping(n ast.Node, values []*ast.MappingValueNode, depth int) (Value, error) {
	o := &jsonpath.Object{}
	r.document.places[o] = placeOf(n)
	own := &jsonpath.Object{}
	for _, pair := range values {
		v, err := r.value(pair.Value, depth+1)
		if err != nil {
			return nil, err
		}
		if merges(pair.Key) {
			if err := merge(pair, o, v); err != nil {
				return nil, err
			}
			continue
		}
		key, err := r.value(pair.Key, depth+1)
		if err != nil {
			return nil, err
		}
		switch key.(type) {
		case *jsonpath.Object, []Value:
			return nil, refuse(pair, "a key that is a list or a mapping")
		}
		own.SetKey(key, v)
	}
	for _, key := range own.Keys {
		o.SetKey(own.Key(key), own.Values[key])
	}
	return o, nil
}

func merges(key ast.Node) bool {
	t := key.GetToken()
	return key.Type() == ast.MergeKeyType || t != nil && t.Type == token.MergeKeyType
}

// merge adds what another mapping has; of a list of them the first that has a
// key counts.
func merge(n ast.Node, o *jsonpath.Object, v Value) error {
	switch v := v.(type) {
	case *jsonpath.Object:
		for _, key := range v.Keys {
			o.SetKey(v.Key(key), v.Values[key])
		}
		return nil
	case []Value:
		for i := len(v) - 1; i >= 0; i-- {
			m, ok := v[i].(*jsonpath.Object)
			if !ok {
				return refuse(n, "<< of what is no mapping")
			}
			if err := merge(n, o, m); err != nil {
				return err
			}
		}
		return nil
	}
	return refuse(n, "<< of what is no mapping")
}
