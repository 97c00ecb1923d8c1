package oslo

import (
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/ceilotop/ceilotop/sources"
)

// AppendEvent appends e as a line of JSON without the line break. The names and
// their order are for ever: scripts read them. What is unknown is null. Control
// characters and those that a terminal hides or acts on, bidirectional ones
// among them, are written as \uXXXX, in the payload too.
func AppendEvent(dst []byte, e *sources.Event) []byte {
	dst = append(dst, `{"received_at":`...)
	dst = appendTime(dst, e.ReceivedAt)
	dst = appendField(dst, `,"broker":`, e.Broker)
	dst = appendField(dst, `,"exchange":`, e.Exchange)
	dst = appendField(dst, `,"routing_key":`, e.RoutingKey)
	dst = appendField(dst, `,"event_type":`, e.EventType)
	dst = appendField(dst, `,"priority":`, e.Priority)
	dst = appendField(dst, `,"publisher_id":`, e.PublisherID)
	dst = appendField(dst, `,"service":`, e.Service)
	dst = appendField(dst, `,"host":`, e.Host)
	dst = append(dst, `,"timestamp":`...)
	dst = appendTime(dst, e.Timestamp)
	dst = append(dst, `,"lag_ms":`...)
	if lag, known := e.Lag(); known {
		dst = appendMilliseconds(dst, lag)
	} else {
		dst = append(dst, "null"...)
	}
	dst = appendField(dst, `,"message_id":`, e.MessageID)
	dst = appendField(dst, `,"request_id":`, e.RequestID)
	dst = appendField(dst, `,"project_id":`, e.ProjectID)
	dst = appendField(dst, `,"user_id":`, e.UserID)
	dst = appendField(dst, `,"resource_id":`, e.ResourceID)
	dst = appendField(dst, `,"resource_name":`, e.ResourceName)
	dst = append(dst, `,"size":`...)
	dst = strconv.AppendInt(dst, int64(e.Size), 10)
	dst = append(dst, `,"meters":`...)
	dst = appendMeters(dst, e.Meters)
	dst = append(dst, `,"payload":`...)
	if len(e.Payload) == 0 {
		dst = append(dst, "null"...)
	} else {
		dst = appendPayload(dst, e.Payload)
	}
	if e.Err != "" {
		dst = appendField(dst, `,"error":`, e.Err)
		dst = append(dst, `,"raw":"`...)
		dst = append(appendEscaped(dst, e.Raw), '"')
	}
	return append(dst, '}')
}

func appendField(dst []byte, name, value string) []byte {
	dst = append(dst, name...)
	if value == "" {
		return append(dst, "null"...)
	}
	dst = append(dst, '"')
	dst = appendEscaped(dst, value)
	return append(dst, '"')
}

func appendMeters(dst []byte, meters []string) []byte {
	if meters == nil {
		return append(dst, "null"...)
	}
	dst = append(dst, '[')
	for i, m := range meters {
		if i > 0 {
			dst = append(dst, ',')
		}
		dst = append(dst, '"')
		dst = appendEscaped(dst, m)
		dst = append(dst, '"')
	}
	return append(dst, ']')
}

// appendTime appends t in UTC with microseconds, which is what OpenStack writes.
func appendTime(dst []byte, t time.Time) []byte {
	if t.IsZero() {
		return append(dst, "null"...)
	}
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return append(dst, "null"...)
	}
	hour, minute, second := t.Clock()
	dst = append(dst, '"')
	dst = append(appendPadded(dst, year, 4), '-')
	dst = append(appendPadded(dst, int(month), 2), '-')
	dst = append(appendPadded(dst, day, 2), 'T')
	dst = append(appendPadded(dst, hour, 2), ':')
	dst = append(appendPadded(dst, minute, 2), ':')
	dst = append(appendPadded(dst, second, 2), '.')
	return append(appendPadded(dst, t.Nanosecond()/1000, 6), 'Z', '"')
}

func appendPadded(dst []byte, v, digits int) []byte {
	at := len(dst)
	dst = append(dst, "000000"[:digits]...)
	for i := at + digits - 1; i >= at; i-- {
		dst[i] = byte('0' + v%10)
		v /= 10
	}
	return dst
}

func appendMilliseconds(dst []byte, d time.Duration) []byte {
	us := d.Microseconds()
	if us < 0 {
		dst = append(dst, '-')
	}
	ms, rest := us/1000, us%1000
	if ms < 0 {
		ms = -ms
	}
	if rest < 0 {
		rest = -rest
	}
	dst = strconv.AppendInt(dst, ms, 10)
	if rest == 0 {
		return dst
	}
	dst = appendPadded(append(dst, '.'), int(rest), 3)
	for dst[len(dst)-1] == '0' {
		dst = dst[:len(dst)-1]
	}
	return dst
}

// appendPayload appends JSON as it is, but for the characters that are not
// shown: in valid JSON they stand in strings only, or between tokens.
func appendPayload(dst, p []byte) []byte {
	done := 0
	for i := 0; i < len(p); {
		if i+8 <= len(p) {
			if w := load8(p, i); (w|below20(w)|(w+ones))&highs == 0 {
				i += 8
				continue
			}
		}
		c := p[i]
		if c >= ' ' && c < 0x7f {
			i++
			continue
		}
		size := 1
		r := rune(c)
		if c >= utf8.RuneSelf {
			if r, size = utf8.DecodeRune(p[i:]); !unseen(r) && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
		}
		dst = append(dst, p[done:i]...)
		if c < ' ' {
			dst = append(dst, ' ')
		} else {
			dst = appendUnicode(dst, r)
		}
		i += size
		done = i
	}
	return append(dst, p[done:]...)
}

// appendEscaped appends s as the inside of a JSON string. A byte that is no
// UTF-8 shows as \xNN, as it does on the screen.
func appendEscaped[T string | []byte](dst []byte, s T) []byte {
	done := 0
	for i := 0; i < len(s); {
		c := s[i]
		if c >= ' ' && c < 0x7f && c != '"' && c != '\\' {
			i++
			continue
		}
		size := 1
		r := rune(c)
		if c >= utf8.RuneSelf {
			if r, size = decodeRune(s[i:]); !unseen(r) && (r != utf8.RuneError || size > 1) {
				i += size
				continue
			}
		}
		dst = append(dst, s[done:i]...)
		switch {
		case c == '"' || c == '\\':
			dst = append(dst, '\\', c)
		case c == '\n':
			dst = append(dst, '\\', 'n')
		case c >= utf8.RuneSelf && r == utf8.RuneError:
			dst = append(dst, '\\', '\\', 'x', lowerHex[c>>4], lowerHex[c&15])
		default:
			dst = appendUnicode(dst, r)
		}
		i += size
		done = i
	}
	return append(dst, s[done:]...)
}

// decodeRune is utf8.DecodeRune for both kinds of text.
func decodeRune[T string | []byte](s T) (rune, int) {
	var b [utf8.UTFMax]byte
	return utf8.DecodeRune(b[:copy(b[:], s)])
}

func appendUnicode(dst []byte, r rune) []byte {
	if r > 0xffff {
		r -= 0x10000
		dst = appendUnicode(dst, 0xd800+r>>10)
		r = 0xdc00 + r&0x3ff
	}
	return append(dst, '\\', 'u', lowerHex[r>>12&15], lowerHex[r>>8&15], lowerHex[r>>4&15], lowerHex[r&15])
}

// unseen tells the characters that sources.Visible escapes, beyond ASCII.
func unseen(r rune) bool {
	switch {
	case r < 0xa0:
		return true
	case r < 0x300:
		return r == 0xad
	}
	return unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Co, unicode.Variation_Selector)
}
