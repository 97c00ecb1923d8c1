package meterdef

import (
	"fmt"
	"math"
	"math/big"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// Source is the source of every sample that comes from a notification.
const Source = "openstack"

// Samples makes the samples that Ceilometer makes of an event, in its order, and
// says of each definition that nearly made one why it did not. It reads the
// payload, so that of a row from the event log it knows only what event types
// tell.
func (s *Set) Samples(e *sources.Event) ([]sources.Sample, []Miss) {
	m, err := message(e, s.release)
	return s.samples(e, m, err)
}

// SamplesOf is Samples with the whole notification at hand.
func (s *Set) SamplesOf(n Notification) ([]sources.Sample, []Miss) {
	m, err := n.message(s.release)
	return s.samples(n.Event, m, err)
}

func (s *Set) samples(e *sources.Event, m *jsonpath.Object, unreadable error) ([]sources.Sample, []Miss) {
	misses := s.near(e)
	var all []sources.Sample
	for _, d := range s.active {
		if !d.takes(e.EventType) {
			continue
		}
		miss := func(r Reason, detail string) {
			misses = append(misses, Miss{d.source.name, d.source.place, r, detail})
		}
		if !consumed(e) {
			miss(Priority, e.Priority)
			continue
		}
		if unreadable != nil {
			miss(Failed, unreadable.Error())
			return nil, misses
		}
		found, why, err := d.samples(m)
		if why != nil {
			miss(why.reason, why.detail)
		}
		for _, v := range found {
			var sample sources.Sample
			if sample, err = s.convert(v, m); err != nil {
				break
			}
			name := sample.Meter
			switch n, reason, failed := volume(v.fields["volume"]); {
			case !s.passes(name):
				misses = append(misses, Miss{name, d.source.place, Filtered, ""})
			case failed != nil:
				err = failed
			case reason != 0:
				misses = append(misses, Miss{name, d.source.place, reason, d.volumeText(v)})
			default:
				sample.Volume = n
				if !sample.ResourceID.Known {
					misses = append(misses, Miss{name, d.source.place, NoResource, ""})
				}
				all = append(all, sample)
			}
		}
		if err != nil {
			miss(Failed, err.Error())
			return nil, misses
		}
	}
	return all, misses
}

// consumed reports whether Ceilometer makes samples of what has this priority.
func consumed(e *sources.Event) bool { return e.Priority == "info" || e.Priority == "sample" }

func (d *rule) volumeText(v values) string {
	if found := v.fields["volume"]; found != nil {
		return jsonpath.Text(found)
	}
	if f := d.fields["volume"]; f.path != nil {
		return f.path.String()
	}
	return ""
}

func (s *Set) convert(v values, m *jsonpath.Object) (sources.Sample, error) {
	get := func(name string) sources.Text {
		if v.fields[name] == nil {
			return sources.Text{}
		}
		return sources.Known(jsonpath.Text(v.fields[name]))
	}
	sample := sources.Sample{
		Meter: jsonpath.Text(v.fields["name"]), Type: get("type"), Unit: get("unit"), ResourceID: get("resource_id"),
		ProjectID: get("project_id"), UserID: get("user_id"), Source: sources.Known(Source),
	}
	var err error
	if at := v.fields["timestamp"]; jsonpath.True(at) {
		sample.Timestamp, err = isoTime(at)
	} else {
		sample.Timestamp, err = timestampOf(m)
	}
	if err != nil && !s.release.oldContext() { // older ones pass on what they find
		return sample, fmt.Errorf("timestamp: %w", err)
	}
	sample.Timestamp = sample.Timestamp.UTC()
	metadata := v.metadata
	if len(metadata.Keys) == 0 {
		metadata = &jsonpath.Object{}
		payload, _ := m.Get("payload")
		if o, ok := payload.(*jsonpath.Object); ok {
			for _, key := range o.Keys {
				metadata.Set(key, o.Values[key])
			}
		}
		metadata.Set("event_type", m.Values["event_type"])
		metadata.Set("host", m.Values["publisher_id"])
	}
	sample.Metadata = jsonpath.AppendJSON(nil, metadata)
	return sample, nil
}

// volume is the number that a sample carries, as the pipeline checks it: a text
// that Python's float() takes is one too.
func volume(v jsonpath.Value) (n float64, reason Reason, err error) {
	switch v := v.(type) {
	case nil:
		return 0, NoVolume, nil
	case bool:
		if v {
			n = 1
		}
		return n, 0, nil
	case int64:
		return float64(v), 0, nil
	case float64:
		return v, 0, nil
	case *big.Int:
		n, _ := new(big.Float).SetInt(v).Float64()
		return n, 0, nil
	case string:
		if n, ok := parseFloat(v); ok {
			return n, 0, nil
		}
		return 0, NotNumber, nil
	}
	return 0, 0, fmt.Errorf("volume: %s is neither a number nor a text", jsonpath.Text(v))
}

// parseFloat is Python's float() of a text: decimal, with blanks around it and
// underscores between digits.
func parseFloat(s string) (float64, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	unsigned := strings.TrimLeft(s, "+-")
	switch {
	case len(s)-len(unsigned) > 1 || unsigned == "":
		return 0, false
	case unsigned == "nan":
		return math.NaN(), true
	case unsigned == "inf" || unsigned == "infinity":
		f, err := strconv.ParseFloat(s, 64)
		return f, err == nil
	case strings.Trim(unsigned, "0123456789._e+-") != "":
		return 0, false
	}
	for i := range len(unsigned) {
		if unsigned[i] == '_' && (i == 0 || i+1 == len(unsigned) || !digit(unsigned[i-1]) || !digit(unsigned[i+1])) {
			return 0, false
		}
	}
	f, err := strconv.ParseFloat(strings.ReplaceAll(s, "_", ""), 64)
	return f, err == nil || math.IsInf(f, 0)
}

func digit(c byte) bool { return '0' <= c && c <= '9' }
