package mongodconf

import (
	"maps"
	"slices"
	"strings"
)

// ini is a file of key = value. A # begins a comment wherever it stands, as in
// Boost's program_options, which is what reads it.
type ini struct {
	lines  []string // with their line ends
	values map[string]string
	at     map[string]int // the line of each key, from 0
}

func parse(name string, text []byte) (*ini, error) {
	f := &ini{values: make(map[string]string), at: make(map[string]int)}
	for line := range strings.Lines(string(text)) {
		f.lines = append(f.lines, line)
		n := len(f.lines)
		said, _, _ := strings.Cut(line, "#")
		said = strings.TrimSpace(said)
		key, value, assigned := strings.Cut(said, "=")
		key = strings.TrimSpace(key)
		switch {
		case said == "":
			continue
		case strings.HasPrefix(said, "["):
			return nil, &Error{name, n, "the file has sections"}
		case !assigned || key == "":
			return nil, &Error{name, n, "the line is no key = value"}
		}
		if _, twice := f.values[key]; twice {
			return nil, &Error{name, n, "the option is set twice, with which mongod does not start"}
		}
		f.values[key], f.at[key] = strings.TrimSpace(value), n-1
	}
	return f, nil
}

func setIni(name string, text []byte, key, value string) ([]byte, error) {
	f, err := parse(name, text)
	if err != nil {
		return nil, err
	}
	if value == "" || value != strings.TrimSpace(value) || strings.ContainsFunc(value, func(r rune) bool { return r < 0x20 || r >= 0x7f || r == '#' }) {
		return nil, &Error{name, 0, "the value of " + key + " is not one that mongod could read back"}
	}
	if old, ok := f.values[key]; ok && old == value {
		return text, nil
	}
	lines := slices.Clone(f.lines)
	if i, ok := f.at[key]; ok {
		lines[i] = replaced(lines[i], value)
	} else {
		lines = f.insert(key, value)
	}
	edited := []byte(strings.Join(lines, ""))
	want := maps.Clone(f.values)
	want[key] = value
	if got, err := parse(name, edited); err != nil || !maps.Equal(got.values, want) {
		return nil, &Error{name, 0, "the edit would change more than was asked for"}
	}
	return edited, nil
}

// replaced keeps the key, the sign, the blanks and a comment.
func replaced(line, value string) string {
	sign := strings.IndexByte(line, '=') + 1
	said, comment, commented := strings.Cut(line[sign:], "#")
	lead := said[:len(said)-len(strings.TrimLeft(said, " \t"))]
	tail := said[len(strings.TrimRight(said, " \t\r\n")):]
	if strings.TrimSpace(said) == "" { // nothing stood there
		lead, tail = "", said
	}
	if commented {
		tail += "#" + comment
	}
	return line[:sign] + lead + value + tail
}

// insert puts a new line below the last #key = of the file, or at its end.
func (f *ini) insert(key, value string) []string {
	at := len(f.lines)
	for i, line := range f.lines {
		rest, ok := strings.CutPrefix(strings.TrimLeft(line, "# \t"), key)
		if ok && strings.HasPrefix(line, "#") && strings.HasPrefix(strings.TrimLeft(rest, " \t"), "=") {
			at = i + 1
		}
	}
	lines := slices.Clone(f.lines)
	end, last := "\n", "\n"
	if len(lines) > 0 && strings.HasSuffix(lines[0], "\r\n") {
		end, last = "\r\n", "\r\n"
	}
	if at > 0 && !strings.HasSuffix(lines[at-1], "\n") {
		lines[at-1] += end
		last = ""
	}
	return slices.Insert(lines, at, key+" = "+value+last)
}
