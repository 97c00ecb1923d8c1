package setup

import (
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

func TestWhichPublishersAMeterGoesTo(t *testing.T) {
	t.Parallel()
	to := func(urls ...string) (all []Publisher) {
		for _, u := range urls {
			all = append(all, Publisher{URL: sources.Secret(u)})
		}
		return all
	}
	p := Pipeline{Sources: []PipelineSource{
		{Meters: []string{"*", "!disk.*"}, Publishers: to("gnocchi://", "prometheus://h")},
		{Meters: []string{"disk.*"}, Publishers: to("prometheus://h", "file:///f")},
		{Meters: []string{"!image*", "!disk*", "!cpu", "!memory"}, Publishers: to("udp://h:1")},
		{Meters: []string{"cpu", "mem[!x]ry"}, Publishers: to("notifier://")},
		{Publishers: to("http://never/")},
	}}
	for _, tt := range []struct{ meter, want, elsewhere string }{
		{"image.size", "gnocchi:// prometheus://h", ""},
		{"disk.root.size", "prometheus://h file:///f", "prometheus://h file:///f"},
		{"cpu", "gnocchi:// prometheus://h notifier://", ""},
		{"memory", "gnocchi:// prometheus://h notifier://", ""},
		{"vcpus", "gnocchi:// prometheus://h udp://h:1", ""},
		{"a/b", "gnocchi:// prometheus://h udp://h:1", ""},
	} {
		if got := urls(p.Publishers(tt.meter)); got != tt.want {
			t.Errorf("%s goes to %s, want %s", tt.meter, got, tt.want)
		}
		if got := urls(p.Elsewhere(tt.meter)); got != tt.elsewhere {
			t.Errorf("%s is elsewhere: %s, want %s", tt.meter, got, tt.elsewhere)
		}
	}
}

func urls(publishers []Publisher) string {
	var all []string
	for _, p := range publishers {
		all = append(all, p.At())
	}
	return strings.Join(all, " ")
}

func TestWithoutCredentials(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"mongodb://u:p@h1:27017,h2/c?replicaSet=r": "mongodb://h1:27017,h2/c",
		"mongodb://u:p/w@h/c":                      "mongodb://h/c",
		"mongodb://u:p?w@h/c":                      "mongodb://h/c",
		"mongodb://u:p@w@h/c?x=1":                  "mongodb://h/c",
		"http://h/p?token=secret#f":                "http://h/p",
		"gnocchi://":                               "gnocchi://",
		"https://u:secret":                         "https://******",
		"mongodb://[::1]:27017,h:1/c":              "mongodb://[::1]:27017,h:1/c",
		"sqlite:////var/lib/c.db":                  "sqlite:////var/lib/c.db",
		"user:secret@host":                         "(not a URL)",
		"u:secret://h":                             "(not a URL)",
		"":                                         "(not a URL)",
		"http://h/\x1b[2J":                         `http://h/\x1b[2J`,
	} {
		if got := WithoutCredentials(text); got != want {
			t.Errorf("WithoutCredentials(%q) = %q, want %q", text, got, want)
		}
	}
}
