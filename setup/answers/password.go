package answers

import (
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

const (
	fromEnv  = "env:"
	fromFile = "file:"
	generate = "generate"
)

// isReference tells a reference to a password from a password.
func isReference(s string) bool {
	return s == generate || strings.HasPrefix(s, fromEnv) || strings.HasPrefix(s, fromFile)
}

// passwordOf is the answer before it is fetched.
func passwordOf(name, text string) setup.Password {
	if isReference(text) || text == "" {
		return setup.Password{Ref: text, Name: name}
	}
	return setup.Password{Value: sources.Secret(text), Name: name}
}

// passwords are all of them.
func passwords(a *setup.Answers) []*setup.Password {
	return []*setup.Password{
		&a.BrokerB.Password, &a.BrokerB.ListenerPassword, &a.BrokerB.TapPassword, &a.BrokerB.AdminPassword,
		&a.Keystone.Password, &a.MongoDB.Password, &a.MongoDB.AdminPassword,
	}
}

// reference checks an answer that is a password or refers to one.
func reference(generated bool) func(string) error {
	return func(s string) error {
		switch {
		case s == generate:
			if !generated {
				return wrong("this password exists already and cannot be generated", "Write env:NAME or file:PATH.")
			}
			return nil
		case strings.HasPrefix(s, fromEnv):
			if !variable.MatchString(strings.TrimPrefix(s, fromEnv)) {
				return wrong("this is not the name of a variable", "Such as env:CEILOMETER_PASS.")
			}
			return nil
		case strings.HasPrefix(s, fromFile):
			if path := strings.TrimPrefix(s, fromFile); path == "" || clean(path) != nil {
				return wrong("this is not the path of a file", "Such as file:~/.ceilotop/b.pass.")
			}
			return nil
		}
		return literal(s)
	}
}

// literal refuses a password that is not one: what guides print in its place,
// and what was pasted together with a comment.
func literal(s string) error {
	if err := unusable(s); err != nil {
		return err
	}
	switch {
	case strings.TrimSpace(s) != s:
		return wrong("there is a blank at the begin or the end of the password", "Services cut it off. Leave it out.")
	case strings.Contains(s, "//"), strings.Contains(s, " #"), strings.Contains(s, " ;"):
		return wrong("there is a comment in the password", "A service takes it for a part of the password. If it is one, keep the password in a file and write file:PATH.")
	case !ascii(s):
		return wrong("there are other characters than ASCII in the password", "If they belong there, keep the password in a file and write file:PATH.")
	}
	return nil
}

// unusable refuses what can be no password wherever it comes from.
func unusable(s string) error {
	switch {
	case s == "":
		return wrong("the password is empty", "Write generate to get one.")
	case placeholder(s):
		return wrong("the password is the placeholder of a guide", "Give the real one, or write generate to get one.")
	case strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) >= 0:
		return wrong("there is a control character in the password", "No service's file can hold it.")
	}
	return nil
}

// weak says what is odd about a password that works.
func weak(s, user string) (odd []string) {
	switch {
	case user != "" && strings.EqualFold(s, user):
		odd = append(odd, "the password is the name of its user, the first one that is tried: generate is better")
	case len(s) < 8:
		odd = append(odd, "the password is shorter than 8 characters: generate is better")
	}
	if strings.ContainsAny(s, "@:/#?,%+$&= '\"\\") {
		odd = append(odd, "there are characters in the password that have to be escaped in URLs and files; up to Mitaka a URL cannot hold them at all")
	}
	return odd
}

// doubtful says what literal refuses, for a password that comes from a place of
// its own and may be meant so.
func doubtful(s, user string) []string {
	odd := weak(s, user)
	if err := literal(s); err != nil {
		odd = append(odd, err.Error())
	}
	return odd
}

func ascii(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r > 0x7e }) < 0
}
