package meterdef

import (
	"errors"
	"fmt"
	"math/big"
	"strconv"
	"strings"

	"github.com/ceilotop/ceilotop/sources/meterdef/jsonpath"
)

// plugin makes values of what a path found; null is none.
type plugin interface {
	values(matches []jsonpath.Match) ([]jsonpath.Value, error)
}

func newPlugin(cfg jsonpath.Value, r release) (plugin, error) {
	name, parameters := cfg, &jsonpath.Object{}
	if _, text := cfg.(string); !text {
		o, ok := cfg.(*jsonpath.Object)
		if !ok {
			return nil, errStops{errors.New("its plugin is neither a name nor a mapping")}
		}
		if name, ok = o.Get("name"); !ok {
			return nil, errors.New("its plugin has no name")
		}
		if p, _ := o.Get("parameters"); p != nil {
			if parameters, ok = p.(*jsonpath.Object); !ok {
				return nil, errStops{errors.New("its plugin's parameters are no mapping")}
			}
		}
	}
	switch name {
	case "timedelta":
		return timedelta{}, nil
	case "split":
		return newSplitter(parameters)
	case "bitfield":
		return newBitfield(parameters)
	case "map":
		if r.maps() {
			return newMapper(parameters)
		}
	}
	return nil, fmt.Errorf("no plugin is called %s", jsonpath.Text(name))
}

// timedelta is the seconds between two times, always a float.
type timedelta struct{}

func (timedelta) values(matches []jsonpath.Match) ([]jsonpath.Value, error) {
	if len(matches) != 2 {
		return nil, nil
	}
	start, err1 := isoTime(matches[0].Value)
	end, err2 := isoTime(matches[1].Value)
	if err1 != nil || err2 != nil {
		return nil, nil
	}
	d := end.Sub(start).Abs()
	return []jsonpath.Value{float64(d.Microseconds()) / 1e6}, nil
}

// splitter takes a part of each value.
type splitter struct {
	separator     *string // nil: blanks
	segment, most int     // a most below 0 is none
}

func newSplitter(parameters *jsonpath.Object) (plugin, error) {
	dot := "."
	s := splitter{separator: &dot, most: -1}
	if v, ok := parameters.Get("separator"); ok {
		text, isText := v.(string)
		switch {
		case v == nil:
			s.separator = nil
		case !isText:
			return nil, errStops{errors.New("the separator of split is no text")}
		default:
			s.separator = &text
		}
	}
	for name, to := range map[string]*int{"segment": &s.segment, "max_split": &s.most} {
		v, ok := parameters.Get(name)
		if !ok || v == nil && name == "max_split" {
			continue
		}
		i, ok := v.(int64)
		if !ok || i != int64(int32(i)) {
			return nil, errStops{fmt.Errorf("%s of split is no integer", name)}
		}
		*to = int(i)
	}
	return s, nil
}

func (s splitter) values(matches []jsonpath.Match) ([]jsonpath.Value, error) {
	var all []jsonpath.Value
	for _, m := range matches {
		text := jsonpath.Text(m.Value)
		var parts []string
		switch {
		case s.separator == nil:
			parts = fieldsN(text, s.most)
		case *s.separator == "":
			return nil, errors.New("split by an empty separator")
		default:
			parts = jsonpath.Split(text, *s.separator, s.most)
		}
		i := s.segment
		if i < 0 {
			i += len(parts)
		}
		if 0 <= i && i < len(parts) {
			all = append(all, parts[i])
		}
	}
	return all, nil
}

// fieldsN splits at blanks, the last part as it is.
func fieldsN(s string, most int) []string {
	if most < 0 {
		return strings.Fields(s)
	}
	var parts []string
	for s = strings.TrimSpace(s); s != "" && len(parts) < most; {
		word, rest := s, ""
		if i := strings.IndexFunc(s, isSpace); i >= 0 {
			word, rest = s[:i], strings.TrimLeftFunc(s[i:], isSpace)
		}
		parts, s = append(parts, word), rest
	}
	if s != "" {
		parts = append(parts, s)
	}
	return parts
}

func isSpace(r rune) bool { return strings.TrimSpace(string(r)) == "" }

// bitfield sets a bit for each path that was found, or found with a value.
type bitfield struct {
	initial *big.Int
	flags   []flag
}

type flag struct {
	path  string
	bit   uint
	value jsonpath.Value
	any   bool // whatever the value is
}

const maxBit = 1024

func newBitfield(parameters *jsonpath.Object) (plugin, error) {
	b := bitfield{initial: new(big.Int)}
	if v, ok := parameters.Get("initial_bitfield"); ok {
		i, ok := v.(int64)
		if !ok {
			return nil, errors.New("initial_bitfield is no integer")
		}
		b.initial = big.NewInt(i)
	}
	v, _ := parameters.Get("flags")
	list, ok := v.([]jsonpath.Value)
	if !ok && v != nil {
		return nil, errors.New("the flags of bitfield are no list")
	}
	for _, v := range list {
		o, ok := v.(*jsonpath.Object)
		if !ok {
			return nil, errors.New("a flag of bitfield is no mapping")
		}
		path, _ := o.Get("path")
		bit, _ := o.Get("bit")
		n, err := strconv.ParseUint(jsonpath.Text(bit), 10, 16)
		text, ok := path.(string)
		if !ok || err != nil || n > maxBit {
			return nil, errors.New("a flag of bitfield has no path or no bit")
		}
		f := flag{path: text, bit: uint(n), any: true}
		if v, ok := o.Get("value"); ok {
			f.value, f.any = v, false
		}
		b.flags = append(b.flags, f)
	}
	return b, nil
}

func (b bitfield) values(matches []jsonpath.Match) ([]jsonpath.Value, error) {
	found := map[string]jsonpath.Value{}
	for _, m := range matches {
		found[m.Where()] = m.Value
	}
	field := new(big.Int).Set(b.initial)
	for _, f := range b.flags {
		if v, ok := found[f.path]; ok && (f.any || jsonpath.Equal(v, f.value)) {
			field.SetBit(field, int(f.bit), 1)
		}
	}
	if field.IsInt64() {
		return []jsonpath.Value{field.Int64()}, nil
	}
	return []jsonpath.Value{field}, nil
}
