package mongodconf

import (
	"errors"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

const (
	old = `# mongod.conf

# Where the data is.
dbpath=/srv/mongodb

#port = 27017

# Listen here only.
bind_ip = 127.0.0.1   # site

# Small files for a small disk.
#smallfiles = false

# replSet = name
`
	young = `# mongod.conf
systemLog:
  destination: file
storage:
  dbPath: /srv/mongodb
  journal:
    enabled: true
#  mmapv1:
#    smallFiles: true
net:
  port: 27017
  bindIp: 127.0.0.1  # site
`
)

func TestSetChangesOneLineInBothForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, in   string
		option     Option
		value      any
		line, want string // a line of the file, and what becomes of it
	}{
		{"ini, a value", old, BindIP, "127.0.0.1,10.0.0.1", "bind_ip = 127.0.0.1   # site", "bind_ip = 127.0.0.1,10.0.0.1   # site"},
		{"ini, a new one", old, SmallFiles26, true, "#smallfiles = false", "#smallfiles = false\nsmallfiles = true"},
		{"ini, without a default", old, Option{Ini: "noauth"}, true, "# replSet = name", "# replSet = name\nnoauth = true"},
		{"ini, without blanks", old, Option{Ini: "dbpath"}, "/x", "dbpath=/srv/mongodb", "dbpath=/x"},
		{"ini, crlf", "a = 1\r\nb = 2\r\n", Option{Ini: "a"}, 3, "a = 1", "a = 3"},
		{"ini, no line end", "a = 1", Option{Ini: "b"}, 2, "a = 1", "a = 1\nb = 2"},
		{"ini, an empty value", "a =\n", Option{Ini: "a"}, 2, "a =", "a =2"},
		{"ini, so already", old, BindIP, "127.0.0.1", "", ""},
		{"yaml, a value", young, BindIP, "127.0.0.1,10.0.0.1", "bindIp: 127.0.0.1 ", "bindIp: 127.0.0.1,10.0.0.1 "},
		{"yaml, 2.6", young, SmallFiles26, true, "  dbPath: /srv/mongodb\n", "  dbPath: /srv/mongodb\n  smallFiles: true\n"},
		{"yaml, 3.0", young, SmallFiles30, true, "  dbPath: /srv/mongodb\n", "  dbPath: /srv/mongodb\n  mmapv1:\n    smallFiles: true\n"},
		{"yaml, so already", young, BindIP, "127.0.0.1", "", ""},
		{"yaml, empty", "# nothing\n", BindIP, "127.0.0.1", "# nothing\n", "# nothing\nnet:\n  bindIp: 127.0.0.1\n"},
	} {
		want := strings.Replace(tt.in, tt.line, tt.want, 1)
		got, err := Set("mongod.conf", []byte(tt.in), tt.option, tt.value)
		if err != nil || string(got) != want {
			t.Errorf("%s: %v, got\n%s\nwant\n%s", tt.name, err, got, want)
		}
		if again, err := Set("mongod.conf", got, tt.option, tt.value); err != nil || string(again) != want {
			t.Errorf("%s: a second time gives %q, %v", tt.name, again, err)
		}
	}
}

func TestGetReadsBothForms(t *testing.T) {
	t.Parallel()
	for _, text := range []string{old, young} {
		if v, ok, err := Get("mongod.conf", []byte(text), BindIP); v != "127.0.0.1" || !ok || err != nil {
			t.Errorf("bind_ip = %q, %v, %v", v, ok, err)
		}
		if v, ok, err := Get("mongod.conf", []byte(text), SmallFiles30); ok || err != nil {
			t.Errorf("smallfiles = %q, %v", v, err)
		}
	}
}

func TestWhatMongodWouldNotReadIsRefused(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, in, value, want string }{
		{"no assignment", "a = 1\nhunter2\n", "x", "editing m.conf:2: the line is no key = value"},
		{"sections", "a = 1\n[s]\n", "x", "editing m.conf:2: the file has sections"},
		{"twice", "a = 1\na = hunter2\n", "x", "editing m.conf:2: the option is set twice, with which mongod does not start"},
		{"a comment in the value", "a = 1\n", "hunter2 # x", "editing m.conf: the value of bind_ip is not one that mongod could read back"},
		{"a line end in the value", "a = 1\n", "hunter2\nx = 1", "editing m.conf: the value of bind_ip is not one that mongod could read back"},
		{"yaml with braces", "net: {port: 1}\n", "x", "editing m.conf:1: there is a mapping in braces at that place"},
	} {
		got, err := Set("m.conf", []byte(tt.in), BindIP, tt.value)
		if got != nil || err == nil || err.Error() != tt.want || sources.HintOf(err) == "" {
			t.Errorf("%s: %q, %v, want %s", tt.name, got, err, tt.want)
		}
	}
}

func FuzzSet(f *testing.F) {
	for _, text := range []string{old, young, "a=#\r\nb = 1", "\t= 2\n", "---\nnet:\n"} {
		f.Add(text, "127.0.0.1")
	}
	f.Fuzz(func(t *testing.T, text, value string) {
		got, err := Set("m.conf", []byte(text), BindIP, value)
		if err != nil {
			var hinted interface{ Hint() string }
			if !errors.As(err, &hinted) {
				t.Fatalf("%q: %v has no hint", text, err)
			}
			return
		}
		if back, ok, err := Get("m.conf", got, BindIP); err != nil || !ok || back != value {
			t.Fatalf("%q set to %q is %q, which reads %q, %v, %v", text, value, got, back, ok, err)
		}
	})
}
