package answers_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
)

func TestWhatIsWrittenGivesTheSameAnswers(t *testing.T) {
	t.Parallel()
	a := answers.Defaults(newton(t))
	a.BrokerB.Host = "fe80::1"
	a.BrokerB.AdminURL = ""
	a.Keystone.Cloud = `a "cloud": {of} 'mine'`
	a.Keystone.Region = "null"
	a.BrokerB.Password = setup.Password{Ref: "file:~/x y/b.pass", Name: "broker_b"}
	a.Keystone.Password = setup.Password{Value: "typedSecret77", Name: "keystone"}
	var b bytes.Buffer
	if err := answers.Write(&b, a); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), "typedSecret77") || !strings.Contains(b.String(), "not kept in this file") {
		t.Errorf("a typed password:\n%s", b.String())
	}
	for line := range strings.Lines(b.String()) {
		if strings.HasPrefix(strings.TrimSpace(line), "#") && len(line) > 79 {
			t.Errorf("too long: %s", line)
		}
	}
	f, err := answers.Parse("a.yaml", b.Bytes())
	if err != nil {
		t.Fatalf("%v\n%s", err, b.String())
	}
	again, err := answers.Merge(newton(t), f)
	if err != nil {
		t.Fatal(err)
	}
	a.Keystone.Password = setup.Password{Name: "keystone"}
	if fmt.Sprintf("%#v", again) != fmt.Sprintf("%#v", a) {
		t.Errorf("read again:\n%#v\nwant\n%#v", again, a)
	}
}

func TestWhatHangsOnAMissingAnswerIsLeftOpen(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := answers.Write(&b, answers.Defaults(setup.Facts{})); err != nil {
		t.Fatal(err)
	}
	text := b.String()
	for _, open := range []string{"\n  host:\n", "\n  admin_url:\n", "\nroles:\n"} {
		if !strings.Contains(text, open) {
			t.Errorf("%q is not open in\n%s", open, text)
		}
	}
	f, err := answers.Parse("a.yaml", []byte(strings.Replace(text, "  host:\n", "  host: b\n", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if a, err := answers.Merge(setup.Facts{}, f); err != nil || a.BrokerB.AdminURL != "http://b:15672" {
		t.Errorf("the management API is %q: %v", a.BrokerB.AdminURL, err)
	}
}

func TestReadKnowsWhoCanReadTheFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.yaml")
	for mode, private := range map[os.FileMode]bool{0o600: true, 0o640: false, 0o604: false} {
		if err := os.WriteFile(path, []byte("broker_b: {password: longenough12}\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
		f, err := answers.Read(path)
		if err != nil {
			t.Fatal(err)
		}
		a, err := answers.Merge(setup.Facts{}, f)
		if f.Private != private || (err == nil) != private {
			t.Errorf("with %o the file is private: %t; %v", mode, f.Private, err)
		}
		if private && a.BrokerB.Password.Value.Reveal() != "longenough12" {
			t.Error("the password was not taken")
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add("broker_b: {host: b, password: \"file:x\"}\nroles: [compute]\n")
	f.Add("profile: auto\n---\n")
	f.Add("a: &a [*a]\n<<: *a\n? b\n: c\n")
	f.Fuzz(func(t *testing.T, text string) {
		file, err := answers.Parse("f", []byte(text))
		if err != nil {
			return
		}
		a, err := answers.Merge(setup.Facts{}, file)
		if err != nil {
			return
		}
		// What was taken can be written and read again.
		var b bytes.Buffer
		if err := answers.Write(&b, a); err != nil {
			t.Fatal(err)
		}
		again, err := answers.Parse("f", b.Bytes())
		if err != nil {
			t.Fatalf("%v in\n%s", err, b.String())
		}
		c, err := answers.Merge(setup.Facts{}, again)
		if err != nil || fmt.Sprintf("%#v", c) != fmt.Sprintf("%#v", a) {
			t.Fatalf("%v: %#v, want %#v", err, c, a)
		}
	})
}
