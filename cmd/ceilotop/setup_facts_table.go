package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/charmbracelet/x/ansi"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// sheet is text in groups, 80 columns wide. What is longer goes on below, further
// in; nothing is cut.
type sheet struct {
	strings.Builder
	heading string // of the group that has no line yet
}

const sheetWidth = 80

func (s *sheet) group(heading string) { s.heading = heading }

// begin writes the heading of a group that has its first line now.
func (s *sheet) begin() {
	if s.heading != "" {
		if s.Len() > 0 {
			s.WriteByte('\n')
		}
		s.WriteString(s.heading + "\n")
		s.heading = ""
	}
}

// row writes a line that is not wrapped, such as one of figures.
func (s *sheet) row(line string) {
	s.begin()
	s.WriteString(strings.TrimRight(line, " ") + "\n")
}

// line writes cells. All but the last are padded to the widths, which come in
// pairs with them; the last is wrapped below itself.
func (s *sheet) line(indent int, widths []int, cells ...string) {
	s.begin()
	line := strings.Repeat(" ", indent)
	for i, text := range cells {
		if text == "" {
			text = "-"
		}
		text = sources.Visible(text)
		if i == len(cells)-1 {
			line += text
			break
		}
		line += text + strings.Repeat(" ", max(widths[i]-width(text), 0)+2)
	}
	hang := indent + 2
	for _, w := range widths[:len(cells)-1] {
		hang += w + 2
	}
	if len(cells) > 1 {
		hang -= 2
	}
	s.wrap(line, hang, indent+4)
}

// wrap breaks at blanks alone: a path or a URL that is broken cannot be copied.
// One that has no room goes further to the left, and over the edge if it must.
func (s *sheet) wrap(line string, hang, least int) {
	for width(line) > sheetWidth {
		from := len(line) - len(strings.TrimLeft(line, " "))
		head := len(ansi.Truncate(line, sheetWidth+1, "")) // the blank may stand just behind the edge
		at := strings.LastIndexByte(line[from:max(head, from)], ' ')
		if at < 0 {
			at = strings.IndexByte(line[from:], ' ')
		}
		if at < 0 {
			break
		}
		at += from
		s.WriteString(strings.TrimRight(line[:at], " ") + "\n")
		rest := strings.TrimLeft(line[at:], " ")
		next, _, _ := strings.Cut(rest, " ")
		if width(next) > sheetWidth-hang {
			hang = min(hang, least)
		}
		line = strings.Repeat(" ", hang) + rest
	}
	s.WriteString(strings.TrimRight(line, " ") + "\n")
}

// table is the facts for people.
func (v *factsView) table() string {
	var s sheet
	v.machine(&s)

	s.group("SERVICES")
	for _, x := range v.Services {
		s.line(2, []int{14, 10}, x.Name, x.Version.Or(x.Release.Or("unknown")), x.Evidence)
	}
	s.group("CONFIGURATION")
	for _, p := range v.Programs {
		p.table(&s)
	}
	s.group("OTHER FILES")
	quiet := 0
	for _, f := range v.Files {
		switch {
		case f.quiet:
			quiet++
		case !v.isConfiguration(f.Path):
			s.line(2, []int{10, 4, 12}, f.Service, f.Mode, f.Owner, f.Path+arrow(f.Target))
		}
	}
	if quiet > 0 {
		s.line(2, nil, fmt.Sprintf("%d more of httpd open no port and start no program: -f json names them", quiet))
	}
	s.group("UNITS")
	for _, u := range v.Units {
		text := u.Active.Or("unknown whether it runs")
		if u.Restarts > 0 {
			text += fmt.Sprintf(", restarted %d times", u.Restarts)
		}
		s.line(2, []int{42, 8}, u.Name, u.Enabled.Or("unknown"), text)
	}
	v.servers(&s)
	s.group("PORTS IN USE")
	for _, l := range v.Listeners {
		if i := slices.IndexFunc(ports, func(p port) bool { return strings.HasSuffix(l.Address, p.suffix) }); i >= 0 {
			s.line(2, []int{24, 16}, l.Address, ports[i].of, l.Process.Or("unknown process"))
		}
	}

	s.group("MANAGED BY")
	for _, m := range v.Managers {
		owned := "the whole host"
		if len(m.Paths) > 0 {
			owned = strings.Join(m.Paths, " ")
		}
		if !slices.Equal(m.Paths, []string{m.Evidence}) { // else a header in the file says so
			owned += " (found by " + m.Evidence + ")"
		}
		s.line(2, []int{16}, m.Name, owned)
	}
	s.group("STORED PASSWORDS")
	for _, name := range v.Secrets {
		s.line(2, nil, name)
	}
	s.group("NOT READ")
	for _, u := range v.Unreadable {
		s.line(2, nil, fmt.Sprintf("%s: permission denied (%s %s)", u.Path, u.Owner, u.Mode))
	}
	s.group("BROKEN")
	for _, b := range v.Broken {
		s.line(2, nil, fmt.Sprintf("%s: %s", setup.Place{File: b.File, Line: b.Line}, b.Reason))
		if b.Advice.Known {
			s.line(4, nil, "hint: "+b.Advice.Value)
		}
	}
	s.group("NOTES")
	for _, n := range v.Notes {
		s.line(2, nil, n)
	}
	return s.String()
}

// port is one that telemetry's setup has to do with.
type port struct{ suffix, of string }

var ports = []port{
	{":5000", "Keystone"},
	{":35357", "Keystone"},
	{":5671", "AMQP"},
	{":5672", "AMQP"},
	{":15671", "RabbitMQ's API"},
	{":15672", "RabbitMQ's API"},
	{":8041", "Gnocchi"},
	{":8777", "Ceilometer's API"},
	{":11211", "memcached"},
	{":27017", "MongoDB"},
}

func arrow(target sources.Text) string {
	if !target.Known {
		return ""
	}
	return " -> " + target.Value
}

func (v *factsView) machine(s *sheet) {
	m := &v.Machine
	column := []int{14}
	s.group("MACHINE")
	s.line(2, column, "host", m.Hostname.Or("unknown"))
	name := m.Name.Or(m.Distribution.Or("unknown"))
	if m.Family.Known {
		name += " (" + m.Family.Value + " family)"
	}
	s.line(2, column, "system", name)
	s.line(2, column, "packages by", m.Packager.Or("unknown"))
	init := m.Init.Or("not systemd")
	if m.Init.Known && !m.InitRunning {
		init += ", which cannot be asked here"
	}
	s.line(2, column, "init", init)
	s.line(2, column, "SELinux", m.SELinux.Or("unknown"))
	if len(m.Addresses) > 0 {
		s.line(2, column, "addresses", strings.Join(m.Addresses, " "))
	}
	if m.Root != "/" {
		s.line(2, column, "root", m.Root+" (only files were looked at)")
	}
}

func (v *factsView) isConfiguration(path string) bool {
	return slices.ContainsFunc(v.Programs, func(p programView) bool { return slices.Contains(p.Files, path) })
}

// table writes a program's files and options.
func (p *programView) table(s *sheet) {
	title := p.Service + "  " + p.Main
	s.line(2, nil, title)
	if len(p.Files) > 1 {
		s.line(4, nil, "reads "+strings.Join(p.Files, " "))
	}
	for _, o := range p.Options {
		for _, value := range o.Values {
			s.line(4, nil, o.text(value, p.Main))
		}
		for _, value := range o.Shadowed {
			s.line(6, nil, "shadowed: "+value.place(p.Main))
		}
	}
	for _, name := range p.NotRead {
		s.line(4, nil, name+": not read, so what it sets is not known")
	}
	if len(p.NotRead) == 0 && slices.Contains(notifiers, p.Service) && !p.sets(notificationsGroup, "driver") {
		s.line(4, nil, "no driver is set, so it sends no notifications")
	}
}

// notifiers send notifications of their own once they have a driver.
var notifiers = []string{"nova", "neutron", "cinder", "glance", "keystone", "heat"}

func (p *programView) sets(section, key string) bool {
	return slices.ContainsFunc(p.Options, func(o optionView) bool { return o.Section == section && o.Key == key })
}

func (o *optionView) text(v settingView, main string) string {
	text := fmt.Sprintf("[%s] %s = %s", o.Section, o.Key, v.Value.Or("unreadable: "+v.Error.Value))
	return text + "  (" + v.place(main) + ")"
}

// place names the file unless it is the program's own.
func (v settingView) place(main string) string {
	text := fmt.Sprintf("%s:%d", v.File, v.Line)
	if v.File == main {
		text = fmt.Sprintf("line %d", v.Line)
	}
	if v.Name.Known {
		text += ", as " + v.Name.Value
	}
	if v.DropIn {
		text += ", wins only without --config-file"
	}
	return text
}

// servers writes what the files say about brokers, Keystone and stores.
func (v *factsView) servers(s *sheet) {
	s.group("BROKERS")
	for _, b := range v.Brokers {
		s.line(2, []int{1}, b.Name, b.URL)
		for _, h := range b.Hosts {
			text := "not tried"
			switch {
			case h.Answers != nil && *h.Answers:
				text = "answers"
			case h.Answers != nil:
				text = h.Error.Value
			}
			s.line(5, nil, h.Address+": "+text)
		}
		for _, o := range b.NamedBy {
			s.line(5, nil, fmt.Sprintf("%s (%s): %s:%d [%s] %s", o.Service, o.Role, o.File, o.Line, o.Section, o.Key))
		}
	}
	s.group("KEYSTONE")
	for _, c := range v.Keystone {
		s.line(2, nil, fmt.Sprintf("[%s] of %s", c.Section, c.File))
		for _, key := range slices.Sorted(maps.Keys(c.Options)) {
			s.line(4, nil, key+" = "+c.Options[key])
		}
	}
	s.group("STORES")
	for _, x := range v.Stores {
		s.line(2, []int{14}, x.Kind.Or("not readable"), fmt.Sprintf("%s (%s)", x.URL, setup.Place{File: x.File, Line: x.Line}))
	}
}
