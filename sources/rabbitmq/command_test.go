package rabbitmq

import (
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

func TestGrantCommandIsLeastPrivilege(t *testing.T) {
	t.Parallel()
	const want = `rabbitmqctl set_permissions -p / ceilometer '^ceilotop\.' '^ceilotop\.' '^(ceilotop\..*|cinder|my\.exchange|nova)$'`
	if got := grantCommand("/", "ceilometer", []string{"nova", "my.exchange", "cinder"}); got != want {
		t.Errorf("grantCommand = %s, want %s", got, want)
	}
	read := regexp.MustCompile(readPattern([]string{"nova", "my.exchange"}))
	for name, want := range map[string]bool{
		"nova": true, "my.exchange": true, "ceilotop.abc": true,
		"nova2": false, "notifications.info": false, "myXexchange": false, "xnova": false,
	} {
		if got := read.MatchString(name); got != want {
			t.Errorf("the pattern matches %s: %v, want %v", name, got, want)
		}
	}
}

func TestQuotedWordsSurviveAShell(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"/", "plain", "a b", "it's", `$HOME "x" \`, "", "a;b|c&d", "云", "*", "~", "#x", "!x"} {
		out, err := exec.Command("/bin/sh", "-c", "printf '%s' "+quote(word)).Output()
		if err != nil || string(out) != word {
			t.Errorf("quote(%q) = %s, which a shell reads as %q, %v", word, quote(word), out, err)
		}
	}
	if got := Line("add_vhost", "/"); got != "rabbitmqctl add_vhost /" {
		t.Errorf("plain words are quoted: %s", got)
	}
}

func FuzzQuote(f *testing.F) {
	f.Add("it's")
	f.Fuzz(func(t *testing.T, word string) {
		q := quote(word)
		if q == word {
			if word == "" || strings.ContainsAny(word, " \t\n'\"\\$`;|&<>()*?[]#~!{}=") {
				t.Fatalf("%q is not quoted", word)
			}
			return
		}
		if strings.ReplaceAll(q[1:len(q)-1], `'\''`, "'") != word {
			t.Fatalf("quote(%q) = %s", word, q)
		}
	})
}
