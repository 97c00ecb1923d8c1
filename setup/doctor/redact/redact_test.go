package redact_test

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup/doctor/redact"
	"github.com/ceilotop/ceilotop/sources"
)

// odd are passwords of every kind of character that something escapes.
func odd(n int) (all []string) {
	r := rand.New(rand.NewPCG(6, 200))
	const letters = "abcXYZ019"
	strange := []string{"@", "/", ":", "%", "#", "$", "&", "?", "=", "+", " ", "'", `"`, `\`, "<", ">", "`", ";", ",", "~", "{", "}", "é", "密", "\u202e", "\t", "%41", "$$", "%%"}
	for i := range n {
		b := fmt.Sprintf("q%03d", i)
		for range 6 + r.IntN(12) {
			if r.IntN(3) == 0 {
				b += strange[r.IntN(len(strange))]
			} else {
				b += string(letters[r.IntN(len(letters))])
			}
		}
		all = append(all, b)
	}
	return all
}

// written are the ways in which a program might write a password.
func written(secret string) map[string]string {
	quoted, _ := json.Marshal(map[string]string{"password": secret})
	twice, _ := json.Marshal(string(quoted))
	return map[string]string{
		"plain":                "password = " + secret + "\n",
		"JSON":                 string(quoted),
		"JSON in JSON":         string(twice),
		"a URL":                "rabbit://nova:" + url.QueryEscape(secret) + "@192.0.2.1:5672/",
		"a URL of userinfo":    (&url.URL{Scheme: "amqp", User: url.UserPassword("nova", secret), Host: "h"}).String(),
		"percent of percent":   url.QueryEscape(url.QueryEscape(secret)),
		"base64":               base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64 of a login":    "Authorization: Basic " + base64.StdEncoding.EncodeToString([]byte("nova:"+secret)),
		"base64 in the middle": base64.URLEncoding.EncodeToString([]byte(`{"a":"` + secret + `","b":1}`)),
		"Go":                   fmt.Sprintf("%q", secret),
		"visible":              sources.Visible(secret),
		"hex":                  fmt.Sprintf("%x", secret),
	}
}

func TestTwoHundredPasswordsAreHiddenInEveryForm(t *testing.T) {
	t.Parallel()
	v := redact.New()
	all := odd(200)
	for i, secret := range all {
		if name := v.Secret(sources.Secret(secret), "/etc/nova/nova.conf"); name != fmt.Sprintf("SECRET-%d", i+1) {
			t.Fatalf("%q is %s", secret, name)
		}
	}
	for i, secret := range all {
		for form, text := range written(secret) {
			if leaks := v.Search(text); !slices.ContainsFunc(leaks, func(l redact.Leak) bool { return l.Secret == fmt.Sprintf("SECRET-%d", i+1) }) {
				t.Errorf("%s of %q is not found in %q", form, secret, text)
			}
			hidden := v.Text(text)
			if leaks := v.Search(hidden); len(leaks) > 0 {
				t.Errorf("%s of %q becomes %q, which has %v", form, secret, hidden, leaks)
			}
			if strings.Contains(hidden, secret) {
				t.Errorf("%s of %q becomes %q", form, secret, hidden)
			}
		}
	}
}

func TestTheSameIsNamedTheSame(t *testing.T) {
	t.Parallel()
	v := redact.New()
	v.Secret("Tel7secretTel", "/etc/nova/nova.conf:10")
	v.Secret("Tel7secretTel", "/etc/cinder/cinder.conf:6")
	v.Host("ctl1.example.org", "the hostname")
	v.Host("ctl1", "the hostname")
	v.Host("nova", "an event")
	got := v.Text("rabbit://nova:Tel7secretTel@192.0.2.71:5672/ of ctl1.example.org, compute.ctl1 and ctl10; 192.0.2.71 again, 192.0.2.72, 2001:db8::1, 127.0.0.1, ::1 at 14:30:00 UTC; Tel7secretTel")
	const want = "rabbit://nova:SECRET-1@ADDRESS-1:5672/ of HOST-1, compute.HOST-2 and ctl10; ADDRESS-1 again, ADDRESS-2, ADDRESS-3, 127.0.0.1, ::1 at 14:30:00 UTC; SECRET-1"
	if got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
	manifest := v.Manifest()
	if len(manifest) != 6 || manifest[0].Name != "SECRET-1" || len(manifest[0].From) != 2 || manifest[0].Places < 1 {
		t.Errorf("the manifest is %+v", manifest)
	}
	text, _ := json.Marshal(manifest)
	if leaks := v.Search(string(text)); len(leaks) > 0 || strings.Contains(string(text), "192.0.2") || strings.Contains(string(text), "ctl1") {
		t.Errorf("the manifest tells: %s", text)
	}
}

func TestAShortSecretIsFoundAnywhere(t *testing.T) {
	t.Parallel()
	v := redact.New()
	v.Secret("ab", "/etc/nova/nova.conf:3")
	if got := v.Text("a table"); got != "a table" {
		t.Errorf("it is %q", got)
	}
	leaks := v.Search("a table")
	if len(leaks) != 1 || !leaks[0].Short || leaks[0].From[0] != "/etc/nova/nova.conf:3" {
		t.Errorf("it found %+v", leaks)
	}
	if leaks := v.Search("nothing of it"); len(leaks) > 0 {
		t.Errorf("it found %+v", leaks)
	}
}

func TestNothingIsNoSecret(t *testing.T) {
	t.Parallel()
	v := redact.New()
	if v.Secret("", "x") != "" || v.Secret(sources.Masked, "x") != "" || len(v.Manifest()) != 0 {
		t.Error("what hides nothing is a secret")
	}
}

func FuzzNoSecretIsLeft(f *testing.F) {
	f.Add("s3cret!", "rabbit://nova:s3cret!@h/")
	f.Add("%41%42%43%44", "%2541%2542ABCD")
	f.Fuzz(func(t *testing.T, secret, text string) {
		if len(secret) < redact.Shortest || strings.Contains("SECRET-1", secret) {
			t.Skip()
		}
		v := redact.New()
		v.Secret(sources.Secret(secret), "here")
		if hidden := v.Text(text); strings.Contains(hidden, secret) && len(v.Search(hidden)) == 0 {
			t.Errorf("%q is in %q and is not found", secret, hidden)
		}
	})
}
