package eventlog

import (
	"encoding/binary"
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/ceilotop/ceilotop/sources"
)

// oslosProperties are what oslo.messaging sets on every notification. Only
// properties that differ are kept.
var oslosProperties = sources.Properties{ContentType: "application/json", ContentEncoding: "utf-8", DeliveryMode: 2}

// encodeExtras returns m's properties and headers as text for a dictionary, ""
// when they are oslo.messaging's: most rows share one entry.
func encodeExtras(m *sources.Message) string {
	p := m.Properties
	if p == oslosProperties && len(m.Headers) == 0 {
		return ""
	}
	b := []byte{p.DeliveryMode, p.Priority, 0}
	for _, s := range propertyTexts(&p) {
		b = appendString(b, *s)
	}
	if p.Timestamp != nil {
		b[2] = 1
		b = appendTime(b, *p.Timestamp)
	}
	if len(m.Headers) > 0 {
		b = appendValue(b, reflect.ValueOf(m.Headers), 0)
	}
	return string(b)
}

func decodeExtras(s string, m *sources.Message) {
	r := extrasReader{[]byte(s)}
	head := r.take(3)
	p := sources.Properties{DeliveryMode: head[0], Priority: head[1]}
	for _, s := range propertyTexts(&p) {
		*s = string(r.bytes())
	}
	if head[2] == 1 {
		at := r.time()
		p.Timestamp = &at
	}
	m.Properties = p
	if len(r.b) > 0 {
		m.Headers, _ = r.value().(map[string]any)
	}
}

func propertyTexts(p *sources.Properties) [9]*string {
	return [...]*string{
		&p.ContentType, &p.ContentEncoding, &p.CorrelationID, &p.ReplyTo, &p.Expiration, &p.MessageID, &p.Type, &p.UserID, &p.AppID,
	}
}

func appendString(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

func appendTime(b []byte, t time.Time) []byte {
	b = binary.AppendVarint(b, t.Unix())
	return binary.AppendUvarint(b, uint64(t.Nanosecond()))
}

// maxHeaderDepth is deeper than any AMQP client nests tables.
const maxHeaderDepth = 32

// appendValue writes a header's value with its type, so that a recording made
// from the log says int where the wire said int. Tables of any map type come
// back as map[string]any; what AMQP does not have comes back as text.
func appendValue(b []byte, v reflect.Value, depth int) []byte {
	for v.Kind() == reflect.Interface && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Kind() == reflect.Interface {
		return append(b, 'n')
	}
	if t, ok := v.Interface().(time.Time); ok {
		return appendTime(append(b, 't'), t)
	}
	switch k := v.Kind(); {
	case k == reflect.Bool:
		return append(b, '?', map[bool]byte{true: 1}[v.Bool()])
	case v.CanInt():
		return binary.AppendVarint(append(b, 'i', byte(k)), v.Int())
	case v.CanUint():
		return binary.AppendUvarint(append(b, 'u', byte(k)), v.Uint())
	case v.CanFloat():
		return binary.BigEndian.AppendUint64(append(b, 'f', byte(k)), math.Float64bits(v.Float()))
	case k == reflect.String:
		return appendString(append(b, 's'), v.String())
	case k == reflect.Slice && v.Type().Elem().Kind() == reflect.Uint8:
		return appendString(append(b, 'b'), string(v.Bytes()))
	case k == reflect.Slice && depth < maxHeaderDepth:
		b = binary.AppendUvarint(append(b, 'a'), uint64(v.Len()))
		for i := range v.Len() {
			b = appendValue(b, v.Index(i), depth+1)
		}
		return b
	case k == reflect.Map && v.Type().Key().Kind() == reflect.String && depth < maxHeaderDepth:
		b = binary.AppendUvarint(append(b, 'm'), uint64(v.Len()))
		keys := v.MapKeys()
		slices.SortFunc(keys, func(x, y reflect.Value) int { return strings.Compare(x.String(), y.String()) })
		for _, key := range keys {
			b = appendValue(appendString(b, key.String()), v.MapIndex(key), depth+1)
		}
		return b
	}
	return appendString(append(b, 's'), fmt.Sprint(v.Interface()))
}

// extrasReader reads what encodeExtras wrote in this process: there is no
// input that it does not know.
type extrasReader struct{ b []byte }

func (r *extrasReader) take(n int) []byte {
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *extrasReader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	r.take(n)
	return v
}

func (r *extrasReader) varint() int64 {
	v, n := binary.Varint(r.b)
	r.take(n)
	return v
}

func (r *extrasReader) bytes() []byte { return r.take(int(r.uvarint())) }

func (r *extrasReader) time() time.Time { return time.Unix(r.varint(), int64(r.uvarint())).UTC() }

// numberTypes are the types that a number of each kind comes back as.
var numberTypes = map[reflect.Kind]reflect.Type{
	reflect.Int: reflect.TypeFor[int](), reflect.Int8: reflect.TypeFor[int8](), reflect.Int16: reflect.TypeFor[int16](),
	reflect.Int32: reflect.TypeFor[int32](), reflect.Int64: reflect.TypeFor[int64](), reflect.Uint: reflect.TypeFor[uint](),
	reflect.Uint8: reflect.TypeFor[uint8](), reflect.Uint16: reflect.TypeFor[uint16](), reflect.Uint32: reflect.TypeFor[uint32](),
	reflect.Uint64: reflect.TypeFor[uint64](), reflect.Uintptr: reflect.TypeFor[uint64](),
	reflect.Float32: reflect.TypeFor[float32](), reflect.Float64: reflect.TypeFor[float64](),
}

func (r *extrasReader) value() any {
	switch tag := r.take(1)[0]; tag {
	case '?':
		return r.take(1)[0] == 1
	case 'i':
		t := numberTypes[reflect.Kind(r.take(1)[0])]
		return reflect.ValueOf(r.varint()).Convert(t).Interface()
	case 'u':
		t := numberTypes[reflect.Kind(r.take(1)[0])]
		return reflect.ValueOf(r.uvarint()).Convert(t).Interface()
	case 'f':
		t := numberTypes[reflect.Kind(r.take(1)[0])]
		return reflect.ValueOf(math.Float64frombits(binary.BigEndian.Uint64(r.take(8)))).Convert(t).Interface()
	case 's':
		return string(r.bytes())
	case 'b':
		return append([]byte{}, r.bytes()...)
	case 't':
		return r.time()
	case 'a':
		out := make([]any, r.uvarint())
		for i := range out {
			out[i] = r.value()
		}
		return out
	case 'm':
		n := r.uvarint()
		out := make(map[string]any, n)
		for range n {
			key := string(r.bytes())
			out[key] = r.value()
		}
		return out
	}
	return nil
}
