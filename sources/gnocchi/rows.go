package gnocchi

import (
	"encoding/json"

	"github.com/ceilotop/ceilotop/sources"
)

// metricRow is a metric as lists have it. Of the archive policy lists have all,
// or, in some versions, only the name.
type metricRow struct {
	ID            string       `json:"id"`
	Name          sources.Text `json:"name"`
	Unit          sources.Text `json:"unit"`
	ResourceID    sources.Text `json:"resource_id"`
	PolicyName    string       `json:"archive_policy_name"`
	ArchivePolicy struct {
		Name string `json:"name"`
	} `json:"archive_policy"`
}

func (m metricRow) key() string { return m.ID }

func (m metricRow) policy() string {
	if m.ArchivePolicy.Name != "" {
		return m.ArchivePolicy.Name
	}
	return m.PolicyName
}

// resourceRow is a resource as the join needs it.
type resourceRow struct {
	ID        string       `json:"id"`
	Original  sources.Text `json:"original_resource_id"` // null in version 2 if it is the id
	UserID    sources.Text `json:"user_id"`
	ProjectID sources.Text `json:"project_id"`
}

func (r resourceRow) key() string { return r.ID }

// name is the id under which Ceilometer knows the resource.
func (r resourceRow) name() string { return r.Original.Or(r.ID) }

// joinAttributes are those of resourceRow: since version 4.2 the others, and
// the names of all metrics with them, can be left out of an answer.
var joinAttributes = []string{"id", "original_resource_id", "user_id", "project_id"}

// describedRow is a resource with all that Gnocchi keeps of it.
type describedRow struct {
	resourceRow
	metadata json.RawMessage
}

// notMetadata are the attributes that a Resource has fields for, and those that
// are Gnocchi's own business.
var notMetadata = []string{
	"id", "original_resource_id", "user_id", "project_id", "metrics", "creator", "created_by_user_id", "created_by_project_id",
	"revision_start", "revision_end",
}

// UnmarshalJSON reads a resource of any type.
func (d *describedRow) UnmarshalJSON(data []byte) error {
	var row resourceRow
	if err := json.Unmarshal(data, &row); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	if err := json.Unmarshal(data, &all); err != nil {
		return err
	}
	for _, name := range notMetadata {
		delete(all, name)
	}
	metadata, err := json.Marshal(all)
	if err != nil {
		return err
	}
	d.resourceRow, d.metadata = row, metadata
	return nil
}
