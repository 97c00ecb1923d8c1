package doctor

import (
	"fmt"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// storeChecks are about the place where meters are kept.
var storeChecks = []Check{
	{
		ID: "store-unreachable", Title: "the store of meters answers", Severity: Critical,
		Why:    "No sample can be stored or listed. What Ceilometer cannot store it tries again, and then drops.",
		Fix:    "start the store, or name the right address in ceilometer.conf or the catalogue",
		Source: "ceilometer dispatcher and publisher/gnocchi.py", Needs: []Part{Store}, Judge: storeUnreachable,
	},
	{
		ID: "store-refuses", Title: "the store of meters answers well", Severity: Critical,
		Why:    "The server is there, but no list of meters comes from it.",
		Fix:    "look at the log of the store's API",
		Source: "ceilometer api and gnocchi rest", Needs: []Part{Store}, Judge: storeRefuses,
	},
	{
		ID: "store-driver", Title: "the database speaks a protocol that is understood", Severity: Critical,
		Why:    "A client that is too new cannot talk to MongoDB 2.6, nor one that is too old to the last ones.",
		Fix:    "list the meters over the API: --source api",
		Source: "MongoDB wire versions", Needs: []Part{Store}, Judge: storeDriver,
	},
	{
		ID: "store-cut", Title: "a list without a limit has all meters", Severity: Info,
		Why:    "Ceilometer's API cuts every list without a limit at default_api_return_limit, and says so in its own log alone. With its own client meters seem to be missing that are there.",
		Fix:    "ask with a limit: ceilotop meter-list -l 100000, or raise default_api_return_limit in [api] of ceilometer.conf",
		Source: "ceilometer api/controllers/v2/utils.py", Needs: []Part{Store}, Judge: storeCut,
	},
	{
		ID: "store-empty", Title: "the store has meters", Severity: Warning,
		Why:    "The store answers and has nothing: nobody writes to it, it is another one than Ceilometer's, or the user sees another project.",
		Fix:    "look whether the collector or the agent runs and where it writes to: meter_dispatchers up to Ocata, pipeline.yaml from then on",
		Source: "ceilometer dispatcher", Needs: []Part{Store}, Judge: storeEmpty,
	},
	{
		ID: "store-polled", Title: "polled meters of instances are there", Severity: Warning,
		Why:    "Events tell the size of an instance; how busy it is the compute agent has to ask for. It does not run, has no credentials, or cannot reach libvirt.",
		Fix:    "look at the log of ceilometer-agent-compute on the compute nodes for Skip pollster and keystone issue",
		Source: "ceilometer polling/manager.py", Needs: []Part{Store}, Judge: storePolled,
	},
	{
		ID: "store-backlog", Title: "Gnocchi keeps up with its measures", Severity: Warning,
		Why:    "Measures wait to be worked off: what is listed is older than what was sent.",
		Fix:    "start gnocchi-metricd, or raise workers in [metricd] of gnocchi.conf",
		Source: "gnocchi cli/metricd.py", Needs: []Part{Store}, Judge: storeBacklog,
	},
	{
		ID: "store-types", Title: "Gnocchi knows Ceilometer's resource types and policies", Severity: Critical,
		Why:    "Gnocchi refuses the measures of a resource whose type it does not know, and those of a policy that it does not have.",
		Fix:    "ceilometer-upgrade --skip-metering-database where the release has that option, else ceilometer-upgrade",
		Source: "ceilometer gnocchi_client.py", Needs: []Part{Store}, Judge: storeTypes,
	},
}

// storeNames are the stores for people.
var storeNames = map[sources.StoreKind]string{sources.CeilometerAPI: "Ceilometer's API", sources.MongoDB: "MongoDB", sources.Gnocchi: "Gnocchi"}

func (f StoreFacts) String() string { return orElse(storeNames[f.Kind], "the store") }

// wire reports whether the driver of MongoDB says that it cannot talk to the
// server.
func (f StoreFacts) wire() bool { return strings.Contains(f.Err, "wire version") }

// nowhere says that no store is known; nil: one is.
func (f StoreFacts) nowhere() []Finding {
	if f.Kind == "" && f.Err == "" {
		return []Finding{{Result: NotApplicable, Why: "no store of meters is known"}}
	}
	return nil
}

// silent says that the store did not answer, which is one check's to tell; the
// others do not know.
func (f StoreFacts) silent() []Finding {
	if f.Err != "" {
		return []Finding{{Result: Unknown, Subject: f.Address, Why: "the store could not be asked"}}
	}
	return f.nowhere()
}

func storeUnreachable(s *Seen) []Finding {
	f := s.Store
	if f.Err == "" || f.Status != 0 || f.wire() {
		return f.nowhere()
	}
	return []Finding{{Result: Critical, Subject: f.Address, Title: fmt.Sprintf("%s does not answer", f), Evidence: []Evidence{{Text: f.Err}}, Fix: f.Hint}}
}

func storeRefuses(s *Seen) []Finding {
	f := s.Store
	if f.Err == "" || f.Status < 400 {
		return f.nowhere()
	}
	found := Finding{Result: Critical, Subject: f.Address, Title: fmt.Sprintf("%s answers %d", f, f.Status), Evidence: []Evidence{{Text: f.Err}}, Fix: f.Hint}
	switch {
	case f.Status == 401 || f.Status == 403:
		found.Fix = orElse(f.Hint, "use the openrc of a user with the role admin, and look at identity-login")
	case f.Status == 410:
		found.Title = "Ceilometer's API has nothing: it is configured for Gnocchi"
		found.Fix = "list from Gnocchi: --source gnocchi"
	case f.Status == 404:
		found.Fix = orElse(f.Hint, "compare the endpoint of the catalogue with where the API listens, and look whether its WSGI script is there")
	case f.Status >= 500:
		found.Fix = orElse(f.Hint, "look at the log of the web server that runs the API")
	}
	return []Finding{found}
}

func storeDriver(s *Seen) []Finding {
	switch {
	case s.Store.wire():
	case s.Store.Kind != "" && s.Store.Kind != sources.MongoDB:
		return []Finding{{Result: NotApplicable, Why: "only MongoDB has versions of its protocol"}}
	default:
		return s.Store.nowhere()
	}
	return []Finding{{Result: Critical, Subject: s.Store.Address, Title: "the driver of MongoDB and the database do not understand each other", Evidence: []Evidence{{Text: s.Store.Err}}}}
}

func storeCut(s *Seen) []Finding {
	f := s.Store
	switch {
	case f.Err != "" || f.Kind == "":
		return f.silent()
	case f.Kind != sources.CeilometerAPI:
		return []Finding{{Result: NotApplicable, Why: "only Ceilometer's API cuts lists"}}
	case f.Limit == 0 || f.Rows <= f.Limit:
		return nil
	}
	return []Finding{{Result: Info, Subject: f.Address, Title: fmt.Sprintf("a list without a limit has %d meters, and there are more", f.Limit)}}
}

func storeEmpty(s *Seen) []Finding {
	f := s.Store
	switch {
	case f.Err != "" || f.Kind == "":
		return f.silent()
	case f.Rows > 0:
		return nil
	}
	return []Finding{{Result: Warning, Subject: f.Address, Title: fmt.Sprintf("%s has no meter at all", f)}}
}

// told are meters that events give, asked those that the compute agent polls.
var (
	toldMeters  = []string{"vcpus", "memory", "disk.root.size", "disk.ephemeral.size", "compute.instance.booting.time"}
	askedMeters = []string{"cpu", "cpu_util", "memory.usage", "disk.read.bytes", "disk.device.read.bytes", "network.incoming.bytes", "power.state"}
)

// Polled reports whether a meter is one that the compute agent polls.
func Polled(meter string) bool { return slices.Contains(askedMeters, meter) }

func storePolled(s *Seen) []Finding {
	f := s.Store
	if f.Err != "" || f.Kind == "" {
		return f.silent()
	}
	if f.Newest == nil {
		return []Finding{{Result: Unknown, Subject: f.Address, Why: "which meters are new is not known"}}
	}
	var told []string
	for _, name := range toldMeters {
		if _, ok := f.Newest[name]; ok {
			told = append(told, name)
		}
	}
	if len(told) == 0 {
		return []Finding{{Result: NotApplicable, Subject: f.Address, Why: "the store has no meter of an instance"}}
	}
	if slices.ContainsFunc(askedMeters, func(name string) bool { _, ok := f.Newest[name]; return ok }) {
		return nil
	}
	found := Finding{Result: Info, Subject: f.Address, Title: fmt.Sprintf("%s of instances are there, but neither cpu nor disk nor network", strings.Join(told, ", "))}
	for _, u := range s.Facts.Units {
		if strings.Contains(u.Name, "ceilometer") && strings.Contains(u.Name, "compute") {
			found.Result = Warning
			found.Evidence = append(found.Evidence, Evidence{Text: orElse(u.Active, "?"), Unit: u.Name})
		}
	}
	return []Finding{found}
}

// waiting is how many measures Gnocchi may have to work off, and piled is when
// they are too many without a second look.
const (
	waiting = 1_000
	piled   = 10_000
)

func storeBacklog(s *Seen) []Finding {
	f := s.Store
	switch {
	case f.Err != "" || f.Kind == "":
		return f.silent()
	case f.Kind != sources.Gnocchi:
		return []Finding{{Result: NotApplicable, Why: "the store is not Gnocchi"}}
	case f.Backlog == nil:
		return []Finding{{Result: Unknown, Subject: f.Address, Why: "only a user with the role admin may ask for the backlog"}}
	}
	n := *f.Backlog
	evidence := []Evidence{{Text: fmt.Sprintf("measures that wait: %d", n)}}
	if f.Idle && n > 0 {
		return []Finding{{Result: Warning, Subject: f.Address, Title: "no gnocchi-metricd works off what is sent", Evidence: evidence}}
	}
	grown := false
	if s.Before != nil && s.Before.Store.Backlog != nil {
		before := *s.Before.Store.Backlog
		grown = n > before
		evidence = append(evidence, Evidence{Text: fmt.Sprintf("measures that waited %s before: %d", whole(s.At.Sub(s.Before.At)), before)})
	}
	if n < waiting || !grown && n < piled {
		return nil
	}
	return []Finding{{Result: Warning, Subject: f.Address, Title: fmt.Sprintf("%d measures wait in Gnocchi", n), Evidence: evidence}}
}

// ceilometerTypes are those without which the meters of the services that this
// program sets up have no place, and lowPolicy is the publisher's default.
var ceilometerTypes = []string{"image", "instance", "volume"}

const lowPolicy = "ceilometer-low"

func storeTypes(s *Seen) []Finding {
	f := s.Store
	switch {
	case f.Err != "" || f.Kind == "":
		return f.silent()
	case f.Kind != sources.Gnocchi:
		return []Finding{{Result: NotApplicable, Why: "the store is not Gnocchi"}}
	case f.Types == nil:
		return []Finding{{Result: Unknown, Subject: f.Address, Why: "Gnocchi's resource types are not known"}}
	}
	var lacking []string
	for _, name := range ceilometerTypes {
		if !slices.Contains(f.Types, name) {
			lacking = append(lacking, name)
		}
	}
	if len(lacking) > 0 {
		return []Finding{{Result: Critical, Subject: f.Address, Title: fmt.Sprintf("Gnocchi lacks the resource types %s", strings.Join(lacking, ", "))}}
	}
	if has, known := s.hasAPI(); known && !has && f.Policies != nil && !slices.Contains(f.Policies, lowPolicy) && !s.names("archive_policy") {
		return []Finding{{Result: Critical, Subject: f.Address, Title: fmt.Sprintf("Gnocchi lacks the archive policy %s", lowPolicy)}}
	}
	return nil
}

// names reports whether a publisher of the pipeline has this parameter in its
// URL: gnocchi://?archive_policy=low.
func (s *Seen) names(parameter string) bool {
	for _, p := range s.Facts.Pipelines {
		for _, source := range p.Sources {
			for _, to := range source.Publishers {
				if strings.Contains(to.URL.Reveal(), parameter+"=") {
					return true
				}
			}
		}
	}
	return false
}
