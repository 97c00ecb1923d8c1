package sourcestest

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// fault is a refusal of the Ceilometer API in its own words.
type fault struct {
	Status int
	Code   string // Client or Server
	Text   string
}

func (f *fault) Error() string { return f.Text }

func refuse(status int, format string, args ...any) *fault {
	code := "Client"
	if status >= 500 {
		code = "Server"
	}
	return &fault{status, code, fmt.Sprintf(format, args...)}
}

// Two faults of WSME, the library that reads the API's arguments.
func unknownArgument(name, why string) *fault {
	if why != "" {
		why = ": " + why
	}
	return refuse(400, `Unknown argument: "%s"%s`, name, why)
}

func invalidInput(field, value, why string) *fault {
	return refuse(400, "Invalid input for field/attribute %s. Value: '%s'. %s", field, value, why)
}

// list is one of the API's three kinds of lists, which take different fields.
type list struct {
	fields     []string // as the API enumerates them
	timestamps bool
	noneIsNull bool // on meters the text None asks for null
}

var (
	meterList    = list{[]string{"project", "resource", "source", "unique", "user"}, false, true}
	sampleList   = list{[]string{"message_id", "meter", "project", "resource", "search_offset", "source", "timestamp", "user"}, true, false}
	resourceList = list{[]string{"project", "resource", "search_offset", "source", "timestamp", "user"}, true, false}
)

// filter is a query as Ceilometer's storage gets it.
type filter struct {
	equal    map[string]string // by short name; a field given twice: the last wins
	metadata map[string]any    // by path, such as flavor.name
	null     bool              // the text None means null

	start, end     time.Time
	startOp, endOp string
}

// parse checks conditions in the order in which Ceilometer does
// (api/controllers/v2/utils.py), so that the same one is complained about.
func (l list) parse(conditions []sources.Condition) (*filter, *fault) {
	for _, name := range []string{"timestamp", "search_offset"} {
		for _, c := range conditions {
			if c.Field != name {
				continue
			}
			if !l.timestamps {
				return nil, unknownArgument(name, "not valid for this resource")
			}
			if name == "timestamp" && !slices.Contains([]string{"lt", "le", "gt", "ge"}, c.Op) || name == "search_offset" && c.Op != "eq" {
				return nil, invalidInput("op", c.Op, "unimplemented operator for "+name)
			}
		}
	}
	f := &filter{equal: map[string]string{}, metadata: map[string]any{}, null: l.noneIsNull}
	var offset time.Duration
	for _, c := range conditions {
		key := shortName(c.Field)
		path, isMetadata := metadataPath(c.Field)
		switch {
		case c.Field == "timestamp":
			if err := f.bound(c); err != nil {
				return nil, err
			}
		case c.Field == "search_offset":
			minutes, err := strconv.Atoi(c.Value)
			if err != nil {
				return nil, refuse(500, "invalid literal for int() with base 10: %s", pythonRepr(c.Value))
			}
			offset = time.Duration(minutes) * time.Minute
		case !isMetadata && !slices.Contains(l.fields, key):
			keys := make([]any, len(l.fields))
			for i, field := range l.fields {
				keys[i] = field
			}
			return nil, unknownArgument(key, fmt.Sprintf("unrecognized field in query: %s, valid keys: %s", queryRepr(conditions), pythonRepr(keys)))
		case c.Op != "eq":
			return nil, invalidInput("op", c.Op, "unimplemented operator for "+c.Field)
		case isMetadata:
			v, err := typed(c)
			if err != nil {
				return nil, err
			}
			f.metadata[path] = v
		case key == "unique":
			return nil, refuse(500, "get_meters() got multiple values for keyword argument 'unique'")
		default:
			f.equal[key] = c.Value
		}
	}
	if offset != 0 && f.start.IsZero() && f.end.IsZero() {
		return nil, invalidInput("field", "search_offset", "search_offset cannot be used without timestamp")
	}
	if !f.start.IsZero() {
		f.start = f.start.Add(-offset)
	}
	if !f.end.IsZero() {
		f.end = f.end.Add(offset)
	}
	return f, nil
}

func shortName(field string) string {
	switch field {
	case "user_id", "project_id", "resource_id":
		return strings.TrimSuffix(field, "_id")
	}
	return field
}

func metadataPath(field string) (string, bool) {
	path, ok := strings.CutPrefix(strings.TrimPrefix(field, "resource_"), "metadata.")
	return path, ok
}

// bound takes a timestamp. A zone in it is dropped, as timeutils.parse_isotime
// followed by replace(tzinfo=None) does.
func (f *filter) bound(c sources.Condition) *fault {
	var at time.Time
	var err error
	for _, layout := range []string{"2006-01-02T15:04:05Z07:00", "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04", "2006-01-02"} {
		if at, err = time.Parse(layout, c.Value); err == nil {
			break
		}
	}
	if err != nil {
		return invalidInput("timestamp", c.Value, "invalid timestamp format")
	}
	_, zone := at.Zone()
	at = at.UTC().Add(time.Duration(zone) * time.Second)
	if c.Op == "lt" || c.Op == "le" {
		f.end, f.endOp = at, c.Op
	} else {
		f.start, f.startOp = at, c.Op
	}
	return nil
}

// during reports whether a sample's time is within the bounds.
func (f *filter) during(at time.Time) bool {
	switch {
	case !f.start.IsZero() && at.Before(f.start), f.startOp == "gt" && at.Equal(f.start):
		return false
	case !f.end.IsZero() && at.After(f.end), f.endOp == "lt" && at.Equal(f.end):
		return false
	}
	return true
}

// has reports whether the value of the field name is the one asked for, if any.
func (f *filter) has(name string, value sources.Text) bool {
	want, asked := f.equal[name]
	switch {
	case !asked:
		return true
	case f.null && want == "None" && name != "source":
		return !value.Known
	}
	return value == sources.Known(want)
}

// describes reports whether metadata is as asked for, as MongoDB compares: by
// type, numbers by value, null equal to absent, an array by any element.
func (f *filter) describes(metadata map[string]any) bool {
	for _, path := range slices.Sorted(maps.Keys(f.metadata)) {
		var v any = metadata
		for key := range strings.SplitSeq(path, ".") {
			m, _ := v.(map[string]any)
			v = m[key]
		}
		want := f.metadata[path]
		if elements, ok := v.([]any); ok && slices.ContainsFunc(elements, func(e any) bool { return equal(e, want) }) {
			continue
		}
		if !equal(v, want) {
			return false
		}
	}
	return true
}

func equal(a, b any) bool {
	x, xIsNumber := number(a)
	y, yIsNumber := number(b)
	if xIsNumber || yIsNumber {
		return xIsNumber && yIsNumber && x == y
	}
	switch a.(type) {
	case []any, map[string]any:
		return false
	}
	return a == b
}

func number(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	}
	return 0, false
}

// typed converts the value of a metadata condition. Without a type it is
// guessed as Python's ast.literal_eval does for what is no list or dictionary.
func typed(c sources.Condition) (any, *fault) {
	wrong := refuse(400, "Unable to convert the value %s to the expected data type %s.", c.Value, c.Type)
	switch c.Type {
	case "":
		return guess(c.Value), nil
	case "string":
		return c.Value, nil
	case "integer":
		n, err := strconv.ParseInt(strings.TrimSpace(c.Value), 10, 64)
		if err != nil {
			return nil, wrong
		}
		return n, nil
	case "float":
		n, err := strconv.ParseFloat(strings.TrimSpace(c.Value), 64)
		if err != nil {
			return nil, wrong
		}
		return n, nil
	case "boolean":
		switch strings.ToLower(strings.TrimSpace(c.Value)) {
		case "1", "t", "true", "on", "y", "yes":
			return true, nil
		case "0", "f", "false", "off", "n", "no":
			return false, nil
		}
		return nil, wrong
	case "datetime":
		if err := (&filter{}).bound(c); err != nil {
			return nil, wrong
		}
		return c.Value, nil
	}
	return nil, refuse(400, "The data type %s is not supported. The supported data type list is: ['integer', 'float', 'string', 'boolean', 'datetime']", c.Type)
}

func guess(s string) any {
	switch s {
	case "True":
		return true
	case "False":
		return false
	case "None":
		return nil
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && (s == "0" || !strings.HasPrefix(strings.TrimLeft(s, "+-"), "0")) {
		return n
	}
	if strings.ContainsAny(s, "0123456789") && !strings.ContainsAny(s, "xXpPiI_") {
		if n, err := strconv.ParseFloat(s, 64); err == nil && strings.ContainsAny(s, ".eE") {
			return n
		}
	}
	if len(s) >= 2 && (s[0] == '\'' || s[0] == '"') && s[len(s)-1] == s[0] && !strings.ContainsAny(s[1:len(s)-1], `'"\`) {
		return s[1 : len(s)-1]
	}
	return s
}

func queryRepr(conditions []sources.Condition) string {
	var parts []string
	for _, c := range conditions {
		parts = append(parts, fmt.Sprintf("<Query %s %s %s %s>", pythonRepr(c.Field), c.Op, pythonRepr(c.Value), c.Type))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}
