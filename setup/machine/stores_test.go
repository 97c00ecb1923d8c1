package machine

import (
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
)

// describeStores writes what the facts say about meters, passwords in full.
func describeStores(root string, facts setup.Facts) string {
	var b strings.Builder
	for _, s := range facts.Stores {
		fmt.Fprintf(&b, "%s %s = %s (%s)\n", orElsewhere(string(s.Kind)), s.At(), s.URL.Reveal(), s.From)
	}
	for _, c := range facts.Credentials {
		fmt.Fprintf(&b, "%v:%d\n", c, c.From.Line)
		for _, name := range slices.Sorted(maps.Keys(c.Options)) {
			fmt.Fprintf(&b, "  %s = %s\n", name, c.Options[name].Reveal())
		}
	}
	for _, p := range facts.Pipelines {
		for _, s := range p.Sources {
			fmt.Fprintf(&b, "%s %q\n", s.Name, s.Meters)
			for _, publisher := range s.Publishers {
				fmt.Fprintf(&b, "  %s (%s)\n", publisher.At(), publisher.From)
			}
		}
	}
	for _, u := range facts.Unreadable {
		fmt.Fprintf(&b, "! %v\n", u)
	}
	for _, br := range facts.Broken {
		fmt.Fprintf(&b, "! %v\n", br)
	}
	return strings.ReplaceAll(b.String(), root+"/", "/")
}

func orElsewhere(kind string) string {
	if kind == "" {
		return "elsewhere"
	}
	return kind
}

func expectStores(t *testing.T, root, want string) {
	t.Helper()
	root, err := filepath.Abs(root)
	if err != nil {
		t.Fatal(err)
	}
	facts, err := Inspect(root)
	if err != nil {
		t.Fatal(err)
	}
	if got := describeStores(root, facts); got != strings.TrimPrefix(want, "\n") {
		t.Errorf("Inspect found\n%s\nwant\n%s", got, strings.TrimPrefix(want, "\n"))
	}
}

func TestStoresOfRDONewton(t *testing.T) {
	t.Parallel()
	expectStores(t, "testdata/rdo-newton", `
mongodb mongodb://10.133.157.228:27017/ceilometer = mongodb://ceilometer:CEILOMETER_DBPASS@10.133.157.228:27017/ceilometer (/etc/ceilometer/ceilometer.conf:6)
api http://127.0.0.1:8777 = http://127.0.0.1:8777 (/etc/ceilometer/ceilometer.conf:30)
[service_credentials] of /etc/ceilometer/ceilometer.conf:19
  auth_type = password
  auth_url = http://10.133.157.228:5000/v3
  interface = internalURL
  password = CEILOMETER_PASS
  project_domain_name = default
  project_name = service
  region_name = RegionOne
  user_domain_name = default
  username = ceilometer
[keystone_authtoken] of /etc/ceilometer/ceilometer.conf:15
  auth_uri = http://10.133.157.228:5000
  password = CEILOMETER_PASS
meter_source ["*"]
  notifier:// (/etc/ceilometer/pipeline.yaml:20)
cpu_source ["cpu"]
  notifier:// (/etc/ceilometer/pipeline.yaml:31)
  notifier:// (/etc/ceilometer/pipeline.yaml:40)
`)
}

func TestStoresOfKolla(t *testing.T) {
	t.Parallel()
	expectStores(t, "testdata/kolla-2025.1", `
[service_credentials] of /etc/kolla/ceilometer-central/ceilometer.conf:19
  auth_type = password
  auth_url = https://10.10.0.254:5000
  interface = internal
  password = ceilopass
  project_domain_id = default
  project_name = service
  region_name = RegionOne
  user_domain_id = default
  username = ceilometer
meter_source ["*" "!disk.*"]
  gnocchi:// (/etc/kolla/ceilometer-notification/pipeline.yaml:17)
  prometheus://10.10.0.31:9091/metrics/job/ceilometer (/etc/kolla/ceilometer-notification/pipeline.yaml:18)
disk_source ["disk.*"]
  prometheus://10.10.0.31:9091/metrics/job/ceilometer (/etc/kolla/ceilometer-notification/pipeline.yaml:21)
`)
}

func TestStoresOfTripleO(t *testing.T) {
	t.Parallel()
	const conf = "/var/lib/config-data/puppet-generated/ceilometer/etc/ceilometer/ceilometer.conf"
	expectStores(t, "testdata/tripleo", `
gnocchi http://172.16.2.10:8041 = http://172.16.2.10:8041 (`+conf+`:28)
[shared] of `+conf+`:19
  auth_type = password
  auth_url = http://172.16.2.10:5000
  password = ceiloPass1
  project_domain_name = Default
  project_name = service
  user_domain_name = Default
  username = ceilometer
meter_source ["*"]
  gnocchi:// (Ceilometer's own pipeline.yaml)
`)
}

func TestASQLDatabaseIsElsewhere(t *testing.T) {
	t.Parallel()
	expectStores(t, "testdata/debian", `
elsewhere mysql+pymysql://db.example.org:3306/ceilometer = mysql+pymysql://ceilometer:my@s/q?l@db.example.org:3306/ceilometer?charset=utf8 (/etc/ceilometer/ceilometer.conf:9)
meter_source ["*"]
  gnocchi:// (Ceilometer's own pipeline.yaml)
`)
}

func TestTheConnectionByItsOldNames(t *testing.T) {
	t.Parallel()
	for _, conf := range []string{
		"[DEFAULT]\ndatabase_connection = mongodb://h/c\n",
		"[DEFAULT]\nsql_connection = mongodb://h/c\n",
		"[sql]\nconnection = mongodb://h/c\n",
		"[DATABASE]\nsql_connection = mongodb://h/c\n",
		"[database]\nconnection = mysql://h/events\nmetering_connection = mongodb://h/c\n",
	} {
		root := machineWith(t, map[string]string{"etc/ceilometer/ceilometer.conf": conf, "etc/ceilometer/pipeline.yaml": "sources: []\n"})
		facts, err := Inspect(root)
		if err != nil || len(facts.Stores) != 1 || facts.Stores[0].URL.Reveal() != "mongodb://h/c" {
			t.Errorf("%q: %v, %v", conf, facts.Stores, err)
		}
	}
}

func TestPipelinesInOtherPlacesAndForms(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, conf, file, text, want string }{
		{
			"another file", "[DEFAULT]\npipeline_cfg_file = /srv/p.yaml\n", "srv/p.yaml",
			"sources: [{name: a, meters: ['*'], sinks: [s]}]\nsinks: [{name: s, publishers: ['file:///var/log/m', \"kafka://k:9092?topic=x\"]}]\n",
			"a [\"*\"]\n  file:///var/log/m (/srv/p.yaml:2)\n  kafka://k:9092 (/srv/p.yaml:2)\n",
		},
		{
			"relative, and a sink that nothing uses", "[DEFAULT]\npipeline_cfg_file = p.yaml\n", "etc/ceilometer/p.yaml",
			"sources:\n- name: a\n  meters: ['!x']\n  sinks: [s, gone]\nsinks:\n- {name: s, publishers: [udp://h:4952]}\n- {name: unused, publishers: [http://h/]}\n",
			"a [\"!x\"]\n  udp://h:4952 (/etc/ceilometer/p.yaml:6)\n",
		},
		{
			"the form before Juno", "[DEFAULT]\n", "etc/ceilometer/pipeline.yaml",
			"---\n- name: meter_pipeline\n  interval: 600\n  counters: ['*']\n  transformers:\n  publishers:\n  - rpc://\n",
			"meter_pipeline [\"*\"]\n  rpc:// (/etc/ceilometer/pipeline.yaml:7)\n",
		},
		{
			"broken", "[DEFAULT]\n", "etc/ceilometer/pipeline.yaml",
			"sinks:\n- name: s\n  publishers: [http://u:hunter2@h: x\n", "! reading /etc/ceilometer/pipeline.yaml:3: it is no YAML\n",
		},
		{
			"included and excluded", "[DEFAULT]\n", "etc/ceilometer/pipeline.yaml",
			"sources: [{name: a, meters: [one, '!two'], sinks: [s]}]\nsinks: [{name: s, publishers: ['gnocchi://']}]\n",
			"! reading /etc/ceilometer/pipeline.yaml: a source both includes and excludes meters\n",
		},
		{
			"included beside all", "[DEFAULT]\n", "etc/ceilometer/pipeline.yaml",
			"sources: [{name: a, meters: [one, '*'], sinks: [s]}]\nsinks: [{name: s, publishers: ['gnocchi://']}]\n",
			"! reading /etc/ceilometer/pipeline.yaml: a source includes meters beside *\n",
		},
		{
			"of another form", "[DEFAULT]\n", "etc/ceilometer/pipeline.yaml",
			"sources: hunter2\n", "! reading /etc/ceilometer/pipeline.yaml:1: string was used where sequence is expected\n",
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			expectStores(t, machineWith(t, map[string]string{"etc/ceilometer/ceilometer.conf": tt.conf, tt.file: tt.text}), tt.want)
		})
	}
}

func TestFactsAboutStoresAreSafeToPrint(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"testdata/rdo-newton", "testdata/kolla-2025.1", "testdata/tripleo", "testdata/debian"} {
		facts, err := Inspect(root)
		if err != nil {
			t.Fatal(err)
		}
		out := fmt.Sprintf("%v %+v %#v", facts, facts, facts)
		for _, s := range facts.Stores {
			out += s.At()
		}
		for _, secret := range []string{"CEILOMETER_DBPASS", "CEILOMETER_PASS", "ceilopass", "pushpass", "ceiloPass1", "my@s", "q?l"} {
			if strings.Contains(out, secret) {
				t.Errorf("%s: %s shows in %s", root, secret, out)
			}
		}
	}
}
