package audit

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// Settings are those of cinder.conf that decide about an audit.
type Settings struct {
	Period string // DefaultPeriod where none is set
	// Exchange is control_exchange, "openstack" where none is set.
	Exchange    string
	ExchangeSet bool
	Topics      []string // "notifications" where none is set
	Drivers     []string // of notifications
	Database    bool     // a database is named

	config *osloconf.Config
}

// Login gives an option of Cinder's own user, as keystone.FromOptions asks for
// it. It may be a password.
func (s Settings) Login(option string) string {
	if s.config == nil {
		return ""
	}
	const group = "keystone_authtoken"
	v, _ := s.config.Get(group, option, osloconf.Deprecated(group, option)...)
	return v.Text
}

// ReadSettings merges files in the order in which the program reads them.
func ReadSettings(files ...setup.File) (Settings, error) {
	var parsed []*osloconf.File
	for _, f := range files {
		p, err := osloconf.Parse(f.Path, f.Text)
		if err != nil {
			return Settings{}, err
		}
		parsed = append(parsed, p)
	}
	c := osloconf.Merge(parsed...)
	var failed error
	get := func(group, key string) (string, bool) {
		v, ok := c.Get(group, key, osloconf.Deprecated(group, key)...)
		failed = errors.Join(failed, v.Err)
		return v.Text, ok && v.Text != ""
	}
	const notifications = "oslo_messaging_notifications"
	s := Settings{Period: DefaultPeriod, Exchange: "openstack", Topics: []string{"notifications"}, config: c}
	if v, ok := get("DEFAULT", "volume_usage_audit_period"); ok {
		s.Period = v
	}
	if v, ok := get("DEFAULT", "control_exchange"); ok {
		s.Exchange, s.ExchangeSet = v, true
	}
	if v, ok := get(notifications, "topics"); ok {
		s.Topics = nil
		for topic := range strings.SplitSeq(v, ",") {
			if topic = strings.TrimSpace(topic); topic != "" {
				s.Topics = append(s.Topics, topic)
			}
		}
	}
	for _, v := range c.GetMulti(notifications, "driver", osloconf.Deprecated(notifications, "driver")...) {
		failed = errors.Join(failed, v.Err)
		if v.Text != "" {
			s.Drivers = append(s.Drivers, v.Text)
		}
	}
	_, s.Database = get("database", "connection")
	return s, failed
}

// sends reports whether a driver is one that sends to a broker.
func (s Settings) sends() bool {
	return slices.ContainsFunc(s.Drivers, func(d string) bool {
		return d == "messaging" || d == "messagingv2" || strings.Contains(d, ".") // the old names were those of modules
	})
}

// Target is the program on this machine, and what it reads.
type Target struct {
	// Container is the one that the program is in, with the engine that enters it;
	// "" the machine itself.
	Container, Engine string
	// Root is the directory below which the files are, "" or "/" the machine's
	// own. What is below another root belongs to whoever runs ceilotop, and so
	// does the program.
	Root     string
	Files    []string // in the order in which they are read, as the machine knows them
	Settings Settings
	// Quiet is a Cinder whose lines need debug: Newton's and before.
	Quiet bool
}

// Program is the program that is run.
const Program = "cinder-volume-usage-audit"

const noProgram = "run the audit where cinder-api or cinder-volume is installed; its package has the program"

// Host finds the program of the machine's own Cinder, with main as its
// configuration file.
func Host(f setup.Facts, main string) (Target, error) {
	n := slices.IndexFunc(f.Programs, func(p setup.Program) bool { return p.Service == "cinder" && p.Main == main })
	if n < 0 {
		if u, hidden := f.Hidden(main); hidden {
			return Target{}, u
		}
		return Target{}, sources.WithHint(errors.New("run the audit: there is no "+sources.Visible(main)), noProgram)
	}
	return target(f, f.Programs[n])
}

// Contained are the programs in containers of Kolla and TripleO whose files this
// machine has, each with the names that its container may have.
func Contained(f setup.Facts) (all []Target, err error) {
	for _, p := range f.Programs {
		name, contained := containerOf(p.Main)
		if p.Service != "cinder" || !contained {
			continue
		}
		t, err := target(f, p)
		if err != nil {
			return nil, err
		}
		t.Container = name
		all = append(all, t)
	}
	return all, nil
}

// containerOf tells the container by where its files are on the host:
// /etc/kolla/cinder-volume/cinder.conf.
func containerOf(main string) (string, bool) {
	for _, place := range []string{"/etc/kolla/", "/var/lib/config-data/puppet-generated/"} {
		if rest, ok := strings.CutPrefix(main, place); ok {
			dir, _, _ := strings.Cut(rest, "/")
			if dir == "cinder" { // one directory for all of TripleO's
				dir = "cinder_volume"
			}
			return strings.ReplaceAll(dir, "-", "_"), true
		}
	}
	return "", false
}

func target(f setup.Facts, p setup.Program) (Target, error) {
	var files []setup.File
	for _, name := range p.Files {
		if slices.Contains(p.Late, name) {
			continue // not read by a program that is given its files
		}
		file, ok := f.File(name)
		if !ok {
			if u, hidden := f.Hidden(name); hidden {
				return Target{}, u
			}
			continue
		}
		files = append(files, file)
	}
	s, err := ReadSettings(files...)
	if err != nil {
		return Target{}, err
	}
	t := Target{Settings: s, Root: f.System.Root}
	for _, file := range files {
		t.Files = append(t.Files, file.Path)
	}
	if service, ok := f.Service("cinder"); ok {
		major, _, _ := strings.Cut(service.Version, ".")
		n, err := strconv.Atoi(major)
		t.Quiet = err == nil && n < 10 || service.Release == "mitaka" || service.Release == "newton"
	}
	return t, nil
}
