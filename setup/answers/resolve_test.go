package answers_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/answers"
	"github.com/ceilotop/ceilotop/sources"
)

func origins(home string, env map[string]string) answers.Origins {
	return answers.Origins{Home: home, Dir: home, Env: func(name string) (string, bool) {
		v, ok := env[name]
		return v, ok
	}}
}

func TestPasswordsAreFetched(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	if err := os.WriteFile(filepath.Join(home, "b.pass"), []byte("fromTheFile9\r\nsecond line\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(filepath.Join(home, "b.pass"), 0o644); err != nil {
		t.Fatal(err)
	}
	a := answers.Defaults(newton(t))
	a.BrokerB.Password.Ref = "file:~/b.pass"
	a.BrokerB.AdminPassword.Ref = "file:b.pass"
	a.Keystone.Password.Ref = "env:K"
	a, warnings, err := answers.Resolve(a, newton(t), origins(home, map[string]string{"K": "fromTheEnv77"}))
	if err != nil {
		t.Fatal(err)
	}
	if a.BrokerB.Password.Value.Reveal() != "fromTheFile9" || a.BrokerB.AdminPassword.Value.Reveal() != "fromTheFile9" || a.Keystone.Password.Value.Reveal() != "fromTheEnv77" {
		t.Errorf("passwords are %q %q", a.BrokerB.Password.Value.Reveal(), a.Keystone.Password.Value.Reveal())
	}
	if !strings.Contains(strings.Join(warnings, "\n"), "can be read by others") {
		t.Errorf("warnings are %q", warnings)
	}
	if p := a.MongoDB.Password; !p.Fresh || !regexp.MustCompile(`^[A-Za-z0-9]{32}$`).MatchString(p.Value.Reveal()) || p.Name != "mongo" {
		t.Errorf("the generated password is fresh: %t, of %d letters", p.Fresh, len(p.Value))
	}
	if s := fmt.Sprintf("%+v %q", a, warnings); strings.Contains(s, "fromTheFile9") || strings.Contains(s, a.MongoDB.Password.Value.Reveal()) {
		t.Error("a password is printed")
	}
}

func TestAPasswordIsGeneratedOnce(t *testing.T) {
	t.Parallel()
	f := newton(t)
	f.Credentials = []setup.Credentials{{Options: map[string]sources.Secret{"username": "ceilometer", "password": "usedByCeilometer1"}}}
	f.Stores = []setup.Store{{Kind: sources.MongoDB, URL: "mongodb://ceilometer:inThe%2FURL1@10.133.157.228:27017/ceilometer"}}
	a, _, err := answers.Resolve(answers.Defaults(f), f, origins(t.TempDir(), nil))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		got  setup.Password
		want string
	}{{a.BrokerB.Password, "s3cretOfNova"}, {a.Keystone.Password, "usedByCeilometer1"}, {a.MongoDB.Password, "inThe/URL1"}} {
		if c.got.Value.Reveal() != c.want || c.got.Fresh {
			t.Errorf("%s: not the password in use", c.got.Name)
		}
	}
	f.Secrets = []setup.StoredSecret{{Name: "broker_b", Value: "keptByARun1"}}
	a, _, err = answers.Resolve(answers.Defaults(f), f, origins(t.TempDir(), nil))
	if err != nil || a.BrokerB.Password.Value.Reveal() != "keptByARun1" || a.BrokerB.Password.Fresh {
		t.Errorf("the kept password is not used: %v", err)
	}
	// Another user has another password.
	a = answers.Defaults(f)
	f.Secrets = nil
	a.BrokerB.User = "other"
	a, _, err = answers.Resolve(a, f, origins(t.TempDir(), nil))
	if err != nil || !a.BrokerB.Password.Fresh {
		t.Errorf("the password of another user is used: %v", err)
	}
}

func TestPasswordsThatCannotBeFetchedAreNamed(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	for name, text := range map[string]string{"empty": "\n", "placeholder": "CEILOMETER_PASS\n", "control": "a\x1bb\n"} {
		if err := os.WriteFile(filepath.Join(home, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for ref, want := range map[string]string{
		"env:NOPE": "no variable NOPE", "file:nope": "no such file", "file:.": "not a regular file",
		"file:empty": "empty", "file:placeholder": "placeholder", "file:control": "control character",
	} {
		a := answers.Defaults(newton(t))
		a.Keystone.Password.Ref = ref
		_, _, err := answers.Resolve(a, newton(t), origins(home, nil))
		if err == nil || !strings.Contains(err.Error(), "keystone.password: ") || !strings.Contains(err.Error(), want) || sources.HintOf(err) == "" {
			t.Errorf("%s gives %v with the hint %q", ref, err, sources.HintOf(err))
		}
	}
}
