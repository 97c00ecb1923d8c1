package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
)

// marks are what each tool leaves on a host that it manages, and what it has to
// be given instead of edited files.
var marks = map[string]struct{ path, text, snippets string }{
	"kolla":             {"etc/kolla/globals.yml", "---\n", "kolla globals.yml, kolla config/nova.conf, kolla config/cinder.conf, kolla config/glance.conf, kolla audit.cron"},
	"openstack-ansible": {"etc/openstack_deploy/user_variables.yml", "---\n", "openstack-ansible user_variables_ceilotop.yml, openstack-ansible inventory.ini"},
	"puppet":            {"var/lib/puppet/state/resources.txt", "nova_config[DEFAULT/x]\ncinder_config[DEFAULT/x]\nceilometer_config[DEFAULT/x]\n", "puppet ceilotop.yaml"},
	"packstack":         {"root/packstack-answers-20161020-101010.txt", "[general]\n", "puppet ceilotop.yaml"},
}

// TestAManagedHostIsLedToWhatItsToolHasToBeGiven and none of its files is
// changed, whatever is typed.
func TestAManagedHostIsLedToWhatItsToolHasToBeGiven(t *testing.T) {
	t.Parallel()
	for tool, m := range marks {
		a, g, said := fresh(t, "\n127.0.0.1\nadmin\nhunter2hunter2\n\n\n\napply\n\n")
		managedBy(t, a.root, m.path, m.text)
		before := hashTree(t, a.root)
		if err := a.promptsBy(t.Context(), g); err != nil {
			if _, partial := err.(*partialError); !partial { // the steps that are the tool's
				t.Errorf("%s: %v\n%s", tool, err, said)
			}
		}
		if hashTree(t, a.root) != before {
			t.Errorf("%s: the files were changed", tool)
		}
		text := said.String()
		at := strings.Index(text, "Another tool owns this host's configuration.")
		for name := range strings.SplitSeq(m.snippets, ", ") {
			manager, file, _ := strings.Cut(name, " ")
			if at < 0 || !strings.Contains(text[at:], "# "+manager+": "+file+"\n") {
				t.Errorf("%s: %s is not shown\n%s", tool, name, text)
			}
		}
		if !strings.Contains(text, "owns the configuration of this host") {
			t.Errorf("%s: it was applied\n%s", tool, text)
		}
		if n := len(numbered.FindAllString(text, -1)); n > 7 {
			t.Errorf("%s: %d questions", tool, n)
		}
		// The page is led to the same.
		i, _, err := g.Detect(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := i.Answer("broker_b.admin_password", "hunter2hunter2"); err != nil {
			t.Fatal(err)
		}
		d, err := g.Draft(t.Context(), i)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, s := range d.Nodes[0].Snippets {
			names = append(names, s.Manager+" "+s.Name)
		}
		if got := strings.Join(names, ", "); got != m.snippets {
			t.Errorf("%s: the page is given %s", tool, got)
		}
		if err := g.MayApply(d); err == nil || !strings.Contains(sources.HintOf(err), "apply.force_local") {
			t.Errorf("%s: it may be applied: %v", tool, err)
		}
	}
}

func managedBy(t *testing.T, root, path, text string) {
	t.Helper()
	path = filepath.Join(root, path)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// What a line in Chinese may hold: names of programs and of roles, words that
// are typed, and what is written for a tool or for a shell.
var (
	identifier = regexp.MustCompile(`\S*[/_.:=@-]\S*|\[[^]]*\]|'[^']*'`)
	latin      = regexp.MustCompile(`[A-Za-z]{3,}`)
	typedWords = map[string]bool{}
)

func init() {
	for word := range strings.FieldsSeq("ceilotop ceilometer Ceilometer keystone Keystone nova Nova cinder Cinder glance Glance neutron Neutron broker Apache MongoDB RabbitMQ systemd " +
		"URL API TCP AMQP AMQPS TLS RPC RAM DNS SSH HTTP root ctrl list apply patch local test env NAME file PATH kolla puppet Puppet packstack openstack ansible OpenStack Kolla hiera eyaml Ansible " +
		"admin administrator ceilometer PASSWORD controller storage compute zed README Enter memcached true false yes telemetry rabbit rabbitmqctl RegionStandIn region token info min vhost " +
		// options, their values and our own commands
		"Default True auto driver generate hour interface internalURL messagingv metering metric migration notifications password profile retry roles service setup status events export timer topics username ssh") {
		typedWords[word] = true
	}
}

// unitCommand is what is run for a unit.
var unitCommand = regexp.MustCompile(`systemctl [a-z-]+( [\w.@-]+)?`)

// TestNoEnglishIsLeftInChinese on a controller of our own and on managed ones,
// from the first question to the last.
func TestNoEnglishIsLeftInChinese(t *testing.T) {
	t.Parallel()
	for tool := range marks {
		a, g, said := fresh(t, "?\ncompute1\n?\n127.0.0.1\nadmin\nhunter2hunter2\n\n\n\nlist\n\n\n")
		a.lang = "zh"
		managedBy(t, a.root, marks[tool].path, marks[tool].text)
		_ = a.promptsBy(t.Context(), g)
		snippets := false
		for line := range strings.Lines(said.String()) {
			snippets = snippets || strings.Contains(line, "本机的配置由其他工具管理")
			if strings.HasPrefix(line, "按回车把") {
				snippets = false
			}
			if snippets && !strings.HasPrefix(line, "# ") || strings.Contains(line, "手工：") || strings.HasPrefix(line, "# 然后：") {
				continue // for the tool, and for a shell
			}
			for _, word := range latin.FindAllString(identifier.ReplaceAllString(unitCommand.ReplaceAllString(line, " "), " "), -1) {
				if !typedWords[word] {
					t.Errorf("%s: %q in %q", tool, word, strings.TrimSpace(line))
				}
			}
		}
	}
}
