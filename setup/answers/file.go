package answers

import (
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/ceilotop/ceilotop/sources"
)

// File is an answers file that was read: which keys it answers, with what, and
// on which lines. Nothing of it has been checked but the names.
type File struct {
	Name string
	// Private says that nobody but its owner can read the file, so that it may
	// hold passwords themselves.
	Private bool
	values  map[string]value
}

// value is the text of one answer. A list is its items.
type value struct {
	items []string
	list  bool
	line  int
}

// Answers reports whether the file answers a key.
func (f File) Answers(key string) bool { _, ok := f.values[key]; return ok }

// Where says where the file answers a key: "answers.yaml:12", or the file alone
// for what was typed; "" when it does not.
func (f File) Where(key string) string {
	switch v, ok := f.values[key]; {
	case !ok:
		return ""
	case v.line > 0:
		return fmt.Sprintf("%s:%d", sources.Visible(f.Name), v.line)
	}
	return sources.Visible(f.Name)
}

// maxFile bounds what is read: an answers file has a few kilobytes.
const maxFile = 1 << 20

// Read reads an answers file.
func Read(path string) (File, error) {
	f, err := os.Open(path)
	if err != nil {
		return File{}, fmt.Errorf("reading the answers: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is not a regular file")
	}
	var text []byte
	if err == nil {
		text, err = io.ReadAll(io.LimitReader(f, maxFile+1))
	}
	if err == nil && len(text) > maxFile {
		err = errors.New("it is larger than 1 MiB")
	}
	if err != nil {
		return File{}, fmt.Errorf("reading the answers in %s: %w", sources.Visible(path), err)
	}
	file, err := Parse(path, text)
	file.Private = info.Mode().Perm()&0o077 == 0
	return file, err
}

// Parse reads the text of an answers file. The name is for errors, which name
// the line and never show a value. A key that does not exist is an error: a
// typing mistake would otherwise give the default in silence.
func Parse(name string, text []byte) (File, error) {
	f := File{Name: name, values: make(map[string]value)}
	tree, err := parser.ParseBytes(text, 0)
	if err != nil {
		return f, f.broken(err)
	}
	for i, doc := range tree.Docs {
		if doc.Body == nil || doc.Body.Type() == ast.NullType || doc.Body.Type() == ast.CommentType {
			continue
		}
		if i > 0 {
			return f, f.fail(line(doc.Body), "a second document begins here", "Keep the answers in one document, without ---.")
		}
		if err := f.mapping("", doc.Body); err != nil {
			return f, err
		}
	}
	return f, nil
}

// mapping takes the keys of a group, or of the file itself.
func (f *File) mapping(group string, n ast.Node) error {
	var pairs []*ast.MappingValueNode
	switch n := n.(type) {
	case *ast.MappingNode:
		pairs = n.Values
	case *ast.MappingValueNode:
		pairs = []*ast.MappingValueNode{n}
	case *ast.NullNode:
		return nil
	default:
		what := "the answers"
		if group != "" {
			what = group
		}
		return f.fail(line(n), what+" must be a list of names with values", "Write it as NAME: VALUE, a name a line.")
	}
	for _, p := range pairs {
		key, ok := p.Key.(*ast.StringNode)
		if !ok {
			return f.fail(line(p.Key), "this is not a name", "Write the name of an answer before the colon.")
		}
		if err := f.pair(group, key.Value, line(p.Key), p.Value); err != nil {
			return err
		}
	}
	return nil
}

func (f *File) pair(group, key string, at int, n ast.Node) error {
	name := key
	if group != "" {
		name = group + "." + key
	}
	if group == "" && isGroup(key) {
		return f.mapping(key, n)
	}
	wanted, known := lookup(name)
	if !known || (group == "" && strings.Contains(key, ".")) {
		return f.fail(at, fmt.Sprintf("there is no answer called %s", sources.Visible(name)), suggestion(group, name))
	}
	if _, twice := f.values[name]; twice {
		return f.fail(at, name+" was answered before", "Keep one of the two lines.")
	}
	v := value{line: at}
	if list, ok := n.(*ast.SequenceNode); ok {
		v.list = true
		for _, item := range list.Values {
			text, ok := scalar(item)
			if !ok {
				return f.fail(line(item), name+" takes a list of texts", "Put a text that begins with a special character into quotes.")
			}
			v.items = append(v.items, text)
		}
		if !wanted.list {
			return f.fail(at, name+" takes one value, not a list", "Write it without brackets and dashes.")
		}
	} else {
		if n.Type() == ast.NullType {
			return nil // not answered
		}
		text, ok := scalar(n)
		if !ok {
			return f.fail(at, name+" takes a plain value", "Put a text that begins with a special character into quotes.")
		}
		v.items = []string{text}
	}
	f.values[name] = v
	return nil
}

// scalar is the text of a node that is one, as it was written.
func scalar(n ast.Node) (string, bool) {
	switch n := n.(type) {
	case *ast.StringNode:
		return n.Value, true
	case *ast.LiteralNode:
		return n.Value.Value, true
	case *ast.IntegerNode, *ast.FloatNode, *ast.BoolNode:
		return n.GetToken().Value, true
	}
	return "", false
}

func line(n ast.Node) int {
	if t := n.GetToken(); t != nil && t.Position != nil {
		return t.Position.Line
	}
	return 0
}

// broken is the parser's complaint without its excerpt of the file, which may
// show a password.
func (f *File) broken(err error) error {
	at, reason := 0, "this is not YAML"
	var syntax *yaml.SyntaxError
	if errors.As(err, &syntax) && syntax.Token != nil {
		at = syntax.Token.Position.Line
		if strings.Contains(syntax.Message, "already defined") {
			reason = "a name stands here that was used before"
		}
	}
	return f.fail(at, reason, "Texts with a colon, a # or a leading special character need quotes; tabs may not indent.")
}

// fail is an error of a line; 0 is the file as a whole.
func (f *File) fail(at int, reason, hint string) error {
	err := fmt.Errorf("%s: %s", sources.Visible(f.Name), reason)
	if at > 0 {
		err = fmt.Errorf("%s:%d: %s", sources.Visible(f.Name), at, reason)
	}
	return sources.WithHint(err, hint)
}

// Given are answers that were typed at a terminal, by their keys: a File that
// may hold passwords.
func Given(texts map[string]string) File {
	f := File{Name: "what was typed", Private: true, values: make(map[string]value, len(texts))}
	for key, text := range texts {
		f.values[key] = value{items: []string{text}}
	}
	return f
}
