package machine_test

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

func TestAHalfWrittenRecordIsPassedOver(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	before := picture(t, root)
	if _, err := applied(t, root, sevenFiles(t, root, false), m); err != nil {
		t.Fatal(err)
	}
	records := filepath.Join(lastRun(t, root).Dir, "records.jsonl")
	whole, err := os.ReadFile(records)
	if err != nil {
		t.Fatal(err)
	}
	// The journal as every moment of its writing leaves it.
	for size := 0; size < len(whole); size += 97 {
		if err := os.WriteFile(records, whole[:size], 0o600); err != nil {
			t.Fatal(err)
		}
		run := lastRun(t, root)
		if len(run.Damage) > 0 || run.State != machine.Interrupted || len(run.Records) != strings.Count(string(whole[:strings.LastIndex(string(whole[:size]), "\n")+1]), `"begin"`) {
			t.Fatalf("after %d bytes the run is %s with %d records, damage %q", size, run.State, len(run.Records), run.Damage)
		}
	}
	if err := os.WriteFile(records, whole[:len(whole)-5], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := takenBack(t, root, m); err != nil {
		t.Fatal(err)
	}
	same(t, "after a rollback by a journal that was cut short", picture(t, root), before)
	if run := lastRun(t, root); run.State != machine.RolledBack || len(run.Damage) > 0 {
		t.Errorf("the run is %s, damage %q", run.State, run.Damage)
	}
}

func TestALostOriginalKeepsOnlyItsFile(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	before := picture(t, root)
	if _, err := applied(t, root, sevenFiles(t, root, false), m); err != nil {
		t.Fatal(err)
	}
	after := picture(t, root)
	if err := os.WriteFile(filepath.Join(lastRun(t, root).Dir, "001.orig"), []byte("garbage"), 0o600); err != nil {
		t.Fatal(err)
	}
	err := takenBack(t, root, m)
	if err == nil || !strings.Contains(err.Error(), "missing or damaged") {
		t.Errorf("%v", err)
	}
	before["/etc/ceilometer/ceilometer.conf"] = after["/etc/ceilometer/ceilometer.conf"] // the first that was edited
	same(t, "with one text lost", picture(t, root), before)
}

// TestRollbackLeavesWhatSomeoneEdited: the rest goes back, but not the password
// that the edited file may name.
func TestRollbackLeavesWhatSomeoneEdited(t *testing.T) {
	t.Parallel()
	root := cloud(t)
	m := changer(t, root, nil)
	before := picture(t, root)
	if _, err := applied(t, root, sevenFiles(t, root, false), m); err != nil {
		t.Fatal(err)
	}
	mine := append(get(t, root, "/etc/cinder/cinder.conf"), "# mine\n"...)
	put(t, root, "/etc/cinder/cinder.conf", string(mine), 0o640)
	kept := filepath.Join(root, "/var/lib/ceilotop/secrets/broker_b")

	err := takenBack(t, root, m)
	if !errors.Is(err, setup.ErrDrifted) || !strings.Contains(err.Error(), "edit /etc/cinder/cinder.conf") || !strings.Contains(err.Error(), "these stay") || sources.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if string(get(t, root, "/etc/cinder/cinder.conf")) != string(mine) {
		t.Error("the edited file was changed")
	}
	if _, err := os.Stat(kept); err != nil {
		t.Errorf("the password that it names: %v", err)
	}
	if run := lastRun(t, root); !run.Open() || run.State != machine.Stopped || run.Cause == "" {
		t.Errorf("the run is %s (%s)", run.State, run.Cause)
	}
	seen := picture(t, root)
	seen["/etc/cinder/cinder.conf"] = before["/etc/cinder/cinder.conf"]
	same(t, "the other files", seen, before)

	// The operator puts it right by hand, and the rest goes back.
	original, err := os.ReadFile(filepath.Join(lastRun(t, root).Dir, "002.orig"))
	if err != nil {
		t.Fatal(err)
	}
	put(t, root, "/etc/cinder/cinder.conf", string(original), 0o640)
	if err := takenBack(t, root, m); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(kept); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("the password is still kept: %v", err)
	}
	same(t, "in the end", picture(t, root), before)
}

func TestReversePatchTakesTheFilesBack(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("patch"); err != nil {
		skip(t, "there is no patch: apt-get install patch")
	}
	root := cloud(t)
	texts := make(map[string]string)
	for path := range configured {
		texts[path] = string(get(t, root, path))
	}
	texts[gone] = string(get(t, root, gone))
	if _, err := applied(t, root, sevenFiles(t, root, false), changer(t, root, nil)); err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "patch", "-s", "-p1", "-F0", "-d", root, "-i", filepath.Join(lastRun(t, root).Dir, "reverse.patch"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for path, want := range texts {
		if string(get(t, root, path)) != want {
			t.Errorf("%s is another one", path)
		}
	}
	if _, err := os.Stat(filepath.Join(root, made)); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%s: %v", made, err)
	}
}

// TestSecretsStandOnlyWhereTheyAreMeantTo seeds 200 of them.
func TestSecretsStandOnlyWhereTheyAreMeantTo(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	random := rand.New(rand.NewPCG(7, 7))
	var seeded []string
	next := func() string {
		s := make([]byte, 20)
		for i := range s {
			s[i] = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"[random.IntN(57)]
		}
		seeded = append(seeded, string(s))
		return string(s)
	}
	step := setup.Step{ID: "C10", State: setup.Change}
	for n := range 50 {
		path := fmt.Sprintf("/etc/nova/%d.conf", n)
		put(t, root, path, "[database]\nconnection = mysql://nova:"+next()+"@127.0.0.1/nova\n", 0o640)
		a := change(t, root, path)
		a.New = append(a.New, "password = "+next()+"\n"...)
		a.Secrets = []sources.Secret{sources.Secret(seeded[len(seeded)-1])}
		kept := setup.Password{Ref: "generate", Name: fmt.Sprintf("kept%d", n), Fresh: true, Value: sources.Secret(next())}
		step.Actions = append(step.Actions, setup.KeepSecret{Password: kept}, a)
	}
	fresh := setup.Step{ID: "B1", State: setup.Blocked} // in the plan, but not carried out
	for range 50 {
		fresh.Actions = append(fresh.Actions, setup.PutUser{Name: "u", Password: setup.Password{Value: sources.Secret(next())}})
	}
	m := changer(t, root, nil)
	p := setup.Plan{Steps: []setup.Step{fresh, step}}
	var said strings.Builder
	j, err := machine.NewJournal(root, p, "/root/answers.yaml")
	if err != nil {
		t.Fatal(err)
	}
	result, err := setup.Apply(t.Context(), p, m, j, func(p setup.Progress) { fmt.Fprintf(&said, "%+v\n", p) })
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&said, "%+v\n", result)
	searchSecrets(t, root, seeded)
	put(t, root, "/etc/nova/7.conf", "[database]\nconnection = "+seeded[0]+"\n", 0o640)
	run := lastRun(t, root)
	if j, err = run.Reopen(); err != nil {
		t.Fatal(err)
	}
	err = setup.Rollback(t.Context(), run.Records, m, j, func(p setup.Progress) { fmt.Fprintf(&said, "%+v\n", p) })
	fmt.Fprintf(&said, "%v %s\n", err, sources.HintOf(err))
	if err == nil {
		t.Error("the edited file was taken back")
	}
	searchSecrets(t, root, seeded)
	for _, s := range seeded {
		if strings.Contains(said.String(), s) {
			t.Errorf("%s is told to people", s)
		}
	}
	if len(seeded) != 200 {
		t.Errorf("%d secrets were seeded", len(seeded))
	}
}

var meant = regexp.MustCompile(`^/(etc/nova/\d+\.conf|var/lib/ceilotop/secrets/kept\d+|var/lib/ceilotop/journal/[^/]+/(\d+\.orig|reverse\.patch))$`)

// searchSecrets looks into every file for them, and at the modes of all that
// ceilotop keeps.
func searchSecrets(t *testing.T, root string, seeded []string) {
	t.Helper()
	hits := 0
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		name := strings.TrimPrefix(path, root)
		if ours := strings.HasPrefix(name, "/var/lib/ceilotop"); ours && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %o", name, info.Mode().Perm())
		}
		if !d.Type().IsRegular() {
			return nil
		}
		text, err := os.ReadFile(path)
		if err == nil && slices.ContainsFunc(seeded, func(s string) bool { return strings.Contains(string(text), s) }) {
			hits++
			if !meant.MatchString(name) {
				t.Errorf("%s holds a secret", name)
			}
		}
		return err
	})
	if err != nil || hits < 100 {
		t.Errorf("%d files with secrets, %v", hits, err)
	}
}

func TestRunsOfAMachineWithoutAny(t *testing.T) {
	t.Parallel()
	if runs, err := machine.Runs(t.TempDir()); err != nil || len(runs) != 0 {
		t.Errorf("%v, %v", runs, err)
	}
}

func TestTheLockSaysWhoHoldsIt(t *testing.T) {
	t.Parallel()
	root := t.TempDir()
	unlock, err := machine.Lock(root)
	if err != nil {
		t.Fatal(err)
	}
	_, err = machine.Lock(root)
	if !errors.Is(err, machine.ErrLocked) || !strings.Contains(err.Error(), fmt.Sprintf("process %d of ", os.Getpid())) || sources.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
	if err := unlock(); err != nil {
		t.Fatal(err)
	}
	if unlock, err = machine.Lock(root); err != nil {
		t.Fatal(err)
	}
	if err := unlock(); err != nil {
		t.Error(err)
	}
	path := filepath.Join(root, "run/lock/ceilotop.lock")
	target := filepath.Join(root, "precious")
	put(t, root, "precious", "precious", 0o644)
	if err := errors.Join(os.Remove(path), os.Symlink(target, path)); err != nil {
		t.Fatal(err)
	}
	if _, err := machine.Lock(root); err == nil || string(get(t, root, "precious")) != "precious" {
		t.Errorf("through a link: %v", err)
	}
}
