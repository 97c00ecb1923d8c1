package inventory

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/keystone"
)

// Cloud is a login. A *keystone.Session is one.
type Cloud interface {
	Endpoint(ctx context.Context, kind string) (string, error)
	Client() *http.Client
	Roles(ctx context.Context) ([]string, error)
}

// Options are how a list is taken.
type Options struct {
	// Patience is how long one answer may take, a minute if zero.
	Patience time.Duration
	// Limit is how long all of it may take, ten minutes if zero. What was not
	// listed by then is Unlisted.
	Limit time.Duration
	// Since asks for servers that were deleted after it too; zero: it does not.
	Since time.Time
	// Page is how many of a kind are asked for at a time, 1000 if zero; a
	// service may give fewer.
	Page int
}

// lister is how one kind is listed.
type lister struct {
	kind    sources.Kind
	service string   // its name
	types   []string // in the catalogue, the newest first
	admin   bool     // the service gives less to others, and does not say so
	base    func(endpoint string) string
	list    func(context.Context, *service, *sources.Inventory) error
}

var listers = []lister{
	{sources.KindServer, "Nova", []string{"compute"}, false, asItIs, servers},
	{sources.KindVolume, "Cinder", []string{"block-storage", "volumev3", "volumev2", "volume"}, true, asItIs, volumes},
	{sources.KindImage, "Glance", []string{"image"}, true, withVersion2, images},
}

func asItIs(endpoint string) string { return endpoint }

// withVersion2 adds what the catalogue leaves out of Glance's endpoint.
func withVersion2(endpoint string) string { return strings.TrimSuffix(endpoint, "/v2") + "/v2" }

// Take lists everything. What of it cannot be is said in Unlisted; only when
// there is no login at all, or ctx ends, there is an error, and no inventory.
func Take(ctx context.Context, c Cloud, o Options) (sources.Inventory, error) {
	o.Patience, o.Limit, o.Page = cmp.Or(o.Patience, time.Minute), cmp.Or(o.Limit, 10*time.Minute), cmp.Or(o.Page, 1000)
	roles, err := c.Roles(ctx)
	if err != nil {
		return sources.Inventory{}, err
	}
	all := sources.Inventory{At: time.Now().UTC()}
	limited, cancel := context.WithTimeoutCause(ctx, o.Limit, fmt.Errorf("it took longer than %v", o.Limit))
	defer cancel()
	var group sync.WaitGroup
	lists, whys := make([]sources.Inventory, len(listers)), make([]error, len(listers))
	for i, l := range listers {
		group.Go(func() { whys[i] = l.take(limited, c, o, roles, &lists[i]) })
	}
	group.Wait()
	if err := ctx.Err(); err != nil {
		return sources.Inventory{}, err
	}
	for i, l := range listers {
		all.Servers = append(all.Servers, lists[i].Servers...)
		all.Volumes = append(all.Volumes, lists[i].Volumes...)
		all.Images = append(all.Images, lists[i].Images...)
		if whys[i] != nil {
			all.Unlisted = append(all.Unlisted, sources.Unlisted{Kind: l.kind, Why: why(whys[i])})
		}
	}
	return all, nil
}

// why is an error and its hint as one sentence.
func why(err error) string {
	text := err.Error()
	if hint := sources.HintOf(err); hint != "" {
		text += " (" + hint + ")"
	}
	return sources.Visible(text)
}

// take lists one kind into all. An error says that all of it is not all.
func (l *lister) take(ctx context.Context, c Cloud, o Options, roles []string, all *sources.Inventory) error {
	endpoint, err := l.endpoint(ctx, c)
	if err != nil {
		return err
	}
	s := &service{
		name: l.service, options: o,
		client: &gophercloud.ServiceClient{
			ProviderClient: &gophercloud.ProviderClient{HTTPClient: *c.Client()},
			Endpoint:       strings.TrimRight(l.base(endpoint), "/") + "/", Type: l.types[0],
		},
	}
	if err := l.list(ctx, s, all); err != nil {
		return err
	}
	if l.admin && !slices.ContainsFunc(roles, func(r string) bool { return strings.EqualFold(r, "admin") }) {
		return sources.WithHint(fmt.Errorf("list %ss of %s: without the role admin it gives those of the login's own project only", l.kind, l.service), asAdmin)
	}
	return nil
}

const asAdmin = "log in as an administrator: source the openrc of admin"

func (l *lister) endpoint(ctx context.Context, c Cloud) (string, error) {
	var missing error
	for _, kind := range l.types {
		url, err := c.Endpoint(ctx, kind)
		if err == nil {
			return url, nil
		}
		if !errors.As(err, new(*keystone.MissingError)) {
			return "", err
		}
		missing = cmp.Or(missing, err)
	}
	return "", missing
}
