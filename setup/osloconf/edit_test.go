package osloconf

import (
	"errors"
	"fmt"
	"strings"
	"testing"
)

func parse(t testing.TB, text string) *File {
	t.Helper()
	f, err := Parse("nova.conf", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func TestEditChangesWhatWasAskedForAndNothingElse(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in string
		changes  []Change
		want     string
	}{
		{"the value alone", "[s]\na  =\t1  \nb = 2\n", []Change{Set("s", "a", "3")}, "[s]\na  =\t3\nb = 2\n"},
		{"behind a colon", "[s]\na: 1\n", []Change{Set("s", "a", "3")}, "[s]\na: 3\n"},
		{"an empty value keeps its blanks", "[s]\na =\nb=\n", []Change{Set("s", "a", "1"), Set("s", "b", "2")}, "[s]\na = 1\nb=2\n"},
		{"to nothing", "[s]\na = 1\n", []Change{Set("s", "a", "")}, "[s]\na =\n"},
		{"the last one counts", "[s]\na = 1\n[S]\na = 2\n", []Change{Set("s", "a", "3")}, "[s]\na = 1\n[S]\na = 3\n"},
		{"continuations go", "[s]\na = 1\n  2\n\t3\nb = 4\n", []Change{Set("s", "a", "5")}, "[s]\na = 5\nb = 4\n"},
		{"quotes go", "[s]\na = 'x'\n", []Change{Set("s", "a", "y")}, "[s]\na = y\n"},
		{"quotes come", "[s]\na = x\n", []Change{Set("s", "a", " y ")}, "[s]\na = \" y \"\n"},
		{"quotes of its own are kept", "[s]\n", []Change{Set("s", "a", `"y"`)}, "[s]\na = \"\"y\"\"\n"},
		{"what is so already", "[s]\na = 'x'\nb = \\$\n", []Change{Set("s", "a", "x"), Set("s", "b", "$$")}, "[s]\na = 'x'\nb = \\$\n"},
		{"crlf", "[s]\r\na = 1\r\n\r\n", []Change{Set("s", "a", "2"), Set("s", "b", "3")}, "[s]\r\na = 2\r\nb = 3\r\n\r\n"},
		{"lone cr", "[s]\ra = 1\r", []Change{Set("s", "b", "2"), Set("t", "c", "3")}, "[s]\ra = 1\rb = 2\r\r[t]\rc = 3\r"},
		{"no line end at the end", "[s]\na = 1", []Change{Set("s", "a", "2")}, "[s]\na = 2"},
		{"no line end, appended", "[s]\na = 1", []Change{Set("s", "b", "2")}, "[s]\na = 1\nb = 2"},
		{"no line end, a section", "[s]", []Change{Set("t", "b", "2")}, "[s]\n\n[t]\nb = 2"},
		{"no line end, continued", "[s]\na = 1\n 2", []Change{Set("s", "a", "3")}, "[s]\na = 3"},
		{
			"below its commented default", "[s]\n#a = <None>\n\n# b = prose\n#b = 1\n#b = 2\n\n#c = 3\n",
			[]Change{Set("s", "b", "x"), Set("s", "a", "y")},
			"[s]\n#a = <None>\na = y\n\n# b = prose\n#b = 1\n#b = 2\nb = x\n\n#c = 3\n",
		},
		{"not below one of another section", "[s]\n#a = 1\n[t]\nb = 2\n\n", []Change{Set("t", "a", "3")}, "[s]\n#a = 1\n[t]\nb = 2\na = 3\n\n"},
		{"not below one of a longer name", "[s]\n#ab = 1\n#a_b = 2\nc = 3\n", []Change{Set("s", "a", "4")}, "[s]\n#ab = 1\n#a_b = 2\nc = 3\na = 4\n"},
		{"in the last of its sections", "[s]\n[t]\n[S]\nb = 1\n\n[u]\n", []Change{Set("s", "a", "2")}, "[s]\n[t]\n[S]\nb = 1\na = 2\n\n[u]\n"},
		{"behind a continued value", "[s]\nb = 1\n 2\n\n[t]\n", []Change{Set("s", "a", "3")}, "[s]\nb = 1\n 2\na = 3\n\n[t]\n"},
		{"a new section", "[s]\na = 1\n", []Change{Set("t", "b", "2"), Set("T", "c", "3")}, "[s]\na = 1\n\n[t]\nb = 2\nc = 3\n"},
		{"a new section behind a blank line", "[s]\n\n", []Change{Set("t", "b", "2")}, "[s]\n\n[t]\nb = 2\n"},
		{"an empty file", "", []Change{Set("DEFAULT", "a", "1")}, "[DEFAULT]\na = 1\n"},
		{"removed with its continuations", "[s]\na = 1\n 2\n[S]\na = 3\nb = 4\n", []Change{Unset("s", "a")}, "[s]\n[S]\nb = 4\n"},
		{"removed where there is none", "[s]\n", []Change{Unset("s", "a"), Unset("t", "a")}, "[s]\n"},
		{"removed at the end", "[s]\na = 1\nb = 2", []Change{Unset("s", "b")}, "[s]\na = 1\n"},
	} {
		f := parse(t, tt.in)
		edited, err := f.Edit(tt.changes...)
		if err != nil {
			t.Errorf("%s: %v (%s)", tt.name, err, tt.want)
			continue
		}
		if string(edited.Bytes()) != tt.want {
			t.Errorf("%s: %q becomes %q, want %q", tt.name, tt.in, edited.Bytes(), tt.want)
		}
		if string(f.Bytes()) != tt.in {
			t.Errorf("%s: the file that was edited has changed", tt.name)
		}
		if again, err := edited.Edit(tt.changes...); err != nil || again != edited {
			t.Errorf("%s: a second time there is something to do: %q, %v", tt.name, again.Bytes(), err)
		}
	}
}

func TestSetMultiChangesAsFewLinesAsItCan(t *testing.T) {
	t.Parallel()
	const in = "[s]\n#m = <None>\nm = 1\nx = 0\nm = 2\nm = 3\n"
	for _, tt := range []struct {
		values []string
		want   string
	}{
		{[]string{"1", "2", "3"}, in},
		{[]string{"3", "1", "2"}, in},
		{[]string{"1", "2", "3", "4"}, "[s]\n#m = <None>\nm = 1\nx = 0\nm = 2\nm = 3\nm = 4\n"},
		{[]string{"1", "4", "3"}, "[s]\n#m = <None>\nm = 1\nx = 0\nm = 4\nm = 3\n"},
		{[]string{"1", "3"}, "[s]\n#m = <None>\nm = 1\nx = 0\nm = 3\n"},
		{[]string{"3", "3", "3"}, "[s]\n#m = <None>\nm = 3\nx = 0\nm = 3\nm = 3\n"},
		{[]string{"2"}, "[s]\n#m = <None>\nx = 0\nm = 2\n"},
		{nil, "[s]\n#m = <None>\nx = 0\n"},
	} {
		edited, err := parse(t, in).Edit(SetMulti("s", "m", tt.values...))
		if err != nil || string(edited.Bytes()) != tt.want {
			t.Errorf("SetMulti(%q) gives %q, %v, want %q", tt.values, edited.Bytes(), err, tt.want)
		}
	}
	edited, err := parse(t, "[s]\n#m = <None>\n#m = x\n\nb = 1\n").Edit(SetMulti("s", "m", "1", "2"))
	if want := "[s]\n#m = <None>\n#m = x\nm = 1\nm = 2\n\nb = 1\n"; err != nil || string(edited.Bytes()) != want {
		t.Errorf("new: %q, %v, want %q", edited.Bytes(), err, want)
	}
}

func TestEditRefusesWhatCannotBeWritten(t *testing.T) {
	t.Parallel()
	f := parse(t, "[s]\na = 1\n")
	for _, tt := range []struct {
		name   string
		change Change
		reason string
	}{
		{"a line end", Set("s", "a", "hunter2\nb = 3"), "the value has a line end"},
		{"a lone cr", SetMulti("s", "a", "x", "hunter2\r"), "the value has a line end"},
		{"a NUL", Set("s", "a", "hunter2\x00"), "the value is not UTF-8, or has a NUL in it"},
		{"no UTF-8", Set("s", "a", "hunter2\xff"), "the value is not UTF-8, or has a NUL in it"},
		{"no key", Set("s", "", "hunter2"), "the key has a name that cannot be written"},
		{"an equals sign in the key", Set("s", "a=b", "hunter2"), "the key has a name that cannot be written"},
		{"a colon in the key", Unset("s", "a:b"), "the key has a name that cannot be written"},
		{"a key that is a header", Set("s", "[t]", "hunter2"), "the key has a name that cannot be written"},
		{"a key that is a comment", Set("s", "#a", "hunter2"), "the key has a name that cannot be written"},
		{"blanks around the key", Set("s", "a\u00a0", "hunter2"), "the key has a name that cannot be written"},
		{"a line end in the key", Set("s", "a\nb", "hunter2"), "the key has a name that cannot be written"},
		{"no section", Set("", "a", "hunter2"), "the section has a name that cannot be written"},
		{"a line end in the section", Set("s]\n[t", "a", "hunter2"), "the section has a name that cannot be written"},
		{"the section that nobody reads", Set("Default", "a", "hunter2"), "no service reads a section of this name"},
	} {
		got, err := f.Edit(tt.change)
		var refused *EditError
		if got != nil || !errors.As(err, &refused) || refused.Reason != tt.reason || refused.Hint() == "" {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.reason)
		}
		if out := fmt.Sprintf("%v %+v %#v %v", err, err, tt.change, []Change{tt.change}); strings.Contains(out, "hunter2") {
			t.Errorf("%s: the value shows in %s", tt.name, out)
		}
	}
	if _, err := f.Edit(Set("s", "a", "1"), Unset("S", "a")); err == nil || !strings.Contains(err.Error(), "twice") {
		t.Errorf("two changes of one option: %v", err)
	}
}

func TestLiteralComesBackFromInterpolation(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "pa$word", "pa$$word", `pa\$word`, `\\$`, `$\`, `\$$`, `$$\$`, "${a}", "$a", "$1", "%(a)s", `\`, "$"} {
		edited, err := parse(t, "[s]\na = 1\n").Edit(Set("s", "key", Literal(text)))
		if err != nil {
			t.Errorf("%q: %v", text, err)
			continue
		}
		if v, _ := Merge(edited).Get("s", "key"); v.Text != text || v.Err != nil {
			t.Errorf("%q comes back as %q, %v", text, v.Text, v.Err)
		}
	}
}

func TestSettingsNameWhatShadows(t *testing.T) {
	t.Parallel()
	c := config(t,
		"[s]\na = dist\n",
		"[s]\na = 1\na = main\n[DEFAULT]\nold_a = old\n",
		"[DEFAULT]\nold_a = drop-in\n",
	)
	old := Name{"DEFAULT", "old_a"}
	var got []string
	for _, v := range c.Settings("s", "a", old) {
		got = append(got, fmt.Sprintf("%s:%d=%s", v.File, v.Line, v.Text))
	}
	if want := "2.conf:2=drop-in 1.conf:3=main 1.conf:2=1 1.conf:5=old 0.conf:2=dist"; strings.Join(got, " ") != want {
		t.Errorf("Settings = %s, want %s", strings.Join(got, " "), want)
	}
	if v, ok := c.Shadow("1.conf", "s", "a", old); !ok || v.File != "2.conf" || v.Line != 2 {
		t.Errorf("Shadow = %v, %v, want 2.conf:2", v, ok)
	}
	if v, ok := c.Shadow("2.conf", "s", "a", old); ok {
		t.Errorf("the last file is shadowed by %v", v)
	}
	if v, ok := c.Shadow("1.conf", "s", "a"); ok {
		t.Errorf("without the old name the main file is shadowed by %v", v)
	}
}

func TestDeprecatedNamesAreFoundInAnyCase(t *testing.T) {
	t.Parallel()
	c := config(t, "[DEFAULT]\nnotification_transport_url = rabbit://b/\n")
	v, ok := c.Get("oslo_messaging_notifications", "transport_url", Deprecated("Oslo_Messaging_Notifications", "transport_url")...)
	if !ok || v.Text != "rabbit://b/" || v.Key != "notification_transport_url" {
		t.Errorf("found %v, %v", v, ok)
	}
	if Deprecated("s", "a") != nil {
		t.Error("an option that was never renamed has old names")
	}
}
