package servers

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// identity tests the administrator's login, Ceilometer's, and the catalogue.
func (p *prober) identity(ctx context.Context, a setup.Answers) {
	k := a.Keystone
	l, lacking := administrator(k, p.options)
	base := unversioned(cmp.Or(k.AuthURL, l.AuthURL))
	connected := make(chan *identity, 2)
	controller := slices.Contains(a.Roles, setup.Controller)
	if controller {
		p.start(ctx, "keystone", "Keystone token for the administrator", cmp.Or(unversioned(l.AuthURL), base), func(ctx context.Context) outcome {
			var i *identity
			err := lacking
			if err == nil {
				ctx, cancel := p.limit(ctx)
				defer cancel()
				i, err = connectKeystone(ctx, k, p.options)
			}
			connected <- i
			connected <- i
			if err != nil {
				return failing(err)
			}
			return passed("a token, with " + i.from)
		})
		p.start(ctx, "catalogue", "region "+k.Region+" in the catalogue", base, func(ctx context.Context) outcome {
			i := await(ctx, connected)
			if i == nil {
				return skipped("it takes the administrator's token")
			}
			ctx, cancel := p.limit(ctx)
			defer cancel()
			return i.probeCatalogue(ctx, k)
		})
	} else {
		connected <- nil
	}
	if k.User != "" {
		p.start(ctx, "keystone:"+k.User, "Keystone token for "+k.User, base, func(ctx context.Context) outcome {
			return p.token(ctx, k, base, l.TLS, connected)
		})
	}
}

// token tries Ceilometer's own password, if Keystone can know it already.
func (p *prober) token(ctx context.Context, k setup.KeystoneAnswers, base string, t keystone.TLS, connected <-chan *identity) outcome {
	var s setup.KeystoneServer
	var err error
	tried := k.Password.Set() && !k.Password.Fresh
	began := time.Now()
	if tried {
		limited, cancel := p.limit(ctx)
		defer cancel()
		if err = askVersions(limited, &s, base, t, p.options); err != nil {
			return failing(err)
		}
		if err = tryLogin(limited, base, k.User, guessDomain(k.Domain), k.Password.Value, t, p.options); err == nil {
			return passed("a token")
		}
	}
	took := time.Since(began)
	i := await(ctx, connected)
	if i == nil {
		if !tried {
			return skipped(unplanned)
		}
		return failing(err)
	}
	// The login may have been tried in a domain that was only guessed.
	ctx, cancel := p.limit(ctx)
	defer cancel()
	i = i.hiding(k.Password.Value)
	if lacking := i.lookDomain(ctx, &s, k); lacking != nil {
		return failing(lacking)
	}
	user, lacking := i.user(ctx, k.User, s.UserDomain.ID)
	switch {
	case lacking != nil:
		return failing(lacking)
	case user.ID == "":
		return skipped(madeByThePlan)
	case !tried:
		return skipped(newPassword)
	}
	if again := tryLogin(ctx, base, k.User, keystone.Domain{ID: s.UserDomain.ID}, k.Password.Value, t, p.options); again == nil {
		return passed("a token")
	}
	end := failing(err)
	end.took = took
	end.hint = "correct keystone.password, or the plan replaces it: who uses the old one is locked out"
	return end
}

// probeCatalogue looks for the region, and for where meters are served.
func (i *identity) probeCatalogue(ctx context.Context, k setup.KeystoneAnswers) outcome {
	var s setup.KeystoneServer
	if err := i.lookCatalogue(ctx, &s, k); err != nil {
		return failing(err)
	}
	if !slices.Contains(s.Regions, k.Region) {
		var names []string
		for _, r := range s.Regions[:min(len(s.Regions), 20)] {
			names = append(names, sources.Visible(r))
		}
		return failed("there is no such region", "set keystone.region to one of "+strings.Join(names, ", "))
	}
	for _, kind := range []string{metering, "metric"} {
		all, err := i.services(ctx, kind)
		if err != nil {
			return failing(err)
		}
		ends, err := i.endpoints(ctx, all)
		if err != nil {
			return failing(err)
		}
		at := slices.IndexFunc(ends, func(e setup.CatalogueEndpoint) bool { return e.Region == k.Region })
		if at >= 0 {
			return passed(kind + " at " + sources.Visible(ends[at].URL))
		}
	}
	return passed("the region is there; no endpoint of metering or metric yet")
}
