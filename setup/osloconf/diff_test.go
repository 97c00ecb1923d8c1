package osloconf

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

func TestMaskHidesPasswordsAndLeavesTheRest(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ key, value, want string }{
		{"rabbit_password", "hunter2", "******"},
		{"admin_token", "hunter2", "******"},
		{"memcache_secret_key", "hunter2", "******"},
		{"auth_encryption_key", "hunter2", "******"},
		{"password", "", ""},
		{"admin_token", "<None>", "<None>"},
		{"ssl_key_file", "/etc/ssl/key.pem", "/etc/ssl/key.pem"},
		{"debug", "true", "true"},
		{"transport_url", "rabbit://u:hunter2@h:5672//", "rabbit://u:******@h:5672//"},
		{"transport_url", "rabbit://u:hunter2@h1:5672,v:hunter2@[::1]:5672/x?ssl=1", "rabbit://u:******@h1:5672,v:******@[::1]:5672/x?ssl=1"},
		{"transport_url", "rabbit://u:hun/ter2@h:5672/", "rabbit://u:******@h:5672/"},
		{"transport_url", "rabbit://u:hun@ter2@h:5672/", "rabbit://u:******@h:5672/"},
		{"transport_url", "rabbit://u:hun#te?r2@h:5672/", "rabbit://u:******@h:5672/"},
		{"transport_url", "rabbit://u:hunter2", "rabbit://******"},
		{"transport_url", "rabbit://u@h:5672/", "rabbit://u@h:5672/"},
		{"transport_url", "rabbit://", "rabbit://"},
		{"transport_url", "u:hunter2@h", "******"},
		{"connection", "mongodb://c:hunter2@h:27017/c", "mongodb://c:******@h:27017/c"},
		{"auth_url", "http://h:5000/v3", "http://h:5000/v3"},
		{"auth_url", "http://u:hunter2@h:5000/v3", "http://u:******@h:5000/v3"},
		{"publishers", "gnocchi://?password=hunter2&filter=x", "gnocchi://?password=******&filter=x"},
	} {
		if got := Mask(tt.key, tt.value); got != tt.want {
			t.Errorf("Mask(%s, %s) = %s, want %s", tt.key, tt.value, got, tt.want)
		}
	}
}

func TestMaskedDiffShowsNoSecretAnywhere(t *testing.T) {
	t.Parallel()
	const old = `[DEFAULT]
debug = false
# the old one was hunter2-oldest
#rabbit_password = hunter2-commented
rabbit_password = hunter2-context
  hunter2-continued
transport_url = rabbit://u:hunter2-url@h:5672/
log_file = /var/log/x
note = the password is hunter2-context
sql = mysql://nova:nova@db/nova
`
	edited, err := parse(t, old).Edit(
		Set("DEFAULT", "log_file", "/var/log/y"),
		Set("DEFAULT", "transport_url", "rabbit://u:hunter2-new@h:5672/"),
		Set("DEFAULT", "comment", "hunter2-given"),
	)
	if err != nil {
		t.Fatal(err)
	}
	got := MaskedDiff("/etc/nova/nova.conf", []byte(old), edited.Bytes(), "hunter2-oldest", "hunter2-given")
	const want = `--- a/etc/nova/nova.conf
+++ b/etc/nova/nova.conf
@@ -4,7 +4,8 @@
 #rabbit_password = ******
 rabbit_password = ******
   ******
-transport_url = rabbit://u:******@h:5672/
-log_file = /var/log/x
+transport_url = rabbit://u:******@h:5672/
+log_file = /var/log/y
 note = the password is ******
 sql = mysql://******:******@db/******
+comment = ******
`
	if got != want {
		t.Errorf("MaskedDiff gives\n%s\nwant\n%s", got, want)
	}
	if got := MaskedDiff("x", []byte(old), []byte(old)); got != "" {
		t.Errorf("no change gives %q", got)
	}
}

func TestMaskedDiffOfYAML(t *testing.T) {
	t.Parallel()
	got := MaskedDiff("p.yaml", []byte("s:\n  password: hunter2\n  - url: http://u:hunter2@h/\n  n: 1\n"), []byte("s:\n  password: hunter2\n  - url: http://u:hunter2@h/\n  n: 2\n"))
	if strings.Contains(got, "hunter2") || !strings.Contains(got, "   password: ******\n   - url: http://u:******@h/\n-  n: 1\n+  n: 2\n") {
		t.Errorf("MaskedDiff gives\n%s", got)
	}
}

// What patch and git make of a diff is the file itself, byte for byte, and back.
func TestPatchTakesTheDiff(t *testing.T) {
	t.Parallel()
	for _, tool := range []string{"patch", "git"} {
		if _, err := exec.LookPath(tool); err != nil {
			skip(t, tool+" is not installed; on Debian: apt-get install "+tool)
		}
	}
	long := "[DEFAULT]\n" + strings.Repeat("#x = 1\n", 30) + "a = 1\n#b = 1\n\n#c = 1\n" + strings.Repeat("#y = 1\n", 30) + "[s]\nz = 1"
	for name, text := range map[string]string{"unix": long, "crlf": strings.ReplaceAll(long, "\n", "\r\n"), "ended": long + "\n"} {
		edited, err := parse(t, text).Edit(Set("DEFAULT", "a", "2"), Set("DEFAULT", "b", "3"), Set("DEFAULT", "c", "4"), Set("s", "z", "5"), Set("t", "n", "6"))
		if err != nil {
			t.Fatal(err)
		}
		diff := Diff("/etc/x.conf", []byte(text), edited.Bytes())
		for _, way := range [][]string{{"patch", "-s", "-p1", "-F0", "--binary"}, {"git", "apply", "-p1"}} {
			dir := t.TempDir()
			file := filepath.Join(dir, "etc/x.conf")
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{string(edited.Bytes()), text} {
				cmd := exec.Command(way[0], way[1:]...)
				if want == text {
					cmd.Args = append(cmd.Args, "-R")
				}
				cmd.Dir, cmd.Stdin = dir, strings.NewReader(diff)
				cmd.Env = append(os.Environ(), "GIT_CEILING_DIRECTORIES="+filepath.Dir(dir))
				out, err := cmd.CombinedOutput()
				got, _ := os.ReadFile(file)
				if err != nil || string(got) != want {
					t.Errorf("%s: %v: %v: %s\n%s", name, cmd.Args, err, out, diff)
				}
			}
		}
	}
}

func FuzzMaskedDiffNeverShowsAPassword(f *testing.F) {
	const begin, end = "b3g1nOfIt", "3ndOfIt"
	for _, middle := range []string{"", "/", "?", "#", ",", "@", ":", "$", "%41", "'", `"`, " ", "=", "://", "@h/", "\t#"} {
		f.Add(middle, "h1:5672", true)
		f.Add(middle, "[::1]/v?a=b@c", false)
	}
	f.Fuzz(func(t *testing.T, middle, host string, last bool) {
		if strings.ContainsAny(middle+host, "\r\n") || strings.Contains(host, "OfIt") {
			t.Skip("not one line, or the password stands elsewhere too")
		}
		password := begin + middle + end
		secret := begin
		if last {
			secret = end
		}
		text := "[s]\ntransport_url = rabbit://u:" + password + "@" + host + "\n" +
			"connection = u:" + password + "@" + host + "\npassword = " + password + "\n#old_password = " + password + "\nx = 1\n"
		diff := MaskedDiff("x.conf", []byte(text), []byte(strings.Replace(text, "x = 1", "x = 2", 1)), sources.Secret(password))
		if !strings.Contains(diff, "+x = 2\n") || strings.Contains(diff, secret) {
			t.Fatalf("%q shows %q:\n%s", password, secret, fmt.Sprint(diff))
		}
	})
}

// A URL may go on in the lines that continue it, with and without its scheme.
func TestMaskedDiffMasksContinuedURLs(t *testing.T) {
	t.Parallel()
	old := "[a]\ntransport_url = rabbit://u:onesecret1@h1/,\n  rabbit://u:twosecret2@h2/\nother = rabbit://u:first3@h,\n  u:threesecret3@h3:5672/\nx = 1\nsql_connection =\n  mysql://u:foursecret4@h/x\n"
	diff := MaskedDiff("nova.conf", []byte(old), []byte(strings.Replace(old, "x = 1", "x = 2", 1)))
	for _, secret := range []string{"onesecret1", "twosecret2", "foursecret4"} {
		if strings.Contains(diff, secret) {
			t.Errorf("the diff shows %s:\n%s", secret, diff)
		}
	}
	if !strings.Contains(diff, "  ******@h2/") || !strings.Contains(diff, "+x = 2") {
		t.Errorf("the diff hides too much:\n%s", diff)
	}
}

// Operators invent names for options of their own, and remember in comments.
func TestMaskedDiffKnowsUnusualNamesOfPasswords(t *testing.T) {
	t.Parallel()
	old := "[a]\nldap_pw = onesecret1\nosapi_auth = u:twosecret2\nmy_credentials = threesecret3\n# the password was foursecret4\nauth_strategy = keystone\nx = 1\n"
	diff := MaskedDiff("nova.conf", []byte(old), []byte(strings.Replace(old, "x = 1", "x = 2", 1)))
	for _, secret := range []string{"onesecret1", "twosecret2", "threesecret3", "foursecret4"} {
		if strings.Contains(diff, secret) {
			t.Errorf("the diff shows %s:\n%s", secret, diff)
		}
	}
	if !strings.Contains(diff, "auth_strategy = keystone") {
		t.Errorf("the diff hides too much:\n%s", diff)
	}
}
