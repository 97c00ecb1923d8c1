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
	body, _, err := inflate(m)
	return body, err
}

// inflate also reports whether m.Body says something that is not in the body:
// what follows the compressed stream, or gzip's name and comment.
func inflate(m *sources.Message) (body []byte, more bool, err error) {
	name := compression(m)
	if name == "" {
		return m.Body, false, nil
	}
	in := bytes.NewReader(m.Body)
	var r io.Reader
	switch strings.ToLower(name) {
	case "application/x-gzip", "gzip", "zlib":
		// kombu says gzip and sends zlib; others may mean what they say.
		if bytes.HasPrefix(m.Body, []byte{0x1f, 0x8b}) {
			var z *gzip.Reader
			if z, err = gzip.NewReader(in); err == nil {
				r, more = z, z.Name != "" || z.Comment != "" || len(z.Extra) > 0
			}
		} else {
			r, err = zlib.NewReader(in)
		}
	case "application/x-bz2", "bzip2", "bzip":
		r = bzip2.NewReader(in)
	default:
		return m.Body, false, fmt.Errorf("inflate the body: %s is unknown here", sources.Visible(name))
	}
	if err != nil {
		return m.Body, false, fmt.Errorf("inflate the body: %w", err)
	}
	if body, err = io.ReadAll(io.LimitReader(r, maxBody+1)); err != nil {
		return body, false, fmt.Errorf("inflate the body: %w", err)
	}
	if len(body) > maxBody {
		return body, false, fmt.Errorf("inflate the body: %w", errTooLarge)
	}
	return body, more || in.Len() > 0, nil
}
