package oslo

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// maskText masks text of no known form: what an exception said, a traceback, a
// body cut in half. It returns b itself if there is nothing to mask.
func maskText(b []byte) []byte { return maskShapes(maskKeyed(b)) }

// maskShapes masks what gives itself away.
func maskShapes(b []byte) []byte { return maskURLs(maskPrivateKeys(maskFernet(b))) }

// fernet returns where a Fernet token begins at or after i, -1 if none does.
// Each begins with its version, 0x80, and the seven high bits of a time before
// the year 2242, which base64 writes as gAAAA.
func fernet(b []byte, i int) int {
	for {
		j := bytes.IndexByte(b[i:], 'A')
		if j < 0 {
			return -1
		}
		i += j
		if i > 0 && b[i-1] == 'g' && fernetEnd(b, i-1) > 0 {
			return i - 1
		}
		i++
	}
}

// fernetEnd returns where the token at i ends, 0 if there is none.
func fernetEnd(b []byte, i int) int {
	const version = "gAAAA"
	if len(b)-i < len(version)+20 || string(b[i:i+len(version)]) != version {
		return 0
	}
	end := i + len(version)
	for end < len(b) && (letter(b[end]) || digit(b[end]) || b[end] == '_' || b[end] == '-') {
		end++
	}
	if end-i < len(version)+20 {
		return 0
	}
	for end < len(b) && b[end] == '=' {
		end++
	}
	return end
}

func maskFernet(b []byte) []byte {
	i := fernet(b, 0)
	if i < 0 {
		return b
	}
	var out []byte
	for done := 0; ; {
		out = append(append(out, b[done:i]...), sources.Masked...)
		done = fernetEnd(b, i)
		if i = fernet(b, done); i < 0 {
			return append(out, b[done:]...)
		}
	}
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// maskURLs masks the passwords in scheme://user:password@host, of every host
// when there are several as in transport_url.
func maskURLs(b []byte) []byte {
	if !suspectURL(b) {
		return b
	}
	var out []byte
	done := 0
	for i := 0; ; {
		j := bytes.Index(b[i:], []byte("://"))
		if j < 0 {
			break
		}
		i += j + 3
		user := i // where the credentials of the next host begin
		for ; i < len(b) && !endsAuthority(b[i]); i++ {
			switch b[i] {
			case ',':
				if user < 0 {
					user = i + 1
				}
			case '@':
				if user < 0 {
					continue
				}
				colon := bytes.IndexByte(b[user:i], ':')
				if secret := b[user+colon+1 : i]; colon >= 0 && len(secret) > 0 && string(secret) != sources.Masked {
					out = append(append(out, b[done:user+colon+1]...), sources.Masked...)
					done = i
				}
				user = -1
			}
		}
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

func endsAuthority(c byte) bool {
	return c <= ' ' || c == '/' || c == '?' || c == '#' || c == '"' || c == '\'' || c == '\\' || c == '<' || c == '>'
}

// maskKeyed masks 'password': 'x', "password": "x" with or without backslashes
// before the quotes, password=x and password: x.
func maskKeyed(b []byte) []byte {
	var out []byte
	done := 0
	for i := 0; i < len(b); i++ {
		if b[i] != ':' && b[i] != '=' || !keyed(b, i) {
			continue
		}
		lo, hi := valueOf(b, i)
		if lo < hi && string(b[lo:hi]) != sources.Masked {
			out = append(append(out, b[done:lo]...), sources.Masked...)
			done = hi
		}
		i = max(i, hi-1)
	}
	if done == 0 {
		return b
	}
	return append(out, b[done:]...)
}

// keyed reports whether a key that names a secret ends before the colon or
// equals sign at i. A sentence that says "token: expired" loses a word to this;
// a log that says "password: hunter2" looks the same.
func keyed(b []byte, i int) bool {
	assigned, at := b[i] == '=', i
	for i > 0 && b[i-1] == ' ' {
		i--
	}
	if i > 0 && (b[i-1] == '"' || b[i-1] == '\'') {
		quote := b[i-1]
		for i--; i > 0 && b[i-1] == '\\'; i-- {
		}
		lo := keyBefore(b, i)
		// The front of a body may be cut off, and the key's first quote with it. A
		// byte of another script, or of none, belongs to the key.
		return (lo == 0 || b[lo-1] == quote || b[lo-1] == ' ' || b[lo-1] >= utf8.RuneSelf) && namesSecret(string(b[lo:i]))
	}
	if assigned {
		return namesSecret(string(b[keyBefore(b, i):i]))
	}
	lo, hi := bareKey(b, at)
	return lo < hi && namesSecret(string(b[lo:hi]))
}

// bareKey returns the key without quotes before the colon at i, nothing if
// there is none. It ends in a letter, unlike the hours of a time, and is no part
// of a URL or path.
func bareKey(b []byte, i int) (lo, hi int) {
	if i == 0 || !letter(b[i-1]) || i+2 < len(b) && b[i+1] == '/' && b[i+2] == '/' {
		return i, i
	}
	if lo = keyBefore(b, i); lo > 0 && b[lo-1] == '/' {
		return i, i
	}
	return lo, i
}

// keyBefore returns where the word begins that ends at i.
func keyBefore(b []byte, i int) int {
	for i > 0 && (letter(b[i-1]) || digit(b[i-1]) || b[i-1] == '_' || b[i-1] == '-' || b[i-1] == '.') {
		i--
	}
	return i
}

// valueOf returns what there is to mask behind the colon or equals sign at i.
func valueOf(b []byte, i int) (lo, hi int) {
	if b[i] == '=' {
		return valueAfter(b, afterBlanks(b, i+1), true)
	}
	from, to := bareKey(b, i)
	if from == to {
		return valueAfter(b, i+1, false)
	}
	i = afterBlanks(b, i+1)
	lo, hi = valueAfter(b, i, true)
	// A header has the name of its scheme before what is secret, and often more
	// behind it.
	if lo == i && lo < hi && authorizes(b[from:to]) {
		for hi < len(b) && b[hi] >= ' ' && b[hi] != '"' && b[hi] != '\'' && b[hi] != '\\' {
			hi++
		}
	}
	return lo, hi
}

func afterBlanks(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') {
		i++
	}
	return i
}

func authorizes(key []byte) bool {
	const name = "authorization"
	return len(key) >= len(name) && bytes.EqualFold(key[len(key)-len(name):], []byte(name))
}

// valueAfter returns what there is to mask of the value at i.
func valueAfter(b []byte, i int, assigned bool) (lo, hi int) {
	for i < len(b) && !assigned && space(b[i]) {
		i++
	}
	if i+1 < len(b) && (b[i] == 'u' || b[i] == 'b') && (b[i+1] == '\'' || b[i+1] == '"') {
		i++ // Python's prefixes
	}
	slashes := i
	for i < len(b) && b[i] == '\\' {
		i++
	}
	if i == len(b) {
		return i, i
	}
	switch b[i] {
	case '"', '\'':
		return i + 1, quoteEnd(b, i+1, b[i], i-slashes)
	case '{', '[', '(':
		if lo, hi = bracketed(b, i); lo < hi {
			hi = wordEnd(b, hi)
		}
		return lo, hi
	}
	hi = wordEnd(b, i)
	switch word := string(b[i:hi]); {
	case word == "null" || word == "None":
		return hi, hi
	case (strings.EqualFold(word, "bearer") || strings.EqualFold(word, "basic")) && hi+1 < len(b) && b[hi] == ' ':
		_, hi = valueAfter(b, hi+1, true)
	}
	return i, hi
}

// wordEnd returns where a value without quotes ends.
func wordEnd(b []byte, i int) int {
	for i < len(b) && b[i] > ' ' && !strings.ContainsRune(`,;&"'\<>()[]{}`, rune(b[i])) {
		i++
	}
	return i
}

// quoteEnd returns where the string ends that began with quote behind so many
// backslashes. A quote behind more of them is part of the string, unless they
// are the string's own last characters; in single quotes, where two ways of
// escaping meet, it always is.
func quoteEnd(b []byte, i int, quote byte, slashes int) int {
	for run := 0; i < len(b); i++ {
		switch b[i] {
		case '\\':
			run++
			continue
		case quote:
			if run == slashes || quote == '"' && run%(2*slashes+2) == slashes {
				return i - slashes
			}
		}
		run = 0
	}
	return len(b)
}

// bracketed returns the container at i, nothing if it is empty.
func bracketed(b []byte, i int) (lo, hi int) {
	depth := 0
	for hi = i; hi < len(b); hi++ {
		switch b[hi] {
		case '{', '[', '(':
			depth++
		case '}', ']', ')':
			depth--
		}
		if depth == 0 {
			hi++
			break
		}
	}
	if len(bytes.Trim(b[i:hi], "{}[]() ")) == 0 {
		return hi, hi
	}
	return i, hi
}
