package sourcestest

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// defaultLimit is default_api_return_limit: what a request without a limit gets
// since Liberty, silently.
const defaultLimit = 100

// render finds the call that a path means and makes its answer. The path was
// unquoted once, as WSGI does, so that a slash in a meter's name is a slash
// here.
func (s *APIServer) render(r *http.Request, project string) ([]byte, *fault) {
	parts := strings.Split(strings.TrimPrefix(r.URL.Path, "/"), "/")
	if r.URL.Path == "/" {
		return []byte(`{"versions": {"values": [{"id": "v2", "links": [{"href": "` + s.URL + `/v2", "rel": "self"}, {"href": "http://docs.openstack.org/", "rel": "describedby", "type": "text/html"}], "media-types": [{"base": "application/json", "type": "application/vnd.openstack.telemetry-v2+json"}, {"base": "application/xml", "type": "application/vnd.openstack.telemetry-v2+xml"}], "status": "stable", "updated": "2013-02-13T00:00:00Z"}]}}`), nil
	}
	if parts[0] != "v2" || len(parts) < 2 {
		return nil, page(http.StatusNotFound, "The resource could not be found.")
	}
	query := r.URL.RawQuery
	switch kind, rest := parts[1], parts[2:]; {
	case kind == "capabilities" && len(rest) == 0:
		return []byte(capabilities), nil
	case kind == "meters" && len(rest) == 0:
		return s.meters(query, project)
	case kind == "meters" && len(rest) == 1:
		// With a name of "", which is what a slash at the end gives, these are
		// the samples of all meters.
		return s.samples(query, project, rest[0], (*writer).oldSample)
	case kind == "meters" && len(rest) == 2 && rest[1] == "statistics":
		return s.statistics(query, project, rest[0])
	case kind == "meters":
		return nil, page(http.StatusMethodNotAllowed, "The method GET is not allowed for this resource.")
	case kind == "samples" && len(rest) == 0:
		return s.samples(query, project, "", (*writer).sample)
	case kind == "samples" && len(rest) == 1:
		return s.sample(project, rest[0])
	case kind == "resources" && len(rest) == 0:
		return s.resources(query, project)
	case kind == "resources" && len(rest) == 1:
		// Here the API unquotes once more, for the sake of slashes.
		id, err := url.PathUnescape(rest[0])
		if err != nil {
			id = rest[0]
		}
		return s.resource(project, id)
	case kind == "resources", kind == "samples":
		return nil, page(http.StatusMethodNotAllowed, "The method GET is not allowed for this resource.")
	}
	return nil, page(http.StatusNotFound, "The resource could not be found.")
}

// limitedTo holds a query to the project that the token is limited to.
func limitedTo(project string, conditions []sources.Condition) ([]sources.Condition, *fault) {
	if project == "" {
		return conditions, nil
	}
	asked := false
	for _, c := range conditions {
		if shortName(c.Field) == "project" {
			if c.Value != project {
				return nil, refuse(http.StatusUnauthorized, "Not Authorized to access project %s", c.Value)
			}
			asked = true
		}
	}
	if !asked {
		conditions = append(slices.Clone(conditions), sources.Condition{Field: "project_id", Op: "eq", Value: project})
	}
	return conditions, nil
}

// arguments reads those of a list. Of Kilo's lists only samples know a limit.
func (s *APIServer) arguments(query, project string, hasLimit bool, more ...string) (*arguments, *fault) {
	allowed := append([]string{"q"}, more...)
	if hasLimit {
		allowed = append(allowed, "limit")
	}
	a, refused := read(query, allowed...)
	if refused != nil {
		return nil, refused
	}
	if a.limit == 0 && s.release != Kilo {
		a.limit = defaultLimit
	}
	a.conditions, refused = limitedTo(project, a.conditions)
	return a, refused
}

func (s *APIServer) meters(query, project string) ([]byte, *fault) {
	var more []string
	if s.release == Mitaka {
		more = append(more, "unique")
	}
	a, refused := s.arguments(query, project, s.release != Kilo, more...)
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.meterRows(a.conditions, a.unique)
	return rendered(rows, a.limit, (*writer).meter), refused
}

func (s *APIServer) samples(query, project, meter string, row func(*writer, sources.Sample)) ([]byte, *fault) {
	a, refused := s.arguments(query, project, true)
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.sampleRows(meter, a.conditions)
	return rendered(rows, a.limit, row), refused
}

func (s *APIServer) sample(project, id string) ([]byte, *fault) {
	conditions, refused := limitedTo(project, []sources.Condition{{Field: "message_id", Op: "eq", Value: id}})
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.sampleRows("", conditions)
	if refused == nil && len(rows) == 0 {
		refused = refuse(http.StatusNotFound, "Sample %s Not Found", id)
	}
	if refused != nil {
		return nil, refused
	}
	w := &writer{first: true}
	w.sample(rows[0])
	return w.b, nil
}

func (s *APIServer) resources(query, project string) ([]byte, *fault) {
	a, refused := s.arguments(query, project, s.release != Kilo, "meter_links")
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.resourceRows(a.conditions)
	return rendered(rows, a.limit, func(w *writer, r sources.Resource) {
		var meters []string
		if a.meterLinks {
			meters = s.metersOf(r.ID)
		}
		w.resource(r, s.URL, meters)
	}), refused
}

func (s *APIServer) resource(project, id string) ([]byte, *fault) {
	conditions, refused := limitedTo(project, []sources.Condition{{Field: "resource_id", Op: "eq", Value: id}})
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.resourceRows(conditions)
	if refused == nil && len(rows) == 0 {
		refused = refuse(http.StatusNotFound, "Resource %s Not Found", id)
	}
	if refused != nil {
		return nil, refused
	}
	w := &writer{first: true}
	w.resource(rows[0], s.URL, s.metersOf(id))
	return w.b, nil
}

func (s *APIServer) metersOf(resource string) []string {
	rows, _ := s.docs.meterRows([]sources.Condition{{Field: "resource_id", Op: "eq", Value: resource}}, false)
	var names []string
	for _, m := range rows {
		names = append(names, m.Name)
	}
	return names
}

func (s *APIServer) statistics(query, project, meter string) ([]byte, *fault) {
	a, refused := s.arguments(query, project, false, "period", "groupby", "aggregate")
	if refused != nil {
		return nil, refused
	}
	rows, refused := s.docs.statisticRows(sources.StatisticsQuery{
		Meter: meter, Conditions: a.conditions, Period: a.period, GroupBy: a.groupBy, Aggregates: a.aggregates,
	})
	return rendered(rows, 0, func(w *writer, st sources.Statistic) { w.statistic(st, a.groupBy, a.aggregates) }), refused
}

// capabilities are those of the MongoDB driver.
const capabilities = `{"api": {"meters:query:metadata": true, "meters:query:simple": true, "resources:query:metadata": true, "resources:query:simple": true, "samples:query:complex": true, "samples:query:metadata": true, "samples:query:simple": true, "statistics:aggregation:selectable:avg": true, "statistics:aggregation:selectable:cardinality": true, "statistics:aggregation:selectable:count": true, "statistics:aggregation:selectable:max": true, "statistics:aggregation:selectable:min": true, "statistics:aggregation:selectable:stddev": true, "statistics:aggregation:selectable:sum": true, "statistics:aggregation:standard": true, "statistics:groupby": true, "statistics:query:metadata": true, "statistics:query:simple": true}, "storage": {"storage:production_ready": true}}`
