package yamlsplice

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"
)

// document is a parsed file beside its physical lines.
type document struct {
	name  string
	lines []string // with their line ends
	body  ast.Node // nil when the file has only comments
	tree  any      // the same as plain values
}

func parse(name string, text []byte) (d *document, err error) {
	// Broken files are what operators have; the parser is not the last word on
	// them.
	defer func() {
		if recover() != nil {
			d, err = nil, &Error{File: name, Reason: "the file is not YAML", advice: byHand}
		}
	}()
	d = &document{name: name}
	if !utf8.Valid(text) {
		return nil, d.refuse(nil, "the file is not UTF-8")
	}
	if bytes.Contains(bytes.ReplaceAll(text, []byte("\r\n"), nil), []byte("\r")) {
		return nil, d.refuse(nil, "the file has line ends that are a carriage return alone")
	}
	for line := range strings.Lines(string(text)) {
		d.lines = append(d.lines, line)
	}
	file, err := parser.ParseBytes(text, 0)
	if err == nil {
		err = yaml.Unmarshal(text, &d.tree)
	}
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) && at.GetToken() != nil {
			return nil, d.refuse(at.GetToken(), "the file is not YAML")
		}
		return nil, d.refuse(nil, "the file is not YAML")
	}
	for _, doc := range file.Docs {
		if doc.Body == nil {
			continue
		}
		if _, comments := doc.Body.(*ast.CommentGroupNode); comments {
			continue
		}
		if d.body != nil {
			return nil, d.refuse(nil, "the file holds more than one document")
		}
		d.body = doc.Body
	}
	return d, nil
}

func (d *document) refuse(at *token.Token, reason string) error {
	e := &Error{File: d.name, Reason: reason, advice: byHand}
	if at != nil && at.Position != nil {
		e.Line = at.Position.Line
	}
	return e
}

// find follows a path as far as it leads: the last node on it, and the steps
// that are left when there is no such one.
func (d *document) find(path Path) (node ast.Node, left Path, err error) {
	node = d.body
	for i, step := range path {
		if node == nil {
			return nil, path[i:], nil
		}
		if err := d.plain(node); err != nil {
			return nil, nil, err
		}
		next, err := d.child(node, step)
		if err != nil {
			return nil, nil, err
		}
		if next == nil {
			return node, path[i:], nil
		}
		node = next
	}
	if node != nil {
		err = d.plain(node)
	}
	return node, nil, err
}

// plain refuses what a splice would have to understand.
func (d *document) plain(node ast.Node) error {
	switch n := node.(type) {
	case *ast.AnchorNode, *ast.AliasNode:
		return d.refuse(node.GetToken(), "there is an anchor or an alias at that place")
	case *ast.TagNode:
		return d.refuse(node.GetToken(), "there is a tag at that place")
	case *ast.LiteralNode:
		return d.refuse(node.GetToken(), "there is a text of several lines at that place")
	case *ast.MappingNode:
		if n.IsFlowStyle {
			return d.refuse(n.Start, "there is a mapping in braces at that place")
		}
	case *ast.SequenceNode:
		if n.IsFlowStyle {
			return d.refuse(n.Start, "there is a list in brackets at that place")
		}
	}
	return nil
}

func (d *document) child(node ast.Node, step Step) (ast.Node, error) {
	switch s := step.(type) {
	case Key:
		for _, pair := range pairs(node) {
			if keyOf(pair) == string(s) {
				return pair.Value, nil
			}
		}
		if _, null := node.(*ast.NullNode); !null && pairs(node) == nil {
			return nil, d.refuse(node.GetToken(), fmt.Sprintf("there is no mapping to hold %s", s))
		}
	case Index:
		if list, ok := node.(*ast.SequenceNode); ok && int(s) >= 0 && int(s) < len(list.Values) {
			return list.Values[s], nil
		}
		return nil, d.refuse(node.GetToken(), fmt.Sprintf("there is no item %s", s))
	case Where:
		if list, ok := node.(*ast.SequenceNode); ok {
			for _, item := range list.Values {
				for _, pair := range pairs(item) {
					if value, ok := pair.Value.(ast.ScalarNode); ok && keyOf(pair) == s.Key && fmt.Sprint(value.GetValue()) == s.Value {
						return item, nil
					}
				}
			}
		}
		return nil, d.refuse(node.GetToken(), fmt.Sprintf("there is no item %s", s))
	}
	return nil, nil
}

func pairs(node ast.Node) []*ast.MappingValueNode {
	switch n := node.(type) {
	case *ast.MappingNode:
		return n.Values
	case *ast.MappingValueNode:
		return []*ast.MappingValueNode{n}
	}
	return nil
}

func keyOf(pair *ast.MappingValueNode) string { return pair.Key.GetToken().Value }

// byteOf is where a token begins in its line. Columns count characters from 1.
func (d *document) byteOf(t *token.Token) (line, at int, ok bool) {
	line = t.Position.Line - 1
	if line < 0 || line >= len(d.lines) {
		return 0, 0, false
	}
	for range t.Position.Column - 1 {
		if at >= len(d.lines[line]) {
			return 0, 0, false
		}
		_, size := utf8.DecodeRuneInString(d.lines[line][at:])
		at += size
	}
	return line, at, !strings.Contains(d.lines[line][:at], "\t")
}
