package osloconf

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

// assignments renders what oslo.config sees: SECTION.KEY=VALUE, quoted.
func assignments(f *File) string {
	var all []string
	for _, e := range f.Entries() {
		all = append(all, fmt.Sprintf("%s|%s=%q", e.Section, e.Key, e.Value))
	}
	return strings.Join(all, " ")
}

func TestParseReadsAsOsloConfigDoes(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, want string }{
		{"empty", "", ""},
		{"comments only", "# a = b\n; c = d\n\n", ""},
		{"plain", "[DEFAULT]\na = 1\nb=2\n", `DEFAULT|a="1" DEFAULT|b="2"`},
		{"no line end at the end", "[s]\na = 1", `s|a="1"`},
		{"crlf", "[s]\r\na = 1\r\nb = 2\r\n", `s|a="1" s|b="2"`},
		{"lone cr", "[s]\ra = 1\rb = 2", `s|a="1" s|b="2"`},
		{"the first = splits", "[s]\na = b=c:d\n", `s|a="b=c:d"`},
		{"the first : splits", "[s]\na: b=c\n", `s|a="b=c"`},
		{"a colon in the key's place", "[s]\na:b = c\n", `s|a="b = c"`},
		{"blanks around", "[s]\na  =\t b c \t\n", `s|a="b c"`},
		{"no inline comments", "[s]\na = b # c\nd = e ; f\n", `s|a="b # c" s|d="e ; f"`},
		{"double quotes", "[s]\na = \" b \"\n", `s|a=" b "`},
		{"single quotes", "[s]\na = 'b'\n", `s|a="b"`},
		{"quotes that differ stay", "[s]\na = \"b'\nc = \"d\" e\n", `s|a="\"b'" s|c="\"d\" e"`},
		{"one pair only", "[s]\na = \"\"b\"\"\n", `s|a="\"b\""`},
		{"a single quote is a pair", "[s]\na = \"\nb = ''\n", `s|a="" s|b=""`},
		{"no escapes", "[s]\na = b\\nc\n", `s|a="b\\nc"`},
		{"empty value", "[s]\na =\nb=\n", `s|a="" s|b=""`},
		{"<None> is text", "[s]\na = <None>\n", `s|a="<None>"`},
		{"continuation", "[s]\na = b\n  c\n\td\n", `s|a="b\nc\nd"`},
		{"continuation of nothing yet", "[s]\na =\n b\n c\n", `s|a="\nb\nc"`},
		{"an indented comment is text", "[s]\na = b\n # c\n", `s|a="b\n# c"`},
		{"an indented header is text", "[s]\na = b\n [t]\n", `s|a="b\n[t]"`},
		{"an indented assignment is text", "[s]\na = b\n c = d\n", `s|a="b\nc = d"`},
		{"quotes are stripped from the first line only", "[s]\na = \"b\"\n \"c\"\n", `s|a="b\n\"c\""`},
		{"a line of blanks ends a value", "[s]\na = b\n   \nc = d\n", `s|a="b" s|c="d"`},
		{"no-break space is a blank at the end", "[s]\na = b\u00a0\n", `s|a="b"`},
		{"python's separators are blanks", "[s]\na = b\x1c\x1f\n\x1e\n", `s|a="b"`},
		{"section names are not stripped", "[ s ]\na = b\n", `" s "|a="b"`},
		{"a bracket in the section", "[a]b]\na = b\n", `a]b|a="b"`},
		{"a blank behind the section", "[s] \t\na = b\n", `s|a="b"`},
		{"sections come back", "[s]\na = 1\n[t]\nb = 2\n[s]\na = 3\n", `s|a="1" t|b="2" s|a="3"`},
		{"keys are case-sensitive", "[s]\na = 1\nA = 2\n", `s|a="1" s|A="2"`},
		{"blanks in the key", "[s]\na b = 1\n", `s|a b="1"`},
		{"an equals sign alone in brackets", "[s]\na = [t]\n", `s|a="[t]"`},
		{"nul and escape are text", "[s]\na = \x00\x1b\n", `s|a="\x00\x1b"`},
	} {
		f, err := Parse("nova.conf", []byte(tt.in))
		if err != nil {
			t.Errorf("%s: %v", tt.name, err)
			continue
		}
		got := strings.ReplaceAll(assignments(f), " s |", `" s "|`)
		if got != tt.want {
			t.Errorf("%s: Parse(%q) = %s, want %s", tt.name, tt.in, got, tt.want)
		}
		if string(f.Bytes()) != tt.in {
			t.Errorf("%s: the lines do not add up to the file", tt.name)
		}
	}
}

func TestParseNamesTheLineThatStopsOsloConfig(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		line     int
		reason   string
	}{
		{"byte order mark", "\ufeff[s]\na = b\n", 1, "the file begins with a byte order mark"},
		{"continuation at the top", " [s]\n", 1, "the line begins with a blank but continues nothing"},
		{"continuation after a section", "[s]\n a = b\n", 2, "the line begins with a blank but continues nothing"},
		{"continuation after a blank line", "[s]\na = b\n\n c\n", 4, "the line begins with a blank but continues nothing"},
		{"continuation after a comment", "[s]\na = b\n# c\n\td\n", 4, "the line begins with a blank but continues nothing"},
		{"comment behind a section", "[s] # t\n", 1, "the section header does not end with ]"},
		{"bracket missing", "[s\n", 1, "the section header does not end with ]"},
		{"section without a name", "[]\n", 1, "the section has no name"},
		{"three dots", "[s]\n...\n", 2, "the line has neither = nor :"},
		{"key alone", "[s]\r\na = b\r\nsecret\r\n", 3, "the line has neither = nor :"},
		{"no key", "[s]\n= b\n", 2, "there is no key before the ="},
		{"no key before a colon", "[s]\n: b\n", 2, "there is no key before the :"},
		{"no section", "a = b\n", 1, "the option stands before the first section"},
		{"not UTF-8", "[s]\na = b\n# \xd6\xd0\xce\xc4\n", 3, "the line is not UTF-8"},
	} {
		_, err := Parse("/etc/nova/nova.conf", []byte(tt.in))
		var parse *ParseError
		if !errors.As(err, &parse) {
			t.Errorf("%s: Parse(%q): %v, want a ParseError", tt.name, tt.in, err)
			continue
		}
		if parse.File != "/etc/nova/nova.conf" || parse.Line != tt.line || parse.Reason != tt.reason {
			t.Errorf("%s: Parse(%q): %v, want line %d: %s", tt.name, tt.in, err, tt.line, tt.reason)
		}
		if parse.Hint() == "" {
			t.Errorf("%s: no hint", tt.name)
		}
	}
}

// The block of the guide as it is printed there, indented by one blank, with
// its dots and its Chinese remark behind the password.
const pasted = ` [DEFAULT]
 ...
 rpc_backend = rabbit
 auth_strategy = keystone

 [keystone_authtoken]
 ...
 password = CEILOMETER_PASS//创建ceilometer用户时的密码
`

func TestParseRefusesTheGuidePastedVerbatim(t *testing.T) {
	t.Parallel()
	_, err := Parse("/etc/ceilometer/ceilometer.conf", []byte(pasted))
	const want = "parsing /etc/ceilometer/ceilometer.conf:1: the line begins with a blank but continues nothing"
	if err == nil || err.Error() != want {
		t.Errorf("pasted at the top: %v, want %s", err, want)
	}

	// Below an option the header and all that follows become its value.
	f, err := Parse("ceilometer.conf", []byte("[DEFAULT]\ndebug = false\n"+strings.ReplaceAll(pasted, "\n\n", "\n")))
	if err != nil || len(f.Entries()) != 1 || !strings.Contains(f.Entries()[0].Value, "[keystone_authtoken]") {
		t.Errorf("pasted below an option: %v, want one long value", err)
	}

	// Without the blanks the dots stop it.
	_, err = Parse("ceilometer.conf", []byte(strings.ReplaceAll("\n"+pasted, "\n ", "\n")))
	if err == nil || err.Error() != "parsing ceilometer.conf:3: the line has neither = nor :" {
		t.Errorf("pasted without the blanks: %v, want line 3", err)
	}

	// Without the dots it is read, with the remark in the password.
	f, err = Parse("ceilometer.conf", []byte(strings.ReplaceAll(strings.ReplaceAll("\n"+pasted, "\n ", "\n"), "...\n", "")))
	if err != nil {
		t.Fatal(err)
	}
	if v, _ := Merge(f).Get("keystone_authtoken", "password"); v.Text != "CEILOMETER_PASS//创建ceilometer用户时的密码" || v.Line != 7 {
		t.Errorf("password = %q on line %d, want the remark in it", v.Text, v.Line)
	}
}

func TestLinesAreTagged(t *testing.T) {
	t.Parallel()
	f, err := Parse("x.conf", []byte("# c\n\n[s]\r\na = 1\n  2\r; d\n[T]\nb = 3"))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range f.Lines() {
		got = append(got, fmt.Sprintf("%s %q %q", l.Kind, l.Section, l.Raw))
	}
	want := []string{
		`comment "" "# c\n"`, `blank "" "\n"`, `header "s" "[s]\r\n"`, `assignment "s" "a = 1\n"`,
		`continuation "s" "  2\r"`, `comment "s" "; d\n"`, `header "T" "[T]\n"`, `assignment "T" "b = 3"`,
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("lines are\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if s := strings.Join(f.Sections(), " "); s != "s t" {
		t.Errorf("Sections() = %s, want s t", s)
	}
	if e := f.Entries()[0]; e.Line != 4 || e.LastLine != 5 {
		t.Errorf("the first entry is on lines %d to %d, want 4 to 5", e.Line, e.LastLine)
	}
}
