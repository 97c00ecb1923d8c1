package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
)

// fileChecks are about the files themselves.
var fileChecks = []Check{
	{
		ID: "file-broken", Title: "every file can be read by its service", Severity: Critical,
		Why:    "oslo.config stops at the line, so that the service does not start, or goes on with what it read before.",
		Fix:    "mend the line, and look at the whole file with: ceilotop setup lint FILE",
		Source: "oslo.config iniparser.py: a blank begins a continuation, … is no option",
		Needs:  []Part{Configuration}, Judge: fileBroken,
	},
	{
		ID: "file-hidden", Title: "every file can be read by ceilotop", Severity: Info,
		Why:    "What stands in it is not known, and every check of it is silent.",
		Fix:    "run ceilotop as root",
		Source: "modes of the packages: 0640 root:SERVICE",
		Needs:  []Part{Configuration}, Judge: fileHidden,
	},
	{
		ID: "value-glued", Title: "no value has a comment or a placeholder in it", Severity: Warning,
		Why:    "oslo.config knows no comments behind a value: all of it is the value, of a password too.",
		Fix:    "put the comment on a line of its own, with # in column 0",
		Source: "oslo.config iniparser.py; cloudbase-init 105",
		Needs:  []Part{Configuration}, Judge: valueGlued,
	},
	{
		ID: "section-unread", Title: "no section of telemetry's is misspelt", Severity: Warning,
		Why:    "oslo.config takes every section for one that somebody may read, so a misspelt one is silence: its options have no effect.",
		Fix:    "write the section's name as the service knows it",
		Source: "oslo.config cfg.py: names of sections are case sensitive",
		Needs:  []Part{Configuration}, Judge: sectionUnread,
	},
}

func fileBroken(s *Seen) (found []Finding) {
	for _, b := range s.Facts.Broken {
		if aboutAddress(b.Reason) {
			continue
		}
		found = append(found, Finding{
			Result: Critical, Subject: s.path(b.File), Title: s.path(b.File) + " cannot be read by its service: " + b.Reason, Fix: b.Advice,
			Evidence: []Evidence{{Text: b.Reason, File: s.path(b.File), Line: b.Line}},
		})
	}
	return once(found)
}

func fileHidden(s *Seen) []Finding {
	if len(s.Facts.Unreadable) == 0 {
		return nil
	}
	f := Finding{Result: Unknown, Why: s.Facts.Unreadable[0].Error(), Fix: s.Facts.Unreadable[0].Hint()}
	for _, u := range s.Facts.Unreadable {
		f.Evidence = append(f.Evidence, Evidence{Text: fmt.Sprintf("%v %s", u.Mode, u.Owner), File: s.path(u.Path)})
	}
	return []Finding{f}
}

// accident is what is said of an option whose value Lint finds spoiled without
// stopping oslo.config; "" for another finding.
func accident(what string) string {
	switch what {
	case "comment in a value":
		return "%s has a comment in its value"
	case "placeholder left in":
		return "%s has the placeholder of a guide"
	case "non-ASCII in a password":
		return "%s has characters that are not ASCII"
	case "<None> as a value":
		return "%s is the text <None>"
	}
	return ""
}

// valueGlued looks where telemetry looks: the rest of a file is not its concern.
func valueGlued(s *Seen) (found []Finding) {
	for _, l := range s.lint() {
		if title := accident(l.What); title != "" && s.concerns(l.File, l.Line) {
			found = append(found, Finding{
				Result: Warning, Subject: l.File, Title: fmt.Sprintf(title, s.keyAt(l.File, l.Line)), Why: l.Why, Fix: l.Fix,
				Evidence: []Evidence{{Text: s.keyAt(l.File, l.Line), File: l.File, Line: l.Line}},
			})
		}
	}
	return once(found)
}

// lint is what is odd in the files of the programs.
func (s *Seen) lint() (all []osloconf.Finding) {
	for _, name := range s.own() {
		if file, ok := s.Facts.File(name); ok {
			all = append(all, osloconf.Lint(name, file.Text)...)
		}
	}
	return all
}

// own are the files of all programs, each once, without those that packages
// bring.
func (s *Seen) own() (names []string) {
	for _, p := range s.Facts.Programs {
		for _, name := range p.Files {
			if !slices.Contains(names, name) && !strings.HasPrefix(name, "/usr/") {
				names = append(names, name)
			}
		}
	}
	return names
}

// sections are those that decide about telemetry.
var sections = []string{notifications, rabbit, "notification", "notifications", "publisher", "service_credentials", "keystone_authtoken"}

// concerns reports whether the option of a line is one of telemetry's.
func (s *Seen) concerns(file string, line int) bool {
	e, ok := s.entryAt(file, line)
	if !ok {
		return false
	}
	section := osloconf.Normalise(e.Section)
	if slices.Contains(sections, section) {
		return true
	}
	return slices.ContainsFunc(options, func(o option) bool { return o.group == section && o.key == e.Key })
}

func (s *Seen) keyAt(file string, line int) string {
	e, _ := s.entryAt(file, line)
	return "[" + e.Section + "] " + e.Key
}

func (s *Seen) entryAt(file string, line int) (osloconf.Entry, bool) {
	parsed := s.parsed(file)
	if parsed == nil {
		return osloconf.Entry{}, false
	}
	entries := parsed.Entries()
	i := slices.IndexFunc(entries, func(e osloconf.Entry) bool { return e.Line <= line && line <= e.LastLine })
	if i < 0 {
		return osloconf.Entry{}, false
	}
	return entries[i], true
}

// sectionUnread finds sections that are nearly one of telemetry's.
func sectionUnread(s *Seen) (found []Finding) {
	for _, name := range s.own() {
		parsed := s.parsed(name)
		if parsed == nil {
			continue
		}
		for _, section := range parsed.Sections() {
			meant := nearest(section)
			if meant == "" || slices.Contains(sections, section) {
				continue
			}
			found = append(found, Finding{
				Result: Warning, Subject: name, Title: "nobody reads the section [" + section + "]", Fix: "write [" + meant + "]",
				Evidence: []Evidence{{Text: "[" + section + "]", File: name, Line: headerOf(parsed, section)}},
			})
		}
	}
	return once(append(found, inCapitals(s)...))
}

// inCapitals are what Lint finds in headers: [default], and blanks in a name.
func inCapitals(s *Seen) (found []Finding) {
	for _, l := range s.lint() {
		if l.What == "section nobody reads" {
			found = append(found, Finding{
				Result: Warning, Subject: l.File, Title: "nobody reads the section that is meant for " + l.Fix, Why: l.Why, Fix: "write " + l.Fix,
				Evidence: []Evidence{{Text: l.Fix, File: l.File, Line: l.Line}},
			})
		}
	}
	return found
}

func headerOf(f *osloconf.File, section string) int {
	return 1 + slices.IndexFunc(f.Lines(), func(l osloconf.Line) bool {
		return l.Kind == osloconf.Header && osloconf.Normalise(l.Section) == section
	})
}

// others are sections that exist beside those of telemetry and are near to one.
var others = []string{"oslo_messaging_amqp", "oslo_messaging_kafka", "oslo_messaging_zmq", "oslo_messaging_metrics", "publisher_notifier", "publisher_rpc"}

// nearest is the section of telemetry's that a name is at most two letters away
// from; "" none, and so for a section that exists.
func nearest(section string) string {
	if slices.Contains(others, section) {
		return ""
	}
	for _, name := range sections {
		if name != section && setup.Distance(name, section) <= 2 {
			return name
		}
	}
	return ""
}

// parsed is one of oslo.config's files; nil where it cannot be read.
func (s *Seen) parsed(name string) *osloconf.File {
	if s.read == nil {
		return newReading(setup.Facts{}).file(s.Facts, name)
	}
	return s.read.file(s.Facts, name)
}
