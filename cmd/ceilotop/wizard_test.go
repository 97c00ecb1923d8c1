package main

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/setup/remote"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

// controller is a machine below a root of its own, with a real RabbitMQ and a
// real Keystone.
type controller struct {
	dir, root string
	a         *app
	said      bytes.Buffer
	typed     map[string]string
}

// typedPassword is one that somebody types for broker B's user.
const typedPassword = "zQ9-typed-and-kept-nowhere"

func newController(t *testing.T) *controller {
	t.Helper()
	id, a, b := sourcestest.Keystone(t), sourcestest.SharedA(t).VHost(t), sourcestest.SharedB(t)
	dir, err := os.MkdirTemp("", "ceilotop-controller-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(dir) })
	c := &controller{dir: dir, root: filepath.Join(dir, "root")}
	if err := writeController(c.root, a.ServiceURL(t), id.URL, sourcestest.Region); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{
		"HOME": filepath.Join(dir, "home"), "OS_AUTH_URL": id.URL, "OS_USERNAME": sourcestest.Admin, "OS_PASSWORD": sourcestest.Admin,
		"OS_PROJECT_NAME": sourcestest.Admin, "OS_USER_DOMAIN_NAME": "Default", "OS_PROJECT_DOMAIN_NAME": "Default",
	}
	c.a = &app{
		stdin: strings.NewReader(""), stdout: &c.said, stderr: &c.said, getenv: func(name string) string { return env[name] },
		root: c.root, ownServers: true, patience: 30 * time.Second,
	}
	own := strings.TrimPrefix(id.DomainName, "domain-")
	c.typed = map[string]string{
		"broker_b.host": b.Host, "broker_b.port": strconv.Itoa(b.Port), "broker_b.vhost": "telemetry-" + own,
		"broker_b.user": "ceilometer-" + own, "broker_b.password": typedPassword,
		"broker_b.admin_url": b.ManagementURL(), "broker_b.admin_user": sourcestest.Admin, "broker_b.admin_password": sourcestest.Admin,
		"keystone.domain": id.DomainName, "keystone.project": id.Project, "keystone.user": "ceilometer-" + own,
		"apply.output_dir": filepath.Join(dir, "out"),
	}
	return c
}

func (c *controller) interview(t *testing.T, g *guide) *interview.Interview {
	t.Helper()
	i, _, err := g.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for key, text := range c.typed {
		if err := i.Answer(key, text); err != nil {
			t.Fatal(err)
		}
	}
	return i
}

func TestAGuidedSetupChangesNothingButItsOutputUntilTheWordIsTyped(t *testing.T) {
	t.Parallel()
	c := newController(t)
	before := hashTree(t, c.root)
	g := c.a.newGuide()
	i := c.interview(t, g)
	failed := make(map[string]string)
	if err := g.Probe(t.Context(), i, func(p setup.Probe) {
		if p.State == setup.ProbeFailed {
			failed[p.ID] = p.Detail
		}
	}); err != nil {
		t.Error(err)
	}
	for _, id := range []string{"tcp", "management", "keystone", "catalogue"} {
		if why, bad := failed[id]; bad {
			t.Errorf("the test %s failed: %s", id, why)
		}
	}
	d, err := g.Draft(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	here := &d.Nodes[0]
	for _, id := range stepsIn(here.Plan, setup.Blocked) {
		s, _ := here.Plan.Step(id)
		t.Errorf("step %s is blocked: %s", id, s.Why)
	}
	var shown strings.Builder
	for _, s := range here.Plan.Steps {
		first := g.Diff(here, s.ID)
		if first != g.Diff(here, s.ID) {
			t.Errorf("the diff of %s is another one the second time", s.ID)
		}
		shown.WriteString(first)
	}
	if n := strings.Count(shown.String(), "\n--- "); n < 4 {
		t.Errorf("the diffs are of %d files", n)
	}
	if strings.Contains(shown.String(), typedPassword) {
		t.Error("a diff shows the password")
	}
	dirs, err := g.Export(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	if err := g.Keep(i); err != nil {
		t.Fatal(err)
	}
	if after := hashTree(t, c.root); after != before {
		t.Error("the machine was changed")
	}

	// The patch gives the files that applying gives.
	patched := filepath.Join(c.dir, "patched")
	script := exec.CommandContext(t.Context(), "sh", "-ec", `cp -a "$1" "$2" && cd "$2" && patch -s -p1 <"$3"`, "sh", c.root, patched, filepath.Join(dirs[0], "etc.patch"))
	if out, err := script.CombinedOutput(); err != nil {
		t.Fatalf("patch: %v\n%s", err, out)
	}
	if _, err := g.Apply(t.Context(), d, nil, nil); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { // the servers are shared
		if g.LastRun() != "" {
			_ = g.Rollback(t.Context(), nil, nil, nil)
		}
	})
	sums := func(root string) string {
		out, err := exec.CommandContext(t.Context(), "sh", "-ec", `cd "$1/etc" && find . -type f -exec sha256sum {} + | sort`, "sh", root).Output()
		if err != nil {
			t.Fatal(err)
		}
		return string(out)
	}
	if got, want := sums(patched), sums(c.root); got != want {
		t.Errorf("the patch gives\n%s\nand applying\n%s", got, want)
	}

	// Opened once more there is nothing to do.
	g = c.a.newGuide()
	again, resumed, err := g.Detect(t.Context())
	if err != nil || resumed.IsZero() {
		t.Fatalf("kept at %v: %v", resumed, err)
	}
	for _, key := range []string{"broker_b.password", "broker_b.admin_password"} { // they are kept nowhere
		if err := again.Answer(key, c.typed[key]); err != nil {
			t.Fatal(err)
		}
	}
	if d, err = g.Draft(t.Context(), again); err != nil {
		t.Fatal(err)
	}
	if left := stepsIn(d.Nodes[0].Plan, setup.Change); len(left) > 0 {
		t.Errorf("there is still to do: %v", left)
	}
	// A Keystone that is busy with other tests may close a connection. What was
	// taken back already is passed over the next time.
	err = g.Rollback(t.Context(), nil, nil, nil)
	for n := 0; err != nil && n < 5; n++ {
		t.Log(err)
		err = g.Rollback(t.Context(), nil, nil, nil)
	}
	if err != nil {
		t.Fatal(err)
	}
	withoutOwn := func(tree string) string {
		return strings.Join(slices.DeleteFunc(strings.Split(tree, "\n"), func(line string) bool {
			return strings.Contains(line, "./var/lib/ceilotop") || strings.Contains(line, "./run")
		}), "\n")
	}
	if after := hashTree(t, c.root); withoutOwn(after) != before {
		t.Error("after the rollback the machine is another one than before")
	}
}

func TestTheCommandsTakeBackWhatTheGuideDid(t *testing.T) {
	t.Parallel()
	c := newController(t)
	etc := filepath.Join(c.root, "etc")
	before := hashTree(t, etc)
	g := c.a.newGuide()
	told := false
	g.settled = func() { told = true }
	d, err := g.Draft(t.Context(), c.interview(t, g))
	if err != nil {
		t.Fatal(err)
	}
	var phases []setup.Phase
	result, err := g.Apply(t.Context(), d, func(p setup.Progress) { phases = append(phases, p.Phase) }, nil)
	if err != nil {
		t.Fatal(err)
	}
	if !told || len(phases) < 2*len(result.Done) {
		t.Errorf("told %v, of %d phases for %d actions", told, len(phases), len(result.Done))
	}
	run := g.LastRun()

	status := newSetupStatus(c.a)
	status.SetArgs(nil)
	if err := status.ExecuteContext(t.Context()); err != nil {
		t.Error(err)
	}
	if !strings.Contains(c.said.String(), run+"  whole") {
		t.Errorf("setup status says:\n%s", c.said.String())
	}
	for _, name := range []string{"answers", "plan.json", "records.jsonl", "log"} {
		text, err := os.ReadFile(filepath.Join(c.root, "var/lib/ceilotop/journal", run, name))
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(text), typedPassword) {
			t.Errorf("%s of the journal has the password", name)
		}
	}

	// The administrator's password was typed, so the command has to be told.
	err = c.a.rollback(t.Context(), "", draftFlags{}, nil, true)
	if err == nil || !strings.Contains(err.Error(), "broker_b.admin_password was typed") || !strings.Contains(sources.HintOf(err), "--answers") {
		t.Fatalf("without the password: %v", err)
	}
	if hashTree(t, etc) == before {
		t.Fatal("half of it was taken back")
	}
	secret, file := filepath.Join(c.dir, "secret"), filepath.Join(c.dir, "answers.yaml")
	text := "broker_b:\n  admin_password: file:" + secret + "\n  password: file:" + secret + "\n"
	for key, value := range c.typed {
		if name, ok := strings.CutPrefix(key, "broker_b."); ok && !strings.HasSuffix(name, "password") {
			text += "  " + name + ": " + strconv.Quote(value) + "\n"
		}
	}
	for path, text := range map[string]string{secret: sourcestest.Admin + "\n", file: text} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.a.rollback(t.Context(), "", draftFlags{answers: file}, nil, true); err != nil {
		t.Fatal(err)
	}
	if hashTree(t, etc) != before {
		t.Error("the files are not what they were")
	}
	if g.LastRun() != "" {
		t.Error("there is still something to take back")
	}
}

func TestAPlanIsNotAppliedOverHalfOfAnother(t *testing.T) {
	t.Parallel()
	_, g := inSandbox(t)
	_, d := drafted(t, g)
	nova := filepath.Join(g.a.root, "etc/nova/nova.conf")
	text, err := os.ReadFile(nova)
	if err != nil {
		t.Fatal(err)
	}
	// The last edit fails: somebody changes the file while the run is at work.
	var edits int
	for _, a := range changed(d.Nodes[0].Plan) {
		if a.Path == "/etc/nova/nova.conf" {
			edits++
		}
	}
	if edits != 1 {
		t.Fatalf("nova.conf is edited %d times", edits)
	}
	_, err = g.Apply(t.Context(), d, func(p setup.Progress) {
		if p.Phase == setup.Begun && p.Number == 1 {
			_ = os.WriteFile(nova, append(text, "# somebody else\n"...), 0o640)
		}
	}, nil)
	if err == nil || sources.HintOf(err) == "" {
		t.Fatalf("the run that could not end: %v", err)
	}
	if err := g.MayApply(d); err == nil {
		t.Error("a run that is open does not keep another from beginning")
	}
	if err := g.Rollback(t.Context(), nil, nil, nil); err != nil {
		t.Fatal(err)
	}
	if err := g.MayApply(d); err != nil {
		t.Errorf("after the rollback: %v", err)
	}
}

func TestANodeThatCannotBeReachedHasNoPlanAndSaysWhy(t *testing.T) {
	t.Parallel()
	_, g := inSandbox(t)
	i, _, err := g.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := i.Answer("nodes.compute", "-oProxyCommand=x, vm"); err == nil {
		t.Error("an option of ssh is taken for a node")
	}
	if err := i.Answer("nodes.compute", "compute1, compute2, vm"); err != nil {
		t.Fatal(err)
	}
	// The other machines of another root are none of this one's.
	i.GoOn()
	if d, err := g.Draft(t.Context(), i); err != nil || len(d.Nodes) != 3 || d.Nodes[1].Err == nil || !strings.Contains(d.Nodes[1].Err.Error(), "with --root") {
		t.Errorf("with --root: %+v, %v", d, err)
	}
	g.nodes = newNodeFiles("/")
	fetch := fetchesOnly("compute1")
	var fetched atomic.Int32
	g.nodes.fetch = func(ctx context.Context, host string, o remote.Options) (remote.Node, error) {
		fetched.Add(1)
		return fetch(ctx, host, o)
	}
	// Nor is any asked while somebody types.
	if err := i.Answer("nodes.compute", "compute2, compute1, sandbox"); err != nil {
		t.Fatal(err)
	}
	if err := i.Answer("nodes.compute", "compute1, compute2, vm"); err != nil {
		t.Fatal(err)
	}
	if d, err := g.Draft(t.Context(), i); err != nil || d.Nodes[1].Err == nil || sources.HintOf(d.Nodes[1].Err) == "" || fetched.Load() != 0 {
		t.Errorf("before the questions were left behind %d were asked: %+v, %v", fetched.Load(), d, err)
	}
	i.GoOn()
	began := time.Now()
	d, err := g.Draft(t.Context(), i)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Nodes) != 3 || time.Since(began) > fetchPatience+patience {
		t.Fatalf("%d nodes after %v", len(d.Nodes), time.Since(began))
	}
	if n := d.Nodes[1]; n.Name != "compute1" || n.Err != nil || !slices.Equal(n.Plan.Roles, []setup.NodeRole{setup.Compute}) {
		t.Errorf("%s: %v, %v", n.Name, n.Plan.Roles, n.Err)
	}
	if n := d.Nodes[2]; n.Name != "compute2" || n.Err == nil || sources.HintOf(n.Err) == "" {
		t.Errorf("%s: %v", n.Name, n.Err)
	}
	if here, there := d.Nodes[0].Answers.BrokerB.Password.Value, d.Nodes[1].Answers.BrokerB.Password.Value; here != there || here == "" {
		t.Error("the nodes have not the same password")
	}
	dirs, err := g.Export(t.Context(), d)
	if err != nil || len(dirs) != 2 {
		t.Errorf("bundles in %v: %v", dirs, err)
	}
}
