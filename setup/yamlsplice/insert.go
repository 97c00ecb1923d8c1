package yamlsplice

import (
	"fmt"
	"slices"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// add puts keys that are missing into a mapping. The tail is what stands behind
// the last one's colon, and may have lines of its own, which are indented from
// the key.
func (d *document) add(node ast.Node, left Path, tail string) ([]string, error) {
	below, column, err := d.landing(node)
	if err != nil {
		return nil, err
	}
	var fresh []string
	for i, step := range left {
		key, ok := step.(Key)
		if !ok || !bare(string(key)) {
			return nil, d.refuse(nil, fmt.Sprintf("%s cannot be added", step))
		}
		line := strings.Repeat(" ", column+2*i) + string(key) + ":"
		if i == len(left)-1 {
			line += strings.ReplaceAll(tail, "\n", "\n"+strings.Repeat(" ", column+2*i))
		}
		fresh = append(fresh, strings.Split(line, "\n")...)
	}
	return d.insert(below, fresh), nil
}

// insert adds lines under a line; -1 is the top of the file.
func (d *document) insert(below int, fresh []string) []string {
	lines := slices.Clone(d.lines)
	end := "\n"
	if len(lines) > 0 && strings.HasSuffix(lines[0], "\r\n") {
		end = "\r\n"
	}
	last := ""
	if below >= 0 && !strings.HasSuffix(lines[below], "\n") {
		lines[below] += end
		last = end // the file's last line has no end, and goes on having none
	}
	for i := range fresh {
		fresh[i] += end
	}
	fresh[len(fresh)-1] = strings.TrimSuffix(fresh[len(fresh)-1], last)
	return slices.Insert(lines, below+1, fresh...)
}

// landing is the line below which a mapping's new key goes, and its column
// counted from 0.
func (d *document) landing(node ast.Node) (below, column int, err error) {
	if node == nil {
		return len(d.lines) - 1, 0, nil
	}
	if null, ok := node.(*ast.NullNode); ok {
		return d.empty(null)
	}
	all := pairs(node)
	if len(all) == 0 {
		return 0, 0, d.refuse(node.GetToken(), "there is no mapping at that place")
	}
	_, column, ok := d.byteOf(all[0].Key.GetToken())
	if !ok {
		return 0, 0, d.refuse(all[0].Key.GetToken(), "there is a tab at that place")
	}
	// Below the last simple value, else below all that the last key has.
	for _, pair := range slices.Backward(all) {
		if s, err := d.span(pair.Value); err == nil && s.line == pair.Key.GetToken().Position.Line-1 {
			return s.line, column, nil
		}
	}
	last := &deepest{}
	ast.Walk(last, all[len(all)-1])
	if last.literal {
		return 0, 0, d.refuse(all[len(all)-1].Key.GetToken(), "there is a text of several lines at that place")
	}
	// The parser counts a line too many behind some comments with a CRLF.
	if last.line > len(d.lines) {
		return 0, 0, d.refuse(all[len(all)-1].Key.GetToken(), "its end cannot be found")
	}
	return last.line - 1, column, nil
}

// empty is the place under a key that has nothing yet.
func (d *document) empty(null *ast.NullNode) (below, column int, err error) {
	var key *token.Token
	for t := null.GetToken(); t != nil; t = t.Prev {
		if t.Type == token.MappingValueType && t.Prev != nil {
			key = t.Prev
			break
		}
	}
	if key == nil {
		return 0, 0, d.refuse(null.GetToken(), "there is no mapping at that place")
	}
	line, at, ok := d.byteOf(key)
	if !ok || line < 0 {
		return 0, 0, d.refuse(key, "there is a tab at that place")
	}
	return line, at + 2, nil
}

// deepest finds the last line of a node.
type deepest struct {
	line    int
	literal bool
}

func (l *deepest) Visit(node ast.Node) ast.Visitor {
	if _, ok := node.(*ast.LiteralNode); ok {
		l.literal = true
	}
	if t := node.GetToken(); t != nil && t.Position != nil {
		l.line = max(l.line, t.Position.Line)
	}
	return l
}
