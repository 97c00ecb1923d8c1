package setup

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources/oslo"
)

// uses reads lines of SERVICE ROLE URL.
func uses(t *testing.T, text string) []Use {
	t.Helper()
	var all []Use
	for i, line := range strings.Split(strings.TrimSpace(text), "\n") {
		f := strings.Fields(line)
		u, err := oslo.ParseTransportURL("rabbit://" + f[2])
		if err != nil {
			t.Fatal(err)
		}
		role := map[string]Role{"rpc": RPC, "sends": Notifications, "listens": Listening}[f[1]]
		all = append(all, Use{URL: u, From: Origin{File: f[0] + ".conf", Line: i + 1, Service: f[0], Role: role}})
	}
	return all
}

func TestBrokersAreNamedByWhatTheyCarry(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, uses, want string }{
		{"the article", "nova rpc a\nnova sends b\ncinder rpc a\ncinder sends b\nglance sends b\nceilometer rpc b", "A=a B=b"},
		{"ceilometer first", "ceilometer rpc b\nceilometer rpc b\nnova rpc a\nnova sends b", "A=a B=b"},
		{"glance of Mitaka, whose own transport is B", "nova rpc a\nnova sends b\nglance rpc b\nkeystone rpc b\nceilometer rpc b", "A=a B=b"},
		{"only ceilometer moved so far", "nova rpc a\ncinder rpc a\nceilometer rpc b", "A=a B=b"},
		{"one broker", "nova rpc a\nnova sends a\nceilometer rpc a\nceilometer listens a", "A=a"},
		{"listening on both", "nova rpc a\nceilometer rpc a\nceilometer listens a\nceilometer listens b", "A=a B=b"},
		{"the agent alone", "ceilometer rpc a\nceilometer sends b", "A=a B=b"},
		{"the agent alone with one broker", "ceilometer rpc a", "A=a"},
		{"senders without an RPC of their own", "glance sends b\nceilometer rpc b", "B=b"},
		{"most agree on A", "nova rpc x\ncinder rpc a\nneutron rpc a\nnova sends b", "A=a B=b C=x"},
		{"most agree on B", "nova rpc a\ncinder rpc a\nnova sends x\ncinder sends b\nglance sends b", "A=a B=b C=x"},
		{"one service's RPC is on B by mistake", "nova rpc a\nneutron rpc a\ncinder rpc b\nnova sends b\nneutron sends b\nglance sends b", "A=a B=b"},
		{"a virtual host for each service", "nova rpc h/nova\ncinder rpc h/cinder\nceilometer rpc h/cm\nceilometer listens h/nova\nceilometer listens h/cinder", "A=h/nova C=h/cinder D=h/cm"},
		{"nothing", "", ""},
	} {
		var in []Use
		if tt.uses != "" {
			in = uses(t, tt.uses)
		}
		var got []string
		for _, b := range Brokers(in) {
			name := b.Name + "=" + b.URL.Hosts[0].Name
			if b.URL.VirtualHost != "/" {
				name += "/" + b.URL.VirtualHost
			}
			got = append(got, name)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: Brokers = %s, want %s", tt.name, strings.Join(got, " "), tt.want)
		}
	}
}

func TestABrokerHasTheCredentialsThatMostAgreeOn(t *testing.T) {
	t.Parallel()
	b := Brokers(uses(t, "nova rpc n:1@h\ncinder rpc o:2@h\nneutron rpc o:2@h/?ssl=1\nkeystone rpc o:2@h"))
	if len(b) != 1 || b[0].URL.Hosts[0].Username != "o" || b[0].URL.TLS != nil || len(b[0].From) != 4 {
		t.Errorf("Brokers = %v, want one as o without TLS and four origins", b)
	}
}

func TestAnOptionReadTwiceIsOneOrigin(t *testing.T) {
	t.Parallel()
	u := uses(t, "glance rpc h")
	if b := Brokers(append(u, u...)); len(b[0].From) != 1 {
		t.Errorf("origins are %v, want one", b[0].From)
	}
}

func TestNotesSayWhatTheBrokersMean(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, uses string
		complete   bool
		want       []string
	}{
		{"isolated", "nova rpc a\nnova sends b", true, nil},
		{"shared", "nova rpc a\nnova sends a", true, []string{"Telemetry has no broker of its own: notifications share broker A with RPC."}},
		{"unknown", "nova rpc a", false, []string{"No broker of telemetry's own was found, but not every file could be read."}},
		{"agent alone", "ceilometer rpc a", true, []string{"Only Ceilometer names broker A, so it may be telemetry's own."}},
		{"no A", "nova sends b", true, []string{"No service names a broker for RPC; only telemetry's is known."}},
		{"A unknown", "nova sends b", false, []string{"No broker for RPC was found, but not every file could be read."}},
		{"nobody sends", "nova rpc a\nceilometer sends b", true, []string{"No service here sends its notifications to broker B; only Ceilometer names it."}},
		{"one RabbitMQ", "nova rpc h/\nnova sends h/b", true, []string{"Brokers A and B are two virtual hosts of one RabbitMQ: its load and its failures are shared."}},
		{"a third", "nova rpc a\nnova rpc a\nnova sends b\ncinder rpc c\nglance sends c\nceilometer sends b", true, []string{"Broker C is one more: it is named by cinder (RPC), glance (notifications)."}},
	} {
		got := Notes(Brokers(uses(t, tt.uses)), tt.complete)
		if fmt.Sprint(got) != fmt.Sprint(tt.want) {
			t.Errorf("%s: Notes = %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestBeyondZ(t *testing.T) {
	t.Parallel()
	for i, want := range map[int]string{0: "A", 25: "Z", 26: "AA", 51: "AZ", 52: "BA"} {
		if got := letters(i); got != want {
			t.Errorf("letters(%d) = %s, want %s", i, got, want)
		}
	}
}
