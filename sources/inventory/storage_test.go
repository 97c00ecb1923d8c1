package inventory_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gophercloud/gophercloud/v2"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/imagedata"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/inventory"
	"github.com/ceilotop/ceilotop/sources/keystone"
	"github.com/ceilotop/ceilotop/sources/sourcestest"
)

func login(t *testing.T, i *sourcestest.Identity) *keystone.Session {
	t.Helper()
	env := i.Environment()
	l, found, err := keystone.FromEnvironment(func(name string) string { return env[name] })
	if err != nil || !found {
		t.Fatalf("found %v, %v", found, err)
	}
	s, err := keystone.New(l)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Close)
	return s
}

// TestTheInventoryOfARealCloud has a real Keystone, Cinder and Glance, and a
// stand-in for Nova; volumes of two projects over several pages, and images
// that are in no plain list.
func TestTheInventoryOfARealCloud(t *testing.T) {
	t.Parallel()
	id := sourcestest.Keystone(t)
	cinder, glance := sourcestest.Cinder(t), sourcestest.Glance(t)
	conf := filepath.Join(cinder.Dir, "cinder.conf")
	if err := os.WriteFile(conf, []byte(cinder.Settings(t, "rabbit://127.0.0.1:1", id)+"[DEFAULT]\nosapi_max_limit = 2\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	other := id.NewProject(t, "other")
	mine := cinder.Seed(t, conf, id.ProjectID,
		sourcestest.Row{Kind: "volume", Name: "a", Host: "n1@lvm#pool", Created: "2026-01-02T03:04:05.5"},
		sourcestest.Row{Kind: "volume", Name: "gone", Host: "n1@lvm#pool", Deleted: true},
		sourcestest.Row{Kind: "volume", Name: "b", Host: "n1@lvm#pool"})
	theirs := cinder.Seed(t, conf, other, sourcestest.Row{Kind: "volume", Name: "c", Host: "n1@lvm#pool"})
	cinder.Start(t, []string{conf}, "api")

	conf = filepath.Join(glance.Dir, "glance-api.conf")
	if err := os.WriteFile(conf, []byte(glance.Settings(t, "rabbit://127.0.0.1:1", id)+"[oslo_messaging_notifications]\ndriver = noop\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	glance.Start(t, conf)
	client := &gophercloud.ServiceClient{
		ProviderClient: &gophercloud.ProviderClient{TokenID: id.Token(t)},
		Endpoint:       glance.URL + "/", ResourceBase: glance.URL + "/v2/",
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	hidden, community := true, images.ImageVisibilityCommunity
	made := map[string]string{}
	for name, opts := range map[string]images.CreateOpts{
		"full": {}, "empty": {}, "hidden": {Hidden: &hidden}, "community": {Visibility: &community},
	} {
		opts.Name, opts.DiskFormat, opts.ContainerFormat = name, "raw", "bare"
		one, err := images.Create(ctx, client, opts).Extract()
		if err != nil {
			t.Fatalf("%v\n%s", err, glance.Log())
		}
		made[name] = one.ID
	}
	if err := imagedata.Upload(ctx, client, made["full"], strings.NewReader("an image")).ExtractErr(); err != nil {
		t.Fatalf("%v\n%s", err, glance.Log())
	}
	n := newNova(t, &nova{page: 10, ids: []string{"a"}})
	id.Service(t, "compute", sourcestest.Region, map[string]string{"public": n.URL + "/v2.1"})

	// Whoever is no administrator gets less, and is told so.
	some := take(t, login(t, id), inventory.Options{})
	if some.Whole(sources.KindVolume) || some.Whole(sources.KindImage) || len(some.Volumes) != 2 {
		t.Errorf("to a member: %+v", some)
	}
	id.Grant(t, id.UserID, id.ProjectID, "admin")
	all := take(t, login(t, id), inventory.Options{Page: 3})
	if len(all.Unlisted) > 0 || len(all.Servers) != 1 || len(all.Volumes) != 3 || len(all.Images) != len(made) {
		t.Fatalf("%+v\n%s\n%s", all, cinder.Log(t, "api"), glance.Log())
	}
	volume := func(id string) *sources.Volume {
		k := slices.IndexFunc(all.Volumes, func(v sources.Volume) bool { return v.ID == id })
		if k < 0 {
			t.Fatalf("volume %s is not among %+v", id, all.Volumes)
		}
		return &all.Volumes[k]
	}
	if v := volume(mine[0]); v.Name != "a" || v.ProjectID != id.ProjectID || v.SizeGB < 1 || v.UserID == "" ||
		v.CreatedAt.Format("2006-01-02T15:04:05.0") != "2026-01-02T03:04:05.5" {
		t.Errorf("%+v", v)
	}
	if v := volume(theirs[0]); v.ProjectID != other {
		t.Errorf("the other project's: %+v", v)
	}
	for _, i := range all.Images {
		size := int64(-1)
		if i.Size != nil {
			size = *i.Size
		}
		if made[i.Name] != i.ID || i.ProjectID != id.ProjectID || i.CreatedAt.IsZero() || (i.Name == "full") != (size == int64(len("an image"))) {
			t.Errorf("%+v of %d bytes", i, size)
		}
	}
}
