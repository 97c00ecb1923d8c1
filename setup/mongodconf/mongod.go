// Package mongodconf reads and changes mongod.conf in both of its forms and
// leaves every other byte alone: key = value as up to MongoDB 2.4, and YAML as
// from 2.6 on. The package does no I/O.
package mongodconf

import (
	"bytes"
	"fmt"
	"regexp"

	"github.com/ceilotop/ceilotop/setup/yamlsplice"
)

// Option is a setting under its names in both forms.
type Option struct {
	Ini  string // bind_ip
	YAML string // net.bindIp
}

// The options that telemetry's database is set up with. smallfiles moved in 3.0,
// and from 4.2 on mongod does not start with it.
var (
	BindIP       = Option{"bind_ip", "net.bindIp"}
	SmallFiles26 = Option{"smallfiles", "storage.smallFiles"}
	SmallFiles30 = Option{"smallfiles", "storage.mmapv1.smallFiles"}
)

// Form is how a file is written.
type Form uint8

const (
	// Ini is key = value without sections.
	Ini Form = iota
	// YAML is what MongoDB reads from 2.6 on, beside Ini.
	YAML
)

var (
	significant = regexp.MustCompile(`(?m)^[ \t]*([^#\s].*)$`)
	yamlLine    = regexp.MustCompile(`^(---|%YAML|[A-Za-z]\w*:(\s|$))`)
)

// FormOf tells the form by the first line that says something; a file without
// one is YAML, which every mongod reads that is younger than 2.4.
func FormOf(text []byte) Form {
	if m := significant.FindSubmatch(text); m != nil && !yamlLine.Match(bytes.TrimSpace(m[1])) {
		return Ini
	}
	return YAML
}

// Get returns the text of an option, if it is set.
func Get(name string, text []byte, o Option) (value string, found bool, err error) {
	if FormOf(text) == YAML {
		return yamlsplice.Get(name, text, yamlsplice.Keys(o.YAML))
	}
	f, err := parse(name, text)
	if err != nil {
		return "", false, err
	}
	value, found = f.values[o.Ini]
	return value, found, nil
}

// Set gives an option a value: a string, an int or a bool. A new one lands below
// its commented default, else at the end.
func Set(name string, text []byte, o Option, value any) ([]byte, error) {
	if FormOf(text) == YAML {
		return yamlsplice.Set(name, text, yamlsplice.Keys(o.YAML), value)
	}
	return setIni(name, text, o.Ini, fmt.Sprint(value))
}

// Error says why a file is not read or changed. It holds no text of the file.
type Error struct {
	File   string
	Line   int // 0: the whole file
	Reason string
}

func (e *Error) Error() string {
	if e.Line == 0 {
		return fmt.Sprintf("editing %s: %s", e.File, e.Reason)
	}
	return fmt.Sprintf("editing %s:%d: %s", e.File, e.Line, e.Reason)
}

// Hint says what to do instead.
func (e *Error) Hint() string { return "Edit the file by hand." }
