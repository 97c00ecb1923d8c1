package answers_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
)

// said are texts that somebody might give as an answer to anything.
var said = []string{
	"", " ", ",", ", ,", "a", "a,b", "a, b", " a", "a ", "a,,b", "-", "none", "null", "~", "[]", "[a]", "{a: b}", "#", "a # b", "a // b", "'a'", `"a"`, "a: b", "*a", "&a", "!a", "|", ">", "%a", "@a", "`a`",
	"true", "TRUE", "yes", "off", "0", "5672", "05672", "70000", "1e3", "0x10", "1s", "90m", "1.5s", "hour", "month@28", "month@31", "auto", "newton", "2025.1", "local", "patch", "timer", "cron",
	"192.0.2.71", "fe80::1", "fe80::1%eth0", "broker-b.example.org", "root@compute1", "compute1, compute2,compute3", "192.0.2.11:11211", "192.0.2.11:11211,192.0.2.12:11211", "[fe80::1]:11211",
	"http://192.0.2.11:5000", "https://keystone/identity/v3", "http://u:p@h", "/", "//", "/etc/ssl/ca.pem", "127.0.0.1,192.0.2.11",
	"generate", "env:CEILOMETER_PASS", "env:A B", "file:b.pass", "file:~/b.pass", "file:", "pa$$word", "p@ss:w/rd%41", "päss", "pass\tword", "CEILOMETER_PASS", "ceilometer", "Default", "e0353a670a9e496da891347c589539e9",
	"controller", "controller, compute", "storage,storage", "liberty", "管理员", "a\x1b[31m", "a\u202eb", "a\\nb",
}

// TestAnAnswerIsTheSameHoweverItIsGiven: typed, or in a file that only its owner
// can read, as one text or as a list.
func TestAnAnswerIsTheSameHoweverItIsGiven(t *testing.T) {
	t.Parallel()
	facts := setup.Facts{}
	for _, q := range answers.Questions(answers.Defaults(facts), facts) {
		taken := 0
		for _, text := range said {
			set := answers.Defaults(facts)
			setErr := answers.Set(&set, q.Key, text)
			if check := q.Validate(text); (check == nil) != (setErr == nil) {
				t.Errorf("%s: %q is valid: %v, and set: %v", q.Key, text, check, setErr)
			}
			typed, typedErr := answers.Merge(facts, answers.Given(map[string]string{q.Key: text}))
			if (typedErr == nil) != (setErr == nil) {
				t.Errorf("%s: %q is set: %v, and typed: %v", q.Key, text, setErr, typedErr)
			}
			inFile, fileErr := answers.Merge(facts, file(t, q.Key, text))
			if (fileErr == nil) != (typedErr == nil) {
				t.Errorf("%s: %q is typed: %v, and in a file: %v", q.Key, text, typedErr, fileErr)
			}
			if typedErr != nil {
				continue
			}
			taken++
			if q.List {
				items := strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ' ' })
				listed, err := answers.Merge(facts, file(t, q.Key, items))
				if err != nil || fmt.Sprintf("%#v", listed) != fmt.Sprintf("%#v", typed) {
					t.Errorf("%s: the list %q is\n%#v\ntyped it is\n%#v\n%v", q.Key, items, listed, typed, err)
				}
			}
			want, got := fmt.Sprintf("%#v", typed), fmt.Sprintf("%#v", inFile)
			if got != want {
				t.Errorf("%s: %q in a file is\n%s\ntyped it is\n%s", q.Key, text, got, want)
			}
			one, _ := answers.Get(set, q.Key)
			other, _ := answers.Get(typed, q.Key)
			if one != other {
				t.Errorf("%s: %q is set to %q and typed to %q", q.Key, text, one, other)
			}
			again := answers.Defaults(facts)
			if err := answers.Set(&again, q.Key, other); !q.Secret && (err != nil && other != "" || fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", set)) {
				t.Errorf("%s: %q stands in the file as %q, which gives another answer: %v", q.Key, text, other, err)
			}
		}
		if taken == 0 {
			t.Errorf("no text answers %s", q.Key)
		}
	}
}

// file is a private answers file with one answer, a text or a list of them.
func file(t *testing.T, key string, answer any) answers.File {
	t.Helper()
	quoted, err := json.Marshal(answer)
	if err != nil {
		t.Fatal(err)
	}
	yaml := fmt.Sprintf("%s: %s\n", key, quoted)
	if group, name, found := strings.Cut(key, "."); found {
		yaml = fmt.Sprintf("%s:\n  %s: %s\n", group, name, quoted)
	}
	f, err := answers.Parse("a.yaml", []byte(yaml))
	if err != nil {
		t.Fatalf("%v in %q", err, yaml)
	}
	f.Private = true
	return f
}
