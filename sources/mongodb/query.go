package mongodb

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.mongodb.org/mongo-driver/bson"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// list is a kind of list, with the fields that can be asked for in it and their
// names in the documents.
type list struct {
	name     string
	fields   map[string]string
	metadata string // what metadata is called there
	times    bool   // timestamp and search_offset can be asked for
	none     bool   // the text None asks for null
}

var (
	meterList = list{
		name:     "meters",
		fields:   map[string]string{"user": "user_id", "project": "project_id", "resource": "_id", "source": "source"},
		metadata: "metadata.", none: true,
	}
	sampleList = list{
		name: "samples",
		fields: map[string]string{
			"user": "user_id", "project": "project_id", "resource": "resource_id", "source": "source",
			"meter": "counter_name", "message_id": "message_id",
		},
		metadata: "resource_metadata.", times: true,
	}
	resourceList = list{
		name:     "resources",
		fields:   map[string]string{"user": "user_id", "project": "project_id", "resource": "_id", "source": "source"},
		metadata: "metadata.", times: true,
	}
	// A time constrains a resource's samples, so that they are what is asked for.
	resourceSamples = list{
		name:     "resources",
		fields:   map[string]string{"user": "user_id", "project": "project_id", "resource": "resource_id", "source": "source"},
		metadata: "resource_metadata.", times: true,
	}
)

// span is a part of time; a zero bound is none. Each bound is in it unless it
// is open.
type span struct {
	start, end         time.Time
	openStart, openEnd bool
	// The bounds before search_offset widened them.
	askedStart, askedEnd time.Time
}

func (s span) bounded() bool { return !s.start.IsZero() || !s.end.IsZero() }

// longestOffset is a century in minutes.
const longestOffset = 100 * 366 * 24 * 60

// filter makes a filter of conditions, as api/controllers/v2/utils.py and
// storage/mongo/utils.py do: of a field given twice the last counts, all must
// hold, and a time is bounded from each side at most once.
func (l list) filter(conditions []sources.Condition) (bson.D, span, error) {
	var equal bson.D
	var during span
	var offset time.Duration
	for _, c := range conditions {
		short := c.Field
		switch c.Field {
		case "user_id", "project_id", "resource_id":
			short = strings.TrimSuffix(c.Field, "_id")
		}
		path, isMetadata := strings.CutPrefix(strings.TrimPrefix(c.Field, "resource_"), "metadata.")
		isTime := c.Field == "timestamp" || c.Field == "search_offset"
		switch {
		case isTime && !l.times, !isTime && !isMetadata && l.fields[short] == "":
			return nil, span{}, unsupported("the field %q for %s", c.Field, l.name)
		case c.Field == "timestamp":
			if err := during.bound(c); err != nil {
				return nil, span{}, err
			}
		case c.Op != sources.Equal && c.Op != "":
			return nil, span{}, unsupported("the operator %q for %s", c.Op, c.Field)
		case c.Field == "search_offset":
			minutes, err := strconv.Atoi(strings.TrimSpace(c.Value))
			if err != nil || minutes > longestOffset || minutes < -longestOffset {
				return nil, span{}, fmt.Errorf("search_offset is %q, no number of minutes", c.Value)
			}
			offset = time.Duration(minutes) * time.Minute
		case isMetadata:
			key, err := metadataKey(path)
			if err != nil {
				return nil, span{}, err
			}
			v, err := typed(c)
			if err != nil {
				return nil, span{}, err
			}
			equal = with(equal, l.metadata+key, v)
		case l.none && c.Value == "None" && short != "source":
			equal = with(equal, l.fields[short], nil)
		default:
			equal = with(equal, l.fields[short], c.Value)
		}
	}
	if offset != 0 && !during.bounded() {
		return nil, span{}, fmt.Errorf("search_offset widens a time, and there is no timestamp to widen")
	}
	during.widen(offset)
	if bounds := during.filter(); bounds != nil {
		equal = append(equal, bson.E{Key: "timestamp", Value: bounds})
	}
	return equal, during, nil
}

// with sets a key.
func with(filter bson.D, key string, value any) bson.D {
	if i := slices.IndexFunc(filter, func(e bson.E) bool { return e.Key == key }); i >= 0 {
		filter[i].Value = value
		return filter
	}
	return append(filter, bson.E{Key: key, Value: value})
}

// metadataKey quotes a path as Ceilometer does when it stores metadata: a key
// that begins with $ is stored with %24. So no operator can be smuggled in.
func metadataKey(path string) (string, error) {
	keys := strings.Split(path, ".")
	for i, key := range keys {
		if key == "" || strings.ContainsRune(key, 0) {
			return "", unsupported("the field %q", "metadata."+path)
		}
		if key[0] == '$' {
			keys[i] = quote(key)
		}
	}
	return strings.Join(keys, "."), nil
}

// quote is Python's urllib.parse.quote.
func quote(s string) string {
	const plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-/"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if strings.IndexByte(plain, s[i]) >= 0 {
			b.WriteByte(s[i])
		} else {
			fmt.Fprintf(&b, "%%%02X", s[i])
		}
	}
	return b.String()
}

// bound takes a condition on the time.
func (s *span) bound(c sources.Condition) error {
	at, err := parseTime(c.Value)
	if err != nil {
		return err
	}
	switch c.Op {
	case sources.Greater, sources.GreaterOrEqual:
		s.start, s.askedStart, s.openStart = at, at, c.Op == sources.Greater
	case sources.Less, sources.LessOrEqual:
		s.end, s.askedEnd, s.openEnd = at, at, c.Op == sources.Less
	default:
		return unsupported("the operator %q for timestamp", c.Op)
	}
	return nil
}

func (s *span) widen(offset time.Duration) {
	if !s.start.IsZero() {
		s.start = s.start.Add(-offset)
	}
	if !s.end.IsZero() {
		s.end = s.end.Add(offset)
	}
}

// filter is the span in whole milliseconds, which are all that MongoDB keeps.
// A bound between two of them is moved to the one that selects the same.
func (s span) filter() bson.D {
	var f bson.D
	ceil := func(t time.Time) time.Time { return t.Add(time.Millisecond - 1).Truncate(time.Millisecond) }
	floor := func(t time.Time) time.Time { return t.Truncate(time.Millisecond) }
	switch {
	case s.start.IsZero():
	case s.openStart:
		f = append(f, bson.E{Key: "$gt", Value: floor(s.start)})
	default:
		f = append(f, bson.E{Key: "$gte", Value: ceil(s.start)})
	}
	switch {
	case s.end.IsZero():
	case s.openEnd:
		f = append(f, bson.E{Key: "$lt", Value: ceil(s.end)})
	default:
		f = append(f, bson.E{Key: "$lte", Value: floor(s.end)})
	}
	return f
}

// parseTime reads a time or a day. The API drops a zone from it, and what it
// then looks for is not what was asked, so that only UTC is taken.
func parseTime(s string) (time.Time, error) {
	text := strings.TrimSpace(s)
	at, err := time.Parse(time.DateOnly, text)
	if err != nil {
		if at, err = time.Parse("2006-01-02T15:04", strings.Replace(text, " ", "T", 1)); err != nil {
			var ok bool
			if at, ok = oslo.ParseTime(text); !ok {
				return time.Time{}, sources.WithHint(fmt.Errorf("%q is no time", s), "write it in UTC, as 2026-01-31T12:00:00")
			}
		}
	}
	if i := strings.LastIndexAny(text, "+-"); i > len(time.DateOnly) && strings.Trim(text[i+1:], "0:") != "" {
		return time.Time{}, sources.WithHint(fmt.Errorf("the time %q has a zone, which the Ceilometer API would not heed", s), "write it in UTC: "+at.Format("2006-01-02T15:04:05.999999999"))
	}
	return at.UTC(), nil
}

// unsupported refuses a query.
func unsupported(format string, args ...any) error {
	return &sources.UnsupportedError{Store: sources.MongoDB, What: fmt.Sprintf(format, args...)}
}

// positive refuses a limit that is none; for MongoDB it would be another thing.
func positive(limit int) error {
	if limit < 0 {
		return fmt.Errorf("the limit is %d; it must be positive", limit)
	}
	return nil
}
