package steps_test

import (
	_ "embed"
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/mongodconf"
	"github.com/ceilotop/ceilotop/setup/osloconf"
	"github.com/ceilotop/ceilotop/setup/profile"
	"github.com/ceilotop/ceilotop/setup/steps"
	"github.com/ceilotop/ceilotop/sources"
)

// The guide's settings and commands, in our own words. The last column is what
// the plan makes of the row: = the same, ~ something else and why, - nothing
// and why.
var (
	//go:embed testdata/guide-settings.tsv
	guideSettings string
	//go:embed testdata/guide-commands.tsv
	guideCommands string
)

const (
	guideControl = "192.0.2.228"
	guideBroker  = "192.0.2.71"
)

// guide is the plan for the guide's own cloud, Newton on CentOS 7, with its own
// passwords.
func guide(t *testing.T) (setup.Facts, setup.Plan) {
	t.Helper()
	a := answers(setup.NodeRoles...)
	plain := func(value string) setup.Password { return setup.Password{Value: sources.Secret(value)} }
	a.BrokerB.Host, a.BrokerB.Password = guideBroker, plain("ceilometer")
	a.Keystone.AuthURL, a.Keystone.AdminURL = "http://"+guideControl+":5000", "http://"+guideControl+":35357"
	a.Keystone.Memcached, a.Keystone.Password = []string{guideControl + ":11211"}, plain("CEILOMETER_PASS")
	a.MongoDB.Host, a.MongoDB.BindIP, a.MongoDB.Password = guideControl, guideControl, plain("CEILOMETER_DBPASS")
	a.API.Host = guideControl
	f := machine(profile.Newton, setup.RedHat)
	f.System.Addresses = append(f.System.Addresses, f.System.Addresses[1])
	f.System.Addresses[1] = mustPrefix(guideControl + "/24")
	a.Nodes.Control = []string{guideControl}
	p := steps.Build(a, f)
	if left := states(p, setup.Blocked); len(left) > 0 {
		t.Fatalf("blocked:\n%s", strings.Join(left, "\n"))
	}
	return f, p
}

func rows(t *testing.T, table string, columns, count int) [][]string {
	t.Helper()
	var all [][]string
	for line := range strings.Lines(table) {
		line = strings.NewReplacer("{control}", guideControl, "{broker}", guideBroker).Replace(strings.TrimRight(line, "\n"))
		row := strings.Split(line, "\t")
		if len(row) != columns {
			t.Fatalf("%d columns, want %d: %q", len(row), columns, line)
		}
		all = append(all, row)
	}
	if len(all) != count {
		t.Fatalf("%d rows, want %d", len(all), count)
	}
	return all
}

func TestEverySettingOfTheGuideIsInThePlan(t *testing.T) {
	t.Parallel()
	_, p := guide(t)
	for _, row := range rows(t, guideSettings, 6, 67) {
		path, section, key, value, verdict := row[1], row[2], row[3], row[4], row[5]
		got, found := setting(t, path, written(p, path), section, key)
		at := fmt.Sprintf("%s [%s] %s", path, section, key)
		switch sign, why, _ := strings.Cut(verdict, " "); {
		case sign != "=" && why == "":
			t.Errorf("%s differs without a reason", at)
		case sign == "=" && (!found || got != value):
			t.Errorf("%s = %q (%v), want %q", at, got, found, value)
		case sign == "~" && (!found || got == value):
			t.Errorf("%s = %q (%v), want something else: %s", at, got, found, why)
		case sign == "-" && found:
			t.Errorf("%s = %q, want none: %s", at, got, why)
		}
	}
}

// setting is what the planned text of a file says.
func setting(t *testing.T, path, text, section, key string) (string, bool) {
	t.Helper()
	if section == "" {
		option := map[string]mongodconf.Option{"bind_ip": mongodconf.BindIP, "smallfiles": mongodconf.SmallFiles26}[key]
		v, found, err := mongodconf.Get(path, []byte(text), option)
		if err != nil {
			t.Fatal(err)
		}
		return v, found
	}
	f, err := osloconf.Parse(path, []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	v, found := osloconf.Merge(f).Get(section, key)
	return v.Text, found
}

func TestEveryCommandOfTheGuideIsInThePlan(t *testing.T) {
	t.Parallel()
	_, p := guide(t)
	for _, row := range rows(t, guideCommands, 4, 36) {
		what, id, parts, verdict := row[0], row[1], row[2], row[3]
		if sign, why, _ := strings.Cut(verdict, " "); sign != "=" && (sign != "~" || why == "") {
			t.Errorf("%s: the verdict %q says nothing", what, verdict)
		}
		s := step(t, p, id)
		text := strings.Join(s.Manual, "\n")
		for _, a := range s.Actions {
			text += "\n" + a.String()
			switch a := a.(type) {
			case setup.WriteFile:
				text += "\n" + string(a.New)
			case setup.PutDatabaseUser:
				text += "\n" + a.Address + "\n" + strings.Join(a.Roles, ",") + "\nits password is a secret"
			}
		}
		for part := range strings.SplitSeq(parts, "|") {
			if !strings.Contains(text, part) {
				t.Errorf("%s: step %s has no %q:\n%s", what, id, part, text)
			}
		}
	}
}
