package recording

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"time"
)

// End finds when the last message of a recording was received. It looks at the
// end of a plain file; a compressed one is read through, at some 500 MB of
// lines a second, so call it beside the work that matters.
func End(path string) (last time.Time, known bool) {
	r, err := Open(path)
	if err != nil {
		return time.Time{}, false
	}
	defer r.Close()
	if r.zstd == nil && r.size > 0 {
		return lastOf(r.file, r.size)
	}
	var kept, text []byte
	for err == nil || isLineError(err) {
		if text, err = r.nextLine(); err == nil && whole(text) && !bytes.Contains(text, markedLine) {
			kept = append(kept[:0], text...)
		}
	}
	return receivedAt(kept)
}

func isLineError(err error) bool {
	var bad *LineError
	return errors.As(err, &bad)
}

// lastOf reads ever larger ends of the file until one holds a whole line that
// has a time.
func lastOf(f *os.File, size int64) (time.Time, bool) {
	for tail := int64(64 << 10); ; tail *= 8 {
		tail = min(tail, size)
		text := make([]byte, tail)
		if _, err := f.ReadAt(text, size-tail); err != nil && err != io.EOF {
			return time.Time{}, false
		}
		for len(text) > 0 {
			start := bytes.LastIndexByte(bytes.TrimRight(text, "\n"), '\n') + 1
			if start == 0 && tail < size {
				break // may be half a line
			}
			if at, ok := receivedAt(text[start:]); ok {
				return at, true
			}
			text = text[:start]
		}
		if tail == size || tail > MaxLine {
			return time.Time{}, false
		}
	}
}

// markedLine is in a mark. In a body the quotes would be escaped.
var markedLine = []byte(`"routing_key":"` + MarkKey + `"`)

func whole(text []byte) bool {
	return bytes.HasSuffix(bytes.TrimSpace(text), []byte{'}'})
}

func receivedAt(text []byte) (time.Time, bool) {
	var l struct {
		ReceivedAt string `json:"received_at"`
		Exchange   string `json:"exchange"`
		RoutingKey string `json:"routing_key"`
	}
	if json.Unmarshal(text, &l) != nil || l.Exchange == "" && l.RoutingKey == MarkKey {
		return time.Time{}, false
	}
	at, err := parseTime(l.ReceivedAt)
	return at, err == nil
}
