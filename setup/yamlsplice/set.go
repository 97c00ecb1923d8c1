package yamlsplice

import (
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// Get returns the text of a scalar. It is not found when the path leads to
// nothing or to null.
func Get(name string, text []byte, path Path) (value string, found bool, err error) {
	d, err := parse(name, text)
	if err != nil {
		return "", false, err
	}
	node, left, err := d.find(path)
	if err != nil || len(left) > 0 || node == nil {
		return "", false, err
	}
	value, found = scalar(node)
	if _, null := node.(*ast.NullNode); !found && !null {
		return "", false, d.refuse(node.GetToken(), "there is no single value at that place")
	}
	return value, found, nil
}

// Set gives a scalar a value: a string, an int or a bool. Keys that the path
// misses are added to the mapping where it ends, but no items of lists. Without
// anything to change the text itself is returned.
func Set(name string, text []byte, path Path, value any) ([]byte, error) {
	d, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	node, left, err := d.find(path)
	if err != nil {
		return nil, err
	}
	if node != nil && len(left) == 0 {
		if old, ok := scalar(node); ok && same(old, node, value) {
			return text, nil
		}
	}
	var quote byte
	splice := slices.Clone(d.lines)
	_, null := node.(*ast.NullNode)
	switch {
	case node != nil && len(left) == 0 && !null:
		s, err := d.span(node)
		if err != nil {
			return nil, err
		}
		if _, ok := value.(string); ok {
			quote = s.quote
		}
		written, err := write(value, quote)
		if err != nil {
			return nil, d.refuse(node.GetToken(), err.Error())
		}
		splice[s.line] = splice[s.line][:s.from] + written + splice[s.line][s.to:]
	case len(left) == 0 && null:
		return nil, d.refuse(node.GetToken(), "there is nothing at that place, and it cannot be told where a value would go")
	default:
		written, err := write(value, 0)
		if err != nil {
			return nil, d.refuse(nil, err.Error())
		}
		if splice, err = d.add(node, left, " "+written); err != nil {
			return nil, err
		}
	}
	want, ok := put(d.tree, path, plainValue(value))
	return d.finish(splice, path, want, ok)
}

// same compares a scalar's text and kind with a value.
func same(old string, node ast.Node, value any) bool {
	s, isText := value.(string)
	if isText {
		return old == s && node.Type() == ast.StringType
	}
	written, err := write(value, 0)
	return err == nil && old == written && node.Type() != ast.StringType
}

// plainValue is what the parser makes of a value.
func plainValue(value any) any {
	if n, ok := value.(int); ok {
		if n < 0 {
			return int64(n)
		}
		return uint64(n)
	}
	return value
}

// finish puts the lines together and checks what they mean.
func (d *document) finish(lines []string, path Path, want any, ok bool) ([]byte, error) {
	text := []byte(strings.Join(lines, ""))
	edited, err := parse(d.name, text)
	if err == nil {
		var left Path
		_, left, err = edited.find(path)
		ok = ok && len(left) == 0
	}
	if err != nil || !ok || !reflect.DeepEqual(edited.tree, want) {
		return nil, d.refuse(nil, "the edit would change more than was asked for")
	}
	return text, nil
}

// put copies a tree with another value at the path.
func put(tree any, path Path, value any) (any, bool) {
	if len(path) == 0 {
		return value, true
	}
	switch step := path[0].(type) {
	case Key:
		m, ok := tree.(map[string]any)
		if tree != nil && !ok {
			return nil, false
		}
		copied := make(map[string]any, len(m)+1)
		for k, v := range m {
			copied[k] = v
		}
		copied[string(step)], ok = put(m[string(step)], path[1:], value)
		return copied, ok
	case Index, Where:
		list, ok := tree.([]any)
		i := indexOf(list, step)
		if !ok || i < 0 {
			return nil, false
		}
		copied := slices.Clone(list)
		copied[i], ok = put(list[i], path[1:], value)
		return copied, ok
	}
	return nil, false
}
