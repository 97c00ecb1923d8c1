package trial

import (
	"context"
	"errors"
	"strings"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"
	"github.com/gophercloud/gophercloud/v2/pagination"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// property is one that nobody else sets.
const property = "ceilotop_probe"

var image = kind{
	Trial: setup.Trial{
		ID:      "image",
		Title:   "set and unset a property of an image",
		Proves:  "glance-api sends to broker B",
		Command: "openstack image set --property " + property + "=1 IMAGE && openstack image unset --property " + property + " IMAGE",
	},
	of:   []string{"image"},
	path: "v2/",
	find: findImage,
	there: func(ctx context.Context, c *gophercloud.ServiceClient, s subject) error {
		return patch(ctx, c, s, images.AddOp)
	},
	back: func(ctx context.Context, c *gophercloud.ServiceClient, s subject) error {
		return patch(ctx, c, s, images.RemoveOp)
	},
}

func patch(ctx context.Context, c *gophercloud.ServiceClient, s subject, op images.UpdateOp) error {
	return images.Update(ctx, c, s.id, images.UpdateOpts{images.UpdateImageProperty{Op: op, Name: property, Value: "1"}}).Err
}

// findImage takes one of the operator's own project: those of others may not be
// his to change.
func findImage(ctx context.Context, c *gophercloud.ServiceClient, project string) (subject, error) {
	var all []images.Image
	list := images.List(c, images.ListOpts{Owner: project, Status: images.ImageStatusActive, Limit: 1, Sort: "created_at:desc"})
	err := list.EachPage(ctx, func(_ context.Context, page pagination.Page) (more bool, err error) {
		all, err = images.ExtractImages(page)
		return false, err
	})
	if err != nil {
		return subject{}, err
	}
	if len(all) == 0 {
		return subject{}, sources.WithHint(errors.New("the project has no active one"), "openstack image create --file FILE --disk-format raw NAME")
	}
	return subject{all[0].ID, all[0].Name}, nil
}

// versioned is the base of the API's resources. Some catalogues name the version
// already.
func versioned(endpoint, version string) string {
	if strings.HasSuffix(endpoint+"/", "/"+version) {
		return endpoint + "/"
	}
	return endpoint + "/" + version
}
