package sourcestest

import (
	"encoding/json"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// writer writes rows as json.dumps writes those of WSME: `", "` and `": "`
// between them, in the order in which the classes of the API define their
// attributes.
type writer struct {
	b     []byte
	first bool
}

func (w *writer) open(c byte) { w.b, w.first = append(w.b, c), true }

func (w *writer) close(c byte) { w.b, w.first = append(w.b, c), false }

// next separates a value from the one before it.
func (w *writer) next() {
	if !w.first {
		w.b = append(w.b, ", "...)
	}
	w.first = false
}

func (w *writer) key(name string) {
	w.next()
	w.b = append(appendString(w.b, name), ": "...)
}

func (w *writer) text(name string, t sources.Text) {
	w.key(name)
	if !t.Known {
		w.b = append(w.b, "null"...)
		return
	}
	w.b = appendString(w.b, t.Value)
}

func (w *writer) float(name string, v float64) {
	w.key(name)
	w.b = append(w.b, pythonFloat(v)...)
}

// time writes Python's isoformat: no zone, and no fraction when it is zero.
func (w *writer) time(name string, at time.Time) {
	if at.IsZero() {
		w.text(name, sources.Text{})
		return
	}
	layout := "2006-01-02T15:04:05.000000"
	if at.Nanosecond()/1000 == 0 {
		layout = "2006-01-02T15:04:05"
	}
	w.text(name, sources.Known(at.UTC().Format(layout)))
}

// metadata writes an object of texts, keys in their order.
func (w *writer) metadata(name string, raw json.RawMessage) {
	w.key(name)
	w.open('{')
	d := json.NewDecoder(strings.NewReader(string(raw)))
	for d.More() {
		token, err := d.Token()
		if err != nil {
			break
		}
		if key, ok := token.(string); ok {
			value, _ := d.Token()
			text, _ := value.(string)
			w.text(key, sources.Known(text))
		}
	}
	w.close('}')
}

func (w *writer) meter(m sources.Meter) {
	w.next()
	w.open('{')
	w.text("name", sources.Known(m.Name))
	w.text("type", m.Type)
	w.text("unit", m.Unit)
	w.text("resource_id", m.ResourceID)
	w.text("project_id", m.ProjectID)
	w.text("user_id", m.UserID)
	w.text("source", m.Source)
	w.text("meter_id", sources.Known(m.ID()))
	w.close('}')
}

// sample writes a row of /v2/samples.
func (w *writer) sample(s sources.Sample) {
	w.next()
	w.open('{')
	w.text("id", sources.Known(s.ID))
	w.text("meter", sources.Known(s.Meter))
	w.text("type", s.Type)
	w.text("unit", s.Unit)
	w.float("volume", s.Volume)
	w.text("user_id", s.UserID)
	w.text("project_id", s.ProjectID)
	w.text("resource_id", s.ResourceID)
	w.text("source", s.Source)
	w.time("timestamp", s.Timestamp)
	w.time("recorded_at", s.RecordedAt)
	w.metadata("metadata", s.Metadata)
	w.close('}')
}

// oldSample writes a row of /v2/meters/NAME.
func (w *writer) oldSample(s sources.Sample) {
	w.next()
	w.open('{')
	w.text("source", s.Source)
	w.text("counter_name", sources.Known(s.Meter))
	w.text("counter_type", s.Type)
	w.text("counter_unit", s.Unit)
	w.float("counter_volume", s.Volume)
	w.text("user_id", s.UserID)
	w.text("project_id", s.ProjectID)
	w.text("resource_id", s.ResourceID)
	w.time("timestamp", s.Timestamp)
	w.time("recorded_at", s.RecordedAt)
	w.metadata("resource_metadata", s.Metadata)
	w.text("message_id", sources.Known(s.ID))
	w.close('}')
}

// resource writes a row of /v2/resources with a link to itself below url, and
// to each of the meters.
func (w *writer) resource(r sources.Resource, url string, meters []string) {
	w.next()
	w.open('{')
	w.text("resource_id", sources.Known(r.ID))
	w.text("project_id", r.ProjectID)
	w.text("user_id", r.UserID)
	w.time("first_sample_timestamp", r.FirstSample)
	w.time("last_sample_timestamp", r.LastSample)
	w.metadata("metadata", r.Metadata)
	w.key("links")
	w.open('[')
	link := func(href, rel string) {
		w.next()
		w.open('{')
		w.text("href", sources.Known(url+href))
		w.text("rel", sources.Known(rel))
		w.close('}')
	}
	link("/v2/resources/"+r.ID, "self")
	for _, m := range meters {
		link("/v2/meters/"+m+"?q.field=resource_id&q.value="+r.ID, m)
	}
	w.close(']')
	w.text("source", r.Source)
	w.close('}')
}

func (w *writer) statistic(s sources.Statistic, groupBy []string, aggregates []sources.Aggregate) {
	w.next()
	w.open('{')
	w.key("groupby")
	if s.GroupBy == nil {
		w.b = append(w.b, "null"...)
	} else {
		w.open('{')
		for _, field := range groupBy {
			w.text(field, s.GroupBy[field])
		}
		w.close('}')
	}
	w.text("unit", s.Unit)
	for _, n := range []struct {
		name  string
		value sources.Number
	}{{"min", s.Min}, {"max", s.Max}, {"avg", s.Avg}, {"sum", s.Sum}} {
		if n.value.Known {
			w.float(n.name, n.value.Value)
		} else if v, asked := s.Aggregates[n.name]; asked {
			// The API gives these by themselves too when they are asked for.
			w.float(n.name, v)
		}
	}
	if v, asked := s.Aggregates["count"]; s.Count.Known || asked {
		w.key("count")
		w.b = append(w.b, strings.TrimSuffix(pythonFloat(s.Count.Value+v), ".0")...)
	}
	if s.Aggregates != nil {
		w.key("aggregate")
		w.open('{')
		for _, a := range aggregates {
			w.float(a.Name(), s.Aggregates[a.Name()])
		}
		w.close('}')
	}
	w.float("duration", s.Duration)
	w.time("duration_start", s.DurationStart)
	w.time("duration_end", s.DurationEnd)
	w.key("period")
	w.b = append(w.b, pythonRepr(int64(s.Period))...)
	w.time("period_start", s.PeriodStart)
	w.time("period_end", s.PeriodEnd)
	w.close('}')
}

// rendered are rows in brackets; a limit of 0 is none.
func rendered[T any](rows []T, limit int, row func(*writer, T)) []byte {
	if limit > 0 {
		rows = rows[:min(limit, len(rows))]
	}
	w := &writer{b: slices.Grow([]byte(nil), 64+256*len(rows))}
	w.open('[')
	for _, r := range rows {
		row(w, r)
	}
	w.close(']')
	return w.b
}
