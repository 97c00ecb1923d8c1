package main

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor/redact"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// secretVariables are those of an openrc that hold one.
var secretVariables = []string{"OS_PASSWORD", "OS_TOKEN", "OS_AUTH_TOKEN", "OS_APPLICATION_CREDENTIAL_SECRET"}

// learnSecrets makes every secret known that this program may have seen: in the
// files, in the URLs of brokers and stores, in the environment, in the answers,
// and what setup has generated.
func (a *app) learnSecrets(v *redact.Veil, facts setup.Facts) {
	learn := func(s sources.Secret, from string) {
		if !slices.Contains(noSecrets, strings.ToLower(s.Reveal())) {
			v.Secret(s, from)
		}
	}
	text := func(text, from string) {
		for _, h := range osloconf.Secrets([]byte(text)) {
			learn(h.Value, from)
		}
	}
	for _, f := range facts.Files {
		for _, h := range osloconf.Secrets(f.Text) {
			learn(h.Value, fmt.Sprintf("%s:%d", f.Path, h.Line))
		}
	}
	url := func(u oslo.TransportURL, from string) {
		for _, h := range u.Hosts {
			learn(h.Password, from)
		}
	}
	for _, b := range facts.Brokers {
		for _, u := range b.Uses {
			url(u.URL, u.From.String())
		}
	}
	if brokers, err := a.brokers(); err == nil {
		for _, b := range brokers {
			url(b.url, "broker "+b.name)
		}
	}
	for _, c := range facts.Credentials {
		for key, value := range c.Options {
			if osloconf.Secret(key) {
				learn(value, c.String())
			}
		}
	}
	for _, s := range facts.Stores {
		text("connection = "+s.URL.Reveal(), s.From.String())
	}
	for _, p := range facts.Pipelines {
		for _, source := range p.Sources {
			for _, to := range source.Publishers {
				text("connection = "+to.URL.Reveal(), to.From.String())
			}
		}
	}
	for _, s := range facts.Secrets {
		learn(s.Value, "the password kept as "+s.Name)
	}
	for _, name := range secretVariables {
		learn(sources.Secret(a.getenv(name)), "$"+name)
	}
	if name := a.getenv("OS_CLOUD"); name != "" {
		if l, err := keystone.FromCloud(name, keystone.EnvironmentPlaces(a.getenv, a.root), nil); err == nil {
			for _, s := range []sources.Secret{l.Password, l.Token, l.Credential.Secret} {
				learn(s, "clouds.yaml")
			}
		}
	}
	if wanted, _, err := a.presumed(facts); err == nil {
		for _, p := range []setup.Password{
			wanted.BrokerB.Password, wanted.BrokerB.ListenerPassword, wanted.BrokerB.TapPassword, wanted.BrokerB.AdminPassword,
			wanted.Keystone.Password, wanted.MongoDB.Password, wanted.MongoDB.AdminPassword,
		} {
			learn(p.Value, "the answers")
		}
	}
}

// noSecrets are values that an option with the name of a secret may have and that
// hide nothing.
var noSecrets = []string{"true", "false", "yes", "no", "on", "off", "none", "null", "<none>", "service_credentials"}

// tokenShape is what Keystone's tokens look like, and what programs that know none
// write into their logs.
var tokenShape = regexp.MustCompile(`gAAAA[A-Za-z0-9_-]{20,}=*`)

// learnHosts makes the names of machines known that files and events have.
func learnHosts(v *redact.Veil, facts setup.Facts, events []string) {
	v.Host(facts.System.Hostname, "the hostname")
	if short, _, found := strings.Cut(facts.System.Hostname, "."); found {
		v.Host(short, "the hostname")
	}
	for _, b := range facts.Brokers {
		for _, h := range b.URL.Hosts {
			v.Host(h.Name, "broker "+b.Name)
		}
	}
	for _, f := range facts.Files {
		for _, m := range urlHost.FindAllSubmatch(f.Text, -1) {
			v.Host(string(m[1]), f.Path)
		}
	}
	for _, name := range events {
		name, _, _ = strings.Cut(name, "@") // of Cinder's back ends
		v.Host(name, "an event")
		if short, _, found := strings.Cut(name, "."); found {
			v.Host(short, "an event")
		}
	}
}

// urlHost finds the host of a URL in a line that is no comment.
var urlHost = regexp.MustCompile(`(?m)^[^#;\n]*://(?:[^/\s]*@)?([A-Za-z][A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)*)`)
