package yamlsplice

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// write renders a value: a string, an int or a bool. The quote is the one that
// stood there before, if any.
func write(value any, quote byte) (string, error) {
	s, ok := value.(string)
	if !ok {
		switch value.(type) {
		case int, bool:
			return fmt.Sprint(value), nil
		}
		return "", fmt.Errorf("a %T cannot be written", value)
	}
	if strings.ContainsFunc(s, func(r rune) bool {
		return r < 0x20 || r == 0x7f || r == 0x85 || r == 0x2028 || r == 0x2029 || r == 0xfeff || r == '\ufffd'
	}) {
		return "", fmt.Errorf("the value has a control character in it")
	}
	double := `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
	single := "'" + strings.ReplaceAll(s, "'", "''") + "'"
	switch {
	case quote == '"':
		return double, nil
	case quote == '\'' || !bare(s):
		return single, nil
	}
	return s, nil
}

// special are texts that YAML 1.1, which PyYAML and mongod read, takes for
// something else than text.
var special = regexp.MustCompile(`(?i)^(|y|n|yes|no|on|off|true|false|null|~|=|<<|[-+]?(\d[\d_]*)?(\.[\d_]*)?(e[-+]?\d+)?|[-+]?\d[\d_]*(:[0-5]?\d)+(\.\d*)?|[-+]?0[xob]?[\da-f_]+|[-+]?\.(inf|nan)|\d{4}-\d\d?-\d\d?.*)$`)

// bare reports whether a text can stand without quotes.
func bare(s string) bool {
	if special.MatchString(s) || s != strings.TrimSpace(s) || strings.ContainsAny(s[:1], "-?:,[]{}#&*!|>'\"%@`") ||
		strings.Contains(s, ": ") || strings.Contains(s, " #") || strings.HasSuffix(s, ":") {
		return false
	}
	var got []any
	return yaml.Unmarshal([]byte("- "+s+"\n"), &got) == nil && len(got) == 1 && got[0] == s
}

// span is where a scalar stands in the text.
type span struct {
	line, from, to int
	quote          byte
}

// span finds a scalar that begins and ends on one line.
func (d *document) span(node ast.Node) (span, error) {
	t := node.GetToken()
	line, from, ok := d.byteOf(t)
	if !ok || strings.Contains(d.lines[line], "\t") {
		return span{}, d.refuse(t, "there is a tab at that place")
	}
	text := strings.TrimRight(d.lines[line], "\r\n")
	several := d.refuse(t, "there is a text of several lines at that place")
	if from >= len(text) {
		return span{}, several
	}
	switch t.Type {
	case token.SingleQuoteType, token.DoubleQuoteType:
		quote := text[from]
		for i := from + 1; i < len(text) && (quote == '\'' || quote == '"'); i++ {
			switch {
			case text[i] == '\\' && quote == '"':
				i++
			case text[i] == quote && quote == '\'' && i+1 < len(text) && text[i+1] == quote:
				i++
			case text[i] == quote:
				return span{line, from, i + 1, quote}, nil
			}
		}
		return span{}, several
	}
	to := from + len(t.Value)
	if to > len(text) || text[from:to] != t.Value || strings.TrimSpace(strings.SplitN(text[to:]+" ", " #", 2)[0]) != "" {
		return span{}, several
	}
	return span{line, from, to, 0}, nil
}

// text of a scalar as its reader gets it.
func scalar(node ast.Node) (string, bool) {
	if _, null := node.(*ast.NullNode); null {
		return "", false
	}
	s, ok := node.(ast.ScalarNode)
	if !ok {
		return "", false
	}
	if number, ok := node.(interface{ GetToken() *token.Token }); ok && s.Type() != ast.StringType {
		return number.GetToken().Value, true // 007 is a text to whoever wrote it
	}
	return fmt.Sprint(s.GetValue()), true
}
