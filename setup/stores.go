package setup

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Store is a place where an option says that meters are kept.
type Store struct {
	Kind sources.StoreKind // "": one that ceilotop cannot read
	URL  sources.Secret    // with its credentials; "" for a Gnocchi of the catalogue
	From Place
}

// At is the URL for people.
func (s Store) At() string { return WithoutCredentials(s.URL.Reveal()) }

// Place is a line of a file. The zero Place is what a program does by itself.
type Place struct {
	File string
	Line int
}

func (p Place) String() string {
	if p.Line == 0 {
		return p.File
	}
	return fmt.Sprintf("%s:%d", p.File, p.Line)
}

// Credentials are a section of ceilometer.conf that can log in to Keystone.
type Credentials struct {
	From    Place
	Section string
	Options map[string]sources.Secret // by name, with underscores
}

func (c Credentials) String() string {
	return fmt.Sprintf("[%s] of %s", sources.Visible(c.Section), c.From.File)
}

// readable are the schemes of databases and publishers that lead to a store
// that ceilotop reads.
var readable = map[string]sources.StoreKind{
	"mongodb":     sources.MongoDB,
	"mongodb+srv": sources.MongoDB,
	"gnocchi":     sources.Gnocchi,
}

// KindOf tells the kind of store from the scheme of a URL; "" for one that
// ceilotop cannot read.
func KindOf(url string) sources.StoreKind {
	scheme, _, _ := strings.Cut(url, ":")
	return readable[strings.ToLower(scheme)]
}

// WithoutCredentials shortens a URL to what may be shown: scheme, hosts and
// path. Passwords are not always escaped as they should be, so everything up to
// the last @ counts as one, and so does every query; and where a URL was cut
// before its @, what stands where the port should is one too.
func WithoutCredentials(text string) string {
	scheme, rest, found := strings.Cut(text, "://")
	if !found || strings.ContainsAny(scheme, "@:/?#") {
		return "(not a URL)"
	}
	if at := strings.LastIndexByte(rest, '@'); at >= 0 {
		rest = rest[at+1:]
	}
	if end := strings.IndexAny(rest, "?#"); end >= 0 {
		rest = rest[:end]
	}
	authority, _, _ := strings.Cut(rest, "/")
	for host := range strings.SplitSeq(authority, ",") {
		if !hostAndPort.MatchString(host) {
			return scheme + "://" + sources.Masked
		}
	}
	return sources.Visible(scheme + "://" + rest)
}

var hostAndPort = regexp.MustCompile(`^(\[[0-9a-fA-F:.%]*\]|[^:@\[\]]*)(:[0-9]*)?$`)
