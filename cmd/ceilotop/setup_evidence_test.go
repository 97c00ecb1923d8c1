package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/setup/interview"
	"github.com/ceilotop/ceilotop/tui/words"
)

// places are what evidence may be besides a sentence: files with or without a
// line, units and packages.
var places = regexp.MustCompile(`^(/[^ ]+(:\d+)?|[a-z0-9-]+\.service|package [a-z0-9-]+)(, (/[^ ]+(:\d+)?|[a-z0-9-]+\.service|package [a-z0-9-]+))*$`)

// TestEveryDefaultSaysWhatItRestsOn on the files of a controller: where it was
// found, or why it is recommended with where that can be read, in both languages.
func TestEveryDefaultSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	_, g, _ := fresh(t, "")
	i, _, err := g.Detect(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	controller := i.Facts()
	// Nothing of a broker, a Keystone or an address: what is left is advice.
	bare := setup.Facts{System: setup.System{Root: "/"}}
	alone := controller
	alone.Programs, alone.Brokers, alone.Managers = nil, nil, []setup.Manager{{Name: "kolla", Evidence: "/etc/kolla"}}
	found := 0
	for what, facts := range map[string]setup.Facts{"a controller": controller, "nothing configured": alone, "nothing": bare} {
		for _, given := range []map[string]string{nil, {"broker_b.host": "192.0.2.7", "broker_b.tls": "yes", "broker_b.strict_users": "yes"}, {"profile": "newton", "mongo.host": "192.0.2.9"}, {"apply.mode": "local"}} {
			i, err := interview.New(facts)
			if err != nil {
				t.Fatal(err)
			}
			for key, text := range given {
				if err := i.Answer(key, text); err != nil {
					t.Fatal(err)
				}
			}
			found += unfounded(t, what, i)
		}
	}
	if found < 5 {
		t.Errorf("%d defaults were found in files", found)
	}
	// What a file says rests on the file, and what was said before on that.
	file, err := answers.Parse("a.yaml", []byte("broker_b:\n  host: 192.0.2.7\n  tls: yes\n"))
	if err != nil {
		t.Fatal(err)
	}
	i, err = interview.New(controller, file)
	if q, _ := i.Question("broker_b.host"); err != nil || q.Evidence != "a.yaml:2" {
		t.Errorf("the host is from %q: %v", q.Evidence, err)
	}
	unfounded(t, "a file", i)
	i, err = interview.Resume(controller, file)
	if q, _ := i.Question("broker_b.tls"); err != nil || q.Evidence != "an earlier answer" {
		t.Errorf("TLS is from %q: %v", q.Evidence, err)
	}
}

// unfounded complains of the defaults without evidence, and counts those that
// stand in a line of a file.
func unfounded(t *testing.T, what string, i *interview.Interview) (lines int) {
	t.Helper()
	chinese := words.For(words.Chinese)
	for _, q := range i.Questions() {
		if q.Default == "" || i.Answered(q.Key) {
			continue
		}
		switch {
		case q.Evidence == "" && q.Advice == "":
			t.Errorf("%s: %s is %q, and nothing says why", what, q.Key, q.Default)
		case q.Evidence != "" && q.Advice != "":
			t.Errorf("%s: %s was found at %s and is recommended: %s", what, q.Key, q.Evidence, q.Advice)
		case q.Advice != "" && q.Source == "":
			t.Errorf("%s: where %q can be read is not said", what, q.Advice)
		}
		if regexp.MustCompile(`:\d+$`).MatchString(q.Evidence) {
			lines++
		}
		for _, text := range []string{q.Evidence, q.Advice} {
			if text != "" && !places.MatchString(text) && !strings.HasPrefix(text, "a.yaml") && chinese.Say(text) == text {
				t.Errorf("%s: there is no Chinese for %q", q.Key, text)
			}
		}
	}
	return lines
}
