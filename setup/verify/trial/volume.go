package trial

import (
	"context"
	"errors"
	"slices"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/blockstorage/v3/volumes"
	"github.com/gophercloud/gophercloud/v2/pagination"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// suffix is what the volume's name gets for a moment.
const suffix = " (ceilotop)"

// longest is how long a volume's name may be.
const longest = 255

var volume = kind{
	Trial: setup.Trial{
		ID:      "volume",
		Title:   "rename a volume and back",
		Proves:  "cinder-api sends to broker B",
		Command: "openstack volume set --name 'NAME" + suffix + "' VOLUME && openstack volume set --name NAME VOLUME",
	},
	of:   []string{"block-storage", "volumev3", "volumev2", "volume"},
	find: findVolume,
	there: func(ctx context.Context, c *gophercloud.ServiceClient, s subject) error {
		return rename(ctx, c, s.id, s.name+suffix)
	},
	back: func(ctx context.Context, c *gophercloud.ServiceClient, s subject) error {
		return rename(ctx, c, s.id, s.name)
	},
}

func rename(ctx context.Context, c *gophercloud.ServiceClient, id, name string) error {
	return volumes.Update(ctx, c, id, volumes.UpdateOpts{Name: &name}).Err
}

func findVolume(ctx context.Context, c *gophercloud.ServiceClient, _ string) (subject, error) {
	var all []volumes.Volume
	list := volumes.List(c, volumes.ListOpts{Limit: 50, Sort: "created_at:desc"})
	err := list.EachPage(ctx, func(_ context.Context, page pagination.Page) (more bool, err error) {
		all, err = volumes.ExtractVolumes(page)
		return false, err
	})
	if err != nil {
		return subject{}, err
	}
	all = slices.DeleteFunc(all, func(v volumes.Volume) bool {
		return v.Status != "available" && v.Status != "in-use" || len(v.Name)+len(suffix) > longest
	})
	if len(all) == 0 {
		return subject{}, sources.WithHint(errors.New("the project has none that is available or in use"), "openstack volume create --size 1 NAME")
	}
	return subject{all[0].ID, all[0].Name}, nil
}
