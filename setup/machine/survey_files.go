package machine

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"syscall"

	"github.com/ceilotop/ceilotop/setup"
)

// files collects the programs with the files that they read, and all files that
// a plan may have to change or that decide about one.
func (v *survey) files() {
	for _, i := range v.instances {
		v.program(i)
	}
	v.add("gnocchi", "/etc/gnocchi/gnocchi.conf", "/usr/share/gnocchi/gnocchi-dist.conf")
	for _, m := range v.meters {
		for _, name := range []string{"pipeline.yaml", "event_pipeline.yaml", "polling.yaml"} {
			v.add(ceilometer, path.Join(m.dir, name))
		}
	}
	v.add(ceilometer, "/etc/ceilometer/pipeline.yaml", "/etc/ceilometer/event_pipeline.yaml", "/etc/ceilometer/polling.yaml")
	v.definitions()
	// What the package brings, to begin a file of one's own with.
	for _, dir := range v.pythonDirs(sitePackages) {
		v.add(ceilometer, path.Join(dir, "ceilometer/api/app.wsgi"))
		v.addAll(ceilometer, path.Join(dir, "ceilometer/pipeline/data"), ".yaml")
	}
	v.add("mongodb", "/etc/mongod.conf", "/etc/mongodb.conf")
	v.add("memcached", "/etc/memcached.conf", "/etc/sysconfig/memcached")
	v.httpd()
	v.add("kolla", kollaGlobals)
	v.addAll("kolla", "/etc/kolla/config", ".conf")
	v.schedules()
}

// definitions are those of meters: one's own, the package's, and what a package
// manager left beside a file that was kept.
func (v *survey) definitions() {
	v.add(ceilometer, "/etc/ceilometer/meters.yaml")
	v.addAll(ceilometer, "/etc/ceilometer/meters.d", ".yaml")
	for _, dir := range []string{"/etc/ceilometer", "/etc/ceilometer/meters.d"} {
		for _, end := range []string{".rpmnew", ".dpkg-dist", ".dpkg-new", ".ucf-dist"} {
			v.addAll(ceilometer, dir, end)
		}
	}
	for _, dir := range v.pythonDirs(sitePackages) {
		v.addAll(ceilometer, path.Join(dir, "ceilometer/meter/data"), ".yaml")
		v.addAll(ceilometer, path.Join(dir, "ceilometer/data/meters.d"), ".yaml")
	}
}

// program takes an instance as the program that it is, if it has any file.
func (v *survey) program(i instance) {
	p := setup.Program{Service: i.service, Main: i.files[0]}
	for _, name := range i.files {
		if v.tree.content(name).absent {
			continue
		}
		p.Files = append(p.Files, name)
		// neutron-server is given the directories of conf.d by its unit.
		if dir := path.Dir(name); dir != path.Dir(p.Main) && path.Base(path.Dir(dir)) != "conf.d" {
			p.Late = append(p.Late, name)
		}
	}
	if len(p.Files) == 0 {
		return
	}
	if i.dist != "" && !v.tree.content(i.dist).absent {
		p.Files = slices.Insert(p.Files, 0, i.dist)
	}
	v.facts.Programs = append(v.facts.Programs, p)
	v.add(i.service, p.Files...)
}

// httpd has a file for each site, in either family's directories.
func (v *survey) httpd() {
	v.add("httpd", "/etc/httpd/conf/httpd.conf", "/etc/apache2/apache2.conf", "/etc/apache2/httpd.conf", "/etc/apache2/ports.conf", "/etc/apache2/listen.conf")
	for _, dir := range []string{"/etc/httpd/conf.d", "/etc/apache2/conf-enabled", "/etc/apache2/sites-available", "/etc/apache2/sites-enabled", "/etc/apache2/vhosts.d", "/etc/apache2/conf.d"} {
		v.addAll("httpd", dir, ".conf")
	}
	for _, dir := range []string{"/etc/httpd/conf.modules.d", "/etc/apache2/mods-enabled"} {
		for _, name := range v.tree.list(dir) {
			if strings.Contains(name, "wsgi") {
				v.add("httpd", path.Join(dir, name))
			}
		}
	}
	v.add("httpd", "/var/www/cgi-bin/ceilometer/app")
}

// scheduled are the lines of cron and of timers that a plan looks for.
var scheduled = regexp.MustCompile(`cinder-volume-usage-audit|ceilotop`)

// schedules finds what runs the audit of the volumes, whoever set it up.
func (v *survey) schedules() {
	mentions := func(service, name string) {
		if text, ok := v.tree.read(name); ok && scheduled.Match(text) {
			v.add(service, name)
		}
	}
	mentions("cron", "/etc/crontab")
	for _, dir := range []string{"/etc/cron.d", "/etc/cron.hourly", "/etc/cron.daily", "/etc/cron.weekly", "/etc/cron.monthly", "/var/spool/cron", "/var/spool/cron/crontabs", "/var/spool/cron/tabs"} {
		for _, name := range v.tree.list(dir) {
			if p := path.Join(dir, name); v.regular(p) {
				mentions("cron", p)
			}
		}
	}
	// A plan writes these, whoever made what is there.
	v.add("cron", "/etc/cron.d/ceilotop-volume-audit")
	v.add("systemd", path.Join(ownUnits, "ceilotop-volume-audit.service"), path.Join(ownUnits, "ceilotop-volume-audit.timer"))
	v.timers()
}

// timers finds the services that run it, wherever their files are, and the
// timers that start them.
func (v *survey) timers() {
	var names []string
	dirs := slices.DeleteFunc(slices.Clone(unitDirs), func(dir string) bool { return v.tree.link(path.Dir(path.Dir(dir))) != "" }) // /lib is /usr/lib
	for _, dir := range dirs {
		for _, name := range v.tree.list(dir) {
			// A link is another unit's name, or its mask.
			if p := path.Join(dir, name); strings.HasSuffix(name, ".service") && v.tree.link(p) == "" && v.regular(p) {
				if text, ok := v.tree.read(p); ok && scheduled.Match(text) {
					v.add("systemd", p)
					names = append(names, strings.TrimSuffix(name, ".service"))
				}
			}
		}
	}
	for _, dir := range dirs {
		for _, name := range v.tree.list(dir) {
			p := path.Join(dir, name)
			if !strings.HasSuffix(name, ".timer") || v.tree.link(p) != "" || !v.regular(p) {
				continue
			}
			text, ok := v.tree.read(p)
			starts := func(service string) bool {
				return name == service+".timer" || strings.Contains(string(text), "Unit="+service+".service")
			}
			if ok && (scheduled.Match(text) || slices.ContainsFunc(names, starts)) {
				v.add("systemd", p)
			}
		}
	}
}

// addAll adds the files of a directory whose names end so.
func (v *survey) addAll(service, dir, end string) {
	for _, name := range v.tree.list(dir) {
		if p := path.Join(dir, name); strings.HasSuffix(name, end) && !strings.HasPrefix(name, ".") && v.regular(p) {
			v.add(service, p)
		}
	}
}

// regular leaves out directories, sockets and links to nothing, which a
// directory may hold without being broken. What it cannot tell it takes.
func (v *survey) regular(name string) bool {
	p, err := v.tree.resolve(name)
	if err != nil {
		return !v.tree.content(name).absent
	}
	info, err := v.tree.stat(p)
	return err != nil || info.Mode().IsRegular()
}

// add takes each file once, for the service that comes first.
func (v *survey) add(service string, names ...string) {
	for _, name := range names {
		if _, known := v.facts.File(name); known {
			continue
		}
		c := v.tree.content(name)
		if !c.ok {
			continue
		}
		f := setup.File{
			Path: name, Service: service, Text: c.text, SHA256: setup.SHA256(c.text),
			Mode: c.info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky), Target: v.tree.link(name), Changed: c.info.ModTime(),
		}
		if st, ok := c.info.Sys().(*syscall.Stat_t); ok {
			f.Owner = v.tree.owner(st.Uid, st.Gid)
			f.Names = int(st.Nlink)
		}
		v.facts.Files = append(v.facts.Files, f)
	}
}
