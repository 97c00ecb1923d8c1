package oslo

import (
	"bytes"
	"compress/bzip2"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// maxBody is how large a body may be, before and after inflation.
const maxBody = 16 << 20

var errTooLarge = errors.New("it inflates to more than 16 MiB")

// compression returns the header that kombu sets when kombu_compression is
// configured, "" if it is not there.
func compression(m *sources.Message) string {
	if m.Headers == nil {
		return ""
	}
	switch v := m.Headers["compression"].(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}

// Inflate returns m's body as it was before kombu compressed it: m.Body itself
// if it was not. It gives up at 16 MiB, so that a small body cannot fill the
// memory. With an error comes what could be read before it.
func Inflate(m *sources.Message) ([]byte, error) {
	name := compression(m)
	if name == "" {
		return m.Body, nil
	}
	var r io.Reader
	var err error
	switch strings.ToLower(name) {
	case "application/x-gzip", "gzip", "zlib":
		// kombu says gzip and sends zlib; others may mean what they say.
		if bytes.HasPrefix(m.Body, []byte{0x1f, 0x8b}) {
			r, err = gzip.NewReader(bytes.NewReader(m.Body))
		} else {
			r, err = zlib.NewReader(bytes.NewReader(m.Body))
		}
	case "application/x-bz2", "bzip2", "bzip":
		r = bzip2.NewReader(bytes.NewReader(m.Body))
	default:
		return m.Body, fmt.Errorf("inflate the body: %s is unknown here", sources.Visible(name))
	}
	if err != nil {
		return m.Body, fmt.Errorf("inflate the body: %w", err)
	}
	body, err := io.ReadAll(io.LimitReader(r, maxBody+1))
	if err != nil {
		return body, fmt.Errorf("inflate the body: %w", err)
	}
	if len(body) > maxBody {
		return body, fmt.Errorf("inflate the body: %w", errTooLarge)
	}
	return body, nil
}
