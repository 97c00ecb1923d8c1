package pyre

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/dlclark/regexp2"
)

// part of a replacement: a text, or a group.
type part struct {
	text   string
	number int    // of the group
	group  string // as it is written, "" for a text
}

func (p part) write(out *strings.Builder, m *regexp2.Match) {
	if p.group == "" {
		out.WriteString(p.text)
		return
	}
	out.WriteString(m.GroupByNumber(p.number).String())
}

// template reads a replacement: \1, \g<1>, \g<name> and the escapes that Python
// knows.
func (r *Regexp) template(s string) ([]part, error) {
	var all []part
	for s != "" {
		text, rest, found := strings.Cut(s, `\`)
		if text != "" {
			all = append(all, part{text: text})
		}
		if !found {
			break
		}
		p, n, err := escape(rest)
		if err != nil {
			return nil, err
		}
		if p.group != "" {
			number, ok := r.names[p.group]
			if !ok {
				if number, err = strconv.Atoi(p.group); err != nil || number >= len(r.anywhere.GetGroupNumbers()) || number < 0 {
					return nil, fmt.Errorf("the replacement names a group %s that the pattern does not have", p.group)
				}
			}
			p.number = number
		}
		all, s = append(all, p), rest[n:]
	}
	return all, nil
}

func escape(s string) (p part, n int, err error) {
	if s == "" {
		return p, 0, fmt.Errorf("the replacement ends in a backslash")
	}
	switch c := s[0]; {
	case c == 'g' && strings.HasPrefix(s, "g<"):
		name, _, ok := strings.Cut(s[2:], ">")
		if !ok || name == "" {
			return p, 0, fmt.Errorf("the replacement has \\g< without a group")
		}
		return part{group: name}, len(name) + 3, nil
	case c == '0':
		n := 1
		for n < len(s) && n < 3 && octal(s[n]) {
			n++
		}
		v, _ := strconv.ParseUint(s[:n], 8, 32)
		return part{text: string(rune(v))}, n, nil
	case '1' <= c && c <= '9':
		if len(s) > 2 && octal(s[0]) && octal(s[1]) && octal(s[2]) {
			v, _ := strconv.ParseUint(s[:3], 8, 32)
			if v > 0o377 {
				return p, 0, fmt.Errorf("the replacement has \\%s, which is no character", s[:3])
			}
			return part{text: string(rune(v))}, 3, nil
		}
		n := 1
		if len(s) > 1 && '0' <= s[1] && s[1] <= '9' {
			n = 2
		}
		return part{group: s[:n]}, n, nil
	case strings.IndexByte("abfnrtv", c) >= 0:
		return part{text: string("\a\b\f\n\r\t\v"[strings.IndexByte("abfnrtv", c)])}, 1, nil
	case c == '\\':
		return part{text: `\`}, 1, nil
	case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z':
		return p, 0, fmt.Errorf("the replacement has \\%c, which Python does not know", c)
	}
	return part{text: `\` + s[:1]}, 1, nil
}

func octal(c byte) bool { return '0' <= c && c <= '7' }
