package inventory

import (
	"context"
	"net/http"
	"net/url"

	"github.com/gophercloud/gophercloud/v2"

	"github.com/ceilotop/ceilotop/sources"
)

// volume is a row of GET /volumes/detail.
type volume struct {
	ID          string  `json:"id"`
	Name        string  `json:"name"`
	Project     string  `json:"os-vol-tenant-attr:tenant_id"`
	User        string  `json:"user_id"`
	Status      string  `json:"status"`
	Type        string  `json:"volume_type"`
	Size        int64   `json:"size"` // GB
	Created     instant `json:"created_at"`
	Attachments []struct {
		Server string `json:"server_id"`
	} `json:"attachments"`
}

func volumes(ctx context.Context, s *service, all *sources.Inventory) error {
	err := pages(ctx, s, "volumes/detail", "volumes", url.Values{"all_tenants": {"1"}}, func(v *volume) string { return v.ID }, func(v *volume) {
		one := sources.Volume{
			ID: v.ID, Name: v.Name, ProjectID: v.Project, UserID: v.User, Status: v.Status,
			Type: v.Type, SizeGB: v.Size, CreatedAt: v.Created.Time,
		}
		for _, a := range v.Attachments {
			if a.Server != "" {
				one.Servers = append(one.Servers, a.Server)
			}
		}
		all.Volumes = append(all.Volumes, one)
	})
	return s.failed("list volumes", err)
}

// image is a row of GET /v2/images.
type image struct {
	ID      string  `json:"id"`
	Name    string  `json:"name"`
	Owner   string  `json:"owner"`
	Status  string  `json:"status"`
	Size    *int64  `json:"size"` // bytes
	Created instant `json:"created_at"`
}

// images asks four times: those of the visibility community and those that are
// hidden are in no list that does not ask for them. Releases before Ocata do not
// know the former and answer 400, those before Rocky not the latter, for which
// it is a property that no image has.
func images(ctx context.Context, s *service, all *sources.Inventory) error {
	seen := make(map[string]bool)
	for _, query := range []url.Values{
		{},
		{"visibility": {"community"}},
		{"os_hidden": {"true"}},
		{"os_hidden": {"true"}, "visibility": {"community"}},
	} {
		err := pages(ctx, s, "images", "images", query, func(i *image) string { return i.ID }, func(i *image) {
			if seen[i.ID] {
				return
			}
			seen[i.ID] = true
			all.Images = append(all.Images, sources.Image{
				ID: i.ID, Name: i.Name, ProjectID: i.Owner, Status: i.Status, Size: i.Size, CreatedAt: i.Created.Time,
			})
		})
		if len(query) > 0 && gophercloud.ResponseCodeIs(err, http.StatusBadRequest) {
			continue
		}
		if err != nil {
			return s.failed("list images", err)
		}
	}
	return nil
}
