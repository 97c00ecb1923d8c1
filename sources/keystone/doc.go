// Package keystone logs in to OpenStack's Identity service, version 3, and finds
// the other services in its catalogue.
//
// A [Login] says who logs in, for what, and where; it comes from the OS_*
// variables, from clouds.yaml, or from options of a service's configuration
// file, which all use the same names. A [Session] logs in when it is first
// asked for something, and its [Session.Client] adds the token to requests. A
// token that has expired or was revoked is replaced once for each request; an
// answer 401 to a token that Keystone still takes is the service's last word
// and is passed on, because Ceilometer's API says 401 to whoever asks for a
// project that is not his.
//
// Every call to Keystone ends within half a minute. Errors name what was tried
// and where the credentials come from, and never show a password or a token.
package keystone
