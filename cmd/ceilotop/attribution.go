package main

import (
	"cmp"
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
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef"
)

// packageInfo is how Python's packages say which version they are.
var packageInfo = regexp.MustCompile(`^ceilometer-(\d.*?)(-py.*)?\.(egg|dist)-info$`)

// attribution finds the meter definitions of the machine below --root, under the
// rules of the release that is installed there. Where there are none it takes the
// built-in table, of the newest release if it is not known which one runs. What
// it cannot read it tells, and does without; an error is one that the
// notification agent does not survive.
func (a *app) attribution(tell func(string)) (*meterdef.Ledger, error) {
	root := cmp.Or(a.root, "/")
	facts, config, err := machine.Metering(root)
	if err != nil {
		config = osloconf.Merge() // whoever looks for brokers says why
	}
	for _, broken := range facts.Broken {
		if filepath.Ext(broken.File) == ".yaml" { // its pipeline
			return nil, fmt.Errorf("%w; the notification agent does not start on this", broken)
		}
	}
	d := &definitionSearch{root: root, config: cmp.Or(config, osloconf.Merge())}
	d.find()
	o := d.options()
	if len(facts.Pipelines) > 0 {
		o.Takes = func(meter string) bool {
			return slices.ContainsFunc(facts.Pipelines, func(p setup.Pipeline) bool { return len(p.Publishers(meter)) > 0 })
		}
	}
	var s *meterdef.Set
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
	config     *osloconf.Config // what is in effect
	release    string
	globs      bool // it is a Pike that matches event types as before
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
			if release, globs, ok := releaseOf(filepath.Base(name)); ok {
				d.release, d.globs = release, globs
				packages = append(packages, filepath.Join(filepath.Dir(name), "ceilometer"))
			}
		}
	}
	if slices.Index(releases, d.release) < slices.Index(releases, "pike") {
		d.first(append(d.named(), inEach(packages, "meter/data/meters.yaml")...))
		return
	}
	var dirs []string
	for _, v := range d.config.GetMulti("meter", "meter_definitions_dirs") {
		dirs = append(dirs, filepath.Join(d.root, v.Text))
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

// sought are the directories in which oslo.config looks for a file: those of
// Ceilometer's own configuration, its user's, and the machine's.
var sought = []string{"etc/ceilometer", "usr/share/ceilometer", "var/lib/ceilometer/.ceilometer", "var/lib/ceilometer", "etc"}

// named are the places of the one file of definitions that there was until Ocata.
func (d *definitionSearch) named() []string {
	name := "meters.yaml"
	if v, ok := d.config.Get("meter", "meter_definitions_cfg_file"); ok {
		name = v.Text
	}
	if filepath.IsAbs(name) {
		return []string{filepath.Join(d.root, name)}
	}
	var all []string
	for _, dir := range sought {
		all = append(all, filepath.Join(d.root, dir, name))
	}
	return all
}

func inEach(dirs []string, name string) []string {
	var all []string
	for _, dir := range dirs {
		all = append(all, filepath.Join(dir, name))
	}
	return all
}

// beforePatterns are the versions of Pike that match event types as globs.
var beforePatterns = regexp.MustCompile(`^9\.0\.[0-5]($|\D)`)

// releaseOf is the release of a package's version, and whether it matches event
// types as globs although the release does not. Profiles begin with Mitaka, and
// the rules with the release before it.
func releaseOf(info string) (release string, globs, ok bool) {
	m := packageInfo.FindStringSubmatch(info)
	if m == nil {
		return "", false, false
	}
	if r, ok := profile.Of("ceilometer", m[1]); ok {
		return r.String(), beforePatterns.MatchString(m[1]), true
	}
	return meterdef.Releases()[0], false, strings.HasPrefix(m[1], "5.")
}

// options are those that change what becomes of an event.
func (d *definitionSearch) options() meterdef.Options {
	reserved := meterdef.ReservedByDefault()
	if v, ok := d.config.Get("DEFAULT", "reserved_metadata_namespace"); ok {
		reserved.Namespaces = itemsOf(v.Text)
	}
	if v, ok := d.config.Get("DEFAULT", "reserved_metadata_keys"); ok {
		reserved.Keys = itemsOf(v.Text)
	}
	if v, ok := d.config.Get("DEFAULT", "reserved_metadata_length"); ok {
		if n, err := strconv.Atoi(strings.TrimSpace(v.Text)); err == nil {
			reserved.Length = n
		}
	}
	counters := false
	if v, ok := d.config.Get("notification", "disable_non_metric_meters"); ok {
		counters = slices.Contains([]string{"false", "0", "no", "off"}, strings.ToLower(strings.TrimSpace(v.Text)))
	}
	return meterdef.Options{Counters: counters, Globs: d.globs, Reserved: &reserved}
}

// itemsOf are the items of an option that is a list.
func itemsOf(text string) (items []string) {
	for item := range strings.SplitSeq(text, ",") {
		if item = strings.TrimSpace(item); item != "" {
			items = append(items, item)
		}
	}
	return items
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
