package main

import (
	"bytes"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// audited is a Cinder with rows, and what a test needs to audit it.
type audited struct {
	*sourcestest.BlockStorage
	settings string
	ids      []string
}

func newAudited(t *testing.T) *audited {
	t.Helper()
	c := &audited{BlockStorage: sourcestest.Cinder(t)}
	c.settings = c.Settings(t, "rabbit://127.0.0.1:1", nil)
	conf := c.write(t, "")
	hours := func(n int) string {
		return time.Now().UTC().Add(time.Duration(-n) * time.Hour).Format("2006-01-02T15:04:05")
	}
	c.ids = c.Seed(t, conf, "",
		sourcestest.Row{Kind: "volume", Name: "old", Host: "n1@lvm#pool", Created: hours(5)},
		sourcestest.Row{Kind: "volume", Name: "young", Host: "n2@lvm#pool"},
		sourcestest.Row{Kind: "volume", Name: "gone", Host: "n1@lvm#pool", Created: hours(4), Deleted: true},
		sourcestest.Row{Kind: "snapshot", Name: "of old", Of: 0, Created: hours(3)},
		sourcestest.Row{Kind: "backup", Name: "of old", Of: 0, Host: "n3", Created: hours(3)})
	return c
}

// write writes a cinder.conf that the user cinder may read.
func (c *audited) write(t *testing.T, more string) string {
	t.Helper()
	dir, err := os.MkdirTemp(c.Dir, "conf")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	conf := filepath.Join(dir, "cinder.conf")
	if err == nil {
		err = os.WriteFile(conf, []byte(c.settings+more), 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return conf
}

// brokerB is a virtual host in which the exchanges of Cinder are there already, as on
// a broker that has been used. The URL is a service's.
func brokerB(t *testing.T, node func(testing.TB) *sourcestest.Broker) string {
	t.Helper()
	v := node(t).VHost(t)
	ch := v.Channel(t)
	for _, name := range []string{"openstack", "cinder"} {
		if err := ch.ExchangeDeclare(name, "topic", false, false, false, false, nil); err != nil {
			t.Fatal(err)
		}
	}
	return v.ServiceURL(t)
}

func notifications(driver, url string) string {
	text := "[oslo_messaging_notifications]\ndriver = " + driver + "\n"
	if url != "" {
		text += "transport_url = " + url + "\n"
	}
	return text
}

// command runs ceilotop audit and returns its exit code and what it wrote.
func (c *audited) command(t *testing.T, path, stdin string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	env := map[string]string{"PATH": path, "HOME": t.TempDir()}
	var out, words bytes.Buffer
	code = run(t.Context(), append([]string{"audit"}, args...), strings.NewReader(stdin), &out, &words, func(name string) string { return env[name] })
	return code, out.String(), words.String()
}

// around is a window that has all of the rows in it.
func around() []string {
	now := time.Now().UTC()
	return []string{"--start-time", now.Add(-24 * time.Hour).Format(time.DateTime), "--end-time", now.Add(time.Hour).Format(time.DateTime)}
}

// TestTheVerdictsOnTheRealProgram: its exit code is 0 in most of these.
func TestTheVerdictsOnTheRealProgram(t *testing.T) {
	t.Parallel()
	c := newAudited(t)
	// A broker that takes connections and says nothing.
	dead, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = dead.Close() })
	silent := "rabbit://u:p@" + dead.Addr().String() + "//"

	for name, test := range map[string]struct {
		conf func(a, b string) string
		args []string // in place of the window around now
		unmended,
		alone bool // broker B is not named with --url
		code int
		want []string // in what is written
		not  []string
	}{
		"all came": {
			conf: func(_, b string) string {
				return "[DEFAULT]\nlog_dir = " + c.Dir + "/state\n" + notifications("messagingv2", b)
			}, alone: true,
			want: []string{"3 volumes, 1 snapshot, 1 backup: each came to B, once", "| ", "Found 3 volumes", "exchange openstack, because cinder.conf sets no control_exchange", "(all hosts)"},
		},
		"with an exchange of its own": {
			conf: func(_, b string) string {
				return "[DEFAULT]\ncontrol_exchange = cinder\n" + notifications("messagingv2", b)
			},
			want: []string{"proven"}, not: []string{"exchange openstack"},
		},
		"the old envelope": {
			conf: func(_, b string) string { return notifications("messaging", b) },
			want: []string{"proven"},
		},
		"the last whole hour": {
			conf: func(_, b string) string {
				return "[DEFAULT]\nvolume_usage_audit_period = hour\n" + notifications("messagingv2", b)
			},
			args: []string{"--timeout", "5m"},
			want: []string{"last completed hour", "a minute ago say, is not in it", "proven"},
		},
		"nothing in the window": {
			conf: func(_, b string) string { return notifications("messagingv2", b) },
			args: []string{"--start-time", "2020-01-01", "--end-time", "2020-01-02 00:00"},
			code: exitError, want: []string{"a volume made a minute ago is not in the last completed period", "hint: give --start-time"},
		},
		"no driver":        {conf: func(_, b string) string { return "[oslo_messaging_notifications]\ntransport_url = " + b + "\n" }, code: exitError, want: []string{"none of 3 volumes, 1 snapshot, 1 backup came", "names no driver", "hint: set [oslo_messaging_notifications] driver = messagingv2"}},
		"a driver of noop": {conf: func(_, b string) string { return notifications("noop", b) }, code: exitError, want: []string{"exit code 0", "is noop, which sends nothing"}},
		"a wrong port": {conf: func(_, b string) string {
			return notifications("messagingv2", "rabbit://u:p@127.0.0.1:1//") + "retry = 0\n"
		}, code: exitError, want: []string{"exit code 0", "cannot be reached", "hint: look at host and port"}},
		"a wrong password": {conf: func(_, b string) string { return notifications("messagingv2", wrongPassword(b)) + "retry = 0\n" }, code: exitError, want: []string{"exit code 0", "refused user or password"}},
		"a broken package": {conf: func(_, b string) string { return notifications("messagingv2", b) }, unmended: true, code: exitError, want: []string{"exit code 0", "strips read_deleted from the context", "hint: update the package"}},
		"a silent broker":  {conf: func(_, _ string) string { return notifications("messagingv2", silent) }, args: append(around(), "--timeout", "12s"), code: exitError, want: []string{"did not end within 12s", "blocks it for ever"}},
		"no database": {conf: func(_, b string) string {
			return "[database]\nconnection = postgresql+psycopg2://nobody@127.0.0.1:1/none\nmax_retries = 0\n" + notifications("messagingv2", b)
		}, code: exitError, want: []string{"exit code 1", "the database that cinder.conf names cannot be used"}},
		"a period of weeks": {conf: func(_, b string) string {
			return "[DEFAULT]\nvolume_usage_audit_period = week\n" + notifications("messagingv2", b)
		}, code: exitError, want: []string{"exit code 1: volume_usage_audit_period is no period"}},
		"everything to A": {
			conf: func(a, _ string) string {
				return "[DEFAULT]\ntransport_url = " + a + "\n" + notifications("messagingv2", "")
			},
			code: exitPartial, want: []string{"3 volumes, 1 snapshot, 1 backup came to another broker, none to B", "On another broker, and not where they should be", "hint: set [oslo_messaging_notifications] transport_url"},
		},
		"two drivers": {
			conf: func(_, b string) string { return notifications("messagingv2", b) + "driver = messaging\n" },
			code: exitPartial, want: []string{"5 came more than once", "each sends its own copy", c.ids[0]},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, b := brokerB(t, sourcestest.SharedA), brokerB(t, sourcestest.SharedB)
			args := append([]string{"--config", c.write(t, test.conf(a, b))}, test.args...)
			if test.args == nil {
				args = append(args, around()...)
			}
			if !test.alone {
				args = append(args, "--url", "A="+a, "--url", "B="+b)
			}
			path := c.Bin
			if test.unmended {
				path = ""
			}
			code, stdout, stderr := c.command(t, path, "", args...)
			if code != test.code {
				t.Errorf("exit code %d, want %d", code, test.code)
			}
			for _, want := range test.want {
				if !strings.Contains(unwrapped(stdout+stderr), want) {
					t.Errorf("%q is not in what was written", want)
				}
			}
			for _, not := range test.not {
				if strings.Contains(unwrapped(stdout+stderr), not) {
					t.Errorf("%q is in what was written", not)
				}
			}
			if password := passwordOf(b); strings.Contains(stdout+strings.ReplaceAll(stderr, "--url", ""), password) {
				t.Error("the password was shown")
			}
			if t.Failed() {
				t.Logf("%s\n%s", stdout, stderr)
			}
		})
	}
}

// unwrapped makes one line of what the table breaks.
func unwrapped(text string) string { return strings.Join(strings.Fields(text), " ") }

func passwordOf(url string) string {
	_, rest, _ := strings.Cut(strings.TrimPrefix(url, "rabbit://"), ":")
	password, _, _ := strings.Cut(rest, "@")
	return password
}

func wrongPassword(url string) string { return strings.Replace(url, passwordOf(url), "wrong", 1) }

// TestActionsAreSentAgainOnlyAfterAWord, and then they are no part of the proof.
func TestActionsAreSentAgainOnlyAfterAWord(t *testing.T) {
	t.Parallel()
	c := newAudited(t)
	b := brokerB(t, sourcestest.SharedB)
	conf := c.write(t, notifications("messagingv2", b))
	args := append([]string{"--config", conf, "--send-actions"}, around()...)
	code, _, stderr := c.command(t, c.Bin, "no\n", args...)
	if code != exitError || !strings.Contains(stderr, "comes back as a resource") || !strings.Contains(stderr, `"send" was not typed`) || strings.Contains(stderr, "| ") {
		t.Errorf("exit code %d\n%s", code, stderr)
	}
	code, stdout, stderr := c.command(t, c.Bin, "send\n", args...)
	if code != 0 || !strings.Contains(stdout, "proven") {
		t.Errorf("exit code %d\n%s\n%s", code, stdout, stderr)
	}
}

func TestAnAuditIsRefusedBeforeItRuns(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cinder.conf")
	if err := os.WriteFile(file, []byte("[DEFAULT]\nvolume_usage_audit_period = fortnight\ntransport_url = rabbit://u:p@127.0.0.1:1//\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c := &audited{}
	for _, test := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"--start-time", "yesterday"}, exitUsage, `--start-time: "yesterday" is no time`},
		{[]string{"--start-time", "2026-01-02", "--end-time", "2026-01-02"}, exitUsage, "is not after its begin"},
		{[]string{"--timeout", "1ms"}, exitUsage, "at least a second"},
		{[]string{"-f", "xml"}, exitUsage, "the formats are table, json"},
		{[]string{"--config", file}, exitError, "volume_usage_audit_period = fortnight"},
		{[]string{"--config", file + ".not"}, exitError, "no such file"},
		{[]string{"--root", t.TempDir()}, exitUsage, "of another machine, whose program cannot be run here"},
	} {
		code, stdout, stderr := c.command(t, "/nowhere", "", test.args...)
		if code != test.code || stdout != "" || !strings.Contains(stderr, test.want) {
			t.Errorf("%q: exit code %d, %q, %s", test.args, code, stdout, stderr)
		}
	}
}
