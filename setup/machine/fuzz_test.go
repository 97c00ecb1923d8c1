package machine

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/sources"
)

// An operator pastes the facts into a ticket: whatever a password is made of,
// neither its begin nor its end may be among them.
func FuzzFactsNeverShowAPassword(f *testing.F) {
	const begin, end = "b3g1nOfIt", "3ndOfIt"
	for _, middle := range []string{"", "/", "?", "#", ",", "@", ":", "$", "$$", "${x}", `\$`, "12,", "12@h:", "%41", "'", `"`, " ", "="} {
		f.Add(middle, "h1:5672", "true")
		f.Add(middle, "h1:56x2,u:p@h2", "maybe")
		f.Add(middle, "[::1", "")
	}
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, middle, host, ssl string) {
		if strings.ContainsAny(middle+host+ssl, "\r\n") || strings.Contains(host+ssl, "fIt") {
			t.Skip("not one line, or the password stands elsewhere too")
		}
		for password, secret := range map[string]string{begin + middle: begin, middle + end: end} {
			for _, text := range []string{
				"[DEFAULT]\ntransport_url = rabbit://u:" + password + "@" + host + "/\n",
				"[DEFAULT]\ntransport_url = u:" + password + "@" + host + "/\n",
				"[oslo_messaging_rabbit]\nrabbit_hosts = " + host + "\nrabbit_password = " + password + "\n",
			} {
				text += "[oslo_messaging_rabbit]\nssl = " + ssl + "\n"
				file, err := osloconf.Parse("nova.conf", []byte(text))
				if err != nil {
					if strings.Contains(err.Error()+sources.HintOf(err), secret) {
						t.Fatalf("%q: the error shows %q: %v", text, secret, err)
					}
					continue
				}
				s := &search{tree: &tree{root: root}}
				reader{search: s, service: "nova", config: osloconf.Merge(file)}.read()
				facts := setup.Facts{Brokers: setup.Brokers(s.uses), Broken: s.tree.broken, Notes: s.notes}
				if out := fmt.Sprintf("%v %+v %#v", facts, facts, facts); strings.Contains(out, secret) {
					t.Fatalf("%q: the facts show %q: %s", text, secret, out)
				}
			}
		}
	})
}

// The same for what Ceilometer's files say about stores.
func FuzzStoresNeverShowAPassword(f *testing.F) {
	const begin, end = "b3g1nOfIt", "3ndOfIt"
	for _, middle := range []string{"", "/", "?", "#", ",", "@", ":", "$", "$$", "%41", "'", `"`, " ", "=", "*", "&", "!", "{", "]", "|", "- "} {
		f.Add(middle, "h1:5672")
		f.Add(middle, "[::1")
	}
	root := f.TempDir()
	f.Fuzz(func(t *testing.T, middle, host string) {
		if strings.ContainsAny(middle+host, "\r\n") || strings.ContainsAny(host, "@:/") || strings.Contains(host, "fIt") {
			t.Skip("not one line, or the password stands elsewhere too")
		}
		for password, secret := range map[string]string{begin + middle: begin, middle + end: end} {
			s := &search{tree: &tree{root: root}}
			facts := setup.Facts{}
			text := "[database]\nconnection = mongodb://u:" + password + "@" + host + "/c\n[keystone_authtoken]\nauth_url = http://h\npassword = " + password + "\n"
			if file, err := osloconf.Parse("ceilometer.conf", []byte(text)); err == nil {
				r := reader{search: s, service: ceilometer, config: osloconf.Merge(file)}
				s.meters = []metering{{reader: r, dir: "/", files: []*osloconf.File{file}}}
				s.findStores(&facts)
			}
			pipeline, broken := parsePipeline([]byte("sources:\n- name: a\n  publishers:\n  - https://u:"+password+"@"+host+"/x\n"), "pipeline.yaml")
			if broken != nil {
				facts.Broken = append(facts.Broken, *broken)
			}
			facts.Pipelines = append(facts.Pipelines, pipeline)
			out := fmt.Sprintf("%v %+v %#v", facts, facts, facts)
			for _, store := range facts.Stores {
				out += store.At()
			}
			for _, source := range pipeline.Sources {
				for _, publisher := range source.Publishers {
					out += publisher.At()
				}
			}
			if strings.Contains(out, secret) {
				t.Fatalf("%q: the facts show %q: %s", password, secret, out)
			}
		}
	})
}
