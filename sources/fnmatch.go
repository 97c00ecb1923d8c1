package sources

import "slices"

// Fnmatch is Python's fnmatch.fnmatch on Linux, by which Ceilometer matches event
// types and meters: * and ? take any character, [seq] and [!seq] one of them or
// none of them, there are no escapes, and a bracket that is not closed is itself.
func Fnmatch(pattern, name string) bool {
	p, s := []rune(pattern), []rune(name)
	star, mark := -1, 0
	i, j := 0, 0
	for j < len(s) {
		if i < len(p) && p[i] == '*' {
			star, mark = i, j
			i++
			continue
		}
		if i < len(p) {
			if n, ok := fnmatchOne(p[i:], s[j]); ok {
				i, j = i+n, j+1
				continue
			}
		}
		if star < 0 {
			return false
		}
		mark++
		i, j = star+1, mark
	}
	for i < len(p) && p[i] == '*' {
		i++
	}
	return i == len(p)
}

// fnmatchOne matches one character and returns how much of the pattern that took.
func fnmatchOne(p []rune, c rune) (n int, ok bool) {
	switch p[0] {
	case '?':
		return 1, true
	case '[':
		first := 1
		if len(p) > 1 && p[1] == '!' {
			first = 2
		}
		if first >= len(p) {
			break
		}
		if end := slices.Index(p[first+1:], ']'); end >= 0 {
			set := p[first : first+1+end]
			return first + end + 2, fnmatchSet(set, c) != (first == 2)
		}
	}
	return 1, p[0] == c
}

func fnmatchSet(set []rune, c rune) bool {
	for len(set) > 0 {
		if len(set) > 2 && set[1] == '-' {
			if set[0] <= c && c <= set[2] {
				return true
			}
			set = set[3:]
			continue
		}
		if set[0] == c {
			return true
		}
		set = set[1:]
	}
	return false
}
