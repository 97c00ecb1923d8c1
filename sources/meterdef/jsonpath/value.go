package jsonpath

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math/big"
	"strconv"
	"strings"
)

// Value is what Python's json makes of a notification: nil, bool, int64 or, when
// it does not fit, *big.Int, float64, string, []Value or *Object. Integers and
// floats are kept apart as they are in Python.
type Value = any

// Object is a dictionary in the order of its keys.
type Object struct {
	Keys   []string
	Values map[string]Value
	// Typed is what those keys are that are no texts, which only YAML has. A text
	// and another key that read the same are one.
	Typed map[string]Value
}

// Key is a key as it was written: a text but for those that YAML types.
func (o *Object) Key(key string) Value {
	if typed, ok := o.Typed[key]; ok {
		return typed
	}
	return key
}

// SetKey is Set of a key that need not be a text.
func (o *Object) SetKey(key, v Value) {
	name := Text(key)
	if _, text := key.(string); !text {
		if o.Typed == nil {
			o.Typed = map[string]Value{}
		}
		o.Typed[name] = key
	}
	o.Set(name, v)
}

// Get returns the value of a key.
func (o *Object) Get(key string) (Value, bool) {
	v, ok := o.Values[key]
	return v, ok
}

// Set adds a key, or gives another value to one that is there.
func (o *Object) Set(key string, v Value) {
	if o.Values == nil {
		o.Values = map[string]Value{}
	}
	if _, ok := o.Values[key]; !ok {
		o.Keys = append(o.Keys, key)
	}
	o.Values[key] = v
}

// maxDepth is how deep a value may be nested; Python's own limit is about that.
const maxDepth = 900

var errDepth = errors.New("nested too deep")

// Decode reads one JSON value.
func Decode(text []byte) (Value, error) {
	d := json.NewDecoder(bytes.NewReader(text))
	d.UseNumber()
	v, err := decode(d, 0)
	if err != nil {
		return nil, err
	}
	if _, err := d.Token(); err != io.EOF {
		return nil, errors.New("more than one JSON value")
	}
	return v, nil
}

func decode(d *json.Decoder, depth int) (Value, error) {
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	if depth > maxDepth {
		return nil, errDepth
	}
	switch t := token.(type) {
	case json.Number:
		return number(string(t)), nil
	case json.Delim:
		if t == '[' {
			list := []Value{}
			for d.More() {
				v, err := decode(d, depth+1)
				if err != nil {
					return nil, err
				}
				list = append(list, v)
			}
			_, err := d.Token()
			return list, err
		}
		o := &Object{}
		for d.More() {
			key, err := d.Token()
			if err != nil {
				return nil, err
			}
			v, err := decode(d, depth+1)
			if err != nil {
				return nil, err
			}
			o.Set(key.(string), v)
		}
		_, err := d.Token()
		return o, err
	}
	return token, nil
}

// number reads a JSON number: what has neither a point nor an exponent is an
// integer of any length.
func number(text string) Value {
	if strings.ContainsAny(text, ".eE") {
		f, _ := strconv.ParseFloat(text, 64) // too large is infinite, as in Python
		return f
	}
	if i, err := strconv.ParseInt(text, 10, 64); err == nil {
		return i
	}
	i, _ := new(big.Int).SetString(text, 10)
	return i
}

// AppendJSON appends v as JSON, on one line. What JSON has no number for is
// null.
func AppendJSON(b []byte, v Value) []byte {
	switch v := v.(type) {
	case *Object:
		b = append(b, '{')
		for i, key := range v.Keys {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = append(appendString(b, key), ": "...)
			b = AppendJSON(b, v.Values[key])
		}
		return append(b, '}')
	case []Value:
		b = append(b, '[')
		for i, e := range v {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = AppendJSON(b, e)
		}
		return append(b, ']')
	case string:
		return appendString(b, v)
	case *big.Int:
		return v.Append(b, 10)
	case float64:
		if v-v != 0 {
			return append(b, "null"...)
		}
		return append(b, Text(v)...)
	}
	text, _ := json.Marshal(v)
	return append(b, text...)
}

func appendString(b []byte, s string) []byte {
	var text bytes.Buffer
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	_ = e.Encode(s) // a string is always JSON
	return append(b, bytes.TrimSuffix(text.Bytes(), []byte("\n"))...)
}
