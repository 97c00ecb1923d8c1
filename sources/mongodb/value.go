package mongodb

import (
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"time"

	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/bson/primitive"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"

	"github.com/ceilotop/ceilotop/sources"
	"github.com/ceilotop/ceilotop/sources/oslo"
)

// elements walks the elements of a BSON document or array without copying it.
// Decoding into a struct by reflection costs about three times as much.
type elements struct{ rest []byte }

var errTorn = fmt.Errorf("it is not valid BSON")

func elementsOf(doc []byte) (elements, error) {
	if len(doc) < 5 || int64(binary.LittleEndian.Uint32(doc)) != int64(len(doc)) || doc[len(doc)-1] != 0 {
		return elements{}, errTorn
	}
	return elements{doc[4:]}, nil
}

// next returns the next element, or false at the end of the document.
func (e *elements) next() (key []byte, v bsoncore.Value, more bool, err error) {
	if len(e.rest) == 1 && e.rest[0] == 0 {
		return nil, v, false, nil
	}
	element, rest, ok := bsoncore.ReadElement(e.rest)
	if !ok || len(rest) == 0 || element[0] == 0 {
		return nil, v, false, errTorn
	}
	e.rest = rest
	if key, err = element.KeyBytesErr(); err != nil {
		return nil, v, false, errTorn
	}
	v = bsoncore.Value{Type: bsontype.Type(element[0]), Data: element[len(key)+2:]}
	return key, v, true, nil
}

// stringBytes are the bytes of a string or symbol.
func stringBytes(v bsoncore.Value) ([]byte, bool) {
	if v.Type != bsontype.String && v.Type != bsontype.Symbol {
		return nil, false
	}
	if len(v.Data) < 5 || int64(binary.LittleEndian.Uint32(v.Data)) != int64(len(v.Data)-4) || v.Data[len(v.Data)-1] != 0 {
		return nil, false
	}
	return v.Data[4 : len(v.Data)-1], true
}

// words keeps texts of which there are few, so that each is stored once: names,
// types and units of meters, users, projects and sources.
type words map[string]string

const mostWords = 4096

func (w words) keep(b []byte) string {
	if s, ok := w[string(b)]; ok { // does not allocate
		return s
	}
	s := string(b)
	if w != nil && len(w) < mostWords {
		w[s] = s
	}
	return s
}

// text is a text, or null. What an old or a foreign writer stored as another
// scalar is shown as Python would print it.
func (w words) text(v bsoncore.Value) (sources.Text, error) {
	switch v.Type {
	case bsontype.String, bsontype.Symbol:
		b, ok := stringBytes(v)
		if !ok {
			return sources.Text{}, errTorn
		}
		return sources.Known(w.keep(b)), nil
	case 0, bsontype.Null, bsontype.Undefined:
		return sources.Text{}, nil
	case bsontype.EmbeddedDocument, bsontype.Array:
		return sources.Text{}, fmt.Errorf("it is %s where a text belongs", kind(v.Type))
	}
	text, err := scalar(v)
	return sources.Known(text), err
}

// number is a number. Old Ceilometers stored volumes as they came: as 32 or 64
// bits, as a float, as a decimal or as a text.
func number(v bsoncore.Value) (float64, error) {
	switch v.Type {
	case bsontype.Double:
		if len(v.Data) == 8 {
			return math.Float64frombits(binary.LittleEndian.Uint64(v.Data)), nil
		}
	case bsontype.Int32:
		if len(v.Data) == 4 {
			return float64(int32(binary.LittleEndian.Uint32(v.Data))), nil
		}
	case bsontype.Int64:
		if len(v.Data) == 8 {
			return float64(int64(binary.LittleEndian.Uint64(v.Data))), nil
		}
	case bsontype.Boolean:
		if len(v.Data) == 1 {
			return float64(v.Data[0] & 1), nil
		}
	case bsontype.String, bsontype.Decimal128:
		text, err := scalar(v)
		if err != nil {
			return 0, err
		}
		if f, ok := parseFloat(text); ok {
			return f, nil
		}
		return 0, fmt.Errorf("it is %q, no number", text)
	case 0:
		return 0, fmt.Errorf("it is not there")
	default:
		return 0, fmt.Errorf("it is %s, no number", kind(v.Type))
	}
	return 0, errTorn
}

// instant is a time in UTC, to the millisecond; the zero time where there is
// none.
func instant(v bsoncore.Value) (time.Time, error) {
	switch v.Type {
	case bsontype.DateTime:
		if len(v.Data) != 8 {
			return time.Time{}, errTorn
		}
		at := time.UnixMilli(int64(binary.LittleEndian.Uint64(v.Data))).UTC()
		if at.Year() < 1 || at.Year() > 9999 {
			return time.Time{}, fmt.Errorf("it is a time in the year %d", at.Year())
		}
		return at, nil
	case bsontype.String:
		b, ok := stringBytes(v)
		if !ok {
			return time.Time{}, errTorn
		}
		at, ok := oslo.ParseTime(string(b))
		if !ok {
			return time.Time{}, fmt.Errorf("it is %q, no time", b)
		}
		return at, nil
	case 0, bsontype.Null, bsontype.Undefined:
		return time.Time{}, nil
	}
	return time.Time{}, fmt.Errorf("it is %s, no time", kind(v.Type))
}

// scalar is any value but a document or an array, as a text.
func scalar(v bsoncore.Value) (string, error) {
	switch v.Type {
	case bsontype.String, bsontype.Symbol:
		if b, ok := stringBytes(v); ok {
			return string(b), nil
		}
	case bsontype.Int32, bsontype.Int64:
		if n, ok := v.AsInt64OK(); ok {
			return strconv.FormatInt(n, 10), nil
		}
	case bsontype.Double:
		if f, ok := v.DoubleOK(); ok {
			return formatFloat(f), nil
		}
	case bsontype.Boolean:
		if b, ok := v.BooleanOK(); ok {
			return map[bool]string{false: "False", true: "True"}[b], nil
		}
	case bsontype.DateTime:
		at, err := instant(v)
		return at.Format("2006-01-02T15:04:05.000000"), err
	case bsontype.ObjectID:
		if id, ok := v.ObjectIDOK(); ok {
			return id.Hex(), nil
		}
	case bsontype.Decimal128:
		if len(v.Data) == 16 {
			d := primitive.NewDecimal128(binary.LittleEndian.Uint64(v.Data[8:]), binary.LittleEndian.Uint64(v.Data))
			return d.String(), nil
		}
	default:
		return "", fmt.Errorf("it is %s", kind(v.Type))
	}
	return "", errTorn
}

// formatFloat writes a float as Python does, so that it is told from an integer.
func formatFloat(f float64) string {
	switch {
	case math.IsNaN(f):
		return "nan"
	case math.IsInf(f, 0):
		return map[bool]string{false: "inf", true: "-inf"}[f < 0]
	case f != 0 && (math.Abs(f) < 1e-4 || math.Abs(f) >= 1e16):
		return strconv.FormatFloat(f, 'e', -1, 64)
	case f == math.Trunc(f):
		return strconv.FormatFloat(f, 'f', 1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

// kind names a type with its article.
func kind(t bsontype.Type) string {
	switch t {
	case 0:
		return "nothing"
	case bsontype.Null:
		return "null"
	case bsontype.Array:
		return "an array"
	case bsontype.EmbeddedDocument:
		return "a document"
	case bsontype.ObjectID:
		return "an object id"
	}
	return "a value of the type " + t.String()
}
