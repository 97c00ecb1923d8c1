package osloconf

import (
	"strings"
	"testing"
)

// found renders findings: LINE WHAT -> FIX.
func found(t *testing.T, text string) string {
	t.Helper()
	var b strings.Builder
	for _, f := range Lint("x.conf", []byte(text)) {
		if f.File != "x.conf" || f.Why == "" || f.Fix == "" {
			t.Errorf("%+v is not complete", f)
		}
		b.WriteString(strings.Split(f.String(), ":")[1] + " " + f.What + " -> " + f.Fix + "\n")
	}
	return b.String()
}

func TestLintFindsTheAccidentsOfCopying(t *testing.T) {
	t.Parallel()
	const d = "[DEFAULT]\n"
	for _, tt := range []struct{ name, in, want string }{
		{"nothing", d + "a = b\nu = http://h:5000//x\nv = rabbit://u:p@h:5672//\np = /var//log\nq = 'a # b'\n", ""},
		{"the guide pasted verbatim", pasted, `1 pasted indentation -> [DEFAULT]
2 dots left in -> remove the line
3 pasted indentation -> rpc_backend = rabbit
4 pasted indentation -> auth_strategy = keystone
6 pasted indentation -> [keystone_authtoken]
7 dots left in -> remove the line
8 pasted indentation -> password = ******
8 comment in a value -> password = ******, which is the value's first 15 characters
8 placeholder left in -> password = the value of this cloud
`},
		{"pasted below an option", d + "a = b\n [s]\n ...\n c = d\n # e\n", `3 pasted indentation -> [s]
4 dots left in -> remove the line
5 pasted indentation -> c = d
6 comment in a value -> move the line to column 0
`},
		{"dots in column 0", d + "...\na = b\n", "2 dots left in -> remove the line\n"},
		{"comments", d + "a = b # c\nd = True ; e\nf = g //h\n", "2 comment in a value -> a = b\n3 comment in a value -> d = True\n4 comment in a value -> f = g\n"},
		{"a comment behind a URL", d + "auth_url = http://h:5000 # was 35357\n", "2 comment in a value -> auth_url = http://h:5000\n"},
		{"a comment behind a password", d + "rabbit_password = hunter2 # secret\n", "2 comment in a value -> rabbit_password = ******, which is the value's first 7 characters\n"},
		{"chinese glued to a password", d + "password = hunter2创建\n", "2 non-ASCII in a password -> password = ******, which is the value's first 7 characters\n"},
		{"chinese elsewhere", d + "name = 创建\n", ""},
		{"placeholders", d + "rabbit_password = RABBIT_PASS\nconnection = mongodb://c:CEILOMETER_DBPASS@h/c\nhost_ip = MANAGEMENT_INTERFACE_IP_ADDRESS\nx = TRUE\n", `2 placeholder left in -> rabbit_password = the value of this cloud
3 placeholder left in -> connection = the value of this cloud
4 placeholder left in -> host_ip = the value of this cloud
`},
		{"a comment behind a section", d + "[s] # t\na = b\n[t] # [u]\n", "2 comment behind a section -> [s]\n4 comment behind a section -> [t]\n"},
		{"sections nobody reads", "[default]\n[ s ]\n", "1 section nobody reads -> [DEFAULT]\n2 section nobody reads -> [s]\n"},
		{"a dollar in a password", d + "password = hun$ter2\nok = $$x \\$y $1\n", "2 dollar sign -> password = ******, with $$ for the $ at character 4 of the value\n"},
		{"a dollar elsewhere", d + "a = x$yy\nb = $a\nc = $state_path\n#named = 1\nd = ${named}\n[s]\ne = $a\n", "2 dollar sign -> a = x$$yy\n"},
		{"<None>", d + "a = <None>\n", "2 <None> as a value -> #a = <None>\n"},
		{"values over several lines", d + "levels =\n  amqp=WARN,\n  qpid=WARN\nmore = a=b,\n c=d\n", ""},
		{"what oslo.config stops at", "\ufeffa = b\n" + d + "c\n= d\n\xff\n", `1 not oslo.config -> save the file as UTF-8 without a byte order mark
1 not oslo.config -> write [DEFAULT] above it
3 not oslo.config -> write the line as KEY = VALUE, or make it a comment with # in column 0
4 not oslo.config -> write the line as KEY = VALUE
5 not oslo.config -> convert the file to UTF-8 with iconv
`},
	} {
		if got := found(t, tt.in); got != tt.want {
			t.Errorf("%s: Lint(%q) finds\n%s\nwant\n%s", tt.name, tt.in, got, tt.want)
		}
	}
}

// Lint finds what stops oslo.config if and only if Parse does.
func FuzzLint(f *testing.F) {
	for _, seed := range []string{pasted, "[s] # x\na = b # c\npassword = x$y\n ...\n", "[default]\n[ s ]\na = <None>\n", "\ufeff[s]\nk\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		lines := strings.Count(in, "\n") + strings.Count(in, "\r") + 1
		findings := Lint("x.conf", []byte(in))
		last, stopped := 1, false
		for _, one := range findings {
			if one.Line < last || one.Line > lines || one.Fix == "" || one.Why == "" {
				t.Fatalf("%q: %+v", in, one)
			}
			last = one.Line
			stopped = stopped || strings.HasSuffix(one.Why, "oslo.config stops at it") || strings.HasSuffix(one.Why, "oslo.config stops")
		}
		if _, err := Parse("x.conf", []byte(in)); (err != nil) != stopped {
			t.Fatalf("%q: Parse says %v, Lint %v", in, err, findings)
		}
	})
}

func FuzzLintNeverShowsAPassword(f *testing.F) {
	const secret = "b3g1nOfIt"
	for _, around := range []string{"", " # x", "//创", "$", "=", "[", "]", "\n ", "\n\n ", "\n #", "...", "://", "@h/", ",", "'", "\r"} {
		f.Add(around, "")
		f.Add("", around)
		f.Add(around, around)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.ContainsAny(before, "=:[]\r\n") && strings.ContainsAny(before, "\r\n") {
			t.Skip("then it stands as the value, or the key, of another option")
		}
		text := before + secret + after + "\n"
		for _, in := range []string{"[s]\npassword = " + text, "[s]\ntransport_url = rabbit://u:" + secret + after + "@h/\n", " password = " + text} {
			for _, one := range Lint("x.conf", []byte(in)) {
				if strings.Contains(one.String(), secret) {
					t.Fatalf("%q: %s", in, one)
				}
			}
		}
	})
}
