package audit_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// openDir is a directory that the user cinder may enter.
func openDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "ceilotop-audit-test-")
	if err == nil {
		err = os.Chmod(dir, 0o755)
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	return dir
}

// program puts a script in place of the one that is looked for.
func program(t *testing.T, name, script string) (dir string) {
	t.Helper()
	dir = openDir(t)
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir
}

// needAccount skips where root has no user cinder to become.
func needAccount(t *testing.T) {
	t.Helper()
	if os.Geteuid() == 0 && !sourcestest.HaveCinder() {
		t.Skip("there is no user cinder")
	}
}

func judged(o audit.Outcome) audit.Report {
	return audit.Judge(audit.Evidence{Window: window, Outcome: o, Broker: "B"})
}

// TestTheProgramsOwnRefusals are those that ceilotop does not let it come to: a
// window that ends before it begins, and a time in another form.
func TestTheProgramsOwnRefusals(t *testing.T) {
	t.Parallel()
	c := sourcestest.Cinder(t)
	conf := filepath.Join(c.Dir, "cinder.conf")
	if err := os.WriteFile(conf, []byte(c.Settings(t, "rabbit://127.0.0.1:1", nil)+"[DEFAULT]\nlog_dir = "+c.Dir+"/state\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	target := audit.Target{Files: []string{conf}}
	o, err := target.Run(t.Context(), audit.Window{Begin: window.End, End: window.Begin}, audit.Request{}, audit.Options{Path: c.Bin})
	if err != nil {
		t.Fatal(err)
	}
	if r := judged(o); o.Exit != 255 || !strings.Contains(r.Why, "exit code 255: the window ends before it begins") {
		t.Errorf("%d, %q\n%s", o.Exit, r.Why, strings.Join(o.Output, "\n"))
	}
	// A program in between that spoils the time.
	spoiled := program(t, audit.Program, `for a; do shift; case $a in 20*) a=$(echo "$a" | tr ' ' T) ;; esac; set -- "$@" "$a"; done
exec `+filepath.Join(c.Bin, audit.Program)+` "$@"
`)
	o, err = target.Run(t.Context(), window, audit.Request{}, audit.Options{Path: spoiled})
	if err != nil {
		t.Fatal(err)
	}
	if r := judged(o); o.Exit != 1 || !strings.Contains(r.Why, "exit code 1: a time is not in the form") {
		t.Errorf("%d, %q\n%s", o.Exit, r.Why, strings.Join(o.Output, "\n"))
	}
}

// TestAProgramThatHangsIsEndedWithItsChildren, also with one that does not heed
// the polite signal.
func TestAProgramThatHangsIsEndedWithItsChildren(t *testing.T) {
	t.Parallel()
	needAccount(t)
	dir := program(t, audit.Program, "trap '' TERM\nsleep 1000 &\necho child $!\nwhile :; do sleep 1; done\n")
	var mu sync.Mutex
	var lines []string
	// Long enough for a busy machine to start it, and its child.
	o, err := audit.Target{}.Run(t.Context(), window, audit.Request{Timeout: 5 * time.Second}, audit.Options{Path: dir, Output: func(line string) {
		mu.Lock()
		defer mu.Unlock()
		lines = append(lines, line)
	}})
	if err != nil || !o.Late || o.Exit != -1 {
		t.Fatalf("%+v, %v", o, err)
	}
	if r := judged(o); !strings.Contains(r.Why, "did not end within") {
		t.Errorf("%q", r.Why)
	}
	mu.Lock()
	defer mu.Unlock()
	if len(lines) == 0 {
		t.Fatal("nothing was handed on")
	}
	child := strings.TrimPrefix(lines[0], "child ")
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		state, err := os.ReadFile("/proc/" + child + "/stat")
		if err != nil || strings.Contains(string(state), ") Z ") {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("the child %s lives", child)
		}
	}
}

// TestWhatTheProgramSaysIsVisibleAndMasked, and the file that is read last is
// there for it, and gone afterwards.
func TestWhatTheProgramSaysIsVisibleAndMasked(t *testing.T) {
	t.Parallel()
	needAccount(t)
	dir := program(t, audit.Program, `printf 'Found 3 volumes\033[00m\nto rabbit://u:secret@h:5672/ \033]0;x\007\n'
id -un
for a; do last=$this; this=$a; case $last in --config-file) echo "$a"; cat "$a" ;; esac; done
echo "$@" OS=$OS_PASSWORD
`)
	o, err := audit.Target{Files: []string{"/dev/null"}}.Run(t.Context(), window, audit.Request{SendActions: true}, audit.Options{Path: dir})
	text := strings.Join(o.Output, "\n")
	if err != nil || o.Exit != 0 || o.Found[audit.Volume] != 3 {
		t.Fatalf("%+v, %v", o, err)
	}
	for _, want := range []string{"Found 3 volumes\n", `\x1b]0;x\x07`, "use_stderr = true\nlog_dir =\nlog_file =\n", "--start_time 2026-11-28 13:00:00 --end_time 2026-11-28 14:00:00 --send_actions"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if strings.Contains(text, "secret") {
		t.Errorf("a password is in\n%s", text)
	}
	if os.Geteuid() == 0 && (!strings.Contains(text, "\ncinder\n") || o.User != "cinder") {
		t.Errorf("it ran as somebody else:\n%s", text)
	}
	for _, word := range o.Command {
		if _, err := os.Stat(word); strings.Contains(word, "ceilotop-audit-") && strings.HasSuffix(word, ".conf") && err == nil {
			t.Errorf("%s was left behind", word)
		}
	}
}

// TestAContainerIsEntered with a docker of the test's own, which runs what it is
// given on this machine: there is no container to be had here.
func TestAContainerIsEntered(t *testing.T) {
	t.Parallel()
	dir := program(t, "docker", `case $1 in
ps) echo other; echo cinder_volume ;;
exec) [ "$2 $3 $4 $5" = "-i -u cinder cinder_volume" ] || exit 9; shift 5; PATH=${0%/*}:$PATH exec "$@" ;;
esac
`)
	script := "#!/bin/sh\n[ \"$2\" = /etc/cinder/cinder.conf ] || exit 8\ncat \"$4\"\nshift 4\necho \"$@\"\n[ ! -e \"$0.hangs\" ] || sleep 100\n"
	if err := os.WriteFile(filepath.Join(dir, audit.Program), []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	target, err := audit.Running(t.Context(), []audit.Target{{Container: "cinder_api"}, {Container: "cinder_volume"}}, dir)
	if err != nil || target.Container != "cinder_volume" {
		t.Fatalf("%+v, %v", target, err)
	}
	o, err := target.Run(t.Context(), window, audit.Request{}, audit.Options{Path: dir})
	text := strings.Join(o.Output, "\n")
	if err != nil || o.Exit != 0 || !strings.Contains(text, "use_stderr = true") || !strings.Contains(text, "--end_time 2026-11-28 14:00:00") {
		t.Errorf("%+v, %v\n%s", o, err, text)
	}
	if err := os.WriteFile(filepath.Join(dir, audit.Program+".hangs"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if o, err = target.Run(t.Context(), window, audit.Request{Timeout: time.Second}, audit.Options{Path: dir}); err != nil || !o.Late || o.Exit != -1 {
		t.Errorf("%+v, %v", o, err)
	}
	if _, err := audit.Running(t.Context(), []audit.Target{{Container: "cinder_backup"}}, dir); err == nil || !strings.Contains(err.Error(), "docker runs none") {
		t.Errorf("%v", err)
	}
}

// TestBelowAnotherRootTheProgramIsOnesOwn needs no account, and is given the
// files where they are.
func TestBelowAnotherRootTheProgramIsOnesOwn(t *testing.T) {
	t.Parallel()
	dir := program(t, audit.Program, "id -u\necho \"$@\"\n")
	o, err := audit.Target{Root: "/a/root", Files: []string{"/etc/cinder/cinder.conf"}}.Run(t.Context(), window, audit.Request{}, audit.Options{Path: dir})
	text := strings.Join(o.Output, "\n")
	if err != nil || o.Exit != 0 || o.User != "" || !strings.HasPrefix(text, strconv.Itoa(os.Geteuid())+"\n") {
		t.Errorf("%+v, %v", o, err)
	}
	if !strings.Contains(text, "--config-file /a/root/etc/cinder/cinder.conf --config-file /") {
		t.Error(text)
	}
}
