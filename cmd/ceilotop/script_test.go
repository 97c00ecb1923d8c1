package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"
	"github.com/creack/pty"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/recording"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"ceilotop": main, "ceilotop-quick": quickMain})
}

// patience is how long a script waits for what a broker does on its own.
const patience = 30 * time.Second

// TestScripts runs testdata/script. Beside testscript's own commands there are
//
//	broker NAME            a virtual host on the real node A or B, with the
//	                       services' exchanges; its URL is in $BROKER_NAME and
//	                       in the file NAME.url
//	publish NAME FILE      publishes the messages of a recording there
//	tapped NAME            waits until a tap is bound to all exchanges there
//	untapped NAME          waits until no queue of a tap is left there
//	exits CODE COMMAND     runs a command that ends with this code
//	interrupt NAME COMMAND runs a command until it taps, interrupts it, and
//	                       wants 130
//	meterapi               serves the Ceilometer API to the commands after it
//	keystone               makes a user of Keystone whose catalogue has that API,
//	                       and sets the variables of his openrc
//	cinder                 makes a Cinder with a volume that sends to broker B
//	apifails FAULT         makes it fail: html, cut, short, 500, 410, stalled,
//	                       or no-more
//	screen TEXT COMMAND    runs a command on a terminal until it shows TEXT,
//	                       presses ctrl+c, and wants 0
func TestScripts(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/script/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	captured, err := os.ReadFile("../../sources/recording/testdata/captured.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) {
			t.Parallel()
			s := &stage{hosts: map[string]*sourcestest.VHost{}}
			testscript.Run(t, testscript.Params{
				Files: []string{file},
				Setup: func(env *testscript.Env) error {
					s.t = env.T().(testing.TB) // the script's own, which its failures have to be
					env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
					env.Setenv("LC_ALL", "C.UTF-8")
					env.Setenv("TERM", "xterm-256color")
					return os.WriteFile(filepath.Join(env.WorkDir, "captured.jsonl"), captured, 0o600)
				},
				Cmds: map[string]func(*testscript.TestScript, bool, []string){
					"broker": s.broker, "publish": s.publish, "tapped": s.tapped, "untapped": s.untapped,
					"exits": s.exits, "interrupt": s.interrupt, "screen": s.screen, "meterapi": s.meterAPI, "apifails": s.apiFails,
					"keystone": s.keystone, "cinder": s.cinder, "drive": s.drive,
				},
			})
		})
	}
}

// stage is what one script has around it.
type stage struct {
	t     testing.TB
	hosts map[string]*sourcestest.VHost
	api   *sourcestest.APIServer
}

var services = []string{"nova", "glance", "cinder", "openstack", "keystone", "ceilometer"}

func (s *stage) broker(ts *testscript.TestScript, _ bool, args []string) {
	node := sourcestest.SharedB
	if args[0] == "A" {
		node = sourcestest.SharedA
	}
	v := node(s.t).VHost(s.t)
	s.hosts[args[0]] = v
	ch := v.Channel(s.t)
	for _, name := range services {
		ts.Check(ch.ExchangeDeclare(name, "topic", false, false, false, false, nil))
	}
	ts.Setenv("BROKER_"+args[0], v.URL())
	ts.Check(os.WriteFile(ts.MkAbs(args[0]+".url"), []byte(v.URL()+"\n"), 0o600))
}

func (s *stage) publish(ts *testscript.TestScript, _ bool, args []string) {
	r, err := recording.Open(ts.MkAbs(args[1]))
	ts.Check(err)
	defer r.Close()
	ch := s.hosts[args[0]].Channel(s.t)
	ts.Check(ch.Confirm(false))
	for {
		var m sources.Message
		if r.Next(&m) != nil {
			return
		}
		sent, err := ch.PublishWithDeferredConfirm(m.Exchange, m.RoutingKey, false, false, amqp.Publishing{
			ContentType: m.Properties.ContentType, ContentEncoding: m.Properties.ContentEncoding, Body: m.Body,
		})
		ts.Check(err)
		sent.Wait()
	}
}

// bound counts the exchanges that a tap's queue is bound to.
func (s *stage) bound(name string) int {
	v := s.hosts[name]
	bindings, err := v.Broker.Client().ListBindingsIn(v.Name)
	if err != nil {
		s.t.Fatal(err)
	}
	exchanges := map[string]bool{}
	for _, b := range bindings {
		if strings.HasPrefix(b.Destination, "ceilotop.") && b.Source != "" {
			exchanges[b.Source] = true
		}
	}
	return len(exchanges)
}

func (s *stage) await(what string, done func() bool) {
	for deadline := time.Now().Add(patience); !done(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(deadline) {
			s.t.Fatalf("waited %v for %s", patience, what)
		}
	}
}

func (s *stage) tapped(_ *testscript.TestScript, _ bool, args []string) {
	s.await("a tap on "+args[0], func() bool { return s.bound(args[0]) == len(services) })
}

func (s *stage) untapped(_ *testscript.TestScript, _ bool, args []string) {
	v := s.hosts[args[0]]
	s.await("no tap on "+args[0], func() bool {
		queues, err := v.Broker.Client().ListQueuesIn(v.Name)
		return err == nil && len(queues) == 0
	})
}

func (s *stage) exits(ts *testscript.TestScript, _ bool, args []string) {
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	got := 0
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	}
	if got != want || err != nil && exit == nil {
		ts.Fatalf("exit code %d (%v), want %d", got, err, want)
	}
}

// command prepares a command with the script's directory and environment.
func command(ts *testscript.TestScript, args []string) *exec.Cmd {
	path, err := exec.LookPath(args[0])
	ts.Check(err)
	cmd := exec.Command(path, args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_STATE_HOME", "LC_ALL", "TERM", "BROKER_A", "BROKER_B", "CEILOMETER_URL", "OS_AUTH_TOKEN", "TMPDIR"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	return cmd
}

func (s *stage) interrupt(ts *testscript.TestScript, _ bool, args []string) {
	cmd := command(ts, args[1:])
	var words bytes.Buffer
	cmd.Stderr = &words
	ts.Check(cmd.Start())
	s.tapped(ts, false, args)
	ts.Check(cmd.Process.Signal(os.Interrupt))
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != exitInterrupted {
		ts.Fatalf("%v, want exit code %d\n%s", err, exitInterrupted, words.String())
	}
}

func (s *stage) screen(ts *testscript.TestScript, _ bool, args []string) {
	cmd := command(ts, args[1:])
	tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 40, Cols: 120})
	ts.Check(err)
	defer tty.Close()
	var mu sync.Mutex
	var seen []byte
	ended := make(chan struct{})
	go func() { // ends when the command does
		defer close(ended)
		part := make([]byte, 32<<10)
		for {
			n, err := tty.Read(part)
			mu.Lock()
			seen = append(seen, part[:n]...)
			mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	shown := func() string {
		mu.Lock()
		defer mu.Unlock()
		return ansi.Strip(string(seen))
	}
	defer func() {
		if s.t.Failed() {
			got := shown()
			s.t.Logf("the screen got, in the end, %q", got[max(0, len(got)-2000):])
		}
	}()
	s.await("the screen to show "+args[0], func() bool { return strings.Contains(shown(), args[0]) })
	_, err = tty.Write([]byte{3})
	ts.Check(err)
	timer := time.AfterFunc(patience, func() { _ = cmd.Process.Signal(syscall.SIGKILL) })
	defer timer.Stop()
	err = cmd.Wait()
	<-ended
	if err != nil {
		ts.Fatalf("%v\n%s", err, seen)
	}
}
