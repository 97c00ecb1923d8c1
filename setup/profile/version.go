package profile

import (
	"cmp"
	"strconv"
	"strings"
)

// Version is the two numbers of a version that tell releases apart.
type Version struct{ Major, Minor int }

// ParseVersion reads the beginning of 14.0.3, 9.0.0~rc1 or 2:26.1.0-2.
func ParseVersion(text string) (Version, bool) {
	if _, rest, found := strings.Cut(text, ":"); found {
		text = rest
	}
	major, rest, _ := strings.Cut(text, ".")
	minor, _, _ := strings.Cut(rest, ".")
	m, ok := leading(major)
	if !ok {
		return Version{}, false
	}
	n, _ := leading(minor)
	return Version{m, n}, true
}

// leading reads the digits that a text begins with. Numbers that no version has
// are refused, so that none overflows.
func leading(text string) (int, bool) {
	end := 0
	for end < len(text) && '0' <= text[end] && text[end] <= '9' {
		end++
	}
	n, err := strconv.Atoi(text[:end])
	return n, err == nil && n < 100_000
}

// Before reports whether v is older than major.minor.
func (v Version) Before(major, minor int) bool {
	return cmp.Or(cmp.Compare(v.Major, major), cmp.Compare(v.Minor, minor)) < 0
}

func (v Version) String() string { return strconv.Itoa(v.Major) + "." + strconv.Itoa(v.Minor) }

// mitaka is each service's major version in Mitaka. All of them count one up
// with every release since.
//
// Source: git describe of each service's stable branches and eol tags.
var mitaka = map[string]int{
	"ceilometer": 6, "nova": 13, "cinder": 8, "glance": 12, "keystone": 9, "neutron": 8, "heat": 6,
}

// messaging is oslo.messaging's version in each release, as upper-constraints
// had it at the end.
var messaging = [...]Version{
	{4, 6},
	{5, 10},
	{5, 17},
	{5, 30},
	{5, 35},
	{8, 1},
	{9, 5},
	{10, 2},
	{12, 1},
	{12, 5},
	{12, 7},
	{12, 9},
	{12, 13},
	{14, 0},
	{14, 2},
	{14, 4},
	{14, 7},
	{14, 9},
	{16, 1},
	{17, 1},
	{17, 3},
}

// Of tells the release from a service's version. A version that is newer than
// all that are known is taken for the newest. False is an older one, an unknown
// service, or no version at all.
func Of(service, version string) (Release, bool) {
	v, ok := ParseVersion(version)
	if !ok {
		return 0, false
	}
	if service == "oslo.messaging" {
		return ofMessaging(v)
	}
	first, known := mitaka[service]
	if !known || v.Major < first {
		return 0, false
	}
	return min(Release(min(v.Major-first, int(newest))), newest), true
}

// Newer reports whether a service's version is of a release after all that are
// known.
func Newer(service, version string) bool {
	v, ok := ParseVersion(version)
	first, known := mitaka[service]
	return ok && known && v.Major > first+int(newest)
}

// Knows reports whether the service's versions tell a release.
func Knows(service string) bool { _, known := mitaka[service]; return known }

// ofMessaging takes the last release whose oslo.messaging is not newer.
func ofMessaging(v Version) (found Release, ok bool) {
	for i, m := range messaging {
		if v.Before(m.Major, 0) || v.Major == m.Major && v.Before(m.Major, m.Minor) {
			break
		}
		found, ok = Release(i), true
	}
	return found, ok
}
