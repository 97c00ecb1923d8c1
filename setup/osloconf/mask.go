package osloconf

import (
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// masker masks the lines of a text by the names of its options, and remembers
// the secrets that it found there. It reads oslo.config's files, YAML and what
// is neither, line by line.
type masker struct {
	secrets []string
	open    string // the option that a continuation belongs to
}

// option takes a line apart: what stands before the key, be it a comment's sign
// or YAML's dash; the key; the sign; the value.
var option = regexp.MustCompile(`^([#;]*[ \t]*(?:- +)?["']?)([A-Za-z_][\w.-]*)(["']?[ \t]*[=:][ \t]*)(.*)$`)

// lines gives the lines of a text, as a diff counts them: a \r that stands alone
// ends none. Those that are shown are masked; of the others comments, which
// are nearly all of a sample file, are not even looked at.
func (m *masker) lines(text string, shown map[int]bool) []string {
	var all []string
	for line := range strings.Lines(text) {
		if !shown[len(all)] && line[0] == '#' && !strings.Contains(strings.TrimSuffix(line, "\r\n"), "\r") {
			m.open = ""
			all = append(all, "")
			continue
		}
		var b strings.Builder
		for line != "" {
			end := lineEnd(line)
			own := eol(line[:end])
			b.WriteString(m.line(line[:end-len(own)]) + own)
			line = line[end:]
		}
		all = append(all, b.String())
	}
	return all
}

// line masks what oslo.config takes for a line.
func (m *masker) line(line string) string {
	text := strings.TrimRightFunc(line, isSpace)
	tail := line[len(text):]
	if text == "" {
		m.open = ""
		return line
	}
	continued := (text[0] == ' ' || text[0] == '\t') && m.open != ""
	parts := option.FindStringSubmatch(text)
	if parts != nil && parts[3] == ":" && strings.HasPrefix(parts[4], "//") {
		parts = nil // a URL, and its scheme is no key
	}
	at := strings.LastIndexByte(text, '@')
	switch {
	case continued && Secret(m.open) && !hidden(m.open) && at >= 0:
		// The rest of a URL, perhaps without its scheme: all before the host.
		blanks := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		credentials := text[len(blanks):at]
		if password := credentials[strings.LastIndexByte(credentials, ':')+1:]; password != "" {
			m.secrets = append(m.secrets, password)
		}
		return blanks + sources.Masked + text[at:] + tail
	case continued && hidden(m.open):
		blanks := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
		m.secrets = append(m.secrets, text[len(blanks):])
		return blanks + sources.Masked + tail
	case text[0] == '[':
		m.open = ""
		return line
	case parts == nil:
		return m.text(text, true) + tail
	}
	before, key, sign, value := parts[1], parts[2], parts[3], parts[4]
	comment := text[0] == '#' || text[0] == ';'
	switch {
	case comment:
		m.open = ""
	case !continued:
		m.open = key
	}
	if !Secret(key) {
		return before + key + sign + m.text(value, !comment) + tail
	}
	shown, secrets := mask(key, value)
	if !comment { // the defaults in comments are words that stand elsewhere too
		m.secrets = append(m.secrets, secrets...)
	}
	return before + key + sign + shown + tail
}

func (m *masker) text(text string, collect bool) string {
	shown, secrets := maskURLs(text)
	if collect {
		m.secrets = append(m.secrets, secrets...)
	}
	return shown
}

// everywhere masks the secrets where they stand under another name: a password
// that two options share, or that a comment remembers. Section headers and keys
// stay.
func everywhere(line string, secrets []string) string {
	if strings.HasPrefix(line, "[") {
		return line
	}
	from := 0
	if parts := option.FindStringSubmatchIndex(strings.TrimRight(line, "\r\n")); parts != nil {
		from = parts[8]
	}
	body := line[from:]
	for _, s := range secrets {
		body = replaceSecret(body, s)
	}
	return line[:from] + body
}

// replaceSecret masks a secret in a text. A short one has to stand as a word of
// its own: "nova" is a password in many clouds.
func replaceSecret(text, secret string) string {
	if !strings.Contains(text, secret) {
		return text
	}
	short := len(secret) < 12
	var b strings.Builder
	done := 0
	for i := 0; ; {
		j := strings.Index(text[i:], secret)
		if j < 0 {
			return b.String() + text[done:]
		}
		i += j
		end := i + len(secret)
		if short && (i > 0 && inWord(text[i-1]) && inWord(secret[0]) || end < len(text) && inWord(text[end]) && inWord(secret[len(secret)-1])) {
			i++
			continue
		}
		b.WriteString(text[done:i] + sources.Masked)
		i, done = end, end
	}
}

func inWord(c byte) bool {
	return c == '_' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}
