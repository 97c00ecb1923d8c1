package rows

import (
	"regexp"
	"strings"
)

// bestWidth is the column after which PyYAML folds at a blank.
const bestWidth = 80

// scalar writes a text in the style that PyYAML chooses: plain if nothing in it
// means something in YAML, else in single quotes, or in double ones where it
// needs escapes. Continued lines are indented so far; a key is not folded.
func (e *emitter) scalar(s string, indent int, fold bool) {
	special, blankBreak := unusual(s)
	switch {
	case special, blankBreak, !fold && strings.Contains(s, "\n"):
		e.doubleQuoted([]rune(s), indent, fold)
	case s == "", ambiguous(s), resolved(s):
		e.singleQuoted(s, indent, fold)
	default:
		e.words(s, indent, fold)
	}
}

// unusual reports characters that need an escape, and blanks beside line
// breaks, which quotes without escapes would lose.
func unusual(s string) (special, blankBreak bool) {
	for i := range len(s) {
		if c := s[i]; c != '\n' && (c < 0x20 || c > 0x7e) {
			special = true
		}
	}
	return special, strings.Contains(s, " \n") || strings.Contains(s, "\n ")
}

// ambiguous reports whether a text that is not empty would not read back as
// itself without quotes.
func ambiguous(s string) bool {
	first, last := s[0], s[len(s)-1]
	switch {
	case first == ' ', last == ' ', strings.Contains(s, "\n"):
		return true
	case strings.HasPrefix(s, "---"), strings.HasPrefix(s, "..."):
		return true
	case strings.IndexByte("#,[]{}&*!|>'\"%@`", first) >= 0:
		return true
	case strings.IndexByte("?:-", first) >= 0 && (len(s) == 1 || s[1] == ' '):
		return true
	}
	return last == ':' || strings.Contains(s, ": ") || strings.Contains(s, " #")
}

// resolvers are the plain texts that YAML 1.1 takes for something else.
var resolvers = regexp.MustCompile(`^(?:` + strings.Join([]string{
	`yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF`,
	`~|null|Null|NULL|<<|=`,
	`[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?`,
	`\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?`,
	`[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*`,
	`[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)`,
	`[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+`,
	`[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+`,
	`[0-9]{4}-[0-9]{2}-[0-9]{2}`,
	`[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?`,
}, "|") + `)$`)

// resolved asks the pattern last: most texts that begin like a number are ids,
// which have letters that only hexadecimal numbers and infinity have.
func resolved(s string) bool {
	switch {
	case strings.IndexByte("yYnNtTfFoO~<=.", s[0]) >= 0:
	case strings.IndexByte("-+0123456789", s[0]) < 0:
		return false
	case strings.ContainsAny(s, "acdfghijklmnpqrsuvwxyz"):
		if !strings.Contains(s, "0x") && !strings.Contains(s, ".i") && !strings.Contains(s, ".I") {
			return false
		}
	}
	return resolvers.MatchString(s)
}

// words writes a plain text, folded at single blanks.
func (e *emitter) words(s string, indent int, fold bool) {
	for i := 0; i < len(s); {
		if s[i] != ' ' {
			end := i + 1
			for end < len(s) && s[end] != ' ' {
				end++
			}
			e.write(s[i:end])
			i = end
			continue
		}
		i = e.blanks(s, i, indent, fold)
	}
}

// blanks writes the blanks at s[i:], or a folded line instead of a single one,
// and returns where they end.
func (e *emitter) blanks(s string, i, indent int, fold bool) int {
	end := i + 1
	for end < len(s) && s[end] == ' ' {
		end++
	}
	if fold && end == i+1 && e.column > bestWidth && i != 0 && end != len(s) {
		e.newline()
		e.indent(indent)
	} else {
		e.write(s[i:end])
	}
	return end
}

func (e *emitter) singleQuoted(s string, indent int, fold bool) {
	e.write("'")
	for i := 0; i < len(s); {
		switch s[i] {
		case ' ':
			i = e.blanks(s, i, indent, fold)
		case '\n': // one break more than the text has: a single one is folded
			e.newline()
			for i < len(s) && s[i] == '\n' {
				e.newline()
				i++
			}
			e.indent(indent)
		case '\'':
			e.write("''")
			i++
		default:
			end := i + 1
			for end < len(s) && strings.IndexByte(" \n'", s[end]) < 0 {
				end++
			}
			e.write(s[i:end])
			i = end
		}
	}
	e.write("'")
}

// escapes are those with a letter of their own.
var escapes = map[rune]string{
	0: `\0`, 7: `\a`, 8: `\b`, 9: `\t`, 10: `\n`, 11: `\v`, 12: `\f`, 13: `\r`, 0x1b: `\e`,
	'"': `\"`, '\\': `\\`, 0x85: `\N`, 0xa0: `\_`, 0x2028: `\L`, 0x2029: `\P`,
}

// doubleQuoted folds at a blank, or after an escape, where a backslash at the
// end of the line keeps the break out of the text.
func (e *emitter) doubleQuoted(s []rune, indent int, fold bool) {
	e.write(`"`)
	start := 0
	for end := 0; end <= len(s); end++ {
		if end == len(s) || s[end] < 0x20 || s[end] > 0x7e || s[end] == '"' || s[end] == '\\' {
			e.write(string(s[start:end]))
			start = end
			if end < len(s) {
				e.write(escape(s[end]))
				start++
			}
		}
		blank := end < len(s) && s[end] == ' '
		if fold && 0 < end && end < len(s)-1 && (blank || start >= end) && e.column+end-start > bestWidth {
			if start < end {
				e.write(string(s[start:end]))
				start = end
			}
			e.write(`\`)
			e.newline()
			e.indent(indent)
			if s[start] == ' ' {
				e.write(`\`)
			}
		}
	}
	e.write(`"`)
}

func escape(r rune) string {
	if s, ok := escapes[r]; ok {
		return s
	}
	const upper = "0123456789ABCDEF"
	switch {
	case r < 0x100:
		return string(appendHex([]byte(`\x`), r, 2, upper))
	case r < 0x10000:
		return string(appendHex([]byte(`\u`), r, 4, upper))
	}
	return string(appendHex([]byte(`\U`), r, 8, upper))
}
