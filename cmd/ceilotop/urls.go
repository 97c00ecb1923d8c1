package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// broker is one that was named on the command line or found on the machine.
type broker struct {
	name  string
	url   oslo.TransportURL
	notes []string
}

const urlForms = "--url B=env:VARIABLE, --url B=file:PATH, or --url B=rabbit://USER@HOST:5672/"

// urlBrokers reads the --url options. A password on the command line works, and
// is warned about: every user of the machine can read it there.
func (a *app) urlBrokers() ([]broker, error) {
	var all []broker
	for _, option := range a.urls {
		name, value := splitURL(option)
		for _, other := range all {
			if other.name == name {
				return nil, &usageError{sources.WithHint(fmt.Errorf("--url: two brokers are named %s", name), "give each a name of its own: --url A=… --url B=…")}
			}
		}
		text, onCommandLine, err := a.urlText(name, value)
		if err != nil {
			return nil, err
		}
		u, err := oslo.ParseTransportURL(text)
		if err != nil {
			return nil, &usageError{fmt.Errorf("--url %s: %w", name, err)}
		}
		if onCommandLine && hasPassword(u) {
			a.say("--url %s: every user of this machine can read the password on the command line", name)
			fmt.Fprintf(a.stderr, "hint: --url %s=env:VARIABLE or --url %s=file:PATH\n", name, name)
		}
		all = append(all, broker{name: name, url: u, notes: unknownOptions(name, u)})
	}
	return all, nil
}

// splitURL takes NAME=VALUE apart. Without a name the broker is B, the one that
// notifications go to.
func splitURL(option string) (name, value string) {
	name, value, found := strings.Cut(option, "=")
	if !found || name == "" || strings.ContainsAny(name, ":/@") {
		return "B", option
	}
	return sources.Visible(name), value
}

// urlText follows env: and file:.
func (a *app) urlText(name, value string) (text string, onCommandLine bool, err error) {
	if variable, ok := strings.CutPrefix(value, "env:"); ok {
		if text = a.getenv(variable); text == "" {
			return "", false, misused("--url %s: the variable %s is not set", name, variable)
		}
		return text, false, nil
	}
	if path, ok := strings.CutPrefix(value, "file:"); ok {
		content, err := os.ReadFile(path)
		if err != nil {
			return "", false, fmt.Errorf("--url %s: %w", name, err)
		}
		return strings.TrimSpace(string(content)), false, nil
	}
	if !strings.Contains(value, "://") {
		return "", false, &usageError{sources.WithHint(fmt.Errorf("--url %s: that is no URL", name), urlForms)}
	}
	return value, true, nil
}

// unknownOptions is a note: we connect all the same, the services do not.
func unknownOptions(name string, u oslo.TransportURL) []string {
	unknown := u.UnknownOptions()
	if len(unknown) == 0 {
		return nil
	}
	return []string{fmt.Sprintf("The transport_url of broker %s has what oslo.messaging refuses, an option that it does not know: %s.", name, strings.Join(unknown, ", "))}
}

func hasPassword(u oslo.TransportURL) bool {
	for _, h := range u.Hosts {
		if h.Password != "" && !u.NoHost {
			return true
		}
	}
	return false
}
