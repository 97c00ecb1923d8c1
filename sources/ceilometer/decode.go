package ceilometer

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// decoder turns rows into values. It keeps the texts that rows have in common,
// so that a list of 30,000 meters in 5,000 resources allocates little more than
// the ids of the resources.
type decoder struct {
	texts map[string]string
	last  string // the id before: the meters of a resource stand together
}

// Texts longer than longestKept are not kept, nor more than mostKept of them.
const (
	longestKept = 64
	mostKept    = 4096
)

// kind says what a raw value is, for an error.
func kind(raw []byte) string {
	switch raw[0] {
	case '"':
		return "a text"
	case '{':
		return "an object"
	case '[':
		return "a list"
	case 't', 'f':
		return "a boolean"
	case 'n':
		return "null"
	}
	return "a number"
}

func isNull(raw []byte) bool { return raw[0] == 'n' }

// text takes null, a text, or a number, which stays as it was written.
func (d *decoder) text(key string, raw []byte) (sources.Text, error) {
	return textOf(key, raw, d.keep)
}

// id is text for what most rows have another of.
func (d *decoder) id(key string, raw []byte) (sources.Text, error) {
	return textOf(key, raw, func(b []byte) string {
		if string(b) != d.last {
			d.last = string(b)
		}
		return d.last
	})
}

func textOf(key string, raw []byte, keep func([]byte) string) (sources.Text, error) {
	switch raw[0] {
	case 'n':
		return sources.Text{}, nil
	case '"':
		if plain(raw) {
			return sources.Known(keep(raw[1 : len(raw)-1])), nil
		}
		return sources.Known(keep(unquote(raw))), nil
	case '{', '[', 't', 'f':
		return sources.Text{}, fmt.Errorf("%s is %s where a text is expected", key, kind(raw))
	}
	return sources.Known(string(raw)), nil
}

func (d *decoder) keep(b []byte) string {
	s, found := d.texts[string(b)]
	if found {
		return s
	}
	s = string(b)
	if len(s) <= longestKept && len(d.texts) < mostKept {
		if d.texts == nil {
			d.texts = make(map[string]string)
		}
		d.texts[s] = s
	}
	return s
}

// name takes a text that must be there.
func (d *decoder) name(key string, raw []byte) (string, error) {
	t, err := d.text(key, raw)
	if err == nil && !t.Known {
		err = fmt.Errorf("%s is null", key)
	}
	return t.Value, err
}

func (d *decoder) number(key string, raw []byte) (sources.Number, error) {
	switch raw[0] {
	case 'n':
		return sources.Number{}, nil
	case '{', '[', 't', 'f', '"':
		return sources.Number{}, fmt.Errorf("%s is %s where a number is expected", key, kind(raw))
	}
	v, err := float(raw)
	if err != nil {
		return sources.Number{}, fmt.Errorf("%s is the number %s, which is out of range", key, shorten(string(raw), 40))
	}
	return sources.Number{Value: v, Known: true}, nil
}

// apocalypse is what the API says of a resource whose last sample it does not
// know; of the first it says year 1, which is Go's zero time.
var apocalypse = time.Date(9999, 12, 31, 23, 59, 59, 0, time.UTC)

// time takes a time of the API, which has no zone and means UTC. Null is zero.
func (d *decoder) time(key string, raw []byte) (time.Time, error) {
	if isNull(raw) {
		return time.Time{}, nil
	}
	if raw[0] != '"' {
		return time.Time{}, fmt.Errorf("%s is %s where a time is expected", key, kind(raw))
	}
	s := string(unquote(raw))
	at, err := time.Parse("2006-01-02T15:04:05", s)
	if err != nil {
		if at, err = time.Parse(time.RFC3339, s); err != nil {
			return time.Time{}, fmt.Errorf("%s is %q, which is no time", key, shorten(s, 40))
		}
		at = at.UTC()
	}
	if at.Equal(apocalypse) {
		return time.Time{}, nil
	}
	return at, nil
}

func (d *decoder) object(key string, raw []byte) (json.RawMessage, error) {
	if isNull(raw) {
		return nil, nil
	}
	if raw[0] != '{' {
		return nil, fmt.Errorf("%s is %s where an object is expected", key, kind(raw))
	}
	return bytes.Clone(raw), nil
}

// meter reads a row of /v2/meters. The meter_id in it says nothing new.
func (d *decoder) meter(b []byte, m *sources.Meter) (int, error) {
	*m = sources.Meter{}
	named := false
	end, err := object(b, 0, 0, func(key, raw []byte) (err error) {
		switch string(key) {
		case "name":
			named = true
			m.Name, err = d.name("name", raw)
		case "type":
			m.Type, err = d.text("type", raw)
		case "unit":
			m.Unit, err = d.text("unit", raw)
		case "resource_id":
			m.ResourceID, err = d.id("resource_id", raw)
		case "project_id":
			m.ProjectID, err = d.text("project_id", raw)
		case "user_id":
			m.UserID, err = d.text("user_id", raw)
		case "source":
			m.Source, err = d.text("source", raw)
		}
		return err
	})
	if err == nil && !named {
		err = fmt.Errorf("it has no name")
	}
	return end, err
}

// sample reads a row of /v2/samples, or of /v2/meters/NAME, which has other
// names for the same.
func (d *decoder) sample(b []byte, s *sources.Sample) (int, error) {
	*s = sources.Sample{}
	var volume sources.Number
	named := false
	end, err := object(b, 0, 0, func(key, raw []byte) (err error) {
		switch name := string(key); name {
		case "id", "message_id":
			var id sources.Text
			id, err = d.id(name, raw)
			s.ID = id.Value
		case "meter", "counter_name":
			named = true
			s.Meter, err = d.name(name, raw)
		case "type", "counter_type":
			s.Type, err = d.text(name, raw)
		case "unit", "counter_unit":
			s.Unit, err = d.text(name, raw)
		case "volume", "counter_volume":
			volume, err = d.number(name, raw)
		case "resource_id":
			s.ResourceID, err = d.id(name, raw)
		case "project_id":
			s.ProjectID, err = d.text(name, raw)
		case "user_id":
			s.UserID, err = d.text(name, raw)
		case "source":
			s.Source, err = d.text(name, raw)
		case "timestamp":
			s.Timestamp, err = d.time(name, raw)
		case "recorded_at":
			s.RecordedAt, err = d.time(name, raw)
		case "metadata", "resource_metadata":
			s.Metadata, err = d.object(name, raw)
		}
		return err
	})
	s.Volume = volume.Value
	switch {
	case err != nil:
	case !named:
		err = fmt.Errorf("it has no meter")
	case !volume.Known:
		err = fmt.Errorf("it has no volume")
	case s.Timestamp.IsZero():
		err = fmt.Errorf("it has no timestamp")
	}
	return end, err
}

func (d *decoder) resource(b []byte, r *sources.Resource) (int, error) {
	*r = sources.Resource{}
	named := false
	end, err := object(b, 0, 0, func(key, raw []byte) (err error) {
		switch string(key) {
		case "resource_id":
			var id sources.Text
			id, err = d.id("resource_id", raw)
			r.ID, named = id.Value, id.Known
		case "project_id":
			r.ProjectID, err = d.text("project_id", raw)
		case "user_id":
			r.UserID, err = d.text("user_id", raw)
		case "source":
			r.Source, err = d.text("source", raw)
		case "first_sample_timestamp":
			r.FirstSample, err = d.time("first_sample_timestamp", raw)
		case "last_sample_timestamp":
			r.LastSample, err = d.time("last_sample_timestamp", raw)
		case "metadata":
			r.Metadata, err = d.object("metadata", raw)
		}
		return err
	})
	if err == nil && !named {
		err = fmt.Errorf("it has no resource_id")
	}
	return end, err
}
