package keystone

import "strings"

// FromEnvironment reads the OS_* variables as an ordinary openrc sets them. It
// reports false, and no error, when none of them speaks of a login.
//
// gophercloud's own reader refuses such a file: it knows nothing of
// OS_USER_DOMAIN_NAME and its like.
func FromEnvironment(getenv func(variable string) string) (Login, bool, error) {
	o := options{
		from:  "the OS_* variables",
		get:   func(name string) string { return getenv(variable(name)) },
		spell: variable,
	}
	if o.first("auth_url", "username", "user_id", "application_credential_id", "application_credential_name", "token", "auth_token") == "" {
		return Login{}, false, nil
	}
	l, err := o.login()
	return l, true, err
}

func variable(name string) string { return "OS_" + strings.ToUpper(name) }

// FromOptions reads a login from a section of a service's configuration, such
// as [service_credentials] of ceilometer.conf. Options that are not set are "".
// From names the section and its file. The names of Liberty and before, os_* in
// the one section and admin_* in the other, are understood too.
func FromOptions(from string, get func(option string) string) (Login, error) {
	o := options{
		from: from,
		get: func(name string) string {
			if v := get(name); v != "" {
				return v
			}
			return get("os_" + name)
		},
		spell: func(name string) string { return name },
	}
	return o.login()
}
