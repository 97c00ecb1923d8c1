package ownlog

import (
	"regexp"

	"github.com/ceilotop/ceilotop/sources"
)

// userinfo finds the password of a URL, which errors of net/url and of client
// libraries like to quote. It is greedy to the last @ before a slash, because
// a password may hold one that somebody forgot to escape.
var userinfo = regexp.MustCompile(`(://[^/\s:@"]*:)([^/\s"]*)(@)`)

func maskURLs(text string) string {
	return userinfo.ReplaceAllString(text, "${1}"+sources.Masked+"${3}")
}
