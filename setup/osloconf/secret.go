package osloconf

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/ceilotop/ceilotop/sources"
)

// Secret reports whether an option of this name holds a password, a token or a
// URL with one in it. It is generous: a value that is masked without need costs
// a look at the file, one that is shown without need costs the cloud.
func Secret(key string) bool { return hidden(key) || holdsURL(key) }

// hidden names the options that are a secret from end to end.
func hidden(key string) bool {
	k := strings.ToLower(key)
	for _, end := range []string{"_file", "_dir", "_path", "_type", "_ttl", "_time", "_expiration", "_length", "_format", "_provider", "_algorithm", "_id"} {
		if strings.HasSuffix(k, end) {
			return false
		}
	}
	for _, part := range []string{"passw", "passphrase", "secret", "token", "credential"} {
		if strings.Contains(k, part) {
			return true
		}
	}
	for _, word := range []string{"pass", "pw", "pwd", "key", "keys", "psk", "auth"} {
		if k == word && word != "auth" || strings.HasSuffix(k, "_"+word) {
			return true
		}
	}
	return false
}

// holdsURL names the options whose URL usually has a password.
func holdsURL(key string) bool {
	k := strings.ToLower(key)
	return k == "messaging_urls" || strings.HasSuffix(k, "transport_url") || strings.HasSuffix(k, "connection") || strings.HasSuffix(k, "connection_string") || strings.HasSuffix(k, "backend_url")
}

// Mask gives an option's value as it may be shown: passwords become ******, and
// of a URL all else stays.
func Mask(key, value string) string {
	shown, _ := mask(key, value)
	return shown
}

// mask gives the secrets that it found besides.
func mask(key, value string) (shown string, secrets []string) {
	switch {
	case unset(value):
		return value, nil
	case hidden(key):
		return sources.Masked, append(secrets, value, unquote(value))
	case holdsURL(key) && !scheme.MatchString(value):
		return sources.Masked, append(secrets, value, unquote(value))
	}
	return maskURLs(value)
}

// unset are the values that stand for none in the packages' own files.
func unset(value string) bool {
	return value == "" || value == `""` || value == "''" || value == "<None>" || value == "None" || value == "null"
}

var scheme = regexp.MustCompile(`^["']?[A-Za-z][A-Za-z0-9+.-]*://`)

// host is one of the hosts of a URL whose password has none of the characters
// that take a URL apart.
var host = regexp.MustCompile(`^([^:@/?#,\s"'\\<>]*):([^:@/?#,\s"'\\<>]+)@([^@/?#,\s]*)$`)

// parameter is a password behind a URL's question mark, or in a text.
var parameter = regexp.MustCompile(`(?i)(\w*(?:passw(?:or)?d|passphrase|secret|token)\w*["']?(?:\s*[=:]\s*|\s+was\s+)["']?)([^\s&"',;]+)`)

// maskURLs masks the passwords of every URL in a text. Whoever writes a password
// raw into a URL uses its characters too, so unless a URL is plain all between
// its first : and its last @ is taken for the password.
func maskURLs(text string) (shown string, secrets []string) {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(text, "://")
		b.WriteString(before)
		if !found {
			break
		}
		b.WriteString("://")
		end := strings.IndexAny(rest, "/?# \t\"'")
		if end < 0 {
			end = len(rest)
		}
		switch hosts, passwords, ok := maskHosts(rest[:end]); {
		case ok && (!strings.Contains(rest[end:], "@") || strings.Contains(rest[end:], "://")):
			b.WriteString(hosts)
			secrets = append(secrets, passwords...)
			text = rest[end:]
		default:
			at := strings.LastIndexByte(rest, '@')
			colon := strings.IndexByte(rest, ':') + 1
			if at < colon { // no @ behind a password, or no password before the @
				at, colon = end, 0
			}
			b.WriteString(rest[:colon] + sources.Masked)
			secrets = append(secrets, rest[colon:at])
			text = rest[at:]
		}
	}
	shown = b.String()
	for _, m := range parameter.FindAllStringSubmatch(shown, -1) {
		if m[2] != sources.Masked {
			secrets = append(secrets, m[2])
		}
	}
	return parameter.ReplaceAllString(shown, "${1}"+sources.Masked), secrets
}

// address is a host without credentials.
var address = regexp.MustCompile(`^([^:@]*|\[[0-9a-fA-F:.%]*\])(:\d*)?$`)

// maskHosts masks user:password@host,user:password@host. It is not ok when it
// cannot tell where a password ends.
func maskHosts(authority string) (shown string, secrets []string, ok bool) {
	hosts := strings.Split(authority, ",")
	for i, h := range hosts {
		if m := host.FindStringSubmatch(h); m != nil {
			secrets = append(secrets, m[2])
			if plain, err := url.PathUnescape(m[2]); err == nil {
				secrets = append(secrets, plain)
			}
			hosts[i] = m[1] + ":" + sources.Masked + "@" + m[3]
			continue
		}
		if user, after, found := strings.Cut(h, "@"); found && !strings.Contains(user, ":") {
			h = after
		}
		if !address.MatchString(h) {
			return "", nil, false
		}
	}
	return strings.Join(hosts, ","), secrets, true
}

// distinct are the secrets worth looking for in other lines, longest first. What
// has one or two letters is everywhere.
func distinct(secrets []string) []string {
	secrets = slices.DeleteFunc(secrets, func(s string) bool {
		return len(s) < 3 || unset(s) || slices.Contains([]string{"true", "false", sources.Masked}, strings.ToLower(s))
	})
	slices.SortFunc(secrets, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return slices.Compact(secrets)
}
