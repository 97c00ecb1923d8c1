package doctor

import (
	"fmt"
	"slices"

	"github.com/ceilotop/ceilotop/setup"
)

// identityChecks are about Keystone and what its catalogue says of metering.
var identityChecks = []Check{
	{
		ID: "identity-login", Title: "Ceilometer can log in to Keystone", Severity: Critical,
		Why:    "Without a token the agents cannot ask the services for meters, and the API answers 401 to everybody.",
		Fix:    "write the user, password and auth_url that Keystone knows into ceilometer.conf, and look for a comment behind the password: oslo.config takes it for a part of it",
		Source: "keystonemiddleware auth_token", Needs: []Part{Identity}, Judge: identityLogin,
	},
	{
		ID: "catalogue-metering", Title: "the catalogue has Ceilometer's API", Severity: Critical,
		Why:    "The ceilometer client looks for the API there, and finds none.",
		Fix:    "openstack service create --name ceilometer metering, and its three endpoints on port 8777",
		Source: "ceilometer install guide of Newton", Needs: []Part{Identity, Configuration}, Judge: catalogueMetering,
	},
	{
		ID: "catalogue-twice", Title: "the catalogue has Ceilometer's API once", Severity: Warning,
		Why:    "The commands of a guide were run twice. Clients take any of them, the old address too.",
		Fix:    "openstack endpoint list --service metering, and delete what is too much",
		Source: "ceilometer install guide of Newton", Needs: []Part{Identity}, Judge: catalogueTwice,
	},
}

func identityLogin(s *Seen) []Finding {
	i := s.Identity
	switch {
	case i.Asked == "" && i.LoginErr == "":
		return []Finding{{Result: NotApplicable, Why: "no file has credentials of Ceilometer"}}
	case i.LoginErr == "":
		return nil
	}
	f := Finding{Result: Critical, Subject: i.Asked, Title: "Keystone refuses Ceilometer's own credentials, or cannot be asked", Evidence: []Evidence{{Text: i.LoginErr}}, Fix: i.LoginHint}
	if i.From.File != "" {
		f.Evidence = append(f.Evidence, Evidence{Text: "the credentials", File: i.From.File, Line: i.From.Line})
	}
	return []Finding{f}
}

// hasAPI reports whether this release of Ceilometer has an API; known is false
// where no program of it was found, or its release is not known.
func (s *Seen) hasAPI() (has, known bool) {
	for _, p := range s.programs() {
		if p.Service == "ceilometer" && p.known() {
			return p.of.API(), true
		}
	}
	return false, false
}

func catalogueMetering(s *Seen) []Finding {
	has, known := s.hasAPI()
	switch {
	case known && !has:
		return []Finding{{Result: NotApplicable, Why: "this release of Ceilometer has no API"}}
	case s.Identity.Asked == "" && s.Identity.LoginErr == "":
		return []Finding{{Result: NotApplicable, Why: "no file has credentials of Ceilometer"}}
	case s.Identity.LoginErr != "":
		return []Finding{{Result: Unknown, Why: "the catalogue could not be read: nobody could log in"}}
	case len(s.Identity.Metering) > 0:
		return nil
	case !known:
		return []Finding{{Result: NotApplicable, Why: "whether this Ceilometer has an API is not known"}}
	}
	return []Finding{{Result: Critical, Subject: s.Identity.Asked, Title: "the catalogue has no endpoint of type metering", Step: orElse(s.mending("K3"), s.mending("K2"))}}
}

func catalogueTwice(s *Seen) (all []Finding) {
	type place struct{ kind, region string }
	urls := make(map[place][]string)
	var order []place
	var services []string
	for _, e := range s.Identity.Metering {
		p := place{e.Interface, e.Region}
		if urls[p] == nil {
			order = append(order, p)
		}
		urls[p] = append(urls[p], e.URL)
		if e.ServiceID != "" && !slices.Contains(services, e.ServiceID) {
			services = append(services, e.ServiceID)
		}
	}
	for _, p := range order {
		if len(urls[p]) < 2 {
			continue
		}
		f := Finding{Result: Warning, Subject: p.kind, Title: fmt.Sprintf("the catalogue has %d %s endpoints of metering in the region %s", len(urls[p]), p.kind, p.region)}
		for _, url := range urls[p] {
			f.Evidence = append(f.Evidence, Evidence{Text: setup.WithoutCredentials(url)})
		}
		all = append(all, f)
	}
	if len(all) == 0 && len(services) > 1 {
		all = append(all, Finding{Result: Warning, Subject: "metering", Title: fmt.Sprintf("the catalogue has %d services of type metering", len(services))})
	}
	return all
}
