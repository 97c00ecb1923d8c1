package steps

import (
	"bytes"
	"fmt"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/sources"
)

const (
	appFile = "/var/www/cgi-bin/ceilometer/app"
	mark    = "# written by ceilotop, sha256="
)

// application serves the API. Ceilometer's own app.wsgi calls what Newton calls
// otherwise than Mitaka, so that ours asks; packages of RDO bring neither.
const application = `from ceilometer.api import app

if hasattr(app, "build_wsgi_app"):
    application = app.build_wsgi_app(argv=[])
else:
    from ceilometer import service

    service.prepare_service([])
    application = app.load_app()
`

func (b *builder) wsgiFile() string {
	if b.f.System.Family == setup.Debian {
		return "/etc/apache2/sites-available/ceilometer.conf"
	}
	return "/etc/httpd/conf.d/wsgi-ceilometer.conf"
}

func (b *builder) wsgiFiles() {
	name := b.wsgiFile()
	s := b.add("C15", setup.Controller, "Apache serves Ceilometer's API", "With several processes, and under Apache's own limits.")
	s.Check = "the file is there with exactly this text, and no other one listens on the port"
	s.Verify = "Apache accepts its configuration"
	s.Undo = "the files are removed"
	if !b.catalogue(s) {
		return
	}
	listen := regexp.MustCompile(fmt.Sprintf(`(?i)^listen\s+(\S*:)?%d(\s|$)`, b.apiPort()))
	prefix := false
	for _, file := range b.f.Files {
		if file.Service != "httpd" || file.Path == name || strings.HasSuffix(file.Path, "/sites-enabled/ceilometer.conf") {
			continue
		}
		n := 0
		serves := bytes.Contains(file.Text, []byte("ceilometer")) && bytes.Contains(file.Text, []byte("WSGIScriptAlias"))
		for line := range strings.Lines(string(file.Text)) {
			n++
			line = strings.TrimSpace(line)
			prefix = prefix || strings.HasPrefix(strings.ToLower(line), "wsgisocketprefix")
			if !listen.MatchString(line) {
				continue
			}
			if serves {
				s.found("%s:%d serves it already", file.Path, n)
				return
			}
			s.block(fmt.Sprintf("%s:%d listens on port %d already", file.Path, n, b.apiPort()), "remove that line, or give the API another port in the answer api.port")
			return
		}
	}
	if !b.noStranger(s) {
		return
	}
	b.own(s, name, b.site(!prefix), 0o644, "root:root")
	b.application(s)
}

// noStranger blocks the step when something else than the API listens on its
// port.
func (b *builder) noStranger(s *step) bool {
	for _, l := range b.f.Listeners {
		p := l.Process
		if int(l.Address.Port()) != b.apiPort() || p == "" {
			continue
		}
		if p == "httpd" || p == "apache2" || strings.HasPrefix(p, "ceilometer") || strings.HasPrefix(p, "python") {
			continue
		}
		s.block(fmt.Sprintf("%s listens on port %d", sources.Visible(p), b.apiPort()), "stop it, or give the API another port in the answer api.port")
		return false
	}
	return true
}

// application is left as it is when somebody made one.
func (b *builder) application(s *step) {
	if s.State == setup.Blocked || !b.may(s, appFile) {
		return
	}
	d := b.doc(appFile)
	switch {
	case !d.exists:
		body := application
		for _, file := range b.f.Files {
			if strings.HasSuffix(file.Path, "/ceilometer/api/app.wsgi") && len(file.Text) > 0 {
				body = string(file.Text)
				break
			}
		}
		d.mode, d.owner = 0o644, "root:root"
		b.write(s, d, signed(body), "the whole file")
	case untouched(d.text) || bytes.Contains(d.text, []byte("application")):
		s.found("%s is there", appFile)
	default:
		s.block(appFile+" defines no application", "move it away")
	}
}

// site is the file of Apache. The socket's prefix holds for the whole server, and
// only one file may set it.
func (b *builder) site(prefix bool) string {
	logs, run := "/var/log/httpd", "/var/run/httpd"
	if b.f.System.Family == setup.Debian {
		logs, run = "${APACHE_LOG_DIR}", "/var/run/apache2"
	}
	port := b.apiPort()
	text := fmt.Sprintf(`Listen %d

<VirtualHost *:%d>
    WSGIDaemonProcess ceilometer-api processes=2 threads=10 user=ceilometer group=ceilometer display-name=%%{GROUP}
    WSGIProcessGroup ceilometer-api
    WSGIScriptAlias / "%s"
    WSGIApplicationGroup %%{GLOBAL}
    ErrorLog %s/ceilometer_error.log
    CustomLog %s/ceilometer_access.log combined
    <Directory %s>
        Require all granted
    </Directory>
</VirtualHost>
`, port, port, appFile, logs, logs, strings.TrimSuffix(appFile, "/app"))
	if prefix {
		text += "\nWSGISocketPrefix " + run + "\n"
	}
	return text
}

func (b *builder) wsgiServer() {
	family := b.f.System.Family
	unit, check := profile.HTTPD(family)
	s := b.add("C16", setup.Controller, "Apache reads the file", "A program of Ceilometer's own on the same port keeps Apache from starting, so that it is disabled first.")
	s.Check = "Apache runs, ceilometer-api does not, and no file of theirs changes"
	s.Verify = fmt.Sprintf("port %d answers", b.apiPort())
	s.Undo = "Apache reads the old files again; ceilometer-api is enabled and started if it was"
	if !b.catalogue(s) || !b.needs(s, "C9", "C15", "C10", "C11", "C13") || !b.asked(s, []string{unit}) {
		return
	}
	u, known := b.f.Unit(unit)
	switch {
	case u.Enabled == "masked":
		s.block(unit+" is masked", "systemctl unmask "+unit)
		return
	case !known && !b.changing("C9") && !s.away:
		s.block("there is no unit "+unit, "install the package that brings it")
		return
	}
	files := b.changed("ceilometer", b.wsgiFile(), appFile)
	api := profile.Units(family, "ceilometer", "api")[0]
	old, _ := b.f.Unit(api)
	if b.served() && len(files) == 0 {
		s.found("%s serves the API", unit)
	}
	if old.Running() || s.away {
		s.found("%s runs on its own", api)
		s.do(setup.ControlUnit{Unit: api, Verb: setup.Stop})
	}
	if old.Enabled == "enabled" || s.away {
		s.do(setup.ControlUnit{Unit: api, Verb: setup.Disable})
	}
	if family == setup.Debian && (b.changing("C15") || !b.known("/etc/apache2/sites-enabled/ceilometer.conf")) && !b.otherSite() {
		s.do(setup.Run{Argv: []string{"a2ensite", "ceilometer"}, Back: []string{"a2dissite", "ceilometer"}})
		files = append(files, b.wsgiFile())
	}
	if len(files) > 0 || !u.Running() {
		s.do(setup.Run{Argv: check})
	}
	if u.Enabled == "disabled" {
		s.do(setup.ControlUnit{Unit: unit, Verb: setup.Enable})
	}
	switch {
	case !u.Running() && !s.away:
		s.do(setup.ControlUnit{Unit: unit, Verb: setup.Start})
	case len(files) > 0 || old.Running() || s.away:
		// Without Because: the site may be enabled, or the port freed, with no
		// file changed.
		s.do(setup.ControlUnit{Unit: unit, Verb: setup.Reload})
	}
	if b.f.System.SELinux == "enforcing" && s.State == setup.Change {
		s.Manual = append(s.Manual, fmt.Sprintf("semanage port -a -t http_port_t -p tcp %d   # when SELinux keeps Apache from the port", b.apiPort()), "restorecon -R "+strings.TrimSuffix(appFile, "/app"))
	}
}

// served reports whether the API's port answered.
func (b *builder) served() bool {
	for _, p := range b.f.Servers.Ports {
		if p.Name == "ceilometer-api" {
			return p.Answers
		}
	}
	return false
}

// otherSite reports whether another file than ours serves the API.
func (b *builder) otherSite() bool {
	s := b.find("C15")
	return s != nil && s.State == setup.Done && !b.known(b.wsgiFile())
}
