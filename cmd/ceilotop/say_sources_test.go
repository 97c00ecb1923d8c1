package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// sayer is a text of the engine as it stands in the source: what is put
// together there is one text, and what is only known when it runs is %s.
type sayer struct {
	at   string // file:line
	text string
}

// sayers collects every text of a package, or of the files of a pattern, but those that no person sees. It
// looks at expressions, not at names of functions, so that a text in a place
// that nobody thought of is found as well. Not shown are:
//
//   - import paths, tags, patterns, cases, keys of maps, what is compared, and
//     what is looked for in other texts;
//   - what does not read as words: see worded.
//
// A text in several parts is one where the parts are joined by + or by
// fmt.Sprintf; a constant of the package counts as its text.
func sayers(t *testing.T, dir string) []sayer {
	t.Helper()
	return slices.DeleteFunc(collect(t, dir, true), func(s sayer) bool { return !worded(s.text) })
}

// everyText are all texts of a package, words or not, with the names of its
// constants and with their texts.
func everyText(t *testing.T, dir string) (all []string) {
	t.Helper()
	for _, named := range []bool{true, false} {
		for _, s := range collect(t, dir, named) {
			all = append(all, s.text)
		}
	}
	return all
}

func collect(t *testing.T, dir string, constants bool) []sayer {
	t.Helper()
	if !strings.HasSuffix(dir, ".go") {
		dir = filepath.Join(dir, "*.go")
	}
	names, err := filepath.Glob(dir)
	if err != nil {
		t.Fatal(err)
	}
	fset := token.NewFileSet()
	var files []*ast.File
	for _, name := range names {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(fset, name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	c := collector{fset: fset}
	if constants {
		c.constants = constantsOf(files)
	}
	for _, f := range files {
		c.look(f)
	}
	return c.found
}

// constantsOf are a package's constant texts by name.
func constantsOf(files []*ast.File) map[string]string {
	all := make(map[string]string)
	for _, f := range files {
		for _, d := range f.Decls {
			g, ok := d.(*ast.GenDecl)
			if !ok || g.Tok != token.CONST {
				continue
			}
			for _, s := range g.Specs {
				v := s.(*ast.ValueSpec)
				for i, name := range v.Names {
					if i >= len(v.Values) {
						continue
					}
					if l, ok := v.Values[i].(*ast.BasicLit); ok && l.Kind == token.STRING {
						all[name.Name], _ = strconv.Unquote(l.Value)
					}
				}
			}
		}
	}
	return all
}

type collector struct {
	fset      *token.FileSet
	constants map[string]string
	found     []sayer
}

// looking are functions of strings, regexp and exec whose texts are looked for
// or taken apart, never shown.
var looking = regexp.MustCompile(`^(Has(Prefix|Suffix)|Contains(Any)?|(Last)?Index(Any)?|Cut(Prefix|Suffix)?|Trim\w*|Split\w*|Replace(All)?|NewReplacer|Count|EqualFold|MustCompile|CommandContext|LookPath)$`)

func (c *collector) look(n ast.Node) {
	ast.Inspect(n, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.ImportSpec, *ast.IndexExpr:
			return false
		case *ast.Field:
			return n.Tag == nil
		case *ast.CaseClause:
			for _, s := range n.Body {
				c.look(s)
			}
			return false
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && looking.MatchString(s.Sel.Name) {
				return false
			}
		case *ast.BinaryExpr:
			if n.Op == token.EQL || n.Op == token.NEQ {
				return false
			}
		}
		e, ok := n.(ast.Expr)
		if !ok {
			return true
		}
		text, letters := c.text(e)
		if letters {
			c.keep(e, text)
			c.holes(e)
		}
		return !letters
	})
}

// holes looks for texts in what an expression is put together from: they are
// values of it.
func (c *collector) holes(e ast.Expr) {
	switch e := e.(type) {
	case *ast.ParenExpr:
		c.holes(e.X)
	case *ast.BinaryExpr:
		for _, x := range []ast.Expr{e.X, e.Y} {
			if _, letters := c.text(x); letters {
				c.holes(x)
			} else {
				c.look(x)
			}
		}
	case *ast.CallExpr:
		for _, x := range e.Args[1:] {
			c.look(x)
		}
	}
}

// text is the text that an expression gives, and whether a part of it stands
// there in letters.
func (c *collector) text(e ast.Expr) (string, bool) {
	switch e := e.(type) {
	case *ast.BasicLit:
		if e.Kind == token.STRING {
			s, err := strconv.Unquote(e.Value)
			return s, err == nil
		}
	case *ast.ParenExpr:
		return c.text(e.X)
	case *ast.Ident:
		if s, ok := c.constants[e.Name]; ok {
			return s, false
		}
	case *ast.BinaryExpr:
		if e.Op != token.ADD {
			break
		}
		x, inX := c.text(e.X)
		y, inY := c.text(e.Y)
		return x + y, inX || inY
	case *ast.CallExpr:
		if s, ok := e.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Sprintf" || s.Sel.Name == "Errorf") && len(e.Args) > 0 {
			return c.text(e.Args[0])
		}
	}
	return "%s", false
}

func (c *collector) keep(e ast.Expr, text string) {
	// What stands behind a command is for people.
	if command, comment, found := strings.Cut(text, "   # "); found && !strings.Contains(command, "\n") {
		text = comment
	}
	if text = plain(text); slices.ContainsFunc(c.found, func(s sayer) bool { return s.text == text }) {
		return
	}
	p := c.fset.Position(e.Pos())
	c.found = append(c.found, sayer{fmt.Sprintf("%s:%d", p.Filename, p.Line), text})
}

// plain is a text without what joins it to others: a semicolon, a colon, and a
// sentence that is not known behind its own full stop.
func plain(text string) string {
	text = strings.TrimLeft(strings.TrimPrefix(text, "%s; "), " ;:,")
	text = strings.TrimRight(strings.ReplaceAll(text, "%s%s", "%s"), " ;:,")
	if whole, found := strings.CutSuffix(text, "%s"); found && strings.HasSuffix(strings.TrimRight(whole, " "), ".") {
		return strings.TrimRight(whole, " ")
	}
	return text
}

var (
	// twoWords are two words in a row, one of them in lower case.
	twoWords = regexp.MustCompile(`(^|[ ("'])([A-Za-z]+('s)?[,;:]? [a-z]{2,}|[a-z]{2,}('s)?[,;:]? [A-Za-z]{2,})('s|[ .,;:!?)"']|$)`)
	aWord    = regexp.MustCompile(`(^|[ ("'])[A-Za-z]*[a-z]{2,}`)
	hole     = regexp.MustCompile(`%(\[\d+\])?[-+# 0]*\d*(\.\d+)?[sdqvwofx]`)
	// program is how a command begins.
	program = regexp.MustCompile(`^(systemctl|rabbitmqctl|openstack|ceilotop|journalctl|chmod|restorecon|semanage|sudo|export|env|dnf|yum|rpm|zypper|sha256sum|patch|puppet|keystone_ready)\b`)
	// sentence are words that a command has none of.
	sentence = regexp.MustCompile(`(^|[ '])(the|is|are|has|shows?|them|not|and|cannot|it|reports|did|says)([ .,;:]|$)`)
)

// worded reports whether a text reads as words: two of them in a row, in no
// command and in no text for a file.
func worded(text string) bool {
	if strings.Contains(text, "\n") {
		return false
	}
	bare := hole.ReplaceAllString(text, "%")
	if program.MatchString(bare) && !sentence.MatchString(bare) || !aWord.MatchString(bare) {
		return false
	}
	return twoWords.MatchString(hole.ReplaceAllString(text, "value"))
}
