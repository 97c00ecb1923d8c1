package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// firstRelease is Ceilometer's version in the first release that meterdef knows;
// each release since has had the next.
const firstRelease = 5

var packageInfo = regexp.MustCompile(`^ceilometer-(\d+)\.`)

// attribution finds the meter definitions of the machine below --root, under the
// rules of the release that is installed there. Where there are none it takes the
// built-in table, of the newest release if it is not known which one runs. What
// it cannot read it tells, and does without; an error is one that the
// notification agent does not survive.
func (a *app) attribution(tell func(string)) (*meterdef.Ledger, error) {
	d := &definitionSearch{root: a.root}
	if d.root == "" {
		d.root = "/"
	}
	d.find()
	o := meterdef.Options{Counters: d.counters}
	if facts, err := machine.Inspect(d.root); err == nil && len(facts.Pipelines) > 0 {
		o.Takes = func(meter string) bool {
			return slices.ContainsFunc(facts.Pipelines, func(p setup.Pipeline) bool { return len(p.Publishers(meter)) > 0 })
		}
	}
	var s *meterdef.Set
	var err error
	if len(d.files) > 0 {
		if s, err = meterdef.Read(d.files, d.release, o); err != nil {
			return nil, fmt.Errorf("meter definitions: %w; the notification agent does not start on this", err)
		}
	} else if s, err = meterdef.Builtin(d.release, o); err != nil {
		return nil, err
	}
	for _, complaint := range d.complaints {
		tell(complaint)
	}
	return meterdef.NewLedger(s), nil
}

// definitionSearch looks for definitions where Ceilometer does.
type definitionSearch struct {
	root       string
	release    string
	counters   bool
	files      []meterdef.File
	complaints []string
}

func (d *definitionSearch) find() {
	releases := meterdef.Releases()
	d.release = releases[len(releases)-1]
	var packages []string
	for _, pattern := range []string{"usr/lib/python*/site-packages", "usr/lib/python*/dist-packages", "usr/local/lib/python*/dist-packages", "opt/stack/*", "var/lib/kolla/venv/lib/python*/site-packages"} {
		found, _ := filepath.Glob(filepath.Join(d.root, pattern, "ceilometer-*"))
		for _, name := range found {
			m := packageInfo.FindStringSubmatch(filepath.Base(name))
			if m == nil {
				continue
			}
			if major, err := strconv.Atoi(m[1]); err == nil && major >= firstRelease && major-firstRelease < len(releases) {
				d.release = releases[major-firstRelease]
				packages = append(packages, filepath.Join(filepath.Dir(name), "ceilometer"))
			}
		}
	}
	dirs := d.configured()
	if slices.Index(releases, d.release) < slices.Index(releases, "pike") {
		d.first(append([]string{filepath.Join(d.root, "etc/ceilometer/meters.yaml"), filepath.Join(d.root, "usr/share/ceilometer/meters.yaml")}, inEach(packages, "meter/data/meters.yaml")...))
		return
	}
	if dirs == nil {
		dirs = append([]string{filepath.Join(d.root, "etc/ceilometer/meters.d")}, inEach(packages, "data/meters.d")...)
	}
	for _, dir := range dirs {
		found, _ := filepath.Glob(filepath.Join(dir, "*.yaml"))
		slices.Sort(found)
		for _, name := range found {
			d.read(name)
		}
	}
}

func inEach(dirs []string, name string) []string {
	var all []string
	for _, dir := range dirs {
		all = append(all, filepath.Join(dir, name))
	}
	return all
}

// configured reads what ceilometer.conf says: the directories of definitions, and
// whether those that only count are wanted.
func (d *definitionSearch) configured() (dirs []string) {
	text, err := os.ReadFile(filepath.Join(d.root, "etc/ceilometer/ceilometer.conf"))
	if err != nil {
		return nil
	}
	f, err := osloconf.Parse("ceilometer.conf", text)
	if err != nil {
		return nil // the doctor says so
	}
	for _, e := range f.Entries() {
		switch osloconf.Normalise(e.Section) + "/" + strings.ReplaceAll(e.Key, "-", "_") {
		case "meter/meter_definitions_dirs":
			dirs = append(dirs, filepath.Join(d.root, e.Value))
		case "notification/disable_non_metric_meters":
			d.counters = slices.Contains([]string{"false", "0", "no", "off"}, strings.ToLower(strings.TrimSpace(e.Value)))
		}
	}
	return dirs
}

// first reads the first file that is there.
func (d *definitionSearch) first(names []string) {
	for _, name := range names {
		if d.read(name) {
			return
		}
	}
}

func (d *definitionSearch) read(name string) bool {
	text, err := os.ReadFile(name)
	if os.IsNotExist(err) {
		return false
	}
	if err != nil {
		d.complaints = append(d.complaints, "meter definitions: "+sources.Visible(err.Error()))
		return false
	}
	shown, err := filepath.Rel(d.root, name)
	if err != nil {
		shown = name
	}
	d.files = append(d.files, meterdef.File{Name: "/" + strings.TrimPrefix(shown, "/"), Text: text})
	return true
}

// attributor says of events what meters they feed. Definitions are read in some
// tens of milliseconds after the first frame and before the taps begin, so that no
// event goes without.
type attributor struct {
	ledger atomic.Pointer[meterdef.Ledger]
}

func (t *attributor) load(a *app, tell func(string)) {
	l, err := a.attribution(tell)
	if err != nil {
		tell(sources.Visible(err.Error()) + ", and events are shown without their meters")
	}
	t.ledger.Store(l)
}

func (t *attributor) saw(e *sources.Event) { t.ledger.Load().Saw(e) }

func (t *attributor) explain(e *sources.Event) ([]sources.Sample, []meterdef.Miss) {
	return t.ledger.Load().Explain(e)
}

// demoRelease is the release whose services the demo's recording was made of.
const demoRelease = "zed"

// loadBuiltin takes a release's own definitions, whatever the machine has.
func (t *attributor) loadBuiltin(release string) {
	if s, err := meterdef.Builtin(release, meterdef.Options{}); err == nil {
		t.ledger.Store(meterdef.NewLedger(s))
	}
}
