package gnocchi

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// filter is what the conditions of a query ask for. Of a field that is given
// twice the last counts, as in the Ceilometer API.
type filter struct {
	resource, project, user *sources.Text // nil: any
	bounds
}

// kind is a kind of list, which has conditions of its own.
type kind struct {
	name       string
	timestamps bool
	nulls      bool // the text None asks for null
}

var (
	meters     = kind{name: "meters", nulls: true}
	samples    = kind{name: "samples", timestamps: true}
	statistics = kind{name: "statistics", timestamps: true}
	resources  = kind{name: "resources"}
)

// parse reads conditions; what Gnocchi cannot answer is an UnsupportedError.
func (k kind) parse(conditions []sources.Condition) (f filter, err error) {
	for _, c := range conditions {
		var field **sources.Text
		switch strings.TrimSuffix(c.Field, "_id") {
		case "resource":
			field = &f.resource
		case "project":
			field = &f.project
		case "user":
			field = &f.user
		case "timestamp":
			if !k.timestamps {
				return f, unsupported("the field timestamp in a list of %s", k.name)
			}
			if err := f.add(c); err != nil {
				return f, err
			}
			continue
		default:
			return f, unsupported("the field %s", sources.Visible(c.Field))
		}
		if c.Op != sources.Equal {
			return f, unsupported("the operator %s for the field %s", sources.Visible(c.Op), c.Field)
		}
		value := sources.Known(c.Value)
		if k.nulls && c.Value == "None" {
			value = sources.Text{}
		}
		*field = &value
	}
	return f, nil
}

// any reports whether the filter lets every metric pass.
func (f *filter) any() bool { return f.resource == nil && f.project == nil && f.user == nil }

// has reports whether a metric is asked for. Its resource is nil if it has none,
// or none that can be found.
func (f *filter) has(m metricRow, r *resourceRow) bool {
	id, project, user := identity(m, r)
	return is(f.project, project) && is(f.user, user) &&
		(is(f.resource, id) || f.resource.Known && m.ResourceID == *f.resource) // by either id
}

func is(want *sources.Text, value sources.Text) bool { return want == nil || value == *want }

// identity is what a metric is of.
func identity(m metricRow, r *resourceRow) (resource, project, user sources.Text) {
	if r == nil {
		return m.ResourceID, sources.Text{}, sources.Text{}
	}
	return sources.Known(r.name()), r.ProjectID, r.UserID
}

// term is a part of a search in Gnocchi's own language.
type term = map[string]any

// terms are the filter as a search for resources. It has none for null: there
// are also metrics without a resource.
func (f *filter) terms() (terms []term, ok bool) {
	for _, part := range []struct {
		name string
		want *sources.Text
	}{{"project_id", f.project}, {"user_id", f.user}} {
		if part.want == nil {
			continue
		}
		if !part.want.Known {
			return nil, false
		}
		terms = append(terms, term{"=": term{part.name: part.want.Value}})
	}
	if f.resource != nil {
		if !f.resource.Known {
			return nil, false
		}
		id := term{"=": term{"original_resource_id": f.resource.Value}}
		if isUUID.MatchString(f.resource.Value) {
			id = term{"or": []term{id, {"=": term{"id": f.resource.Value}}}}
		}
		terms = append(terms, id)
	}
	return terms, len(terms) > 0
}

// all joins terms.
func all(terms []term) term {
	if len(terms) == 1 {
		return terms[0]
	}
	return term{"and": terms}
}

var isUUID = regexp.MustCompile(`^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$`)

// bounds are those of a time, zero if there is none.
type bounds struct {
	from, to time.Time
	after    bool // from itself is out
	through  bool // to itself is in
}

var layouts = []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999", "2006-01-02 15:04:05.999999999", "2006-01-02T15:04", "2006-01-02"}

func (b *bounds) add(c sources.Condition) error {
	var at time.Time
	var err error
	for _, layout := range layouts {
		if at, err = time.Parse(layout, c.Value); err == nil {
			break
		}
	}
	if err != nil {
		return sources.WithHint(fmt.Errorf("timestamp %s is no time", sources.Visible(c.Value)), "give it in UTC, as 2026-01-31T23:59:00")
	}
	switch c.Op {
	case sources.Greater, sources.GreaterOrEqual:
		b.from, b.after = at.UTC(), c.Op == sources.Greater
	case sources.Less, sources.LessOrEqual:
		b.to, b.through = at.UTC(), c.Op == sources.LessOrEqual
	default:
		return unsupported("the operator %s for the field timestamp", sources.Visible(c.Op))
	}
	return nil
}

// period is what to ask for. It has all that is within the bounds.
func (b *bounds) period() period {
	p := period{b.from, b.to}
	if b.through {
		p.to = p.to.Add(time.Nanosecond)
	}
	return p
}

// during reports whether a time is within the bounds.
func (b *bounds) during(at time.Time) bool {
	switch {
	case !b.from.IsZero() && (at.Before(b.from) || b.after && at.Equal(b.from)):
		return false
	case !b.to.IsZero() && (at.After(b.to) || !b.through && at.Equal(b.to)):
		return false
	}
	return true
}
