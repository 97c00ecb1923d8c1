package mongodb

import (
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"net/url"
	"strconv"
	"strings"

	"go.mongodb.org/mongo-driver/bson/bsontype"
	"go.mongodb.org/mongo-driver/x/bsonx/bsoncore"
)

// deepest is how far metadata may be nested; MongoDB itself stores 100 levels.
const deepest = 200

// metadata is a document as a JSON object: nested and typed as it is stored,
// keys that Ceilometer quoted because of a $ at their beginning restored, and
// what JSON has no word for as a text. It is nil where there is none.
func metadata(v bsoncore.Value) (json.RawMessage, error) {
	switch v.Type {
	case 0, bsontype.Null, bsontype.Undefined:
		return nil, nil
	case bsontype.EmbeddedDocument:
		return appendJSON(make([]byte, 0, len(v.Data)+len(v.Data)/4), v, 0)
	}
	return nil, fmt.Errorf("it is %s where a document belongs", kind(v.Type))
}

func appendJSON(b []byte, v bsoncore.Value, depth int) ([]byte, error) {
	switch v.Type {
	case bsontype.EmbeddedDocument, bsontype.Array:
		if depth == deepest {
			return nil, fmt.Errorf("it is nested more than %d levels deep", deepest)
		}
		return appendCollection(b, v, depth)
	case bsontype.Null, bsontype.Undefined:
		return append(b, "null"...), nil
	case bsontype.Boolean:
		if t, ok := v.BooleanOK(); ok {
			return strconv.AppendBool(b, t), nil
		}
		return nil, errTorn
	case bsontype.Double:
		if f, ok := v.DoubleOK(); ok && !math.IsNaN(f) && !math.IsInf(f, 0) {
			return append(b, formatFloat(f)...), nil
		}
	case bsontype.Int32, bsontype.Int64:
		if n, ok := v.AsInt64OK(); ok {
			return strconv.AppendInt(b, n, 10), nil
		}
	case bsontype.String, bsontype.Symbol:
		s, ok := stringBytes(v)
		if !ok {
			return nil, errTorn
		}
		return appendString(b, s), nil
	}
	text, err := rare(v)
	if err != nil {
		return nil, err
	}
	return appendString(b, []byte(text)), nil
}

func appendCollection(b []byte, v bsoncore.Value, depth int) ([]byte, error) {
	list := v.Type == bsontype.Array
	open, shut := byte('{'), byte('}')
	if list {
		open, shut = '[', ']'
	}
	all, err := elementsOf(v.Data)
	if err != nil {
		return nil, err
	}
	b = append(b, open)
	for first := true; ; first = false {
		key, value, more, err := all.next()
		if err != nil {
			return nil, err
		}
		if !more {
			return append(b, shut), nil
		}
		if !first {
			b = append(b, ',')
		}
		if !list {
			b = append(appendString(b, restore(key)), ':')
		}
		if b, err = appendJSON(b, value, depth+1); err != nil {
			return nil, err
		}
	}
}

// restore takes back what quote did to a key.
func restore(key []byte) []byte {
	if !strings.HasPrefix(string(key), "%24") {
		return key
	}
	text, err := url.PathUnescape(string(key))
	if err != nil {
		return key
	}
	return []byte(text)
}

// appendString appends s as a JSON string. Bytes that are no UTF-8 become
// U+FFFD.
func appendString(b, s []byte) []byte {
	for _, c := range s {
		if c < 0x20 || c >= 0x7f || c == '"' || c == '\\' {
			text, _ := json.Marshal(string(s)) // a string cannot fail
			return append(b, text...)
		}
	}
	return append(append(append(b, '"'), s...), '"')
}

// rare is the text of a value that neither JSON nor OpenStack has.
func rare(v bsoncore.Value) (string, error) {
	switch v.Type {
	case bsontype.Binary:
		if _, data, ok := v.BinaryOK(); ok {
			return base64.StdEncoding.EncodeToString(data), nil
		}
		return "", errTorn
	case bsontype.Regex:
		if pattern, flags, ok := v.RegexOK(); ok {
			return "/" + pattern + "/" + flags, nil
		}
		return "", errTorn
	case bsontype.Timestamp:
		if t, i, ok := v.TimestampOK(); ok {
			return fmt.Sprintf("%d.%d", t, i), nil
		}
		return "", errTorn
	case bsontype.JavaScript, bsontype.CodeWithScope, bsontype.DBPointer, bsontype.MinKey, bsontype.MaxKey:
		return v.Type.String() + ":" + hex.EncodeToString(v.Data), nil
	}
	return scalar(v)
}
