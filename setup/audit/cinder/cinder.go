// Package cinder asks Cinder's API which volumes, snapshots and backups there
// are, so that an audit knows what to expect.
package cinder

import (
	"context"
	"fmt"
	"net/http"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/backups"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/services"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/snapshots"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/pagination"

	"github.com/ceilotop/ceilotop/setup/audit"
	"github.com/ceilotop/ceilotop/sources"
)

// Types are the names of the service in the catalogue, the newest first.
var Types = []string{"block-storage", "volumev3", "volume"}

// Inventory is what one Cinder has.
type Inventory struct{ client *gophercloud.ServiceClient }

var _ audit.Inventory = (*Inventory)(nil)

// New prepares an inventory of the API at an endpoint of the catalogue, which
// ends with the project. The client adds the token.
func New(endpoint string, client *http.Client) *Inventory {
	return &Inventory{&gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{HTTPClient: *client},
		Endpoint:       strings.TrimRight(endpoint, "/") + "/", Type: "volume",
	}}
}

// Resources are those of all projects if the user is an administrator; only such
// a one may list Cinder's services, which is how they are told apart.
func (i *Inventory) Resources(ctx context.Context) (all []audit.Resource, complete bool, err error) {
	take := func(what string, pager pagination.Pager, page func(pagination.Page) error) error {
		err := pager.EachPage(ctx, func(_ context.Context, p pagination.Page) (bool, error) { return true, page(p) })
		if err != nil {
			return i.failed("list "+what, err)
		}
		return nil
	}
	err = take("volumes", volumes.List(i.client, volumes.ListOpts{AllTenants: true}), func(p pagination.Page) error {
		list, err := volumes.ExtractVolumes(p)
		for _, v := range list {
			all = append(all, audit.Resource{Kind: audit.Volume, ID: v.ID, Host: v.Host, Created: v.CreatedAt})
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	err = take("snapshots", snapshots.List(i.client, snapshots.ListOpts{AllTenants: true}), func(p pagination.Page) error {
		list, err := snapshots.ExtractSnapshots(p)
		for _, s := range list {
			all = append(all, audit.Resource{Kind: audit.Snapshot, ID: s.ID, Volume: s.VolumeID, Created: s.CreatedAt})
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	err = take("backups", backups.ListDetail(i.client, backups.ListDetailOpts{AllTenants: true}), func(p pagination.Page) error {
		list, err := backups.ExtractBackups(p)
		for _, b := range list {
			all = append(all, audit.Resource{Kind: audit.Backup, ID: b.ID, Volume: b.VolumeID, Created: b.CreatedAt})
		}
		return err
	})
	if err != nil {
		return nil, false, err
	}
	_, err = services.List(i.client, services.ListOpts{}).AllPages(ctx)
	switch {
	case gophercloud.ResponseCodeIs(err, http.StatusForbidden):
		return all, false, nil
	case err != nil:
		return nil, false, i.failed("list services", err)
	}
	return all, true, nil
}

// failed says what Cinder answered, without the page of HTML that a proxy sends.
func (i *Inventory) failed(doing string, err error) error {
	var reason string
	for _, code := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound, http.StatusServiceUnavailable, http.StatusInternalServerError, http.StatusBadGateway} {
		if gophercloud.ResponseCodeIs(err, code) {
			reason = fmt.Sprintf("it answers %d %s", code, http.StatusText(code))
		}
	}
	if reason == "" {
		reason, _, _ = strings.Cut(err.Error(), "\n")
	}
	return fmt.Errorf("%s of Cinder at %s: %s", doing, sources.Visible(i.client.Endpoint), sources.Visible(reason))
}
