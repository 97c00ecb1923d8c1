package osloconf

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// values looks at what each assignment gives.
func (l *linter) values() {
	config := Merge(l.file)
	known := l.commented()
	for _, e := range l.file.entries {
		value, _, _ := strings.Cut(e.Value, "\n")
		raw := l.file.lines[e.Line-1].Raw
		quoted := !strings.HasSuffix(strings.TrimRightFunc(raw, isSpace), value) // the quotes say that it is meant
		v := entryLint{linter: l, Entry: e, text: value}
		switch cut := commentIn(value); {
		case value == "<None>":
			v.add(noneText, "it is a text of six characters and does not mean that the option is not set", "#"+e.Key+" = <None>")
		case cut >= 0 && !quoted && !strings.Contains(e.Key, "format"):
			v.cut(cut, comment, "oslo.config knows no comments behind a value: the service reads all of it")
		case Secret(e.Key) && strings.ContainsFunc(value, func(r rune) bool { return r >= utf8.RuneSelf }):
			v.cut(strings.IndexFunc(value, func(r rune) bool { return r >= utf8.RuneSelf }), nonASCII, "what is pasted behind a password becomes part of it")
		}
		if placeholders.MatchString(value) {
			v.add(placeholder, "a guide means it to be replaced", e.Key+" = the value of this cloud")
		}
		if at := unknownReference(config, known, e); at >= 0 {
			fixed := fmt.Sprintf("%s, with $$ for the $ at character %d of the value", maskLine(e.Key+" = "+value), at+1)
			if !Secret(e.Key) {
				fixed = maskLine(e.Key + " = " + e.Value[:at] + "$" + e.Value[at:])
			}
			v.add(dollar, "oslo.config takes what follows it for the name of an option, which this file does not have", fixed)
		}
	}
}

// entryLint adds findings on one assignment.
type entryLint struct {
	*linter
	Entry
	text string
}

func (v entryLint) add(what, why, fix string) { v.linter.add(v.Line, what, why, fix) }

// cut advises to end the value before a byte.
func (v entryLint) cut(at int, what, why string) {
	rest := strings.TrimRightFunc(v.text[:at], isSpace)
	fix := maskLine(v.Key + " = " + rest)
	if Secret(v.Key) {
		fix += fmt.Sprintf(", which is the value's first %d characters", utf8.RuneCountInString(rest))
	}
	v.add(what, why, fix)
}

// commentIn is where a comment seems to begin in a value, or -1. In a URL // is
// no comment, and neither is it in a path.
func commentIn(value string) int {
	at := -1
	if m := behindBlank.FindStringIndex(value); m != nil && m[0] > 0 {
		at = m[0]
	}
	slashes := strings.Index(value, "//")
	if slashes > 0 && slashes+2 < len(value) && value[slashes+2] != '/' && value[0] != '/' && !strings.Contains(value, "://") && (at < 0 || slashes < at) {
		at = slashes
	}
	return at
}

var behindBlank = regexp.MustCompile(`[ \t]+(#|;|//)`)

// placeholders are the words that OpenStack's guides and packages put where a
// cloud's own value belongs.
var placeholders = regexp.MustCompile(`(^|[:/@=,\s])(([A-Z][A-Z0-9]*_)+(DB)?(PASS|PASSWORD|SECRET|TOKEN|IP_ADDRESS|INTERFACE_NAME)|CHANGE_?ME|changeme|REPLACE_?ME|PW_PLACEHOLDER|%[A-Z_]+%)([@/:,?#\s]|[^\x00-\x7f]|$)`)

// usual are options that a value may refer to although most files do not set
// them: the services have a default for them.
var usual = []string{"state_path", "my_ip", "host", "pybasedir", "bindir", "tempdir", "instances_path", "log_dir", "config_dir", "config_file", "prog", "project"}

// commented are the options that a sample file names in a comment: they exist.
func (l *linter) commented() map[string]bool {
	known := make(map[string]bool)
	for _, line := range l.file.lines {
		if line.Kind != Comment {
			continue
		}
		key, _, ok := strings.Cut(line.Raw[1:], "=")
		if ok {
			known[strings.TrimRight(key, " \t")] = true
		}
	}
	return known
}

// unknownReference is where a $ stands that refers to no option, or -1.
func unknownReference(config *Config, known map[string]bool, e Entry) int {
	for i := 0; i < len(e.Value); i++ {
		if strings.HasPrefix(e.Value[i:], `\$`) || strings.HasPrefix(e.Value[i:], "$$") {
			i++
			continue
		}
		if e.Value[i] != '$' {
			continue
		}
		name, _ := reference(e.Value[i+1:])
		if name == "" {
			continue
		}
		_, key, dotted := strings.Cut(name, ".")
		set := slices.ContainsFunc(meant(Normalise(e.Section), name), func(n Name) bool { _, ok := config.last(n); return ok })
		if set || known[name] || dotted && known[key] || slices.Contains(usual, name) {
			continue
		}
		return i
	}
	return -1
}
