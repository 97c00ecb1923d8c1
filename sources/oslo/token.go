package oslo

// escape checks the mark at i inside a string: a backslash and what it escapes.
func (s *scanner) escape(b []byte, i, n int) bool {
	switch {
	case i >= n:
		return s.fail(i, "ends inside a string")
	case b[i] != '\\':
		return s.fail(i, "a raw control character inside a string")
	}
	s.escapes = true
	switch b[i+1] {
	case '"':
		s.quotes = true
	case '\\', '/', 'b', 'f', 'n', 'r', 't':
	case 'u':
		if i+6 > n || !hex4(b[i+2:i+6]) {
			return s.fail(i, "\\u without four hexadecimal digits")
		}
		s.unicode = s.unicode || b[i+2] == '0' && b[i+3] == '0' && b[i+4] < '8'
	default:
		if i+1 >= n {
			return s.fail(i, "ends inside a string")
		}
		return s.fail(i, "a backslash before a character that JSON does not escape")
	}
	return true
}

func space(c byte) bool { return c == ' ' || c == '\n' || c == '\r' || c == '\t' }

func hex4(b []byte) bool {
	for _, c := range b {
		if unhex[c] < 0 {
			return false
		}
	}
	return true
}

// number returns the end of the number at i, 0 if there is none. Python writes
// and reads NaN and Infinity, which are no JSON numbers.
func number(b []byte, i int) (end int, finite bool) {
	j := i
	if b[j] == '-' {
		j++
	}
	switch c := b[j]; {
	case c == '0':
		j++
	case c >= '1' && c <= '9':
		for digit(b[j]) {
			j++
		}
	case c == 'I' && j+8 <= len(b) && string(b[j:j+8]) == "Infinity":
		return j + 8, false
	case c == 'N' && j == i && string(b[j:j+3]) == "NaN":
		return j + 3, false
	default:
		return 0, false
	}
	if b[j] == '.' {
		j++
		if !digit(b[j]) {
			return 0, false
		}
		for digit(b[j]) {
			j++
		}
	}
	if b[j]|0x20 == 'e' {
		j++
		if b[j] == '+' || b[j] == '-' {
			j++
		}
		if !digit(b[j]) {
			return 0, false
		}
		for digit(b[j]) {
			j++
		}
	}
	return j, true
}

func digit(c byte) bool { return c-'0' < 10 }
