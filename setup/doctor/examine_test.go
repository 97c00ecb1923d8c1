package doctor_test

import (
	"context"
	"errors"
	"fmt"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"testing"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/setup/doctor"
	"github.com/ceilotop/ceilotop/setup/machine"
	"github.com/ceilotop/ceilotop/sources"
)

func place(e doctor.Evidence) string {
	if e.Line == 0 {
		return e.File
	}
	return fmt.Sprintf("%s:%d", e.File, e.Line)
}

// TestEveryCheckIsWhole holds what a check has to have, so that one of them can
// be explained, switched on alone and found again.
func TestEveryCheckIsWhole(t *testing.T) {
	t.Parallel()
	word := regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	seen := make(map[string]bool)
	for _, c := range doctor.All() {
		if !word.MatchString(c.ID) || seen[c.ID] {
			t.Errorf("%q is no id, or that of two checks", c.ID)
		}
		seen[c.ID] = true
		if c.Title == "" || c.Why == "" || c.Fix == "" || c.Source == "" || len(c.Needs) == 0 || c.Judge == nil {
			t.Errorf("%s lacks something: %+v", c.ID, c)
		}
		if c.Severity != doctor.Warning && c.Severity != doctor.Critical && c.Severity != doctor.Info {
			t.Errorf("%s cannot be %q", c.ID, c.Severity)
		}
	}
}

// TestNothingSeenIsNoFault examines a machine about which nothing is known.
func TestNothingSeenIsNoFault(t *testing.T) {
	t.Parallel()
	for _, f := range doctor.Examine(&doctor.Seen{At: now}, nil) {
		if f.Result == doctor.Critical || f.Result == doctor.Warning {
			t.Errorf("of nothing it says\n%s", told(f))
		}
	}
}

func TestWhatCouldNotBeSeenIsUnknownWithTheReason(t *testing.T) {
	t.Parallel()
	reason := sources.WithHint(errors.New("/etc/nova may not be read"), "run it as root")
	lacks := make(map[doctor.Part]error)
	for _, p := range []doctor.Part{doctor.Configuration, doctor.BrokerA, doctor.BrokerB, doctor.Taps, doctor.Logins, doctor.Events, doctor.Identity, doctor.Store, doctor.Processes, doctor.Logs} {
		lacks[p] = reason
	}
	all := doctor.Examine(&doctor.Seen{At: now, Lacks: lacks}, nil)
	if len(all) != len(doctor.All()) {
		t.Errorf("%d findings for %d checks", len(all), len(doctor.All()))
	}
	for _, f := range all {
		if f.Result != doctor.Unknown || f.Why != reason.Error() || f.Fix != "run it as root" {
			t.Errorf("it says\n%s", told(f))
		}
	}
	if doctor.Worst(all) != doctor.Unknown {
		t.Errorf("the worst is %s", doctor.Worst(all))
	}
}

func TestTheWorstComesFirst(t *testing.T) {
	t.Parallel()
	files := healthy(t, "zed-debian")
	files.change(t, "/var/lib/dpkg/status", "2:21.3.1-1", "2:8.1.0-1")
	all := doctor.Examine(files.seen(t), nil)
	order := []doctor.Result{doctor.Critical, doctor.Warning, doctor.Unknown, doctor.Info, doctor.OK, doctor.NotApplicable}
	if !slices.IsSortedFunc(all, func(x, y doctor.Finding) int {
		return slices.Index(order, x.Result) - slices.Index(order, y.Result)
	}) {
		t.Errorf("the order is %v", all)
	}
	if all[0].Result != doctor.Critical {
		t.Errorf("the first one is\n%s", told(all[0]))
	}
}

// TestAHealthyCloudHasNoWarning examines the trees of testdata as they are, with
// servers that are well, and without any.
func TestAHealthyCloudHasNoWarning(t *testing.T) {
	t.Parallel()
	for _, name := range trees(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			seen := healthy(t, name).seen(t)
			faultless(t, seen)
			healthyServers(seen)
			if name == "newton-redhat" { // whose Ceilometer has an API
				for _, face := range []string{"public", "internal", "admin"} {
					seen.Identity.Metering = append(seen.Identity.Metering, setup.CatalogueEndpoint{ID: face, ServiceID: "5e", Interface: face, Region: "RegionOne", URL: "http://192.0.2.11:8777"})
				}
			}
			faultless(t, seen)
		})
	}
}

func faultless(t *testing.T, seen *doctor.Seen) {
	t.Helper()
	for _, f := range doctor.Examine(seen, nil) {
		if f.Result == doctor.Critical || f.Result == doctor.Warning {
			t.Errorf("it says\n%s\n%q", told(f), places(f))
		}
	}
}

// TestTheTreesOfASurveyHaveNoWarning examines the machines that the survey is
// tested with. The guide's own passwords are placeholders, and its Nova sends
// versioned notifications too: that is found, and nothing else.
func TestTheTreesOfASurveyHaveNoWarning(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"debian", "kolla-2025.1", "rdo-newton", "tripleo"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			facts, err := machine.Survey(t.Context(), filepath.Join("../machine/testdata", name), func(context.Context, string, ...string) ([]byte, error) {
				return nil, errors.New("nothing runs here")
			})
			if err != nil {
				t.Fatal(err)
			}
			for _, f := range doctor.Examine(&doctor.Seen{At: now, Facts: facts}, nil) {
				if name == "rdo-newton" && f.Check == "value-glued" {
					continue
				}
				if f.Result == doctor.Critical || f.Result == doctor.Warning {
					t.Errorf("it says\n%s\n%q", told(f), places(f))
				}
			}
		})
	}
}

func trees(t *testing.T) (names []string) {
	t.Helper()
	for _, name := range glob(t, "testdata/*.txtar") {
		base := path.Base(name)
		names = append(names, base[:len(base)-len(".txtar")])
	}
	return names
}
