// Package pyyaml reads a YAML file as Python's yaml.safe_load does, and says at
// which line each mapping of a list begins. The values are those of package
// jsonpath. Plain words mean what YAML 1.1 says: yes is true and 010 is eight.
package pyyaml

import (
	"fmt"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
	"github.com/goccy/go-yaml/token"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// Value is a jsonpath.Value or a Date.
type Value = jsonpath.Value

// Date is a time that was not quoted. It is no text to Python.
type Date string

// Place is where something stands in a file, counted from one.
type Place struct{ Line, Column int }

// Error is a file that is no YAML, or has a form that Ceilometer cannot read.
type Error struct {
	Place
	Reason string
}

func (e *Error) Error() string {
	return fmt.Sprintf("line %d, column %d: %s", e.Line, e.Column, e.Reason)
}

// Document is what a file holds, and where its mappings and lists begin.
type Document struct {
	Root   Value
	places map[*jsonpath.Object]Place
}

// Place is where a mapping begins.
func (d *Document) Place(o *jsonpath.Object) Place { return d.places[o] }

// Read reads the first document of a file.
func Read(text []byte) (d *Document, err error) {
	file, err := parser.ParseBytes(text, 0, parser.AllowDuplicateMapKey())
	if err != nil {
		return nil, refusal(err)
	}
	r := &reader{document: &Document{places: map[*jsonpath.Object]Place{}}, anchors: map[string]Value{}}
	var bodies []ast.Node
	for _, document := range file.Docs {
		if document.Body != nil {
			if _, comment := document.Body.(*ast.CommentGroupNode); !comment {
				bodies = append(bodies, document.Body)
			}
		}
	}
	switch len(bodies) {
	case 0:
		return r.document, nil
	case 1:
	default:
		return nil, refuse(bodies[1], "a second document")
	}
	r.document.Root, err = r.value(bodies[0], 0)
	return r.document, err
}

// positioned is what goccy's errors have.
type positioned interface {
	GetToken() *token.Token
	GetMessage() string
}

func refusal(err error) error {
	if p, ok := err.(positioned); ok && p.GetToken() != nil && p.GetToken().Position != nil {
		at := p.GetToken().Position
		return &Error{Place{at.Line, at.Column}, "no YAML: " + p.GetMessage()}
	}
	text, _, _ := strings.Cut(err.Error(), "\n")
	return &Error{Place{1, 1}, "no YAML: " + text}
}

func refuse(n ast.Node, reason string) error { return &Error{placeOf(n), reason} }

func placeOf(n ast.Node) Place {
	if m, ok := n.(*ast.MappingNode); ok && len(m.Values) > 0 {
		n = m.Values[0].Key
	}
	if m, ok := n.(*ast.MappingValueNode); ok {
		n = m.Key
	}
	if t := n.GetToken(); t != nil && t.Position != nil {
		return Place{t.Position.Line, t.Position.Column}
	}
	return Place{1, 1}
}
