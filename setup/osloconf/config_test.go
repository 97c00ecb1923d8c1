package osloconf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func config(t *testing.T, texts ...string) *Config {
	t.Helper()
	var files []*File
	for i, text := range texts {
		f, err := Parse(fmt.Sprintf("%d.conf", i), []byte(text))
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, f)
	}
	return Merge(files...)
}

func TestGetGivesTheValueThatTakesEffect(t *testing.T) {
	t.Parallel()
	old := Name{"DEFAULT", "old_key"}
	for _, tt := range []struct {
		name  string
		files []string
		want  string // FILE:LINE VALUE
	}{
		{"absent", []string{"[g]\nother = 1\n"}, ""},
		{"commented out", []string{"[g]\n#key = 1\n"}, ""},
		{"in another section", []string{"[h]\nkey = 1\n"}, ""},
		{"the last one wins", []string{"[g]\nkey = 1\nkey = 2\n"}, "0.conf:3 2"},
		{"over repeated sections", []string{"[g]\nkey = 1\n[h]\n[g]\nkey = 2\n"}, "0.conf:5 2"},
		{"section in capitals", []string{"[G]\nkey = 1\n"}, "0.conf:2 1"},
		{"both spellings are one section", []string{"[g]\nkey = 1\n[G]\nkey = 2\n"}, "0.conf:4 2"},
		{"the later file wins", []string{"[g]\nkey = dist\n", "[g]\nkey = main\n", "[h]\nkey = x\n"}, "1.conf:2 main"},
		{"a drop-in wins", []string{"[g]\nkey = dist\n", "[g]\nkey = main\n", "\n[g]\nkey = drop-in\n"}, "2.conf:3 drop-in"},
		{"deprecated name", []string{"[DEFAULT]\nold_key = 1\n"}, "0.conf:2 1"},
		{"own name wins in one file", []string{"[g]\nkey = new\n[DEFAULT]\nold_key = old\n"}, "0.conf:2 new"},
		{"a deprecated name in a later file wins", []string{"[g]\nkey = new\n", "[DEFAULT]\nold_key = old\n"}, "1.conf:2 old"},
		{"[default] is not DEFAULT", []string{"[default]\nold_key = 1\n"}, ""},
		{"empty is a value", []string{"[g]\nkey = 1\n", "[g]\nkey =\n"}, "1.conf:2 "},
	} {
		got := ""
		if v, ok := config(t, tt.files...).Get("g", "key", old); ok {
			got = fmt.Sprintf("%s:%d %s", v.File, v.Line, v.Text)
		}
		if got != tt.want {
			t.Errorf("%s: Get = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestGetSaysUnderWhichNameItFound(t *testing.T) {
	t.Parallel()
	v, _ := config(t, "[default]\n[DEFAULT]\nold_key = 1\n").Get("G", "key", Name{"DEFAULT", "old_key"})
	if v.Section != "DEFAULT" || v.Key != "old_key" {
		t.Errorf("found as [%s] %s", v.Section, v.Key)
	}
}

func TestGetMultiAddsUpOverAllFiles(t *testing.T) {
	t.Parallel()
	c := config(t,
		"[Notification]\nmessaging_urls = a\n#messaging_urls = <None>\nmessaging_urls = b\n",
		"[notification]\nmessaging_urls = c\n[DEFAULT]\nold_urls = d\n",
	)
	var got []string
	for _, v := range c.GetMulti("notification", "messaging_urls", Name{"DEFAULT", "old_urls"}) {
		got = append(got, fmt.Sprintf("%s:%d=%s", v.File, v.Line, v.Text))
	}
	const want = "0.conf:2=a 0.conf:4=b 1.conf:4=d 1.conf:2=c"
	if strings.Join(got, " ") != want {
		t.Errorf("GetMulti = %s, want %s", strings.Join(got, " "), want)
	}
	if none := c.GetMulti("notification", "driver"); none != nil {
		t.Errorf("GetMulti of nothing = %v", none)
	}
}

func TestValuesAreInterpolated(t *testing.T) {
	t.Parallel()
	const rest = "\nhost = h1\nport = 5672\nempty =\n[DEFAULT]\nmy_ip = 10.0.0.1\nhost = outer\n[Other]\nx = $my_ip\n"
	for _, tt := range []struct{ in, want string }{
		{"$host", "h1"},
		{"$host:$port", "h1:5672"},
		{"${host}s", "h1s"},
		{"$my_ip", "10.0.0.1"},
		{"${other.x}/", "10.0.0.1/"},
		{"<$empty>", "<>"},
		{"pa$$word", "pa$word"},
		{`pa\$word`, "pa$word"},
		{"$$host", "$host"},
		{"$1 $ $", "$1 $ $"},
		{"$", "$"},
		{"${", "${"},
		{"${host", "${host"},
		{"${host-name}", "${host-name}"},
		{"%(host)s", "%(host)s"},
	} {
		v, ok := config(t, "[g]\nkey = "+tt.in+rest).Get("g", "key")
		if !ok || v.Err != nil || v.Text != tt.want {
			t.Errorf("%q gives %q, %v, want %q", tt.in, v.Text, v.Err, tt.want)
		}
	}
}

func TestInterpolationUsesTheMergedValues(t *testing.T) {
	t.Parallel()
	v, _ := config(t, "[g]\nkey = $host\nhost = first\n", "[g]\nhost = second\n").Get("g", "key")
	if v.Text != "second" || v.File != "0.conf" {
		t.Errorf("key = %s from %s, want second from 0.conf", v.Text, v.File)
	}
}

func TestADeprecatedNameIsInterpolatedInTheOptionsOwnGroup(t *testing.T) {
	t.Parallel()
	v, _ := config(t, "[DEFAULT]\nold_key = $host\nhost = outer\n[g]\nhost = inner\n").Get("g", "key", Name{"DEFAULT", "old_key"})
	if v.Text != "inner" || v.Err != nil {
		t.Errorf("key = %q, %v, want inner", v.Text, v.Err)
	}
}

func TestAReferenceThatLeadsNowhereGivesWayToDEFAULT(t *testing.T) {
	t.Parallel()
	v, _ := config(t, "[DEFAULT]\nhost = outer\n[g]\nkey = $host\nhost = $nothing\n").Get("g", "key")
	if v.Text != "outer" || v.Err != nil {
		t.Errorf("key = %q, %v, want outer", v.Text, v.Err)
	}
}

func TestWhatCannotBeInterpolatedHasNoValue(t *testing.T) {
	t.Parallel()
	bomb := "[g]\nkey = $k0\n"
	nothing := "[g]\nkey = $k0\n"
	for i := range 60 {
		bomb += fmt.Sprintf("k%d = x$k%d$k%d\n", i, i+1, i+1)
		nothing += fmt.Sprintf("k%d = $k%d$k%d\n", i, i+1, i+1)
	}
	for _, tt := range []struct{ name, in, want string }{
		{"unknown", "[g]\nkey = rabbit://u:hun$ter2@h/\n", "the value refers to an option with $ that no file sets"},
		{"unknown further down", "[g]\nkey = $a\na = $hunter2\n", "the value refers to an option with $ that no file sets"},
		{"unknown group", "[g]\nkey = $h.a\n[DEFAULT]\na = 1\n", "the value refers to an option with $ that no file sets"},
		{"DEFAULT is no group", "[g]\nkey = $DEFAULT.a\n[DEFAULT]\na = 1\n", "the value refers to an option with $ that no file sets"},
		{"itself", "[g]\nkey = $key\n", "the value refers to itself"},
		{"in a circle", "[g]\nkey = $a\na = ${b}\nb = $g.key\n", "the value refers to itself"},
		{"growing", bomb + "k60 = x\n", "the value refers to too much"},
		{"endless", nothing + "k60 =\n", "the value refers to too much"},
	} {
		v, ok := config(t, tt.in).Get("g", "key")
		var bad *ValueError
		if !ok || !errors.As(v.Err, &bad) || bad.Reason != tt.want || bad.Line != 2 || v.Text != "" {
			t.Errorf("%s: %q, %v, want %s", tt.name, v.Text, v.Err, tt.want)
		}
		if bad != nil && (bad.Hint() == "" || strings.Contains(bad.Error()+bad.Hint(), "ter2")) {
			t.Errorf("%s: %v (%s)", tt.name, bad, bad.Hint())
		}
	}
}

func TestNothingPrintsAValue(t *testing.T) {
	t.Parallel()
	f, err := Parse("nova.conf", []byte("[DEFAULT]\npassword = hunter2\n  hunter2\n"))
	if err != nil {
		t.Fatal(err)
	}
	v, _ := Merge(f).Get("DEFAULT", "password")
	var out bytes.Buffer
	for _, x := range []any{f, *f, v, &v, f.Entries(), f.Lines()} {
		fmt.Fprintf(&out, "%v %+v %#v %s %q %x %d\n", x, x, x, x, x, x, x)
		slog.New(slog.NewTextHandler(&out, nil)).Info("", "x", x)
		_ = json.NewEncoder(&out).Encode(x)
	}
	if strings.Contains(out.String(), "hunter2") || strings.Contains(out.String(), fmt.Sprintf("%x", "hunter2")) {
		t.Errorf("the password shows in\n%s", out.String())
	}
}
