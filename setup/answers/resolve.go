package answers

import (
	"bufio"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

var variable = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// Origins are the places that passwords come from.
type Origins struct {
	Env  func(string) (string, bool)
	Home string // what ~ means
	Dir  string // where a relative path begins: the directory of the answers file
}

// Here are the places of this process; dir is the one of the answers file.
func Here(dir string) Origins {
	home, _ := os.UserHomeDir()
	return Origins{Env: os.LookupEnv, Home: home, Dir: dir}
}

// Resolve fetches the passwords that the answers refer to. A password to be
// generated is the one that an earlier run kept, else the one that the services
// use already, and only then a new one, which is Fresh: a plan that is made
// twice from the same machine must not differ. The error names every password
// that could not be fetched; the warnings are what is odd about the others.
func Resolve(a setup.Answers, f setup.Facts, from Origins) (setup.Answers, []string, error) {
	var warnings []string
	var failures []error
	for _, field := range fields {
		if !field.secret {
			continue
		}
		if field.when != nil && !field.when(a, f) {
			continue
		}
		at := passwordAt(&a, field.key)
		odd, err := at.fetch(a, f, from, name(field, a))
		if err != nil {
			failures = append(failures, sources.WithHint(fmt.Errorf("%s: %w", field.key, err), sources.HintOf(err)))
		}
		for _, w := range odd {
			warnings = append(warnings, field.key+": "+w)
		}
	}
	return a, warnings, errors.Join(failures...)
}

// secretAnswer is a password that is being fetched.
type secretAnswer struct{ *setup.Password }

func passwordAt(a *setup.Answers, key string) secretAnswer {
	at := map[string]*setup.Password{
		"broker_b.password": &a.BrokerB.Password, "broker_b.listener_password": &a.BrokerB.ListenerPassword,
		"broker_b.tap_password": &a.BrokerB.TapPassword, "broker_b.admin_password": &a.BrokerB.AdminPassword,
		"keystone.password": &a.Keystone.Password,
		"mongo.password":    &a.MongoDB.Password, "mongo.admin_password": &a.MongoDB.AdminPassword,
	}
	return secretAnswer{at[key]}
}

func (p secretAnswer) fetch(a setup.Answers, f setup.Facts, from Origins, user string) (odd []string, err error) {
	switch ref := p.Ref; {
	case ref == generate:
		return nil, p.generate(a, f)
	case strings.HasPrefix(ref, fromEnv):
		name := strings.TrimPrefix(ref, fromEnv)
		text, ok := from.Env(name)
		if !ok {
			return nil, wrong("the environment has no variable "+sources.Visible(name), "export "+sources.Visible(name)+" before, and keep it through sudo with sudo -E.")
		}
		p.Value = sources.Secret(text)
	case strings.HasPrefix(ref, fromFile):
		path := from.path(strings.TrimPrefix(ref, fromFile))
		text, shared, err := firstLine(path)
		if err != nil {
			return nil, err
		}
		if shared {
			odd = append(odd, sources.Visible(path)+" can be read by others: chmod 600 "+shellWord(path))
		}
		p.Value = sources.Secret(text)
	default:
		return nil, nil
	}
	if err := p.usable(p.Value); err != nil {
		p.Value = ""
		return odd, err
	}
	return append(odd, doubtful(p.Value.Reveal(), user)...), nil
}

// Anchored are the answers with references to files that do not depend on a
// directory any more, so that they can be written to another one.
func (o Origins) Anchored(a setup.Answers) setup.Answers {
	for _, p := range passwords(&a) {
		path, ok := strings.CutPrefix(p.Ref, fromFile)
		if ok && path != "~" && !strings.HasPrefix(path, "~/") {
			if full, err := filepath.Abs(o.path(path)); err == nil {
				p.Ref = fromFile + full
			}
		}
	}
	return a
}

// path is where a reference leads.
func (o Origins) path(p string) string {
	if p == "~" || strings.HasPrefix(p, "~/") {
		return filepath.Join(o.Home, p[1:])
	}
	if !filepath.IsAbs(p) {
		return filepath.Join(o.Dir, p)
	}
	return p
}

// firstLine reads a password from a file, as most programs do: without what
// ends the line. It says whether others can read the file too.
func firstLine(path string) (text string, shared bool, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", false, sources.WithHint(fmt.Errorf("reading the password: %w", err), "Write the password into the file, as its first line, and chmod 600 it.")
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return "", false, fmt.Errorf("reading the password: %w", err)
	}
	if !info.Mode().IsRegular() {
		return "", false, wrong(sources.Visible(path)+" is not a regular file", "Name a file whose first line is the password.")
	}
	text, err = bufio.NewReader(io.LimitReader(f, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return "", false, fmt.Errorf("reading the password: %w", err)
	}
	text = strings.TrimSuffix(strings.TrimSuffix(text, "\n"), "\r")
	return text, info.Mode().Perm()&0o077 != 0, nil
}

func (p secretAnswer) generate(a setup.Answers, f setup.Facts) error {
	if p.Name == "" {
		return wrong("this password exists already and cannot be generated", "Write env:NAME or file:PATH.")
	}
	for _, s := range f.Secrets {
		if s.Name == p.Name && s.Value != "" {
			p.Value = s.Value
			return nil
		}
	}
	if used := inUse(p.Name, a, f); used != "" && p.usable(used) == nil {
		p.Value = used
		return nil
	}
	p.Value, p.Fresh = random(), true
	return nil
}

// usable says why a password cannot be this one, wherever it comes from.
func (p secretAnswer) usable(text sources.Secret) error {
	err := unusable(text.Reveal())
	if err == nil && notifying[p.Name] {
		err = slash(text.Reveal())
	}
	return err
}

// inUse is the password that the service's files have for the same user of the
// same server.
func inUse(name string, a setup.Answers, f setup.Facts) sources.Secret {
	switch name {
	case "broker_b":
		for _, b := range f.Brokers {
			for _, h := range b.URL.Hosts {
				if b.Name != "A" && slices.Contains(a.BrokerB.Hosts(), h.Name) && h.Username == a.BrokerB.User {
					return h.Password
				}
			}
		}
	case "keystone":
		for _, c := range f.Credentials {
			if c.Options["username"].Reveal() == a.Keystone.User {
				return c.Options["password"]
			}
		}
	case "mongo":
		for _, s := range f.Stores {
			u, err := url.Parse(s.URL.Reveal())
			if s.Kind == sources.MongoDB && err == nil && u.Hostname() == a.MongoDB.Host && u.User.Username() == a.MongoDB.User {
				p, _ := u.User.Password()
				return sources.Secret(p)
			}
		}
	}
	return ""
}

// random is a password of 190 bits. Letters and digits mean nothing to a URL,
// to oslo.config's interpolation and to a shell.
func random() sources.Secret {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	b := make([]byte, 0, 32)
	for len(b) < cap(b) {
		var c [1]byte
		rand.Read(c[:]) // never fails: it ends the program instead
		// Above is no whole multiple of 62: some letters would be likelier.
		if c[0] < 62*4 {
			b = append(b, letters[c[0]%62])
		}
	}
	return sources.Secret(b)
}

// shellWord quotes a word for a shell where that is needed.
func shellWord(s string) string {
	if safe.MatchString(s) {
		return s
	}
	return setup.ShellWord(sources.Visible(s))
}

var safe = regexp.MustCompile(`^[A-Za-z0-9_./~@:+,-]+$`)
