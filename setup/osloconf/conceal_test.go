package osloconf_test

import (
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup/osloconf"
)

const secretive = `[DEFAULT]
transport_url = rabbit://nova:s3cr;et@192.0.2.1:5672,nova:other@192.0.2.2:5672/
# password = example
[keystone_authtoken]
password = "quoted pass"
username = nova
[database]
connection = mysql+pymysql://nova:Db%40pass@192.0.2.3/nova
memcache_secret_key = x
`

func TestTheSecretsOfATextWithTheirLines(t *testing.T) {
	t.Parallel()
	var got []string
	lines := make(map[int]bool)
	for _, h := range osloconf.Secrets([]byte(secretive)) {
		got = append(got, h.Value.Reveal())
		lines[h.Line] = true
	}
	for _, want := range []string{"quoted pass", "Db%40pass", "x"} {
		if !slices.Contains(got, want) {
			t.Errorf("%q is not among %q", want, got)
		}
	}
	for _, line := range []int{2, 5, 8, 9} {
		if !lines[line] {
			t.Errorf("line %d has none", line)
		}
	}
	if slices.Contains(got, "example") || len(lines) != 4 {
		t.Errorf("too many: %q of the lines %v", got, lines)
	}
}

func TestATextWithNamesForItsSecrets(t *testing.T) {
	t.Parallel()
	names := map[string]string{}
	got := string(osloconf.Conceal([]byte(secretive), func(secret string) string {
		if names[secret] == "" {
			names[secret] = "SECRET"
		}
		return names[secret]
	}))
	const want = `[DEFAULT]
transport_url = rabbit://nova:SECRET@192.0.2.1:5672,nova:SECRET@192.0.2.2:5672/
# password = ******
[keystone_authtoken]
password = SECRET
username = nova
[database]
connection = mysql+pymysql://nova:SECRET@192.0.2.3/nova
memcache_secret_key = ******
`
	if got != want {
		t.Errorf("it is\n%s\nwant\n%s", got, want)
	}
}
