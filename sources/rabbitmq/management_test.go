package rabbitmq

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func TestManagementIsLookedForBesideTheBroker(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		configured string
		secure     bool
		host       oslo.Host
		want       []string
	}{
		{"", false, oslo.Host{Name: "h", Port: 5672}, []string{"http://h:15672"}},
		{"", false, oslo.Host{Name: "::1", Port: 5673}, []string{"http://[::1]:15673", "http://[::1]:15672"}},
		{"", true, oslo.Host{Name: "h", Port: 5671}, []string{"https://h:15671"}},
		{"", false, oslo.Host{Name: "h", Port: 60000}, []string{"http://h:15672"}},
		{"http://m:80", true, oslo.Host{Name: "h", Port: 5671}, []string{"http://m:80"}},
	} {
		if got := managementBases(tt.configured, tt.secure, tt.host); !slices.Equal(got, tt.want) {
			t.Errorf("managementBases(%q, %v, %s) = %v, want %v", tt.configured, tt.secure, tt.host.Address(), got, tt.want)
		}
	}
}

// The certificate of an API that stands elsewhere bears its own host's name.
func TestManagementIsReachedUnderItsOwnName(t *testing.T) {
	t.Parallel()
	u, err := oslo.ParseTransportURL("rabbit://u:p@broker:5671/?ssl=1")
	check(t, err)
	for configured, want := range map[string]string{"": "broker", "https://elsewhere:443": "elsewhere"} {
		if _, way := Beside(configured, u, u.Hosts[0]); way.TLSClientConfig.ServerName != want {
			t.Errorf("with %q the name is %s, want %s", configured, way.TLSClientConfig.ServerName, want)
		}
	}
}

// A stand-in for what may stand at a port that was guessed.
func TestAnAnswerThatIsTooLongIsAnError(t *testing.T) {
	t.Parallel()
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write(make([]byte, managementLimit+1))
	}))
	defer s.Close()
	way := &http.Transport{DisableKeepAlives: true}
	answer, err := (&http.Client{Transport: Bounded(way)}).Get(s.URL)
	check(t, err)
	defer answer.Body.Close() //nolint:errcheck // it was only read
	if n, err := io.Copy(io.Discard, answer.Body); n != managementLimit || !errors.Is(err, ErrTooLong) {
		t.Errorf("%d bytes were read: %v", n, err)
	}
}

func TestTapWorksWithoutTheManagement(t *testing.T) {
	t.Parallel()
	b := sourcestest.SharedB(t)
	for _, tt := range []struct {
		name, base, tag, note string
	}{
		{"the user has no tag", b.ManagementURL(), "", "the management API refuses this user"},
		{"another broker's", sourcestest.SharedA(t).ManagementURL(), "monitoring", "refuses this user"},
		{"nobody is there", "http://127.0.0.1:1", "monitoring", "no management API"},
		{"the tag management is enough", b.ManagementURL(), "management", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			v := b.VHost(t)
			v.Tag(t, tt.tag)
			nova := newService(t, v, "nova")
			r := run(t, v, func(c *Config) { c.Management = tt.base })
			r.bound(t, "nova")
			r.received(t, nova.publish(t, 0, 10))
			r.await(t, "the note about it", func(s sources.BrokerStatus) bool {
				if tt.note == "" {
					return len(s.Notes) == 0 && s.Alarms == nil
				}
				return len(s.Notes) == 1 && strings.Contains(s.Notes[0], tt.note) && s.Alarms == nil
			})
		})
	}
}

// A guessed port may lead to the management API of another broker on the host,
// which may even know the user. It does not know our queue.
func TestManagementOfAnotherBrokerIsNotBelieved(t *testing.T) {
	t.Parallel()
	v, other := sourcestest.SharedB(t).VHost(t), sourcestest.SharedA(t)
	newService(t, v, "nova")
	r := run(t, v, func(c *Config) {
		c.Management = other.ManagementURL()
		c.URL.Hosts[0].Username, c.URL.Hosts[0].Password = sourcestest.Admin, sourcestest.Admin
	})
	r.bound(t, "nova")
	r.await(t, "the note about it", func(s sources.BrokerStatus) bool {
		return len(s.Notes) == 1 && strings.Contains(s.Notes[0], "no management API")
	})
}
