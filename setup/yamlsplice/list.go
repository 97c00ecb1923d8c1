package yamlsplice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
)

// List returns the texts of a list of scalars. It is not found when the path
// leads to nothing or to null.
func List(name string, text []byte, path Path) (values []string, found bool, err error) {
	d, err := parse(name, text)
	if err != nil {
		return nil, false, err
	}
	node, left, err := d.find(path)
	if _, null := node.(*ast.NullNode); err != nil || len(left) > 0 || node == nil || null {
		return nil, false, err
	}
	items, err := d.items(node)
	if err != nil {
		return nil, false, err
	}
	for _, item := range items {
		value, _ := scalar(item)
		values = append(values, value)
	}
	return values, true, nil
}

func (d *document) items(node ast.Node) ([]ast.Node, error) {
	list, ok := node.(*ast.SequenceNode)
	if !ok {
		return nil, d.refuse(node.GetToken(), "there is no list at that place")
	}
	for _, item := range list.Values {
		if err := d.plain(item); err != nil {
			return nil, err
		}
		if _, ok := scalar(item); !ok {
			return nil, d.refuse(item.GetToken(), "the list has an item that is no single value")
		}
	}
	return list.Values, nil
}

// SetList gives a list of texts these items and no others, in as few lines as
// that takes: items that are there already keep their lines and their order. A
// list that is missing is added.
func SetList(name string, text []byte, path Path, values []string) ([]byte, error) {
	d, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	if len(values) == 0 {
		return nil, d.refuse(nil, "the list would be empty")
	}
	node, left, err := d.find(path)
	if err != nil {
		return nil, err
	}
	if _, null := node.(*ast.NullNode); len(left) > 0 || null || node == nil {
		return d.addList(node, left, path, values)
	}
	items, err := d.items(node)
	if err != nil {
		return nil, err
	}
	lines := slices.Clone(d.lines)
	var result []any
	var indent, end string
	below := 0
	comes := slices.Clone(values)
	kept := make([]bool, len(items))
	for i, item := range items {
		old, _ := scalar(item)
		if at := slices.Index(comes, old); at >= 0 {
			kept[i] = true
			comes = slices.Delete(comes, at, at+1)
		}
	}
	if len(comes) == 0 && !slices.Contains(kept, false) {
		return text, nil
	}
	for i, item := range items {
		s, err := d.span(item)
		if err != nil {
			return nil, err
		}
		before := d.lines[s.line][:s.from]
		if strings.Trim(before, " ") != "-" {
			return nil, d.refuse(item.GetToken(), "the item does not have a line to itself")
		}
		indent, end, below = before, d.lines[s.line][len(strings.TrimRight(d.lines[s.line], "\r\n")):], s.line
		switch {
		case kept[i]:
			result = append(result, valueAt(d.tree, append(slices.Clone(path), Index(i))))
		case len(comes) > 0:
			written, err := write(comes[0], s.quote)
			if err != nil {
				return nil, d.refuse(item.GetToken(), err.Error())
			}
			lines[s.line] = before + written + lines[s.line][s.to:]
			result = append(result, comes[0])
			comes = comes[1:]
		default:
			lines[s.line] = ""
		}
	}
	for _, v := range comes {
		written, err := write(v, 0)
		if err != nil {
			return nil, d.refuse(nil, err.Error())
		}
		if end == "" {
			lines[below] += "\n" + indent + written
		} else {
			lines[below] += indent + written + end
		}
		result = append(result, v)
	}
	want, ok := put(d.tree, path, result)
	return d.finish(lines, path, want, ok)
}

// addList writes a list that is not there yet.
func (d *document) addList(node ast.Node, left, path Path, values []string) ([]byte, error) {
	var tail string
	var items []any
	for _, v := range values {
		written, err := write(v, 0)
		if err != nil {
			return nil, d.refuse(nil, err.Error())
		}
		tail += "\n  - " + written
		items = append(items, v)
	}
	var lines []string
	var err error
	if null, ok := node.(*ast.NullNode); ok && len(left) == 0 {
		below, column, failure := d.empty(null)
		if failure != nil {
			return nil, failure
		}
		fresh := strings.Split(strings.ReplaceAll(tail[1:], "\n", "\n"+strings.Repeat(" ", column-2)), "\n")
		fresh[0] = strings.Repeat(" ", column-2) + fresh[0]
		lines = d.insert(below, fresh)
	} else if lines, err = d.add(node, left, tail); err != nil {
		return nil, err
	}
	want, ok := put(d.tree, path, items)
	return d.finish(lines, path, want, ok)
}

// valueAt follows a path in plain values.
func valueAt(tree any, path Path) any {
	for _, step := range path {
		switch s := step.(type) {
		case Key:
			m, _ := tree.(map[string]any)
			tree = m[string(s)]
		default:
			list, _ := tree.([]any)
			i := indexOf(list, s)
			if i < 0 {
				return nil
			}
			tree = list[i]
		}
	}
	return tree
}

// indexOf is the item that a step means, or -1.
func indexOf(list []any, step Step) int {
	switch s := step.(type) {
	case Index:
		if int(s) < len(list) {
			return int(s)
		}
	case Where:
		return slices.IndexFunc(list, func(item any) bool {
			m, ok := item.(map[string]any)
			return ok && fmt.Sprint(m[s.Key]) == s.Value
		})
	}
	return -1
}
