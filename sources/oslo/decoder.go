package oslo

import (
	"bytes"
	"cmp"
	"strconv"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// Decoder turns messages into events. The zero value masks secrets. It is not
// safe for concurrent use: it keeps scratch memory and remembers the strings and
// the shapes it has seen, so each broker has one of its own.
type Decoder struct {
	// ShowSecrets leaves tokens and passwords in what is decoded.
	ShowSecrets bool
	// NoPayload leaves Payload nil, for those who show only a list: a body is
	// checked all the same, but need not be unescaped.
	NoPayload bool

	shapes  shapes
	text    text
	scanner scanner
	strings interner

	inner   []byte // the notification, when the envelope was not of the usual form
	payload []byte // the payload, when it cannot be shown as it was sent
	scratch []byte // the strings of one event, before they become one string
	clean   string // the routing key seen last in which is no secret
	usual   bool   // the envelope was of the usual form
	hidden  bool   // it was not, and may hold a secret
	reason  string
}

// Decode fills e from m. It never fails: what cannot be decoded is an event
// too, with Err and Raw. e.Payload and e.Raw may share memory with d or m and
// are valid until the next Decode.
//
// Unless ShowSecrets is set, a body that holds a secret is replaced in m by a
// masked copy, so that nothing downstream has to think of it. A masked body that
// came compressed stays inflated, and the header that said so is gone.
func (d *Decoder) Decode(m *sources.Message, e *sources.Event) {
	*e = sources.Event{
		ReceivedAt: m.ReceivedAt, Broker: m.Broker, Exchange: m.Exchange, RoutingKey: m.RoutingKey,
		Redelivered: m.Redelivered, Size: len(m.Body),
	}
	d.reason = ""
	if !d.ShowSecrets {
		d.maskAround(m, e)
	}
	body, refused := d.open(m, e)
	if refused {
		return
	}
	if d.recognize(m, body, e) {
		d.shrink()
		return
	}
	ok := d.read(body)
	if !ok {
		if text := transcoded(body); text != nil {
			d.reason = ""
			body, ok = text, d.read(text)
			if !d.ShowSecrets {
				m.Body, m.Headers = text, withoutCompression(m.Headers)
			}
		}
	}
	if !d.ShowSecrets {
		if !ok && !legible(body) {
			d.withhold(m, e, body, d.reason)
			d.shrink()
			return
		}
		body, ok = d.mask(m, body, ok)
		d.reason = maskReason(d.reason)
	}
	if !ok {
		undecodable(m, e, body, d.reason)
	} else {
		d.derive(m, e, d.text.buf)
		d.payloadOf(e)
	}
	d.shrink()
}

// recognize fills e if body has a shape that is known and nothing to mask.
func (d *Decoder) recognize(m *sources.Message, body []byte, e *sources.Event) bool {
	shape := d.shapes.match(body)
	if shape == nil || !d.ShowSecrets && suspectMarks(body) {
		return false
	}
	if !d.ShowSecrets {
		if masked := d.shapes.mask(body, shape); masked != nil {
			if shape = d.shapes.match(masked); shape == nil {
				return false
			}
			body, m.Body, m.Headers = masked, masked, withoutCompression(m.Headers)
		}
	}
	e.EventType = d.shapes.eventType
	d.scanner.recall(shape, d.shapes.values[:])
	d.derive(m, e, body)
	lo, hi := d.shapes.position(shape.begins), d.shapes.position(shape.ends)
	switch {
	case d.NoPayload || lo == hi:
	case bytes.IndexByte(body[lo:hi], '\\') < 0:
		e.Payload = body[lo:hi:hi]
	default:
		d.payload = appendUnescaped(d.payload[:0], body[lo:hi])
		e.Payload = d.payload
	}
	return true
}

// mask takes the secrets out of body, and out of m if there are any. What it
// returns is read again.
func (d *Decoder) mask(m *sources.Message, body []byte, ok bool) ([]byte, bool) {
	if ok && !d.hidden && !d.scanner.suspect(&d.text) {
		return body, ok
	}
	var masked []byte
	if ok && d.usual {
		inner := d.scanner.mask(&d.text)
		if bytes.Equal(inner, d.text.bytes()) {
			return body, ok
		}
		masked = make([]byte, 0, len(body)+64)
		masked = append(appendQuoted(append(masked, usual...), inner), `"}`...)
	} else if masked = MaskJSON(body); bytes.Equal(masked, body) {
		return body, ok
	}
	m.Headers = withoutCompression(m.Headers)
	m.Body = masked
	// Whoever decodes m again must find the same, so this counts even if what made
	// the body unreadable was inside a secret and is gone.
	reason := d.reason
	ok = d.read(masked)
	d.reason = cmp.Or(reason, d.reason)
	return masked, ok
}

// read finds the notification in body and scans it.
func (d *Decoder) read(body []byte) bool {
	d.hidden = false
	where := ""
	if d.usual = d.text.openUsual(body); d.usual {
		where = " of oslo.message"
	} else {
		d.text.load(body)
	}
	if d.text.nonASCII && !utf8.Valid(body) {
		at := invalidUTF8(body)
		return d.refuse("the body is not UTF-8: byte 0x" + strconv.FormatUint(uint64(body[at]), 16) + " at byte " + strconv.Itoa(at))
	}
	if !d.scan(where) {
		return false
	}
	const envelope = 1<<idVersion | 1<<idMessage
	if where == "" && d.scanner.has&envelope == envelope {
		d.hidden = true
		if !d.openEnvelope() {
			return false
		}
	}
	switch {
	case !d.scanner.object:
		return d.refuse("not a notification: JSON, but no object")
	case d.scanner.has&(1<<idEventType|1<<idPayload) == 0:
		return d.refuse("not a notification: neither event_type nor payload")
	}
	if !d.hidden {
		d.shapes.learn(body, &d.text, &d.scanner, d.usual)
	}
	return true
}

// openEnvelope takes the notification out of an envelope that was scanned.
func (d *Decoder) openEnvelope() bool {
	version, ok := d.outer(idVersion)
	if !ok || !compatible(unescaped(version)) {
		return d.refuse("oslo.version is " + string(version) + ", only 2.0 is understood")
	}
	message, ok := d.outer(idMessage)
	if !ok {
		return d.refuse("oslo.message is not a string")
	}
	d.inner = appendUnescaped(d.inner[:0], message)
	d.text.load(d.inner)
	return d.scan(" of oslo.message")
}

// outer returns a string of the envelope, and false if it is not one.
func (d *Decoder) outer(id int) ([]byte, bool) {
	v := d.scanner.values[placeRoot][id]
	b := d.text.buf[v.lo:v.hi]
	return b, v.lo > 0 && d.text.buf[v.lo-1] == '"'
}

func (d *Decoder) scan(where string) bool {
	s := &d.scanner
	return s.scan(&d.text) || d.refuse("not JSON: "+s.err+", byte "+strconv.Itoa(s.errAt)+where)
}

func (d *Decoder) refuse(reason string) bool {
	d.reason = reason
	return false
}

func (d *Decoder) shrink() {
	d.text.shrink()
	if cap(d.inner) > keepScratch {
		d.inner = nil
	}
	if cap(d.payload) > keepScratch {
		d.payload = nil
	}
}

func invalidUTF8(b []byte) int {
	for i := 0; i < len(b); {
		r, size := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return len(b)
}
