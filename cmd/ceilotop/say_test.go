package main

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"unicode"

	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/tui/words"
)

// speaking are the packages whose texts the guided setup shows.
var speaking = []string{
	"setup", "setup/answers", "setup/steps", "setup/machine", "setup/machine/servers", "setup/audit",
	"setup/verify", "setup/verify/trial", "setup/doctor", "setup/doctor/isolation", "setup/doctor/topology", "setup/prompt", "setup/bundle/managed", "cmd/ceilotop/wizard*.go", "cmd/ceilotop/doctor_table.go", "cmd/ceilotop/doctor_deadline.go", "cmd/ceilotop/doctor_gather.go",
	"sources/meterdef/builtin.go", "sources/meterdef/convert.go", "sources/meterdef/field.go", "sources/meterdef/isotime.go", "sources/meterdef/message.go", "sources/meterdef/mapper.go", "sources/meterdef/plugin.go", "sources/meterdef/rule.go", "sources/meterdef/sample.go", "sources/meterdef/set.go",
	"cmd/ceilotop/usage_table.go", "cmd/ceilotop/usage_audits.go", "cmd/ceilotop/audit_table.go", "cmd/ceilotop/audit_run.go", "cmd/ceilotop/check_gauges.go", "cmd/ceilotop/doctor_store.go", "cmd/ceilotop/doctor_identity.go",
}

// unspoken are texts that read like words and are none that are shown: what
// begins with # is a line of a file, the others are named with the reason.
var unspoken = []string{
	"%s install %s",                                           // a command
	"use %s",                                                  // a command of mongo's shell
	"begun    %s %s",                                          // a line of the journal
	"reverted %d",                                             // as well
	"%s of %s",                                                // a count, see joined
	"on %s",                                                   // as well
	"as %s",                                                   // as well
	"of %s",                                                   // as well
	"%d %ss",                                                  // as well
	"%s the %s %s: %w",                                        // as well
	"a %s",                                                    // as well
	"uid %s",                                                  // a user without a name
	"%s ps: %v",                                               // a command
	"RabbitMQ %s", "MongoDB %s", "broker %s", "broker %s: %s", // the same in both languages
	"broker %s: %w",
	"%s: ceilotop setup plan",       // a command
	"change this for valid signing", // the default of an option
	"in the variable %s", "in %s",   // remarks in a file of hiera
}

// cited are titles of other people's texts, and what stands in other people's
// logs.
func cited(text string) bool {
	return slices.ContainsFunc(doctor.All(), func(c doctor.Check) bool { return c.Source == text }) || slices.Contains(doctor.Signatures(), text)
}

// filled is a text with values in it, and these.
func filled(text string) (string, []string) {
	var values []string
	return hole.ReplaceAllStringFunc(text, func(verb string) string {
		value := fmt.Sprintf("/etc/value%d", len(values))
		switch verb[len(verb)-1] {
		case 'd', 'f', 'o':
			value = fmt.Sprintf("70%d", len(values))
		case 'q':
			value = fmt.Sprintf("%q", value)
		}
		values = append(values, value)
		return value
	}), values
}

// TestEveryTextOfTheSetupIsThereInChinese looks for the texts in the sources, so
// that a new one cannot be forgotten.
func TestEveryTextOfTheSetupIsThereInChinese(t *testing.T) {
	t.Parallel()
	w := words.For(words.Chinese)
	seen := 0
	for _, dir := range speaking {
		for _, s := range sayers(t, filepath.Join("..", "..", dir)) {
			if slices.Contains(unspoken, s.text) || cited(s.text) || strings.HasPrefix(s.text, "#") {
				continue
			}
			seen++
			english, values := filled(s.text)
			chinese := w.Say(english)
			rest := chinese
			for _, v := range values {
				if !strings.Contains(rest, v) {
					t.Errorf("%s: %q is %q, without %s", s.at, s.text, chinese, v)
				}
				rest = strings.Replace(rest, v, " ", 1)
			}
			if left := leftEnglish(rest); left != "" {
				t.Errorf("%s: no Chinese for %q: left is %q", s.at, s.text, left)
			}
		}
	}
	if seen < 900 {
		t.Errorf("only %d texts were found", seen)
	}
}

// leftEnglish is what of a Chinese text is still English words.
func leftEnglish(chinese string) string {
	if !strings.ContainsFunc(chinese, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
		return chinese
	}
	for _, run := range regexp.MustCompile(`[ -~]+`).FindAllString(chinese, -1) {
		if run = strings.TrimSpace(run); sentence.MatchString(run) && worded(run) {
			return run
		}
	}
	return ""
}

// fromOutside are errors of the standard library, beside the system's, that
// stand behind so many of ours that they are translated as well.
var fromOutside = []string{
	"no such host", "i/o timeout", "context deadline exceeded", "unexpected EOF", "context canceled",
	"the OS_* variables", "the sandbox", "find the service %s in the catalogue: %s", "it has %s", "it is empty, because the login is for no project",
} // sources/keystone

// joined are texts that the sources put together from pieces too small to be
// found there.
var joined = []string{
	"editing %s: %w", // setup/machine, failed
	"1 event", "%d events", "1 event of %s", "%d events of %s", "1 consumer: %s", "%d consumers: %s",
	"%s on %s", "%s as %s", "%s on %s as %s", "a program on %s", "a program as %s", "a program on %s as %s", "change the %s %s: %w", // verify
	"1 volume", "%d volumes", "1 snapshot", "%d snapshots", "1 backup", "%d backups", // audit
	"connecting", "live", "retrying", "refused", "ended", // sources.State
}

// TestNoChineseTextIsLeftBehind finds the Chinese of texts that no source says
// any more.
func TestNoChineseTextIsLeftBehind(t *testing.T) {
	t.Parallel()
	said := make(map[string]bool)
	// Not all texts of these have a Chinese face: those that do are said there.
	others := []string{"setup/interview", "cmd/ceilotop/setup_*.go", "cmd/ceilotop/audit.go", "cmd/ceilotop/brokers.go", "cmd/ceilotop/urls.go", "cmd/ceilotop/usage.go", "cmd/ceilotop/usage_whatif.go"}
	for _, dir := range slices.Concat(speaking, others) {
		for _, text := range everyText(t, filepath.Join("..", "..", dir)) {
			said[hole.ReplaceAllString(plain(text), "%s")] = true
			for line := range strings.Lines(text) { // a snippet is said line by line
				said[hole.ReplaceAllString(plain(strings.TrimPrefix(strings.TrimSpace(line), "# ")), "%s")] = true
			}
		}
	}
	for _, text := range slices.Concat(fromOutside, joined) {
		said[hole.ReplaceAllString(plain(text), "%s")] = true
	}
	for n := range 200 {
		said[syscall.Errno(n).Error()] = true
	}
	for english := range words.Sayings() {
		if !said[hole.ReplaceAllString(plain(english), "%s")] {
			t.Errorf("no source says %q", english)
		}
	}
}
