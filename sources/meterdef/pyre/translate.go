package pyre

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var identifier = regexp.MustCompile(`^[\pL_][\pL\pN_]*$`)

// translate rewrites what the two dialects have in different words: \Z, {,n}, a
// bracket in a class, where .NET would subtract, and named groups, which .NET
// numbers behind all others. What comes out has groups by number only; names are
// those that the pattern gives to them.
func translate(pattern string) (text string, names map[string]int, err error) {
	var out strings.Builder
	names = map[string]int{}
	groups := 0
	class := -1 // where the open class began
	for i := 0; i < len(pattern); i++ {
		rest := pattern[i:]
		switch {
		case rest[0] == '\\' && len(rest) > 1:
			if rest[1] == 'Z' && class < 0 {
				out.WriteString(`\z`)
			} else {
				out.WriteString(rest[:2])
			}
			i++
		case class >= 0:
			switch first := strings.TrimPrefix(pattern[class+1:i], "^") == ""; {
			case rest[0] == '[' || rest[0] == ']' && first:
				out.WriteByte('\\')
			case rest[0] == ']':
				class = -1
			}
			out.WriteByte(rest[0])
		case rest[0] == '[':
			class = i
			out.WriteByte('[')
		case strings.HasPrefix(rest, "(?P<"):
			name, _, ok := strings.Cut(rest[len("(?P<"):], ">")
			if _, twice := names[name]; !ok || twice || !identifier.MatchString(name) {
				return "", nil, fmt.Errorf("%q is no name of a group", name)
			}
			groups++
			names[name] = groups
			out.WriteByte('(')
			i += len("(?P<") + len(name)
		case strings.HasPrefix(rest, "(?P="):
			name, _, ok := strings.Cut(rest[len("(?P="):], ")")
			if _, known := names[name]; !ok || !known {
				return "", nil, fmt.Errorf("there is no group %q before it", name)
			}
			out.WriteString(`(?:\` + strconv.Itoa(names[name]) + `)`)
			i += len("(?P=") + len(name)
		case strings.HasPrefix(rest, "(?<") && !strings.HasPrefix(rest, "(?<=") && !strings.HasPrefix(rest, "(?<!"):
			return "", nil, errors.New("a group's name is written (?P<name>")
		case rest[0] == '(' && !strings.HasPrefix(rest, "(?"):
			groups++
			out.WriteByte('(')
		case strings.HasPrefix(rest, "{,"):
			out.WriteString("{0,")
			i++
		default:
			out.WriteByte(rest[0])
		}
	}
	return out.String(), names, nil
}
