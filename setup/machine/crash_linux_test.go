package machine_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/machine/machinetest"
)

var errCrash = errors.New("the machine lost its power")

// fuse stops a run at one of its calls: before it, or after it. From then on
// nothing reaches the machine or its journal.
type fuse struct {
	setup.Machine
	setup.Journal
	left  int // the calls until then
	after bool
	blown bool
}

func (f *fuse) call(do func() error) error {
	f.left--
	if f.blown || f.left == 0 && !f.after {
		f.blown = true
		return errCrash
	}
	err := do()
	if f.left == 0 {
		f.blown = true
		return errCrash
	}
	return err
}

func (f *fuse) Do(ctx context.Context, a setup.Action) error {
	return f.call(func() error { return f.Machine.Do(ctx, a) })
}

func (f *fuse) Revert(ctx context.Context, u setup.Undo) error {
	return f.call(func() error { return f.Machine.Revert(ctx, u) })
}

func (f *fuse) Begin(n int, step string, u setup.Undo) error {
	return f.call(func() error { return f.Journal.Begin(n, step, u) })
}

func (f *fuse) Done(n int) error {
	return f.call(func() error { return f.Journal.Done(n) })
}

func (f *fuse) Reverted(n int) error {
	return f.call(func() error { return f.Journal.Reverted(n) })
}

func (f *fuse) Close(err error) error {
	return f.call(func() error { return f.Journal.Close(err) })
}

// TestEveryCrashCanBeTakenBack stops a run before and after every call that
// changes something, and half of the rollbacks at another one.
func TestEveryCrashCanBeTakenBack(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	old := picture(t, root)
	p := sevenFiles(t, root, false)
	if _, err := applied(t, root, p, m); err != nil {
		t.Fatal(err)
	}
	changed := picture(t, root)
	if err := takenBack(t, root, m); err != nil {
		t.Fatal(err)
	}
	for point := 1; ; point++ {
		for _, after := range []bool{false, true} {
			what := fmt.Sprintf("stopped at call %d (after it: %v)", point, after)
			j, err := machine.NewJournal(root, p, "")
			if err != nil {
				t.Fatal(err)
			}
			f := &fuse{Machine: m, Journal: j, left: point, after: after}
			_, err = setup.Apply(t.Context(), p, f, f, nil)
			if f.blown != errors.Is(err, errCrash) {
				t.Fatalf("%s: %v", what, err)
			}
			if !f.blown {
				if point < 9*3 {
					t.Fatalf("a run has only %d calls", point)
				}
				if err := takenBack(t, root, m); err != nil {
					t.Fatal(err)
				}
				same(t, "after the last rollback", picture(t, root), old)
				return
			}
			eachOldOrNew(t, what, picture(t, root), old, changed)
			run := lastRun(t, root)
			if j, err = run.Reopen(); err != nil {
				t.Fatal(err)
			}
			if after { // the rollback is interrupted too
				f := &fuse{Machine: m, Journal: j, left: 1 + point/2, after: point%2 == 0}
				_ = setup.Rollback(t.Context(), run.Records, f, f, nil)
			} else if err := setup.Rollback(t.Context(), run.Records, m, j, nil); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if err := takenBack(t, root, m); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			same(t, what, picture(t, root), old)
			if t.Failed() {
				return
			}
		}
	}
}

// TestEveryCrashAmongUnitsCanBeTakenBack does so for units.
func TestEveryCrashAmongUnitsCanBeTakenBack(t *testing.T) {
	t.Parallel()
	root, systemd := cloud(t), machinetest.NewSystemd(t)
	systemd.Unit("ceilometer.service", machinetest.Lasting, false)
	systemd.Unit("nova.service", machinetest.Lasting, false)
	m := changer(t, root, systemd)
	if err := m.Do(t.Context(), setup.ControlUnit{Unit: "nova.service", Verb: setup.Start}); err != nil {
		t.Fatal(err)
	}
	p := setup.Plan{Steps: []setup.Step{{ID: "C1", State: setup.Change, Actions: []setup.Action{
		change(t, root, "/etc/nova/nova.conf"),
		setup.ControlUnit{Unit: "ceilometer.service", Verb: setup.Enable},
		setup.ControlUnit{Unit: "ceilometer.service", Verb: setup.Start},
		setup.ControlUnit{Unit: "nova.service", Verb: setup.Restart, Because: []string{"/etc/nova/nova.conf"}},
	}}}}
	old := picture(t, root)
	for point := 4; point <= 4*3; point++ { // the first three are the file's
		for _, after := range []bool{false, true} {
			if !after && point%3 != 2 { // before the call for the journal is as after the call before it
				continue
			}
			what := fmt.Sprintf("stopped at call %d (after it: %v)", point, after)
			j, err := machine.NewJournal(root, p, "")
			if err != nil {
				t.Fatal(err)
			}
			f := &fuse{Machine: m, Journal: j, left: point, after: after}
			if _, err := setup.Apply(t.Context(), p, f, f, nil); !errors.Is(err, errCrash) {
				t.Fatalf("%s: %v", what, err)
			}
			running := systemd.PID("nova.service")
			if err := takenBack(t, root, m); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			same(t, what, picture(t, root), old)
			if state, enabled := systemd.State("ceilometer.service"); state != "inactive dead" || enabled {
				t.Errorf("%s: ceilometer is %s, enabled %v", what, state, enabled)
			}
			begun := point > 10 || point == 10 && after // the record of nova's restart
			if now := systemd.PID("nova.service"); now == 0 || begun == (now == running) {
				t.Errorf("%s: nova's process was %d and is %d", what, running, now)
			}
		}
	}
}

const childRoot = "CEILOTOP_TEST_APPLY_BELOW"

// TestKilledChild is what TestKillAtAnyTime runs in a process of its own.
func TestKilledChild(t *testing.T) {
	root := os.Getenv(childRoot)
	if root == "" {
		t.SkipNow()
	}
	m := changer(t, root, nil)
	p := sevenFiles(t, root, false)
	fmt.Println("begun")
	j, err := machine.NewJournal(root, p, "")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := setup.Apply(t.Context(), p, m, j, nil); err != nil {
		t.Fatal(err)
	}
	fmt.Println("applied")
}

// child starts one and returns when it begins.
func child(t *testing.T, root string) (*exec.Cmd, *bufio.Scanner) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run", "^TestKilledChild$")
	cmd.Env = append(os.Environ(), childRoot+"="+root)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() || lines.Text() != "begun" {
		t.Fatalf("the process says %q", lines.Text())
	}
	return cmd, lines
}

func TestKillAtAnyTime(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	old := picture(t, root)

	cmd, lines := child(t, root)
	begun := time.Now()
	if !lines.Scan() || lines.Text() != "applied" {
		t.Fatalf("the process says %q", lines.Text())
	}
	whole := time.Since(begun)
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	changed := picture(t, root)
	if err := takenBack(t, root, m); err != nil {
		t.Fatal(err)
	}

	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	states, records := make(map[machine.State]int), make(map[int]int)
	for n := range 50 {
		what := fmt.Sprintf("kill %d of seed %d", n, seed)
		known, err := machine.Runs(root)
		if err != nil {
			t.Fatal(err)
		}
		cmd, _ := child(t, root)
		time.Sleep(time.Duration(random.Int64N(int64(whole))))
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		_ = cmd.Wait()
		eachOldOrNew(t, what, picture(t, root), old, changed)
		runs, err := machine.Runs(root)
		if err != nil {
			t.Fatal(err)
		}
		if len(runs) > len(known) {
			run := runs[len(runs)-1]
			states[run.State]++
			records[len(run.Records)]++
			if err := takenBack(t, root, m); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
		}
		same(t, what, picture(t, root), old)
		if t.Failed() {
			return
		}
	}
	t.Logf("how the runs ended: %v; how many actions each had begun: %v", states, records)
}
