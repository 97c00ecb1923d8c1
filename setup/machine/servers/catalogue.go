package servers

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/endpoints"
	"github.com/gophercloud/gophercloud/v2/openstack/identity/v3/services"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

func (m *machine) prepareService(ctx context.Context, a setup.PutService, u *setup.Undo) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	all, err := i.services(ctx, a.Type)
	if err != nil {
		return err
	}
	var ids []string
	for _, s := range all {
		ids = append(ids, s.ID)
		u.Existed = u.Existed || s.Name == a.Name
	}
	u.Names[typeName], u.Names[serviceName], u.Names[had] = a.Type, a.Name, strings.Join(ids, " ")
	return nil
}

// putService lists first: Keystone makes a second service as readily as the
// first.
func (m *machine) putService(ctx context.Context, a setup.PutService) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	all, err := i.services(ctx, a.Type)
	if err != nil || slices.ContainsFunc(all, func(s setup.CatalogueService) bool { return s.Name == a.Name }) {
		return err
	}
	if len(all) > 0 {
		m.options.tell("The catalogue has another service of the type " + sources.Visible(a.Type) + " already: " + sources.Visible(all[0].Name) + ".")
	}
	_, err = services.Create(ctx, i.c, services.CreateOpts{Name: a.Name, Type: a.Type, Description: a.Description}).Extract()
	return i.explain(ctx, "make the service "+sources.Visible(a.Name), err)
}

// revertService deletes what was not there before, while it has no endpoints:
// Keystone deletes those with it.
func (m *machine) revertService(ctx context.Context, u setup.Undo) error {
	if u.Existed {
		return nil
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	all, err := i.services(ctx, u.Names[typeName])
	if err != nil {
		return err
	}
	before := strings.Fields(u.Names[had])
	for _, s := range all {
		if s.Name != u.Names[serviceName] || slices.Contains(before, s.ID) {
			continue
		}
		left, err := i.endpoints(ctx, []setup.CatalogueService{s})
		if err != nil {
			return err
		}
		if len(left) > 0 {
			return drifted("openstack endpoint list --service "+word(s.Type), "delete the service %s: it has %d endpoints", s.Name, len(left))
		}
		if err := i.gone(ctx, "delete the service "+sources.Visible(s.Name), services.Delete(ctx, i.c, s.ID).ExtractErr()); err != nil {
			return err
		}
	}
	return nil
}

// at are the endpoints of a type with an interface in a region, and the service
// that a new one belongs to: the one that has endpoints already, or the first.
func (i *identity) at(ctx context.Context, kind, face, region string) (found []setup.CatalogueEndpoint, service string, err error) {
	of, err := i.services(ctx, kind)
	if err != nil {
		return nil, "", err
	}
	all, err := i.endpoints(ctx, of)
	if err != nil {
		return nil, "", err
	}
	for _, e := range all {
		if e.Interface == face && e.Region == region {
			found = append(found, e)
		}
	}
	switch {
	case len(all) > 0:
		service = all[0].ServiceID
	case len(of) > 0:
		service = of[0].ID
	}
	return found, service, nil
}

func (m *machine) prepareEndpoint(ctx context.Context, a setup.PutEndpoint, u *setup.Undo) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	found, _, err := i.at(ctx, a.Type, a.Interface, a.Region)
	if err != nil {
		return err
	}
	u.Names[typeName], u.Names[face], u.Names[region], u.Names[urlName], u.Names[idName] = a.Type, a.Interface, a.Region, a.URL, a.ID
	what := "the " + a.Interface + " endpoint of " + a.Type + " in " + a.Region
	var ids []string
	for _, e := range found {
		ids = append(ids, e.ID)
		switch {
		case e.ID == a.ID:
			u.Existed, u.Names[oldURL] = true, e.URL
		case a.ID == "" && e.URL == a.URL:
			u.Existed = true
		case a.ID == "":
			return drifted("ceilotop setup plan", "%s is at %s, and there was none when the plan was made", what, e.URL)
		}
	}
	if a.ID != "" && !u.Existed {
		return wasThere(what, false)
	}
	u.Names[had] = strings.Join(ids, " ")
	return nil
}

func (m *machine) putEndpoint(ctx context.Context, a setup.PutEndpoint) error {
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	found, service, err := i.at(ctx, a.Type, a.Interface, a.Region)
	if err != nil || slices.ContainsFunc(found, func(e setup.CatalogueEndpoint) bool { return e.URL == a.URL && (a.ID == "" || a.ID == e.ID) }) {
		return err
	}
	doing := "make the " + sources.Visible(a.Interface) + " endpoint of " + sources.Visible(a.Type)
	switch {
	case a.ID != "":
		_, err = endpoints.Update(ctx, i.c, a.ID, endpoints.UpdateOpts{URL: a.URL}).Extract()
		return i.explain(ctx, "change the "+sources.Visible(a.Interface)+" endpoint of "+sources.Visible(a.Type), err)
	case service == "":
		return &failure{doing + ": " + errNoService.Error(), "openstack service create --name ceilometer " + word(a.Type), errNoService}
	}
	_, err = endpoints.Create(ctx, i.c, endpoints.CreateOpts{
		ServiceID: service, Availability: gophercloud.Availability(a.Interface), Region: a.Region, URL: a.URL,
	}).Extract()
	return i.explain(ctx, doing, err)
}

func (m *machine) revertEndpoint(ctx context.Context, u setup.Undo) error {
	if u.Existed && u.Names[idName] == "" {
		return nil
	}
	i, err := m.keystone(ctx)
	if err != nil {
		return err
	}
	found, _, err := i.at(ctx, u.Names[typeName], u.Names[face], u.Names[region])
	if err != nil {
		return err
	}
	hint := "openstack endpoint list --service " + word(u.Names[typeName])
	doing := "take the " + u.Names[face] + " endpoint of " + u.Names[typeName] + " back"
	if id := u.Names[idName]; id != "" {
		return i.restoreURL(ctx, u, found, doing, hint)
	}
	before := strings.Fields(u.Names[had])
	for _, e := range found {
		if slices.Contains(before, e.ID) {
			continue
		}
		if e.URL != u.Names[urlName] {
			return drifted(hint, "%s: it is at %s now", doing, e.URL)
		}
		if err := i.gone(ctx, sources.Visible(doing), endpoints.Delete(ctx, i.c, e.ID).ExtractErr()); err != nil {
			return err
		}
	}
	return nil
}

func (i *identity) restoreURL(ctx context.Context, u setup.Undo, found []setup.CatalogueEndpoint, doing, hint string) error {
	for _, e := range found {
		if e.ID != u.Names[idName] {
			continue
		}
		switch e.URL {
		case u.Names[oldURL]:
			return nil
		case u.Names[urlName]:
			_, err := endpoints.Update(ctx, i.c, e.ID, endpoints.UpdateOpts{URL: u.Names[oldURL]}).Extract()
			if gophercloud.ResponseCodeIs(err, http.StatusNotFound) {
				break
			}
			return i.explain(ctx, sources.Visible(doing), err)
		}
		return drifted(hint, "%s: it is at %s now", doing, e.URL)
	}
	return drifted(hint, "%s: it is not there any more", doing)
}
