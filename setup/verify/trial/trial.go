// Package trial makes harmless changes of a cloud that cause one event each, so
// that a service need not be waited for: a property of an image, the name of a
// volume. Each is taken back at once, even when the operator stops it.
//
// An image's property makes glance-api send image.update (glance
// api/v2/images.py), a volume's name makes cinder-api send volume.update.start
// and .end (cinder api/v3/volumes.py).
package trial

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/setup"
	"github.com/ceilotop/ceilotop/sources"
)

// Cloud is the login of the operator. A *keystone.Session is one.
type Cloud interface {
	Endpoint(ctx context.Context, kind string) (string, error)
	Client() *http.Client
	Project(ctx context.Context) (string, error)
}

// kind is a trial and how it is made.
type kind struct {
	setup.Trial
	of    []string // the types of the service in the catalogue, the newest first
	path  string   // of the API below the endpoint, where that is without one
	find  func(context.Context, *gophercloud.ServiceClient, string) (subject, error)
	there func(context.Context, *gophercloud.ServiceClient, subject) error
	back  func(context.Context, *gophercloud.ServiceClient, subject) error
}

// subject is an image or a volume.
type subject struct{ id, name string }

var kinds = []kind{image, volume}

// All are the trials of the services that the answers want to notify. What is
// lacking for one is said in it. The error says why there is no login.
func All(ctx context.Context, f setup.Features, c Cloud, login error) []setup.Trial {
	var all []setup.Trial
	for _, k := range kinds {
		if k.ID == image.ID && !f.Glance || k.ID == volume.ID && !f.Cinder {
			continue
		}
		t := k.Trial
		err := login
		if err == nil {
			_, _, err = k.subject(ctx, c)
		}
		if err != nil {
			t.Lacks, t.Hint = sources.Visible(err.Error()), sources.Visible(sources.HintOf(err))
		}
		all = append(all, t)
	}
	return all
}

// takeBack is how long taking a change back may take after the trial was
// stopped.
const takeBack = 30 * time.Second

// Make makes a change and takes it back.
func Make(ctx context.Context, c Cloud, id string) error {
	i := slices.IndexFunc(kinds, func(k kind) bool { return k.ID == id })
	if i < 0 {
		return fmt.Errorf("try: there is no trial %q", id)
	}
	k := kinds[i]
	client, s, err := k.subject(ctx, c)
	if err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	went := k.there(ctx, client, s)
	if refused(went) {
		return k.explain("change", s, went)
	}
	// Whether a change without an answer was made is not known: it is taken back
	// all the same.
	after, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeBack)
	defer cancel()
	if err := k.back(after, client, s); err != nil {
		return k.left(s, err)
	}
	if went != nil {
		return k.explain("change", s, went)
	}
	return nil
}

// refused reports whether the API said no, so that nothing was changed.
func refused(err error) bool {
	var said gophercloud.ErrUnexpectedResponseCode
	return asResponse(err, &said) && said.Actual >= 400 && said.Actual < 500
}

// subject finds the service, and the image or volume that the change is made of.
func (k kind) subject(ctx context.Context, c Cloud) (*gophercloud.ServiceClient, subject, error) {
	client, err := k.client(ctx, c)
	if err != nil {
		return nil, subject{}, err
	}
	project, err := c.Project(ctx)
	if err != nil {
		return nil, subject{}, err
	}
	s, err := k.find(ctx, client, project)
	if err != nil {
		err = fmt.Errorf("find %s: %w", article[k.ID], explain(err))
	}
	return client, s, err
}

var article = map[string]string{"image": "an image", "volume": "a volume"}

// client is one for the service's endpoint in the catalogue.
func (k kind) client(ctx context.Context, c Cloud) (client *gophercloud.ServiceClient, first error) {
	for _, kind := range k.of {
		endpoint, err := c.Endpoint(ctx, kind)
		if err != nil {
			if first == nil {
				first = err
			}
			continue
		}
		p := &gophercloud.ProviderClient{HTTPClient: *c.Client()}
		client = &gophercloud.ServiceClient{ProviderClient: p, Endpoint: endpoint + "/", Type: kind}
		if k.path != "" {
			client.ResourceBase = versioned(endpoint, k.path)
		}
		return client, nil
	}
	return nil, first
}
